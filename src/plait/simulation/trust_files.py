"""The tables of multi-academy trusts at Key Stages 2 and 4: pupil-weighted means over the schools that count."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from plait.simulation import kinds
from plait.simulation.draws import Bools, Floats, Ints
from plait.simulation.effects import EXAM_YEARS
from plait.simulation.fitted import load_fitted
from plait.simulation.ks2 import Ks2
from plait.simulation.ks4 import Ks4
from plait.simulation.ks4_files import band_progress
from plait.simulation.register_files import group_columns
from plait.simulation.schools import SECONDARY
from plait.simulation.sector import census_day
from plait.simulation.tables import Column, number, official_headings, percent, whole, withhold, write_table
from plait.simulation.yearly import TOO_FEW, Year

FEWEST_SCHOOLS = 3  # a trust is shown from three schools with results on
KS4_YEARS, KS2_YEARS = (2021, 2022, 2023), (2022, 2023, 2024)
_NEW_KS4_FROM = 2023  # two coverage columns fewer, names no longer in capitals
_BAND_NAMES = ("Well below average", "Below average", "Average", "Above average", "Well above average")

Columns = dict[str, Column]


@dataclass(frozen=True, slots=True)
class _Members:
    """Schools with results in a trust for the whole year: parallel arrays, and the trusts that are shown."""

    row: Ints  # row of the results
    trust: Ints
    shown: Ints  # trusts with enough schools, in order

    def total(self, values: Ints) -> Ints:
        """Exact sums of whole numbers for each shown trust."""
        summed = np.zeros(int(self.trust.max(initial=0)) + 1, dtype=np.int64)
        np.add.at(summed, self.trust, values)
        return summed[self.shown]

    def mean(self, values: Floats, weights: Ints) -> Floats:
        """Weighted means, summed as whole ten-thousandths so that the order of adding cannot matter."""
        scaled = np.rint(values * 1e4).astype(np.int64) * weights
        return self.total(scaled) / 1e4 / np.maximum(self.total(weights), 1)

    def count(self, where: Bools) -> Ints:
        """How many schools of each shown trust are so."""
        return self.total(where.astype(np.int64))


def _members(year: Year, results: Ks4 | Ks2, column: int, *, secondary: bool) -> _Members:
    sector = year.sector
    first_day = census_day(year.start) - 140  # about 1 September: the schools must have been in the trust all year
    joined: dict[int, int] = {}
    for spell in sector.history.memberships:
        if spell.since <= first_day and (not spell.until or spell.until >= census_day(year.start)):
            joined[spell.school] = spell.trust
    trust = np.array([joined.get(int(i), -1) for i in results.school], dtype=np.int64)
    multi = np.array([g.multi for g in sector.history.groups])
    mainstream = (
        (sector.schools.phase[results.school] == SECONDARY) if secondary else sector.schools.phase[results.school] == 0
    )
    good = (trust >= 0) & multi[np.maximum(trust, 0)] & mainstream & year.is_open(results.school)
    good &= results.cohort[:, column] > TOO_FEW
    row = np.flatnonzero(good)
    size = np.bincount(trust[row], minlength=len(multi))
    return _Members(row=row, trust=trust[row], shown=np.flatnonzero(size >= FEWEST_SCHOOLS))


def _about(year: Year, members: _Members, results: Ks4 | Ks2) -> Columns:
    sector = year.sector
    groups = [sector.history.groups[t] for t in members.shown]
    told = group_columns(groups, sector)
    school = results.school[members.row]
    urn = year.urn(school)
    listed: dict[int, list[int]] = {}
    for t, u in zip(members.trust.tolist(), urn.tolist(), strict=True):
        listed.setdefault(t, []).append(u)
    institutions = [";".join(str(u) for u in sorted(listed[int(t)])) for t in members.shown]
    codes = np.array([year.records.type_code[k] for k in year.record[school]])
    sponsored, free = np.isin(codes, list(kinds.SPONSORED)), np.isin(codes, list(kinds.FREE_SCHOOLS))
    names = [g.name if year.start >= _NEW_KS4_FROM else g.name.upper() for g in groups]
    columns: Columns = {
        "TIME_PERIOD": year.period,
        "TIME_IDENTIFIER": "Academic year" if year.start >= _NEW_KS4_FROM else "AcademicYear",
        "TRUST_GROUP_TYPE": "Multi-academy trust" if year.start >= _NEW_KS4_FROM else "Multi-academy trusts",
        "TRUST_NAME": names,
        "TRUST_UID": told["Group UID"],
        "TRUST_ID": told["Group ID"],
        "TRUST_COMPANIES_HOUSE_NUMBER": told["Companies House Number"],
        "TRUST_LEADREGION": [kinds.region_name(int(sector.schools.region[g.home])) for g in groups],
    }
    number_of = members.count(np.ones(len(school), dtype=bool))
    for suffix in ("MATPTINC", "INMAT"):
        columns[f"INSTITUTIONS_{suffix}"] = institutions
        columns[f"NUMINST_{suffix}"] = whole(number_of)
        columns[f"NUMINST_SPONSOR_{suffix}"] = whole(members.count(sponsored))
        columns[f"NUMINST_FREE_{suffix}"] = whole(members.count(free))
        columns[f"NUMINST_CONVERTER_{suffix}"] = whole(number_of - members.count(sponsored | free))
        columns[f"NUMINST_STUDIO_{suffix}"] = columns[f"NUMINST_UTC_{suffix}"] = "0"
    columns["NUMINST_FSM6CLA1A_MATPTINC"] = whole(number_of)
    columns["NUMINST_3_MATPTINC"] = columns["NUMINST_4_MATPTINC"] = "0"
    columns["NUMINST_4PLUS_MATPTINC"] = columns["NUMINST_5PLUS_MATPTINC"] = whole(number_of)
    return columns


def _pupil_columns(year: Year, members: _Members, results: Ks4 | Ks2, column: int, hidden: Bools) -> Columns:
    """How many pupils the trusts have at the end of the stage, and what share of them is disadvantaged and so on."""
    cohort, group = results.cohort[members.row, column], results.disadvantaged[members.row, column]
    share = members.mean(group / cohort * 100, cohort)
    context = {
        name: values[results.school[members.row], year.column] for name, values in year.sector.panel.context.items()
    }
    columns: Columns = {
        "PEALGRP2_MATPTINC": percent(members.mean(context["eal"], cohort)),
        "PSEN_MATPTINC": percent(members.mean(context["sen_support"] + context["ehc"], cohort)),
    }
    for suffix in ("MATPTINC", "INMAT"):
        columns[f"TPUP_{suffix}"] = columns[f"TELIG_{suffix}"] = whole(members.total(cohort))
        columns[f"PFSM6CLA1A_{suffix}"] = withhold(percent(share), hidden, "SUPPMAT")
        columns[f"PNOTFSM6CLA1A_{suffix}"] = withhold(percent(100 - share), hidden, "SUPPMAT")
    return columns


def write_ks4_trusts(path: Path, year: Year) -> None:
    """Write `england_ks4-mats-performance`; no file where no trust has schools enough to be shown."""
    ks4, column = year.sector.ks4, EXAM_YEARS.index(year.start)
    members = _members(year, ks4, column, secondary=True)
    if members.shown.size == 0:
        return
    columns = _about(year, members, ks4)
    figure = {name: values[members.row, column] for name, values in ks4.figures.items()}
    cohort, group = ks4.cohort[members.row, column], ks4.disadvantaged[members.row, column]
    few = np.zeros(len(members.shown), dtype=bool)
    columns |= _pupil_columns(year, members, ks4, column, few)
    columns["PSEN_ALL4_MATPTINC"] = columns["PSEN_MATPTINC"]
    columns["KS2ASS_MATPTINC"] = number(members.mean(figure["prior"], cohort), 1)
    for suffix, pupils, a8, p8, basics in (
        ("", cohort, "a8", "p8", "basics_95"),
        ("_FSM6CLA1A", group, "a8_dis", "p8_dis", "basics_95_dis"),
        ("_NFSM6CLA1A", cohort - group, "a8_other", "p8_other", "basics_95_other"),
    ):
        small = few if not suffix else members.total(pupils) <= TOO_FEW
        columns |= _group_figures(members, figure, pupils, (suffix, a8, p8, basics), small)
    sd = load_fitted()["secondary"]["persistence"]["p8_pupil_sd"]
    half = 1.96 * sd / np.sqrt(np.maximum(np.floor(members.total(cohort) * 0.95), 1))
    columns["P8_BANDING"] = band_progress(members.mean(figure["p8"], cohort), half, _BAND_NAMES)
    kind = "ks4_mats_2023" if year.start >= _NEW_KS4_FROM else "ks4_mats_2022"
    write_table(path, kind, columns, rows=len(members.shown), encoding="cp1252")


def _group_figures(
    members: _Members, figure: dict[str, Floats], pupils: Ints, names: tuple[str, str, str, str], small: Bools
) -> Columns:
    suffix, a8, p8, basics = names
    sd = load_fitted()["secondary"]["persistence"]["p8_pupil_sd"]
    counted = np.floor(members.total(pupils) * 0.95)
    half = 1.96 * sd / np.sqrt(np.maximum(counted, 1))
    progress = members.mean(figure[p8], pupils)
    ratio = figure[a8] / np.maximum(figure["a8"], 1)
    shown: dict[str, pl.Series] = {
        f"ATT8SCR_WGTAVG{suffix}": number(members.mean(figure[a8], pupils), 1),
        f"P8MEACOV{suffix}": percent(np.full(len(small), 95.0)),
        f"P8MEA_WGTAVG{suffix}": number(progress, 2),
        f"P8CILOW{suffix}": number(progress - half, 2),
        f"P8CIUPP{suffix}": number(progress + half, 2),
        f"PTL2BASICS_95_WGTAVG{suffix}": percent(members.mean(figure[basics], pupils)),
        f"EBACCAPS_WGTAVG{suffix}": number(members.mean(figure["aps"] * ratio, pupils), 2),
        f"PTEBACC_95_WGTAVG{suffix}": percent(members.mean(np.minimum(figure["ebacc_95"] * ratio, 100), pupils)),
        f"PTEBACC_94_WGTAVG{suffix}": percent(members.mean(np.minimum(figure["ebacc_94"] * ratio, 100), pupils)),
        f"PTEBACC_E_PTQ_EE_WGTAVG{suffix}": percent(members.mean(np.minimum(figure["entry"] * ratio, 100), pupils)),
    }
    return {heading: withhold(values, small, "SUPPMAT") for heading, values in shown.items()}


def write_ks2_trusts(path: Path, year: Year) -> None:
    """Write `england_ks2-mats-performance`; no file where no trust has schools enough to be shown."""
    ks2, column = year.sector.ks2, EXAM_YEARS.index(year.start)
    members = _members(year, ks2, column, secondary=False)
    if members.shown.size == 0:
        return
    columns = _about(year, members, ks2)
    figure = {name: values[members.row, column] for name, values in ks2.figures.items()}
    cohort, group = ks2.cohort[members.row, column], ks2.disadvantaged[members.row, column]
    hidden = members.total(group) <= 2 * TOO_FEW
    columns |= _pupil_columns(year, members, ks2, column, hidden)
    columns["PRWM_EXP_WGTAVG"] = percent(members.mean(figure["rwm"], cohort))
    columns["PRWM_EXP_WGTAVG_FSM6CLA1A"] = withhold(percent(members.mean(figure["rwm_dis"], group)), hidden, "SUPPMAT")
    columns["PRWM_EXP_WGTAVG_NOTFSM6CLA1A"] = withhold(
        percent(members.mean(figure["rwm_other"], cohort - group)), hidden, "SUPPMAT"
    )
    write_table(path, official_headings("ks2_mats"), columns, rows=len(members.shown), quoted=True)
