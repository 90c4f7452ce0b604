"""What charts of many series hold: centre lines, limits and signals."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from plait.stats.spc.rules import LIMIT, Rules
from plait.stats.spc.series import Series

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Charts:
    """k series of n points in up to S segments, judged.

    Attributes
    ----------
    series, rules, bounds
        What was judged, by which rules, within which possible values.
    signals
        Shape (k, n): `Signal` of each point, as bits.
    centres, unit_sigmas
        Shape (k, S): centre line in the unit of the chart, and standard deviation of a point with a denominator of 1.
        NaN where a segment has too few points; unit sigma also on run charts.
    points_n, baseline_n, screened_n
        Shape (k, S): points, points behind the limits, moving ranges left out.
    useful_n, longest, crossings
        Shape (k, S): points off the centre line, longest run, crossings.
    few_crossings
        Shape (k, S): Anhøj's rule for crossings is broken.
    autocorrelation
        Shape (k, S): of each point with the next, about the segment's mean.
    dispersion
        Shape (k, S): spread of counts over what counting gives; NaN for figures.
    cautions
        Shape (k, S): `Caution` as bits.
    """

    series: Series
    rules: Rules
    bounds: tuple[float, float] | None
    signals: Codes
    centres: Floats
    unit_sigmas: Floats
    points_n: Ints
    baseline_n: Ints
    screened_n: Ints
    useful_n: Ints
    longest: Ints
    crossings: Ints
    few_crossings: Bools
    autocorrelation: Floats
    dispersion: Floats
    cautions: Ints

    @property
    def centre(self) -> Floats:
        """Shape (k, n): the centre line at each point."""
        return self._at_points(self.centres)

    @property
    def sigma(self) -> Floats:
        """Shape (k, n): the standard deviation of each point, in the unit of the chart."""
        flat = self._at_points(self.unit_sigmas)
        sizes = self.series.denominators
        return flat if sizes is None else flat / np.sqrt(sizes)

    @property
    def lower(self) -> Floats:
        """Shape (k, n): the lower limit, not below what can be."""
        return np.maximum(self.centre - LIMIT * self.sigma, self._possible()[0])

    @property
    def upper(self) -> Floats:
        """Shape (k, n): the upper limit, not above what can be."""
        return np.minimum(self.centre + LIMIT * self.sigma, self._possible()[1])

    @property
    def newest_segment(self) -> Ints:
        """Shape (k,): the segment of each series' newest point; −1 for a series without any."""
        held = self.points_n > 0
        last = self.points_n.shape[1] - 1 - np.argmax(held[:, ::-1], axis=1)
        return np.where(held.any(axis=1), last, -1)

    def __getitem__(self, rows: slice) -> "Charts":
        """Some of the series."""
        cut = {name: getattr(self, name)[rows] for name in _BY_SERIES}
        given = self.series
        sizes, base, label = given.denominators, given.baseline, given.label
        some = replace(
            given,
            given=given.given[rows],
            denominators=None if sizes is None else sizes[rows],
            baseline=None if base is None else base[rows],
            label=label if label.ndim == 1 else label[rows],
        )
        return replace(self, series=some, **cut)

    def _at_points(self, by_segment: Floats) -> Floats:
        label = self.series.label
        if label.ndim == 1:
            return by_segment[:, label]
        return np.take_along_axis(by_segment, label, axis=1)

    def _possible(self) -> tuple[float, float]:
        low, high = self.bounds or (-np.inf, np.inf)
        if not self.series.kind.counts:
            return low, high
        return max(low, 0.0), min(high, self.series.per) if self.series.kind.is_share else high


_BY_SERIES = tuple(Charts.__annotations__)[3:]


def blank_charts(series: Series, *, rules: Rules, bounds: tuple[float, float] | None) -> Charts:
    """Charts of which nothing is known yet."""
    shape = len(series.given), series.segments_n

    def nothing() -> Floats:
        return np.full(shape, np.nan)

    def none() -> Ints:
        return np.zeros(shape, dtype=np.int64)

    return Charts(
        series=series,
        rules=rules,
        bounds=bounds,
        signals=np.zeros(series.given.shape, dtype=np.uint8),
        few_crossings=np.zeros(shape, dtype=np.bool_),
        centres=nothing(),
        unit_sigmas=nothing(),
        autocorrelation=nothing(),
        dispersion=nothing(),
        points_n=none(),
        baseline_n=none(),
        screened_n=none(),
        useful_n=none(),
        longest=none(),
        crossings=none(),
        cautions=none(),
    )
