"""Sectors with a known truth, drawn whole in memory in the design of `designs.py`."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from plait.insight.lab.designs import Design

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_CONTEXT_WEIGHTS = np.array([0.62, 0.46, 0.38, 0.30, 0.22])  # of five circumstances in what they explain together
_CURVE = 0.25  # share of that which bends: what the first circumstance is worth grows with it
_COHORT_WOBBLE = 0.08  # from year to year
_OLD_SCALE = 0.6  # a unit before a break in series, in units after it
_OLD_LEVEL = 0.4


@dataclass(frozen=True, slots=True, eq=False)
class Sector:
    """Schools with results and the truth about them.

    Attributes
    ----------
    design
        What was planted.
    values
        Shape (n, T): published results, in pupil SD or in per cent; NaN where not published.
    cohort
        Shape (n, T): pupils; NaN where not published.
    context
        Shape (n, 5): circumstances, the same in all years.
    truth
        Shape (n, T): what the school truly adds to what circumstances that can be measured explain, in the unit of
        `values`, without chance and without what holds in one year only.
    yearly
        Shape (n, T): the same with what holds in that year: what a cohort without end would have shown.
    pupil_sd
        Shape (T,): pupil SD in the unit of that year's `values`, for an average school.
    trust
        Shape (n,): number of the trust, −1 for none.
    segment
        Shape (T,): years of one number share a scale.
    """

    design: Design
    values: Floats
    cohort: Floats
    context: Floats
    truth: Floats
    yearly: Floats
    pupil_sd: Floats
    trust: Ints
    segment: Ints

    @property
    def years(self) -> Ints:
        """The years, numbered from 0."""
        return np.arange(self.values.shape[1])

    @property
    def usual_cohort(self) -> Floats:
        """Mean of the published cohorts of each school, NaN for a school without any; shape (n,)."""
        known = np.isfinite(self.cohort)
        count = known.sum(axis=1)
        total = np.where(known, self.cohort, 0.0).sum(axis=1)
        return np.asarray(np.divide(total, count, out=np.full(count.size, np.nan), where=count > 0))


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What a school's result is made of, each (n, T) but the first: the raw material of a sector."""

    context: Floats
    explained: Floats
    lasting: Floats
    once: Floats
    hidden: Floats


def draw_sector(design: Design, *, rng: np.random.Generator) -> Sector:
    """Draw a sector: the same design and state of the generator, the same sector."""
    cohort = draw_cohorts(design, rng)
    trust = deal_trusts(design, rng)
    parts = draw_parts(design, trust, rng)
    parts, cohort, closed = _merge(design, parts, cohort, rng)
    published, truth, yearly, pupil_sd = _sit(design, parts, cohort, rng)
    values, size = published.copy(), cohort.astype(np.float64)
    segment = np.zeros(design.years, dtype=np.int64)
    pupil_sds = np.full(design.years, pupil_sd)
    if design.gap:
        first = design.gap[0]
        values[:, :first] = _OLD_LEVEL + values[:, :first] / _OLD_SCALE
        segment[first:] = 1
        pupil_sds[:first] /= _OLD_SCALE
        values[:, list(design.gap)] = np.nan
    values[closed] = np.nan
    values[cohort < design.suppressed_below] = np.nan
    size[np.isnan(values)] = np.nan
    return Sector(design, values, size, parts.context, truth, yearly, pupil_sds, trust, segment)


def draw_cohorts(design: Design, rng: np.random.Generator) -> Ints:
    """Log-normal sizes within limits, which wobble from year to year."""
    usual = design.cohort_median * np.exp(design.cohort_sigma * rng.standard_normal(design.schools))
    wobble = 1 + _COHORT_WOBBLE * rng.standard_normal((design.schools, design.years))
    return np.clip(np.rint(usual[:, None] * wobble), design.cohort_least, design.cohort_most).astype(np.int64)


def deal_trusts(design: Design, rng: np.random.Generator) -> Ints:
    """Which trust each school is in, −1 for none."""
    inside = rng.random(design.schools) < design.trust_share
    trusts = max(1, round(design.schools * design.trust_share / design.trust_schools))
    return np.where(inside, rng.integers(0, trusts, design.schools), -1)


