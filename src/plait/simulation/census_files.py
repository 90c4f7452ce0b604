"""The pupil census of each year, whose headings and percent signs changed in 2021/22."""

from pathlib import Path

import numpy as np
import polars as pl

from plait.simulation import kinds
from plait.simulation.draws import Bools, Ints
from plait.simulation.pupil_counts import PupilCounts
from plait.simulation.schools import INDEPENDENT, NURSERY, PRIMARY, SECONDARY, SPECIAL
from plait.simulation.tables import Column, choose, fixed, number, whole, withhold, write_table
from plait.simulation.yearly import Year

_NEW_FROM = 2021  # with NORFSMEVER and percent signs
_SHARES = {  # heading of the number → heading of the percentage
    "NORG": "PNORG",
    "NORB": "PNORB",
    "TSENELSE": "PSENELSE",
    "TSENELK": "PSENELK",
    "NUMEAL": "PNUMEAL",
    "NUMENGFL": "PNUMENGFL",
    "NUMUNCFL": "PNUMUNCFL",
    "NUMFSM": "",
    "NUMFSMEVER": "PNUMFSMEVER",
}
_NOT_COLLECTED = {
    **dict.fromkeys(("NUMEAL", "NUMENGFL", "NUMUNCFL", "NUMFSM"), (INDEPENDENT,)),
    "NUMFSMEVER": (INDEPENDENT, NURSERY),
}
_NATIONAL = (("PRI", PRIMARY), ("SEC", SECONDARY), ("SPE", SPECIAL))


def write_census(path: Path, year: Year, counts: PupilCounts) -> None:
    """Write `england_census` of one year."""
    signed, numbers = year.start >= _NEW_FROM, _numbers(counts)
    types = kinds.CENSUS_TYPES_NEW if signed else kinds.CENSUS_TYPES
    estab = whole(year.sector.estab[counts.school])
    columns: dict[str, Column] = {
        "URN": whole(year.urn(counts.school)),
        "LA": whole(year.sector.la_code(counts.school)),
        "ESTAB": estab,
        "Estab": estab,
        "SCHOOLTYPE": choose(types, counts.phase),
        "NOR": whole(counts.pupils),
        "NORFSMEVER": withhold(whole(counts.pupils), counts.is_of(*_NOT_COLLECTED["NUMFSMEVER"]), "NA"),
    }
    for heading, share in _SHARES.items():
        hidden = counts.is_of(*_NOT_COLLECTED.get(heading, ()))
        columns[heading] = withhold(whole(numbers[heading]), hidden, "NA")
        if share:
            columns[share] = withhold(_share(numbers[heading], counts.pupils, signed=signed), hidden, "NA")
    totals = [_total(counts.pupils, numbers, label, counts.is_of(phase), signed=signed) for label, phase in _NATIONAL]
    kind = "census_2022" if signed else "census_2018"
    write_table(path, kind, columns, rows=len(counts.school), encoding="utf-8-sig", totals=totals)


def _numbers(counts: PupilCounts) -> dict[str, Ints]:
    return {
        "NORG": counts.girls,
        "NORB": counts.pupils - counts.girls,
        "TSENELSE": counts.ehc,
        "TSENELK": counts.sen_support,
        "NUMEAL": counts.eal,
        "NUMENGFL": counts.english,
        "NUMUNCFL": counts.unknown_language,
        "NUMFSM": counts.fsm_now,
        "NUMFSMEVER": counts.fsm_ever,
    }


def _share(values: Ints, pupils: Ints, *, signed: bool) -> pl.Series:
    """Per cent of the pupils on roll, as this year's file writes it."""
    percentages = values / np.maximum(pupils, 1) * 100
    return fixed(percentages, "%") if signed else number(percentages, 1)


def _total(pupils: Ints, numbers: dict[str, Ints], label: str, where: Bools, *, signed: bool) -> dict[str, str]:
    """A national row; it has no URN: the word NAT stands there."""
    roll = int(pupils[where].sum())
    kind = {"PRI": "State-funded primary", "SEC": "State-funded secondary"}.get(label, "Special school")
    row = {"URN": "NAT", "ESTAB": label, "Estab": label, "SCHOOLTYPE": kind, "NOR": str(roll), "NORFSMEVER": str(roll)}
    for heading, share in _SHARES.items():
        total = int(numbers[heading][where].sum())
        row[heading] = str(total)
        if share:
            row[share] = f"{total * 1000 // max(roll, 1) / 10}" + ("%" if signed else "")
    return row
