"""What the queries on the signals of a trust give back."""

from dataclasses import dataclass
from typing import Literal

from plait.core.years import AcademicYear
from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries.signals_answers import Move, Refusal, Skill


@dataclass(frozen=True, slots=True)
class Member:
    """One school of a trust in one outcome.

    `estimate`, `lo` and `hi` are outcome points. `word` and `probability` are None where this reader is not told, or
    `refusal` says why no word is put to it. `listed` says that it is in the list of the trust's bright spots; `needs`
    that its word is of a difference to the worse.
    """

    urn: int
    name: str
    estimate: float
    lo: float
    hi: float
    word: str | None
    needs: bool
    refusal: str
    town: str | None = None
    la_name: str | None = None
    probability: float | None = None
    listed: bool = False
    pupils: str = ""
    years: tuple[AcademicYear, ...] = ()
    moves: tuple[Move, ...] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """The mean of the underlying differences of a trust's schools; schools count alike.

    `schools_n` are those that were in the trust in the latest year; `better` is the probability that the mean lies on
    the better side of what was expected.
    """

    estimate: float
    lo: float
    hi: float
    schools_n: int
    better: float


@dataclass(frozen=True, slots=True)
class Counted:
    """How many schools of a trust stand out in an outcome, and how many would by themselves.

    Of `judged_n` schools that can bear a word, `better_n` are likely or clearly better than expected; `worse_n` the
    mirror, None where this reader is not told. `chance_n` is how many on either side there would be if all of them were
    exactly as expected; the rates are those of all schools in England.
    """

    judged_n: int
    better_n: int
    worse_n: int | None
    chance_n: float
    england_better_rate: float
    england_worse_rate: float


@dataclass(frozen=True, slots=True)
class TrustSignal:
    """One outcome of a trust: its schools by name, their mean, and how it changed.

    `level_of_interval` holds for every interval here. `reach` is how far the scale of its charts goes either side, the
    same for all trusts. `recent` is False where the figures are too old to say much of the present. `mean` is None
    where no school of the trust was in it in the latest year.
    """

    outcome: Outcome
    name: str
    year: AcademicYear
    recent: bool
    level_of_interval: float
    margin: float
    reach: float
    mean: Level | None
    moves: tuple[Move, ...]
    counted: Counted
    shared: Literal["", "strength", "need"]
    skill: Skill
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """One list of the page: how many were asked and listed, and the share expected to be false (None: none listed)."""

    asked_n: int
    listed_n: int
    false_share: float | None

    @property
    def sentence(self) -> str:
        """What stands with the list."""
        if self.false_share is None:
            return f"None of {self.asked_n:,} can be listed without too many false flags."
        false = f"{self.false_share:.1%}"
        return f"{self.listed_n:,} of {self.asked_n:,} are listed; about {false} of them are expected to be false."


@dataclass(frozen=True, slots=True)
class Unjudged:
    """An open school of the trust that is judged in no outcome of recent years, and why."""

    urn: int
    name: str
    phase: str
    why: str


@dataclass(frozen=True, slots=True)
class TrustSignals:
    """Everything that signals say of a trust. Each list is one family: all its schools in all recent outcomes.

    `needs` and `fell` are None where this reader is not told. `rose` and `fell` are over the longer span, where there
    is one, else since last year.
    """

    uid: int
    build: str
    method: str
    needs_told: bool
    schools_n: int
    signals: tuple[TrustSignal, ...]
    spots: Listing
    needs: Listing | None
    rose: Listing
    fell: Listing | None
    refused: tuple[tuple[str, Refusal], ...]
    unjudged: tuple[Unjudged, ...]

    @property
    def recent(self) -> tuple[TrustSignal, ...]:
        """The outcomes that say something of the present."""
        return tuple(each for each in self.signals if each.recent)
