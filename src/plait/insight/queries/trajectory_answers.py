"""What is answered about schools since they joined a trust, and what is refused by name."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from plait.core.errors import PlaitError
from plait.indicators.queries.reach import NotInBuild
from plait.indicators.store.definitions import Definition
from plait.organisations.domain import Phase
from plait.stats.trajectory import Caution, Change, Pooled, Step, Verdict

LEVEL: Final = 0.9  # of the intervals that are shown


class NoSuchOutcome(NotInBuild):
    """An outcome that is not defined, or of which the build holds no figures."""


class NotFollowed(PlaitError):
    """Nothing can be told of this trust in this outcome."""


class Standing(StrEnum):
    """Where a school stands today, seen from the trust."""

    IN = "in the trust"
    LEFT = "left the trust"
    CLOSED = "closed"


class Note(StrEnum):
    """What a reader should know of the dates and of the neighbours, beside the cautions of the method."""

    DAY_SEEN = "day of joining not stated, first seen then"
    CONTEXT_LATER = "circumstances known only from after joining"


class Because(StrEnum):
    """Why a school could not be followed."""

    NO_RESULTS = "no results in this outcome"
    JOINED_BEFORE = "joined before the first year with results"
    NEW = "opened in the trust"
    NOTHING_BEFORE = "nothing before"
    JOINED_LATELY = "joined too recently"
    GONE = "gone before results"
    NOTHING_AFTER = "nothing after"
    FEW_NEIGHBOURS = "too few neighbours"
    FEW_PLACEBOS = "too few placebos"


@dataclass(frozen=True, slots=True, eq=False)
class SchoolTrajectory:
    """One school that is or was in the trust: when, and what became of it; `because` says why nothing could be told."""

    urn: int
    name: str
    joined: dt.date
    left: dt.date | None
    standing: Standing
    cohort_n: float | None
    basis: int | None
    notes: tuple[Note, ...]
    change: Change
    because: Because | None


@dataclass(frozen=True, slots=True, eq=False)
class TrustTrajectory:
    """A trust in one outcome and phase.

    Attributes
    ----------
    unit
        ``points`` of the outcome (percentage points for percentages), or ``school SD`` where its years are not
        comparable as they stand.
    spread, worth
        How far schools of the phase differ in a year (their standard deviation), and what one of the unit is worth in
        points of the last year (1 where the unit is points); both the same for every trust.
    years
        Years in which any school has results.
    schools
        Every school of the phase that is or was in the trust, in order of joining.
    pooled, alike, dip, path
        The mean change; the second reading, against schools with the same results before; how low the year before
        joining was; the path in event time. `pooled` is None where no school could be followed: `refusal` says why.
    build, method, recipe, seed
        With these the figures can be had again.
    """

    uid: int
    name: str
    outcome: Definition
    phase: Phase
    unit: str
    spread: float
    worth: float
    years: tuple[int, ...]
    schools: tuple[SchoolTrajectory, ...]
    pooled: Pooled | None
    alike: Pooled | None
    dip: Pooled | None
    path: tuple[Step, ...]
    refusal: str
    build: str
    method: str
    recipe: str
    seed: int

    @property
    def counted_n(self) -> int:
        """How many schools are in the mean."""
        return 0 if self.pooled is None else self.pooled.schools_n

    @property
    def rebound_likely(self) -> bool:
        """Whether the year before joining was low, so that a rise would come by itself had it been counted."""
        return self.dip is not None and self.dip.difference < 0 and self.dip.chance <= 1 - LEVEL

    @property
    def readings_agree(self) -> bool:
        """Whether both readings leave the same question open: both intervals hold 0, or both lie on the same side."""
        if self.pooled is None or self.alike is None:
            return True
        sides = [np.sign(low) + np.sign(high) for low, high in (p.interval(LEVEL) for p in (self.pooled, self.alike))]
        return bool(sides[0] == sides[1])


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """One school with its trust's answer, and the schools it was compared with (URNs, nearest first)."""

    trust: TrustTrajectory
    school: SchoolTrajectory
    neighbours: tuple[int, ...]


def list_cautions(found: TrustTrajectory) -> dict[Caution | Note, int]:
    """How many of the schools in the mean each caution concerns."""
    counts: dict[Caution | Note, int] = {}
    for each in found.schools:
        if each.change.verdict is Verdict.COUNTED:
            both: tuple[Caution | Note, ...] = (*each.change.cautions, *each.notes)
            for caution in both:
                counts[caution] = counts.get(caution, 0) + 1
    return counts
