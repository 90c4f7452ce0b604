"""Many outcomes on one page: indicators or subjects of the same schools, which are one family of flags."""

from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from plait.insight.lab.designs import PLAIN, Design
from plait.insight.lab.estimates import FALSE_SHARE, estimate
from plait.insight.lab.sectors import Floats, Sector, deal_trusts, draw_cohorts, draw_lasting
from plait.stats import signals

# A list with more than twice the share of false flags that it states is a bad page.
BAD_PAGE: Final = 2.0 * FALSE_SHARE


@dataclass(frozen=True, slots=True)
class FamilyDesign:
    """Several outcomes of the same schools.

    Attributes
    ----------
    outcomes
        How many.
    shared
        Share of the variance of lasting and yearly differences that all outcomes of a school have in common.
    shared_luck
        Correlation of the luck of a cohort between outcomes: the same pupils sit them.
    entered
        Least share of a cohort that an outcome has; each school and outcome draws its own up to all of it.
    """

    name: str
    title: str
    outcomes: int
    shared: float
    shared_luck: float
    entered: float = 1.0
    schools: int = 3_000


FAMILIES: Final = (
    FamilyDesign("correlated", "60 indicators of the same schools (correlation 0.6), one list", 60, 0.6, 0.6),
    FamilyDesign("subjects", "8 subjects within schools, 30 to 100 % of pupils entered, one list", 8, 0.5, 0.5, 0.3),
)


@dataclass(frozen=True, slots=True)
class FamilyRun:
    """Flags of one sector in one list of all outcomes, above and below; counts add up over sectors."""

    name: str
    asked_n: int
    flagged_n: int
    false_n: int
    below_n: int
    below_false_n: int
    schools_n: int
    covered_n: int

    @property
    def false_share(self) -> float:
        """Of the flags above of this one list; 0 for an empty one."""
        return self.false_n / max(self.flagged_n, 1)


def draw_family(design: FamilyDesign, *, rng: np.random.Generator) -> list[Sector]:
    """One sector for each outcome, of the same schools, trusts and circumstances."""
    base = PLAIN.sized(design.schools)
    cohort, trust = draw_cohorts(base, rng), deal_trusts(base, rng)
    context = rng.standard_normal((design.schools, 5))
    common = _draw_parts(base, rng)
    bright = base.bright_size * (rng.random(design.schools) < base.bright_share)
    luck = rng.standard_normal(cohort.shape)
    sectors = []
    for _ in range(design.outcomes):
        own = _draw_parts(base, rng)
        lasting, once = (
            np.sqrt(design.shared) * a + np.sqrt(1 - design.shared) * b for a, b in zip(common, own, strict=True)
        )
        lasting = lasting + (bright - base.mean_lasting)[:, None]
        entered = np.clip(design.entered + (1 - design.entered) * rng.random((design.schools, 1)), 0.0, 1.0)
        pupils = np.maximum(np.rint(cohort * entered), 3.0)
        mixed = np.sqrt(design.shared_luck) * luck
        mixed = mixed + np.sqrt(1 - design.shared_luck) * rng.standard_normal(cohort.shape)
        weights = rng.dirichlet(np.ones(5))
        values = base.context_sd * (context @ np.sqrt(weights))[:, None] + lasting + once + mixed / np.sqrt(pupils)
        sectors.append(_as_sector(base, values, pupils, context, lasting, once, trust))
    return sectors


def _draw_parts(base: Design, rng: np.random.Generator) -> tuple[Floats, Floats]:
    return draw_lasting(base, rng), base.year_sd * rng.standard_normal((base.schools, base.years))


def _as_sector(base: Design, *arrays: Any) -> Sector:
    values, pupils, context, lasting, once, trust = arrays
    return Sector(
        design=replace(base, name="family"),
        values=values,
        cohort=pupils,
        context=context,
        truth=lasting,
        yearly=lasting + once,
        pupil_sd=np.ones(base.years),
        trust=trust,
        segment=np.zeros(base.years, dtype=np.int64),
    )


def run_family(design: FamilyDesign, *, rng: np.random.Generator) -> FamilyRun:
    """Judge every outcome by itself, put all into one list as a page does, and hold it to the truth."""
    above, below, truths, asked, covered = [], [], [], [], 0
    for sector in draw_family(design, rng=rng):
        told = estimate(sector)
        truth = sector.truth[told.rows, base_year(sector)]
        above.append(told.above.probability)
        below.append(told.below.probability)
        truths.append(truth / told.margin)
        asked.append(~np.isnan(told.above.probability))
        low, high = told.difference.interval(0.9)
        covered += int(((low <= truth) & (truth <= high)).sum())
    truth = np.concatenate(truths)
    up, down = (_list(np.concatenate(each)) for each in (above, below))
    return FamilyRun(
        name=design.name,
        asked_n=int(np.concatenate(asked).sum()),
        flagged_n=int(up.sum()),
        false_n=int((truth[up] <= 1.0).sum()),
        below_n=int(down.sum()),
        below_false_n=int((truth[down] >= -1.0).sum()),
        schools_n=truth.size,
        covered_n=covered,
    )


def base_year(sector: Sector) -> int:
    """The last year that the estimates see."""
    return sector.design.shown - 1


def _list(probability: Floats) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    known = ~np.isnan(probability)
    family = signals.find_signals(
        probability,
        label="one page",
        margin=0.1,
        share=FALSE_SHARE,
        reserve=signals.RESERVE,
        answerable=known,
    )
    return family.listed
