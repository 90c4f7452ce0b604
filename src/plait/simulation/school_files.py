"""School information, the pupil census and absence of each year, and deprivation by postcode."""

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl

from plait.simulation import kinds
from plait.simulation.draws import Floats, Ints
from plait.simulation.effects import EXAM_YEARS
from plait.simulation.fitted import from_scores, load_fitted, share_below
from plait.simulation.histories import PARTNER
from plait.simulation.schools import INDEPENDENT, NURSERY, PRIMARY, SECONDARY, SPECIAL
from plait.simulation.sector import census_day
from plait.simulation.tables import choose, day, fixed, number, whole, withhold, write_table
from plait.simulation.yearly import Year, pupil_weighted

_INFORMATION_FROM = 2018  # before: the spine
_NEW_CENSUS_FROM = 2021  # with NORFSMEVER and percent signs


def write_school_tables(folder: Path, year: Year) -> None:
    """Write what the sector publishes every year, examinations or not."""
    if year.start >= _INFORMATION_FROM:
        _write_information(year.path(folder, "england_school_information"), year)
    else:
        _write_spine(year.path(folder, "england_spine"), year)
    _write_census(year.path(folder, "england_census"), year)
    if year.start in EXAM_YEARS:
        _write_absence(year.path(folder, "england_abs"), year)


def _listed(year: Year) -> Ints:
    """Records open on census day or closed in the year before, partners of mergers among them."""
    on = census_day(year.start)
    recent = (year.records.closed > 0) & (year.records.closed < on) & (year.records.closed > on - 500)
    return np.flatnonzero(year.records.open_on(on) | recent)


def _shared(year: Year, rows: Ints) -> dict[str, pl.Series | list[str] | str]:
    records, sector = year.records, year.sector
    school = records.school[rows]
    schools = sector.schools
    codes = [records.type_code[k] for k in rows]
    la = sector.la_code(school)
    estab = sector.estab[school] + np.where(records.stage[rows] == PARTNER, 900, 0)
    groups = [kinds.group_of(c) for c in codes]
    minor = {"Academies": "Academy", "Free Schools": "Academy", "Special schools": "Special school", "Independent schools": "Independent school"}
    low = np.where(records.stage[rows] == PARTNER, 3, schools.age_low[school])
    high = np.where(records.stage[rows] == PARTNER, 7, schools.age_high[school])
    return {
        "URN": whole(records.urn[rows]),
        "LA": whole(la),
        "LANAME": choose(sector.authorities.name, sector.places.authority[schools.place[school]]),
        "ESTAB": whole(estab),
        "LAESTAB": whole(la * 10_000 + estab),
        "SCHNAME": [records.name[k] for k in rows],
        "STREET": [schools.street[i] for i in school],
        "TOWN": [sector.places.name[p] for p in schools.place[school]],
        "POSTCODE": [schools.postcode[i] for i in school],
        "MINORGROUP": [minor.get(g, "Maintained school") for g in groups],
        "SCHOOLTYPE": [kinds.TYPES[c] for c in codes],
        "NFTYPE": [kinds.TYPES[c] for c in codes],
        "ISPRIMARY": choose(("0", "1"), ((low < 11) & (high <= 16) & (schools.phase[school] != SECONDARY) | schools.all_through[school]).astype(np.int64)),
        "ISSECONDARY": choose(("0", "1"), ((high >= 16)).astype(np.int64)),
        "ISPOST16": choose(("0", "1"), (high >= 18).astype(np.int64)),
        "AGEL": whole(low), "AGELOW": whole(low), "AGEH": whole(high), "AGEHIGH": whole(high),
        "GENDER": choose(("Mixed", "Girls", "Boys"), schools.gender[school]),
        "SIXFGENDER": withhold(choose(("Mixed", "Girls", "Boys"), schools.gender[school]), high < 18, ""),
        "RELDENOM": choose(("", "Church of England", "Roman Catholic"), schools.faith[school]),
        "RELCHAR": choose([name for _, name in kinds.FAITHS], schools.faith[school]),
        "ADMPOL": choose(("Not applicable", "Non-selective", "Selective"), np.where(schools.phase[school] == SECONDARY, 1 + schools.selective[school], 0)),
    }  # fmt: skip


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


