"""What the queries on signals give back."""

from dataclasses import dataclass

from plait.core.years import AcademicYear
from plait.insight.outcomes.shelf import Outcome


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is not said: what, why, and what can be done."""

    what: str
    why: str
    mend: str


@dataclass(frozen=True, slots=True)
class Skill:
    """How well circumstances foretell an outcome in schools not seen, in its latest year.

    `explained_rate` is the share of the variance between schools; `ceiling_rate` the largest that chance leaves.
    """

    year: AcademicYear
    explained_rate: float
    ceiling_rate: float
    residual_sd: float
    chance_sd: float
    schools_n: int
    weak: bool

    @property
    def sentence(self) -> str:
        """The skill as every page that uses the expectation must say it."""
        share = f"{max(self.explained_rate, 0.0):.0%}"
        if self.weak:
            return (
                f"Circumstances explain little here: {share} of the differences between schools. "
                "What is left is mostly what nobody has measured, and chance."
            )
        return f"Circumstances explain {share} of the differences between schools."


@dataclass(frozen=True, slots=True)
class Move:
    """How far the underlying level moved since a year, beyond chance and what moved for all schools.

    `probability` is that it moved to the better; None where this reader is not told, or the figures cannot bear it.
    `listed` says that it is in the list of movers of its outcome.
    """

    since: AcademicYear
    change: float
    lo: float
    hi: float
    probability: float | None
    listed: bool


@dataclass(frozen=True, slots=True)
class YearFigure:
    """One year of a school: what was published, what was expected, and how far chance reaches (one SD)."""

    year: AcademicYear
    of_urn: int
    observed: float
    expected: float | None
    expected_sd: float | None
    chance_sd: float | None
    cohort_n: float | None
    cohort_taken: bool


@dataclass(frozen=True, slots=True)
class Family:
    """One list that a reader sees as one: how many were asked and listed, and the share expected to be false."""

    label: str
    margin: float
    share: float
    asked_n: int
    listed_n: int
    false_share: float | None

    @property
    def sentence(self) -> str:
        """What stands above the list."""
        if not self.listed_n or self.false_share is None:
            return f"None of {self.asked_n:,} schools can be listed without too many false flags."
        return (
            f"{self.listed_n:,} of {self.asked_n:,} schools are listed; "
            f"about {self.false_share:.1%} of these flags are expected to be false (limit {self.share:.0%})."
        )


@dataclass(frozen=True, slots=True)
class Signal:
    """One outcome of one school.

    `estimate`, `lo`, `hi` (at `level`), `observed`, `expected` and `raw` are outcome points; `estimate` is the
    underlying difference from what was expected, not the latest one. `word` is None where nothing may be said to this
    reader; `refusal` says why the figures cannot bear a word. `pupils` tells the estimate in pupils of the latest
    cohort, or why that is not said. `kept_rate` is what shrinkage leaves of a difference.
    """

    outcome: Outcome
    name: str
    refusal: Refusal | None
    skill: Skill | None = None
    estimate: float | None = None
    lo: float | None = None
    hi: float | None = None
    level: float = 0.90
    observed: float | None = None
    expected: float | None = None
    raw: float | None = None
    kept_rate: float | None = None
    probability: float | None = None
    word: str | None = None
    needs: bool = False
    listed: bool = False
    margin: float | None = None
    pupils: str = ""
    years: tuple[AcademicYear, ...] = ()
    inherited: bool = False
    cohorts_taken: bool = False
    unmeasured: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()
    figures: tuple[YearFigure, ...] = ()

    @property
    def sentence(self) -> str:
        """Why there is an estimate and no word, or what the word means."""
        if self.refusal is not None:
            return " ".join(part for part in (self.refusal.what, self.refusal.why) if part)
        if self.word is None:
            return ""
        if self.word == "as expected":
            return "As the circumstances we can measure lead one to expect."
        side = "less good than" if self.needs else "better than"
        return f"{self.word.capitalize()}: {side} the circumstances we can measure lead one to expect."


@dataclass(frozen=True, slots=True)
class SchoolSignals:
    """Every outcome of a school."""

    urn: int
    asked_urn: int
    name: str
    build: str
    method: str
    signals: tuple[Signal, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One circumstance of the school asked from (`here`) and of another, in the publisher's unit; None is no figure.

    `apart_sd` is the difference in standard deviations between schools.
    """

    label: str
    unit: str
    decimals: int
    here: float | None
    there: float | None
    apart_sd: float | None
    alike: bool
    unlike: bool


@dataclass(frozen=True, slots=True)
class Alike:
    """How like the school asked from another is.

    `percentile` is where their distance lies among those of all neighbours in England (0 is nearest); `parts` are the
    circumstances in the order of their weight.
    """

    percentile: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Strength:
    """How many schools are shown under one word, and the mean probability that their flags hold."""

    word: str
    schools_n: int
    holds_rate: float | None


@dataclass(frozen=True, slots=True)
class Spot:
    """One school of a list. `distance` is its likeness to the school asked from (small is alike), None without one."""

    urn: int
    name: str
    town: str | None
    phase: str
    trust_uid: int | None
    trust_name: str | None
    word: str
    probability: float
    estimate: float
    lo: float
    hi: float
    pupils: str
    years: tuple[AcademicYear, ...]
    distance: float | None
    miles: float | None
    figures: tuple[YearFigure, ...] = ()
    alike: Alike | None = None


@dataclass(frozen=True, slots=True)
class Spots:
    """Bright spots of one outcome: grouped by strength of evidence, then by likeness, else by name.

    `strengths` counts what the filters leave of each word, of which `spots` may be a part; `listed_now_n` are all of
    the list that are open now; `reach` is how far a picture of this outcome goes either side of nought, in points.
    """

    outcome: Outcome
    build: str
    year: AcademicYear
    family: Family
    skill: Skill
    unmeasured: tuple[str, ...]
    near: int | None
    near_note: str
    spots: tuple[Spot, ...]
    strengths: tuple[Strength, ...] = ()
    level: float = 0.90
    listed_now_n: int = 0
    reach: float = 1.0


@dataclass(frozen=True, slots=True)
class Mover:
    """One school whose underlying level has likely risen."""

    urn: int
    name: str
    trust_uid: int | None
    trust_name: str | None
    probability: float
    change: float
    lo: float
    hi: float
    town: str | None = None
    distance: float | None = None
    miles: float | None = None
    cohort_n: float | None = None
    figures: tuple[YearFigure, ...] = ()
    alike: Alike | None = None


@dataclass(frozen=True, slots=True)
class Movers:
    """The improvement radar of one outcome; by name, not by size.

    `listed_n` counts the whole list, `found_n` what filters and the reader's reach leave of it, of which `movers` may
    be a part.
    """

    outcome: Outcome
    build: str
    since: AcademicYear
    until: AcademicYear
    asked_n: int
    false_share: float | None
    movers: tuple[Mover, ...]
    listed_n: int = 0
    found_n: int = 0
    near: int | None = None
    near_note: str = ""
    level: float = 0.90
    skill: Skill | None = None
    reach: float = 1.0
