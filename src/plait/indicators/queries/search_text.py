"""How names are folded before they are compared: one rule for what is stored and for what is typed."""

import re
import unicodedata
from typing import Final

_MARKS = re.compile(r"['’‘`´.]")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_PHRASES: Final = (
    (re.compile(r"\b(?:church of england|c of e|cofe|c e)\b"), "ce"),
    (re.compile(r"\b(?:roman catholic|r c|rc)\b"), "catholic"),
    (re.compile(r"\bvoluntary aided\b"), "va"),
    (re.compile(r"\bvoluntary controlled\b"), "vc"),
    (re.compile(r"\bmulti academy trust\b"), "mat"),
)
# What people type, and registers print, in place of the word.
_WORDS: Final = {
    "saint": "st",
    "sain": "st",
    "saints": "sts",
    "prim": "primary",
    "jun": "junior",
    "jnr": "junior",
    "juniors": "junior",
    "inf": "infant",
    "infants": "infant",
    "sch": "school",
    "acad": "academy",
    "sec": "secondary",
    "comp": "comprehensive",
    "coll": "college",
    "gram": "grammar",
    "nurs": "nursery",
    "spec": "special",
    "mount": "mt",
    "comm": "community",
    "ch": "church",
}
_LONGEST_QUERY: Final = 100  # characters; nobody types more in earnest
_MOST_WORDS: Final = 10  # words of a query that are looked at


def fold_words(text: str) -> tuple[str, ...]:
    """The words of a name or a query in their plain form: lower case, no accents, abbreviations made one."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode() if not text.isascii() else text
    plain = _MARKS.sub("", plain.lower().replace("’", "").replace("&", " and "))
    plain = _NOT_A_WORD.sub(" ", plain).strip()
    for pattern, word in _PHRASES:
        plain = pattern.sub(word, plain)
    return tuple(_WORDS.get(word, word) for word in plain.split())


def fold_query(text: str) -> tuple[str, ...]:
    """The words of a query: as `fold_words`, but cut at a length that keeps the answer quick."""
    return fold_words(text[:_LONGEST_QUERY])[:_MOST_WORDS]
