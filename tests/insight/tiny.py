"""A small hand-made England for the tests of neighbours.

Known twins, gaps, a converted school, two trusts, a build per year.
"""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from plait.core.home import Home
from tests.store_factory import make_tables, write_build

FIRST_BUILD = "2023-24_20251101T090000_aaaaaaaaaaaa"
BUILD = "2024-25_20261101T090000_bbbbbbbbbbbb"

ASKED, TWIN, OTHER_TWIN = 100001, 100002, 100003  # the same circumstances to the last digit
WITHHELD, PARTLY, CONVERTED, PREDECESSOR = 100010, 100011, 100012, 100912
INFANT, JUNIOR, SILENT, GONE = 100050, 100056, 100013, 100913
SECONDARY, GRAMMAR, UNPLACED = 100101, 100120, 100014
NURSERY = 100301
HARBOUR, TIDE, LONE = 2001, 2002, 2003
PRIMARIES = range(100001, 100061)
SECONDARIES = range(100101, 100131)
SPECIALS = range(100201, 100207)
SD_SOURCE = "similar_secondary_sd"

# Figure of an input: mean, standard deviation, decimals.
CONTEXT: Mapping[str, tuple[float, float, int]] = {
    "fsm_ever6": (28.0, 12.0, 1),
    "fsm": (22.0, 10.0, 1),
    "eal": (18.0, 12.0, 1),
    "sen_support": (14.0, 4.0, 1),
    "ehc_plan": (4.0, 1.5, 1),
    "roll": (320.0, 110.0, 0),
    "girls": (49.0, 5.0, 1),
}
SIMILAR: Mapping[str, tuple[float, float, int]] = {
    "similar_fsm_ever": (28.0, 13.0, 6),
    "similar_eal": (18.0, 12.0, 6),
    "similar_polar4": (3.0, 0.8, 6),
    "similar_stability": (90.0, 4.0, 6),
    "similar_idaci": (0.2, 0.06, 6),
    "similar_sen_support": (13.0, 5.0, 6),
    "similar_pupils": (1050.0, 350.0, 0),
    "similar_ehc_plan": (3.0, 1.2, 6),
}
CONSTANTS = {
    "KS2RP": 2.4861,
    "KS2MP": 2.5685,
    "KS2MRP": 2.5472,
    "PPPerc": 13.9836,
    "PercentEAL": 18.7552,
    "Polar4QuintilePupils": 1.0223,
    "PStability": 6.4428,
    "IdaciPupils": 0.0781,
    "PercentSchSupport": 5.5309,
    "NumberOfPupils": 388.6648,
    "PercentageStatementOrEHP": 1.6788,
    "RowCount": 2973.0,
}


def make_home(root: Path) -> Home:
    """A PLAIT_HOME with last year's build and this year's, the latter served."""
    home = Home(root)
    write_build(home.store, FIRST_BUILD, tables(shift=0.0))
    write_build(home.store, BUILD, tables(shift=1.0))
    return home


def tables(*, shift: float) -> dict[str, pl.DataFrame]:
    """The tables of a build; with `shift` one secondary school has moved far in one input since the build before."""
    made = make_tables()
    schools = make_schools(made["schools"].schema)
    return made | {
        "schools": schools,
        "trusts": make_trusts(made["trusts"].schema),
        "chains": pl.DataFrame(
            [(PREDECESSOR, CONVERTED, 0, CONVERTED), (CONVERTED, CONVERTED, 1, None)],
            schema=made["chains"].schema,
            orient="row",
        ),
        "values": make_values(schools, made["values"].schema, shift=shift),
        "constants": pl.DataFrame(
            [(SD_SOURCE, year, name, value) for year in (2022, 2024) for name, value in CONSTANTS.items()],
            schema=made["constants"].schema,
            orient="row",
        ),
    }


def make_schools(schema: Any) -> pl.DataFrame:
    """The register."""
    rows = [_school(urn, "primary") for urn in PRIMARIES]
    rows += [_school(urn, "secondary") for urn in SECONDARIES]
    rows += [_school(urn, "special") for urn in SPECIALS]
    rows += [_school(NURSERY, "nursery"), _school(PREDECESSOR, "primary"), _school(GONE, "primary")]
    by_urn = {row["urn"]: row for row in rows}
    for urn in range(INFANT, JUNIOR):
        by_urn[urn] |= {"age_low": 4, "age_high": 7, "name": f"Infant School {urn}"}
    for urn in range(JUNIOR, JUNIOR + 5):
        by_urn[urn] |= {"age_low": 7, "age_high": 11, "name": f"Junior School {urn}"}
    for urn in range(GRAMMAR, GRAMMAR + 5):
        by_urn[urn] |= {"admissions": "selective", "name": f"Grammar School {urn}"}
    by_urn[SECONDARY + 2] |= {"gender": "girls"}
    by_urn[UNPLACED] |= {"easting": None, "northing": None, "region": None}
    by_urn[PREDECESSOR] |= {"status": "closed", "chain": CONVERTED, "name": "Old Name Primary School"}
    by_urn[GONE] |= {"status": "closed", "closed": dt.date(2023, 8, 31)}
    by_urn[TWIN]["name"] = "=cmd|' /C calc'!A0"
    members = {
        HARBOUR: [ASKED, TWIN, *range(100020, 100026), SECONDARY],
        TIDE: [OTHER_TWIN, *range(100030, 100034), SECONDARY + 1, SPECIALS[0]],
        LONE: [100040],
    }
    for uid, urns in members.items():
        for urn in urns:
            by_urn[urn] |= {"trust_uid": uid, "trust_name": f"Trust {uid}", "academy": True}
    return pl.DataFrame(list(by_urn.values()), schema=schema).sort("urn")


