"""Real England out of time: whether estimates from years up to t foretell t + 1 better than what peers use."""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import polars as pl

from plait.core.errors import PlaitError
from plait.core.years import AcademicYear
from plait.indicators.store.definitions import find_span, load_definitions
from plait.indicators.store.reader import Store
from plait.insight.lab.sectors import Floats, Ints
from plait.insight.outcomes import shelf as outcomes
from plait.insight.queries import circumstances, trajectory_panel
from plait.insight.recipes import shelf
from plait.stats import signals

FALSE_SHARE: Final = 0.05
_NO_TRUST: Final = -1
_FEWEST: Final = 500  # schools with figures in a year that is foretold


class NothingToForetell(PlaitError):
    """The build holds no outcome over enough years."""


@dataclass(frozen=True, slots=True)
class Case:
    """One outcome of one phase, as the site judges it. `pupil_sd` is in its unit; None for percentages."""

    outcome: str
    phase: str
    recipe: str
    pupil_sd: float | None


def case_of(indicator: str, *, group: str) -> Case:
    """The case of an outcome, with the spread of pupils that the site takes."""
    outcome = outcomes.get_outcome(indicator, group=group)
    return Case(indicator, group, f"open-{group}", None if outcome.chance == "percentage" else outcome.pupil_sd)


CASES: Final = (
    ("attainment8", "secondary"),
    ("progress8", "secondary"),
    ("basics_95", "secondary"),
    ("ks2_rwm_expected", "primary"),
    ("ks2_reading_score", "primary"),
    ("ks2_maths_score", "primary"),
)


@dataclass(frozen=True, slots=True)
class Foretelling:
    """One method's forecast of one year.

    Attributes
    ----------
    rmse
        Of the result of the year foretold, in outcome points, over schools that every method can foretell.
    listed_n
        How many schools the list shows: as many as the method of Plait flags, for all methods.
    above, beyond
        Of those, the share (0–1) whose next result lay above what was expected, and beyond the margin.
    kept
        Mean next difference ÷ mean claimed one.
    """

    outcome: str
    phase: str
    year: int
    method: str
    schools_n: int
    rmse: float
    listed_n: int
    above: float
    beyond: float
    kept: float
    explained: float


@dataclass(frozen=True, slots=True, eq=False)
class Real:
    """Figures of all schools of a phase over years with results; each array (n, T) but the first and last three.

    `percentage` says whether they are percentages of `pupils`.
    """

    chains: Ints
    years: Ints
    values: Floats
    pupils: Floats
    expected: Floats
    doubt: Floats
    chance: Floats
    segment: Ints
    trust: Ints
    inside: np.ndarray[tuple[int, int], np.dtype[np.bool_]]
    explained: tuple[float, ...]
    margin: float
    percentage: bool


def foretell_all(store: Store, *, tell: Callable[[str], None] = lambda _: None) -> list[Foretelling]:
    """Every case that the build can bear, every year that has at least two years before it.

    Raises
    ------
    NothingToForetell
        If there is none.
    """
    made: list[Foretelling] = []
    for indicator, group in CASES:
        tell(indicator)
        case = case_of(indicator, group=group)
        real = _gather(store, case)
        if real is not None:
            made += [row for at in range(2, real.years.size) for row in foretell(case, real, at)]
    if not made:
        raise NothingToForetell(
            "Nothing was foretold.",
            why="No outcome has three years with figures of 500 schools and their circumstances.",
            mend="Import results of more years (plait data import).",
        )
    return made


def _gather(store: Store, case: Case) -> Real | None:
    definition = load_definitions()[case.outcome]
    rows = trajectory_panel.find_figures(store, definition, phase=case.phase)
    counts = dict(rows.group_by("year").len().iter_rows())
    years = np.array(sorted(year for year, n in counts.items() if n >= _FEWEST), dtype=np.int64)
    recipe = shelf.get_recipe(case.recipe)
    held = circumstances.list_years(store, recipe)
    if years.size < 3 or not held:
        return None
    rows = rows.filter(pl.col("year").is_in(years.tolist()))
    chains = np.unique(rows["chain"].to_numpy()).astype(np.int64)
    values, pupils = np.full((chains.size, years.size), np.nan), np.full((chains.size, years.size), np.nan)
    at = (np.searchsorted(chains, rows["chain"].to_numpy()), np.searchsorted(years, rows["year"].to_numpy()))
    values[at], pupils[at] = rows["value"].to_numpy(), rows["cohort_n"].to_numpy()
    pupils = _nearest_known(np.where(pupils > 0, pupils, np.nan))
    spans = [find_span(definition, int(year)) for year in years]
    segment = np.cumsum([0, *(a != b for a, b in itertools.pairwise(spans))])
    drawn = _Drawn(chains, years, values, pupils)
    expected, doubt, chance, explained = _expect(store, case, drawn, held=held)
    trust, inside = _belonging(store, chains, years)
    pupil_sd = case.pupil_sd or signals.pupil_sd_of_percentage(float(np.nanmean(values[:, -1])))
    return Real(
        *(chains, years, values, pupils, expected, doubt, chance, segment.astype(np.int64), trust, inside),
        explained=explained,
        margin=signals.margin_of(pupil_sd),
        percentage=case.pupil_sd is None,
    )


