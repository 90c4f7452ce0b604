"""What is planted in the lab's sectors: sizes, spreads, and the stresses that break a method's assumptions."""

from dataclasses import dataclass, replace
from typing import Final


@dataclass(frozen=True, slots=True)
class Design:
    """One kind of sector; every size is in standard deviations of pupils.

    Attributes
    ----------
    schools, years
        How many schools, and years of results of which the last is kept hidden from the estimates.
    cohort_median, cohort_sigma, cohort_least, cohort_most
        Cohorts are log-normal within limits.
    lasting_sd, moving_share, persistence
        Spread of what a school truly adds; the share of its variance that moves, and how much of that is left after a
        year.
    bright_share, bright_size
        Schools that truly add more, and how much.
    year_sd
        What holds in one year only.
    context_sd
        Spread of what circumstances explain.
    trust_share, trust_schools
        Share of schools in trusts, and mean schools of a trust.
    trust_sd, trust_year_sd
        What the schools of a trust share: always, and in one year.
    tail
        Degrees of freedom of Student's t for lasting and yearly parts; 0 is normal.
    unmeasured_sd
        Lasting difference of intake that the circumstances do not show. It is not part of the truth.
    drift
        Change a year of what circumstances are worth, as a share.
    percent
        Results are percentages of pupils who reach a standard, with this share (0–1) in a school like any other; None:
        averages.
    suppressed_below
        Cohorts under this size are not published.
    gap
        Years (places) without results; before the gap results are on another scale.
    merged_share, merged_at
        Share of schools that take in another, which closes, and the first year (place) of both together: figures before
        are the school's own, and so is its history in the estimates.
    """

    name: str
    title: str
    schools: int = 16_000
    years: int = 5
    cohort_median: float = 38.0
    cohort_sigma: float = 0.65
    cohort_least: int = 6
    cohort_most: int = 180
    lasting_sd: float = 0.15
    moving_share: float = 0.4
    persistence: float = 0.9
    bright_share: float = 0.02
    bright_size: float = 0.25
    year_sd: float = 0.08
    context_sd: float = 0.30
    trust_share: float = 0.45
    trust_schools: int = 7
    trust_sd: float = 0.0
    trust_year_sd: float = 0.0
    tail: int = 0
    unmeasured_sd: float = 0.0
    drift: float = 0.0
    percent: float | None = None
    suppressed_below: int = 0
    gap: tuple[int, ...] = ()
    merged_share: float = 0.0
    merged_at: int = 2

    @property
    def shown(self) -> int:
        """Years that the estimates see."""
        return self.years - 1

    @property
    def mean_lasting(self) -> float:
        """What schools truly add on average: more than nothing where some stand out, all of them above."""
        return self.bright_share * self.bright_size

    def sized(self, schools: int) -> "Design":
        """The same kind of sector with another number of schools."""
        return replace(self, schools=schools)


PLAIN: Final = Design("plain", "As the method assumes")
NULL: Final = Design("null", "Null sector: no school differs", lasting_sd=0.0, bright_share=0.0)

STRESSES: Final = (
    Design("heavy_tails", "Heavy tails (Student’s t, 4 degrees)", tail=4),
    Design("trusts", "Trusts differ (SD 0.08), always", trust_sd=0.08),
    Design("trust_shocks", "Trust-by-year shocks (SD 0.06)", trust_year_sd=0.06),
    NULL,
    Design("unmeasured", "Intake that circumstances do not show (SD 0.10)", unmeasured_sd=0.10),
    Design("percent_high", "Percentages near 100 (93 %)", percent=0.93),
    Design("percent_low", "Percentages near 0 (8 %)", percent=0.08),
    Design("percent_highest", "Percentages at the very end (97 %)", percent=0.97),
    Design("percent_lowest", "Percentages at the very end (3 %)", percent=0.03),
    Design("percent_middle", "Percentages in the middle (60 %)", percent=0.60),
    Design("suppressed", "Cohorts under 11 not published", suppressed_below=11),
    Design("gap", "Two years missing, another scale before", years=8, gap=(3, 4)),
    Design("mergers", "Mergers: one school in ten takes in another, which closes", merged_share=0.10),
    Design("drift", "Circumstances worth 15 % less each year", drift=-0.15),
)

DESIGNS: Final = {each.name: each for each in (PLAIN, *STRESSES)}
