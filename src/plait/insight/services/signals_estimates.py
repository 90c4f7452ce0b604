"""One outcome from figures to signals: expected, underlying difference, what changed, and how sure all that is.

Pure: arrays in, frames and a card out. Every refusal is by name.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from plait.core.years import AcademicYear
from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries import signals_kept as kept
from plait.insight.queries.signals_inputs import Context, Figures
from plait.stats import signals as statistics
from plait.stats.errors import StatsError, TooFewUnits
from plait.stats.signals import Basis, Difference, Expectation, Model, Panel, Spreads

LEVEL: Final = 0.90
SHARE: Final = 0.05  # largest expected share of false flags in a list
LONG: Final = 3  # years over which the longer change is taken; two where there were no figures three years ago

Floats = NDArray[np.float64]


class NoCohorts(StatsError):
    """It is not known how many pupils stand behind the figures, so chance cannot be told from difference."""


@dataclass(frozen=True, slots=True, eq=False)
class Estimated:
    """The three tables of an outcome, and its card."""

    schools: pl.DataFrame
    years: pl.DataFrame
    trusts: pl.DataFrame
    card: dict[str, Any]


@dataclass(frozen=True, slots=True, eq=False)
class _Expected:
    """Expected results (n, T), their standard error, known chance (n, T), and what each year's fit was worth."""

    expected: Floats
    doubt: Floats
    chance: Floats
    skill: list[dict[str, Any]]
    left_out: list[dict[str, Any]]


def estimate(
    outcome: Outcome, figures: Figures, *, contexts: dict[int, Context], basis_for: Callable[[Context], Basis]
) -> Estimated:
    """Judge every school and trust in one outcome.

    Raises
    ------
    StatsError
        By name: no cohort counts, too few schools, one year only.
    """
    pupil_sd = _pupil_sd(outcome, figures)
    margin = statistics.margin_of(pupil_sd, size=outcome.margin_sd)
    made = _expect(outcome, figures, contexts=contexts, basis_for=basis_for, pupil_sd=pupil_sd)
    panel, rows = _panel(figures, made)
    spreads = statistics.fit_spreads(panel)
    model = statistics.model_of(panel, spreads)
    now = statistics.underlying(model)
    schools = _schools(outcome, figures, made, now=now, rows=rows, panel=panel, margin=margin)
    last = int(panel.years[-1])
    moves = {"last": _before(panel, last - 1), "long": _before(panel, last - LONG) or _before(panel, last - LONG + 1)}
    for name, since in moves.items():
        schools = schools.with_columns(_moved(outcome, model, schools, since=since, name=name))
    trusts = _trusts(model, moves=moves)
    family = _family(outcome, schools, margin=margin, last=last)
    schools = schools.with_columns(pl.Series("listed", family.listed))
    card = _card(outcome, made, spreads, now=now, family=family, margin=margin, pupil_sd=pupil_sd)
    card |= {"years": panel.years.tolist(), "last_year": last, "changes_since": moves}
    card |= {"taken_rate": _taken_rate(figures), "contexts": _describe(contexts)}
    return Estimated(schools, _figures_frame(figures, made), trusts, card)


def _pupil_sd(outcome: Outcome, figures: Figures) -> float:
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


def _expect(
    outcome: Outcome,
    figures: Figures,
    *,
    contexts: dict[int, Context],
    basis_for: Callable[[Context], Basis],
    pupil_sd: float,
) -> _Expected:
    shape = figures.observed.shape
    made = _Expected(np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, np.nan), [], [])
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
    return statistics.expect(
        basis_for(context),
        figures.observed[:, [column]],
        names=[f"{outcome.definition.short}, {AcademicYear(int(figures.years[column]))}"],
        chance=chance[:, None],
        folds=statistics.folds_of(figures.ids),
    )


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


