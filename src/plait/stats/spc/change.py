"""Two tests of no change in the newest segment of a series: of the point furthest out, and of the largest step."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom, hypergeom

from plait.stats.spc.charts import Charts
from plait.stats.spc.codes import Chart
from plait.stats.spc.exact import chances_of_coin, chances_of_runs
from plait.stats.spc.runs import sides_of
from plait.stats.spc.signals import slack_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# A step has at least so many points before it and after it: a single one is a point, not a step.
LEAST_SIDE = 2


@dataclass(frozen=True, slots=True, eq=False)
class Newest:
    """The newest segments of some series, laid side by side.

    Attributes
    ----------
    kind, per
        As charted.
    figures, weights
        Shape (k, n): counts, or figures, 0 outside the segment and where missing; and what they are counted in (1 for
        figures), likewise.
    inside, base
        Shape (k, n): which points there are in the segment, and which the limits come from.
    centre, unit_sigma
        Shape (k,): of the segment, in the unit of counts over denominators.
    """

    kind: Chart
    figures: Floats
    weights: Floats
    inside: Bools
    base: Bools
    centre: Floats
    unit_sigma: Floats


def newest_of(charts: Charts, rows: Ints) -> Newest:
    """The newest segments of these series, which must have points."""
    series, segment = charts.series, charts.newest_segment[rows]
    label = series.label[None, :] if series.label.ndim == 1 else series.label[rows]
    given = series.given[rows]
    inside = (label == segment[:, None]) & np.isfinite(given)
    sizes = np.ones_like(given) if series.denominators is None else series.denominators[rows]
    return Newest(
        kind=series.kind,
        figures=np.where(inside, given, 0.0),
        weights=np.where(inside, sizes, 0.0),
        inside=inside,
        base=inside if series.baseline is None else inside & series.baseline[rows],
        centre=charts.centres[rows, segment] / series.per,
        unit_sigma=charts.unit_sigmas[rows, segment] / series.per,
    )


def furthest(newest: Newest) -> tuple[Floats, Ints]:
    """Distance of the furthest point from the centre, in sigma, (k,), and its column; 0 where there is no spread."""
    with np.errstate(invalid="ignore", divide="ignore"):
        level = newest.figures / newest.weights
        away = np.abs(level - newest.centre[:, None]) * np.sqrt(newest.weights) / newest.unit_sigma[:, None]
    return _largest(np.where(newest.inside & np.isfinite(away), away, 0.0))


def largest_step(newest: Newest) -> tuple[Floats, Ints]:
    """Largest difference of level before and after any point, in standard errors, (k,), and the last column before.

    Levels are all that was counted over all it was counted in, or means. For a step after so many points with weights
    w before it and W in all, the standard error is sigma · √(1/w + 1/(W − w)).
    """
    total, weight = newest.figures.cumsum(axis=1), newest.weights.cumsum(axis=1)
    before = newest.inside.cumsum(axis=1)
    enough = newest.inside & (before >= LEAST_SIDE) & (before[:, -1:] - before >= LEAST_SIDE)
    with np.errstate(invalid="ignore", divide="ignore"):
        after, after_weight = total[:, -1:] - total, weight[:, -1:] - weight
        step = np.abs(total / weight - after / after_weight)
        step /= newest.unit_sigma[:, None] * np.sqrt(1.0 / weight + 1.0 / after_weight)
    return _largest(np.where(enough & np.isfinite(step), step, 0.0))


def chance_of_furthest_count(newest: Newest) -> Floats:
    """Probability of a count as far out among those of p and u charts, (k,).

    Given what was counted at the furthest point and the others of the baseline together, the count at the point is
    hypergeometric (p) or binomial (u) under no change, whatever the level. Two-sided, times the number of points.
    """
    column = furthest(newest)[1]
    here = np.arange(newest.figures.shape[1]) == column[:, None]
    apart = chance_of_counts(newest, one=here, other=newest.base & ~here)
    return np.asarray(np.minimum(apart * newest.inside.sum(axis=1), 1.0))


def chance_of_step_in_counts(newest: Newest) -> Floats:
    """The same for all counts before the largest step against all after it, times the steps there could be."""
    column = largest_step(newest)[1]
    before = np.arange(newest.figures.shape[1]) <= column[:, None]
    apart = chance_of_counts(newest, one=newest.inside & before, other=newest.inside & ~before)
    steps = np.maximum(newest.inside.sum(axis=1) - 2 * LEAST_SIDE + 1, 1)
    return np.asarray(np.minimum(apart * steps, 1.0))


def chance_of_counts(newest: Newest, *, one: Bools, other: Bools) -> Floats:
    """Two-sided probability that two groups of points share a level and differ so much, (k,), exactly."""
    count, rest = (np.rint((newest.figures * group).sum(axis=1)) for group in (one, other))
    size, rest_size = ((newest.weights * group).sum(axis=1) for group in (one, other))
    if newest.kind.is_share:
        drawn = (np.rint(size) + np.rint(rest_size), count + rest, np.rint(size))
        below, above = hypergeom.cdf(count, *drawn), hypergeom.sf(count - 1.0, *drawn)
    else:
        tossed = (count + rest, size / np.maximum(size + rest_size, np.finfo(float).tiny))
        below, above = binom.cdf(count, *tossed), binom.sf(count - 1.0, *tossed)
    either = 2.0 * np.minimum(below, above)
    return np.where((size > 0.0) & (rest_size > 0.0), np.minimum(either, 1.0), 1.0)


def sides_in(charts: Charts, newest: Newest, rows: Ints) -> tuple[Ints, Ints]:
    """Points above and below the centre line in the newest segment, (k,) each."""
    at = rows, charts.newest_segment[rows]
    slack = slack_of(charts.centres[at], sigma=charts.unit_sigmas[at])
    sides = sides_of(charts.series.given[rows].T, centre=charts.centres[at], slack=slack).T * newest.inside
    return (sides > 0).sum(axis=1), (sides < 0).sum(axis=1)


def chance_of_runs(charts: Charts, rows: Ints, *, about_given: bool) -> Floats:
    """Probability of runs and crossings as unlike chance, (k,), of run charts: exact about the points' own median.

    About a given line it is that of a fair coin, which a line from few points is not: a rarity, to be calibrated.
    """
    at = rows, charts.newest_segment[rows]
    above, below = sides_in(charts, newest_of(charts, rows), rows)
    crossings, longest = charts.crossings[at], charts.longest[at]
    p = np.ones(len(rows))
    groups = np.stack([above + below, np.zeros_like(above)] if about_given else [above, below], axis=1)
    for one, other in np.unique(groups[groups.sum(axis=1) > 0], axis=0):
        same = (groups == (one, other)).all(axis=1)
        table = chances_of_coin(int(one)) if about_given else chances_of_runs(int(one), int(other))
        p[same] = table[crossings[same], longest[same]]
    return p


def _largest(of: Floats) -> tuple[Floats, Ints]:
    column = of.argmax(axis=1)
    return of[np.arange(len(of)), column], column
