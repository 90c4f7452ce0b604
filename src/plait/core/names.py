"""Names as people write them: what a register prints in capitals is set in small letters again."""

import re
from functools import lru_cache
from typing import Final

_SMALL: Final = frozenset(
    ("a", "and", "at", "by", "for", "in", "into", "near", "of", "on", "the", "to", "under", "upon", "with")
)
_KEPT: Final = frozenset(
    [
        *("ABC", "AP", "BDMAT", "CE", "CIO", "CIT", "CLP", "EAL", "GLF", "II", "III", "IV", "LA", "LEA", "MAT", "QE"),
        *("RC", "SEMH", "SEN", "SEND", "SEBMAT", "STEM", "TBAP", "UK", "UTC", "VA", "VC"),
    ]
)
_WORD = re.compile(r"[A-Z0-9][A-Z0-9’']*")


@lru_cache(maxsize=100_000)
def show(name: str) -> str:
    """The name; one that is all capitals ("TIDEWATER C.E. TRUST") as people write it ("Tidewater C.E. Trust")."""
    name = " ".join(name.split())
    if not name.isupper() or " " not in name:
        return name
    return _written(name)


def place(name: str) -> str:
    """A town or a local authority in a sentence: “Bristol, City of” is Bristol, “DONCASTER” is Doncaster."""
    plain = re.sub(r", (?:City|County) of$", "", name)
    return _written(plain) if plain.isupper() else plain


def _written(name: str) -> str:
    written = _WORD.sub(lambda found: _word(found[0]), name)
    return written[:1].upper() + written[1:]


def _word(word: str) -> str:
    """A word with one capital, unless it is an abbreviation: known, with a digit, or without a vowel."""
    if word in _KEPT or any(letter.isdigit() for letter in word):
        return word
    if word.lower() in _SMALL:
        return word.lower()
    if word != "ST" and len(word) > 1 and not set(word) & set("AEIOUY"):
        return word
    if word[1:2] in {"'", "’"} and len(word) > 3:  # O'Brien, D'Arcy
        return word[:2] + word[2:].capitalize()
    return word.capitalize()
