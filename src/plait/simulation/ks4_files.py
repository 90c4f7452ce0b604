"""The Key Stage 4 tables of a year."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from plait.simulation.draws import Bools, Floats, Ints
from plait.simulation.effects import EXAM_YEARS
from plait.simulation.fitted import load_fitted
from plait.simulation.histories import FIRST_URN
from plait.simulation.ks4 import Ks4
from plait.simulation.schools import ALTERNATIVE, BOYS, GIRLS, INDEPENDENT, SECONDARY, SPECIAL
from plait.simulation.tables import Column, number, official_headings, percent, whole, withhold, write_table
from plait.simulation.yearly import TOO_FEW, Year, pupil_weighted, table_columns

LAST_PROGRESS_YEAR = 2023  # the pupils of 2024/25 took no tests at the end of primary school
_BANDINGS = ("5", "4", "3", "2", "1")  # from well below to well above average
_NATIONAL_OTHERS_A8, _NATIONAL_OTHERS_P8 = 50.2, 0.17  # other pupils in the country, to whom gaps are measured
_LOW_COVERAGE = 97  # one school in so many has too few pupils with prior results

Columns = dict[str, Column]


@dataclass(frozen=True, slots=True)
class _Cohort:
    """The cohort of one year of the schools that stand in the table, in order of URN."""

    year: Year
    ks4: Ks4
    rows: Ints
    column: int

    @property
    def school(self) -> Ints:
        return np.asarray(self.ks4.school[self.rows])

    @property
    def pupils(self) -> Ints:
        return np.asarray(self.ks4.cohort[self.rows, self.column])

    @property
    def boys(self) -> Ints:
        return np.asarray(self.ks4.boys[self.rows, self.column])

    @property
    def disadvantaged(self) -> Ints:
        return np.asarray(self.ks4.disadvantaged[self.rows, self.column])

    def figure(self, name: str) -> Floats:
        return np.asarray(self.ks4.figures[name][self.rows, self.column])

    def is_of(self, *phases: int) -> Bools:
        return np.isin(self.year.sector.schools.phase[self.school], phases)

    @property
    def few(self) -> Bools:
        """Too small a cohort to publish."""
        return np.asarray(self.pupils <= TOO_FEW)

    @property
    def hidden(self) -> Bools:
        """Too small a group, of the disadvantaged or of the others, to publish."""
        others = self.pupils - self.disadvantaged
        return self.few | (self.disadvantaged <= TOO_FEW) | (others <= TOO_FEW)

    @property
    def no_entries(self) -> Bools:
        """Special schools and alternative provision that entered nobody for the qualifications that count."""
        return np.asarray(self.is_of(SPECIAL, ALTERNATIVE) & (self.school % 3 == 0))

    @property
    def low_coverage(self) -> Bools:
        """Too few pupils with prior results."""
        urn = self.year.urn(self.school)
        return np.asarray((urn - FIRST_URN + 31 * self.year.start) % _LOW_COVERAGE == 0)


def write_ks4(path: Path, year: Year) -> None:
    """Write `england_ks4final` of one year."""
    ks4 = year.sector.ks4
    rows = year.open_rows(ks4.school)
    cohort = _Cohort(year=year, ks4=ks4, rows=rows, column=EXAM_YEARS.index(year.start))
    columns: Columns = table_columns(year, cohort.school)
    columns |= _pupil_columns(cohort) | _attainment_columns(cohort) | _group_columns(cohort)
    headings: tuple[str, ...] = official_headings("ks4_final")
    if year.start <= LAST_PROGRESS_YEAR:
        columns |= _progress_columns(cohort)
    else:
        headings = tuple(h for h in headings if not h.startswith(("P8", "TP8", "DIFFN_P8")))
    totals = _totals(cohort)
    write_table(path, "ks4_final", columns, rows=len(rows), encoding="utf-8-sig", totals=totals, only=headings)


def _pupil_columns(cohort: _Cohort) -> Columns:
    n, boys, group = cohort.pupils, cohort.boys, cohort.disadvantaged
    base, private = np.maximum(n, 1), cohort.is_of(INDEPENDENT)
    columns: Columns = {
        "TPUP": whole(n),
        "BPUP": whole(boys),
        "GPUP": whole(n - boys),
        "PBPUP": percent(boys / base * 100),
        "PGPUP": percent((n - boys) / base * 100),
        "KS2ASS": withhold(withhold(number(cohort.figure("prior"), 1), cohort.few, "SUPP"), private, "NA"),
    }
    low, high = _round_share(cohort.figure("prior_lo"), n), _round_share(cohort.figure("prior_hi"), n)
    high = np.minimum(high, n - low)
    context = {k: v[cohort.school, cohort.year.column] for k, v in cohort.year.sector.panel.context.items()}
    for count, values, hidden in (
        ("TPRIORLO", low, cohort.few),
        ("TPRIORAV", n - low - high, cohort.few),
        ("TPRIORHI", high, cohort.few),
        ("TFSM6CLA1A", group, cohort.hidden),
        ("TNOTFSM6CLA1A", n - group, cohort.hidden),
        ("TEALGRP2", _round_share(context["eal"], n), cohort.few),
        ("SENE4", _round_share(context["ehc"], n), cohort.few),
        ("SENK4", _round_share(context["sen_support"], n), cohort.few),
    ):
        for heading, shown in ((count, whole(values)), (f"P{count}", percent(values / base * 100))):
            columns[heading] = withhold(withhold(shown, hidden, "SUPP"), private, "NA")
    return columns


def _round_share(share: Floats, pupils: Ints) -> Ints:
    return np.floor(share * pupils / 100 + 0.5).astype(np.int64)


def _attainment_columns(cohort: _Cohort) -> Columns:
    shown = {
        "ATT8SCR": number(cohort.figure("a8"), 1),
        "ATT8SCRENG": number(cohort.figure("a8") * 0.212, 1),
        "ATT8SCRMAT": number(cohort.figure("a8") * 0.198, 1),
        "EBACCAPS": number(cohort.figure("aps"), 2),
        "PTL2BASICS_95": percent(cohort.figure("basics_95")),
        "PTL2BASICS_94": percent(cohort.figure("basics_94")),
        "PTEBACC_E_PTQ_EE": percent(cohort.figure("entry")),
        "PTEBACC_94": percent(cohort.figure("ebacc_94")),
        "PTEBACC_95": percent(cohort.figure("ebacc_95")),
    }
    return {k: withhold(withhold(v, cohort.few, "SUPP"), cohort.no_entries, "NE") for k, v in shown.items()}


def _group_columns(cohort: _Cohort) -> Columns:
    """Attainment of the disadvantaged and the others, of girls and of boys."""
    shown = {
        "ATT8SCR_FSM6CLA1A": number(cohort.figure("a8_dis"), 1),
        "ATT8SCR_NFSM6CLA1A": number(cohort.figure("a8_other"), 1),
        "DIFFN_ATT8": number(cohort.figure("a8_dis") - _NATIONAL_OTHERS_A8, 1),
        "PTFSM6CLA1ABASICS_95": percent(cohort.figure("basics_95_dis")),
        "PTNOTFSM6CLA1ABASICS_95": percent(cohort.figure("basics_95_other")),
    }
    columns: Columns = {}
    for heading, values in shown.items():
        held = withhold(withhold(values, cohort.hidden, "SUPP"), cohort.no_entries, "NE")
        columns[heading] = withhold(held, cohort.is_of(INDEPENDENT), "NA")
    gender = cohort.year.sector.schools.gender[cohort.school]
    for name, other, n in (("GIRLS", BOYS, cohort.pupils - cohort.boys), ("BOYS", GIRLS, cohort.boys)):
        held = withhold(number(cohort.figure(f"a8_{name.lower()}"), 1), cohort.few | (n <= TOO_FEW), "SUPP")
        columns[f"ATT8SCR_{name}"] = withhold(held, cohort.no_entries | (gender == other), "NE")
    return columns


def _progress_columns(cohort: _Cohort) -> Columns:
    """Progress 8 with its 95 % interval, for all and for each group."""
    n, group, boys = cohort.pupils, cohort.disadvantaged, cohort.boys
    p8, girls_share = cohort.figure("p8"), (n - boys) / np.maximum(n, 1)
    gender = cohort.year.sector.schools.gender[cohort.school]
    coverage = percent(np.where(cohort.low_coverage, 41.0, 94.0 + cohort.school % 5))
    columns: Columns = {
        "P8MEACOV": _code(cohort, coverage, cohort.few),
        "TP8ADJ": _code(cohort, whole(n // 60), cohort.few),
        "DIFFN_P8MEA": _code(cohort, number(cohort.figure("p8_dis") - _NATIONAL_OTHERS_P8, 2), cohort.hidden),
        "P8_BANDING": _code(cohort, band_progress(p8, cohort.figure("p8_half")), cohort.few),
    }
    columns |= _progress_of(cohort, "", p8, n, cohort.few)
    columns |= _progress_of(cohort, "_FSM6CLA1A", cohort.figure("p8_dis"), group, cohort.hidden)
    columns |= _progress_of(cohort, "_NFSM6CLA1A", cohort.figure("p8_other"), n - group, cohort.hidden)
    girls = _progress_of(cohort, "_GIRLS", p8 + 0.2 * (1 - girls_share), n - boys, n - boys <= TOO_FEW)
    columns |= {heading: withhold(values, gender == BOYS, "NE") for heading, values in girls.items()}
    lads = _progress_of(cohort, "_BOYS", p8 - 0.2 * girls_share, boys, boys <= TOO_FEW)
    return columns | {heading: withhold(values, gender == GIRLS, "NE") for heading, values in lads.items()}


def _progress_of(cohort: _Cohort, suffix: str, value: Floats, pupils: Ints, small: Bools) -> dict[str, pl.Series]:
    counted = np.floor(pupils * 0.95 + 0.5).astype(np.int64)
    half = 1.96 * load_fitted()["secondary"]["persistence"]["p8_pupil_sd"] / np.sqrt(np.maximum(counted, 1))
    return {
        f"P8PUP{suffix}": _code(cohort, whole(counted), small),
        f"P8MEA{suffix}": _code(cohort, number(value, 2), small),
        f"P8CILOW{suffix}": _code(cohort, number(value - half, 2), small),
        f"P8CIUPP{suffix}": _code(cohort, number(value + half, 2), small),
    }


def _code(cohort: _Cohort, values: pl.Series, small: Bools) -> pl.Series:
    """The codes of Progress 8, the last one that applies standing."""
    held = withhold(withhold(values, cohort.low_coverage, "LOWCOV"), small | cohort.few, "SUPP")
    return withhold(withhold(held, cohort.no_entries, "NE"), cohort.is_of(INDEPENDENT), "NP")


def band_progress(value: Floats, half: Floats, names: tuple[str, ...] = _BANDINGS) -> pl.Series:
    """The five bands of the performance tables, from well below to well above average."""
    below, above = value + half < 0, value - half > 0
    low = np.where(below & (value < -0.5), 0, 1)
    high = np.where(above & (value >= 0.5), 4, 3)
    return pl.Series(names).gather(pl.Series(np.where(below, low, np.where(above, high, 2))))


def _totals(cohort: _Cohort) -> list[dict[str, str]]:
    """Rows of authorities (RECTYPE 4), of all schools (5) and of state-funded schools (7)."""
    n, state = cohort.pupils, ~cohort.is_of(INDEPENDENT)
    code = cohort.year.sector.la_code(cohort.school)
    groups = [("4", str(la), state & (code == la)) for la in cohort.year.sector.authorities.code.tolist()]
    groups += [("5", "", np.ones(len(n), dtype=bool)), ("7", "", state)]
    totals = []
    for kind, la, where in groups:
        row = {"RECTYPE": kind, "LEA": la, "TPUP": str(int(n[where].sum()))}
        row["ATT8SCR"] = f"{pupil_weighted(cohort.figure('a8'), n, where):.1f}"
        row["PTL2BASICS_95"] = f"{pupil_weighted(cohort.figure('basics_95'), n, where):.1f}%"
        row["PTL2BASICS_94"] = f"{pupil_weighted(cohort.figure('basics_94'), n, where):.1f}%"
        row["EBACCAPS"] = f"{pupil_weighted(cohort.figure('aps'), n, where):.2f}"
        if cohort.year.start <= LAST_PROGRESS_YEAR:
            row["P8MEA"] = f"{pupil_weighted(cohort.figure('p8'), n, where & cohort.is_of(SECONDARY)):.2f}"
        totals.append(row)
    return totals
