"""A made-up England of primaries with known underlying differences, for the tests of signals over a build."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import polars as pl

from plait.core.home import Home
from tests.insight import tiny
from tests.store_factory import make_tables, write_build

FIRST_BUILD: Final = "2023-24_20251101T090000_cccccccccccc"
BUILD: Final = "2023-24_20261101T090000_dddddddddddd"
URNS: Final = range(100001, 100401)
STAR, LOW, RISER, FALLER, NEW, ALONE, SHUT, SMALL = 100011, 100012, 100013, 100014, 100015, 100016, 100017, 100018
CONVERTED, OLD, MERGED, ONE, OTHER = 100019, 100819, 100020, 100820, 100821
TRUST: Final = 2001
YEARS: Final = (2015, 2016, 2017, 2021, 2022, 2023)
RWM, READING, ONE_YEAR, DISADVANTAGED = (
    *("ks2_rwm_expected", "ks2_reading_score", "ks2_reading_expected"),
    "ks2_rwm_expected_disadvantaged",
)
PLANTED: Final[Mapping[int, float]] = {STAR: 24.0, LOW: -24.0, SHUT: 24.0}


def make_home(home: Home) -> Home:
    """Two builds: in the second one reading score of one school was corrected, and nothing else."""
    tables = make_england()
    write_build(home.store, FIRST_BUILD, tables)
    corrected = pl.when(_is(STAR, READING, 2022)).then(pl.col("value") + 1.0).otherwise(pl.col("value"))
    write_build(home.store, BUILD, tables | {"values": tables["values"].with_columns(corrected.alias("value"))})
    return home


def _is(urn: int, indicator: str, year: int) -> pl.Expr:
    return (pl.col("urn") == urn) & (pl.col("indicator").cast(pl.String) == indicator) & (pl.col("year") == year)


def make_england() -> dict[str, pl.DataFrame]:
    """The tables."""
    made = make_tables()
    schools = [_school(urn) for urn in (*URNS, OLD, ONE, OTHER)]
    by_urn = {row["urn"]: row for row in schools}
    by_urn[OLD] |= {"status": "closed", "chain": CONVERTED}
    by_urn[ONE] |= {"status": "closed", "chain": MERGED}
    by_urn[OTHER] |= {"status": "closed", "chain": MERGED}
    by_urn[SHUT] |= {"status": "closed", "closed": dt.date(2024, 8, 31)}
    members = {TRUST + at: list(URNS)[100 + 5 * at : 105 + 5 * at] for at in range(20)}
    joined = []
    for uid, urns in members.items():
        for urn in urns:
            by_urn[urn] |= {"trust_uid": uid, "trust_name": f"Trust {uid}", "academy": True}
            joined.append((urn, uid, dt.date(2016, 9, 1), "stated", None, None, "made by hand"))
    trusts = [{"uid": uid, "name": f"Trust {uid}", "type": "multi", "status": "open"} for uid in members]
    links = [(OLD, CONVERTED, 0, CONVERTED), (CONVERTED, CONVERTED, 1, None)]
    links += [(ONE, MERGED, 0, MERGED), (OTHER, MERGED, 0, MERGED), (MERGED, MERGED, 1, None)]
    return made | {
        "schools": pl.DataFrame(schools, schema=made["schools"].schema).sort("urn"),
        "trusts": pl.DataFrame(trusts, schema=made["trusts"].schema),
        "memberships": pl.DataFrame(joined, schema=made["memberships"].schema, orient="row"),
        "chains": pl.DataFrame(links, schema=made["chains"].schema, orient="row").sort("urn"),
        "values": _values(made["values"].schema),
    }


def _school(urn: int) -> dict[str, Any]:
    return {
        "urn": urn,
        "name": f"Primary School {urn}",
        "phase": "primary",
        "all_through": False,
        "type_group": "Local authority maintained schools",
        "status": "open",
        "region": "North West",
        "town": "Wexmouth",
        "easting": 400_000.0 + 1609.344 * (urn % 100),
        "northing": 300_000.0,
        "urban_rural": "Rural village" if urn % 5 == 0 else "Urban city and town",
        "age_low": 4,
        "age_high": 11,
        "gender": "mixed",
        "religious_character": "None",
        "chain": urn,
    }


def _values(schema: Any) -> pl.DataFrame:
    rng = np.random.default_rng(20261121)
    rows: list[dict[str, Any]] = []
    for urn in URNS:
        rows += _school_values(urn, rng)
    return pl.DataFrame(rows, schema=schema).sort("urn", "indicator", "year")


def _school_values(urn: int, rng: np.random.Generator) -> list[dict[str, Any]]:
    context = {name: max(0.0, float(rng.normal(mean, sd))) for name, (mean, sd, _) in tiny.CONTEXT.items()}
    pupils = 12 if urn == SMALL else int(rng.integers(25, 90))
    context["roll"] = 7.0 * pupils
    if urn in {*PLANTED, RISER, FALLER}:
        context["fsm_ever6"] = 28.0  # away from 0 and 100 %, where a difference has no room
    rows = [_row(urn, name, year, round(figure, 1)) for year in (2018, 2022) for name, figure in context.items()]
    rows.append(_row(urn, "area_idaci", 2019, round(float(rng.uniform(0.02, 0.5)), 3)))
    rows.append(_row(urn, "ks2_pupils", 2022, float(pupils)))
    level, before = float(rng.normal(0.0, 8.0)), YEARS[0]
    for year in YEARS:
        level += float(rng.normal(0.0, 4.0)) * np.sqrt(year - before)
        level, before = {**PLANTED, RISER: 0.0, FALLER: 0.0}.get(urn, level), year
        moved = {RISER: 15.0, FALLER: -15.0}.get(urn, 0.0) * (1 if year >= 2022 else -1)
        if urn == NEW and year != 2023:
            continue
        expected = 62.0 - 0.6 * (context["fsm_ever6"] - 28.0) + level + moved
        share = float(np.clip(expected, 4.0, 96.0)) / 100.0
        reached = round(100.0 * rng.binomial(pupils, share) / pupils, 0)
        rows += _results(urn, year, reached, pupils, score=round(104.0 + (expected - 62.0) / 6.0 + rng.normal(), 0))
    return rows


def _results(urn: int, year: int, reached: float, pupils: int, *, score: float) -> list[dict[str, Any]]:
    """Figures stand under the URN of their time; those of 2023 come without a count of pupils."""
    cohort = None if year == 2023 else float(pupils)
    whose = [urn]
    if urn == CONVERTED and year < 2022:
        whose = [OLD]
    if urn == MERGED and year < 2022:
        whose = [ONE, OTHER]
    rows = []
    for each in whose:
        rows.append(_row(each, RWM, year, reached, cohort))
        rows.append(_row(each, READING, year, score, cohort))
        if year >= 2022:
            rows.append(_row(each, DISADVANTAGED, year, reached))
        if year == 2022:
            rows.append(_row(each, ONE_YEAR, year, reached, cohort))
    return rows


def _row(urn: int, indicator: str, year: int, value: float, cohort: float | None = None) -> dict[str, Any]:
    made = {"urn": urn, "indicator": indicator, "year": year, "value": value, "reason": None, "source": "made by hand"}
    return made | {"cohort_n": cohort}
