"""How often series without change show signals all the same, and how many to expect among those that are watched."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plait.stats.errors import BadInput
from plait.stats.spc.charting import chart
from plait.stats.spc.charts import Charts
from plait.stats.spc.codes import Chart, Signal
from plait.stats.spc.exact import anhoej_false_alarm
from plait.stats.spc.refusals import TooFewPoints, WrongDenominators
from plait.stats.spc.rules import RULES, Rules

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# Series simulated for a rate: its Monte Carlo error is then at most 0.0035.
RUNS = 20_000
SEED = 20261122


@dataclass(frozen=True, slots=True)
class FalseAlarms:
    """How often a series without change breaks each rule.

    Attributes
    ----------
    points_n, baseline_n, kind, rules
        The series: its points, those behind the limits (the first ones), how limits are worked out, what is applied.
    any_rule
        Share of series (0–1) that break at least one rule at least once.
    runs
        Series simulated; 0 where the shares are exact.
    beyond, shift, trend, two_of_three, anhoej
        Share that break each; 0 for a rule that does not apply.
    """

    points_n: int
    baseline_n: int
    kind: Chart
    rules: Rules
    any_rule: float
    runs: int
    beyond: float = 0.0
    shift: float = 0.0
    trend: float = 0.0
    two_of_three: float = 0.0
    anhoej: float = 0.0

    def error(self, share: float) -> float:
        """Monte Carlo standard error of one of the shares."""
        return float(np.sqrt(share * (1.0 - share) / self.runs)) if self.runs else 0.0


@dataclass(frozen=True, slots=True)
class Expected:
    """How many series of a family would show a signal if nothing had changed anywhere.

    Attributes
    ----------
    series_n
        Series watched that have limits.
    expected
        Of them, how many show a signal by chance alone.
    error
        Monte Carlo standard error of `expected`.
    spread
        Standard deviation of the number by chance, if series are independent of one another.
    at_least_one
        Probability (0–1) that at least one does, if they are.
    """

    series_n: int
    expected: float
    error: float
    spread: float
    at_least_one: float


def false_alarms(
    points_n: int,
    *,
    baseline_n: int | None = None,
    kind: Chart = Chart.XMR,
    rules: Rules = RULES,
    level: float | None = None,
    denominator: float | None = None,
    runs: int = RUNS,
    seed: int = SEED,
) -> FalseAlarms:
    """Work out how often a series without change, of independent points, shows signals.

    Estimand: the probability, under each rule, that at least one point (or the runs) of such a series is a signal.

    Parameters
    ----------
    points_n
        Points of the series.
    baseline_n
        How many of the first points the limits come from; all, unless given.
    kind
        XmR: normal figures. p, u, p′, u′: binomial or Poisson counts. Run charts without a frozen baseline are exact
        (`anhoej_false_alarm`).
    rules
        Which rules, with which sizes.
    level, denominator
        For charts of counts: the true share or rate (0–1 for p), and what is counted in at each point.
    runs, seed
        Series to simulate, through the very code that judges real ones, and the seed.

    Returns
    -------
    FalseAlarms

    Raises
    ------
    TooFewPoints
        Fewer points than limits need.
    WrongDenominators
        A chart of counts without level or denominator, or figures with them.

    References
    ----------
    Champ, C. W. and Woodall, W. H. (1987). Exact results for Shewhart control charts with supplementary runs rules.
    Technometrics 29. doi:10.1080/00401706.1987.10488266 (limits known in advance; here they are estimated).
    """
    base = points_n if baseline_n is None else baseline_n
    if not rules.fewest <= base <= points_n:
        raise TooFewPoints(
            "There is no rate of false signals.",
            why=f"Limits need {rules.fewest} points of the series, and come from {base} of {points_n}.",
        )
    if kind.counts is (level is None or denominator is None):
        raise WrongDenominators(
            "There is no rate of false signals.",
            why=f"A level and a denominator are for charts of counts, and this is one of kind {kind}.",
            mend="Give both for p, u, p′ and u′; give neither for XmR and run charts.",
        )
    if runs < 100:
        raise BadInput("There is no rate of false signals.", why=f"{runs} simulated series tell nothing.")
    return _false_alarms(_Process(points_n, base, kind, rules, level, denominator, runs, seed))


@dataclass(frozen=True, slots=True)
class _Process:
    """A process without change, and how much of it to simulate."""

    points_n: int
    baseline_n: int
    kind: Chart
    rules: Rules
    level: float | None
    denominator: float | None
    runs: int
    seed: int


@lru_cache(maxsize=512)
def _false_alarms(of: _Process) -> FalseAlarms:
    frozen = of.baseline_n < of.points_n
    if of.kind is Chart.RUN and not frozen and of.rules.fewest_runs == RULES.fewest_runs:
        share = anhoej_false_alarm(of.points_n)
        return FalseAlarms(of.points_n, of.baseline_n, of.kind, of.rules, any_rule=share, runs=0, anhoej=share)
    rng = np.random.default_rng([of.seed, of.points_n, of.baseline_n])
    baseline = np.arange(of.points_n) < of.baseline_n if frozen else None
    shape = of.runs, of.points_n
    given = draw(rng, kind=of.kind, shape=shape, level=of.level, denominator=of.denominator)
    charts = chart(given, kind=of.kind, denominators=of.denominator, baseline=baseline, rules=of.rules)
    broken = broken_rules(charts)
    share_of = {name: float(each.mean()) for name, each in broken.items()}
    return FalseAlarms(
        of.points_n,
        of.baseline_n,
        of.kind,
        of.rules,
        any_rule=float(np.logical_or.reduce(list(broken.values())).mean()),
        runs=of.runs,
        beyond=share_of["beyond"],
        shift=share_of["shift"],
        trend=share_of["trend"],
        two_of_three=share_of["two_of_three"],
        anhoej=share_of["anhoej"],
    )


def draw(
    rng: np.random.Generator, *, kind: Chart, shape: tuple[int, int], level: float | None, denominator: float | None
) -> Floats:
    """Series without change: normal figures, or counts of a level in a denominator."""
    if level is None or denominator is None:
        return rng.standard_normal(shape)
    if kind.is_share:
        return rng.binomial(round(denominator), level, shape).astype(np.float64)
    return rng.poisson(level * denominator, shape).astype(np.float64)


def broken_rules(charts: Charts) -> dict[str, Bools]:
    """Which series, (k,), break each rule."""

    def broke(signal: Signal) -> Bools:
        return np.asarray(((charts.signals & int(signal)) > 0).any(axis=1))

    return {
        "beyond": broke(Signal.BEYOND),
        "shift": broke(Signal.SHIFT),
        "trend": broke(Signal.RISING | Signal.FALLING),
        "two_of_three": broke(Signal.NEAR),
        "anhoej": broke(Signal.LONG_RUN) | charts.few_crossings.any(axis=1),
    }


def expected_false(points_n: ArrayLike, *, kind: Chart = Chart.XMR, rules: Rules = RULES, **how: float) -> Expected:
    """Work out how many of the series watched would show a signal by chance alone.

    Parameters
    ----------
    points_n
        Shape (k,): points of each series watched (of its newest segment, where limits were set anew). Those with
        fewer points than limits need are left out.
    kind, rules
        As for `false_alarms`.
    **how
        `level` and `denominator` for charts of counts.

    Returns
    -------
    Expected
        The expected number holds however series hang together; `spread` and `at_least_one` need independence.
    """
    sizes, counts = np.unique(np.asarray(points_n, dtype=np.int64), return_counts=True)
    judged = sizes >= rules.fewest
    if not judged.any():
        raise TooFewPoints(
            "There is no number to expect.", why=f"No series watched has the {rules.fewest} points that limits need."
        )
    sizes, counts = sizes[judged], counts[judged]
    rates = [false_alarms(int(n), kind=kind, rules=rules, **how) for n in sizes]  # type: ignore[arg-type]
    share = np.array([rate.any_rule for rate in rates])
    errors = np.array([rate.error(rate.any_rule) for rate in rates])
    return Expected(
        series_n=int(counts.sum()),
        expected=float(counts @ share),
        error=float(np.sqrt(((counts * errors) ** 2).sum())),
        spread=float(np.sqrt(counts @ (share * (1.0 - share)))),
        at_least_one=float(1.0 - np.prod((1.0 - share) ** counts)),
    )
