"""Reading a recognised table as text: rows that are not about one school out and counted, faults named."""

import datetime as dt
import hashlib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import polars as pl

from plait.core.years import AcademicYear
from plait.indicators.store.cells import FORMULA
from plait.indicators.store.heads import Table, read_body
from plait.indicators.store.inputs import AGAIN, BadFile
from plait.indicators.store.raw import ROW, RawFile, Reject
from plait.indicators.store.records import Records, find_records, may_hold_formulas, read_fields
from plait.indicators.store.register import Entry, normalise
from plait.indicators.store.rows import sift_rows
from plait.indicators.store.years import find_as_at, split_by_year

_NARROW = 5  # columns: in fewer, the lines of an ordinary text may hold as many commas as a row
_MEND_ROW = "Mend that row, or download the file again and rerun the import."


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What became of a file: every row read is kept, a total, rejected, a repeat of another, or set aside."""

    path: str
    sha256: str
    bytes: int
    source: str = ""
    year: AcademicYear | None = None
    as_at: dt.date | None = None
    encoding: str = ""
    bom: bool = False
    rows_read: int = 0
    rows_kept: int = 0
    rows_national: int = 0
    rows_rejected: int = 0
    rows_repeated: int = 0
    rows_aside: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A table read: one raw file for each year in it, its record, and what was rejected.

    `digest` tells two files with the same rows, packed or not.
    """

    raws: tuple[RawFile, ...]
    record: FileRecord
    rejects: tuple[Reject, ...]
    digest: str


def read_table(
    table: Table, entry: Entry, *, year: AcademicYear | None = None, wanted: Collection[str] | None = None
) -> Reading:
    """Read a table as its source's entry says.

    Parameters
    ----------
    table
        The file, or the member of an archive.
    entry
        The source that its headings told.
    year
        The academic year to take where the file does not tell.
    wanted
        Headings (under the register's spelling) that somebody needs beside those by which rows are told apart; None is
        all of them. `{year}` in one stands for an academic year written 202324.

    Raises
    ------
    BadFile
        If the file as a whole cannot be taken.
    """
    body, encoding = read_body(table, entry.read.encodings)
    digest = hashlib.sha256(repr(table.headings).encode() + body).hexdigest()
    records = find_records(body)
    if not records.number.size:
        raise BadFile(f"{table.path} was not imported.", why="It has headings and no rows.", mend=AGAIN)
    _refuse_odd_quotes(table, body, records)
    record = _record(table, entry, encoding, int(records.number.size))
    if not entry.gives_rows:
        return Reading((), replace(record, rows_aside=record.rows_read), (), digest)
    fits, wide = _reject_wide_rows(table, entry, body, records)
    frame = _read_frame(table, entry, body, fits, wanted)
    formulas: list[Reject] = []
    if may_hold_formulas(body):
        frame, formulas = _make_inert(table.path, entry.source.id, frame)
    sifted = sift_rows(table.path, entry, frame)
    raws, yearless = split_by_year(table, entry, sifted.frame, told=year)
    record = replace(
        record,
        year=raws[0].year if len(raws) == 1 else None,
        as_at=raws[0].as_at if len(raws) == 1 else record.as_at,
        rows_kept=sum(raw.frame.height for raw in raws),
        rows_national=sifted.totals_n,
        rows_rejected=len(wide) + sifted.rejected_n + len(yearless),
        rows_repeated=sifted.repeated_n,
    )
    rejects = (*wide, *formulas, *sifted.rejects, *yearless)
    _refuse_if_most_is_bad(record, rejects)
    return Reading(raws, record, rejects, digest)


def _refuse_if_most_is_bad(record: FileRecord, rejects: Sequence[Reject]) -> None:
    """A published table has few bad rows: where most are bad, it is the file that is wrong."""
    if not record.rows_kept and not record.rows_rejected:
        raise BadFile(f"{record.path} was not imported.", why="It has totals only, and no school.", mend=AGAIN)
    if record.rows_rejected <= record.rows_kept:
        return
    first = min((reject for reject in rejects if reject.severity == "row"), key=lambda reject: reject.row)
    column = f", column {first.column}" if first.column else ""
    raise BadFile(
        f"{record.path} was not imported.",
        why=f"{record.rows_rejected:,} of its {record.rows_read - record.rows_national:,} rows cannot be taken, first "
        f"row {first.row}{column}: {first.cause}",
        mend=first.mend if record.rows_rejected == 1 else "Mend these rows, or download the file again.",
    )


def _read_frame(
    table: Table, entry: Entry, body: bytes, records: Records, wanted: Collection[str] | None
) -> pl.DataFrame:
    columns = _choose_columns(table, entry, wanted)
    positions = sorted(position for positions in columns.values() for position in positions)
    fields = read_fields(table.path, body, records, positions, len(table.headings))
    frame = fields.select(pl.col(f"c{places[0]}").alias(name) for name, places in columns.items())
    for name, (first, *others) in columns.items():
        for other in others:
            if not fields[f"c{first}"].equals(fields[f"c{other}"], null_equal=True):
                raise BadFile(
                    f"{table.path} was not imported.",
                    why=f"Two of its columns are headed “{name}” and do not hold the same.",
                    mend="Remove or rename one of them.",
                )
    return frame.with_columns(pl.Series(ROW, records.number, dtype=pl.Int64))


