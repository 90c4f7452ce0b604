"""Charts of many series at once: centre lines, limits and signals, in blocks."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc

from plait.stats.errors import BadInput
from plait.stats.spc.codes import Caution, Chart
from plait.stats.spc.limits import (
    Limits,
    autocorrelation_of,
    close_gaps,
    limits_of_counts,
    limits_of_figures,
    limits_of_run_chart,
)
from plait.stats.spc.rules import LIMIT, RULES, Rules
from plait.stats.spc.series import Series, series_of
from plait.stats.spc.signals import Judged, judge

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.uint8]

# Probability below which so much spread of counts is not chance.
OVERDISPERSED_P = 0.01
# One-sided 5 % point of the normal distribution, for a lag-1 correlation of independent points (Anderson 1942).
ONE_SIDED = 1.645


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


def chart(
    given: ArrayLike,
    *,
    kind: Chart = Chart.XMR,
    denominators: ArrayLike | None = None,
    per: float = 1.0,
    bounds: tuple[float, float] | None = None,
    breaks: ArrayLike | None = None,
    baseline: ArrayLike | None = None,
    rules: Rules = RULES,
) -> Charts:
    """Work out centre lines, limits and signals of many series.

    Estimand: for each point, whether it, or the points about it, would be unusual if the process behind the segment
    did not change; limits are three standard deviations of that process either side of its centre.

    Parameters
    ----------
    given
        Shape (k, n): figures in their unit (XmR, run), or counts (p, u, p′, u′), in the order of time; NaN where there
        is none. Gaps are closed: the points either side follow one another.
    kind
        How centre and limits are worked out.
    denominators
        Shape (k, n), (n,) or one number: what is counted in (pupils, sessions), for charts of counts only. A point of
        none in nothing is a missing one.
    per
        What counts over denominators are multiplied by: 100 for percentages.
    bounds
        The least and the greatest figure that can be, such as 0 and 100. A figure outside is refused; limits are drawn
        no further.
    breaks
        Shape (n,) or (k, n), true or false: where a point begins a new segment, with limits of its own. No run and no
        moving range crosses a break.
    baseline
        Shape (n,) or (k, n), true or false: the points from which limits come, within each segment. All, unless given.
    rules
        Which rules are applied, with which sizes. A run chart knows those of Anhøj only.

    Returns
    -------
    Charts

    Raises
    ------
    BadInput
        Shapes, breaks, baseline or range make no sense, or a figure is infinite.
    WrongDenominators
        They are missing, not wanted, not positive, or smaller than what is counted in them.
    OutOfRange
        A figure lies outside its bounds, or a count is negative.
    TooFewPoints
        No series has a single point. (A *segment* of too few points has no limits, and says so in its cautions.)

    References
    ----------
    Montgomery, D. C. (2009). Introduction to statistical quality control, 6th edition, chapters 6 and 7. Wheeler, D. J.
    (2000). Understanding variation, 2nd edition. NHS England, Making data count. Laney, D. B. (2002). Improved control
    charts for attributes. Quality Engineering 14. doi:10.1081/QEN-120003555. Anhøj, J. and Olesen, A. V. (2014). Run
    charts revisited. PLoS ONE 9. doi:10.1371/journal.pone.0113825.
    """
    if not isinstance(kind, Chart):
        raise BadInput("There is no chart.", why=f"{kind!r} is not a kind of chart.")
    series = series_of(
        given, kind=kind, denominators=denominators, per=per, bounds=bounds, breaks=breaks, baseline=baseline
    )
    if kind is Chart.RUN:
        rules = replace(rules, beyond=False, shift=None, trend=None, two_of_three=None, anhoej=True)
    charts = _blank(series, rules=rules, bounds=bounds)
    for segment in range(series.segments_n):
        columns = series.columns(segment)
        for rows in series.blocks():
            _fill(charts, segment=segment, columns=columns, rows=rows)
    return charts


def _blank(series: Series, *, rules: Rules, bounds: tuple[float, float] | None) -> Charts:
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


def _fill(charts: Charts, *, segment: int, columns: slice, rows: slice) -> None:
    """Judge one segment of a block of series, and write down what was found."""
    series, rules = charts.series, charts.rules
    given = np.ascontiguousarray(series.given[rows, columns].T)
    if series.label.ndim == 2:
        given[(series.label[rows, columns] != segment).T] = np.nan
    missing = np.isnan(given)
    sizes = None if series.denominators is None else np.ascontiguousarray(series.denominators[rows, columns].T)
    base = given if series.baseline is None else np.where(series.baseline[rows, columns].T, given, np.nan)
    limits = _limits(base, sizes=sizes, series=series, rules=rules)
    figures, roots = given, None
    if sizes is not None:
        figures, roots = series.per * given / sizes, np.sqrt(sizes)
    gaps = bool(missing.any())
    if gaps:
        order = np.argsort(missing, axis=0, kind="stable")
        figures = np.take_along_axis(figures, order, axis=0)
        roots = None if roots is None else np.take_along_axis(roots, order, axis=0)
    sigma = limits.unit_sigma if roots is None else limits.unit_sigma / roots
    judged = judge(figures, centre=limits.centre, sigma=sigma, rules=rules)
    codes = judged.codes
    if gaps:
        codes = np.empty_like(judged.codes)
        np.put_along_axis(codes, order, judged.codes, axis=0)
    out = charts.signals[rows, columns]
    np.copyto(out, codes.T, where=~missing.T)
    counted = np.isfinite(base).sum(axis=0)
    _write(charts, at=(rows, segment), limits=limits, judged=judged, baseline_n=counted)
    charts.points_n[rows, segment] = len(given) - missing.sum(axis=0)
    charts.autocorrelation[rows, segment] = autocorrelation_of(figures)
    charts.cautions[rows, segment] = _cautions(charts, at=(rows, segment), missing=missing, judged=judged)


def _limits(base: Floats, *, sizes: Floats | None, series: Series, rules: Rules) -> Limits:
    """Centre and spread from the points of the baseline; none where they are too few."""
    if sizes is not None:
        base, sizes = close_gaps(base, sizes)  # type: ignore[assignment]
        assert sizes is not None
        limits = limits_of_counts(base, denominators=sizes, kind=series.kind, per=series.per)
    else:
        (base,) = close_gaps(base)  # type: ignore[assignment]
        run = series.kind is Chart.RUN
        limits = limits_of_run_chart(base) if run else limits_of_figures(base, screen=rules.screen)
    few = np.isfinite(base).sum(axis=0) < rules.fewest
    for figures in (limits.centre, limits.unit_sigma):
        figures[few] = np.nan
    return limits


def _write(charts: Charts, *, at: tuple[slice, int], limits: Limits, judged: Judged, baseline_n: Ints) -> None:
    charts.centres[at], charts.unit_sigmas[at] = limits.centre, limits.unit_sigma
    charts.screened_n[at], charts.dispersion[at] = limits.screened_n, limits.dispersion
    charts.useful_n[at], charts.longest[at], charts.crossings[at] = judged.useful_n, judged.longest, judged.crossings
    charts.few_crossings[at], charts.baseline_n[at] = judged.few_crossings, baseline_n


def _cautions(charts: Charts, *, at: tuple[slice, int], missing: Bools, judged: Judged) -> Ints:
    rules, kind = charts.rules, charts.series.kind
    points_n, baseline_n, sigma = charts.points_n[at], charts.baseline_n[at], charts.unit_sigmas[at]
    there = points_n > 0
    found = np.zeros(len(points_n), dtype=np.int64)
    held = ~missing
    between = np.logical_or.accumulate(held, axis=0) & np.logical_or.accumulate(held[::-1], axis=0)[::-1]
    limits = there & (baseline_n >= rules.fewest)
    correlation = charts.autocorrelation[at]
    with np.errstate(invalid="ignore", divide="ignore"):
        alike = correlation > (ONE_SIDED * np.sqrt(points_n) - 1.0) / points_n
        chance = chdtrc(np.maximum(baseline_n - 1, 1), charts.dispersion[at] * (baseline_n - 1))
    for caution, holds in (
        (Caution.TOO_FEW, there & ~limits),
        (Caution.TRIAL, limits & (baseline_n < rules.settled)),
        (Caution.GAPS, (missing & between).any(axis=0)),
        (Caution.NO_SPREAD, limits & (sigma <= 0.0)),
        (Caution.SCREENED, limits & (charts.screened_n[at] > 0)),
        (Caution.FROZEN, limits & (baseline_n < points_n)),
        (Caution.AUTOCORRELATED, limits & alike),
        (Caution.OVERDISPERSED, limits & (not kind.is_prime) & (chance < OVERDISPERSED_P)),
        (Caution.RUNS_TOO_SHORT, limits & judged.too_short & rules.anhoej),
    ):
        found |= np.where(holds, caution.value, 0)
    return found
