"""The Key Stage 4 tables of a year, and destinations after Key Stage 4."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from plait.simulation.draws import Bools, Floats, Ints
from plait.simulation.effects import EXAM_YEARS
from plait.simulation.fitted import load_fitted
from plait.simulation.histories import FIRST_URN
from plait.simulation.ks4 import Ks4
from plait.simulation.schools import ALTERNATIVE, BOYS, GIRLS, INDEPENDENT, SECONDARY, SPECIAL
from plait.simulation.tables import number, official_headings, percent, whole, withhold, write_table
from plait.simulation.yearly import TOO_FEW, Year, pupil_weighted, table_columns

LAST_PROGRESS_YEAR = 2023  # the pupils of 2024/25 took no tests at the end of primary school
DESTINATION_YEARS = (2016, 2017, 2018, 2021, 2022, 2023)
_BANDS = ("Well below average", "Below average", "Average", "Above average", "Well above average")
_BANDINGS = ("5", "4", "3", "2", "1")

Columns = dict[str, pl.Series | list[str] | str]


def write_ks4(path: Path, year: Year) -> None:
    """Write `england_ks4final` of one year."""
    ks4, column = year.sector.ks4, EXAM_YEARS.index(year.start)
    rows = _listed(year, ks4)
    school = ks4.school[rows]
    columns: Columns = table_columns(year, school) | _pupil_columns(year, ks4, rows, column)
    columns |= _attainment_columns(year, ks4, rows, column)
    headings: tuple[str, ...] = official_headings("ks4_final")
    if year.start <= LAST_PROGRESS_YEAR:
        columns |= _progress_columns(year, ks4, rows, column)
    else:
        headings = tuple(h for h in headings if not h.startswith(("P8", "TP8", "DIFFN_P8")))
    totals = _totals(year, ks4, rows, column)
    write_table(path, "ks4_final", columns, rows=len(rows), encoding="utf-8-sig", totals=totals, only=headings)


def _listed(year: Year, ks4: Ks4) -> Ints:
    rows = np.flatnonzero(year.is_open(ks4.school))
    urn = year.records.urn[year.record[ks4.school[rows]]]
    return rows[np.argsort(urn, kind="stable")]


def _take(ks4: Ks4, rows: Ints, column: int) -> Callable[[str], Floats]:
    return lambda name: ks4.figures[name][rows, column]


def few_of(year: Year, ks4: Ks4, rows: Ints, column: int) -> tuple[Bools, Bools]:
    """Schools whose cohort, and schools one of whose two groups, is too small to publish."""
    cohort, group = ks4.cohort[rows, column], ks4.disadvantaged[rows, column]
    few = cohort <= TOO_FEW
    return few, few | (group <= TOO_FEW) | (cohort - group <= TOO_FEW)


def _no_entries(year: Year, ks4: Ks4, rows: Ints) -> Bools:
    """Special schools and alternative provision that entered nobody for the qualifications that count."""
    phase = year.sector.schools.phase[ks4.school[rows]]
    return np.isin(phase, (SPECIAL, ALTERNATIVE)) & (ks4.school[rows] % 3 == 0)


def _pupil_columns(year: Year, ks4: Ks4, rows: Ints, column: int) -> Columns:
    cohort, boys = ks4.cohort[rows, column], ks4.boys[rows, column]
    group = ks4.disadvantaged[rows, column]
    take = _take(ks4, rows, column)
    few, hidden = few_of(year, ks4, rows, column)
    school = ks4.school[rows]
    private = year.sector.schools.phase[school] == INDEPENDENT
    base = np.maximum(cohort, 1)
    context = {name: year.sector.panel.context[name][school, year.column] for name in ("eal", "ehc", "sen_support")}
    counts = {name: np.floor(values * cohort / 100 + 0.5).astype(np.int64) for name, values in context.items()}
    low = np.floor(take("prior_lo") * cohort / 100 + 0.5).astype(np.int64)
    high = np.minimum(np.floor(take("prior_hi") * cohort / 100 + 0.5).astype(np.int64), cohort - low)

    def shown(values: pl.Series) -> pl.Series:
        return withhold(withhold(values, few, "SUPP"), private, "NA")

    def of_group(values: pl.Series) -> pl.Series:
        return withhold(withhold(values, hidden, "SUPP"), private, "NA")

    columns: Columns = {
        "TPUP": whole(cohort), "BPUP": whole(boys), "GPUP": whole(cohort - boys),
        "PBPUP": percent(boys / base * 100), "PGPUP": percent((cohort - boys) / base * 100),
        "KS2ASS": shown(number(take("prior"), 1)),
        "TFSM6CLA1A": of_group(whole(group)), "PTFSM6CLA1A": of_group(percent(group / base * 100)),
        "TNOTFSM6CLA1A": of_group(whole(cohort - group)), "PTNOTFSM6CLA1A": of_group(percent((cohort - group) / base * 100)),
    }  # fmt: skip
    for count, share, values in (
        ("TPRIORLO", "PTPRIORLO", low), ("TPRIORAV", "PTPRIORAV", cohort - low - high), ("TPRIORHI", "PTPRIORHI", high),
        ("TEALGRP2", "PTEALGRP2", counts["eal"]), ("SENE4", "PSENE4", counts["ehc"]), ("SENK4", "PSENK4", counts["sen_support"]),
    ):  # fmt: skip
        columns[count], columns[share] = shown(whole(values)), shown(percent(values / base * 100))
    return columns


def _attainment_columns(year: Year, ks4: Ks4, rows: Ints, column: int) -> Columns:
    take = _take(ks4, rows, column)
    few, hidden = few_of(year, ks4, rows, column)
    empty = _no_entries(year, ks4, rows)
    gender = year.sector.schools.gender[ks4.school[rows]]
    private = year.sector.schools.phase[ks4.school[rows]] == INDEPENDENT
    boys, cohort = ks4.boys[rows, column], ks4.cohort[rows, column]

    def shown(values: pl.Series) -> pl.Series:
        return withhold(withhold(values, few, "SUPP"), empty, "NE")

    def of_group(values: pl.Series) -> pl.Series:
        return withhold(withhold(withhold(values, hidden, "SUPP"), empty, "NE"), private, "NA")

    columns: Columns = {
        "ATT8SCR": shown(number(take("a8"), 1)),
        "ATT8SCRENG": shown(number(take("a8") * 0.212, 1)),
        "ATT8SCRMAT": shown(number(take("a8") * 0.198, 1)),
        "EBACCAPS": shown(number(take("aps"), 2)),
        "ATT8SCR_FSM6CLA1A": of_group(number(take("a8_dis"), 1)),
        "ATT8SCR_NFSM6CLA1A": of_group(number(take("a8_other"), 1)),
        "DIFFN_ATT8": of_group(number(take("a8_dis") - (46.6 + 3.6), 1)),
        "PTFSM6CLA1ABASICS_95": of_group(percent(take("basics_95_dis"))),
        "PTNOTFSM6CLA1ABASICS_95": of_group(percent(take("basics_95_other"))),
    }
    for name, figure in (("PTL2BASICS_95", "basics_95"), ("PTL2BASICS_94", "basics_94"), ("PTEBACC_E_PTQ_EE", "entry"), ("PTEBACC_94", "ebacc_94"), ("PTEBACC_95", "ebacc_95")):
        columns[name] = shown(percent(take(figure)))
    for name, other, n in (("GIRLS", BOYS, cohort - boys), ("BOYS", GIRLS, boys)):
        column_name = f"ATT8SCR_{name}"
        columns[column_name] = withhold(withhold(shown(number(take(f"a8_{name.lower()}"), 1)), n <= TOO_FEW, "SUPP"), gender == other, "NE")
    return columns


def _progress_columns(year: Year, ks4: Ks4, rows: Ints, column: int) -> Columns:
    take = _take(ks4, rows, column)
    few, hidden = few_of(year, ks4, rows, column)
    school = ks4.school[rows]
    phase = year.sector.schools.phase[school]
    empty = _no_entries(year, ks4, rows)
    cohort, group, boys = ks4.cohort[rows, column], ks4.disadvantaged[rows, column], ks4.boys[rows, column]
    gender = year.sector.schools.gender[school]
    thin = ((year.records.urn[year.record[school]] - FIRST_URN + 31 * year.start) % 211) == 0  # too few pupils with prior results
    sd = load_fitted()["secondary"]["persistence"]["p8_pupil_sd"]

    def coded(values: pl.Series, small: Bools) -> pl.Series:
        held = withhold(withhold(withhold(values, thin, "LOWCOV"), small, "SUPP"), empty, "NE")
        return withhold(held, phase == INDEPENDENT, "NP")

    columns: Columns = {
        "P8MEACOV": coded(percent(np.where(thin, 41.0, 94.0 + school % 5)), few),
        "TP8ADJ": coded(whole(cohort // 60), few),
    }
    other = cohort - group
    parts = (
        ("", take("p8"), cohort, few, "_", None),
        ("_FSM6CLA1A", take("p8_dis"), group, hidden, "_", None),
        ("_NFSM6CLA1A", take("p8_other"), other, hidden, "_", None),
        ("_GIRLS", take("p8") + 0.2 * boys / np.maximum(cohort, 1), cohort - boys, few | (cohort - boys <= TOO_FEW), "_", BOYS),
        ("_BOYS", take("p8") - 0.2 * (cohort - boys) / np.maximum(cohort, 1), boys, few | (boys <= TOO_FEW), "_", GIRLS),
    )
    for suffix, value, n, small, _, never in parts:
        pupils = np.floor(n * 0.95 + 0.5).astype(np.int64)
        half = 1.96 * sd / np.sqrt(np.maximum(pupils, 1))
        for heading, figure in (("P8MEA", value), ("P8CILOW", value - half), ("P8CIUPP", value + half)):
            shown = coded(number(figure, 2), small)
            columns[heading + suffix] = shown if never is None else withhold(shown, gender == never, "NE")
        columns["P8PUP" + suffix] = coded(whole(pupils), small)
    columns["DIFFN_P8MEA"] = coded(number(take("p8_dis") - 0.17, 2), hidden)
    columns["P8_BANDING"] = coded(band_progress(take("p8"), take("p8_half")), few)
    return columns


def band_progress(value: Floats, half: Floats, names: tuple[str, ...] = _BANDINGS) -> pl.Series:
    """The five bands of the performance tables, 1 for well above average to 5."""
    below, above = value + half < 0, value - half > 0
    band = np.where(below & (value < -0.5), 0, np.where(below, 1, np.where(above & (value >= 0.5), 4, np.where(above, 3, 2))))
    return pl.Series(names).gather(pl.Series(band))


def _totals(year: Year, ks4: Ks4, rows: Ints, column: int) -> list[dict[str, str]]:
    """Rows of authorities (RECTYPE 4), of all schools (5) and of state-funded schools (7)."""
    take = _take(ks4, rows, column)
    cohort = ks4.cohort[rows, column]
    school = ks4.school[rows]
    phase = year.sector.schools.phase[school]
    state = phase != INDEPENDENT
    code = year.sector.la_code(school)
    groups = [("4", str(la), state & (code == la)) for la in year.sector.authorities.code.tolist()]
    groups += [("5", "", np.ones(len(rows), dtype=bool)), ("7", "", state)]
    totals = []
    for kind, la, where in groups:
        row = {"RECTYPE": kind, "LEA": la, "TPUP": str(int(cohort[where].sum()))}
        row["ATT8SCR"] = f"{pupil_weighted(take('a8'), cohort, where):.1f}"
        row["PTL2BASICS_95"] = f"{pupil_weighted(take('basics_95'), cohort, where):.1f}%"
        row["PTL2BASICS_94"] = f"{pupil_weighted(take('basics_94'), cohort, where):.1f}%"
        row["EBACCAPS"] = f"{pupil_weighted(take('aps'), cohort, where):.2f}"
        if year.start <= LAST_PROGRESS_YEAR:
            row["P8MEA"] = f"{pupil_weighted(take('p8'), cohort, where & (phase == SECONDARY)):.2f}"
        totals.append(row)
    return totals


_DESTINATIONS = {"APPREN": 0.04, "EMPLOYMENT": 0.035, "FE": 0.33, "SCH_6TH": 0.38, "SIXTH_COL": 0.13, "OTHER_EDU": 0.01}
_EDUCATION = ("FE", "SCH_6TH", "SIXTH_COL", "OTHER_EDU")


def write_destinations(path: Path, year: Year) -> None:
    """Write `england_ks4-pupdest`: the cohort left two years before the year of the tables."""
    ks4 = year.sector.ks4
    column = max(EXAM_YEARS.index(year.start) - 2, 0)
    rows = _listed(year, ks4)
    rows = rows[year.sector.schools.phase[ks4.school[rows]] != INDEPENDENT]
    school = ks4.school[rows]
    columns: Columns = table_columns(year, school)
    cohort, group = ks4.cohort[rows, column], ks4.disadvantaged[rows, column]
    rate = ks4.figures["destination"][rows, column] / 100
    sixth = year.sector.schools.sixth_form[school]
    for suffix, n, share in (("", cohort, rate), ("_DIS", group, rate - 0.06), ("_NONDIS", cohort - group, rate + 0.02)):
        columns |= _destination_columns(suffix, n, np.clip(share, 0.0, 1.0), sixth)
    late = year.start % 100
    earlier = [max(EXAM_YEARS.index(year.start) - k, 0) for k in (3, 4)]
    headings = list(official_headings("ks4_destinations"))
    for old, new, at in (("_21", f"_{late - 1}", earlier[0]), ("_20", f"_{late - 2}", earlier[1])):
        headings = [h.removesuffix(old) + new if h.endswith(old) else h for h in headings]
        n = ks4.cohort[rows, at]
        few = n <= 10
        columns[f"COHORT{new}"] = withhold(whole(n), few, "SUPP")
        columns[f"OVERALL_DESTPER{new}"] = withhold(percent(ks4.figures["destination"][rows, at]), few, "SUPP")
    everybody = np.ones(len(rows), dtype=bool)
    overall = pupil_weighted(ks4.figures["destination"][rows, column], cohort, everybody)
    totals = [{"RECTYPE": "NAT", "COHORT": str(int(cohort.sum())), "OVERALL_DESTPER": f"{overall:.0f}%"}]
    write_table(path, headings, columns, rows=len(rows), encoding="utf-8-sig", totals=totals)


def _destination_columns(suffix: str, cohort: Ints, rate: Floats, sixth: Bools) -> Columns:
    """Counts and percentages; ten pupils or fewer are withheld, and a small percentage stands as SP."""
    few = cohort <= 10
    reached = np.floor(cohort * rate + 0.5).astype(np.int64)
    weight = {k: np.full(len(cohort), v) for k, v in _DESTINATIONS.items()}
    weight["SCH_6TH"] = np.where(sixth, 0.52, 0.14)
    weight["FE"] = np.where(sixth, 0.26, 0.50)
    total = sum(weight.values(), np.zeros(len(cohort)))
    counts = {k: np.floor(reached * w / total).astype(np.int64) for k, w in weight.items()}
    counts["FE"] = counts["FE"] + reached - sum(counts.values(), np.zeros(len(cohort), dtype=np.int64))
    counts["EDUCATION"] = sum((counts[k] for k in _EDUCATION), np.zeros(len(cohort), dtype=np.int64))
    counts["OVERALL_DEST"] = reached
    lost = cohort - reached
    counts["UNKNOWN"] = lost // 4
    counts["NOT_SUSTAINED"] = lost - counts["UNKNOWN"]
    columns: Columns = {f"COHORT{suffix}": withhold(whole(cohort), few, "SUPP")}
    for name, values in counts.items():
        columns[f"{name}{suffix}"] = withhold(whole(values), few, "SUPP")
        share = values / np.maximum(cohort, 1) * 100
        small = withhold(percent(share), (share > 0) & (share < 0.5), "SP")
        columns[f"{name}PER{suffix}"] = withhold(small, few, "SUPP")
    return columns


