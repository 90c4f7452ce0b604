"""Signals as tables for CSV files and the command line, with the build and method in every row. Open data."""

from typing import Any, Final

import polars as pl

from plait.insight.queries.signals_answers import SchoolSignals, Signal, Spots

_SCHOOL: Final = {
    "URN": pl.Int64,
    "Outcome": pl.String,
    "Name": pl.String,
    "Word": pl.String,
    "Probability": pl.Float64,
    "Estimate": pl.Float64,
    "Low": pl.Float64,
    "High": pl.Float64,
    "Pupils": pl.String,
    "Published": pl.Float64,
    "Expected": pl.Float64,
    "Difference before shrinkage": pl.Float64,
    "Kept %": pl.Float64,
    "Years": pl.String,
    "Explained %": pl.Float64,
    "Why not": pl.String,
    "Build": pl.String,
    "Method": pl.String,
}

_SPOT: Final = {
    "URN": pl.Int64,
    "Name": pl.String,
    "Place": pl.String,
    "Trust UID": pl.Int64,
    "Trust": pl.String,
    "Evidence": pl.String,
    "Probability": pl.Float64,
    "Estimate": pl.Float64,
    "Low": pl.Float64,
    "High": pl.Float64,
    "Pupils": pl.String,
    "Years": pl.String,
    "Distance": pl.Float64,
    "Miles": pl.Float64,
    "Outcome": pl.String,
    "Expected false %": pl.Float64,
    "Build": pl.String,
}


def school_frame(found: SchoolSignals) -> pl.DataFrame:
    """One row for each outcome; those that cannot be judged say why."""
    rows = [_school_row(found, each) for each in found.signals]
    return pl.DataFrame(rows, schema=_SCHOOL, orient="row")


def spots_frame(found: Spots) -> pl.DataFrame:
    """One row for each bright spot, in the order of the list."""
    false = None if found.family.false_share is None else round(100 * found.family.false_share, 2)
    rows = [
        (
            *(each.urn, each.name, each.town, each.trust_uid, each.trust_name, each.word, round(each.probability, 4)),
            *(round(each.estimate, 4), round(each.lo, 4), round(each.hi, 4), each.pupils, _years(each.years)),
            *(None if each.distance is None else round(each.distance, 4), _round(each.miles, 1)),
            *(found.outcome.key, false, found.build),
        )
        for each in found.spots
    ]
    return pl.DataFrame(rows, schema=_SPOT, orient="row")


def _school_row(found: SchoolSignals, each: Signal) -> tuple[Any, ...]:
    return (
        *(found.urn, each.outcome.key, each.name, each.word, _round(each.probability, 4)),
        *(_round(each.estimate, 4), _round(each.lo, 4), _round(each.hi, 4), each.pupils, each.observed),
        *(_round(each.expected, 4), _round(each.raw, 4), _percent(each.kept_rate), _years(each.years)),
        None if each.skill is None else _percent(each.skill.explained_rate),
        "" if each.refusal is None else each.sentence,
        *(found.build, found.method),
    )


def _years(years: tuple[Any, ...]) -> str:
    return " ".join(str(year) for year in years)


def _round(value: float | None, places: int) -> float | None:
    return None if value is None else round(value, places)


def _percent(rate: float | None) -> float | None:
    return None if rate is None else round(100 * rate, 1)
