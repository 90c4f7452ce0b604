"""The files of Get Information About Schools: establishments, their links, groups and group links of several vintages."""

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl

from plait.simulation import kinds
from plait.simulation.draws import Ints
from plait.simulation.effects import YEARS
from plait.simulation.histories import PARTNER, TODAY, Group
from plait.simulation.schools import PRIMARY, SECONDARY
from plait.simulation.sector import Records, Sector
from plait.simulation.tables import choose, day, fixed, official_headings, whole, withhold, write_table

_VINTAGES = tuple(dt.date(year, 9, 2) for year in range(2014, 2019))  # academies and free schools only
_LATER_VINTAGES = tuple(dt.date(year, 9, 1) for year in range(2019, 2026)) + (TODAY,)  # all establishments
_FIRST_UKPRN = 19_000_001  # real ones begin with 100
_FIRST_COMPANY = 99_000_001
_CP1252_TRAP = "Café"  # a letter that UTF-8 would write otherwise


def write_register(folder: Path, sector: Sector, records: Records) -> None:
    """Write all register files into a folder."""
    stamp = TODAY.strftime("%Y%m%d")
    _write_establishments(folder / f"edubasealldata{stamp}.csv", sector, records)
    _write_links(folder / f"links_edubasealldata{stamp}.csv", sector, records)
    _write_groups(folder / f"allgroupsdata{stamp}.csv", sector)
    for vintage in _VINTAGES:
        name = f"grouplinks_edubaseallacademiesandfree{vintage:%Y%m%d}.csv"
        _write_group_links(folder / name, sector, records, vintage, early=True)
    for vintage in _LATER_VINTAGES:
        _write_group_links(folder / f"grouplinks_edubasealldata{vintage:%Y%m%d}.csv", sector, records, vintage, early=False)


def _span(sector: Sector, records: Records) -> tuple[Ints, Ints]:
    low, high = sector.schools.age_low[records.school].copy(), sector.schools.age_high[records.school].copy()
    partner = records.stage == PARTNER
    return np.where(partner, 3, low), np.where(partner, 7, high)