def _write_census(path: Path, year: Year) -> None:
    sector = year.sector
    school = np.flatnonzero(year.record >= 0)
    school = school[np.argsort(year.records.urn[year.record[school]], kind="stable")]
    at = year.record[school]
    phase = sector.schools.phase[school]
    pupils = sector.panel.pupils[school, year.column]
    counts = {name: _count(sector.panel.context[name][school, year.column], pupils) for name in ("fsm", "eal", "sen_support", "ehc")}
    girls = np.where(sector.schools.gender[school] == 1, pupils, np.where(sector.schools.gender[school] == 2, 0, pupils * 49 // 100))
    unclassified = np.minimum(pupils * (year.records.urn[at] % 7) // 700, pupils - counts["eal"])
    signed = year.start >= _NEW_CENSUS_FROM
    base = np.maximum(pupils, 1)

    def share(values: Ints) -> pl.Series:
        return fixed(values / base * 100, "%") if signed else number(values / base * 100, 1)

    private = phase == INDEPENDENT
    nursery = np.isin(phase, (NURSERY,))
    columns: dict[str, pl.Series | list[str] | str] = {
        "URN": whole(year.records.urn[at]), "LA": whole(sector.la_code(school)), "ESTAB": whole(sector.estab[school]),
        "Estab": whole(sector.estab[school]), "SCHOOLTYPE": choose(kinds.CENSUS_TYPES if not signed else (*kinds.CENSUS_TYPES[:2], "State-funded special school", *kinds.CENSUS_TYPES[3:]), phase),
        "NOR": whole(pupils), "NORG": whole(girls), "NORB": whole(pupils - girls), "PNORG": share(girls), "PNORB": share(pupils - girls),
        "TSENELSE": whole(counts["ehc"]), "PSENELSE": share(counts["ehc"]),
        "TSENELK": whole(counts["sen_support"]), "PSENELK": share(counts["sen_support"]),
    }  # fmt: skip
    english = pupils - counts["eal"] - unclassified
    for names, values in ((("NUMEAL", "PNUMEAL"), counts["eal"]), (("NUMENGFL", "PNUMENGFL"), english), (("NUMUNCFL", "PNUMUNCFL"), unclassified)):
        columns[names[0]] = withhold(whole(values), private, "NA")
        columns[names[1]] = withhold(share(values), private, "NA")
    columns["NUMFSM"] = withhold(whole(counts["fsm"] * 93 // 100), private | nursery, "NA")
    columns["NUMFSMEVER"] = withhold(whole(counts["fsm"]), private | nursery, "NA")
    columns["NORFSMEVER"] = withhold(whole(pupils), private | nursery, "NA")
    columns["PNUMFSMEVER"] = withhold(share(counts["fsm"]), private | nursery, "NA")
    totals = [_census_total(label, phase == p, pupils, counts, girls, english, unclassified, signed=signed) for label, p in (("PRI", PRIMARY), ("SEC", SECONDARY), ("SPE", SPECIAL))]
    write_table(path, "census_2022" if signed else "census_2018", columns, rows=len(school), encoding="utf-8-sig", totals=totals)


def _count(share: Floats, pupils: Ints) -> Ints:
    return np.floor(share * pupils / 100 + 0.5).astype(np.int64)


def _census_total(
    label: str, where: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], pupils: Ints, counts: dict[str, Ints], girls: Ints, english: Ints, unclassified: Ints, *, signed: bool
) -> dict[str, str]:
    """A national row; it has no URN, the word NAT stands there."""
    nor = int(pupils[where].sum())
    row = {"URN": "NAT", "ESTAB": label, "Estab": label, "SCHOOLTYPE": {"PRI": "State-funded primary", "SEC": "State-funded secondary"}.get(label, "Special school"), "NOR": str(nor)}
    parts = {"NORG": girls, "NORB": pupils - girls, "TSENELSE": counts["ehc"], "TSENELK": counts["sen_support"], "NUMEAL": counts["eal"], "NUMENGFL": english, "NUMUNCFL": unclassified, "NUMFSM": counts["fsm"] * 93 // 100, "NUMFSMEVER": counts["fsm"]}  # fmt: skip
    for name, values in parts.items():
        total = int(values[where].sum())
        row[name] = str(total)
        of = f"P{name.removeprefix('T') if name.startswith('TSEN') else name}"
        row[of] = f"{total * 1000 // max(nor, 1) / 10}" + ("%" if signed else "")
    return row | {"NORFSMEVER": str(nor)}


def _write_absence(path: Path, year: Year) -> None:
    absence, sector = year.sector.absence, year.sector
    column = EXAM_YEARS.index(year.start)
    open_now = np.flatnonzero(year.is_open(absence.school))
    school = absence.school[open_now]
    overall, persistent = absence.overall[open_now, column], absence.persistent[open_now, column]
    pupils = sector.panel.pupils[school, year.column]
    few = pupils <= 10
    columns = {
        "LA": whole(sector.la_code(school)),
        "ESTAB": whole(sector.estab[school]),
        "URN": whole(year.records.urn[year.record[school]]),
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
    deciles = {name: whole(decile) for name in ("Index of Multiple Deprivation Decile", "Income Decile", "IDACI Decile")}
    columns = {
        "Postcode": [schools.postcode[i] for i in rows],
        "Postcode Status": "Live",
        "LSOA code": codes,
        "LSOA Name": [f"{place} {k % 900:03d}A" for k, place in enumerate(places)],
        **ranks,
        **deciles,
        "IDACI Score": number(from_scores(z, marginal), 3),
    }
    write_table(path, "deprivation", columns, rows=len(rows))


