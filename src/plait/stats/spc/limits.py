"""Centre lines and spreads of many series at once; arrays are (points, series), what there is before what is not."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plait.stats.spc.codes import Chart
from plait.stats.spc.rules import LARGE_RANGE, LIMIT, LIMIT_OF_RANGE, SIGMA_OF_RANGE

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """Centre and spread of b series.

    Attributes
    ----------
    centre
        Shape (b,): in the unit of the chart.
    unit_sigma
        Shape (b,): standard deviation of a point with a denominator of 1; that of a point is this over the root of its
        denominator. NaN for run charts.
    screened_n
        Shape (b,): moving ranges left out.
    dispersion
        Shape (b,): Pearson's chi-square of counts over its degrees of freedom, 1 where chance explains all; else NaN.
    """

    centre: Floats
    unit_sigma: Floats
    screened_n: Ints
    dispersion: Floats


def close_gaps(*arrays: Floats | None) -> tuple[Floats | None, ...]:
    """Move the points that there are to the front, in order, by where the first array is NaN."""
    first = arrays[0]
    assert first is not None
    missing = np.isnan(first)
    if not missing.any():
        return arrays
    order = np.argsort(missing, axis=0, kind="stable")
    return tuple(None if array is None else np.take_along_axis(array, order, axis=0) for array in arrays)


def mean_range(x: Floats, *, screen: bool) -> tuple[Floats, Ints]:
    """Mean moving range of each series, and how many ranges were screened out; NaN under two points.

    A series that would have no spread left keeps all its ranges: alike but for one jump, it is not without chance.
    """
    ranges = np.abs(np.diff(x, axis=0))
    held = np.isfinite(ranges)
    whole = bool(held.all())
    n = held.sum(axis=0)
    ranges = ranges if whole else np.where(held, ranges, 0.0)
    with np.errstate(invalid="ignore"):
        mean = np.asarray(ranges.sum(axis=0) / n)
        if not screen:
            return mean, np.zeros(len(mean), dtype=np.int64)
        large = ranges >= LARGE_RANGE * mean
    if not whole:
        large &= held
    gone = large.sum(axis=0)
    at = np.flatnonzero(gone > 0)  # few series have any: only theirs are worked out again
    screened_n = np.zeros(len(mean), dtype=np.int64)
    left = np.where(large[:, at], 0.0, ranges[:, at]).sum(axis=0)
    kept = left > 0.0
    mean[at[kept]] = left[kept] / (n[at[kept]] - gone[at[kept]])
    screened_n[at[kept]] = gone[at[kept]]
    return mean, screened_n


def limits_of_figures(x: Floats, *, screen: bool) -> Limits:
    """XmR: the mean, and a sigma of which three are 2.66 mean moving ranges."""
    held = np.isfinite(x)
    with np.errstate(invalid="ignore"):
        centre = np.asarray(np.where(held, x, 0.0).sum(axis=0) / held.sum(axis=0))
    mean, screened_n = mean_range(x, screen=screen)
    return Limits(centre, mean * (LIMIT_OF_RANGE / LIMIT), screened_n, np.full(len(centre), np.nan))


def limits_of_run_chart(x: Floats) -> Limits:
    """The median of each series and no limits."""
    n = np.isfinite(x).sum(axis=0)
    ordered = np.sort(x, axis=0)  # NaN goes last
    low, high = np.maximum(n - 1, 0) // 2, np.minimum(n // 2, np.maximum(n - 1, 0))
    two = np.take_along_axis(ordered, np.stack([low, high]), axis=0)
    nothing = np.full(len(n), np.nan)
    return Limits(two.mean(axis=0), nothing, np.zeros(len(n), dtype=np.int64), nothing)


def limits_of_counts(counts: Floats, *, denominators: Floats, kind: Chart, per: float) -> Limits:
    """Charts of counts: all that was counted over all it was counted in, and the spread of a count about that.

    The spread is binomial (p) or Poisson (u). For p′ and u′ it is multiplied by sigma-z: the mean moving range of the
    points in standard errors, over 1.128, without screening.

    References
    ----------
    Laney, D. B. (2002). Improved control charts for attributes. Quality Engineering 14. doi:10.1081/QEN-120003555.
    """
    held = np.isfinite(counts)
    n = held.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        level = np.where(held, counts, 0.0).sum(axis=0) / np.where(held, denominators, 0.0).sum(axis=0)
        sigma = np.sqrt(level * (1.0 - level)) if kind.is_share else np.sqrt(level)
        z = (counts / denominators - level) * np.sqrt(denominators) / sigma
        spread = np.where(np.isfinite(z), z, 0.0)
        dispersion = np.where(sigma > 0.0, (spread**2).sum(axis=0) / (n - 1), np.nan)
        if kind.is_prime:
            sigma_z = mean_range(z, screen=False)[0] / SIGMA_OF_RANGE
            sigma = np.where(sigma > 0.0, sigma * sigma_z, sigma)
    return Limits(per * level, per * sigma, np.zeros(len(n), dtype=np.int64), dispersion)


def autocorrelation_of(x: Floats) -> Floats:
    """Correlation of each point with the next, (b,), about the mean of the series; NaN where all are alike."""
    held = np.isfinite(x)
    n = held.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        away = np.where(held, x - np.where(held, x, 0.0).sum(axis=0) / n, 0.0)
        total = (away**2).sum(axis=0)
        scale = np.abs(np.where(held, x, 0.0)).max(axis=0)
        return np.where(total > n * (1e-12 * scale) ** 2, (away[1:] * away[:-1]).sum(axis=0) / total, np.nan)
