"""The pupil census of each year, whose headings and percent signs changed in 2021/22."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from plait.simulation import kinds
from plait.simulation.draws import Bools, Floats, Ints
from plait.simulation.schools import BOYS, GIRLS, INDEPENDENT, NURSERY, PRIMARY, SECONDARY, SPECIAL
from plait.simulation.tables import Column, choose, fixed, number, whole, withhold, write_table
from plait.simulation.yearly import Year

_NEW_FROM = 2021  # with NORFSMEVER and percent signs
_COUNTS = {  # heading of the number → heading of the percentage
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
_LANGUAGE = ("NUMEAL", "NUMENGFL", "NUMUNCFL")
_NATIONAL = (("PRI", PRIMARY), ("SEC", SECONDARY), ("SPE", SPECIAL))


@dataclass(frozen=True, slots=True)
class _Census:
    """Whole numbers of pupils, one for each school, under their headings."""

    pupils: Ints
    counts: dict[str, Ints]
    phase: Ints
    signed: bool

    def share(self, values: Ints) -> pl.Series:
        """Per cent of the pupils on roll, as this year's file writes it."""
        percentages = values / np.maximum(self.pupils, 1) * 100
        return fixed(percentages, "%") if self.signed else number(percentages, 1)

    def hidden(self, heading: str) -> Bools:
        """Schools of which a number is not collected."""
        phases: tuple[int, ...] = ()
        if heading in _LANGUAGE:
            phases = (INDEPENDENT,)
        elif heading.startswith("NUMFSM"):
            phases = (INDEPENDENT, NURSERY)
        return np.isin(self.phase, phases)


def write_census(path: Path, year: Year) -> None:
    """Write `england_census` of one year."""
    school = np.flatnonzero(year.record >= 0)
    school = school[np.argsort(year.records.urn[year.record[school]], kind="stable")]
    census = _count_pupils(year, school)
    types = list(kinds.CENSUS_TYPES)
    if census.signed:
        types[SPECIAL] = "State-funded special school"
    columns: dict[str, Column] = {
        "URN": whole(year.records.urn[year.record[school]]),
        "LA": whole(year.sector.la_code(school)),
        "ESTAB": whole(year.sector.estab[school]),
        "Estab": whole(year.sector.estab[school]),
        "SCHOOLTYPE": choose(types, census.phase),
        "NOR": whole(census.pupils),
        "NORFSMEVER": withhold(whole(census.pupils), census.hidden("NUMFSMEVER"), "NA"),
    }
    for heading, share in _COUNTS.items():
        hidden = census.hidden(heading)
        columns[heading] = withhold(whole(census.counts[heading]), hidden, "NA")
        if share:
            columns[share] = withhold(census.share(census.counts[heading]), hidden, "NA")
    totals = [_total(census, label, census.phase == phase) for label, phase in _NATIONAL]
    kind = "census_2022" if census.signed else "census_2018"
    write_table(path, kind, columns, rows=len(school), encoding="utf-8-sig", totals=totals)


def _count_pupils(year: Year, school: Ints) -> _Census:
    panel, schools = year.sector.panel, year.sector.schools
    pupils = panel.pupils[school, year.column]
    gender = schools.gender[school]
    girls = np.where(gender == GIRLS, pupils, np.where(gender == BOYS, 0, pupils * 49 // 100))
    eal = _count(panel.context["eal"][school, year.column], pupils)
    unclassified = np.minimum(pupils * (school % 7) // 700, pupils - eal)
    fsm = _count(panel.context["fsm"][school, year.column], pupils)
    counts = {
        "NORG": girls,
        "NORB": pupils - girls,
        "TSENELSE": _count(panel.context["ehc"][school, year.column], pupils),
        "TSENELK": _count(panel.context["sen_support"][school, year.column], pupils),
        "NUMEAL": eal,
        "NUMENGFL": pupils - eal - unclassified,
        "NUMUNCFL": unclassified,
        "NUMFSM": fsm * 93 // 100,
        "NUMFSMEVER": fsm,
    }
    return _Census(pupils=pupils, counts=counts, phase=schools.phase[school], signed=year.start >= _NEW_FROM)


def _count(share: Floats, pupils: Ints) -> Ints:
    return np.floor(share * pupils / 100 + 0.5).astype(np.int64)


def _total(census: _Census, label: str, where: Bools) -> dict[str, str]:
    """A national row; it has no URN: the word NAT stands there."""
    pupils = int(census.pupils[where].sum())
    kind = {"PRI": "State-funded primary", "SEC": "State-funded secondary"}.get(label, "Special school")
    row = {
        "URN": "NAT",
        "ESTAB": label,
        "Estab": label,
        "SCHOOLTYPE": kind,
        "NOR": str(pupils),
        "NORFSMEVER": str(pupils),
    }
    for heading, share in _COUNTS.items():
        total = int(census.counts[heading][where].sum())
        row[heading] = str(total)
        if share:
            row[share] = f"{total * 1000 // max(pupils, 1) / 10}" + ("%" if census.signed else "")
    return row