def _panel(figures: Figures, made: _Expected) -> tuple[Panel, NDArray[np.int64]]:
    """The panel, and the rows of the circle that are in it."""
    usable = np.isfinite(figures.observed) & np.isfinite(made.expected) & np.isfinite(made.chance)
    residual = np.where(usable, figures.observed - made.expected, np.nan)
    panel = statistics.panel_of(
        residual,
        ids=figures.ids,
        years=figures.years,
        chance=np.where(usable, made.chance, np.nan),
        doubt=np.where(usable, made.doubt, np.nan),
        segment=figures.segment,
        trust=figures.trust,
        inside=figures.inside,
    )
    return panel, np.flatnonzero(usable.any(axis=1))


def _schools(
    outcome: Outcome,
    figures: Figures,
    made: _Expected,
    *,
    now: Difference,
    rows: NDArray[np.int64],
    panel: Panel,
    margin: float,
) -> pl.DataFrame:
    residual = figures.observed - made.expected
    usable = np.isfinite(residual) & np.isfinite(made.chance)
    newest = np.searchsorted(figures.years, now.last_year)
    pupils = np.where(usable, figures.cohort, 0.0).sum(axis=1)[rows]
    able = statistics.answerable(now, pupils_n=pupils, now=int(panel.years[-1]))
    low, high = now.interval(LEVEL)
    above, below = now.above(margin), now.below(margin)
    worded = statistics.word(now, margin=margin)
    better, worse = (above, below) if outcome.sign > 0 else (below, above)
    frame = {
        "urn": now.ids,
        **{name: getattr(now, name) for name in ("estimate", "sd", "prior_sd", "reliability", "years_n", "last_year")},
        "lo": low,
        "hi": high,
        "school_part": now.school,
        "trust_part": now.trust,
        "better": better,
        "worse": worse,
        "strength": worded.strength,
        "side": worded.side * outcome.sign,
        "pupils_n": pupils,
        "answerable": able.yes,
        "why": able.why,
    }
    return pl.DataFrame(frame | _latest(figures, made, rows=rows, newest=newest)).join(
        _years_seen(figures, usable), on="urn", how="left", maintain_order="left"
    )


def _latest(
    figures: Figures, made: _Expected, *, rows: NDArray[np.int64], newest: NDArray[np.int64]
) -> dict[str, NDArray[np.generic]]:
    """Each school's latest figure that counts."""
    at = (rows, newest)
    foreign = (figures.of_urn[rows] != figures.ids[rows, None]) & np.isfinite(figures.observed[rows])
    return {
        "observed": figures.observed[at],
        "expected": made.expected[at],
        "raw": figures.observed[at] - made.expected[at],
        "cohort_n": figures.cohort[at],
        "cohort_taken": figures.taken[at],
        "inherited": foreign.any(axis=1),
    }


def _years_seen(figures: Figures, usable: NDArray[np.bool_]) -> pl.DataFrame:
    """For each school the years that count."""
    row, column = np.nonzero(usable)
    held = pl.DataFrame({"urn": figures.ids[row], "years": figures.years[column].astype(np.int16)})
    return held.group_by("urn", maintain_order=True).agg("years")


def _before(panel: Panel, year: int) -> int | None:
    """The year if the panel has figures of it, else None: a change is not guessed."""
    return year if year in panel.years.tolist() else None


def _moved(outcome: Outcome, model: Model, schools: pl.DataFrame, *, since: int | None, name: str) -> list[pl.Series]:
    """Estimate, sd, probability of having moved to the better, and whether that is in the list of the movers."""
    n = schools.height
    if since is None:
        empty = [pl.Series(f"{name}_{part}", [None] * n, dtype=pl.Float64) for part in ("change", "sd", "up")]
        return [*empty, pl.Series(f"{name}_listed", [False] * n)]
    moved = statistics.change(model, since=since)
    up = moved.above(0.0) if outcome.sign > 0 else moved.below(0.0)
    panel = model.panel
    seen = ~np.isnan(panel.residual)
    column = panel.years.tolist().index(since)
    # Both ends must have been seen: a move is otherwise what the model makes of other years.
    able = schools["answerable"].to_numpy() & seen[:, -1] & seen[:, column]
    family = statistics.find_signals(up, label=name, margin=0.0, share=SHARE, answerable=able)
    found = {"change": moved.estimate, "sd": moved.sd, "up": np.where(able, up, np.nan)}
    columns = [pl.Series(f"{name}_{part}", array).fill_nan(None) for part, array in found.items()]
    return [*columns, pl.Series(f"{name}_listed", family.listed)]


