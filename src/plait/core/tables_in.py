"""Tables that people bring in (CSV, workbook, pasted cells) as typed rows; every cell that cannot be read is named."""

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from plait.core.errors import PlaitError
from plait.core.pupils import find_identifiers
from plait.core.tables_book import Cell
from plait.core.tables_cells import Grid, NotATable, read_grids

__all__ = ["BadCell", "BadTable", "Column", "Kind", "NotATable", "Row", "read_table"]

Value = str | float | int | dt.date | None

MOST_SAID: Final = 200  # bad cells that are named; a table with more is of another kind
_LONGEST: Final = 4_000
_NOTHING: Final = {"", "-", "–", "—", "n/a", "na"}
_NUMBER = re.compile(r"[+\-−]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?")
_DAYS: Final = ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%d-%b-%y")


class Kind(StrEnum):
    """What stands in a column."""

    TEXT = "text"
    NUMBER = "number"
    WHOLE = "whole number"
    PERCENT = "percentage"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table that is read.

    `required`: the heading must be there and no cell may be empty; `expected`: the heading alone must. `lo`, `hi`: the
    least and the greatest number, both allowed. `choices`: texts, told apart without regard to capitals. `words`:
    texts that may stand instead of a number, such as “withheld”. `also`: other headings under which it comes.
    """

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    expected: bool = False
    lo: float | None = None
    hi: float | None = None
    choices: Sequence[str] = ()
    words: Sequence[str] = ()
    also: Sequence[str] = ()
    longest: int = _LONGEST


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its sheet, its number as a spreadsheet counts (the heading is mostly row 1), and its values by column."""

    sheet: str
    number: int
    values: Mapping[str, Value]

    def text(self, column: str) -> str:
        """The text of a cell; empty where there is none."""
        value = self.values.get(column)
        return "" if value is None else str(value)

    def figure(self, column: str) -> float | None:
        """The number of a cell."""
        value = self.values.get(column)
        return float(value) if isinstance(value, int | float) else None

    def day(self, column: str) -> dt.date | None:
        """The day of a cell."""
        value = self.values.get(column)
        return value if isinstance(value, dt.date) else None


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell to mend: where it is, what stood there, and what to do."""

    sheet: str
    row: int
    column: str
    stood: str
    mend: str

    def __str__(self) -> str:
        return f"{self.sheet}, row {self.row}, {self.column}: “{self.stood}”. {self.mend}"


class BadTable(PlaitError):
    """Cells of a table cannot be taken; `cells` names them all, up to `MOST_SAID`. `rows`: those without a bad cell."""

    def __init__(self, name: str, cells: Iterable[BadCell], *, rows: Iterable[Row] = ()) -> None:
        told = tuple(cells)
        self.cells = told[:MOST_SAID]
        self.rows = tuple(rows)
        n = len(told)
        super().__init__(
            f"Nothing was taken from {name}.",
            why=f"{n} cell{'' if n == 1 else 's'} cannot be read: {'; '.join(str(cell) for cell in told[:3])}",
            mend="Mend each of them and bring the table again.",
        )


@dataclass(slots=True)
class _Reading:
    sheet: str
    bad: list[BadCell] = field(default_factory=list)

    def refuse(self, row: int, column: str, stood: str, mend: str) -> None:
        self.bad.append(BadCell(self.sheet, row, column, stood[:80], mend))


def read_table(
    content: bytes | str, *, name: str, columns: Sequence[Column], sheet: str | None = None
) -> tuple[Row, ...]:
    """Rows of a CSV file, a workbook's sheet, or cells pasted from one.

    The heading is the first row that is not empty. Empty rows are passed over. Where a workbook has several sheets,
    `sheet` is read or, if it is not named or not there, the first that has a heading of the columns.

    Raises
    ------
    NotATable
        If it is too large, damaged, empty, or no table.
    BadTable
        If headings are missing or unknown, or cells hold what cannot stand there: each is named.
    """
    grid = _choose(read_grids(content, name=name), columns=columns, sheet=sheet)
    reading = _Reading(grid.name)
    start = next(at for at, row in enumerate(grid.rows) if not _is_empty(row))
    places = _place(grid.rows[start], start + 1, columns=columns, reading=reading)
    if reading.bad:  # below a wrong heading every cell would seem wrong
        raise BadTable(name, reading.bad)
    rows = []
    for at, cells in enumerate(grid.rows[start + 1 :], start + 2):
        if not _is_empty(cells):
            told = {each.name: _read(cells, at, places.get(each.name), each, reading) for each in columns}
            _refuse_strays(cells, at, known=set(places.values()), reading=reading)
            rows.append(Row(grid.name, at, told))
    if reading.bad:
        wrong = {cell.row for cell in reading.bad}
        raise BadTable(name, reading.bad, rows=(row for row in rows if row.number not in wrong))
    return tuple(rows)


def _choose(grids: Sequence[Grid], *, columns: Sequence[Column], sheet: str | None) -> Grid:
    named = [each for each in grids if sheet is not None and each.name.casefold() == sheet.casefold()]
    known = {_plain(name) for column in columns for name in (column.name, *column.also)}
    fitting = [
        each
        for each in grids
        if any(_plain(cell.text) in known for row in each.rows[:20] for cell in row if not _is_empty((cell,)))
    ]
    return next(iter([*named, *fitting, *grids]))


def _place(heading: Sequence[Cell], row: int, *, columns: Sequence[Column], reading: _Reading) -> dict[str, int]:
    """Where each column stands; missing, unknown and repeated headings are refused."""
    names = {_plain(name): column.name for column in columns for name in (column.name, *column.also)}
    places: dict[str, int] = {}
    for at, cell in enumerate(heading):
        if not cell.text.strip():
            continue
        column = names.get(_plain(cell.text))
        if column is None:
            known = ", ".join(each.name for each in columns)
            reading.refuse(row, letter(at), cell.text, f"No column is called so. Remove it, or use one of: {known}.")
        elif column in places:
            reading.refuse(row, letter(at), cell.text, "The heading stands twice. Remove one of the columns.")
        else:
            places[column] = at
    for each in columns:
        if (each.required or each.expected) and each.name not in places:
            reading.refuse(row, each.name, "", f"Add a column with the heading “{each.name}”.")
    return places


def _refuse_strays(cells: Sequence[Cell], row: int, *, known: set[int], reading: _Reading) -> None:
    width = max(known, default=-1)
    for at, cell in enumerate(cells[width + 1 :], width + 1):
        if cell.text.strip():
            reading.refuse(row, letter(at), cell.text, "It stands under no heading. Remove it, or give it one.")


def _read(cells: Sequence[Cell], row: int, place: int | None, column: Column, reading: _Reading) -> Value:
    if place is None:
        return None
    cell = cells[place] if place < len(cells) else Cell("")
    if cell.formula:
        reading.refuse(row, column.name, cell.text, "It is a formula. Copy it and paste its value instead.")
        return None
    text = cell.text.strip()
    if text.casefold() in _NOTHING and (not text or column.kind is not Kind.TEXT):
        if column.required:
            reading.refuse(row, column.name, text, f"Write a {column.kind.value}." if not text else "Write a value.")
        return None
    try:
        return _typed(cell, text, column)
    except ValueError as fault:
        reading.refuse(row, column.name, text, str(fault))
        return None


def _typed(cell: Cell, text: str, column: Column) -> Value:
    match column.kind:
        case Kind.TEXT:
            return _chosen(text, column)
        case Kind.DATE:
            return cell.value.date() if isinstance(cell.value, dt.datetime) else read_day(text)
        case _:
            return _number(cell, text, column)


def _chosen(text: str, column: Column) -> str:
    if len(text) > column.longest:
        msg = f"Shorten it to {column.longest:,} characters; it has {len(text):,}."
        raise ValueError(msg)
    if not column.choices:
        for each in find_identifiers(text):
            msg = f"“{each.shown}” looks like a {each.kind.label}. {each.why}"
            raise ValueError(msg)
        return text
    found = next((each for each in column.choices if _plain(each) == _plain(text)), None)
    if found is None:
        msg = f"Write one of: {', '.join(column.choices)}."
        raise ValueError(msg)
    return found


def _number(cell: Cell, text: str, column: Column) -> Value:
    if text.casefold() in column.words:
        return text.casefold()
    value = read_number(text, percent=column.kind is Kind.PERCENT)
    if isinstance(cell.value, float | int) and cell.percent:
        if column.kind is not Kind.PERCENT:
            msg = "It is shown as a percentage. Write the number itself, without %."
            raise ValueError(msg)
        value = round(float(cell.value) * 100, 10)
    if column.kind is Kind.WHOLE and value != int(value):
        msg = "Write a whole number."
        raise ValueError(msg)
    lo, hi = (0.0, 100.0) if column.kind is Kind.PERCENT and column.lo is column.hi is None else (column.lo, column.hi)
    if (lo is not None and value < lo) or (hi is not None and value > hi):
        raise ValueError(_range(lo, hi))
    return int(value) if column.kind is Kind.WHOLE else value


def _range(lo: float | None, hi: float | None) -> str:
    if lo is None:
        return f"Write a number of at most {hi:g}."
    return f"Write a number of at least {lo:g}." if hi is None else f"Write a number from {lo:g} to {hi:g}."


def read_number(text: str, *, percent: bool = False) -> float:
    """A number as people write it: 1,234.5, −3, and, where it is a percentage, 93.4%.

    Raises
    ------
    ValueError
        With what to do, where it is none.
    """
    bare = text.replace("\u00a0", "").replace(" ", "")
    if bare.endswith("%"):
        if not percent:
            msg = "Write the number itself, without %."
            raise ValueError(msg)
        bare = bare[:-1]
    if not _NUMBER.fullmatch(bare) or not any(each.isdigit() for each in bare):
        msg = f"Write a number, such as {'93.4' if percent else '12.5'}."
        if re.fullmatch(r"\d+,\d{1,2}", bare):
            msg = "Write the decimal with a point, not a comma."
        raise ValueError(msg)
    value = float(bare.replace(",", "").replace("−", "-"))
    if not math.isfinite(value) or abs(value) > 1e12:
        msg = "Write a smaller number."
        raise ValueError(msg)
    return value


def read_day(text: str) -> dt.date:
    """A day in UK form or ISO: 31/01/2027, 31 January 2027, 2027-01-31.

    Raises
    ------
    ValueError
        With what to do, where it is none.
    """
    bare = " ".join(text.replace("T00:00:00", "").replace(" 00:00:00", "").split())
    for form in _DAYS:
        try:
            found = dt.datetime.strptime(bare, form).date()  # noqa: DTZ007 a day has no time zone
        except ValueError:
            continue
        if 1980 <= found.year <= 2100:
            return found
    msg = "Write a day such as 31/01/2027: day, month, year."
    raise ValueError(msg)


def letter(at: int) -> str:
    """What a spreadsheet calls a column: A, B … AA; `at` counts from 0."""
    name = ""
    while at >= 0:
        name = chr(ord("A") + at % 26) + name
        at = at // 26 - 1
    return f"column {name}"


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip("*: ")


def _is_empty(row: Sequence[Cell]) -> bool:
    return not any(cell.text.strip() for cell in row)
