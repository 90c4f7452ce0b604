"""What signals mean under a polarity, and whether a target will be reached: the newest state of each series."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plait.stats.errors import BadInput
from plait.stats.spc.charts import Charts
from plait.stats.spc.codes import Assurance, Direction, Polarity, Signal, Variation
from plait.stats.spc.rules import LIMIT
from plait.stats.spc.signals import SLACK_OF_FIGURE, SLACK_OF_SIGMA

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Sides = NDArray[np.int8]

VARIATIONS, ASSURANCES = tuple(Variation), tuple(Assurance)
_BY_SIDE = Signal.BEYOND | Signal.SHIFT | Signal.NEAR | Signal.LONG_RUN


def ways_of(charts: Charts) -> Sides:
    """Shape (k, n): 1 where a point's signals say high or rising, −1 low or falling, 0 without a signal.

    The side of the centre line speaks before the direction of a trend: a point beyond the lower limit is low, though
    it stands in a trend upwards.
    """
    codes = charts.signals
    if not codes.any():
        return np.zeros(codes.shape, dtype=np.int8)
    above = np.nan_to_num(charts.series.values - charts.centre)
    rise = ((codes & Signal.RISING) > 0).astype(np.int8) - ((codes & Signal.FALLING) > 0).astype(np.int8)
    sided = (codes & int(_BY_SIDE)) > 0
    return np.asarray(np.where(sided, np.sign(above), rise), dtype=np.int8)


def direction_of(way: int, *, polarity: Polarity) -> Direction:
    """What a signal upwards (1) or downwards (−1) means."""
    if polarity is Polarity.NEUTRAL:
        return Direction.NEITHER
    return Direction.IMPROVEMENT if way * polarity > 0 else Direction.CONCERN


def variations_of(charts: Charts, *, polarity: Polarity | ArrayLike) -> Ints:
    """Name the newest point of each series: positions in `VARIATIONS`, (k,).

    Parameters
    ----------
    charts
        Of k series.
    polarity
        One for all, or shape (k,): 1 where higher is better, −1 where lower is, 0 where neither.

    Notes
    -----
    Signals of points come first. Where the newest point has none, but the runs of its segment are not those of chance,
    that is said. Making Data Count has no such name.
    """
    better = _polarities(polarity, k=len(charts.signals))
    last = _newest(charts)
    rows = np.arange(len(last))
    way = ways_of(charts)[rows, last] if charts.signals.any() else np.zeros(len(last), dtype=np.int8)
    meaning = better * way
    high = way > 0
    names = {
        Variation.IMPROVEMENT_HIGH: (meaning > 0) & high,
        Variation.IMPROVEMENT_LOW: (meaning > 0) & ~high,
        Variation.CONCERN_HIGH: (meaning < 0) & high,
        Variation.CONCERN_LOW: (meaning < 0) & ~high,
        Variation.NEITHER_HIGH: (better == 0) & (way > 0),
        Variation.NEITHER_LOW: (better == 0) & (way < 0),
    }
    found = np.full(len(last), VARIATIONS.index(Variation.COMMON_CAUSE))
    for name, holds in names.items():
        found[holds] = VARIATIONS.index(name)
    segment = charts.newest_segment
    runs = charts.few_crossings[rows, segment] | _long_run(charts, segment=segment)
    found[(way == 0) & runs] = VARIATIONS.index(Variation.RUNS_UNLIKE_CHANCE)
    found[np.isnan(_of_newest(charts, charts.centres))] = VARIATIONS.index(Variation.NOT_ENOUGH_POINTS)
    return found


def assurances_of(charts: Charts, *, target: ArrayLike, polarity: Polarity | ArrayLike) -> Ints:
    """Say of each series whether it will reach its target if nothing changes: positions in `ASSURANCES`, (k,).

    Parameters
    ----------
    charts
        Of k series.
    target
        One for all, or shape (k,), in the unit of the chart; NaN for none.
    polarity
        As for `variations_of`.

    Notes
    -----
    The limits at the newest point decide. A target on a limit is neither hit nor missed every time. Run charts have no
    limits, so they judge no target.
    """
    k = len(charts.signals)
    better = _polarities(polarity, k=k)
    goal = np.broadcast_to(np.asarray(target, dtype=np.float64), (k,))
    if np.isinf(goal).any():
        raise BadInput("The target was not judged.", why="It is infinite.", mend="Give NaN where there is none.")
    rows, last = np.arange(k), _newest(charts)
    centre, sigma = _of_newest(charts, charts.centres), _of_newest(charts, charts.unit_sigmas)
    if charts.series.denominators is not None:
        sigma = sigma / np.sqrt(charts.series.denominators[rows, last])
    with np.errstate(invalid="ignore"):
        slack = SLACK_OF_SIGMA * sigma + SLACK_OF_FIGURE * np.abs(centre)
        above, below = goal > centre + LIMIT * sigma + slack, goal < centre - LIMIT * sigma - slack
    found = np.full(k, ASSURANCES.index(Assurance.INCONSISTENT))
    found[np.where(better > 0, below, above)] = ASSURANCES.index(Assurance.HITS)
    found[np.where(better > 0, above, below)] = ASSURANCES.index(Assurance.MISSES)
    found[np.isnan(sigma)] = ASSURANCES.index(Assurance.NO_LIMITS)
    found[np.isnan(centre)] = ASSURANCES.index(Assurance.NOT_ENOUGH_POINTS)
    found[better == 0] = ASSURANCES.index(Assurance.NO_POLARITY)
    found[np.isnan(goal)] = ASSURANCES.index(Assurance.NO_TARGET)
    return found


def _newest(charts: Charts) -> Ints:
    """The column of each series' newest point; the last one where there is none."""
    held = np.isfinite(charts.series.given)
    return np.asarray(held.shape[1] - 1 - np.argmax(held[:, ::-1], axis=1))


def _of_newest(charts: Charts, by_segment: Floats) -> Floats:
    segment = charts.newest_segment
    return np.where(segment >= 0, by_segment[np.arange(len(segment)), segment], np.nan)


def _long_run(charts: Charts, *, segment: Ints) -> NDArray[np.bool_]:
    label = charts.series.label
    inside = label == segment[:, None] if label.ndim == 2 else label[None, :] == segment[:, None]
    return np.asarray((((charts.signals & Signal.LONG_RUN) > 0) & inside).any(axis=1))


def _polarities(polarity: Polarity | ArrayLike, *, k: int) -> Ints:
    better = np.asarray(polarity)
    if not np.isin(better, [each.value for each in Polarity]).all() or better.shape not in {(), (k,)}:
        raise BadInput(
            "The signals were not named.",
            why="A polarity is 1 (higher is better), −1 (lower is better) or 0 (neither), one for all or one for each.",
        )
    return np.broadcast_to(better.astype(np.int64), (k,))
