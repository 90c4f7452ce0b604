"""Files about schools and trusts for tests: small ones written here, and the real ones read as an import reads them."""

import datetime as dt
import functools
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from plait.core.years import AcademicYear
from plait.indicators.store.heads import open_tables
from plait.indicators.store.inputs import find_inputs
from plait.indicators.store.raw import ROW, RawFile, Source
from plait.indicators.store.read import read_table
from plait.indicators.store.recognise import recognise
from plait.indicators.store.register import load_register
from plait.indicators.store.spine import Organisations, assemble_organisations
from plait.indicators.store.spine_fields import read_table as fields_of

ROLES = ("school", "trust", "membership", "link")


def a_file(
    source: str,
    rows: Sequence[Mapping[str, str]],
    *,
    as_at: dt.date | None = None,
    year: int | None = None,
) -> RawFile:
    """A file of a source of the register with the headings and cells given."""
    headings = dict.fromkeys(heading for row in rows for heading in row)
    frame = pl.DataFrame(
        {ROW: pl.Series(range(1, len(rows) + 1), dtype=pl.Int64)}
        | {heading: pl.Series([row.get(heading) for row in rows], dtype=pl.String) for heading in headings}
    )
    return RawFile(
        source=load_register().entries[source].source,
        path=f"{source}.csv",
        year=None if year is None else AcademicYear(year),
        as_at=as_at,
        frame=frame,
    )


def census_row(urn: int, **cells: str) -> dict[str, str]:
    """One school of the school census, a community primary unless told otherwise."""
    return {
        "URN": str(urn),
        "school_name": f"School {urn}",
        "phase_type_grouping": "State-funded primary",
        "typeofestablishment_name": "Community school",
        "academy_flag": "LA Maintained",
        "school_postcode": "ZZ1 1ZZ",
        "old_la_code": "301",
        **cells,
    }


def academy_row(urn: int, trust: str) -> dict[str, str]:
    """One academy of the school census."""
    return census_row(urn, typeofestablishment_name="Academy converter", academy_flag="Academy", trust=trust)


def link_row(urn: int, uid: int, joined: str, *, name: str = "", kind: str = "Multi-academy trust") -> dict[str, str]:
    """One academy of a monthly list of academies and their groups."""
    return {
        "URN": str(urn),
        "Linked UID": str(uid),
        "Group Name": name or f"Trust {uid}",
        "Group Type": kind,
        "Joined date": joined,
        "EstablishmentName": f"School {urn}",
        "TypeOfEstablishment (name)": "Academy converter",
        "PhaseOfEducation (name)": "Primary",
    }


def successor_row(urn: int, link_urn: int, on: str = "31-08-2020", kind: str = "Successor") -> dict[str, str]:
    """One link from a school to another."""
    return {
        "URN": str(urn),
        "LinkURN": str(link_urn),
        "LinkName": f"School {link_urn}",
        "LinkType": kind,
        "LinkEstablishedDate": on,
    }


@functools.cache
def read_real_files(folder: Path) -> tuple[RawFile, ...]:
    """Every real file that says something of schools and trusts."""
    register = load_register()
    found: list[RawFile] = []
    for item in find_inputs([folder]):
        if not item.is_table:
            continue
        for table in open_tables(item):
            entry = recognise(table, register)
            wanted = _headings(entry.source) if entry is not None else set()
            if entry is not None and wanted:
                found += read_table(table, entry, wanted=wanted).raws
    return tuple(found)


def _headings(source: Source) -> set[str]:
    """The headings of a source that say something of schools and trusts."""
    blank = RawFile(source, "", None, None, pl.DataFrame())
    tables = [told for role in ROLES if (told := fields_of(blank, role)) is not None]
    read = {column for told in tables for rule in told.rules.values() for column in rule.columns}
    return read | {told.where_column for told in tables} - {""}


@functools.cache
def real_organisations(folder: Path) -> Organisations:
    """What the real files say of schools and trusts."""
    return assemble_organisations(read_real_files(folder))


def read_column(path: Path) -> pl.DataFrame:
    """A packed real file as text, whatever its encoding."""
    return pl.read_csv(path, infer_schema=False, encoding="utf8-lossy")
