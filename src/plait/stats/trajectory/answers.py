"""What is asked about schools that joined a trust, and what is answered: frozen, in the unit of the panel."""

from dataclasses import dataclass
from enum import StrEnum

from plait.stats.trajectory.placebo import Placebo

# Raised whenever a default of `Rules`, or the meaning of a figure, changes.
METHOD_VERSION = "1.0"


@dataclass(frozen=True, slots=True)
class Rules:
    """What is compared with what; `METHOD_VERSION` changes whenever a default does.

    Attributes
    ----------
    before, after
        How many years with results make the level before and after, at most.
    reach
        How many years back the earliest of them may lie.
    lead
        Years just before joining that are left out of the level before: schools tend to change hands after a bad year,
        and the rebound from it would look like the work of the trust.
    k, fewest_neighbours
        Neighbours compared, at most and at least.
    fewest_placebos, most_placebos
        Schools that did not join from which chance is learnt; more than the most are sampled.
    """

    before: int = 4
    after: int = 4
    reach: int = 8
    lead: int = 1
    k: int = 50
    fewest_neighbours: int = 10
    fewest_placebos: int = 50
    most_placebos: int = 3000


@dataclass(frozen=True, slots=True)
class Joining:
    """When one school joined, in years of results.

    Attributes
    ----------
    row
        Its row in the panel.
    last_before
        The last year that it spent wholly outside the trust.
    first_after
        The first year that it spent wholly inside.
    last_in
        The last year that it spent in it, None while it is there.
    basis
        Which of the neighbour orders is fixed on circumstances before it joined.
    """

    row: int
    last_before: int
    first_after: int
    last_in: int | None = None
    basis: int = 0


class Verdict(StrEnum):
    """Whether a school's change could be told, and if not, why."""

    COUNTED = "counted"
    NOTHING_BEFORE = "nothing before"
    NOTHING_AFTER = "nothing after"
    TOO_FEW_NEIGHBOURS = "too few neighbours"
    TOO_FEW_PLACEBOS = "too few placebos"


class Caution(StrEnum):
    """What a reader should know before believing a change."""

    SMALL_COHORTS = "small cohorts"  # most of the uncertainty is the chance of which pupils there are
    COHORT_NOT_KNOWN = "cohort not known"
    MISSING_YEARS = "missing years"  # years between the first and last compared have no results
    ONE_YEAR_BEFORE = "one year before"
    LOW_YEAR_BEFORE = "low year before joining"  # a rebound may follow by itself
    HIGH_YEAR_BEFORE = "high year before joining"
    LEAD_COUNTED = "the year before joining is counted"  # because there is no earlier one
    FEW_NEIGHBOURS = "few neighbours"


@dataclass(frozen=True, slots=True, eq=False)
class Point:
    """One year of a path: the difference from the neighbours, less that of the years before joining.

    `event` counts years from the first one wholly in the trust (0). `counted_before` marks the years of the baseline.
    """

    year: int
    event: int
    difference: float
    noise: float
    used: int
    counted_before: bool
    placebo: Placebo


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What became of one school.

    Attributes
    ----------
    joining, verdict, cautions
        Who, whether it could be told, and what to know first.
    base_years, after_years
        The years compared.
    own, neighbours, difference
        Change of the school, mean change of its neighbours, and the one less the other, in the unit of the panel; NaN
        unless counted.
    noise, used
        Relative sampling variance of the difference, and how many neighbours were compared.
    with_lead
        The difference had the year before joining counted in the level before; NaN where there is none to add.
    dip, dip_noise, dip_placebo
        How far the year before joining lay from the baseline, against neighbours, with its noise and yardstick.
    alike, alike_noise, alike_placebo
        A second reading: the level after, less what schools that did not join reached after the same results in the
        years before (the one before joining too). It is right where a trust chose by what was published, and
        `difference` where it chose by something lasting; the truth lies between the two or near them.
    placebo
        The yardstick; None unless counted.
    path
        Every year with results, in order.
    compared
        Rows of the neighbours behind `difference`, nearest first; none unless counted.
    """

    joining: Joining
    verdict: Verdict
    cautions: tuple[Caution, ...] = ()
    base_years: tuple[int, ...] = ()
    after_years: tuple[int, ...] = ()
    own: float = float("nan")
    neighbours: float = float("nan")
    difference: float = float("nan")
    noise: float = float("nan")
    used: int = 0
    with_lead: float = float("nan")
    dip: float = float("nan")
    dip_noise: float = float("nan")
    dip_placebo: Placebo | None = None
    alike: float = float("nan")
    alike_noise: float = float("nan")
    alike_placebo: Placebo | None = None
    placebo: Placebo | None = None
    path: tuple[Point, ...] = ()
    compared: tuple[int, ...] = ()

    def interval(self, level: float) -> tuple[float, float]:
        """The changes that would not be odd, at a level (0–1)."""
        if self.placebo is None:
            return float("nan"), float("nan")
        return self.placebo.interval(self.difference, noise=self.noise, level=level)

    @property
    def dip_chance(self) -> float:
        """Share of schools that did not join for which such a year strays at least as far, either way."""
        if self.dip_placebo is None:
            return float("nan")
        return self.dip_placebo.chance(self.dip, noise=self.dip_noise)

    @property
    def chance(self) -> float:
        """Share of schools that did not join which moved at least as much, either way."""
        if self.placebo is None:
            return float("nan")
        return self.placebo.chance(self.difference, noise=self.noise)