def _choose_columns(table: Table, entry: Entry, wanted: Collection[str] | None) -> dict[str, list[int]]:
    """From each column kept, under the register's spelling, to its positions in the file (several: repeated)."""
    spelling = {normalise(name): name for name in wanted or ()} | entry.spelling()
    needed = _needed(entry, wanted)
    columns: dict[str, list[int]] = {}
    for position, heading in enumerate(table.headings):
        name = spelling.get(normalise(heading), heading)
        if heading and _is_kept(name, entry, needed):
            columns.setdefault(name, []).append(position)
    return columns


def _needed(entry: Entry, wanted: Collection[str] | None) -> re.Pattern[str] | None:
    if wanted is None:
        return None
    rules = (*entry.read.key, *entry.read.ids, *(rule.column for rule in entry.read.totals), entry.year.column)
    told = (*(name for name in rules if name), *wanted)
    return re.compile("|".join(re.escape(name).replace(r"\{year\}", r"\d{6}") for name in told))


def _is_kept(name: str, entry: Entry, needed: re.Pattern[str] | None) -> bool:
    if needed is not None:
        return needed.fullmatch(name) is not None
    always = name in entry.read.key or not entry.read.keep
    return always or any(re.search(pattern, name) for pattern in entry.read.keep)


def _refuse_odd_quotes(table: Table, body: bytes, records: Records) -> None:
    """A mark that is never closed leaves the file odd, a row too wide, or whole rows within a cell of another."""
    marks = body.count(b'"')
    if not marks:
        return
    odd = marks % 2 == 1
    width = len(table.headings)
    folded = records.only(records.folds(body))
    broken = [
        number
        for number, fields, start, end in zip(
            folded.number.tolist(), folded.width.tolist(), folded.start.tolist(), folded.end.tolist(), strict=True
        )
        if fields > width or _holds_rows(body[start:end], width)
    ]
    if odd or broken:
        row = broken[0] if broken else int(records.number[-1])
        raise BadFile(
            f"{table.path} was not imported.",
            why=f"A quotation mark in or after row {row} is never closed, so the file is cut short or damaged.",
            mend=_MEND_ROW,
        )


def _holds_rows(folded: bytes, width: int) -> bool:
    whole = sum(line.count(b",") >= width - 1 for line in folded.split(b"\n"))
    return width >= _NARROW and whole > 1


def _reject_wide_rows(table: Table, entry: Entry, body: bytes, records: Records) -> tuple[Records, list[Reject]]:
    """Reject rows with more fields than headings, and a last row that is cut short.

    A short row is no fault: the publisher leaves out empty fields at the end.
    """
    width = len(table.headings)
    wide = records.width > width
    for index in wide.nonzero()[0].tolist():
        fields = body[records.start[index] : records.end[index]].rstrip(b"\r").split(b",")
        wide[index] = any(field.strip() for field in fields[width:])
    cut = records.number.size > 1 and not body.endswith((b"\n", b"\r")) and records.width[-1] < records.width[-2]
    rejects = [
        Reject(
            table.path,
            entry.source.id,
            int(number),
            "",
            "",
            f"It has {fields} fields and the heading {width}.",
            _MEND_ROW,
            "row",
        )
        for number, fields in zip(records.number[wide], records.width[wide], strict=True)
    ]
    if cut:
        row = int(records.number[-1])
        cause = "The last row ends in the middle: the file may be cut short."
        rejects.append(Reject(table.path, entry.source.id, row, "", "", cause, _MEND_ROW, "row"))
        wide[-1] = True
    return records.only(~wide), rejects


def _make_inert(path: str, source: str, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Reject]]:
    """Put an apostrophe before each formula, so that no spreadsheet runs it, and name it."""
    rejects: list[Reject] = []
    for name in frame.columns:
        if frame.schema[name] != pl.String:
            continue
        formulas = frame[name].str.strip_chars().str.contains(FORMULA).fill_null(value=False)
        if not formulas.any():
            continue
        for row, value in frame.filter(formulas).select(ROW, name).iter_rows():
            cause = "The cell holds a formula; it was not run, and is kept as text behind an apostrophe."
            mend = "Check the file against the published one: a published table holds no formulas."
            rejects.append(Reject(path, source, row, name, value, cause, mend, "value"))
        inert = pl.when(formulas).then(pl.lit("'") + pl.col(name)).otherwise(pl.col(name))
        frame = frame.with_columns(inert.alias(name))
    return frame, rejects


def _record(table: Table, entry: Entry, encoding: str, rows: int) -> FileRecord:
    return FileRecord(
        path=table.path,
        sha256=table.item.sha256,
        bytes=table.item.size,
        source=entry.source.id,
        as_at=find_as_at(table, entry, None),
        encoding=encoding,
        bom=table.bom,
        rows_read=rows,
        note=entry.note,
    )
