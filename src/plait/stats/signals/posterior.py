"""The posterior of underlying differences: normal, or of the shape that levels really have, and within 0 to 100 %."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from plait.stats.errors import BadInput
from plait.stats.signals.panel import Floats, Ints
from plait.stats.signals.prediction import Bend, Model, Prediction, predict_schools
from plait.stats.signals.prior import Bells, Prior, reshape

# Keeps a difference that is known exactly from dividing by zero.
_TINY = 1e-150
# Bounds of intervals are sought to this share of a standard deviation, and found after this many steps at the latest.
_FINE, _MOST_STEPS = 1e-4, 60


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """Posterior of an underlying level (or of its change), one row for each school or trust.

    Attributes
    ----------
    ids
        Shape (n,): number of each school or trust.
    estimate
        Shape (n,): posterior mean, in outcome points of the latest segment.
    sd
        Shape (n,): posterior standard deviation with everything in it: chance, the year's own noise, the error of the
        expectation, of the year effects and of the spreads.
    spread_sd
        Shape (n,): the part of `sd` that comes from not knowing the spreads.
    prior_sd
        Shape (n,): standard deviation before the school's figures were seen, in the units of `sd`.
    school, trust
        Shape (n,): the two parts of `estimate`: the school's own, and its trust's.
    years_n
        Shape (n,): years with a figure (for a trust: school-years).
    last_year
        Shape (n,): the latest of them.
    """

    ids: Ints
    estimate: Floats
    sd: Floats
    spread_sd: Floats
    prior_sd: Floats
    school: Floats
    trust: Floats
    years_n: Ints
    last_year: Ints

    @property
    def reliability(self) -> Floats:
        """Share of the variance that the figures settle, 0 to 1; what is left of a raw difference is about this."""
        return np.clip(1.0 - (self.sd / np.maximum(self.prior_sd, _TINY)) ** 2, 0.0, 1.0)

    def interval(self, level: float) -> tuple[Floats, Floats]:
        """Bounds that hold the truth with this probability (0.9 for 90 %), each of shape (n,)."""
        if not 0.0 < level < 1.0:
            raise BadInput("There is no such interval.", why=f"A level of {level} is not between 0 and 1.")
        reach = float(ndtri(0.5 + level / 2.0)) * self.sd
        return self.estimate - reach, self.estimate + reach

    def above(self, margin: float) -> Floats:
        """Probability that the truth is more than `margin` points above zero, shape (n,)."""
        return np.asarray(ndtr((self.estimate - margin) / np.maximum(self.sd, _TINY)))

    def below(self, margin: float) -> Floats:
        """Probability that the truth is more than `margin` points below zero, shape (n,)."""
        return np.asarray(ndtr((-margin - self.estimate) / np.maximum(self.sd, _TINY)))


@dataclass(frozen=True, slots=True, eq=False)
class Within:
    """How the probits of a level become points of difference, each array of shape (n,).

    `base` is where the school is expected, in probits; `expected` the same as a share; `once` the variance of what
    holds in one year only, over which a level is averaged.
    """

    base: Floats
    expected: Floats
    once: float

    def points(self, probits: Floats) -> Floats:
        """Points of difference of levels, (n,)."""
        return np.asarray(100.0 * (ndtr((self.base + probits) / np.sqrt(1.0 + self.once)) - self.expected))

    def probits(self, points: Floats) -> Floats:
        """The level that makes so many points of difference; infinite where no level can."""
        share = np.clip(self.expected + points / 100.0, 0.0, 1.0)
        return np.asarray(np.sqrt(1.0 + self.once) * ndtri(share) - self.base)

    def slope(self, probits: Floats, variance: Floats) -> Floats:
        """Points for each probit at a level known with a variance, (n,)."""
        spread = np.sqrt(1.0 + self.once + variance)
        return np.asarray(100.0 * np.exp(-0.5 * ((self.base + probits) / spread) ** 2) / np.sqrt(2.0 * np.pi) / spread)


@dataclass(frozen=True, slots=True, eq=False)
class Mixed(Difference):
    """A posterior that is no single normal bell; see `mix`.

    Attributes
    ----------
    bells
        Of the level: in points, or in probits where there is a `within`.
    within
        For percentages.
    """

    bells: Bells
    within: Within | None

    def interval(self, level: float) -> tuple[Floats, Floats]:
        """Bounds with the same probability beyond either, each of shape (n,); of percentages never outside 0 to 100."""
        if not 0.0 < level < 1.0:
            raise BadInput("There is no such interval.", why=f"A level of {level} is not between 0 and 1.")
        low, high = (_quantile(self.bells, tail) for tail in (0.5 - level / 2.0, 0.5 + level / 2.0))
        return (low, high) if self.within is None else (self.within.points(low), self.within.points(high))

    def above(self, margin: float) -> Floats:
        """Probability that the truth is more than `margin` points above zero, shape (n,)."""
        limit = np.full(len(self.ids), margin) if self.within is None else self.within.probits(np.array(margin))
        return _beyond(self.bells, limit)

    def below(self, margin: float) -> Floats:
        """Probability that the truth is more than `margin` points below zero, shape (n,)."""
        limit = np.full(len(self.ids), -margin) if self.within is None else self.within.probits(np.array(-margin))
        return np.asarray(1.0 - _beyond(self.bells, limit))


def mix(
    model: Model,
    plain: Difference,
    found: Prediction,
    *,
    at: int,
    prior: Prior | None,
    expected_pct: Floats | None = None,
) -> Mixed:
    """Give a posterior the shape that levels have, and tell percentages in points.

    Parameters
    ----------
    model, plain, found
        The model, its normal posterior, and what that was made of.
    at
        The year.
    prior
        The shape; None: normal.
    expected_pct
        What is expected in a year that the panel does not hold, for percentages.

    Returns
    -------
    Mixed
        Its `school` and `trust` add up to its `estimate`; the trust's part is that of the normal model.
    """
    unseen = model.spreads.unseen
    if prior is None:
        bells = Bells(np.ones((len(plain.ids), 1)), plain.estimate[:, None], plain.sd[:, None])
    else:
        bells = reshape(prior, found, extra=unseen)
    within = None if model.bend is None else _within(model.bend, model.panel.years, at, expected_pct)
    mean, sd = _moments(bells, within)
    trust = plain.trust if within is None else within.slope(plain.estimate, plain.sd**2) * plain.trust
    ratio = sd / np.maximum(plain.sd, _TINY)
    return Mixed(
        ids=plain.ids,
        estimate=mean,
        sd=sd,
        spread_sd=plain.spread_sd * ratio,
        prior_sd=plain.prior_sd * ratio,
        school=mean - trust,
        trust=trust,
        years_n=plain.years_n,
        last_year=plain.last_year,
        bells=bells,
        within=within,
    )


def slope_of_points(model: Model, *, at: int) -> Floats:
    """Points for each probit at every school's own level in a year, (n,); of a model of percentages."""
    if model.bend is None:
        raise BadInput("The outcome is in points already.")
    found = predict_schools(model, {at: 1.0})
    within = _within(model.bend, model.panel.years, at, None)
    return within.slope(found.school + found.trust, found.variance)


