"""What looks like a pupil's identifier in a text, so that a form can say so before anything is saved.

Plait holds no pupil data. Numbers are told from other numbers by their check character, and where that alone would
raise false alarms (one ten-digit number in eleven is right by chance) by the words around them.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from plait.core.birth_dates import find_birth_dates

_UPN_LETTERS: Final = "ABCDEFGHJKLMNPQRTUVWXYZ"  # without I, O and S, which are taken for 1, 0 and 5
_UPN = re.compile(r"(?<![A-Z0-9])[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z](?![A-Z0-9])", re.IGNORECASE)
_TEN_DIGITS = re.compile(r"(?<![\w£$€.,/-])\d{3}(?P<gap>[ \u00a0-]?)\d{3}(?P=gap)\d{4}(?![\w/-]|[.,]\d)")
# Issued in England, Wales and the Isle of Man; others are told by the word NHS before them.
# https://www.datadictionary.nhs.uk/attributes/nhs_number.html
_NHS_FIRST: Final = "467"
_BEFORE, _AFTER = 40, 20  # characters in which a word tells what a number is
_SAYS_NHS = re.compile(r"\bNHS\b", re.IGNORECASE)
_SAYS_LEARNER = re.compile(r"\bULNs?\b|\blearner(?:'s|’s)? (?:reference |number)", re.IGNORECASE)
_SAYS_OTHER = re.compile(
    r"\+44[ -]?$|\b0044[ -]?$|\b(?:tel|telephone|phone|mobile|mob|fax|call|ring|text|isbn|uprn|utr|invoice|order)"
    r"\b[^.;\n]{0,20}$",
    re.IGNORECASE,
)


class Kind(StrEnum):
    """What it looks like."""

    UPN = "upn"
    TEMPORARY_UPN = "temporary_upn"
    NHS_NUMBER = "nhs_number"
    ULN = "uln"
    BIRTH_DATE = "birth_date"

    @property
    def label(self) -> str:
        """What it is called."""
        return _LABELS[self]

    @property
    def why(self) -> str:
        """Why it is thought to be one, and why it should not be there."""
        return f"{_REASONS[self]} {_PLEA}"


_LABELS: Final = {
    Kind.UPN: "unique pupil number (UPN)",
    Kind.TEMPORARY_UPN: "temporary unique pupil number",
    Kind.NHS_NUMBER: "NHS number",
    Kind.ULN: "unique learner number (ULN)",
    Kind.BIRTH_DATE: "date of birth",
}
_REASONS: Final = {
    Kind.UPN: "This has the form of a unique pupil number, and its check letter is right.",
    Kind.TEMPORARY_UPN: "This has the form of a temporary unique pupil number, and its check letter is right.",
    Kind.NHS_NUMBER: "This has ten digits as an NHS number has, and its check digit is right.",
    Kind.ULN: "The text speaks of a learner number, and the check digit of this one is right.",
    Kind.BIRTH_DATE: "This is called a date of birth, of somebody of school age, and the text says whose.",
}
_PLEA: Final = "It would let a reader find one child, and this site needs nothing about single children."


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that looks like an identifier: where it is, and enough of it to find it again, but not the whole."""

    kind: Kind
    start: int
    end: int
    shown: str
    why: str


def find_identifiers(text: str, *, today: dt.date | None = None) -> tuple[Found, ...]:
    """Everything in a text that looks like a pupil's identifier, in its order; `today` decides who is of school age."""
    day = today or dt.datetime.now(dt.UTC).date()
    found = [*_find_upns(text), *_find_numbers(text)]
    found += [_show(text, Kind.BIRTH_DATE, start, end) for start, end in find_birth_dates(text, today=day)]
    return tuple(sorted(found, key=lambda each: each.start))


def check_letter(rest: str) -> str:
    """The check letter of a UPN from its other twelve characters: weights 2 to 13, modulo 23.

    The last character of a temporary UPN is a letter, which counts as its place in the same alphabet.
    Reference: Department for Education, *Unique pupil numbers: guidance* (the check letter).
    """
    values = [int(each) if each.isdigit() else _UPN_LETTERS.index(each) for each in rest.upper()]
    return _UPN_LETTERS[sum(weight * value for weight, value in enumerate(values, 2)) % len(_UPN_LETTERS)]


def weigh_ten_digits(digits: str) -> int:
    """The weighted sum of ten digits modulo 11, weights 10 to 1: 0 for an NHS number, 10 for a learner number.

    References: NHS Data Dictionary, *NHS number*; Learning Records Service, *ULN validation guide*.
    """
    return sum(weight * int(digit) for weight, digit in zip(range(10, 0, -1), digits, strict=True)) % 11


def _find_upns(text: str) -> Iterator[Found]:
    for match in _UPN.finditer(text):
        written = match.group().upper()
        if check_letter(written[1:]) == written[0]:
            kind = Kind.UPN if written[-1].isdigit() else Kind.TEMPORARY_UPN
            yield _show(text, kind, *match.span())


def _find_numbers(text: str) -> Iterator[Found]:
    for match in _TEN_DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        around = before + text[match.end() : match.end() + _AFTER]
        kind = _judge(digits, before=before, around=around)
        if kind:
            yield _show(text, kind, *match.span())


def _judge(digits: str, *, before: str, around: str) -> Kind | None:
    if len(set(digits)) == 1:
        return None  # 4444444444 stands for a number that is not given
    weight = weigh_ten_digits(digits)
    if weight == 10 and digits[0] != "0" and _SAYS_LEARNER.search(around):
        return Kind.ULN
    if weight != 0:
        return None
    if _SAYS_NHS.search(around):
        return Kind.NHS_NUMBER
    return Kind.NHS_NUMBER if digits[0] in _NHS_FIRST and not _SAYS_OTHER.search(before) else None


def _show(text: str, kind: Kind, start: int, end: int) -> Found:
    written = text[start:end]
    return Found(kind=kind, start=start, end=end, shown=f"{written[:2]}…{written[-2:]}", why=kind.why)