def draw_parts(design: Design, trust: Ints, rng: np.random.Generator) -> Parts:
    """Circumstances, and what each school truly adds in each year, in pupil SD."""
    n, years = design.schools, design.years
    context = rng.standard_normal((n, _CONTEXT_WEIGHTS.size))
    bend = (context[:, 0] ** 2 - 1) / np.sqrt(2)
    straight = context @ (_CONTEXT_WEIGHTS / np.sqrt((_CONTEXT_WEIGHTS**2).sum()))
    worth = design.context_sd * (np.sqrt(1 - _CURVE**2) * straight + _CURVE * bend)
    explained = worth[:, None] * (1 + design.drift) ** np.arange(years)
    shared, shocks = _draw_trusts(design, trust, rng)
    bright = design.bright_size * (rng.random(n) < design.bright_share)
    lasting = draw_lasting(design, rng) + bright[:, None] + shared[:, None]
    once = design.year_sd * _draw(rng, (n, years), design.tail) + shocks
    hidden = np.repeat(design.unmeasured_sd * rng.standard_normal((n, 1)), years, axis=1)
    return Parts(context, explained, lasting, once, hidden)


def _merge(
    design: Design, parts: Parts, cohort: Ints, rng: np.random.Generator
) -> tuple[Parts, Ints, NDArray[np.bool_]]:
    """Schools that take in others: pupils together, what both add weighted by pupils; and the years of the closed."""
    closed = np.zeros(cohort.shape, dtype=np.bool_)
    pairs = round(design.merged_share * design.schools)
    if not pairs:
        return parts, cohort, closed
    taking, taken = rng.permutation(design.schools)[: 2 * pairs].reshape(2, pairs)
    after, size = np.arange(design.merged_at, design.years), cohort.copy()
    one, other = (np.ix_(rows, after) for rows in (taking, taken))
    share = cohort[one] / (cohort[one] + cohort[other])
    mixed = {}
    # Circumstances are published anew each year, and so those of the joint school are known.
    for name in ("lasting", "hidden"):
        values = getattr(parts, name).copy()
        values[one] = share * values[one] + (1 - share) * values[other]
        mixed[name] = values
    size[one] = cohort[one] + cohort[other]
    closed[other] = True
    return replace(parts, **mixed), size, closed


def draw_lasting(design: Design, rng: np.random.Generator) -> Floats:
    """A constant part and a stationary first-order autoregressive one; shape (n, T)."""
    n, kept = design.schools, design.persistence
    constant = np.sqrt(1 - design.moving_share) * _draw(rng, (n,), design.tail)
    moving = _draw(rng, (n,), design.tail)
    columns = []
    for _ in range(design.years):
        columns.append(design.lasting_sd * (constant + np.sqrt(design.moving_share) * moving))
        moving = kept * moving + np.sqrt(1 - kept**2) * _draw(rng, (n,), design.tail)
    return np.column_stack(columns)


def _draw_trusts(design: Design, trust: Ints, rng: np.random.Generator) -> tuple[Floats, Floats]:
    many = int(trust.max()) + 1
    always = design.trust_sd * rng.standard_normal(many)
    yearly = design.trust_year_sd * rng.standard_normal((many, design.years))
    inside = trust >= 0
    return np.where(inside, always[trust], 0.0), np.where(inside[:, None], yearly[trust], 0.0)


def _draw(rng: np.random.Generator, shape: tuple[int, ...], tail: int) -> Floats:
    """Standard normal, or Student's t scaled to variance 1."""
    if not tail:
        return rng.standard_normal(shape)
    return np.asarray(rng.standard_t(tail, shape) / np.sqrt(tail / (tail - 2)))


def _sit(design: Design, parts: Parts, cohort: Ints, rng: np.random.Generator) -> tuple[Floats, Floats, Floats, float]:
    """Published results, the truth, the truth of each year, and pupil SD."""
    if design.percent is None:
        year = 0.05 * np.arange(design.years)
        level = year + parts.explained + parts.hidden + parts.lasting + parts.once
        published = level + rng.standard_normal(cohort.shape) / np.sqrt(cohort)
        # A difference is measured from what schools in like circumstances reach on average, those that stand out too.
        own = parts.lasting - design.mean_lasting
        return published, own, own + parts.once, 1.0
    # The share of an average school: mean over what is hidden, so that the truth is measured from there.
    base = float(ndtri(design.percent)) + parts.explained
    shared = design.trust_sd**2 + design.unmeasured_sd**2
    once, spread = design.year_sd**2 + design.trust_year_sd**2, design.lasting_sd**2 + shared
    wide = np.sqrt(1 + spread + once)
    middle = 100 * ((1 - design.bright_share) * ndtr(base / wide))
    middle += 100 * design.bright_share * ndtr((base + design.bright_size) / wide)
    reached = ndtr(base + parts.hidden + parts.lasting + parts.once)
    published = 100 * rng.binomial(cohort, reached) / cohort
    truth = 100 * ndtr((base + parts.lasting) / np.sqrt(1 + once)) - middle
    pupil_sd = 100 * float(np.sqrt(design.percent * (1 - design.percent)))
    return published, truth, 100 * reached - middle, pupil_sd
