"""`edubasealldata`: every establishment of the register, open and closed, under all of its official headings."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from plait.simulation import kinds
from plait.simulation.draws import Bools, Ints
from plait.simulation.histories import ACADEMY, PARTNER, TODAY
from plait.simulation.schools import PRIMARY, SECONDARY
from plait.simulation.sector import Records, Sector
from plait.simulation.tables import Column, choose, day, fixed, whole, withhold, write_table

FIRST_UKPRN = 19_000_001  # real ones begin with 100
_CP1252_TRAP = "Café Quarter"  # a letter that UTF-8 would write otherwise, in the address of one school in a hundred
_CHANGED, _CENSUS = dt.date(2026, 9, 14), dt.date(2026, 1, 15)
_NOT_APPLICABLE = (
    "SpecialClasses (name)", "SchoolSponsorFlag (name)", "FederationFlag (name)", "FurtherEducationType (name)",
    "TeenMoth (name)", "CCF (name)", "SENPRU (name)", "EBD (name)", "FTProv (name)", "EdByOther (name)",
    "Section41Approved (name)", "Diocese (name)",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Rows:
    """The records in order of URN, with the schools they belong to."""

    sector: Sector
    records: Records
    is_open: Bools

    @property
    def school(self) -> Ints:
        return self.records.school

    @property
    def authority(self) -> Ints:
        return self.sector.places.authority[self.sector.schools.place[self.school]]


def write_establishments(path: Path, sector: Sector, records: Records) -> None:
    """Write the register of establishments as at the newest day."""
    rows = _Rows(sector=sector, records=records, is_open=records.open_on(TODAY.toordinal()))
    columns: dict[str, Column] = dict.fromkeys(_NOT_APPLICABLE, "Not applicable")
    for part in (_identity, _status, _provision, _character, _pupils, _trust, _address, _area):
        columns |= part(rows)
    write_table(path, "gias_establishments", columns, rows=len(rows.school), encoding="cp1252", quoted=True)


def _pair(heading: str, options: Sequence[tuple[str, str]], index: Ints) -> dict[str, pl.Series]:
    """The code and the name of a heading."""
    codes, names = [code for code, _ in options], [name for _, name in options]
    return {f"{heading} (code)": choose(codes, index), f"{heading} (name)": choose(names, index)}


def _identity(rows: _Rows) -> Mapping[str, Column]:
    codes = list(rows.records.type_code)
    groups = [kinds.group_of(code) for code in codes]
    partner = np.where(rows.records.stage == PARTNER, 900, 0)
    return {
        "URN": whole(rows.records.urn),
        "LA (code)": whole(rows.sector.authorities.code[rows.authority]),
        "LA (name)": choose(rows.sector.authorities.name, rows.authority),
        "EstablishmentNumber": whole(rows.sector.estab[rows.school] + partner),
        "EstablishmentName": list(rows.records.name),
        "TypeOfEstablishment (code)": codes,
        "TypeOfEstablishment (name)": [kinds.TYPES[code] for code in codes],
        "EstablishmentTypeGroup (code)": [kinds.GROUPS[g] for g in groups],
        "EstablishmentTypeGroup (name)": groups,
        "UKPRN": whole(FIRST_UKPRN + np.arange(len(codes))),
        "LastChangedDate": day(np.full(len(codes), _CHANGED.toordinal())),
    }


def _status(rows: _Rows) -> Mapping[str, Column]:
    codes = np.array(rows.records.type_code)
    converted, free = np.isin(codes, list(kinds.ACADEMIES)), np.isin(codes, list(kinds.FREE_SCHOOLS))
    replaced = (rows.sector.member_of[rows.school] >= 0) & (rows.records.stage != ACADEMY)
    opened = (("00", "Not applicable"), ("10", "Academy Converter"), ("13", "Academy Free School"))
    closed = (("00", "Not applicable"), ("03", "Closure"), ("10", "Academy Converter"))
    return {
        **_pair("EstablishmentStatus", (("2", "Closed"), ("1", "Open")), rows.is_open.astype(np.int64)),
        **_pair("ReasonEstablishmentOpened", opened, np.where(converted, 1, np.where(free, 2, 0))),
        **_pair("ReasonEstablishmentClosed", closed, np.where(rows.is_open, 0, np.where(replaced, 2, 1))),
        "OpenDate": day(rows.records.opened),
        "CloseDate": day(rows.records.closed),
    }


def _provision(rows: _Rows) -> Mapping[str, Column]:
    schools, s = rows.sector.schools, rows.school
    partner = rows.records.stage == PARTNER
    low, high = np.where(partner, 3, schools.age_low[s]), np.where(partner, 7, schools.age_high[s])
    phase, through = schools.phase[s], schools.all_through[s]
    mainstream = np.isin(phase, (PRIMARY, SECONDARY))
    sixth = np.where(phase > SECONDARY, 0, np.where(high >= 18, 1, 2))
    sixths = (("0", "Not applicable"), ("1", "Has a sixth form"), ("2", "Does not have a sixth form"))
    nursery = np.where(~mainstream, 2, (low <= 3).astype(np.int64))
    return {
        "PhaseOfEducation (code)": withhold(choose(list(kinds.PHASE_CODES), phase), through, "7"),
        "PhaseOfEducation (name)": withhold(choose(kinds.PHASE_NAMES, phase), through, "All-through"),
        "StatutoryLowAge": whole(low),
        "StatutoryHighAge": whole(high),
        "Boarders (code)": "1",
        "Boarders (name)": "No boarders",
        "BoardingEstablishment (name)": "Does not have boarders",
        "NurseryProvision (name)": choose(("No Nursery Classes", "Has Nursery Classes", "Not applicable"), nursery),
        **_pair("OfficialSixthForm", sixths, sixth),
    }


def _character(rows: _Rows) -> Mapping[str, Column]:
    schools, s = rows.sector.schools, rows.school
    admissions = np.where(schools.phase[s] == SECONDARY, 1 + schools.selective[s], 0)
    policies = (("0", "Not applicable"), ("4", "Non-selective"), ("2", "Selective"))
    return {
        **_pair("Gender", kinds.GENDERS, schools.gender[s]),
        **_pair("ReligiousCharacter", kinds.FAITHS, schools.faith[s]),
        **_pair("AdmissionsPolicy", policies, admissions),
        "ReligiousEthos (name)": "Does not apply",
        "Diocese (code)": "0000",
        "SpecialClasses (code)": "0",
    }


def _pupils(rows: _Rows) -> Mapping[str, Column]:
    sector, s = rows.sector, rows.school
    pupils, gone = sector.panel.pupils[s, -1], ~rows.is_open
    gender = sector.schools.gender[s]
    boys = np.where(gender == 2, pupils, np.where(gender == 1, 0, pupils * 51 // 100))
    fsm = sector.panel.context["fsm_now"][s, -1]
    capacity = np.maximum(pupils + 15 - pupils % 15, 30)
    figures = {
        "CensusDate": day(np.full(len(s), _CENSUS.toordinal())),
        "NumberOfPupils": whole(pupils),
        "NumberOfBoys": whole(boys),
        "NumberOfGirls": whole(pupils - boys),
        "PercentageFSM": fixed(fsm),
        "FSM": whole(np.rint(fsm * pupils / 100).astype(np.int64)),
    }
    shown: dict[str, Column] = {name: withhold(values, gone, "") for name, values in figures.items()}
    return shown | {"SchoolCapacity": withhold(whole(capacity), gone & (s % 3 == 0), "")}


def _trust(rows: _Rows) -> Mapping[str, Column]:
    trusts = rows.sector.trusts
    trust = np.where(rows.is_open, rows.sector.member_of[rows.school], -1)
    inside, known = trust >= 0, np.maximum(trust, 0)
    flags = (
        ("0", "Not applicable"),
        ("5", "Supported by a single-academy trust"),
        ("3", "Supported by a multi-academy trust"),
    )
    return {
        **_pair("TrustSchoolFlag", flags, np.where(inside, 1 + trusts.multi[known], 0)),
        "Trusts (code)": withhold(choose([str(uid) for uid in trusts.uid], known), ~inside, ""),
        "Trusts (name)": withhold(choose(trusts.name, known), ~inside, ""),
    }


def _address(rows: _Rows) -> Mapping[str, Column]:
    schools, s = rows.sector.schools, rows.school
    quarter = pl.Series([_CP1252_TRAP], dtype=pl.String).new_from_index(0, len(s))
    return {
        "Street": [schools.street[i] for i in s],
        "Locality": withhold(quarter, s % 97 != 5, ""),
        "Town": choose(rows.sector.places.name, schools.place[s]),
        "County (name)": choose(rows.sector.authorities.name, rows.authority),
        "Postcode": [schools.postcode[i] for i in s],
        "Easting": whole(np.rint(schools.easting[s]).astype(np.int64)),
        "Northing": whole(np.rint(schools.northing[s]).astype(np.int64)),
        "Country (name)": "England",
    }


def _area(rows: _Rows) -> Mapping[str, Column]:
    sector, s = rows.sector, rows.school
    regions = list(zip(kinds.REGION_CODES, [kinds.region_name(r) for r in range(9)], strict=True))
    return {
        **_pair("GOR", regions, sector.schools.region[s]),
        **_pair("UrbanRural", kinds.RURALITY, sector.rurality(s)),
        "DistrictAdministrative (name)": choose(sector.authorities.name, rows.authority),
        "GSSLACode (name)": choose(sector.authorities.gss, rows.authority),
        "PreviousLA (code)": "999",
    }
