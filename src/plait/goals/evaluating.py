"""Plain rules of self-evaluation: terms, how sure somebody is, what is said of one statement, and the words for it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from plait.core.errors import PlaitError

LONGEST_EVIDENCE: Final = 600  # characters: a few lines; what is longer belongs in what they point to
LONGEST_CHANGED: Final = 300
LONGEST_NOTE: Final = 600
_AUTUMN, _SPRING, _SUMMER = 9, 1, 4  # months in which terms begin, near enough for every local calendar


class NotAnEvaluation(PlaitError):
    """A self-evaluation cannot stand like this, or this cannot be done with it now."""


class State(StrEnum):
    """Whether a term's self-evaluation may still be written in."""

    OPEN = "open"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The state in words."""
        return {State.OPEN: "Open", State.CLOSED: "Closed"}[self]


class Confidence(StrEnum):
    """How sure those who judge are."""

    SURE = "sure"
    FAIRLY = "fairly"
    UNSURE = "unsure"

    @property
    def label(self) -> str:
        """What stands beside the choice."""
        return {Confidence.SURE: "Sure", Confidence.FAIRLY: "Fairly sure", Confidence.UNSURE: "Not sure"}[self]


@dataclass(frozen=True, slots=True, order=True)
class Term:
    """One term by the day on which it begins: 1 September, 1 January or 1 April."""

    starts: dt.date

    @classmethod
    def of(cls, day: dt.date) -> "Term":
        """The term in which a day lies; the summer counts to the summer term."""
        month = _AUTUMN if day.month >= _AUTUMN else _SUMMER if day.month >= _SUMMER else _SPRING
        return cls(dt.date(day.year, month, 1))

    @property
    def ends(self) -> dt.date:
        """The last day by which its self-evaluation is due: before the holidays that follow."""
        month, day = {_AUTUMN: (12, 18), _SPRING: (3, 27), _SUMMER: (7, 17)}[self.starts.month]
        return dt.date(self.starts.year, month, day)

    @property
    def label(self) -> str:
        """Such as “autumn term 2026/27”."""
        first = self.starts.year if self.starts.month == _AUTUMN else self.starts.year - 1
        name = {_AUTUMN: "autumn", _SPRING: "spring", _SUMMER: "summer"}[self.starts.month]
        return f"{name} term {first}/{(first + 1) % 100:02d}"


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of one statement: the row, the version that was read, and the words.

    `level` is the number of a level, None where nobody has judged yet. `changed`: what changed since last time.
    """

    row: int
    version: int
    level: int | None
    confidence: str = ""
    evidence: str = ""
    changed: str = ""
    help_wanted: bool = False


@dataclass(frozen=True, slots=True)
class Second:
    """What a colleague of a partner school says of one statement."""

    row: int
    level: int | None
    note: str = ""


def summarise(levels: Iterable[str | None], *, order: Iterable[str]) -> str:
    """How many statements stand at each level, in words and in the order of the levels: no sum, no mean.

    “Secure in 3, Beginning in 1; 2 not judged yet”.
    """
    given = list(levels)
    counted = [(name, given.count(name)) for name in order]
    told = [f"{name} in {n}" for name, n in counted if n]
    open_n = given.count(None)
    rest = f"{open_n} not judged yet" if open_n else ""
    if given and open_n == len(given):
        return "Not judged yet"
    if not open_n and len(told) == 1 and len(given) > 1:
        return f"{next(name for name, n in counted if n)} in all {len(given)}"
    return "; ".join(part for part in (", ".join(told), rest) if part)
