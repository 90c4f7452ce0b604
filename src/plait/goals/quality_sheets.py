"""Rows of text by the name of their sheet, from a workbook, a CSV file or a pasted table (`core.tables_cells`)."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from plait.core import tables_in
from plait.core.tables_cells import MOST_BYTES, Grid, NotATable, read_grids
from plait.goals.quality_tables import STATEMENTS

__all__ = ["MOST_BYTES", "NotATable", "Rows", "read_day", "read_sheets"]

_OPENING: Final = b"PK\x03\x04"  # of a workbook
_MOST_TOLD: Final = 5

Rows = list[list[str]]


def read_sheets(content: bytes, *, name: str) -> Mapping[str, Rows]:
    """The sheets of a workbook by name, or, of a CSV file or pasted text, one sheet called Statements.

    Row 1 of a sheet is its heading. Text before which our own export put an apostrophe comes back without it.

    Raises
    ------
    NotATable
        If it is empty, too large, damaged, of another kind, or holds formulas, whose values are not in the file.
    """
    grids = read_grids(content, name=name)
    if not content.startswith(_OPENING):
        grids = (Grid(STATEMENTS, grids[0].rows),)
    _refuse_formulas(grids, name=name)
    return {each.name: [[_clean(cell.text) for cell in row] for row in each.rows] for each in grids}


def read_day(text: str) -> dt.date | None:
    """A day as people write it, 31/01/2027 or 2027-01-31; None where nothing is written.

    Raises
    ------
    ValueError
        With what to do, where it is none.
    """
    return tables_in.read_day(text) if text else None


def _refuse_formulas(grids: tuple[Grid, ...], *, name: str) -> None:
    found = [
        f"{grid.name}, row {at}, {tables_in.letter(place)}"
        for grid in grids
        for at, row in enumerate(grid.rows, 1)
        for place, cell in enumerate(row)
        if cell.formula
    ]
    if found:
        more = f" and {len(found) - _MOST_TOLD} more" if len(found) > _MOST_TOLD else ""
        raise NotATable(
            f"Nothing was taken from {name[-80:]}.",
            why=f"There are formulas in it: {'; '.join(found[:_MOST_TOLD])}{more}.",
            mend="Copy each and paste its value instead.",
        )


def _clean(cell: str) -> str:
    return cell.replace("\r\n", "\n").strip()
