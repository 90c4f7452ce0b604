"""The tables of sixth forms: A levels, all academic qualifications, applied general and tech level qualifications."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from plait.simulation.draws import Bools, Floats, Ints, settle
from plait.simulation.effects import EXAM_YEARS
from plait.simulation.fitted import from_scores, load_fitted
from plait.simulation.tables import Column, choose, number, percent, whole, withhold, write_table
from plait.simulation.yearly import TOO_FEW, Year, pupil_weighted, table_columns

_VALUE_ADDED_SD = 0.75  # of an A level grade, within a school
_VALUE_ADDED_OF_EFFECT = 0.6  # grades of value added for one pupil SD of effect at Key Stage 4
_NO_VALUE_ADDED = (2021, 2022)  # these students' GCSEs were not examined
_MEAN_POINTS = 33.0  # of an A level entry, at which the fits of other qualifications are centred
_ENTRIES_EACH = {"ALEV": 3, "ACAD": 3, "AGEN": 1}
_TABLE_REGIONS = ("1", "6", "10", "14", "17", "20", "32", "25", "30")  # the numbers the tables give to regions

Columns = dict[str, Column]
Figures = dict[str, pl.Series]


@dataclass(frozen=True, slots=True)
class _SixthForms:
    """One entry for each sixth form that is open, in order of school: students, A level points and value added."""

    rows: Ints
    school: Ints
    students: Ints
    academic: Ints
    points: Floats
    added: Floats


def write_ks5(path: Path, year: Year) -> None:
    """Write `england_ks5final` of one year."""
    rng = year.sector.seed.stream(f"ks5 {year.start}")
    forms, behind = _sit_examinations(rng, year)
    columns: Columns = table_columns(year, forms.school)
    columns["REGION"] = choose(_TABLE_REGIONS, year.sector.schools.region[forms.school])
    columns |= _academic_columns(forms) | _disadvantage_columns(forms.academic, forms.points, behind)
    columns |= _resit_columns(forms) | _vocational_columns(year, forms)
    if year.start not in _NO_VALUE_ADDED:
        columns |= _value_added_columns(year, forms)
    mean = pupil_weighted(forms.points, forms.academic, np.ones(len(forms.rows), dtype=bool))
    totals = [{"RECTYPE": kind, "TALLPPE_ALEV_1618": f"{mean:.2f}"} for kind in ("5", "7")]
    write_table(path, "ks5_final", columns, rows=len(forms.rows), encoding="utf-8-sig", totals=totals)


def _sit_examinations(rng: np.random.Generator, year: Year) -> tuple[_SixthForms, Floats]:
    """The sixth forms, and how many points their disadvantaged students are behind the others."""
    sector, ks4, column = year.sector, year.sector.ks4, EXAM_YEARS.index(year.start)
    rows = np.flatnonzero(sector.schools.sixth_form[ks4.school] & year.is_open(ks4.school))
    school = ks4.school[rows]
    told = load_fitted()["sixth_form"]
    size = 0.8 * sector.schools.scores["pupils"][school] + 0.6 * rng.standard_normal(len(rows))
    students = np.floor(from_scores(size, told["pupils"])).astype(np.int64)
    academic = np.maximum(students * 85 // 100, 1)
    chance = _VALUE_ADDED_SD / np.sqrt(academic) * rng.standard_normal(len(rows))
    added = settle(_VALUE_ADDED_OF_EFFECT * sector.panel.effect["ks4"][school, year.column] + chance)
    intercept, slope = told["ppe"]
    level = intercept + slope * (ks4.figures["a8"][rows, column] - 46)
    points = np.clip(level + 0.7 * told["sd"] * rng.standard_normal(len(rows)) + 4 * added, 8.0, 58.0)
    behind = 3.7 + 1.8 * rng.standard_normal(len(rows))
    forms = _SixthForms(
        rows=rows, school=school, students=students, academic=academic, points=settle(points), added=added
    )
    return forms, behind


def _academic_columns(forms: _SixthForms) -> Columns:
    few, points, added = forms.academic <= TOO_FEW, forms.points, forms.added
    above = load_fitted()["sixth_form"]["academic"]["ppe_above"]
    shown = {
        "TALLPPE_ALEV_1618": number(points, 2),
        "TALLPPEGRD_ALEV_1618": _grade(points),
        "TALLPPE_ACAD_1618": number(points + above, 2),
        "TB3PTSE": number(points + 0.4, 2),
        "PTAAB_2FAC": number(np.clip((points - 24) * 1.6, 0, 100), 1) + "%",
        "PT_Retained_ALEV_Ret": percent(np.clip(92 + 4 * added, 60, 100)),
        "PT_Retained_ACAD_Ret": percent(np.clip(_retained("academic") + 4 * added, 60, 100)),
    }
    columns: Columns = {heading: withhold(values, few, "SUPP") for heading, values in shown.items()}
    for heading in ("TPUP1618", "TALLPUP_1618"):
        columns[heading] = whole(forms.students)
    for heading in ("TALLPUP_ALEV_1618", "TALLPUP_ACAD_1618", "T_InScope_ALEV_Ret", "T_InScope_ACAD_Ret"):
        columns[heading] = whole(forms.academic)
    for heading in ("TINCLUDE_B3", "TINCLUDE_AAB_2FAC"):
        columns[heading] = whole(forms.academic * 7 // 10)
    return columns


def _retained(kind: str) -> float:
    return float(load_fitted()["sixth_form"][kind]["retained"])


def _resit_columns(forms: _SixthForms) -> Columns:
    """Progress of the students who came without grade 4 in English or maths."""
    columns: Columns = {}
    for subject, scope, part in (("E", forms.students // 9, 0.5), ("M", forms.students // 8, 0.4)):
        columns[f"T_SCOPEEX_{subject}"] = whole(scope)
        columns[f"PROGEX_{subject}"] = withhold(number(forms.added * part, 2), scope <= TOO_FEW, "SUPP")
    return columns


def _disadvantage_columns(academic: Ints, points: Floats, behind: Floats) -> Columns:
    poor = np.maximum(academic // 6, 1)
    others = academic - poor
    hidden = (poor <= TOO_FEW) | (others <= TOO_FEW)
    share = poor / academic
    return {
        "TALLPUP_ALEV_1618_DIS": whole(poor),
        "TALLPUP_ALEV_1618_NOTDIS": whole(others),
        "TALLPPE_ALEV_1618_DIS": withhold(number(np.clip(points - behind * (1 - share), 5, 58), 2), hidden, "SUPP"),
        "TALLPPE_ALEV_1618_NOTDIS": withhold(number(points + behind * share, 2), hidden, "SUPP"),
    }


def _grade(points: Floats) -> pl.Series:
    """Average points as a grade: ten points for each grade from E, thirds of a grade between."""
    grades = [f"{letter}{sign}" for letter in "EDCBA" for sign in ("-", "", "+")]
    at = np.clip(np.floor((points - 10 + 5) / 10 * 3), 0, len(grades) - 1).astype(np.int64)
    return choose(grades, at)


def _vocational_columns(year: Year, forms: _SixthForms) -> Columns:
    """Applied general and tech level results of the schools that offer them; the same schools do every year."""
    columns: Columns = {}
    for kind, code in (("applied", "AGEN"), ("tech", "TLEV")):
        told: dict[str, Any] = load_fitted()["sixth_form"][kind]
        offers, students = _offer(year, forms, kind)
        luck = year.sector.seed.stream(f"ks5 {kind} {year.start}").standard_normal(len(forms.rows))
        intercept, slope = told["ppe"]
        points = np.clip(intercept + slope * (forms.points - _MEAN_POINTS) + told["sd"] * luck, 5.0, 55.0)
        few = students <= TOO_FEW
        figures = {f"TALLPPE_{code}": number(points, 2)}
        if kind == "applied":
            figures["PT_Retained_AGEN_Ret"] = percent(np.clip(told["retained"] + 5 * luck, 40, 100))
            columns["T_InScope_AGEN_Ret"] = withhold(whole(students), ~offers, "NE")
        columns |= _code_figures(figures, few, offers)
        columns[f"TALLPUP_{code}"] = withhold(whole(students), ~offers, "NE")
    return columns


def _offer(year: Year, forms: _SixthForms, kind: str) -> tuple[Bools, Ints]:
    """Which sixth forms offer qualifications of a kind, and how many students take them."""
    told = load_fitted()["sixth_form"][kind]
    steady = year.sector.seed.stream(f"ks5 {kind}").random((year.sector.schools.n, 2))[forms.school]
    offers: Bools = steady[:, 0] < told["share"]
    drawn = np.floor(forms.students * told["of_students"] * (0.5 + steady[:, 1]) + 0.5)
    return offers, np.where(offers, np.maximum(drawn, 1), 0).astype(np.int64)


def _code_figures(figures: Figures, few: Bools, offers: Bools) -> Figures:
    """Too few students are withheld; where nobody is entered, NE stands."""
    return {heading: withhold(withhold(values, few, "SUPP"), ~offers, "NE") for heading, values in figures.items()}


def _value_added_columns(year: Year, forms: _SixthForms) -> Columns:
    """Value added with its 95 % interval, in A levels, all academic and applied general qualifications."""
    told = load_fitted()["sixth_form"]
    everybody = np.ones(len(forms.rows), dtype=bool)
    offers, applied = _offer(year, forms, "applied")
    own = told["applied"]["va_sd"] * year.sector.seed.stream("ks5 added").standard_normal(year.sector.schools.n)
    columns: Columns = {}
    for code, value, students, offered in (
        ("ALEV", forms.added, forms.academic, everybody),
        ("ACAD", forms.added * told["academic"]["va_slope"], forms.academic, everybody),
        ("AGEN", 0.5 * forms.added + own[forms.school], applied, offers),
    ):
        half = 1.96 * _VALUE_ADDED_SD / np.sqrt(np.maximum(students, 1))
        figures = {
            f"VA_INS_{code}": number(value, 2),
            f"LCI_INS_{code}": number(value - half, 2),
            f"UCI_INS_{code}": number(value + half, 2),
        }
        columns |= _code_figures(figures, students <= TOO_FEW, offered)
        columns[f"ENTRIES_{code}"] = withhold(whole(students * _ENTRIES_EACH[code]), ~offered, "NE")
    return columns
