"""Charts of many series at once, worked out in blocks."""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc

from plait.stats.errors import BadInput
from plait.stats.spc.charts import Charts, blank_charts
from plait.stats.spc.codes import Caution, Chart
from plait.stats.spc.limits import (
    Limits,
    autocorrelation_of,
    close_gaps,
    limits_of_counts,
    limits_of_figures,
    limits_of_run_chart,
)
from plait.stats.spc.rules import RULES, Rules
from plait.stats.spc.series import Series, series_of
from plait.stats.spc.signals import Judged, judge

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Probability below which so much spread of counts is not chance.
OVERDISPERSED_P = 0.01
# One-sided 5 % point of the normal distribution, for a lag-1 correlation of independent points (Anderson 1942).
ONE_SIDED = 1.645


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
    charts = blank_charts(series, rules=rules, bounds=bounds)
    for segment in range(series.segments_n):
        columns = series.columns(segment)
        for rows in series.blocks():
            _fill(charts, segment=segment, columns=columns, rows=rows)
    return charts


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