def _trusts(model: Model, *, moves: dict[str, int | None]) -> pl.DataFrame:
    panel = model.panel
    if panel.trust_ids.size == 0:
        return pl.DataFrame(schema=kept.TRUST_SCHEMA)
    level = statistics.trust_level(model)
    low, high = level.interval(LEVEL)
    schools = np.bincount(panel.trust[panel.inside[:, -1]], minlength=panel.trust_ids.size)
    frame = pl.DataFrame(
        {
            "uid": level.ids,
            "estimate": level.estimate,
            "sd": level.sd,
            "lo": low,
            "hi": high,
            "schools_n": schools[np.searchsorted(panel.trust_ids, level.ids)],
            "figures_n": level.years_n,
        }
    )
    for name, since in moves.items():
        changes = pl.DataFrame(schema={"uid": pl.Int64, f"{name}_change": pl.Float64, f"{name}_sd": pl.Float64})
        if since is not None:
            moved = statistics.trust_change(model, since=since)
            changes = pl.DataFrame({"uid": moved.ids, f"{name}_change": moved.estimate, f"{name}_sd": moved.sd})
        frame = frame.join(
            changes.with_columns(pl.col("uid").cast(frame.schema["uid"])), on="uid", how="left", maintain_order="left"
        )
    return frame.select(kept.TRUST_SCHEMA.names()).cast(kept.TRUST_SCHEMA)


def _family(outcome: Outcome, schools: pl.DataFrame, *, margin: float, last: int) -> statistics.Family:
    label = f"{outcome.definition.short}, {outcome.group}, {AcademicYear(last)}: better than expected"
    return statistics.find_signals(
        schools["better"].to_numpy(),
        label=label,
        margin=margin,
        share=SHARE,
        answerable=schools["answerable"].to_numpy(),
    )


def _card(
    outcome: Outcome,
    made: _Expected,
    spreads: Spreads,
    *,
    now: Difference,
    family: statistics.Family,
    margin: float,
    pupil_sd: float,
) -> dict[str, Any]:
    listed_n = int(family.listed.sum())
    return {
        "margin": margin,
        "pupil_sd": pupil_sd,
        "pupil_sd_source": outcome.pupil_sd_source or "√(p (100 − p)) of the national percentage",
        "level": LEVEL,
        "share": SHARE,
        "skill": made.skill,
        "left_out": made.left_out,
        "spreads": spreads.values,
        "spreads_steps": spreads.steps,
        "schools_n": len(now.ids),
        "family": {
            "label": family.label,
            "asked_n": family.asked_n,
            "listed_n": listed_n,
            "false_share": 1.0 - family.holds if listed_n else None,
        },
    }


def _taken_rate(figures: Figures) -> float:
    seen = np.isfinite(figures.observed)
    return float(figures.taken.sum() / seen.sum())


def _describe(contexts: dict[int, Context]) -> list[dict[str, Any]]:
    return [
        {"year": year, "inputs": dict(zip(context.names, context.years, strict=True))}
        for year, context in sorted(contexts.items())
    ]


def _figures_frame(figures: Figures, made: _Expected) -> pl.DataFrame:
    row, column = np.nonzero(np.isfinite(figures.observed))
    at = (row, column)
    frame = {
        "urn": figures.ids[row],
        "year": figures.years[column],
        "of_urn": figures.of_urn[at],
        "observed": figures.observed[at],
        "expected": made.expected[at],
        "doubt": made.doubt[at],
        "chance_sd": np.sqrt(made.chance[at]),
        "cohort_n": figures.cohort[at],
        "cohort_taken": figures.taken[at],
    }
    return pl.DataFrame(frame).fill_nan(None).cast(kept.YEAR_SCHEMA)