def _within(bend: Bend, years: Ints, at: int, expected_pct: Floats | None) -> Within:
    column = int(np.argmin(np.abs(years - at)))
    base, expected = bend.base[:, column], bend.expected[:, column]
    if expected_pct is not None:
        stretch = bend.stretch[column]
        share = np.clip(np.asarray(expected_pct, dtype=np.float64) / 100.0, bend.nearest, 1.0 - bend.nearest)
        known = np.isfinite(share)
        expected = np.where(known, share, expected)
        base = np.where(known, stretch * ndtri(np.where(known, share, 0.5)), base)
    return Within(base=base, expected=expected, once=bend.once)


def _moments(bells: Bells, within: Within | None) -> tuple[Floats, Floats]:
    """Mean and standard deviation in points, each (n,)."""
    centre, variance = bells.centre, bells.spread**2
    if within is not None:
        wide = np.sqrt(1.0 + within.once + variance)
        at = (within.base[:, None] + centre) / wide
        slope = 100.0 * np.exp(-0.5 * at**2) / np.sqrt(2.0 * np.pi) / wide
        centre, variance = 100.0 * (ndtr(at) - within.expected[:, None]), slope**2 * variance
    mean = (bells.weight * centre).sum(axis=1)
    spread = (bells.weight * (variance + (centre - mean[:, None]) ** 2)).sum(axis=1)
    return mean, np.sqrt(spread)


def _beyond(bells: Bells, limit: Floats) -> Floats:
    """Probability above a limit of each level, (n,)."""
    beyond = ndtr((bells.centre - limit[:, None]) / np.maximum(bells.spread, _TINY))
    return np.asarray(np.clip((bells.weight * beyond).sum(axis=1), 0.0, 1.0))


def _quantile(bells: Bells, p: float) -> Floats:
    """The level below which each lies with probability p, (n,): Newton's steps, kept between bounds that close in."""
    mean, sd = _moments(bells, None)
    reach = np.sqrt(1.0 / min(p, 1.0 - p)) * sd  # Chebyshev: no quantile lies further out
    low, high, found = mean - reach, mean + reach, mean + ndtri(p) * sd
    weight, centre, spread = bells.weight, bells.centre, np.maximum(bells.spread, _TINY)
    left = np.arange(len(mean))
    for _ in range(_MOST_STEPS):
        at = found[left]
        away = (at[:, None] - centre) / spread
        over = np.einsum("nk,nk->n", weight, ndtr(away)) - p
        density = np.einsum("nk,nk->n", weight, np.exp(-0.5 * away**2) / spread) / np.sqrt(2.0 * np.pi)
        low, high = np.where(over < 0.0, at, low), np.where(over < 0.0, high, at)
        new = at - over / np.maximum(density, _TINY)
        new = np.where((new > low) & (new < high), new, 0.5 * (low + high))
        found[left] = new
        loose = np.abs(new - at) > _FINE * sd[left]
        if not loose.any():
            break
        left, low, high = left[loose], low[loose], high[loose]
        weight, centre, spread = weight[loose], centre[loose], spread[loose]
    return found
