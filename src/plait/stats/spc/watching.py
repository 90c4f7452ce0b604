"""Many series watched at once: the list of those that changed, with the share of false ones on it held down."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from plait.stats.errors import BadInput
from plait.stats.multiplicity import benjamini_hochberg
from plait.stats.spc.change import (
    chance_of_furthest_count,
    chance_of_runs,
    chance_of_step_in_counts,
    furthest,
    largest_step,
    newest_of,
)
from plait.stats.spc.charting import chart
from plait.stats.spc.charts import Charts
from plait.stats.spc.codes import Chart
from plait.stats.spc.refusals import TooFewPoints
from plait.stats.spc.rules import Rules

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Series without change from which tails are learnt, least and most: no probability below 1 in so many can be told.
FEWEST_RUNS, MOST_RUNS = 20_000, 200_000
SEED = 20261123


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """k series of which the newest segment was tested for any change.

    Attributes
    ----------
    p
        Shape (k,): probability that a series without change looks as changed as this one; NaN where not judged.
    p_point, p_lasting
        Shape (k,): its two parts, of the point furthest out, and of the largest step (on run charts: of the runs; there
        is no other part). `p` is twice the smaller.
    listed
        Shape (k,): series on the list.
    share
        Largest expected share of series without change on it.
    judged_n
        Series tested: the family.
    floor
        The smallest `p` that simulation can tell; 0 where none was needed.
    """

    p: Floats
    p_point: Floats
    p_lasting: Floats
    listed: Bools
    share: float
    judged_n: int
    floor: float


def watch(charts: Charts, *, share: float = 0.05, runs: int | None = None, seed: int = SEED) -> Watched:
    """List the series that changed, with the expected share of unchanged ones among them within a limit.

    Estimand: for the newest segment of each series, the probability under no change of a point as far out as its
    furthest, or of a step as large as its largest.

    Parameters
    ----------
    charts
        Of k series: one family, stated on the page.
    share
        Largest expected share of false ones on the list.
    runs, seed
        Normal series to simulate for each number of points, and the seed. Unless given, as many as it takes to list
        one series alone of so large a family, between 20,000 and 200,000; they are remembered while the process lives.

    Returns
    -------
    Watched

    Raises
    ------
    TooFewPoints
        No series has limits.
    BadInput
        The share is not between 0 and 1.

    Notes
    -----
    XmR, p′ and u′: both parts are held against normal series of the same length without change, judged by the same
    code. p and u: by exact conditional tests of counts, times the number of points or steps (Bonferroni). Run charts:
    runs and crossings, exactly, whatever the distribution of figures; simulated where the baseline is frozen.

    Assumed: points are independent of one another (see the caution for autocorrelation), and series are not negatively
    dependent of one another. The rules of a chart play no part: they say where to look, this says how sure one can be.

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. JRSS B 57.
    doi:10.1111/j.2517-6161.1995.tb02031.x. Hawkins, D. M. (1977). Testing a sequence of observations for a shift in
    location. JASA 72. doi:10.1080/01621459.1977.10479935.
    """
    if not 0.0 < share < 1.0:
        raise BadInput("The list was not drawn up.", why=f"A share of {share} is not between 0 and 1.")
    k, kind = len(charts.signals), charts.series.kind
    segment = charts.newest_segment
    rows = np.flatnonzero((segment >= 0) & np.isfinite(charts.centres[np.arange(k), segment]))
    if rows.size == 0:
        raise TooFewPoints("The list was not drawn up.", why="No series has points enough for a centre line.")
    if runs is None:
        runs = int(np.clip(2.0 * rows.size / share, FEWEST_RUNS, MOST_RUNS))
    p_point, p_lasting, floor = np.full(k, np.nan), np.full(k, np.nan), 0.0
    if kind in {Chart.P, Chart.U}:
        newest = newest_of(charts, rows)
        p_point[rows], p_lasting[rows] = chance_of_furthest_count(newest), chance_of_step_in_counts(newest)
    else:
        floor = _simulate(charts, rows, p_point=p_point, p_lasting=p_lasting, what=_Simulated(charts.rules, runs, seed))
    p = p_lasting.copy() if kind is Chart.RUN else np.minimum(2.0 * np.fmin(p_point, p_lasting), 1.0)
    listed = np.zeros(k, dtype=np.bool_)
    listed[rows] = benjamini_hochberg(p[rows], share=share)
    return Watched(p, p_point, p_lasting, listed, share, int(rows.size), floor)


@dataclass(frozen=True, slots=True)
class _Simulated:
    """Which series without change to simulate."""

    rules: Rules
    runs: int
    seed: int


def _simulate(charts: Charts, rows: Ints, *, p_point: Floats, p_lasting: Floats, what: _Simulated) -> float:
    """Fill in both parts for charts of figures, and return the smallest probability that can be told."""
    at = rows, charts.newest_segment[rows]
    kind, floor = charts.series.kind, 0.0
    # Points of an XmR chart stand in for those of p′ and u′ in standard errors, whose ranges are not screened.
    what = replace(what, rules=replace(what.rules, screen=what.rules.screen and not kind.counts))
    sizes = np.stack([charts.points_n[at], charts.baseline_n[at]], axis=1)
    for points_n, base_n in np.unique(sizes, axis=0):
        some = rows[(sizes == (points_n, base_n)).all(axis=1)]
        frozen = bool(base_n < points_n)
        if kind is Chart.RUN and not frozen:
            p_lasting[some] = chance_of_runs(charts, some, about_given=False)
            continue
        floor = (1.0 if kind is Chart.RUN else 2.0) / (what.runs + 1)
        if kind is Chart.RUN:
            rarity = _rarity_without_change(int(points_n), int(base_n), what)
            p_lasting[some] = _tail(rarity, -chance_of_runs(charts, some, about_given=True))
            continue
        newest = newest_of(charts, some)
        points, steps = _figures_without_change(int(points_n), int(base_n), what)
        p_point[some] = _tail(points, furthest(newest)[0])
        p_lasting[some] = _tail(steps, largest_step(newest)[0])
    return floor


@lru_cache(maxsize=64)
def _figures_without_change(points_n: int, base_n: int, what: _Simulated) -> tuple[Floats, Floats]:
    """Furthest points and largest steps of normal series without change, each (runs,) and sorted."""
    charts = _drawn(points_n, base_n, kind=Chart.XMR, what=what)
    newest = newest_of(charts, np.arange(what.runs))
    return np.sort(furthest(newest)[0]), np.sort(largest_step(newest)[0])


@lru_cache(maxsize=64)
def _rarity_without_change(points_n: int, base_n: int, what: _Simulated) -> Floats:
    """How unlike a coin the runs of series without change are about a frozen median, (runs,), less is rarer, sorted."""
    charts = _drawn(points_n, base_n, kind=Chart.RUN, what=what)
    return np.sort(-chance_of_runs(charts, np.arange(what.runs), about_given=True))


def _drawn(points_n: int, base_n: int, *, kind: Chart, what: _Simulated) -> Charts:
    rng = np.random.default_rng([what.seed, points_n, base_n])
    baseline = np.arange(points_n) < base_n if base_n < points_n else None
    return chart(rng.standard_normal((what.runs, points_n)), kind=kind, baseline=baseline, rules=what.rules)


def _tail(ordered: Floats, found: Floats) -> Floats:
    """Share of simulated series at least as far out, (k,), the one that is judged counted among them."""
    n = len(ordered)
    fewer = np.searchsorted(ordered, found - 1e-9 * np.abs(found), side="left")
    return np.asarray((1.0 + n - fewer) / (n + 1.0))
