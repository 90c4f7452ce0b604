"""The register of sources."""

import datetime as dt
from pathlib import Path

import pytest

from plait.core.missing import Reason
from plait.indicators.store.definitions import load_definitions
from plait.indicators.store.fingerprint import SOURCES
from plait.indicators.store.register import BadRegister, load_register, normalise

ENTRY = """
id = "thing"
title = "A thing"
publisher = "Department for Education"
licence = "Open Government Licence v3.0"
page = "https://www.gov.uk/"
cadence = "yearly"
owner = "Plait data team"
next_review = 2027-03-31
roles = ["values"]

[recognise]
all_of = ["URN", "THING"]

[codes]
SUPP = "suppressed"
SP = 0.25
"""


def write(folder: Path, text: str, name: str = "thing.toml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_every_shipped_entry_says_who_publishes_it_under_which_licence_and_who_owns_it() -> None:
    register = load_register()
    assert len(register.entries) >= 45
    for source in register.sources:
        assert source.page.startswith("https://")
        assert source.publisher
        assert source.licence
        assert source.owner
        assert source.next_review > dt.date(2026, 11, 21)


def test_every_source_that_gives_figures_says_what_its_codes_mean_or_has_none() -> None:
    without = {s.id for s in load_register().sources if {"values", "trust_values"} & set(s.roles) and not s.codes}
    assert without == {"deprivation_by_postcode"}


def test_every_source_from_which_an_indicator_comes_is_in_the_register() -> None:
    origins = {
        origin.source
        for definition in load_definitions().values()
        for origin in (*definition.origins, *definition.trust_origins)
    }
    assert origins <= set(load_register().entries)


def test_adding_a_source_is_adding_a_file(tmp_path: Path) -> None:
    entry = load_register(write(tmp_path, ENTRY)).entries["thing"]
    assert entry.source.codes == {"SUPP": Reason.SUPPRESSED, "SP": 0.25}
    assert entry.source.roles == ("values",)
    assert entry.year.origin == "none"


def test_the_hash_changes_with_every_word_of_an_entry(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one = load_register(write(tmp_path / "a", ENTRY))
    other = load_register(write(tmp_path / "b", ENTRY.replace("A thing", "The thing")))
    assert one.sha256 != other.sha256


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('title = "A thing"\n', "", "It lacks 'title'"),
        ('id = "thing"', 'id = "other"', "not the name of the file"),
        ('roles = ["values"]', 'roles = ["figures"]', "its roles are"),
        ('SUPP = "suppressed"', 'SUPP = "hidden"', "'hidden' is not a valid Reason"),
        ("next_review = 2027-03-31", 'next_review = "soon"', "next_review is not a date"),
        ('all_of = ["URN", "THING"]', "all_of = []", "names no heading"),
        ('cadence = "yearly"', 'cadence = "yearly"\nquality = "high"', "“quality”, which means nothing here"),
        ("[codes]", '[year]\nfrom = "sky"\n[codes]', "year.from is “sky”"),
        ("[codes]", '[as_at]\nfrom = "sky"\n[codes]', "as_at.from is “sky”"),
        ("[codes]", "[read]\nkeep = ['(']\n[codes]", "unterminated"),
        ("[codes]", "[codes", "thing.toml"),
    ],
)
def test_a_faulty_entry_is_refused_by_name(tmp_path: Path, old: str, new: str, told: str) -> None:
    with pytest.raises(BadRegister, match=r"thing\.toml") as caught:
        load_register(write(tmp_path, ENTRY.replace(old, new)))
    assert told in str(caught.value)
    assert caught.value.mend


def test_an_empty_register_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRegister, match="empty"):
        load_register(tmp_path)


def test_headings_are_compared_without_mark_quotes_spaces_and_case() -> None:
    assert normalise('\ufeff"URN" ') == normalise("urn")
    assert normalise("LA  (code)") == normalise("la (CODE)")


def test_the_register_is_data_of_the_package() -> None:
    assert SOURCES.is_dir()
    assert load_register() is load_register()