def _nearest_known(pupils: Floats) -> Floats:
    """Where a year's cohort was not published, the school's own of the nearest year: it decides weights only."""
    filled = pupils.copy()
    years = pupils.shape[1]
    for step in range(1, years):
        for shift in (-step, step):
            moved = np.full(pupils.shape, np.nan)
            if shift < 0:
                moved[:, step:] = pupils[:, :-step]
            else:
                moved[:, :-step] = pupils[:, step:]
            filled = np.where(np.isnan(filled), moved, filled)
    return filled


@dataclass(frozen=True, slots=True, eq=False)
class _Drawn:
    chains: Ints
    years: Ints
    values: Floats
    pupils: Floats


def _expect(
    store: Store, case: Case, drawn: _Drawn, *, held: list[int]
) -> tuple[Floats, Floats, Floats, tuple[float, ...]]:
    """Expectation of each year from circumstances of that year or the nearest basis, and the chance around it."""
    chains, years, values, pupils = drawn.chains, drawn.years, drawn.values, drawn.pupils
    recipe = shelf.get_recipe(case.recipe)
    ever = replace(recipe, id=f"{recipe.id}-ever", pool=replace(recipe.pool, statuses=()))
    expected, doubt, chance = (np.full(values.shape, np.nan) for _ in range(3))
    folds, explained = signals.folds_of(chains), []
    for t, year in enumerate(years.tolist()):
        basis_year = min(held, key=lambda each: (abs(each - year), each))
        made = circumstances.get(store, ever, year=basis_year)
        rows = np.searchsorted(made.ids, chains)
        found = made.ids[np.minimum(rows, made.ids.size - 1)] == chains
        context = np.where(found[:, None], made.values[np.minimum(rows, made.ids.size - 1)], np.nan)
        size = np.log(pupils[:, t])
        names = [*(item.label for item in made.items), "Pupils behind the figure"]
        basis = signals.basis_of(np.column_stack([context, size]), names=names)
        around = np.full(chains.size, np.nanmean(values[:, t]))
        first = _chance(case, around, pupils[:, t])
        if case.pupil_sd is None:
            told = signals.expect_percentages(
                basis, values[:, [t]], names=[case.outcome], pupils_n=pupils[:, [t]], folds=folds
            )
        else:
            told = signals.expect(basis, values[:, [t]], names=[case.outcome], chance=first[:, None], folds=folds)
        expected[:, t], doubt[:, t] = told.expected[:, 0], told.doubt[:, 0]
        chance[:, t] = _chance(case, expected[:, t], pupils[:, t])
        explained.append(told.skill[0].r2)
    return expected, doubt, chance, tuple(explained)


def _chance(case: Case, expected: Floats, pupils: Floats) -> Floats:
    if case.pupil_sd is None:
        return signals.chance_of_percentage(expected, pupils_n=pupils)
    return signals.chance_of_mean(case.pupil_sd, pupils_n=pupils)


def _belonging(store: Store, chains: Ints, years: Ints) -> tuple[Ints, np.ndarray[tuple[int, int], np.dtype[np.bool_]]]:
    """The last trust of each school, and in which years it was in it."""
    trust = np.full(chains.size, _NO_TRUST, dtype=np.int64)
    inside = np.zeros((chains.size, years.size), dtype=np.bool_)
    for chain, uid, day in trajectory_panel.spells(store).select("chain", "trust_uid", "from_date").iter_rows():
        at = int(np.searchsorted(chains, chain))
        if at < chains.size and chains[at] == chain and uid is not None:
            trust[at] = uid
            inside[at] = years >= AcademicYear.of_date(day).start
    return trust, inside


