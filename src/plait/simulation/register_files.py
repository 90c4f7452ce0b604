"""The other files of Get Information About Schools: links, groups, and group links of several vintages."""

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl

from plait.simulation import kinds
from plait.simulation.establishment_files import FIRST_UKPRN, write_establishments
from plait.simulation.histories import TODAY, Group
from plait.simulation.sector import Records, Sector
from plait.simulation.tables import Column, choose, day, official_headings, whole, write_table

_EARLY_VINTAGES = tuple(dt.date(year, 9, 2) for year in range(2014, 2019))  # academies and free schools only
_VINTAGES = (*(dt.date(year, 9, 1) for year in range(2019, 2026)), TODAY)  # all establishments
_FIRST_COMPANY = 99_000_001
_SPONSOR_UIDS = 5_000  # a sponsor's number lies so far above its trust's


def write_register(folder: Path, sector: Sector, records: Records) -> None:
    """Write all register files into a folder."""
    stamp = TODAY.strftime("%Y%m%d")
    write_establishments(folder / f"edubasealldata{stamp}.csv", sector, records)
    _write_links(folder / f"links_edubasealldata{stamp}.csv", sector, records)
    _write_groups(folder / f"allgroupsdata{stamp}.csv", sector)
    for when in _EARLY_VINTAGES:
        path = folder / f"grouplinks_edubaseallacademiesandfree{when:%Y%m%d}.csv"
        _write_group_links(path, sector, records, when, early=True)
    for when in _VINTAGES:
        _write_group_links(folder / f"grouplinks_edubasealldata{when:%Y%m%d}.csv", sector, records, when, early=False)


def _write_links(path: Path, sector: Sector, records: Records) -> None:
    name = dict(zip(records.urn.tolist(), records.name, strict=True))
    links = sector.history.links
    columns: dict[str, Column] = {
        "URN": [str(a) for a, _, _, _ in links],
        "LinkURN": [str(b) for _, b, _, _ in links],
        "LinkName": [name[b] for _, b, _, _ in links],
        "LinkType": [kind for _, _, kind, _ in links],
        "LinkEstablishedDate": day(np.array([when for _, _, _, when in links], dtype=np.int64)),
    }
    write_table(path, "gias_links", columns, rows=len(links), encoding="cp1252", quoted=True)


def group_columns(groups: list[Group], sector: Sector) -> dict[str, Column]:
    """The columns that describe trusts in both registers of groups."""
    closed = np.array([g.closed for g in groups], dtype=np.int64)
    uid = np.array([g.uid for g in groups], dtype=np.int64)
    multi = np.array([int(g.multi) for g in groups], dtype=np.int64)
    return {
        "Group UID": whole(uid),
        "Group ID": [f"TR{number}" for number in uid.tolist()],
        "Group Name": [g.name for g in groups],
        "Companies House Number": whole(_FIRST_COMPANY + uid - int(sector.trusts.uid[0])),
        "Group Type (code)": choose(("10", "06"), multi),
        "Group Type": choose(("Single-academy trust", "Multi-academy trust"), multi),
        "Closed Date": day(closed),
        "Incorporated on (open date)": day(np.array([g.opened for g in groups], dtype=np.int64)),
        "Group Status (code)": choose(("OPEN", "CLOSED"), (closed > 0).astype(np.int64)),
        "Group Status": choose(("Open", "Closed"), (closed > 0).astype(np.int64)),
    }


def _write_groups(path: Path, sector: Sector) -> None:
    groups = list(sector.history.groups)
    homes = [g.home for g in groups]
    columns: dict[str, Column] = {
        **group_columns(groups, sector),
        "Group Street": [sector.schools.street[h] for h in homes],
        "Group Town": [sector.places.name[sector.schools.place[h]] for h in homes],
        "Group County": "Not recorded",
        "Group Postcode": [sector.schools.postcode[h] for h in homes],
        "UKPRN": whole(FIRST_UKPRN + 500_000 + np.arange(len(groups))),
    }
    write_table(path, "gias_groups", columns, rows=len(groups), encoding="cp1252", quoted=True)


def _write_group_links(path: Path, sector: Sector, records: Records, when: dt.date, *, early: bool) -> None:
    """Who belonged to which trust on a day; the early files have a second row for each sponsor."""
    kind = "gias_academy_group_links" if early else "gias_group_links"
    columns, groups, codes = _membership_columns(sector, records, when.toordinal())
    sponsors = _sponsor_rows(groups, codes, columns, kind) if early else []
    write_table(path, kind, columns, rows=len(groups), encoding="cp1252", quoted=True, totals=sponsors)


def _membership_columns(sector: Sector, records: Records, on: int) -> tuple[dict[str, Column], list[Group], list[str]]:
    in_force = records.in_force(sector.schools.n, on)
    spells = [m for m in sector.history.memberships if m.since <= on and (not m.until or m.until >= on)]
    spells = [m for m in spells if in_force[m.school] >= 0]
    spells.sort(key=lambda m: int(records.urn[in_force[m.school]]))
    groups = [sector.history.groups[m.trust] for m in spells]
    at = in_force[np.array([m.school for m in spells], dtype=np.int64)]
    school = records.school[at]
    codes = [records.type_code[k] for k in at]
    about = group_columns(groups, sector)
    columns: dict[str, Column] = {
        **about,
        "Linked UID": about["Group UID"],
        "Closed Date": "",
        "Group Status (code)": "OPEN",
        "Group Status": "Open",
        "URN": whole(records.urn[at]),
        "Joined date": day(np.array([m.since for m in spells], dtype=np.int64)),
        "EstablishmentName": [records.name[k] for k in at],
        "TypeOfEstablishment (code)": codes,
        "TypeOfEstablishment (name)": [kinds.TYPES[c] for c in codes],
        "PhaseOfEducation (code)": choose(list(kinds.PHASE_CODES), sector.schools.phase[school]),
        "PhaseOfEducation (name)": choose(kinds.PHASE_NAMES, sector.schools.phase[school]),
        "LA (code)": whole(sector.la_code(school)),
        "LA (name)": choose(sector.authorities.name, sector.places.authority[sector.schools.place[school]]),
    }
    return columns, groups, codes


def _sponsor_rows(groups: list[Group], codes: list[str], columns: dict[str, Column], kind: str) -> list[dict[str, str]]:
    """A sponsored academy has a second row for its sponsor, which is no trust."""
    headings = [heading for heading in official_headings(kind) if heading in columns]
    rows = []
    for k, code in enumerate(codes):
        if code in kinds.SPONSORED and k % 3 == 0:
            row = {heading: _cell(columns[heading], k) for heading in headings}
            row["Linked UID"] = str(groups[k].uid + _SPONSOR_UIDS)
            row["Group Type"], row["Companies House Number"] = "School sponsor", ""
            rows.append(row)
    return rows


def _cell(column: Column, row: int) -> str:
    if isinstance(column, pl.Series):
        return str(column[row])
    return column if isinstance(column, str) else column[row]
