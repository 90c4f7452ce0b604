"""One series and all that a page shows of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plait.stats.errors import BadInput
from plait.stats.spc.charting import chart
from plait.stats.spc.charts import Charts
from plait.stats.spc.codes import Assurance, Caution, Chart, Direction, Polarity, Signal, Variation
from plait.stats.spc.meaning import ASSURANCES, VARIATIONS, assurances_of, direction_of, variations_of, ways_of
from plait.stats.spc.rules import NEAR, RULES, Rules
from plait.stats.spc.runs import critical_runs

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Segment:
    """The points between two breaks, which share a centre line.

    Attributes
    ----------
    first, last
        Positions of its first and last point (which may be missing ones).
    points_n, baseline_n
        Points there are, and points from which the limits come.
    centre
        In the unit of the chart; NaN with too few points.
    screened_n
        Moving ranges of at least 3.267 times their mean, left out of the limits.
    useful_n, longest, longest_allowed, crossings, crossings_needed
        Points off the centre line, longest run of them and the longest that is not a signal, crossings and the fewest
        that are not one.
    signals
        Of the segment as a whole: `LONG_RUN`, `FEW_CROSSINGS`.
    autocorrelation
        Of each point with the next; NaN where all are alike.
    dispersion
        Spread of counts over what counting gives; NaN for figures.
    cautions
        What to know before believing the signals.
    """

    first: int
    last: int
    points_n: int
    baseline_n: int
    centre: float
    screened_n: int
    useful_n: int
    longest: int
    longest_allowed: int
    crossings: int
    crossings_needed: int
    signals: Signal
    autocorrelation: float
    dispersion: float
    cautions: Caution


@dataclass(frozen=True, slots=True, eq=False)
class Trend:
    """One series, judged; make one with `trend`, or of many with `trend_of`.

    Attributes
    ----------
    kind, rules
        How the limits were worked out, and which rules applied.
    values, centre, lower, upper, sigma
        Shape (n,), in the unit of the chart: points (NaN where there is none), centre line, limits three sigma either
        side (NaN without limits), and that sigma.
    signals
        n: why each point is unlikely to be chance alone.
    directions
        n: what that means under the polarity; None without a signal.
    segment
        Shape (n,): the segment of each point, from 0.
    segments
        In order.
    polarity, target
        Which way is better, and what is aimed at, in the unit of the chart; None without a target.
    variation, assurance
        The newest point, and whether the target will be reached, in a name.
    """

    kind: Chart
    rules: Rules
    values: Floats
    centre: Floats
    lower: Floats
    upper: Floats
    sigma: Floats
    signals: tuple[Signal, ...]
    directions: tuple[Direction | None, ...]
    segment: Ints
    segments: tuple[Segment, ...]
    polarity: Polarity
    target: float | None
    variation: Variation
    assurance: Assurance

    @property
    def near_lower(self) -> Floats:
        """Shape (n,): two sigma below the centre line; a point further out is near the limit."""
        return np.maximum(self.centre - NEAR * self.sigma, self.lower)

    @property
    def near_upper(self) -> Floats:
        """Shape (n,): two sigma above the centre line."""
        return np.minimum(self.centre + NEAR * self.sigma, self.upper)

    @property
    def newest(self) -> Segment:
        """The segment of the newest point."""
        return [each for each in self.segments if each.points_n > 0][-1]

    @property
    def has_signal(self) -> bool:
        """Whether any rule was broken, at any point or by the runs of any segment."""
        return any(self.signals) or any(each.signals for each in self.segments)


def trend(
    given: ArrayLike,
    *,
    kind: Chart = Chart.XMR,
    denominators: ArrayLike | None = None,
    per: float = 1.0,
    bounds: tuple[float, float] | None = None,
    breaks: ArrayLike | None = None,
    baseline: ArrayLike | None = None,
    rules: Rules = RULES,
    polarity: Polarity = Polarity.NEUTRAL,
    target: float | None = None,
) -> Trend:
    """Judge one series; parameters are those of `chart`, with shape (n,), and the two of `trend_of`."""
    figures = np.asarray(given, dtype=np.float64)
    if figures.ndim != 1:
        raise BadInput("There is no trend.", why=f"Figures of shape {figures.shape} are not one series.")
    charts = chart(
        figures[None, :],
        kind=kind,
        denominators=denominators,
        per=per,
        bounds=bounds,
        breaks=breaks,
        baseline=baseline,
        rules=rules,
    )
    return trend_of(charts, 0, polarity=polarity, target=target)


def trend_of(charts: Charts, row: int, *, polarity: Polarity = Polarity.NEUTRAL, target: float | None = None) -> Trend:
    """Take one series out of many.

    Parameters
    ----------
    charts
        Of k series.
    row
        Which, from 0.
    polarity
        Which way is better. It changes no signal, only what signals mean.
    target
        In the unit of the chart; None for none.

    Returns
    -------
    Trend
    """
    if not 0 <= row < len(charts.signals):
        raise BadInput("There is no trend.", why=f"There is no series {row} among {len(charts.signals)}.")
    one = charts[row : row + 1]
    ways = ways_of(one)[0]
    label = one.series.label
    segment = label if label.ndim == 1 else label[0]
    aim = np.nan if target is None else target
    return Trend(
        kind=one.series.kind,
        rules=one.rules,
        values=one.series.values[0],
        centre=one.centre[0],
        lower=one.lower[0],
        upper=one.upper[0],
        sigma=one.sigma[0],
        signals=tuple(Signal(int(code)) for code in one.signals[0]),
        directions=tuple(direction_of(int(way), polarity=polarity) if way else None for way in ways),
        segment=segment,
        segments=tuple(_segment(one, number=number, label=segment) for number in range(int(segment.max()) + 1)),
        polarity=polarity,
        target=target,
        variation=VARIATIONS[int(variations_of(one, polarity=polarity)[0])],
        assurance=ASSURANCES[int(assurances_of(one, target=aim, polarity=polarity)[0])],
    )


def _segment(one: Charts, *, number: int, label: Ints) -> Segment:
    at = np.flatnonzero(label == number)
    first, last = int(at[0]), int(at[-1])
    useful_n = int(one.useful_n[0, number])
    allowed, needed = (int(table[useful_n]) for table in critical_runs(len(label)))
    long = bool((one.signals[0, first : last + 1] & Signal.LONG_RUN).any())
    signals = Signal.LONG_RUN if long else Signal.NONE
    if one.few_crossings[0, number]:
        signals |= Signal.FEW_CROSSINGS
    return Segment(
        first=first,
        last=last,
        points_n=int(one.points_n[0, number]),
        baseline_n=int(one.baseline_n[0, number]),
        centre=float(one.centres[0, number]),
        screened_n=int(one.screened_n[0, number]),
        useful_n=useful_n,
        longest=int(one.longest[0, number]),
        longest_allowed=allowed,
        crossings=int(one.crossings[0, number]),
        crossings_needed=needed,
        signals=signals,
        autocorrelation=float(one.autocorrelation[0, number]),
        dispersion=float(one.dispersion[0, number]),
        cautions=Caution(int(one.cautions[0, number])),
    )
