"""What a measure of one's own is: its unit, which way is better, and examples to begin from. No Django."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

from plait.indicators.periods import Cadence


class Unit(StrEnum):
    """What a figure is."""

    PERCENT = "percent"
    RATE = "rate"
    COUNT = "count"
    NUMBER = "number"

    @property
    def label(self) -> str:
        """In words, as a choice."""
        return _UNITS[self]

    @property
    def of_counts(self) -> bool:
        """Whether it is worked out from a count and what is counted in."""
        return self in {Unit.PERCENT, Unit.RATE}


_UNITS: Final = {
    Unit.PERCENT: "A percentage: so many of so many",
    Unit.RATE: "A rate: so many for every hundred, thousand …",
    Unit.COUNT: "A count",
    Unit.NUMBER: "Another number: an average, a score, days, pounds",
}


class Better(IntEnum):
    """Which way is better."""

    LOWER = -1
    NEUTRAL = 0
    HIGHER = 1

    @property
    def label(self) -> str:
        """In words, as a choice."""
        return {-1: "Lower is better", 0: "Neither: we only watch it", 1: "Higher is better"}[self.value]


class EnteredBy(StrEnum):
    """Who enters the figures."""

    SCHOOL = "school"
    TRUST = "trust"

    @property
    def label(self) -> str:
        """In words, as a choice."""
        return {"school": "Each school enters its own", "trust": "The central team enters them"}[self.value]


class Move(StrEnum):
    """What is done to limits, at a period and for a reason."""

    REBASE = "rebase"
    FREEZE = "freeze"

    @property
    def label(self) -> str:
        """In words, as a choice."""
        return {
            "rebase": "Begin new limits there: things are done differently since",
            "freeze": "Freeze limits there: later figures are held against those before",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Starter:
    """An example to begin from; everything in it can be changed."""

    key: str
    name: str
    why: str
    unit: Unit
    better: Better
    cadence: Cadence
    counted: str = ""
    denominator: str = ""
    per: float = 100.0
    of_pupils: bool = False
    entered_by: EnteredBy = EnteredBy.SCHOOL


STARTERS: Final = (
    Starter(
        "attendance",
        "Attendance by week",
        "A pupil who is not there learns nothing from us. A week is soon enough to notice and to ask why.",
        Unit.PERCENT,
        Better.HIGHER,
        Cadence.WEEKLY,
        "sessions attended",
        "possible sessions",
    ),
    Starter(
        "suspensions",
        "Suspensions",
        "How often we send pupils home; few is the aim, none is not always right.",
        Unit.RATE,
        Better.LOWER,
        Cadence.HALF_TERMLY,
        "suspensions",
        "pupils on roll",
        of_pupils=True,
    ),
    Starter(
        "drop-ins",
        "Lesson drop-ins",
        "Whether leaders see teaching often enough to help. More is not better in itself.",
        Unit.COUNT,
        Better.NEUTRAL,
        Cadence.WEEKLY,
    ),
    Starter(
        "staff-absence",
        "Staff absence",
        "Days lost to sickness, of all days that staff were to work: an early sign of strain.",
        Unit.PERCENT,
        Better.LOWER,
        Cadence.MONTHLY,
        "days absent",
        "days to be worked",
    ),
    Starter(
        "reading-age",
        "Pupils reading at their age or above",
        "Reading opens every other lesson. Take the same test at the same time in each school.",
        Unit.PERCENT,
        Better.HIGHER,
        Cadence.TERMLY,
        "pupils at or above",
        "pupils tested",
        of_pupils=True,
    ),
    Starter(
        "catering",
        "School meals taken",
        "Whether pupils eat what we cook, and what the kitchen can count on.",
        Unit.PERCENT,
        Better.HIGHER,
        Cadence.WEEKLY,
        "meals taken",
        "meals that could be",
    ),
    Starter(
        "estates",
        "Estates jobs open longer than a month",
        "What waits too long to be mended, before anybody stops reporting it.",
        Unit.COUNT,
        Better.LOWER,
        Cadence.MONTHLY,
        entered_by=EnteredBy.TRUST,
    ),
)


def find_starter(key: str) -> Starter | None:
    """The example of this key."""
    return next((each for each in STARTERS if each.key == key), None)


def work_out(counted: float, denominator: float, *, unit: Unit, per: float) -> float:
    """The figure from a count and what it is counted in."""
    return counted / denominator * (100.0 if unit is Unit.PERCENT else per)
