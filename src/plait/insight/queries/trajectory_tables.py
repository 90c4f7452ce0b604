"""Trajectories as one table: every school and year, and the trust; for CSV files that others can check. Open data."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import polars as pl

from plait.core.years import AcademicYear
from plait.insight.queries.trajectory_answers import LEVEL, SchoolTrajectory, TrustTrajectory
from plait.stats.trajectory import Change, Point, Pooled, Step

COLUMNS: Final = (
    *("Trust UID", "Trust", "Outcome", "Phase", "Unit", "Row", "URN", "School", "Standing", "Joined", "Left"),
    *("Verdict", "Schools", "Years before", "Years after", "Year", "Year since joining"),
    *("Change", "Neighbours’ change", "Difference", "Low 90%", "High 90%", "Chance"),
    *("Against like results", "Like results low 90%", "Like results high 90%"),
    *("Year before joining", "Chance of that year", "Neighbours", "Pupils", "Circumstances of", "Cautions"),
    *("Recipe", "Method version", "Seed", "Build"),
)
_DECIMALS: Final = 4


def frame(found: Sequence[TrustTrajectory]) -> pl.DataFrame:
    """One row for the trust, one for each year since joining, then each school with its years."""
    rows = [[row.get(name) for name in COLUMNS] for each in found for row in _rows(each)]
    return pl.DataFrame(rows, schema=list(COLUMNS), orient="row", infer_schema_length=None)


def _rows(found: TrustTrajectory) -> Iterator[dict[str, Any]]:
    common = {
        "Trust UID": found.uid,
        "Trust": found.name,
        "Outcome": found.outcome.id,
        "Phase": found.phase.value,
        "Unit": found.unit,
        "Recipe": found.recipe,
        "Method version": found.method,
        "Seed": found.seed,
        "Build": found.build,
    }
    yield common | _trust_row(found)
    for step in found.path:
        yield common | _step_row(step)
    for school in found.schools:
        yield common | _school_row(school)
        for point in school.change.path:
            yield common | _point_row(school, point)


def _trust_row(found: TrustTrajectory) -> dict[str, Any]:
    row: dict[str, Any] = {"Row": "trust", "Schools": found.counted_n, "Cautions": found.refusal}
    if found.pooled is None:
        return row
    low, high = found.pooled.interval(LEVEL)
    row |= _figures(found.pooled.difference, low, high, found.pooled.chance)
    row |= _alike(found.alike)
    if found.dip is not None:
        row |= {"Year before joining": _round(found.dip.difference), "Chance of that year": _round(found.dip.chance)}
    cautions = []
    if found.rebound_likely:
        cautions.append("low year before joining: a rebound may follow by itself")
    if not found.readings_agree:
        cautions.append("the two readings disagree")
    if not found.pooled.shared_known:
        cautions.append("how far schools of one trust move together is not known: the interval may be too narrow")
    return row | {"Cautions": "; ".join(cautions)}


def _step_row(step: Step) -> dict[str, Any]:
    low, high = step.pooled.interval(LEVEL)
    row = _figures(step.pooled.difference, low, high, step.pooled.chance)
    return row | {"Row": "trust year", "Schools": step.pooled.schools_n, "Year since joining": step.event}


def _school_row(school: SchoolTrajectory) -> dict[str, Any]:
    change = school.change
    row: dict[str, Any] = _who(school, "school") | {
        "Standing": school.standing.value,
        "Joined": school.joined.isoformat(),
        "Left": school.left.isoformat() if school.left else None,
        "Verdict": school.because.value if school.because else change.verdict.value,
        "Years before": _years(change.base_years),
        "Years after": _years(change.after_years),
        "Pupils": None if school.cohort_n is None else round(school.cohort_n, 1),
        "Circumstances of": None if school.basis is None else str(AcademicYear(school.basis)),
        "Cautions": "; ".join(each.value for each in (*change.cautions, *school.notes)),
    }
    if change.placebo is None:
        return row
    low, high = change.interval(LEVEL)
    row |= _figures(change.difference, low, high, change.chance) | _alike_of(change)
    return row | {
        "Change": _round(change.own),
        "Neighbours’ change": _round(change.neighbours),
        "Year before joining": _round(change.dip),
        "Chance of that year": _round(change.dip_chance),
        "Neighbours": change.used,
    }


def _point_row(school: SchoolTrajectory, point: Point) -> dict[str, Any]:
    low, high = point.placebo.interval(point.difference, noise=point.noise, level=LEVEL)
    row = _figures(point.difference, low, high, point.placebo.chance(point.difference, noise=point.noise))
    own = {"Year": str(AcademicYear(point.year)), "Year since joining": point.event, "Neighbours": point.used}
    return _who(school, "school year") | row | own


def _who(school: SchoolTrajectory, kind: str) -> dict[str, Any]:
    return {"Row": kind, "URN": school.urn, "School": school.name}


def _figures(difference: float, low: float, high: float, chance: float) -> dict[str, Any]:
    return {
        "Difference": _round(difference),
        "Low 90%": _round(low),
        "High 90%": _round(high),
        "Chance": _round(chance),
    }


def _alike(pooled: Pooled | None) -> dict[str, Any]:
    return {} if pooled is None else _second(pooled.difference, *pooled.interval(LEVEL))


def _alike_of(change: Change) -> dict[str, Any]:
    if change.alike_placebo is None:
        return {}
    interval = change.alike_placebo.interval(change.alike, noise=change.alike_noise, level=LEVEL)
    return _second(change.alike, *interval)


def _second(difference: float, low: float, high: float) -> dict[str, Any]:
    return {
        "Against like results": _round(difference),
        "Like results low 90%": _round(low),
        "Like results high 90%": _round(high),
    }


def _years(years: Sequence[int]) -> str:
    return " ".join(str(AcademicYear(year)) for year in years)


def _round(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), _DECIMALS)
