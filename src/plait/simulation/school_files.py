"""School information, the pupil census and absence of each year, and deprivation by postcode."""

import datetime as dt
from pathlib import Path

import numpy as np

from plait.simulation import kinds
from plait.simulation.absence_files import write_absence
from plait.simulation.census_files import write_census
from plait.simulation.draws import Ints
from plait.simulation.effects import EXAM_YEARS
from plait.simulation.fitted import from_scores, load_fitted, share_below
from plait.simulation.histories import PARTNER
from plait.simulation.pupil_counts import count_pupils
from plait.simulation.schools import SECONDARY
from plait.simulation.sector import census_day
from plait.simulation.spc_files import SPC_YEARS, write_spc
from plait.simulation.tables import Column, choose, day, number, whole, withhold, write_table
from plait.simulation.yearly import Year

_INFORMATION_FROM = 2018  # before: the spine
_MINOR_GROUPS = {
    "Academies": "Academy",
    "Free Schools": "Academy",
    "Special schools": "Special school",
    "Independent schools": "Independent school",
}


def write_school_tables(folder: Path, year: Year) -> None:
    """Write what the sector publishes every year, examinations or not."""
    if year.start >= _INFORMATION_FROM:
        _write_information(year.path(folder, "england_school_information"), year)
    else:
        _write_spine(year.path(folder, "england_spine"), year)
    counts = count_pupils(year)
    write_census(year.path(folder, "england_census"), year, counts)
    if year.start in SPC_YEARS:
        write_spc(folder / "spc" / f"spc_school_level_{year.stem}.csv", year, counts)
    if year.start in EXAM_YEARS:
        write_absence(year.path(folder, "england_abs"), year)


def _listed(year: Year) -> Ints:
    """Records open on census day or closed in the year before, partners of mergers among them."""
    on = census_day(year.start)
    recent = (year.records.closed > 0) & (year.records.closed < on) & (year.records.closed > on - 500)
    return np.flatnonzero(year.records.open_on(on) | recent)


def _shared(year: Year, rows: Ints) -> dict[str, Column]:
    records, sector = year.records, year.sector
    school = records.school[rows]
    schools = sector.schools
    codes = [records.type_code[k] for k in rows]
    la, partner = sector.la_code(school), records.stage[rows] == PARTNER
    estab = sector.estab[school] + np.where(partner, 900, 0)
    admissions = np.where(schools.phase[school] == SECONDARY, 1 + schools.selective[school], 0)
    types = [kinds.TYPES[c] for c in codes]
    return {
        **_ages(year, rows),
        "URN": whole(records.urn[rows]),
        "LA": whole(la),
        "LANAME": choose(sector.authorities.name, sector.places.authority[schools.place[school]]),
        "ESTAB": whole(estab),
        "LAESTAB": whole(la * 10_000 + estab),
        "SCHNAME": [records.name[k] for k in rows],
        "STREET": [schools.street[i] for i in school],
        "TOWN": choose(sector.places.name, schools.place[school]),
        "POSTCODE": [schools.postcode[i] for i in school],
        "MINORGROUP": [_MINOR_GROUPS.get(kinds.group_of(c), "Maintained school") for c in codes],
        "SCHOOLTYPE": types,
        "NFTYPE": types,
        "GENDER": choose(("Mixed", "Girls", "Boys"), schools.gender[school]),
        "RELDENOM": choose(("", *kinds.DENOMINATIONS), schools.faith[school]),
        "RELCHAR": choose([name for _, name in kinds.FAITHS], schools.faith[school]),
        "ADMPOL": choose(("Not applicable", "Non-selective", "Selective"), admissions),
    }


def _ages(year: Year, rows: Ints) -> dict[str, Column]:
    schools, school = year.sector.schools, year.records.school[rows]
    partner = year.records.stage[rows] == PARTNER
    low, high = np.where(partner, 3, schools.age_low[school]), np.where(partner, 7, schools.age_high[school])
    primary = (low < 11) & (high <= 16) & (schools.phase[school] != SECONDARY)
    gender = choose(("Mixed", "Girls", "Boys"), schools.gender[school])
    return {
        "ISPRIMARY": choose(("0", "1"), (primary | schools.all_through[school]).astype(np.int64)),
        "ISSECONDARY": choose(("0", "1"), (high >= 16).astype(np.int64)),
        "ISPOST16": choose(("0", "1"), (high >= 18).astype(np.int64)),
        "AGEL": whole(low),
        "AGELOW": whole(low),
        "AGEH": whole(high),
        "AGEHIGH": whole(high),
        "SIXFGENDER": withhold(gender, high < 18, ""),
    }


def _write_information(path: Path, year: Year) -> None:
    rows = _listed(year)
    opened, closed = year.records.opened[rows], year.records.closed[rows]
    start = dt.date(year.start, 9, 1).toordinal()
    gone = (closed > 0) & (closed <= dt.date(year.start + 1, 9, 12).toordinal())
    columns = _shared(year, rows) | {
        "SCHSTATUS": choose(("Open", "Closed"), gone.astype(np.int64)),
        "OPENDATE": withhold(day(opened), opened < start, ""),
        "CLOSEDATE": withhold(day(closed), ~gone, ""),
    }
    write_table(path, "school_information", columns, rows=len(rows), encoding="utf-8-sig")


def _write_spine(path: Path, year: Year) -> None:
    rows = _listed(year)
    opened, closed = year.records.opened[rows], year.records.closed[rows]
    gone = (closed > 0) & (closed <= dt.date(year.start + 1, 9, 12).toordinal())
    start = dt.date(year.start, 9, 1).toordinal()
    columns = _shared(year, rows) | {
        "ICLOSE": choose(("1", "2"), gone.astype(np.int64)),
        "OPENDATE": withhold(day(opened, "%d/%m/%Y"), opened < start, ""),
        "CLOSEDATE": withhold(day(closed, "%d/%m/%Y"), ~gone, ""),
        "ISNEW": choose(("0", "1"), (opened >= start).astype(np.int64)),
        "NEWACFLAG": "6",
        "RE-BROKERED": "0",
    }
    write_table(path, "spine", columns, rows=len(rows), encoding="utf-8-sig")


def write_deprivation(path: Path, year: Year) -> None:
    """Deprivation of the area of every postcode with a school, as the postcode look-up gives it."""
    schools = year.sector.schools
    first: dict[str, int] = {}
    for i, postcode in enumerate(schools.postcode):
        first.setdefault(postcode, i)
    rows = np.array(sorted(first.values()), dtype=np.int64)
    z = schools.scores["idaci"][rows]
    marginal = load_fitted()["context"]["secondary"]["marginal"]["idaci"]
    rank = np.floor((1 - share_below(z)) * 32_843).astype(np.int64) + 1
    decile = (rank - 1) * 10 // 32_844 + 1
    codes = [f"E019{k:05d}" for k in range(len(rows))]
    places = [year.sector.places.name[p] for p in schools.place[rows]]
    ranks = {name: whole(rank) for name in ("Index of Multiple Deprivation Rank", "Income Rank", "IDACI Rank")}
    deciles = {
        name: whole(decile) for name in ("Index of Multiple Deprivation Decile", "Income Decile", "IDACI Decile")
    }
    columns: dict[str, Column] = {
        "Postcode": [schools.postcode[i] for i in rows],
        "Postcode Status": "Live",
        "LSOA code": codes,
        "LSOA Name": [f"{place} {k % 900:03d}A" for k, place in enumerate(places)],
        **ranks,
        **deciles,
        "IDACI Score": number(from_scores(z, marginal), 3),
    }
    write_table(path, "deprivation", columns, rows=len(rows))
