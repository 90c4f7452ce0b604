"""Does the trajectory invent improvement? Sectors in which schools join trusts for reasons, with and without effect."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from plait.insight.lab.designs import PLAIN, Design
from plait.insight.lab.sectors import Floats, Ints, deal_trusts, draw_cohorts, draw_parts
from plait.stats import neighbours as nearness
from plait.stats import trajectory

Choice = Literal["chance", "bad_year", "worst_year", "bad_years", "low_level", "rising"]

LEVELS: Final = (0.5, 0.8, 0.9, 0.95)
_YEARS: Final = 11
_JOIN: Final = 6  # the first year that a joiner spends wholly in its trust
_JOINERS: Final = 0.06  # share of schools
_CANDIDATES: Final = 90  # neighbours from whom those that may be compared are taken
_TRUST_SIZE: Final = 5
_BUILD_UP: Final = 3  # years until an effect is whole


@dataclass(frozen=True, slots=True)
class JoiningCase:
    """Why schools join, and what joining truly does (pupil SD, whole after three years)."""

    name: str
    title: str
    choice: Choice
    effect: float = 0.0
    stress: bool = False  # breaks what the first reading assumes; printed all the same, but no target
    gap: tuple[int, ...] = ()


CASES: Final = (
    JoiningCase("chance", "Joined by chance, no effect", "chance"),
    JoiningCase("bad_year", "Joined after a bad year, no effect", "bad_year"),
    JoiningCase("worst_year", "Joined after the worst of six years, no effect", "worst_year", stress=True),
    JoiningCase("low_level", "Trusts choose schools of a low lasting level, no effect", "low_level"),
    JoiningCase("effect", "Joined by chance, effect of 0.15", "chance", effect=0.15),
    JoiningCase("bad_year_effect", "Joined after a bad year, effect of 0.15", "bad_year", effect=0.15),
    JoiningCase(
        "gap", "Joined after a bad year, two years without results, no effect", "bad_year", stress=True, gap=(6, 7)
    ),
    JoiningCase("bad_years", "Joined after three bad years, no effect", "bad_years", stress=True),
    JoiningCase("rising", "Trusts choose schools that are rising already, no effect", "rising", stress=True),
)


@dataclass(frozen=True, slots=True, eq=False)
class JoiningRun:
    """One sector of one case: sums that add up over sectors.

    `bias` is the mean estimate less the mean truth over joiners; `bias_alike` that of the second reading, against
    schools with the same results before; `bias_with_lead` that of the first had the year before joining been counted;
    `bias_naive` that of a plain comparison of the years after with the one year before. `covered` and `trust_covered`
    are shares at `LEVELS`; `rejected` is the share of joiners with p ≤ 0.05; `warned` that of those told of a low year.
    """

    case: str
    schools_n: int
    bias: float
    bias_alike: float
    bias_with_lead: float
    bias_naive: float
    rmse: float
    covered: tuple[float, ...]
    trust_covered: tuple[float, ...]
    rejected: float
    trust_rejected: float
    warned: float


def run_case(case: JoiningCase, *, schools: int, rng: np.random.Generator, design: Design = PLAIN) -> JoiningRun:
    """Draw one sector of a case, follow everybody who joined, and hold the estimates to the truth."""
    drawn = replace(design, schools=schools, years=_YEARS)
    cohort, trust = draw_cohorts(drawn, rng), deal_trusts(drawn, rng)
    parts = draw_parts(drawn, trust, rng)
    values = parts.explained + parts.lasting + parts.once + rng.standard_normal(cohort.shape) / np.sqrt(cohort)
    rows = _choose(case, values - parts.explained, parts.lasting, trust, rng)
    ramp = np.clip(np.arange(_YEARS) - _JOIN + 1, 0, _BUILD_UP) / _BUILD_UP * case.effect
    values[rows] += ramp
    values[:, list(case.gap)] = np.nan
    joined = np.full(schools, -1)
    joined[rows] = trust.max() + 1 + rng.permutation(rows.size) // _TRUST_SIZE
    changes = _follow(values, cohort, parts.context, rows, trusts=np.where(joined >= 0, joined, trust), rng=rng)
    truth = np.array([np.mean(ramp[list(each.after_years)]) for each in changes])
    return _score(case, changes, truth, values, rows, joined, rng)


def _choose(case: JoiningCase, residual: Floats, lasting: Floats, trust: Ints, rng: np.random.Generator) -> Ints:
    """Who joins: schools outside trusts, by what was seen or what is true just before."""
    last = _JOIN - 1
    keys: dict[Choice, Callable[[], Floats]] = {
        "chance": lambda: rng.random(trust.size),
        "bad_year": lambda: residual[:, last],
        "worst_year": lambda: residual[:, last] - residual[:, :last].min(axis=1),
        "bad_years": lambda: residual[:, last - 2 : _JOIN].mean(axis=1),
        "low_level": lambda: lasting[:, last],
        "rising": lambda: lasting[:, last - 3] - lasting[:, last],
    }
    outside = np.flatnonzero(trust < 0)
    # Not only the lowest: a trust knows more than one figure, and some low schools stay outside.
    key = keys[case.choice]()[outside]
    blurred = key + 0.5 * key.std() * rng.standard_normal(outside.size)
    return np.sort(outside[np.argsort(blurred)[: round(_JOINERS * trust.size)]])


def find_orders(context: Floats, *, k: int = _CANDIDATES) -> Ints:
    """Rows of the k nearest schools on circumstances, nearest first."""
    space = nearness.space_of(
        context,
        ids=np.arange(context.shape[0]),
        names=[f"circumstance {j}" for j in range(context.shape[1])],
        weights=np.ones(context.shape[1]),
        scale=context.std(axis=0, ddof=1),
    )
    return np.asarray(nearness.k_nearest(space, k=k).positions, dtype=np.int64)


def _follow(
    values: Floats, cohort: Ints, context: Floats, rows: Ints, *, trusts: Ints, rng: np.random.Generator
) -> tuple[trajectory.Change, ...]:
    moved = np.zeros(values.shape, dtype=np.bool_)
    moved[rows, _JOIN] = True
    joinings = [trajectory.Joining(row=int(row), last_before=_JOIN - 1, first_after=_JOIN) for row in rows]
    panel = trajectory.panel_of(values, years=range(_YEARS), noise=1.0 / cohort)
    return trajectory.follow(
        panel,
        joinings=joinings,
        orders=[find_orders(context)],
        trusts=trusts,
        moved=moved,
        rules=trajectory.Rules(),
        rng=rng,
        paths=False,
    )


def _score(  # noqa: PLR0917
    case: JoiningCase,
    changes: tuple[trajectory.Change, ...],
    truth: Floats,
    values: Floats,
    rows: Ints,
    joined: Ints,
    rng: np.random.Generator,
) -> JoiningRun:
    told = np.array([each.verdict is trajectory.Verdict.COUNTED for each in changes])
    found = np.array([each.difference for each in changes])
    fuller = np.array([each.with_lead for each in changes])
    error = (found - truth)[told]
    others = joined < 0
    change = np.nanmean(values[:, _JOIN:], axis=1) - values[:, _JOIN - 1]
    naive = change[rows].mean() - change[others].mean() - truth.mean()
    pools = [
        (trajectory.pool([changes[i] for i in own], rng=rng, draws=1000), float(truth[own].mean()))
        for own in (np.flatnonzero(told & (joined[rows] == uid)) for uid in np.unique(joined[rows]))
        if own.size >= 2
    ]
    low = trajectory.Caution.LOW_YEAR_BEFORE
    return JoiningRun(
        case=case.name,
        schools_n=int(told.sum()),
        bias=float(error.mean()),
        bias_alike=float(np.nanmean((np.array([each.alike for each in changes]) - truth)[told])),
        bias_with_lead=float(np.nanmean((fuller - truth)[told])),
        bias_naive=float(naive),
        rmse=float(np.sqrt((error**2).mean())),
        covered=tuple(
            _coverage([(each, float(truth[i])) for i, each in enumerate(changes) if told[i]], v) for v in LEVELS
        ),
        trust_covered=tuple(_coverage(pools, level) for level in LEVELS),
        rejected=float(np.mean([each.chance <= 0.05 for each in changes if each.placebo])),
        trust_rejected=float(np.mean([each.chance <= 0.05 for each, _ in pools])),
        warned=float(np.mean([low in each.cautions for each in changes])),
    )


def _coverage(pairs: list[tuple[trajectory.Change, float]] | list[tuple[trajectory.Pooled, float]], v: float) -> float:
    inside = [low <= truth <= high for each, truth in pairs for low, high in (each.interval(v),)]
    return float(np.mean(inside))
