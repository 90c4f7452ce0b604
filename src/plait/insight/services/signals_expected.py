"""What an outcome's figures are held against: expected results, chance, and the model of what remains. Pure."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plait.core.years import AcademicYear
from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries.signals_inputs import Context, Figures
from plait.stats import signals as statistics
from plait.stats.errors import StatsError, TooFewUnits
from plait.stats.signals import Basis, Expectation, Model

Floats = NDArray[np.float64]


class NoCohorts(StatsError):
    """It is not known how many pupils stand behind the figures, so chance cannot be told from difference."""


@dataclass(frozen=True, slots=True, eq=False)
class Expected:
    """Expected results (n, T), their standard error, known chance (n, T), and what each year's fit was worth."""

    expected: Floats
    doubt: Floats
    chance: Floats
    skill: list[dict[str, Any]]
    left_out: list[dict[str, Any]]


def find_pupil_sd(outcome: Outcome, figures: Figures) -> float:
    """Standard deviation between pupils, points: stated for an average, that of the national share for a percentage."""
    if outcome.chance != "percentage":
        return outcome.pupil_sd
    return statistics.pupil_sd_of_percentage(_national(figures, figures.years.size - 1))


def _national(figures: Figures, column: int) -> float:
    """Mean of a year over pupils where they are counted, else over schools; kept off 0 and 100."""
    values, cohort = figures.observed[:, column], figures.cohort[:, column]
    seen = ~np.isnan(values)
    weights = np.where(cohort[seen] > 0, cohort[seen], 0.0)
    mean = np.average(values[seen], weights=weights) if weights.any() else np.mean(values[seen])
    return float(np.clip(mean, 0.5, 99.5))


def expect(
    outcome: Outcome,
    figures: Figures,
    *,
    contexts: dict[int, Context],
    basis_for: Callable[[Context], Basis],
    pupil_sd: float,
) -> Expected:
    """What every school's circumstances lead one to expect in every year, and how far chance reaches.

    Raises
    ------
    StatsError
        Where no year can be expected: no cohort counts, too few schools.
    """
    shape = figures.observed.shape
    made = Expected(np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, np.nan), [], [])
    refusal: StatsError | None = None
    for column, year in enumerate(figures.years.tolist()):
        start = np.full(shape[0], _national(figures, column))
        chance = _chance(outcome, figures, column, expected=start, pupil_sd=pupil_sd)
        if not (np.isfinite(chance) & np.isfinite(figures.observed[:, column])).any():
            refusal = refusal or _no_cohorts(outcome)
            made.left_out.append({"year": year, "why": "no cohort counts"})
            continue
        try:
            found = _expect_year(outcome, figures, column, context=contexts[year], basis_for=basis_for, chance=chance)
        except TooFewUnits as error:
            refusal = refusal or error
            made.left_out.append({"year": year, "why": error.why})
            continue
        made.expected[:, column], made.doubt[:, column] = found.expected[:, 0], found.doubt[:, 0]
        made.chance[:, column] = _chance(outcome, figures, column, expected=found.expected[:, 0], pupil_sd=pupil_sd)
        made.skill.append({"year": year} | asdict(found.skill[0]) | {"weak": found.skill[0].weak})
    if not made.skill:
        raise refusal or _no_cohorts(outcome)
    return made


def _expect_year(
    outcome: Outcome,
    figures: Figures,
    column: int,
    *,
    context: Context,
    basis_for: Callable[[Context], Basis],
    chance: Floats,
) -> Expectation:
    if not context.names:
        raise TooFewUnits(
            f"Nothing can be expected in “{outcome.definition.short}”.",
            why="None of its circumstances is in this build.",
            mend="Import the school census.",
        )
    basis, folds = basis_for(context), statistics.folds_of(figures.ids)
    names = [f"{outcome.definition.short}, {AcademicYear(int(figures.years[column]))}"]
    observed = figures.observed[:, [column]]
    if outcome.chance == "percentage":
        pupils = figures.cohort[:, [column]]
        return statistics.expect_percentages(basis, observed, names=names, pupils_n=pupils, folds=folds)
    return statistics.expect(basis, observed, names=names, chance=chance[:, None], folds=folds)


def _no_cohorts(outcome: Outcome) -> NoCohorts:
    return NoCohorts(
        f"“{outcome.definition.short}” cannot be judged with this build.",
        why="Its figures come without the number of pupils behind them, so that chance cannot be told from difference.",
        mend="Import the publisher's final file, which counts the pupils.",
    )


def _chance(outcome: Outcome, figures: Figures, column: int, *, expected: Floats, pupil_sd: float) -> Floats:
    """Known sampling variance of one year, points²."""
    pupils = figures.cohort[:, column]
    if outcome.chance == "percentage":
        return statistics.chance_of_percentage(expected, pupils_n=pupils, rounded_to=outcome.rounded_to)
    ruled = statistics.chance_of_mean(pupil_sd, pupils_n=pupils, rounded_to=outcome.rounded_to)
    if outcome.chance == "mean":
        return ruled
    half = figures.interval[:, column]
    published = statistics.chance_of_interval(-half, half)
    return np.where(published > 0.0, published, ruled)


def solve(outcome: Outcome, figures: Figures, made: Expected) -> tuple[Model, NDArray[np.int64]]:
    """The model of observed less expected, with spreads fitted to it, and the rows of the circle that are in it."""
    usable = np.isfinite(figures.observed) & np.isfinite(made.expected) & np.isfinite(made.chance)
    about: dict[str, Any] = {
        "ids": figures.ids,
        "years": figures.years,
        "segment": figures.segment,
        "trust": figures.trust,
        "inside": figures.inside,
    }
    rows = np.flatnonzero(usable.any(axis=1))
    if outcome.chance == "percentage":
        panel, shares = statistics.panel_of_percentages(
            np.where(usable, figures.observed, np.nan),
            expected_pct=made.expected,
            pupils_n=figures.cohort,
            doubt_pct=np.where(usable, made.doubt, np.nan),
            rounded_to=outcome.rounded_to,
            **about,
        )
        return statistics.model_of_percentages(panel, statistics.fit_spreads(panel), shares=shares), rows
    panel = statistics.panel_of(
        np.where(usable, figures.observed - made.expected, np.nan),
        chance=np.where(usable, made.chance, np.nan),
        doubt=np.where(usable, made.doubt, np.nan),
        **about,
    )
    return statistics.model_of(panel, statistics.fit_spreads(panel)), rows
