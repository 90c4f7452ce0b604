"""Destinations after Key Stage 4, published two years after the cohort has left."""

from pathlib import Path

import numpy as np

from plait.simulation.draws import Bools, Floats, Ints
from plait.simulation.effects import EXAM_YEARS
from plait.simulation.schools import INDEPENDENT
from plait.simulation.tables import Column, official_headings, percent, whole, withhold, write_table
from plait.simulation.yearly import Year, pupil_weighted, table_columns

DESTINATION_YEARS = (2016, 2017, 2018, 2021, 2022, 2023)
_TOO_FEW = 10  # pupils: destinations of as many or fewer are withheld
Columns = dict[str, Column]

_DESTINATIONS = {"APPREN": 0.04, "EMPLOYMENT": 0.035, "FE": 0.33, "SCH_6TH": 0.38, "SIXTH_COL": 0.13, "OTHER_EDU": 0.01}
_EDUCATION = ("FE", "SCH_6TH", "SIXTH_COL", "OTHER_EDU")


def write_destinations(path: Path, year: Year) -> None:
    """Write `england_ks4-pupdest`: the cohort left two years before the year of the tables."""
    ks4 = year.sector.ks4
    column = max(EXAM_YEARS.index(year.start) - 2, 0)
    rows = year.open_rows(ks4.school)
    rows = rows[year.sector.schools.phase[ks4.school[rows]] != INDEPENDENT]
    school = ks4.school[rows]
    columns: Columns = table_columns(year, school)
    cohort, group = ks4.cohort[rows, column], ks4.disadvantaged[rows, column]
    rate = ks4.figures["destination"][rows, column] / 100
    sixth = year.sector.schools.sixth_form[school]
    for suffix, n, share in (
        ("", cohort, rate),
        ("_DIS", group, rate - 0.06),
        ("_NONDIS", cohort - group, rate + 0.02),
    ):
        columns |= _destination_columns(suffix, n, np.clip(share, 0.0, 1.0), sixth)
    late = year.start % 100
    earlier = [max(EXAM_YEARS.index(year.start) - k, 0) for k in (3, 4)]
    headings = list(official_headings("ks4_destinations"))
    for old, new, at in (("_21", f"_{late - 1}", earlier[0]), ("_20", f"_{late - 2}", earlier[1])):
        headings = [h.removesuffix(old) + new if h.endswith(old) else h for h in headings]
        n = ks4.cohort[rows, at]
        few = n <= _TOO_FEW
        columns[f"COHORT{new}"] = withhold(whole(n), few, "SUPP")
        columns[f"OVERALL_DESTPER{new}"] = withhold(percent(ks4.figures["destination"][rows, at]), few, "SUPP")
    everybody = np.ones(len(rows), dtype=bool)
    overall = pupil_weighted(ks4.figures["destination"][rows, column], cohort, everybody)
    totals = [{"RECTYPE": "NAT", "COHORT": str(int(cohort.sum())), "OVERALL_DESTPER": f"{overall:.0f}%"}]
    write_table(path, headings, columns, rows=len(rows), encoding="utf-8-sig", totals=totals)


def _destination_columns(suffix: str, cohort: Ints, rate: Floats, sixth: Bools) -> Columns:
    """Counts and percentages; ten pupils or fewer are withheld, and a small percentage stands as SP."""
    few = cohort <= _TOO_FEW
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
