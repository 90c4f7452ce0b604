"""Luck and what lasts, for the page that explains it: schools drawn with a known truth, judged by the real method.

Everything is drawn from one fixed seed, so that the page shows the same schools to everybody.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from plait.insight.lab.designs import PLAIN
from plait.insight.lab.estimates import FALSE_SHARE
from plait.stats import signals

SEED: Final = 20261122
PUPILS: Final = 30  # of each school in each year
LEVEL: Final = 0.6  # of them reach the standard, in the long run, in a school like any other
SHOWN: Final = 20  # schools that are drawn as pictures
PICKED: Final = 5  # that stood highest
SCHOOLS: Final = 2000  # of the sector in which schools truly differ
YEARS: Final = 4  # that the method sees; the one after them is kept from it
INTERVAL: Final = 0.9
_PUPIL_SD: Final = float(np.sqrt(LEVEL * (1 - LEVEL)))

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Two years of the schools shown, in pupils of 30, shape (20,); `picked` stood highest in the first.

    `truth` is what each would have in the long run.
    """

    truth: Floats
    now: Floats
    after: Floats
    picked: Bools

    @property
    def picked_now(self) -> float:
        """Mean of the picked schools in the year in which they were picked, pupils."""
        return float(self.now[self.picked].mean())

    @property
    def picked_after(self) -> float:
        """Mean of the same schools a year later, pupils."""
        return float(self.after[self.picked].mean())


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """The same schools as Plait judges them: pupils of 30, shape (20,); and how it fared in the whole sector.

    `held_rate` is the share of all intervals that hold the truth; `false_rate` that of the flags whose school adds
    less than the margin (pupils of 30); `raw_*` the same of as many schools that simply stood highest in one year.
    `kept_rate` is the share of a school's raw difference of one year that is left a year later.
    """

    best: Floats
    low: Floats
    high: Floats
    margin: float
    held_rate: float
    kept_rate: float
    flags_n: int
    false_n: int
    raw_false_n: int
    stated_false: float

    @property
    def false_rate(self) -> float:
        """Share of the flags that are false."""
        return self.false_n / self.flags_n


@dataclass(frozen=True, slots=True, eq=False)
class Illustration:
    """Twenty schools that are alike; twenty that differ; and how the latter are judged."""

    alike: Pair
    different: Pair
    judged: Judged


@cache
def illustrate() -> Illustration:
    """Draw the schools and judge them; the same each time."""
    rng = np.random.default_rng(SEED)
    alike = rng.binomial(PUPILS, LEVEL, (SHOWN, 2)).astype(np.float64)
    true = LEVEL + PLAIN.lasting_sd * _PUPIL_SD * rng.standard_normal(SCHOOLS)
    once = PLAIN.year_sd * _PUPIL_SD * rng.standard_normal((SCHOOLS, YEARS + 1))
    results = rng.binomial(PUPILS, np.clip(true[:, None] + once, 0.01, 0.99)).astype(np.float64)
    level = np.full(SHOWN, PUPILS * LEVEL)
    return Illustration(
        alike=_pair(level, alike[:, 0], alike[:, 1]),
        different=_pair(PUPILS * true[:SHOWN], results[:SHOWN, YEARS - 1], results[:SHOWN, YEARS]),
        judged=_judge(PUPILS * true, results),
    )


def usual_range(pupils: int, *, level: float = LEVEL) -> tuple[int, int]:
    """Between which numbers of pupils nine years in ten lie by luck alone, in a school of this long-run level."""
    return int(binom.ppf(0.05, pupils, level)), int(binom.ppf(0.95, pupils, level))


def _pair(truth: Floats, now: Floats, after: Floats) -> Pair:
    picked = np.zeros(SHOWN, dtype=np.bool_)
    picked[np.lexsort((np.arange(SHOWN), -now))[:PICKED]] = True
    return Pair(truth, now, after, picked)


def _judge(truth: Floats, results: Floats) -> Judged:
    seen = 100.0 * results[:, :YEARS] / PUPILS
    expected = np.broadcast_to(seen.mean(axis=0), seen.shape)
    panel, shares = signals.panel_of_percentages(
        seen,
        expected_pct=expected,
        pupils_n=np.full(seen.shape, float(PUPILS)),
        doubt_pct=np.zeros(seen.shape),
        ids=np.arange(SCHOOLS),
        years=np.arange(YEARS),
    )
    model = signals.model_of_percentages(panel, signals.fit_spreads(panel), shares=shares)
    found = signals.underlying(model, prior=signals.fit_prior(model))
    low, high = found.interval(INTERVAL)
    margin = signals.margin_of(100 * _PUPIL_SD)
    above = found.above(margin)
    family = signals.find_signals(above, label="Example", margin=margin, share=FALSE_SHARE, reserve=signals.RESERVE)
    lasting = 100 * truth / PUPILS - 100 * LEVEL
    last = seen[:, -1] - expected[:, -1]
    flags_n = int(family.listed.sum())
    raw = np.argsort(-last, kind="stable")[:flags_n]
    next_year = 100 * results[:, YEARS] / PUPILS
    slope = np.polyfit(last, next_year - next_year.mean(), 1)[0]
    base, unit = PUPILS * LEVEL, PUPILS / 100
    return Judged(
        best=base + unit * found.estimate[:SHOWN],
        low=base + unit * low[:SHOWN],
        high=base + unit * high[:SHOWN],
        margin=unit * margin,
        held_rate=float(((low <= lasting) & (lasting <= high)).mean()),
        kept_rate=float(slope),
        flags_n=flags_n,
        false_n=int((lasting[family.listed] <= margin).sum()),
        raw_false_n=int((lasting[raw] <= margin).sum()),
        stated_false=1.0 - family.holds,
    )