def foretell(case: Case, real: Real, at: int) -> Iterator[Foretelling]:
    """Foretell the year at a place from the years before it, by every method."""
    residual = np.where(np.isfinite(real.chance), real.values - real.expected, np.nan)
    forecast = _forecast(real, residual, at)
    rows = np.searchsorted(real.chains, forecast.ids)
    usable = np.isfinite(residual[rows, at - 1]) & np.isfinite(residual[rows, at])
    rows, probability = rows[usable], forecast.above(real.margin)
    family = signals.find_signals(
        probability, label=case.outcome, margin=real.margin, share=FALSE_SHARE, reserve=signals.RESERVE
    )
    n = int(family.listed[usable].sum())
    then = residual[rows, at] - np.mean(residual[rows, at])
    methods = {"Plait": (forecast.estimate[usable], probability[usable]), **_claim_like_peers(real, residual, at, rows)}
    for name, (claim, key) in methods.items():
        chosen = np.argsort(-key, kind="stable")[:n]
        yield Foretelling(
            *(case.outcome, case.phase, int(real.years[at]), name, rows.size),
            rmse=float(np.sqrt(np.mean((then - claim) ** 2))),
            listed_n=n,
            above=float(np.mean(then[chosen] > 0)) if n else float("nan"),
            beyond=float(np.mean(then[chosen] > real.margin)) if n else float("nan"),
            kept=float(then[chosen].mean() / claim[chosen].mean()) if n else float("nan"),
            explained=real.explained[at],
        )


def _forecast(real: Real, residual: Floats, at: int) -> signals.Difference:
    """The underlying differences in the year at a place, from the years before it alone."""
    shown, known = slice(0, at), np.isfinite(residual)
    about: dict[str, Any] = {
        "ids": real.chains,
        "years": real.years[shown],
        "segment": real.segment[shown],
        "trust": np.where(real.inside[:, at - 1], real.trust, _NO_TRUST),  # trusts joined later are not known yet
        "inside": real.inside[:, shown],
    }
    year, doubt = int(real.years[at]), np.where(known, real.doubt, np.nan)[:, shown]
    if not real.percentage:
        chance = np.where(known, real.chance, np.nan)[:, shown]
        panel = signals.panel_of(residual[:, shown], chance=chance, doubt=doubt, **about)
        model = signals.model_of(panel, signals.fit_spreads(panel))
        return signals.underlying(model, at=year, prior=signals.fit_prior(model))
    panel, shares = signals.panel_of_percentages(
        np.where(known, real.values, np.nan)[:, shown],
        expected_pct=real.expected[:, shown],
        pupils_n=real.pupils[:, shown],
        doubt_pct=doubt,
        **about,
    )
    model = signals.model_of_percentages(panel, signals.fit_spreads(panel), shares=shares)
    then = real.expected[np.searchsorted(real.chains, panel.ids), at]
    return signals.underlying(model, at=year, prior=signals.fit_prior(model), expected_pct=then)


def _claim_like_peers(real: Real, residual: Floats, at: int, rows: Ints) -> dict[str, tuple[Floats, Floats]]:
    """What each simple method claims of the next residual, and by what it chooses its list."""
    own, last = residual[rows], at - 1
    now = own[:, last] - np.mean(own[:, last])
    scaled = now * _unit_change(real, last, at, rows)
    back = own[:, max(0, at - 3) : at] - np.nanmean(own[:, max(0, at - 3) : at], axis=0)
    recent = np.nanmean(back * _unit_changes(real, max(0, at - 3), at, rows), axis=1)
    plain, target = real.values[rows, last], real.values[rows, at]
    z = (plain - plain.mean()) / plain.std()
    as_residual = target.mean() + z * target.std() - real.expected[rows, at] - np.mean(own[:, at])
    return {
        "raw residual": (scaled, now),
        "three-year mean": (recent, recent),
        "z-score of residual": (scaled, now / np.sqrt(real.chance[rows, last])),
        "z-score of results": (as_residual, z),
    }


def _unit_change(real: Real, one: int, other: int, rows: Ints) -> float:
    """How far a unit of one year reaches in another: 1 within a span, else the ratio of the spreads of residuals."""
    if real.segment[one] == real.segment[other]:
        return 1.0
    residual = (real.values - real.expected)[rows]
    return float(np.nanstd(residual[:, other]) / np.nanstd(residual[:, one]))


def _unit_changes(real: Real, first: int, at: int, rows: Ints) -> Floats:
    return np.array([_unit_change(real, t, at, rows) for t in range(first, at)])
