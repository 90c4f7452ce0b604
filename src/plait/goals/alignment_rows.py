"""Reading a row of a register's tables: each cell by its column, and what is wrong with it by its place."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from plait.core.pupils import find_identifiers
from plait.core.tables_cells import read_grids
from plait.core.tables_in import read_day
from plait.goals.alignment import PHASE_NAMES, State, Travel
from plait.goals.alignment_tables import (
    DECISION_COLUMNS,
    DECISIONS,
    EXEMPTION_COLUMNS,
    EXEMPTIONS,
    LEVEL_COLUMNS,
    LEVELS,
    NEEDED,
    POSITION_COLUMNS,
    POSITIONS,
    TEXTS,
    BadCell,
)
from plait.goals.alignment_written import Written

COLUMNS: Final = {
    DECISIONS: DECISION_COLUMNS,
    POSITIONS: POSITION_COLUMNS,
    EXEMPTIONS: EXEMPTION_COLUMNS,
    LEVELS: LEVEL_COLUMNS,
}
_STATES: Final = {each.casefold(): each for each in ("Draft", *(state.label for state in State))}
_TRAVELS: Final = {each.label.casefold(): each for each in Travel}
_PHASES: Final = {name.casefold(): phase for phase, name in PHASE_NAMES.items()}
_YES: Final = {"": True, "yes": True, "no": False}


@dataclass(slots=True)
class Cells:
    """One row: its texts by column, and a place for what is wrong with them. Row 1 is the heading."""

    sheet: str
    row: int
    told: Mapping[str, str]
    bad: list[BadCell]
    refused: bool = field(default=False)

    def get(self, column: str) -> str:
        """The text of a cell; nothing where the table lacks the column."""
        return self.told.get(column, "").strip()

    def refuse(self, column: str, what: str) -> None:
        """Say that a cell is to be mended, and how."""
        self.refused = True
        self.bad.append(BadCell(self.sheet, self.row, column, self.get(column), what))

    def day(self, column: str) -> dt.date | None:
        """The day of a cell, or None where it is empty or none (which is then said)."""
        if not self.get(column):
            return None
        try:
            return read_day(self.get(column))
        except ValueError as fault:
            self.refuse(column, str(fault))
            return None


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision as a row tells it."""

    written: Written
    state: str
    starts_on: dt.date | None


def read_sheets(content: bytes | str, *, name: str) -> dict[str, list[list[str]]]:
    """The sheets of a workbook, or the one table of a CSV file or of what was pasted, by the names they have here.

    Raises
    ------
    NotATable
        If it is too large, damaged, empty, or no table.
    """
    sheets = {}
    for grid in read_grids(content, name=name):
        rows = [
            [cell.value.date().isoformat() if isinstance(cell.value, dt.datetime) else cell.text for cell in row]
            for row in grid.rows
        ]
        heading = next(row for row in rows if any(cell.strip() for cell in row))
        sheets[grid.name if grid.name in COLUMNS else name_sheet(heading)] = rows
    return sheets


def split(sheet: str, rows: Sequence[Sequence[str]], *, bad: list[BadCell]) -> tuple[Cells, ...]:
    """The rows of a sheet that hold something, by their columns; a sheet of another name is passed over."""
    known = COLUMNS.get(sheet)
    if known is None or not rows:
        return ()
    start = next((at for at, row in enumerate(rows) if any(each.strip() for each in row)), 0)
    heading = [each.strip() for each in rows[start]]
    missing = [each for each in NEEDED[sheet] if each not in heading]
    if missing:
        bad += [
            BadCell(sheet, start + 1, each, "", "The column is missing. Keep the heading as it is.") for each in missing
        ]
        return ()
    filled = [
        (number, row) for number, row in enumerate(rows[start + 1 :], start + 2) if any(each.strip() for each in row)
    ]
    made = tuple(Cells(sheet, number, dict(zip(heading, row, strict=False)), bad) for number, row in filled)
    for cells in made:
        for column in NEEDED[sheet]:
            if not cells.get(column):
                cells.refuse(column, "Something has to stand here.")
        for column, text in cells.told.items():
            for found in find_identifiers(text):
                cells.refuse(column, f"“{found.shown}” looks like a {found.kind.label}. {found.why}")
    return tuple(each for each in made if not each.refused)


def name_sheet(heading: Sequence[str]) -> str:
    """Which of the tables a heading without a name belongs to; decisions, where none fits."""
    told = {each.strip() for each in heading}
    fits = [name for name in (POSITIONS, EXEMPTIONS, DECISIONS, LEVELS) if set(NEEDED[name]) <= told]
    return fits[0] if fits else DECISIONS


def read_decision(cells: Cells, *, levels: Mapping[str, int]) -> DecisionRow | None:
    """A decision from its row; None where something in it is to be mended, which is then said."""
    level = {name.casefold(): number for name, number in levels.items()}.get(cells.get("Level").casefold())
    if level is None:
        cells.refuse("Level", f"Use one of: {', '.join(levels)}.")
    travel = _TRAVELS.get(cells.get("Direction").casefold() or Travel.HOLD.label)
    if travel is None:
        cells.refuse("Direction", f"Use one of: {', '.join(each.label for each in Travel)}. Or leave it empty.")
    named = [each.strip() for each in cells.get("Phases").split(",") if each.strip()]
    unknown = [each for each in named if each.casefold() not in _PHASES]
    if unknown:
        cells.refuse("Phases", f"“{unknown[0]}” is none. Use: {', '.join(PHASE_NAMES.values())}. Empty means all.")
    state = _STATES.get(cells.get("State").casefold(), "") if cells.get("State") else ""
    if cells.get("State") and (not state or (state == State.ENDED.label and not cells.get("Number"))):
        cells.refuse("State", "Use Draft, Proposed or In force. Or leave it empty.")
    published = _YES.get(cells.get("May be published").casefold())
    if published is None:
        cells.refuse("May be published", "Write yes or no.")
    review_on, starts_on = cells.day("Review"), cells.day("Starts")
    if cells.refused or level is None or travel is None or review_on is None or published is None:
        return None
    texts: dict[str, Any] = {name: cells.get(column) for column, name in TEXTS.items()}
    written = Written(
        **texts,
        level=level,
        review_on=review_on,
        travel=travel.value,
        phases=tuple(_PHASES[each.casefold()].value for each in named),
        shown=tuple(each.strip() for each in cells.get("Figures").split(",") if each.strip()),
        published=published,
    )
    return DecisionRow(written, state, starts_on)
