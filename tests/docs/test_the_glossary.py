"""The glossary is in order and knows the short words that pages use."""

import re

import pytest

from plait.core.missing import Reason
from plait.indicators.store.definitions import load_definitions
from tests.architecture.floors import CHECKOUT, SOURCE

ROWS = re.findall(r"^\| (.+?) \| (.+) \|$", (CHECKOUT / "GLOSSARY.md").read_text(encoding="utf-8"), re.MULTILINE)[1:]
TEXT = "\n".join(f"{word}: {meaning}" for word, meaning in ROWS)
# Words of computing that the pages for IT leads and developers use, and names.
KNOWN = {
    "ADR",
    "AA",
    "AMD",
    "CSP",
    "CSS",
    "DOI",
    "EPYC",
    "GB",
    "GOV",
    "HTML",
    "HTMX",
    "HTTPS",
    "IT",
    "JASA",
    "JSON",
    "LTS",
}
KNOWN |= {
    "MB",
    "MIT",
    "PDF",
    "PNG",
    "SHA",
    "SQL",
    "SVG",
    "UK",
    "URL",
    "UTF",
    "XML",
    "CPU",
    "RAM",
    "KB",
    "PCG64",
    "COVID",
    "IEEE",
    "TAES",
    "ARCHITECTURE",
    "CONTRIBUTING",
    "DEBUG",
    "FIDO",
    "HTTP",
    "LDAP",
    "OCSP",
    "ORM",
    "OS",
    "PBKDF2",
    "REST",
    "RFC",
    "SOAP",
    "TLS",
    "UA",
    "WS",
    "DFE",
}
SHORT = re.compile(r"\b(?:[A-Z]{2,}\d?|Df[A-Z]|EBacc)\b")


def test_the_words_are_in_order():
    words = [word.casefold() for word, _ in ROWS]
    assert len(words) > 60
    assert words == sorted(words)
    assert len(set(words)) == len(words)


def test_every_reason_for_a_gap_is_there():
    (meaning,) = [meaning for word, meaning in ROWS if word == "reason"]
    said = {"suppressed": "withheld", "error": "error in file"}
    assert [reason for reason in Reason if said.get(str(reason), str(reason).replace("_", " ")) not in meaning] == []


@pytest.mark.parametrize("what", ["short", "name"])
def test_the_short_words_of_indicators_are_there(what: str):
    used = {word for one in load_definitions().values() for word in SHORT.findall(getattr(one, what))}
    assert {"EAL", "RWM"} & used
    assert sorted(word for word in used - KNOWN if not re.search(rf"\b{word}\b", TEXT)) == []


def test_the_short_words_of_pages_and_documents_are_there():
    used = set()
    for page in [*SOURCE.rglob("*.html"), *(CHECKOUT / "docs").rglob("*.md"), CHECKOUT / "README.md"]:
        text = re.sub(
            r"```.*?```|`[^`]*`|\{[%{#].*?[%}#]\}|<[^>]*>|\]\([^)]*\)", " ", page.read_text("utf-8"), flags=re.DOTALL
        )
        if "Written by tools/" not in page.read_text("utf-8"):
            used |= {word.removesuffix("s") for word in SHORT.findall(text)}
    assert {"URN", "SEN"} <= used
    assert sorted(word for word in used - KNOWN if not re.search(rf"\b{word}\b", TEXT)) == []
