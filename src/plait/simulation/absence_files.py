"""Absence: the performance table of each year, and the school-level file with leave and without."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl

from plait.simulation import kinds
from plait.simulation.absence import Absence
from plait.simulation.draws import Floats, Ints
from plait.simulation.effects import EXAM_YEARS
from plait.simulation.schools import PRIMARY, SECONDARY, SPECIAL
from plait.simulation.tables import (
    Column,
    choose,
    fill_table,
    number,
    official_headings,
    whole,
    withhold,
    write_table,
)
from plait.simulation.yearly import Year, pupil_weighted, release_columns

_FEW = 10  # pupils: absence of as many or fewer is withheld
_PLACES = 5  # to which the school-level file gives its rates
SCHOOL_LEVEL_YEARS = (2018, 2021, 2022, 2023, 2024)


def write_absence(path: Path, year: Year) -> None:
    """Write `england_abs` of one year."""
    absence, sector = year.sector.absence, year.sector
    column = EXAM_YEARS.index(year.start)
    open_now = np.flatnonzero(year.is_open(absence.school))
    school = absence.school[open_now]
    overall, persistent = absence.overall[open_now, column], absence.persistent[open_now, column]
    pupils = sector.panel.pupils[school, year.column]
    few = pupils <= _FEW
    columns = {
        "LA": whole(sector.la_code(school)),
        "ESTAB": whole(sector.estab[school]),
        "URN": whole(year.urn(school)),
        "PERCTOT": withhold(number(overall, 1), few, "SUPP"),
        "PPERSABS10": withhold(number(persistent, 1), few, "SUPP"),
    }
    phase = sector.schools.phase[school]
    totals = [
        {
            "LA": "NAT", "ESTAB": label,
            "PERCTOT": f"{pupil_weighted(overall, pupils, phase == p):.1f}",
            "PPERSABS10": f"{pupil_weighted(persistent, pupils, phase == p):.1f}",
        }
        for label, p in (("PRI", PRIMARY), ("SEC", SECONDARY), ("SPE", SPECIAL))
    ]  # fmt: skip
    write_table(path, "absence", columns, rows=len(school), encoding="utf-8-sig", totals=totals)


def write_school_absence(path: Path, years: Mapping[int, Year]) -> None:
    """Write the school-level file, which holds several years, with a row of the country before each."""
    parts = [_school_level(years[start]) for start in SCHOOL_LEVEL_YEARS]
    columns: dict[str, Column] = {
        heading: pl.concat([part[heading] for part in parts]) for heading in official_headings("absence_school_level")
    }
    write_table(path, "absence_school_level", columns, rows=sum(part.height for part in parts))


def _school_level(year: Year) -> pl.DataFrame:
    """The rows of one year under all headings: the country, then the schools in order of URN."""
    absence, sector = year.sector.absence, year.sector
    column = EXAM_YEARS.index(year.start)
    open_now = year.open_rows(absence.school)
    school = absence.school[open_now]
    pupils = sector.panel.pupils[school, year.column]
    rates = _rates(absence, open_now, column)
    about: dict[str, Column] = {
        "education_phase": choose(kinds.CENSUS_TYPES_NEW, sector.schools.phase[school]),
        "school_laestab": whole(sector.la_code(school) * 10_000 + sector.estab[school]),
        "school_urn": whole(year.urn(school)),
        "school_name": [year.records.name[k] for k in year.record[school]],
        "enrolments": whole(pupils),
    }
    shown = {heading: withhold(number(values, _PLACES), pupils <= _FEW, "c") for heading, values in rates.items()}
    everywhere = np.ones(len(school), dtype=bool)
    country = {"geographic_level": "National", "education_phase": "Total", "enrolments": str(int(pupils.sum()))}
    country |= {heading: f"{pupil_weighted(v, pupils, everywhere):.4f}" for heading, v in rates.items()}
    headings = official_headings("absence_school_level")
    rows = fill_table(headings, release_columns(year, school) | about | shown, rows=len(school))
    first = fill_table(headings, release_columns(year) | country, rows=1)
    return pl.concat([first, rows])


def _rates(absence: Absence, rows: Ints, column: int) -> dict[str, Floats]:
    """Per cent of sessions, and of pupils."""
    overall, without = absence.overall[rows, column], absence.unauthorised[rows, column]
    return {
        "sess_overall_percent": overall,
        "sess_authorised_percent": overall - without,
        "sess_unauthorised_percent": without,
        "enrolments_pa_10_exact_percent": absence.persistent[rows, column],
    }