def _school(urn: int, phase: str) -> dict[str, Any]:
    at = urn % 100
    low, high = {"primary": (4, 11), "secondary": (11, 16), "special": (3, 19), "nursery": (3, 4)}[phase]
    return {
        "urn": urn,
        "name": f"{phase.title()} School {urn}",
        "phase": phase,
        "all_through": False,
        "type_group": "Local authority maintained schools",
        "status": "open",
        "region": "North West" if at % 2 else "South West",
        "town": "Wexmouth",
        "easting": 400_000.0 + 1609.344 * at,
        "northing": 300_000.0,
        "urban_rural": "Rural village" if at % 5 == 0 else "Urban city and town",
        "age_low": low,
        "age_high": high,
        "gender": "mixed",
        "religious_character": "Church of England" if at % 4 == 0 else "None",
        "admissions": "not selective" if phase == "secondary" else "",
        "sixth_form": phase == "secondary" and at % 3 == 0,
        "nursery_provision": phase == "primary" and at % 3 == 0,
        "pupils_n": 300,
        "chain": urn,
    }


def make_trusts(schema: Any) -> pl.DataFrame:
    """Three trusts, one of them with a single school."""
    rows = [{"uid": uid, "name": f"Trust {uid}", "type": "multi", "status": "open"} for uid in (HARBOUR, TIDE, LONE)]
    return pl.DataFrame(rows, schema=schema)


def make_values(schools: pl.DataFrame, schema: Any, *, shift: float) -> pl.DataFrame:
    """Context of 2018 and 2022, the similar-schools inputs of 2022 and 2024, prior attainment, and results."""
    rng = np.random.default_rng(5)
    rows: list[dict[str, Any]] = []
    for urn, phase in schools.select("urn", "phase").iter_rows():
        if urn in {SILENT, CONVERTED, NURSERY}:
            continue
        for year in (2018, 2022):
            rows += [_value(urn, name, year, rng, spread) for name, spread in CONTEXT.items()]
        rows.append(_value(urn, "area_idaci", 2019, rng, (0.2, 0.08, 3)))
        if phase == "secondary":
            rows += _secondary_values(urn, rng)
        if phase == "primary":
            rows += [_value(urn, "ks2_rwm_expected", year, rng, (62.0, 12.0, 0)) for year in (2022, 2023)]
    by_key = {(row["urn"], row["indicator"], row["year"]): row for row in rows}
    for urn in (TWIN, OTHER_TWIN):
        for name in (*CONTEXT, "area_idaci"):
            for year in (2018, 2019, 2022):
                if (ASKED, name, year) in by_key:
                    by_key[urn, name, year] |= {"value": by_key[ASKED, name, year]["value"]}
    by_key[WITHHELD, "fsm_ever6", 2022] |= {"value": None, "reason": "suppressed"}
    by_key[WITHHELD, "fsm_ever6", 2018] |= {"value": None, "reason": "suppressed"}
    by_key[PARTLY, "eal", 2022] |= {"value": None, "reason": "low_coverage"}
    by_key[SECONDARY + 5, "similar_eal", 2022]["value"] += 60.0 * shift
    return pl.DataFrame(list(by_key.values()), schema=schema).sort("urn", "indicator", "year")


def _secondary_values(urn: int, rng: np.random.Generator) -> list[dict[str, Any]]:
    rows = [_value(urn, "prior_attainment_low", 2022, rng, (25.0, 9.0, 0))]
    rows.append(_value(urn, "prior_attainment_high", 2022, rng, (28.0, 12.0, 0)))
    # Results follow from circumstances, so that there is something to explain.
    low, high = rows[0]["value"], rows[1]["value"]
    rows.append(_row(urn, "attainment8", 2022, round(47.0 + 0.3 * (high - 28) - 0.2 * (low - 25), 1)))
    for year in (2022, 2024):
        rows += [_value(urn, name, year, rng, spread) for name, spread in SIMILAR.items()]
    rows += [_value(urn, name, 2022, rng, (104.0, 2.4, 6)) for name in ("similar_ks2_reading", "similar_ks2_maths")]
    if urn != SECONDARY + 7:  # this one can be matched on the earlier basis only
        rows.append(_value(urn, "similar_ks2_reading_maths", 2024, rng, (104.0, 2.4, 6)))
    return rows


def _value(
    urn: int, name: str, year: int, rng: np.random.Generator, spread: tuple[float, float, int]
) -> dict[str, Any]:
    middle, sd, decimals = spread
    return _row(urn, name, year, round(max(0.0, float(rng.normal(middle, sd))), decimals))


def _row(urn: int, name: str, year: int, value: float) -> dict[str, Any]:
    return {"urn": urn, "indicator": name, "year": year, "value": value, "reason": None, "source": "made by hand"}
