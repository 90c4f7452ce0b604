"""The cells of a CSV file, a workbook, or what was pasted from one: nothing is run, and nothing is endless."""

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from typing import Final

from plait.core.errors import PlaitError
from plait.core.tables_book import Cell, TooMuch, read_book

MOST_BYTES: Final = 5 * 1024 * 1024
_MOST_ROWS: Final = 20_000
_MOST_COLUMNS: Final = 200
# Text to which our own exports put an apostrophe, so that no spreadsheet runs it (`core.spreadsheets`).
_INERT = re.compile(r"^'(?=[=+\-@\t\r\n])")
_FORMULA = re.compile(r"^(?:=|[+@](?=[A-Za-z(])|-(?=[A-Za-z(]+\())")


class NotATable(PlaitError):
    """What was brought cannot be read as a table."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: its name, and its rows from the first."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]


def read_grids(content: bytes | str, *, name: str) -> tuple[Grid, ...]:
    """The sheets that are not empty.

    Bytes are a workbook (.xlsx) or CSV in UTF-8, UTF-16 with its mark, or Windows-1252; text is what was pasted. Cells
    are parted by tabs, commas or semicolons, whichever the first line has most of.

    Raises
    ------
    NotATable
        If it is too large, damaged, empty, or of another kind.
    """
    if len(content) > MOST_BYTES:
        raise _refuse(name, "It is larger than 5 MB.", "Take out other sheets and pictures, or bring it in parts.")
    if not content.strip():
        raise _refuse(name, "It is empty.", "Choose a file, or paste rows with their heading.")
    if isinstance(content, bytes) and content.startswith(b"PK\x03\x04"):
        grids = _read_workbook(content, name=name)
    else:
        if isinstance(content, bytes) and content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF")):
            raise _refuse(name, "It is an old workbook (.xls) or no table.", "Save it as .xlsx or CSV.")
        text = _decode(content, name=name) if isinstance(content, bytes) else content.removeprefix("\ufeff")
        grids = (Grid(name, _read_text(text, name=name)),)
    filled = tuple(each for each in grids if any(cell.text.strip() for row in each.rows for cell in row))
    if not filled:
        raise _refuse(name, "All its cells are empty.", "Fill it in, and bring it again.")
    return filled


def _decode(content: bytes, *, name: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if b"\x00" in content:
        raise _refuse(name, "It is no text.", "Save it as CSV or .xlsx.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")  # as older spreadsheets save CSV


def _read_text(text: str, *, name: str) -> tuple[tuple[Cell, ...], ...]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max("\t,;", key=first.count)
    rows: list[tuple[Cell, ...]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            rows.append(tuple(_plain_cell(cell) for cell in row))
            _limit(len(rows), len(row), name=name)
    except csv.Error as fault:
        raise _refuse(name, f"Line {len(rows) + 1} has a quotation mark that is not closed.", "Mend it.") from fault
    return tuple(rows)


def _plain_cell(text: str) -> Cell:
    if _INERT.match(text):
        return Cell(_INERT.sub("", text))
    return Cell(text, formula=bool(_FORMULA.match(text.strip())))


def _read_workbook(content: bytes, *, name: str) -> tuple[Grid, ...]:
    try:
        return tuple(
            Grid(title, tuple(tuple(_without_apostrophe(cell) for cell in row) for row in rows))
            for title, rows in read_book(content)
        )
    except TooMuch as fault:
        raise _refuse(name, "There is more in it than can be read.", "Copy the sheet alone into a new one.") from fault
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, OverflowError) as fault:
        raise _refuse(name, "It is no workbook (.xlsx), or it is damaged.", "Save it again as .xlsx.") from fault


def _without_apostrophe(cell: Cell) -> Cell:
    return Cell(_INERT.sub("", cell.text)) if _INERT.match(cell.text) else cell


def _limit(rows_n: int, columns_n: int, *, name: str) -> None:
    if rows_n > _MOST_ROWS or columns_n > _MOST_COLUMNS:
        raise _refuse(name, f"It has more than {_MOST_ROWS:,} rows or {_MOST_COLUMNS} columns.", "Bring it in parts.")


def _refuse(name: str, why: str, mend: str) -> NotATable:
    return NotATable(f"Nothing was taken from {name[-80:]}.", why=why, mend=mend)
