"""One outcome from figures to signals: expected, underlying difference, what changed, and how sure all that is.

Pure: arrays in, frames and a card out. Every refusal is by name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from plait.core.years import AcademicYear
from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries import signals_kept as kept
from plait.insight.queries.signals_inputs import Context, Figures
from plait.insight.services.signals_expected import Expected, expect, find_pupil_sd, solve
from plait.stats import signals as statistics
from plait.stats.signals import RESERVE, Basis, Difference, Model, Panel, Prior, Spreads

LEVEL: Final = 0.90
SHARE: Final = 0.05  # largest expected share of false flags in a list
LONG: Final = 3  # years over which the longer change is taken; two where there were no figures three years ago

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Estimated:
    """The three tables of an outcome, and its card."""

    schools: pl.DataFrame
    years: pl.DataFrame
    trusts: pl.DataFrame
    card: dict[str, Any]


def estimate(
    outcome: Outcome, figures: Figures, *, contexts: dict[int, Context], basis_for: Callable[[Context], Basis]
) -> Estimated:
    """Judge every school and trust in one outcome.

    Raises
    ------
    StatsError
        By name: no cohort counts, too few schools, one year only.
    """
    pupil_sd = find_pupil_sd(outcome, figures)
    margin = statistics.margin_of(pupil_sd, size=outcome.margin_sd)
    made = expect(outcome, figures, contexts=contexts, basis_for=basis_for, pupil_sd=pupil_sd)
    model, rows = solve(outcome, figures, made)
    panel, shape = model.panel, statistics.fit_prior(model)
    # A percentage is told beside the latest expectation of each school, so that bounds about it stay inside 0 to 100.
    latest = made.expected[rows, np.searchsorted(figures.years, statistics.last_years(panel))]
    now = statistics.underlying(model, prior=shape, expected_pct=latest if outcome.chance == "percentage" else None)
    schools = _schools(outcome, figures, made, now=now, rows=rows, panel=panel, margin=margin)
    last = int(panel.years[-1])
    moves = {"last": _before(panel, last - 1), "long": _before(panel, last - LONG) or _before(panel, last - LONG + 1)}
    for name, since in moves.items():
        schools = schools.with_columns(_moved(outcome, model, schools, since=since, name=name))
    trusts = _trusts(model, moves=moves)
    family = _family(outcome, schools, margin=margin, last=last)
    schools = schools.with_columns(pl.Series("listed", family.listed))
    card = _card(outcome, made, model.spreads, shape=shape, now=now, family=family, margin=margin, pupil_sd=pupil_sd)
    card |= {"years": panel.years.tolist(), "last_year": last, "changes_since": moves}
    card |= {"taken_rate": _taken_rate(figures), "contexts": _describe(contexts)}
    return Estimated(schools, _figures_frame(figures, made), trusts, card)


def _schools(
    outcome: Outcome,
    figures: Figures,
    made: Expected,
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
    figures: Figures, made: Expected, *, rows: NDArray[np.int64], newest: NDArray[np.int64]
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
    family = statistics.find_signals(up, label=name, margin=0.0, share=SHARE, reserve=RESERVE, answerable=able)
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
        reserve=RESERVE,
        answerable=schools["answerable"].to_numpy(),
    )


def _card(
    outcome: Outcome,
    made: Expected,
    spreads: Spreads,
    *,
    shape: Prior,
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
        "spreads_unit": "probits" if outcome.chance == "percentage" else "points",
        "shape": {"skewness": shape.skewness, "excess": shape.excess},
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


def _figures_frame(figures: Figures, made: Expected) -> pl.DataFrame:
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
