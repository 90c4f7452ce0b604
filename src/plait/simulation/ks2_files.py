"""The Key Stage 2 tables of a year."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from plait.simulation.draws import Bools, Floats, Ints
from plait.simulation.effects import EXAM_YEARS
from plait.simulation.histories import FIRST_URN
from plait.simulation.ks2 import Ks2
from plait.simulation.schools import SPECIAL
from plait.simulation.tables import Column, number, official_headings, percent, whole, withhold, write_table
from plait.simulation.yearly import TOO_FEW, Year, pupil_weighted, table_columns

LAST_PROGRESS_YEAR = 2022  # the pupils of 2023/24 were not assessed at the end of Key Stage 1
_THREE_YEAR_FROM = 2017  # three years of comparable tests, all held
_LOW_COVERAGE = 151  # one school in so many has too few pupils with prior results
_SUBJECTS = {"READ": "read", "GPS": "gps", "MAT": "mat"}

Columns = dict[str, Column]


def write_ks2(path: Path, year: Year) -> None:
    """Write `england_ks2final` of one year."""
    ks2, column = year.sector.ks2, EXAM_YEARS.index(year.start)
    rows = year.open_rows(ks2.school)
    school = ks2.school[rows]
    columns: Columns = table_columns(year, school)
    columns |= _pupil_columns(year, ks2, rows, column)
    columns |= _attainment_columns(year, ks2, rows, column)
    headings = official_headings("ks2_final")
    if year.start <= LAST_PROGRESS_YEAR:
        columns |= _progress_columns(year, ks2, rows, column)
    else:
        headings = tuple(
            h for h in headings if not h.startswith(("READPROG", "WRITPROG", "MATPROG", "READCOV", "WRITCOV", "MATCOV"))
        )
    totals = _totals(year, ks2, rows, column)
    write_table(path, "ks2_final", columns, rows=len(rows), encoding="utf-8-sig", totals=totals, only=headings)


def _take(ks2: Ks2, rows: Ints, column: int) -> Callable[[str], Floats]:
    return lambda name: ks2.figures[name][rows, column]


def _pupil_columns(year: Year, ks2: Ks2, rows: Ints, column: int) -> Columns:
    cohort, boys, group = ks2.cohort[rows, column], ks2.boys[rows, column], ks2.disadvantaged[rows, column]
    school = ks2.school[rows]
    base = np.maximum(cohort, 1)
    few, hidden = cohort <= TOO_FEW, hide_groups(cohort, group)
    context = {name: year.sector.panel.context[name][school, year.column] for name in ("eal", "ehc", "sen_support")}
    counts = {name: np.floor(values * cohort / 100 + 0.5).astype(np.int64) for name, values in context.items()}
    columns: Columns = {
        "TPUPYEAR": whole(cohort), "TELIG": whole(cohort),
        "BELIG": withhold(whole(boys), few, "SUPP"), "GELIG": withhold(whole(cohort - boys), few, "SUPP"),
        "PBELIG": withhold(percent(boys / base * 100), few, "SUPP"),
        "PGELIG": withhold(percent((cohort - boys) / base * 100), few, "SUPP"),
        "TFSM6CLA1A": withhold(whole(group), hidden, "SUPP"),
        "PTFSM6CLA1A": withhold(percent(group / base * 100), hidden, "SUPP"),
        "TNotFSM6CLA1A": withhold(whole(cohort - group), hidden, "SUPP"),
        "PTNotFSM6CLA1A": withhold(percent((cohort - group) / base * 100), hidden, "SUPP"),
    }  # fmt: skip
    for count, share, values in (
        ("TEALGRP2", "PTEALGRP2", counts["eal"]),
        ("TSENELE", "PSENELE", counts["ehc"]),
        ("TSENELK", "PSENELK", counts["sen_support"]),
    ):
        columns[count] = withhold(whole(values), few, "SUPP")
        columns[share] = withhold(percent(values / base * 100), few, "SUPP")
    return columns


def hide_groups(cohort: Ints, group: Ints) -> Bools:
    """Schools one of whose two groups, or whose cohort, is too small to publish."""
    return (cohort <= TOO_FEW) | (group <= TOO_FEW) | (cohort - group <= TOO_FEW)


def _attainment_columns(year: Year, ks2: Ks2, rows: Ints, column: int) -> Columns:
    take = _take(ks2, rows, column)
    cohort, group = ks2.cohort[rows, column], ks2.disadvantaged[rows, column]
    few, hidden = cohort <= TOO_FEW, hide_groups(cohort, group)
    absent = (year.sector.schools.phase[ks2.school[rows]] == SPECIAL) & (ks2.school[rows] % 2 == 0)

    def shown(values: pl.Series) -> pl.Series:
        return withhold(withhold(values, few, "SUPP"), absent, "NE")

    columns: Columns = {
        "PTRWM_EXP": shown(percent(take("rwm"))),
        "PTRWM_HIGH": shown(percent(take("rwm_high"))),
        "PTWRITTA_EXP": shown(percent(take("writ_exp"))),
        "PTWRITTA_HIGH": shown(percent(take("writ_high") * 0.5)),
        "PTSCITA_EXP": shown(percent(np.minimum(take("mat_exp") + 7, 100))),
        "PTRWM_EXP_FSM6CLA1A": withhold(shown(percent(take("rwm_dis"))), hidden, "SUPP"),
        "PTRWM_EXP_NotFSM6CLA1A": withhold(shown(percent(take("rwm_other"))), hidden, "SUPP"),
        "DIFFN_RWM_EXP": withhold(shown(number(take("rwm_dis") - 67, 0)), hidden, "SUPP"),
    }
    for heading, name in _SUBJECTS.items():
        columns[f"PT{heading}_EXP"] = shown(percent(take(f"{name}_exp")))
        columns[f"PT{heading}_HIGH"] = shown(percent(take(f"{name}_high")))
        columns[f"{heading}_AVERAGE"] = shown(number(take(name), 0))
    if year.start >= _THREE_YEAR_FROM and column >= 2 and EXAM_YEARS[column - 2] == year.start - 2:
        columns |= _three_years(ks2, rows, column)
    return columns


def _three_years(ks2: Ks2, rows: Ints, column: int) -> Columns:
    pupils = ks2.cohort[rows, column - 2 : column + 1]
    total = pupils.sum(axis=1)
    few = total <= TOO_FEW

    def mean(name: str) -> Floats:
        part = ks2.figures[name][rows, column - 2 : column + 1] * pupils
        return np.asarray((part[:, 0] + part[:, 1] + part[:, 2]) / np.maximum(total, 1))

    return {
        "TELIG_3YR": whole(total),
        "PTRWM_EXP_3YR": withhold(percent(mean("rwm")), few, "SUPP"),
        "READ_AVERAGE_3YR": withhold(number(mean("read"), 0), few, "SUPP"),
        "MAT_AVERAGE_3YR": withhold(number(mean("mat"), 0), few, "SUPP"),
    }


def _progress_columns(year: Year, ks2: Ks2, rows: Ints, column: int) -> Columns:
    take = _take(ks2, rows, column)
    few = ks2.cohort[rows, column] <= TOO_FEW
    urn = year.urn(ks2.school[rows])
    thin = ((urn - FIRST_URN + 17 * year.start) % _LOW_COVERAGE) == 0
    columns: Columns = {}

    def coded(values: pl.Series) -> pl.Series:
        return withhold(withhold(values, thin, "LOWCOV"), few, "SUPP")

    for heading, name in (("READ", "read"), ("WRIT", "writ"), ("MAT", "mat")):
        value, half = take(f"{name}prog"), take(f"{name}prog_half")
        columns[f"{heading}PROG"] = coded(number(value, 1))
        columns[f"{heading}PROG_LOWER"] = coded(number(value - half, 1))
        columns[f"{heading}PROG_UPPER"] = coded(number(value + half, 1))
        columns[f"{heading}COV"] = coded(percent(np.where(thin, 44.0, 93.0 + urn % 6)))
        columns[f"{heading}PROG_DESCR"] = coded(_describe(value, half))
    return columns


def _describe(value: Floats, half: Floats) -> pl.Series:
    """The published description: 1 well above average to 5 well below average."""
    above, below = value - half > 0, value + half < 0
    band = np.where(
        above & (value >= 3), 1, np.where(above, 2, np.where(below & (value <= -3), 5, np.where(below, 4, 3)))
    )
    return whole(band)


def _totals(year: Year, ks2: Ks2, rows: Ints, column: int) -> list[dict[str, str]]:
    """Rows of authorities (RECTYPE 3), of all schools (4) and of state-funded schools (5)."""
    take = _take(ks2, rows, column)
    cohort = ks2.cohort[rows, column]
    code = year.sector.la_code(ks2.school[rows])
    groups = [("3", str(la), code == la) for la in year.sector.authorities.code.tolist()]
    everybody = np.ones(len(rows), dtype=bool)
    groups += [("4", "", everybody), ("5", "", everybody)]
    return [
        {
            "RECTYPE": kind,
            "LEA": la,
            "TELIG": str(int(cohort[where].sum())),
            "PTRWM_EXP": f"{pupil_weighted(take('rwm'), cohort, where):.0f}%",
            "READ_AVERAGE": f"{pupil_weighted(take('read'), cohort, where):.0f}",
            "MAT_AVERAGE": f"{pupil_weighted(take('mat'), cohort, where):.0f}",
        }
        for kind, la, where in groups
    ]
