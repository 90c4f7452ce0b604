"""From the files of an import to the tables of a build."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import polars as pl

from plait.core.errors import PlaitError
from plait.core.years import AcademicYear
from plait.indicators.store.definition_parts import Definition, Origin
from plait.indicators.store.definitions import load_definitions
from plait.indicators.store.distributions import assemble_distributions
from plait.indicators.store.heads import Table, list_others, open_tables
from plait.indicators.store.inputs import InputFile
from plait.indicators.store.raw import ROW, RawFile, Reject
from plait.indicators.store.read import FileRecord, Reading, read_table
from plait.indicators.store.recognise import recognise
from plait.indicators.store.register import Entry, Register, load_register
from plait.indicators.store.small_tables import (
    assemble_areas,
    assemble_constants,
    assemble_inspections,
    codes_frame,
    files_frame,
    rejects_frame,
)
from plait.indicators.store.spine import Organisations, assemble_organisations
from plait.indicators.store.steps import Progress, Step
from plait.indicators.store.values import Values, assemble_values

_READERS = 2  # threads: reading is half decompression, which one core does at a time
_ONLY_FIGURES = frozenset({"values", "trust_values"})  # roles of wide files of which few columns are needed
_MOST_TOLD = 5  # faults spelled out where many files cannot be taken
_MEND = "Mend these files or leave them out, and rerun the import."
_NOT_A_TABLE = "Not a table: set aside."
_NO_SOURCE = "Its headings are those of no source in the register: set aside."
_REPEAT = "The same rows as in {other}: set aside."


class Refused(PlaitError):
    """An import that cannot be made: several files cannot be taken, or there are no schools in them."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """The tables of an import with their sources, and the files that are set aside."""

    tables: tuple[tuple[Table, Entry], ...]
    aside: tuple[FileRecord, ...]


def assemble_tables(
    inputs: Sequence[InputFile], *, year: AcademicYear | None, say: Progress
) -> dict[str, pl.DataFrame]:
    """Every table of a build, by name.

    Raises
    ------
    PlaitError
        If a file cannot be taken, or the files tell of no school.
    """
    register, definitions = load_register(), load_definitions()
    recognised = recognise_files(inputs, register)
    readings = _read_all(recognised.tables, definitions, year=year, say=say)
    raws = [raw for reading in readings for raw in reading.raws]
    say(Step("Putting schools and trusts together", 0, 1))
    organisations = assemble_organisations(raws)
    if organisations.schools.is_empty():
        raise Refused(
            "Nothing was imported.",
            why="None of the files says which schools there are.",
            mend="Import a list of schools with them, such as edubasealldata from Get Information About Schools.",
        )
    say(Step("Putting figures together", 0, 1))
    values = assemble_values(raws, definitions, organisations.schools)
    tables = {name: getattr(organisations, name) for name in ("schools", "trusts", "memberships", "links", "chains")}
    tables |= {"values": values.values, "trust_values": values.trust_values}
    tables |= _assemble_small(readings, organisations, values, aside=recognised.aside, register=register)
    say(Step("Summing up", 0, 1))
    return tables | {"distributions": assemble_distributions(values.values, organisations.schools)}


def _assemble_small(
    readings: Sequence[Reading],
    organisations: Organisations,
    values: Values,
    *,
    aside: Sequence[FileRecord],
    register: Register,
) -> dict[str, pl.DataFrame]:
    """The tables of a few thousand rows: what is constant, what was read, what was not taken."""
    raws = [raw for reading in readings for raw in reading.raws]
    constants, areas, inspections = assemble_constants(raws), assemble_areas(raws), assemble_inspections(raws, register)
    rejects: Iterable[Reject] = (
        *(reject for reading in readings for reject in reading.rejects),
        *organisations.rejects,
        *values.rejects,
        *_tell_unlisted(raws, organisations.schools["urn"]),
        *(reject for _, found in (constants, areas, inspections) for reject in found),
    )
    return {
        "constants": constants[0],
        "areas": areas[0],
        "inspections": inspections[0],
        "files": files_frame((*(reading.record for reading in readings), *aside)),
        "codes": codes_frame(values.codes),
        "rejects": rejects_frame(rejects),
    }


def _tell_unlisted(raws: Iterable[RawFile], listed: pl.Series) -> Iterator[Reject]:
    """One line for each file with figures of schools that no list of schools names."""
    for raw in raws:
        key = next((name for name in raw.frame.columns if name.casefold() == "urn"), None)
        if key is None or "values" not in raw.source.roles:
            continue
        missing = raw.frame.select(ROW, key).filter(~pl.col(key).cast(pl.Int32, strict=False).is_in(listed.implode()))
        if missing.is_empty():
            continue
        row, first = missing.row(0)
        several = f"It and {missing.height - 1:,} more stand" if missing.height > 1 else "It stands"
        cause = f"{several} in no list of schools, so that the figures are on no page."
        mend = "Import a list of schools that holds them, such as edubasealldata with closed schools."
        yield Reject(raw.path, raw.source.id, row, key, first or "", cause, mend, "value")


def recognise_files(inputs: Sequence[InputFile], register: Register) -> Recognised:
    """Look into every file before any is read, so that all that cannot be taken are named at once.

    Raises
    ------
    PlaitError
        If a file cannot be taken.
    """
    tables: list[tuple[Table, Entry]] = []
    aside: list[FileRecord] = []
    faults: list[PlaitError] = []
    for item in inputs:
        if not item.is_table:
            aside.append(_set_aside(item, item.path, _NOT_A_TABLE))
            continue
        try:
            for table in open_tables(item):
                entry = recognise(table, register)
                if entry is None:
                    aside.append(_set_aside(item, table.path, _NO_SOURCE))
                else:
                    tables.append((table, entry))
            aside += [_set_aside(item, path, _NOT_A_TABLE) for path in list_others(item)]
        except PlaitError as fault:
            faults.append(fault)
    _refuse(faults)
    return Recognised(tuple(tables), tuple(aside))


def find_period(tables: Mapping[str, pl.DataFrame]) -> str:
    """The latest academic year for which any school has a figure, written 2024-25."""
    latest = tables["values"].filter(pl.col("value").is_not_null())["year"].max()
    if latest is None:
        latest = tables["files"]["year"].max()
    return "undated" if latest is None else str(AcademicYear(int(cast("int", latest)))).replace("/", "-")


def write_tables(tables: Mapping[str, pl.DataFrame], folder: Path, *, say: Progress) -> dict[str, int]:
    """Write each table as one Parquet file; gives the number of rows of each."""
    for done, (name, frame) in enumerate(tables.items()):
        say(Step("Writing", done, len(tables)))
        try:
            frame.write_parquet(folder / f"{name}.parquet", compression="zstd", statistics=True)
        except pl.exceptions.ComputeError as fault:  # how polars tells of a full disk
            raise OSError(str(fault)) from fault
    return {name: frame.height for name, frame in tables.items()}


def _read_all(
    tables: Sequence[tuple[Table, Entry]],
    definitions: Mapping[str, Definition],
    *,
    year: AcademicYear | None,
    say: Progress,
) -> list[Reading]:
    wanted = _wanted_columns(definitions.values())
    readings: list[Reading] = []
    faults: list[PlaitError] = []
    with ThreadPoolExecutor(max_workers=_READERS) as pool:
        waiting = [
            pool.submit(read_table, table, entry, year=year, wanted=_needed_of(entry, wanted))
            for table, entry in tables
        ]
        for done, future in enumerate(waiting):
            say(Step("Reading", done, len(tables)))
            try:
                readings.append(future.result())
            except PlaitError as fault:
                faults.append(fault)
    _refuse(faults)
    return _set_twins_aside(tables, readings)


def _set_twins_aside(tables: Sequence[tuple[Table, Entry]], readings: Sequence[Reading]) -> list[Reading]:
    """Take the same rows once; refuse them as those of two years, for one of the two names is wrong."""
    first: dict[tuple[str, str], Reading] = {}
    kept: list[Reading] = []
    faults: list[PlaitError] = []
    for (_, entry), reading in zip(tables, readings, strict=True):
        twin = first.setdefault((reading.record.source, reading.digest), reading)
        if entry.year.origin == "name" and reading.record.year != twin.record.year:
            faults.append(_of_two_years(reading.record, twin.record))
        is_repeat = twin is not reading and reading.record.as_at == twin.record.as_at
        kept.append(_as_repeat(reading.record, twin) if is_repeat else reading)
    _refuse(faults)
    return kept


def _as_repeat(record: FileRecord, twin: Reading) -> Reading:
    repeat = FileRecord(
        record.path,
        record.sha256,
        record.bytes,
        source=record.source,
        year=record.year,
        as_at=record.as_at,
        encoding=record.encoding,
        bom=record.bom,
        rows_read=record.rows_read,
        rows_aside=record.rows_read,
        note=_REPEAT.format(other=twin.record.path),
    )
    return Reading((), repeat, (), twin.digest)


def _of_two_years(record: FileRecord, twin: FileRecord) -> Refused:
    return Refused(
        f"{record.path} was not imported.",
        why=f"It holds the same rows as {twin.path}, but stands for {record.year} and that one for {twin.year}.",
        mend="Download the file of the year that is wrong, or leave it out.",
    )


def _wanted_columns(definitions: Iterable[Definition]) -> dict[str, set[str]]:
    wanted: dict[str, set[str]] = {}
    for definition in definitions:
        for origin in (*definition.origins, *definition.trust_origins):
            wanted.setdefault(origin.source, set()).update(_columns_of(origin))
    return wanted


def _columns_of(origin: Origin) -> Iterator[str]:
    yield from origin.columns
    yield from origin.where
    yield origin.key_column
    for name in (origin.cohort, origin.lo, origin.hi, origin.schools):
        if name is not None:
            yield name


def _needed_of(entry: Entry, wanted: Mapping[str, set[str]]) -> set[str] | None:
    """Of a file that gives figures only, the columns that somebody reads; of any other, all that its entry keeps."""
    if not _ONLY_FIGURES.issuperset(entry.source.roles):
        return None
    return wanted.get(entry.source.id, set()) | set(_texts(entry.source.fields))


def _texts(told: object) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, Mapping):
        for value in told.values():
            yield from _texts(value)
    elif isinstance(told, list):
        for value in told:
            yield from _texts(value)


def _set_aside(item: InputFile, path: str, note: str) -> FileRecord:
    return FileRecord(path, item.sha256, item.size, note=note)


def _refuse(faults: Sequence[PlaitError]) -> None:
    if len(faults) == 1:
        raise faults[0]
    if faults:
        told = " ".join(str(fault) for fault in faults[:_MOST_TOLD])
        more = f" And {len(faults) - _MOST_TOLD} more." if len(faults) > _MOST_TOLD else ""
        raise Refused("Nothing was imported.", why=f"{len(faults)} files cannot be taken. {told}{more}", mend=_MEND)