def _write_establishments(path: Path, sector: Sector, records: Records) -> None:
    s, schools = records.school, sector.schools
    n = len(s)
    codes = list(records.type_code)
    is_open = records.open_on(TODAY.toordinal())
    low, high = _span(sector, records)
    place = schools.place[s]
    authority = sector.places.authority[place]
    phase = schools.phase[s]
    trust = np.where(is_open & (sector.member_of[s] >= 0), sector.member_of[s], -1)
    inside = trust >= 0
    multi = sector.trusts.multi[np.maximum(trust, 0)]
    pupils = sector.panel.pupils[s, -1]
    boys = np.where(schools.gender[s] == 2, pupils, np.where(schools.gender[s] == 1, 0, pupils * 51 // 100))
    converted = np.isin(np.array(codes), list(kinds.ACADEMIES))
    free = np.isin(np.array(codes), list(kinds.FREE_SCHOOLS))
    replaced = (records.closed > 0) & inside_later(sector, records)
    groups = [kinds.group_of(code) for code in codes]
    all_through = schools.all_through[s]
    kind = np.where(sector.places.kind[place] == 2, np.where(s % 2 == 0, 3, 2), np.where(s % 11 == 0, 1, 0))
    no_figures = ~is_open
    columns: dict[str, pl.Series | list[str] | str] = {
        "URN": whole(records.urn),
        "LA (code)": whole(sector.authorities.code[authority]),
        "LA (name)": choose(sector.authorities.name, authority),
        "EstablishmentNumber": whole(sector.estab[s] + np.where(records.stage == PARTNER, 900, 0)),
        "EstablishmentName": list(records.name),
        "TypeOfEstablishment (code)": codes,
        "TypeOfEstablishment (name)": [kinds.TYPES[code] for code in codes],
        "EstablishmentTypeGroup (code)": [kinds.GROUPS[g] for g in groups],
        "EstablishmentTypeGroup (name)": groups,
        "EstablishmentStatus (code)": choose(("2", "1"), is_open.astype(np.int64)),
        "EstablishmentStatus (name)": choose(("Closed", "Open"), is_open.astype(np.int64)),
        "ReasonEstablishmentOpened (code)": choose(("00", "10", "13"), np.where(converted, 1, np.where(free, 2, 0))),
        "ReasonEstablishmentOpened (name)": choose(
            ("Not applicable", "Academy Converter", "Academy Free School"), np.where(converted, 1, np.where(free, 2, 0))
        ),
        "OpenDate": day(records.opened),
        "ReasonEstablishmentClosed (code)": choose(("00", "03", "10"), np.where(is_open, 0, np.where(replaced, 2, 1))),
        "ReasonEstablishmentClosed (name)": choose(
            ("Not applicable", "Closure", "Academy Converter"), np.where(is_open, 0, np.where(replaced, 2, 1))
        ),
        "CloseDate": day(records.closed),
        "PhaseOfEducation (code)": withhold(choose(list(kinds.PHASE_CODES), phase), all_through, "7"),
        "PhaseOfEducation (name)": withhold(choose(kinds.PHASE_NAMES, phase), all_through, "All-through"),
        "StatutoryLowAge": whole(low),
        "StatutoryHighAge": whole(high),
        "Boarders (code)": "1",
        "Boarders (name)": "No boarders",
        "NurseryProvision (name)": withhold(
            choose(("No Nursery Classes", "Has Nursery Classes"), (low <= 3).astype(np.int64)),
            ~np.isin(phase, (PRIMARY, SECONDARY)), "Not applicable",
        ),
        "OfficialSixthForm (code)": withhold(choose(("2", "1"), (high >= 18).astype(np.int64)), phase > SECONDARY, "0"),
        "OfficialSixthForm (name)": withhold(
            choose(("Does not have a sixth form", "Has a sixth form"), (high >= 18).astype(np.int64)),
            phase > SECONDARY, "Not applicable",
        ),
        "Gender (code)": choose([c for c, _ in kinds.GENDERS], schools.gender[s]),
        "Gender (name)": choose([name for _, name in kinds.GENDERS], schools.gender[s]),
        "ReligiousCharacter (code)": choose([c for c, _ in kinds.FAITHS], schools.faith[s]),
        "ReligiousCharacter (name)": choose([name for _, name in kinds.FAITHS], schools.faith[s]),
        "ReligiousEthos (name)": "Does not apply",
        "Diocese (code)": "0000",
        "Diocese (name)": "Not applicable",
        "AdmissionsPolicy (code)": choose(("0", "4", "2"), _admissions(sector, s)),
        "AdmissionsPolicy (name)": choose(("Not applicable", "Non-selective", "Selective"), _admissions(sector, s)),
        "SchoolCapacity": withhold(whole(np.maximum(pupils + 15 - pupils % 15, 30)), no_figures & (s % 3 == 0), ""),
        "SpecialClasses (code)": "0",
        "SpecialClasses (name)": "Not applicable",
        "CensusDate": withhold(day(np.full(n, dt.date(2026, 1, 15).toordinal())), no_figures, ""),
        "NumberOfPupils": withhold(whole(pupils), no_figures, ""),
        "NumberOfBoys": withhold(whole(boys), no_figures, ""),
        "NumberOfGirls": withhold(whole(pupils - boys), no_figures, ""),
        "PercentageFSM": withhold(fixed(sector.panel.context["fsm"][s, -1] * 0.93), no_figures, ""),
        "TrustSchoolFlag (code)": choose(("0", "5", "3"), np.where(inside, 1 + multi, 0)),
        "TrustSchoolFlag (name)": choose(
            ("Not applicable", "Supported by a single-academy trust", "Supported by a multi-academy trust"),
            np.where(inside, 1 + multi, 0),
        ),
        "Trusts (code)": withhold(choose([str(u) for u in sector.trusts.uid], np.maximum(trust, 0)), ~inside, ""),
        "Trusts (name)": withhold(choose(sector.trusts.name, np.maximum(trust, 0)), ~inside, ""),
        "SchoolSponsorFlag (name)": "Not applicable",
        "FederationFlag (name)": "Not applicable",
        "UKPRN": whole(_FIRST_UKPRN + np.arange(n)),
        "FurtherEducationType (name)": "Not applicable",
        "LastChangedDate": day(np.full(n, dt.date(2026, 9, 14).toordinal())),
        "Street": [schools.street[i] for i in s],
        "Locality": withhold(pl.Series([f"{_CP1252_TRAP} Quarter"] * n), (s % 97 != 5), ""),
        "Town": [sector.places.name[p] for p in place],
        "County (name)": choose(sector.authorities.name, authority),
        "Postcode": [schools.postcode[i] for i in s],
        "TeenMoth (name)": "Not applicable",
        "CCF (name)": "Not applicable",
        "SENPRU (name)": "Not applicable",
        "EBD (name)": "Not applicable",
        "FTProv (name)": "Not applicable",
        "EdByOther (name)": "Not applicable",
        "Section41Approved (name)": "Not applicable",
        "GOR (code)": choose(kinds.REGION_CODES, schools.region[s]),
        "GOR (name)": choose([kinds.region_name(r) for r in range(9)], schools.region[s]),
        "DistrictAdministrative (name)": choose(sector.authorities.name, authority),
        "UrbanRural (code)": choose([c for c, _ in kinds.RURALITY], kind),
        "UrbanRural (name)": choose([name for _, name in kinds.RURALITY], kind),
        "GSSLACode (name)": choose([f"E0699{k:04d}" for k in range(len(sector.authorities.code))], authority),
        "Easting": whole(np.rint(schools.easting[s]).astype(np.int64)),
        "Northing": whole(np.rint(schools.northing[s]).astype(np.int64)),
        "BoardingEstablishment (name)": "Does not have boarders",
        "PreviousLA (code)": "999",
        "Country (name)": "England",
        "FSM": withhold(whole(np.rint(sector.panel.context["fsm"][s, -1] * pupils / 100).astype(np.int64)), no_figures, ""),
    }  # fmt: skip
    write_table(path, "gias_establishments", columns, rows=n, encoding="cp1252", quoted=True)


def inside_later(sector: Sector, records: Records) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    """Whether a record was followed by an academy under a new URN."""
    return (sector.member_of[records.school] >= 0) & (records.stage != 1)


def _admissions(sector: Sector, school: Ints) -> Ints:
    secondary = sector.schools.phase[school] == SECONDARY
    return np.where(secondary, 1 + sector.schools.selective[school], 0)


def _write_links(path: Path, sector: Sector, records: Records) -> None:
    name = dict(zip(records.urn.tolist(), records.name, strict=True))
    links = sector.history.links
    columns = {
        "URN": [str(a) for a, _, _, _ in links],
        "LinkURN": [str(b) for _, b, _, _ in links],
        "LinkName": [name[b] for _, b, _, _ in links],
        "LinkType": [kind for _, _, kind, _ in links],
        "LinkEstablishedDate": day(np.array([when for _, _, _, when in links], dtype=np.int64)),
    }
    write_table(path, "gias_links", columns, rows=len(links), encoding="cp1252", quoted=True)


def group_columns(groups: list[Group], sector: Sector) -> dict[str, pl.Series | list[str] | str]:
    """The columns that describe trusts in both registers of groups."""
    closed = np.array([g.closed for g in groups], dtype=np.int64)
    numbers = np.array([g.uid for g in groups], dtype=np.int64)
    return {
        "Group UID": whole(numbers),
        "Group ID": ["TR" + str(uid) for uid in numbers.tolist()],
        "Group Name": [g.name for g in groups],
        "Companies House Number": whole(_FIRST_COMPANY + numbers - int(sector.trusts.uid[0])),
        "Group Type (code)": choose(("10", "06"), np.array([int(g.multi) for g in groups], dtype=np.int64)),
        "Group Type": choose(
            ("Single-academy trust", "Multi-academy trust"), np.array([int(g.multi) for g in groups], dtype=np.int64)
        ),
        "Closed Date": day(closed),
        "Incorporated on (open date)": day(np.array([g.opened for g in groups], dtype=np.int64)),
        "Group Status (code)": choose(("OPEN", "CLOSED"), (closed > 0).astype(np.int64)),
        "Group Status": choose(("Open", "Closed"), (closed > 0).astype(np.int64)),
    }


def _write_groups(path: Path, sector: Sector) -> None:
    groups = list(sector.history.groups)
    homes = [g.home for g in groups]
    columns = {
        **group_columns(groups, sector),
        "Group Street": [sector.schools.street[h] for h in homes],
        "Group Town": [sector.places.name[sector.schools.place[h]] for h in homes],
        "Group County": "Not recorded",
        "Group Postcode": [sector.schools.postcode[h] for h in homes],
        "UKPRN": whole(_FIRST_UKPRN + 500_000 + np.arange(len(groups))),
    }
    write_table(path, "gias_groups", columns, rows=len(groups), encoding="cp1252", quoted=True)


def _write_group_links(path: Path, sector: Sector, records: Records, when: dt.date, *, early: bool) -> None:
    """Who belonged to which trust on a day: one row for each academy, and for each sponsor of a sponsored academy."""
    on = when.toordinal()
    in_force = records.in_force(sector.schools.n, on)
    spells = [
        m for m in sector.history.memberships
        if m.since <= on and (not m.until or m.until >= on) and in_force[m.school] >= 0
    ]  # fmt: skip
    spells.sort(key=lambda m: int(records.urn[in_force[m.school]]))
    rows = [(m, sector.history.groups[m.trust]) for m in spells]
    at = np.array([in_force[m.school] for m, _ in rows], dtype=np.int64)
    school = records.school[at]
    groups = [g for _, g in rows]
    codes = [records.type_code[k] for k in at]
    shared = {
        "URN": whole(records.urn[at]),
        "Joined date": day(np.array([m.since for m, _ in rows], dtype=np.int64)),
        "EstablishmentName": [records.name[k] for k in at],
        "TypeOfEstablishment (code)": codes,
        "TypeOfEstablishment (name)": [kinds.TYPES[c] for c in codes],
        "PhaseOfEducation (code)": choose(list(kinds.PHASE_CODES), sector.schools.phase[school]),
        "PhaseOfEducation (name)": choose(kinds.PHASE_NAMES, sector.schools.phase[school]),
        "LA (code)": whole(sector.la_code(school)),
        "LA (name)": choose(sector.authorities.name, sector.places.authority[sector.schools.place[school]]),
    }
    about = group_columns(groups, sector)
    about["Closed Date"] = ""
    about["Group Status (code)"], about["Group Status"] = "OPEN", "Open"
    if early:
        about["Linked UID"] = about["Group UID"]
        sponsors = _sponsor_rows(groups, codes, {**about, **shared}, "gias_academy_group_links")
        write_table(path, "gias_academy_group_links", {**about, **shared}, rows=len(at), encoding="cp1252", quoted=True, totals=sponsors)
    else:
        write_table(path, "gias_group_links", {**about, **shared}, rows=len(at), encoding="cp1252", quoted=True)


def _sponsor_rows(groups: list[Group], codes: list[str], columns: dict[str, pl.Series | list[str] | str], kind: str) -> list[dict[str, str]]:
    """A sponsored academy has a second row for its sponsor, which is no trust."""
    rows = []
    for k, code in enumerate(codes):
        if code in kinds.SPONSORED and k % 3 == 0:
            row = {h: (v if isinstance(v, str) else v[k]) for h, v in columns.items() if h in official_headings(kind)}
            row |= {"Linked UID": str(groups[k].uid + 5_000), "Group Type": "School sponsor", "Companies House Number": ""}
            rows.append(row)
    return rows


