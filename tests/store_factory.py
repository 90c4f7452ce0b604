"""A small hand-made build in the layout of ARCHITECTURE.md, with the cases that pages and queries must bear.

Not a sample of anything: 40 primary, 20 secondary and 4 special schools in three trusts and out of them, with a
school that became an academy, a merger, a closure, a school about which almost nothing is known, and gaps.
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from plait.core.home import Home

NAME = "2024-25_20261101T090000_0123456789ab"
HARBOUR_LANE, MERGED, SILENT, BARE, LEFT = 100001, 100002, 100003, 100004, 100010
BEFORE_HARBOUR_LANE, JUNIOR, INFANT, GONE, PROPOSED = 100201, 100202, 100203, 100204, 100301
SECONDARY = 100101
NORTHBRIDGE, TIDEWATER, HARTLEY, OLD_MILL = 2001, 2002, 2003, 2004

PRIMARY_OUTCOMES = ("ks2_rwm_expected", "ks2_maths_score")
SECONDARY_OUTCOMES = ("attainment8", "progress8")
CONTEXT = ("fsm_ever6", "eal", "sen_support", "roll")
ABSENCE = ("absence_overall",)

_FIRST = (
    *("Harbour", "Millrace", "Castle", "Orchard", "Quay", "Abbey", "Beacon", "Chapel", "Dene", "Elm"),
    *("Fallow", "Glebe", "Heath", "Ivy", "Juniper", "Kestrel", "Linden", "Meadow", "Nether", "Oak"),
)
_SECOND = ["Lane", "Rise", "Vale", "Green"]
_PLACES = (
    ("Wexmouth", 801, "Wexshire", "South West", "WX1 2AB", 350_000.0, 120_000.0),
    ("Oldport", 802, "Oldport", "London", "OP3 4CD", 530_000.0, 180_000.0),
    ("Fenwick", 803, "Fenland and Marsh", "East of England", "FM5 6EF", 560_000.0, 280_000.0),
    ("Penby", 801, "Wexshire", "South West", "WX9 1ZZ", 340_000.0, 90_000.0),
)
_SCHOOL_SCHEMA: dict[str, Any] = {
    "urn": pl.Int32,
    "name": pl.String,
    "phase": pl.String,
    "all_through": pl.Boolean,
    "middle": pl.Boolean,
    "type": pl.String,
    "type_group": pl.String,
    "academy": pl.Boolean,
    "status": pl.String,
    "opened": pl.Date,
    "closed": pl.Date,
    "laestab": pl.Int32,
    "la_code": pl.Int32,
    "la_name": pl.String,
    "region": pl.String,
    "town": pl.String,
    "postcode": pl.String,
    "easting": pl.Float64,
    "northing": pl.Float64,
    "urban_rural": pl.String,
    "age_low": pl.Int16,
    "age_high": pl.Int16,
    "gender": pl.String,
    "religious_character": pl.String,
    "admissions": pl.String,
    "sixth_form": pl.Boolean,
    "nursery_provision": pl.Boolean,
    "pupils_n": pl.Int32,
    "trust_uid": pl.Int32,
    "trust_name": pl.String,
    "trust_since": pl.Date,
    "trust_since_kind": pl.String,
    "chain": pl.Int32,
    "as_at": pl.Date,
}
_VALUE_SCHEMA: dict[str, Any] = {
    "urn": pl.Int32,
    "indicator": pl.String,
    "year": pl.Int16,
    "value": pl.Float64,
    "reason": pl.String,
    "cohort_n": pl.Float64,
    "lo": pl.Float64,
    "hi": pl.Float64,
    "source": pl.String,
}


def make_home(root: Path) -> Home:
    """A PLAIT_HOME whose current build is the hand-made one."""
    home = Home(root)
    write_build(home.store, NAME, make_tables())
    return home


def write_build(store: Path, name: str, tables: dict[str, pl.DataFrame]) -> None:
    """Write tables as a build and name it as the current one."""
    folder = store / "builds" / name
    folder.mkdir(parents=True)
    for table, frame in tables.items():
        frame.write_parquet(folder / f"{table}.parquet")
    manifest = {
        "name": name,
        "built_at": "2026-11-01T09:00:00+00:00",
        "content_hash": "0123456789ab" + "0" * 52,
        "inputs_hash": "1" * 64,
        "register_hash": "2" * 64,
        "period": "2024-25",
        "plait_version": "0.1.0",
        "tables": {table: frame.height for table, frame in tables.items()},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (store / "current").write_text(name + "\n", encoding="utf-8")


def make_tables() -> dict[str, pl.DataFrame]:
    """Every table of the build."""
    schools = make_schools()
    values = make_values(schools)
    return {
        "schools": schools,
        "trusts": make_trusts(),
        "memberships": make_memberships(),
        "links": pl.DataFrame(
            [(BEFORE_HARBOUR_LANE, HARBOUR_LANE, "Successor", dt.date(2014, 4, 1))],
            schema={"urn": pl.Int32, "link_urn": pl.Int32, "link_type": pl.String, "linked_on": pl.Date},
            orient="row",
        ),
        "chains": make_chains(schools),
        "values": values,
        "trust_values": make_trust_values(),
        "distributions": make_distributions(schools, values),
        "constants": pl.DataFrame(
            schema={"source": pl.String, "year": pl.Int16, "name": pl.String, "value": pl.Float64}
        ),
        "areas": pl.DataFrame(
            schema={
                "source": pl.String,
                "area": pl.String,
                "name": pl.String,
                "imd_rank": pl.Int32,
                "imd_decile": pl.Int8,
            }
        ),
        "inspections": pl.DataFrame(schema={"urn": pl.Int32, "inspected_on": pl.Date, "grade": pl.Int8}),
        "files": make_files(),
        "codes": pl.DataFrame(
            [("ks2.csv", "ks2_final", "PTRWM_EXP", "SUPP", "suppressed", 7)],
            schema=["path", "source", "column", "code", "reason", "n"],
            orient="row",
        ),
        "rejects": make_rejects(),
    }


def make_schools() -> pl.DataFrame:
    """The `schools` table."""
    rows = [_school(100001 + at, at, "primary") for at in range(40)]
    rows += [_school(SECONDARY + at, at, "secondary") for at in range(20)]
    rows += [_school(100151 + at, at, "special") for at in range(4)]
    by_urn = {row["urn"]: row for row in rows}
    by_urn[MERGED]["name"] = "ST MARY'S C.E. PRIMARY SCHOOL"
    by_urn[SILENT]["name"] = "St John's Roman Catholic Infant School"
    bare = by_urn[BARE]
    for column in (
        "region",
        "town",
        "postcode",
        "easting",
        "northing",
        "age_low",
        "age_high",
        "pupils_n",
        "type",
        "opened",
    ):
        bare[column] = None
    trusts = {
        NORTHBRIDGE: [HARBOUR_LANE, LEFT, *range(100011, 100020), SECONDARY],
        TIDEWATER: range(100021, 100026),
        HARTLEY: [100105],
    }
    names = {NORTHBRIDGE: "Northbridge Learning Trust", TIDEWATER: "TIDEWATER TRUST", HARTLEY: "Hartley Academy Trust"}
    for uid, urns in trusts.items():
        for urn in urns:
            since = dt.date(2017, 9, 1) if urn == HARBOUR_LANE else dt.date(2015, 1 + urn % 12, 1)
            by_urn[urn] |= {
                "trust_uid": uid,
                "trust_name": names[uid],
                "trust_since": since,
                "academy": True,
                "trust_since_kind": "seen" if urn == LEFT else "stated",
                "type": "Academy converter",
            }
    past = {"status": "closed", "trust_uid": None, "trust_name": None}
    rows.append(
        _school(BEFORE_HARBOUR_LANE, 0, "primary")
        | past
        | {"name": "Harbour Lane Community School", "closed": dt.date(2014, 3, 31), "chain": HARBOUR_LANE}
    )
    for urn, name in ((JUNIOR, "St Mary's Junior School"), (INFANT, "St Mary's Infant School")):
        rows.append(_school(urn, 1, "primary") | past | {"name": name, "closed": dt.date(2016, 8, 31), "chain": MERGED})
    rows.append(
        _school(GONE, 7, "primary") | past | {"name": "Saltmarsh Primary School", "closed": dt.date(2012, 8, 31)}
    )
    rows.append(
        _school(PROPOSED, 5, "primary")
        | {"status": "proposed", "name": "Newhaven Green School", "opened": None, "pupils_n": None}
    )
    return pl.DataFrame(rows, schema=_SCHOOL_SCHEMA).sort("urn")


def _school(urn: int, at: int, phase: str) -> dict[str, Any]:
    town, la_code, la_name, region, postcode, easting, northing = _PLACES[at % 4]
    kind = {"primary": "Primary School", "secondary": "High School", "special": "Special School"}[phase]
    low, high = {"primary": (4, 11), "secondary": (11, 18), "special": (3, 19)}[phase]
    return {
        "urn": urn,
        "name": f"{_FIRST[at % 20]} {_SECOND[at // 20 + (0 if phase == 'primary' else 2)]} {kind}",
        "phase": phase,
        "all_through": False,
        "middle": False,
        "type": "Community school",
        "type_group": "Local authority maintained schools",
        "academy": False,
        "status": "open",
        "opened": dt.date(1965, 9, 1),
        "closed": None,
        "laestab": la_code * 10_000 + 2000 + urn % 1000,
        "la_code": la_code,
        "la_name": la_name,
        "region": region,
        "town": town,
        "postcode": postcode,
        "easting": easting + 500.0 * at,
        "northing": northing + 300.0 * at,
        "urban_rural": "Urban city and town",
        "age_low": low,
        "age_high": high,
        "gender": "mixed",
        "religious_character": None,
        "admissions": "not selective",
        "sixth_form": phase == "secondary",
        "nursery_provision": False,
        "pupils_n": (412 if urn == HARBOUR_LANE else 150 + 17 * at) * (3 if phase == "secondary" else 1),
        "trust_uid": None,
        "trust_name": None,
        "trust_since": None,
        "trust_since_kind": None,
        "chain": urn,
        "as_at": dt.date(2026, 8, 1),
    }


def make_trusts() -> pl.DataFrame:
    """The `trusts` table."""
    rows = [
        (
            NORTHBRIDGE,
            "Northbridge Learning Trust",
            "multi",
            "open",
            dt.date(2012, 4, 1),
            None,
            "07654321",
            "TR00001",
            "10061234",
            "Wexmouth",
            "WX1 2AB",
            "South West",
            12,
        ),
        (
            TIDEWATER,
            "TIDEWATER TRUST",
            "multi",
            "open",
            dt.date(2014, 1, 1),
            None,
            "08654321",
            "TR00002",
            "10061235",
            "Oldport",
            None,
            "London",
            5,
        ),
        (
            HARTLEY,
            "Hartley Academy Trust",
            "single",
            "open",
            dt.date(2011, 9, 1),
            None,
            "09654321",
            "TR00003",
            None,
            None,
            None,
            None,
            1,
        ),
        (
            OLD_MILL,
            "Old Mill Trust",
            "multi",
            "closed",
            dt.date(2011, 9, 1),
            dt.date(2017, 8, 31),
            None,
            "TR00004",
            None,
            None,
            None,
            None,
            0,
        ),
    ]
    columns = {
        "uid": pl.Int32,
        "name": pl.String,
        "type": pl.String,
        "status": pl.String,
        "opened": pl.Date,
        "closed": pl.Date,
        "companies_house": pl.String,
        "group_id": pl.String,
        "ukprn": pl.String,
        "town": pl.String,
        "postcode": pl.String,
        "region": pl.String,
        "schools_n": pl.Int32,
    }
    return pl.DataFrame(rows, schema=columns, orient="row")


def make_memberships() -> pl.DataFrame:
    """The `memberships` table."""
    rows = [
        (HARBOUR_LANE, OLD_MILL, dt.date(2014, 4, 1), "seen", dt.date(2017, 9, 1), "stated", "group_links"),
        (HARBOUR_LANE, NORTHBRIDGE, dt.date(2017, 9, 1), "stated", None, None, "group_links"),
        (LEFT, TIDEWATER, dt.date(2014, 9, 1), "stated", dt.date(2018, 5, 1), "seen", "group_links"),
        (LEFT, NORTHBRIDGE, dt.date(2018, 5, 1), "seen", None, None, "group_links"),
    ]
    rows += [
        (urn, NORTHBRIDGE, dt.date(2015, 1 + urn % 12, 1), "stated", None, None, "group_links")
        for urn in (*range(100011, 100020), SECONDARY)
    ]
    rows += [
        (urn, TIDEWATER, dt.date(2015, 1 + urn % 12, 1), "stated", None, None, "group_links")
        for urn in range(100021, 100026)
    ]
    columns = {
        "urn": pl.Int32,
        "trust_uid": pl.Int32,
        "from_date": pl.Date,
        "from_kind": pl.String,
        "to_date": pl.Date,
        "to_kind": pl.String,
        "source": pl.String,
    }
    return pl.DataFrame(rows, schema=columns, orient="row").sort("urn", "from_date")


def make_chains(schools: pl.DataFrame) -> pl.DataFrame:
    """The `chains` table: one move to academy status, and one merger."""
    onward = {BEFORE_HARBOUR_LANE: HARBOUR_LANE, JUNIOR: MERGED, INFANT: MERGED}
    later = set(onward.values())
    rows = [(urn, onward.get(urn, urn), 1 if urn in later else 0, onward.get(urn)) for urn in schools["urn"].to_list()]
    return pl.DataFrame(
        rows, schema={"urn": pl.Int32, "chain": pl.Int32, "step": pl.Int16, "next_urn": pl.Int32}, orient="row"
    ).sort("urn")


def make_values(schools: pl.DataFrame) -> pl.DataFrame:
    """The `values` table: results with a gap for 2019/20 and 2020/21, and every reason for a gap somewhere."""
    rng = np.random.default_rng(11)
    rows: list[tuple[Any, ...]] = []
    silent = {SILENT, PROPOSED, GONE, JUNIOR, INFANT}
    for urn, phase, pupils in schools.select("urn", "phase", "pupils_n").iter_rows():
        if urn in silent:
            continue
        base = {"ks2_rwm_expected": 63.0, "ks2_maths_score": 104.0, "attainment8": 46.0, "progress8": 0.0}
        outcomes = {"primary": PRIMARY_OUTCOMES, "secondary": SECONDARY_OUTCOMES}.get(phase, ())
        spread = {"ks2_rwm_expected": 11.0, "ks2_maths_score": 2.5, "attainment8": 6.0, "progress8": 0.5}
        years = (2011, 2012, 2013) if urn == BEFORE_HARBOUR_LANE else (2015, 2016, 2017, 2018, 2022, 2023, 2024)
        for indicator in outcomes:
            for year in years:
                value = round(float(rng.normal(base[indicator], spread[indicator])), 2)
                cohort = 30.0 if phase == "primary" else 180.0
                if urn == HARBOUR_LANE and year == 2016:
                    rows.append((urn, indicator, year, None, "suppressed", None, None, None, "results"))
                elif indicator == "progress8" and year >= 2023:
                    rows.append((urn, indicator, year, None, "not_published", None, None, None, "results"))
                else:
                    rows.append((urn, indicator, year, value, None, cohort, None, None, "results"))
        context = zip(CONTEXT[:3], (30.0, 18.0, 14.0), (12.0, 12.0, 4.0), strict=True)
        for indicator, middle, sd in context:
            rows.append(
                (urn, indicator, 2024, round(abs(float(rng.normal(middle, sd))), 1), None, pupils, None, None, "census")
            )
        if pupils is not None:
            rows.append((urn, CONTEXT[3], 2024, float(pupils), None, None, None, None, "census"))
        for year in (2018, 2022):
            low = urn == BARE
            rows.append(
                (
                    urn,
                    ABSENCE[0],
                    year,
                    None if low else round(5.0 + float(rng.random()) * 4, 1),
                    "low_coverage" if low else None,
                    None,
                    None,
                    None,
                    "absence",
                )
            )
    rows += _more_circumstances(schools.filter(~pl.col("urn").is_in([*silent])))
    return pl.DataFrame(rows, schema=_VALUE_SCHEMA, orient="row").sort("urn", "indicator", "year")


def _more_circumstances(schools: pl.DataFrame) -> list[tuple[Any, ...]]:
    """What the recipes need beside the rest; drawn apart, so that the other figures stay what they were."""
    rng = np.random.default_rng(12)
    rows: list[tuple[Any, ...]] = []
    for urn, phase, pupils in schools.select("urn", "phase", "pupils_n").iter_rows():
        plans = round(abs(float(rng.normal(70.0 if phase == "special" else 4.0, 1.5))), 1)
        rows.append((urn, "ehc_plan", 2024, plans, None, pupils, None, None, "census"))
        poverty = round(float(rng.uniform(0.05, 0.4)), 3)
        rows.append((urn, "area_idaci", 2019, poverty, None, None, None, None, "deprivation_by_postcode"))
    return rows


def make_trust_values() -> pl.DataFrame:
    """The `trust_values` table: one published figure with its interval, one withheld."""
    rows = [
        (NORTHBRIDGE, "ks2_rwm_expected", 2023, 61.5, None, 310.0, 58.0, 65.0, 10, "mats"),
        (TIDEWATER, "ks2_rwm_expected", 2023, None, "suppressed", None, None, None, 5, "mats"),
    ]
    columns = {
        "uid": pl.Int32,
        "indicator": pl.String,
        "year": pl.Int16,
        "value": pl.Float64,
        "reason": pl.String,
        "cohort_n": pl.Float64,
        "lo": pl.Float64,
        "hi": pl.Float64,
        "schools_n": pl.Int32,
        "source": pl.String,
    }
    return pl.DataFrame(rows, schema=columns, orient="row")


def make_distributions(schools: pl.DataFrame, values: pl.DataFrame) -> pl.DataFrame:
    """The `distributions` table, worked out plainly from the values."""
    joined = values.filter(pl.col("value").is_not_null()).join(schools.select("urn", "phase"), on="urn")
    rows: list[dict[str, Any]] = []
    for (indicator, year, phase), group in joined.group_by("indicator", "year", "phase"):
        found = group["value"].to_numpy()
        lo, hi = float(found.min()), float(found.max()) or 1.0
        bins, _ = np.histogram(found, bins=64, range=(lo, hi if hi > lo else lo + 1.0))
        shares = {f"p{p:02d}": float(np.percentile(found, p)) for p in (1, 5, 10, 25, 50, 75, 90, 95, 99)}
        sd = float(found.std(ddof=1)) if found.size > 1 else 0.0
        rows.append(
            {
                "indicator": indicator,
                "year": year,
                "phase": phase,
                "n": found.size,
                "mean": float(found.mean()),
                "sd": sd,
                **shares,
                "bin_lo": lo,
                "bin_hi": hi if hi > lo else lo + 1.0,
                "bins": bins.tolist(),
            }
        )
    return pl.DataFrame(rows, schema_overrides={"year": pl.Int16, "n": pl.Int32, "bins": pl.List(pl.Int32)}).sort(
        "indicator", "year", "phase"
    )


def make_files() -> pl.DataFrame:
    """The `files` table."""
    columns = {
        "path": pl.String,
        "sha256": pl.String,
        "bytes": pl.Int64,
        "source": pl.String,
        "year": pl.Int16,
        "as_at": pl.Date,
        "encoding": pl.String,
        "bom": pl.Boolean,
        "rows_read": pl.Int64,
        "rows_kept": pl.Int64,
        "rows_national": pl.Int64,
        "rows_rejected": pl.Int64,
    }
    rows = [
        ("ks2.csv", "a" * 64, 12_345, "ks2_final", 2024, None, "utf-8", True, 45, 40, 3, 2),
        ("gias.csv", "b" * 64, 99_999, "gias_establishments", None, dt.date(2026, 8, 1), "cp1252", False, 70, 70, 0, 0),
    ]
    return pl.DataFrame(rows, schema=columns, orient="row")


def make_rejects() -> pl.DataFrame:
    """The `rejects` table; one value would be a formula in a spreadsheet."""
    columns = {
        "path": pl.String,
        "source": pl.String,
        "row": pl.Int64,
        "column": pl.String,
        "value": pl.String,
        "cause": pl.String,
        "mend": pl.String,
        "severity": pl.String,
    }
    rows = [
        ("ks2.csv", "ks2_final", 17, "URN", "10O001", "It is not a URN.", "Correct the cell and import again.", "row"),
        (
            "ks2.csv",
            "ks2_final",
            18,
            "PTRWM_EXP",
            "=1+1",
            "It is not a figure.",
            "Correct the cell and import again.",
            "value",
        ),
    ]
    return pl.DataFrame(rows, schema=columns, orient="row")
