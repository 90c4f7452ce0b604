"""Measures drawn together as far as they do not differ: judgements under a normal spread that is itself uncertain."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize_scalar
from scipy.special import expit

from plait.stats.errors import DidNotConverge
from plait.stats.judgement.records import Floats, Tally
from plait.stats.judgement.solving import MOST_STEPS, gather, invert, likelihood_of, variance_of

# Spreads looked at, in logits.
NARROWEST: Final = 0.02
WIDEST: Final = 30.0
# SD of the half-normal prior of the spread, in logits: felt only where exemplars are few, or judges never disagree.
PRIOR: Final = 3.0
# Spreads this far below the log density of the likeliest are left out.
DROP: Final = 4.0
# Steps along the spread, in standard deviations of its logarithm.
STRIDE: Final = 0.7
# Last step of Newton's method, in logits: what is left after it is its square.
NEAR: Final = 1e-4


@dataclass(frozen=True, slots=True)
class Spread:
    """How far exemplars truly differ.

    Attributes
    ----------
    sd, lo, hi
        Standard deviation of the true measures, in logits: the likeliest, and 90 % limits of the posterior.
    reliability, reliability_lo, reliability_hi
        1 − mean variance of the measures ÷ variance of the truth, at each of these.
    """

    sd: float
    lo: float
    hi: float
    reliability: float
    reliability_lo: float
    reliability_hi: float


@dataclass(frozen=True, slots=True, eq=False)
class _Peak:
    """The likeliest measures under one spread, and how well that spread fits."""

    at: Floats
    factor: Floats
    likelihood: float
    steps_n: int


def draw(pairs: Tally, n: int) -> tuple[Floats, Floats, Spread, int]:
    """Average over the spreads that judgements allow: measures, covariance within mean zero, spread, steps taken.

    Each spread's likelihood and measures come from Laplace's method; spreads are weighted on a grid around the
    likeliest, as nested Laplace approximations do.

    Parameters
    ----------
    pairs
        Judgements by pair, tying all n exemplars together.

    References
    ----------
    Rue, H., Martino, S. and Chopin, N. (2009). Approximate Bayesian inference for latent Gaussian models by using
    integrated nested Laplace approximations. JRSS B 71. doi:10.1111/j.1467-9868.2008.00700.x. Gelman, A. (2006).
    Prior distributions for variance parameters in hierarchical models. Bayesian Analysis 1. doi:10.1214/06-BA117A.
    """
    seen: dict[float, _Peak] = {}
    last = [np.zeros(n)]

    def density(log_spread: float) -> float:
        if log_spread not in seen:
            seen[log_spread] = _peak(pairs, n, float(np.exp(log_spread)), last[0])
            last[0] = seen[log_spread].at
        return seen[log_spread].likelihood + _prior(log_spread)

    bounds = float(np.log(NARROWEST)), float(np.log(WIDEST))
    mode = float(
        minimize_scalar(lambda x: -density(float(x)), bounds=bounds, method="bounded", options={"xatol": 0.02}).x
    )
    points = _walk(density, mode, bounds)
    peaks = [seen[x] for x in points]
    measure, covariance, spread = _average(pairs, np.array(points), peaks)
    return measure, covariance, spread, sum(peak.steps_n for peak in seen.values())


def _average(pairs: Tally, points: Floats, peaks: list[_Peak]) -> tuple[Floats, Floats, Spread]:
    n = len(peaks[0].at)
    likelihood = np.array([peak.likelihood for peak in peaks])
    density = likelihood + np.array([_prior(each) for each in points])
    chance = np.exp(density - density.max())
    chance /= chance.sum()
    spreads = np.exp(points)
    at, covariance, reliability = np.empty((len(points), n)), np.zeros((n, n)), np.empty(len(points))
    for row, peak in enumerate(peaks):
        own = invert(peak.factor) - spreads[row] ** 2 / n
        reliability[row] = 1.0 - np.trace(own) / (n - 1) / spreads[row] ** 2
        covariance += chance[row] * own
        at[row] = _mean_of(pairs, peak, own)
    measure = chance @ at
    covariance += (chance[:, None] * (at - measure)).T @ (at - measure)
    middle = np.cumsum(chance) - 0.5 * chance
    likeliest = _summit(points, likelihood)
    looked_at = np.array([likeliest, np.interp(0.05, middle, points), np.interp(0.95, middle, points)])
    sd, lo, hi = np.exp(looked_at)
    told, told_lo, told_hi = np.interp(looked_at, points, reliability)
    spread = Spread(
        sd=float(sd),
        lo=float(min(lo, sd)),
        hi=float(max(hi, sd)),
        reliability=float(told),
        reliability_lo=float(min(told, told_lo)),
        reliability_hi=float(max(told, told_hi)),
    )
    return measure, covariance, spread


def _mean_of(pairs: Tally, peak: _Peak, own: Floats) -> Floats:
    """Mean measures under one spread: the likeliest, moved by the first-order skewness of the likelihood."""
    n = len(peak.at)
    chance = expit(peak.at[pairs.first] - peak.at[pairs.second])
    skew = pairs.judged * chance * (1.0 - chance) * (2.0 * chance - 1.0)
    push = gather(pairs, 0.5 * skew * variance_of(pairs, own, n), n)
    moved = peak.at + cho_solve((peak.factor, True), push)
    return np.asarray(moved - moved.mean(), dtype=np.float64)


def _prior(log_spread: float) -> float:
    """Log density, but for a constant, of the logarithm of a spread that is half-normal."""
    return float(log_spread - 0.5 * (np.exp(log_spread) / PRIOR) ** 2)


def _summit(points: Floats, height: Floats) -> float:
    """Where a curve through evenly spaced points is highest: a parabola through the highest and its neighbours."""
    at = int(np.argmax(height))
    if at in {0, len(points) - 1}:
        return float(points[at])
    before, here, after = height[at - 1 : at + 2]
    shift = 0.5 * (before - after) / (before - 2.0 * here + after)
    return float(points[at] + shift * (points[at + 1] - points[at]))


def _walk(density: Callable[[float], float], mode: float, bounds: tuple[float, float]) -> list[float]:
    """Log spreads on either side of the likeliest, at even steps, as far as they are worth a look."""
    near = 0.1
    bend = (2.0 * density(mode) - density(mode - near) - density(mode + near)) / near**2
    step = STRIDE * float(np.clip(1.0 / np.sqrt(max(bend, 1e-6)), 0.02, 0.7))
    points = [mode]
    for way in (-1.0, 1.0):
        at = mode + way * step
        while bounds[0] <= at <= bounds[1] and density(at) > density(mode) - DROP:
            points.append(at)
            at += way * step
    return sorted(points)


def _peak(pairs: Tally, n: int, spread: float, start: Floats) -> _Peak:
    at, held, best, before = start, 1.0 / spread**2, -np.inf, start
    for step_n in range(MOST_STEPS):
        chance = expit(at[pairs.first] - at[pairs.second])
        height = likelihood_of(pairs, at, n) - 0.5 * held * float(at @ at)
        if height < best - 1e-9 * (1.0 + abs(best)):
            at = 0.5 * (at + before)
            continue
        before, best = at, height
        weight = pairs.judged * chance * (1.0 - chance)
        factor = cho_factor(_information(pairs, weight, n, held), lower=True)
        step = cho_solve(factor, gather(pairs, pairs.won - pairs.judged * chance, n) - held * at)
        if float(np.abs(step).max()) < NEAR:
            determinant = float(np.log(np.diagonal(factor[0])).sum())
            return _Peak(at + step, factor[0], height - n * np.log(spread) - determinant, step_n + 1)
        at = at + step
    raise DidNotConverge("No scale was found.", why=f"After {MOST_STEPS} steps measures still moved.")


def _information(pairs: Tally, weight: Floats, n: int, held: float) -> Floats:
    between = np.bincount(pairs.first * n + pairs.second, weight, n * n).reshape(n, n)
    matrix = -(between + between.T)
    ends = np.bincount(pairs.first, weight, n) + np.bincount(pairs.second, weight, n)
    matrix[np.arange(n), np.arange(n)] = ends + held
    return np.asarray(matrix, dtype=np.float64)
