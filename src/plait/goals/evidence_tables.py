"""A library as a table: its columns, and reading a row back, naming each cell that cannot be taken in."""

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from plait.core.tables_cells import read_grids
from plait.goals.alignment_rows import Cells
from plait.goals.alignment_tables import BadCell
from plait.goals.evidence import Cost, EntrySaid, EvidenceKind, Form, Strength, find_faults
from plait.organisations.visibility import Visibility

SHEET: Final = "Evidence"
COLUMNS: Final = {
    "Number": "number",
    "Title": "title",
    "Kind": "kind",
    "Form": "form",
    "What it is about": "about",
    "What it says": "says",
    "Limits": "limits",
    "For whom and where": "context",
    "Strength": "strength",
    "Cost": "cost",
    "Months": "effect_months",
    "Months from": "effect_lo",
    "Months to": "effect_hi",
    "Source": "source",
    "Address": "url",
    "Licence": "licence",
    "Looked at on": "looked_on",
    "Good until": "expires_on",
    "Component": "component",
    "To be checked": "to_check",
    "Who reads it": "visibility",
}
NEEDED: Final = ("Title", "Kind", "What it says")
CALLED: Final = {field: column for column, field in COLUMNS.items()}
_CHOICES: Final[dict[str, tuple[type[StrEnum], bool]]] = {
    "kind": (EvidenceKind, True),
    "form": (Form, False),
    "strength": (Strength, False),
    "cost": (Cost, False),
}
VISIBILITIES: Final = {
    "only me": Visibility.ME,
    "my school": Visibility.SCHOOL,
    "my trust": Visibility.TRUST,
}
_MONTHS: Final = ("effect_months", "effect_lo", "effect_hi")
_DAYS: Final = ("looked_on", "expires_on")
_YES: Final = {"": False, "no": False, "yes": True, "false": False, "true": True}
_LONGEST: Final = {
    "title": 160,
    "about": 1000,
    "says": 3000,
    "limits": 2000,
    "context": 1000,
    "source": 300,
    "url": 500,
    "licence": 300,
    "component": 60,
}


def read_rows(content: bytes | str, *, name: str) -> list[list[str]]:
    """The rows of the sheet of evidence, or of the first where none is called so; of CSV and pasted text, their rows.

    Raises
    ------
    NotATable
        If it is too large, damaged, empty, or no table.
    """
    grids = read_grids(content, name=name)
    chosen = next((each for each in grids if each.name.casefold() == SHEET.casefold()), grids[0])
    return [[cell.text for cell in row] for row in chosen.rows]


def split(rows: Sequence[Sequence[str]], *, bad: list[BadCell]) -> tuple[Cells, ...]:
    """The rows that hold something, by their columns; what has to stand and does not is said."""
    heading = [each.strip() for each in rows[0]] if rows else []
    missing = [each for each in NEEDED if each not in heading]
    if missing:
        bad += [BadCell(SHEET, 1, each, "", "The column is missing. Keep the heading as it is.") for each in missing]
        return ()
    filled = [(number, row) for number, row in enumerate(rows[1:], 2) if any(each.strip() for each in row)]
    made = tuple(Cells(SHEET, number, dict(zip(heading, row, strict=False)), bad) for number, row in filled)
    for cells in made:
        for column in NEEDED:
            if not cells.get(column):
                cells.refuse(column, "Something has to stand here.")
    return made


def read_row(cells: Cells) -> EntrySaid | None:
    """An entry from its row; None where something in it is to be mended, which is then said."""
    told: dict[str, Any] = {
        field: cells.get(column) for column, field in COLUMNS.items() if field not in {"number", "visibility"}
    }
    for field, longest in _LONGEST.items():
        if len(told[field]) > longest:
            cells.refuse(CALLED[field], f"There is room for {longest:,} characters; these are {len(told[field]):,}.")
    for field, (choices, needed) in _CHOICES.items():
        told[field] = _read_choice(cells, field, choices, needed=needed)
    for field in _MONTHS:
        told[field] = _read_months(cells, field)
    for field in _DAYS:
        told[field] = cells.day(CALLED[field])
    checked = _YES.get(told["to_check"].casefold())
    if checked is None:
        cells.refuse(CALLED["to_check"], "Write yes or no.")
    told["to_check"], told["form"] = bool(checked), told["form"] or Form.OTHER.value
    if cells.refused:
        return None
    said = EntrySaid(**told)
    for field, what in find_faults(said).items():
        cells.refuse(CALLED[field], what)
    return None if cells.refused else said


def read_visibility(cells: Cells, *, school: bool) -> Visibility | None:
    """Who reads an entry, by its row; the trust, where nothing is said."""
    text = cells.get("Who reads it").casefold() or "my trust"
    found = VISIBILITIES.get(text)
    if found is None or (found is Visibility.SCHOOL and not school):
        names = [name for name, each in VISIBILITIES.items() if school or each is not Visibility.SCHOOL]
        cells.refuse(
            "Who reads it", f"Use one of: {', '.join(name.capitalize() for name in names)}. Or leave it empty."
        )
        return None
    return found


def write_row(told: Mapping[str, Any]) -> tuple[object, ...]:
    """A row from values by field."""
    return tuple(_write(told.get(field)) for field in COLUMNS.values())


def rows_of_toml(text: str) -> list[list[str]]:
    """The rows that a TOML file tells, `[[entries]]` by `[[entries]]`, with their heading.

    Raises
    ------
    ValueError
        If it is not TOML, or holds no list of entries.
    """
    entries = tomllib.loads(text).get("entries")
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        msg = "A file of evidence holds one [[entries]] for each entry."
        raise ValueError(msg)
    rows = [[str(_write(each.get(field))) for field in COLUMNS.values()] for each in entries]
    return [list(COLUMNS), *rows]


def _write(value: Any) -> object:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case dt.date():
            return value.isoformat()
        case Decimal():
            return float(value)
        case _:
            return value


def _read_choice(cells: Cells, field: str, choices: type[StrEnum], *, needed: bool) -> str:
    text = cells.get(CALLED[field]).casefold()
    known = {each.value: each for each in choices} | {str(getattr(each, "label")).casefold(): each for each in choices}  # noqa: B009
    if not text:
        return ""
    if text not in known:
        labels = ", ".join(str(getattr(each, "label")) for each in choices)  # noqa: B009
        cells.refuse(CALLED[field], f"Use one of: {labels}." + ("" if needed else " Or leave it empty."))
        return ""
    return known[text].value


def _read_months(cells: Cells, field: str) -> Decimal | None:
    text = cells.get(CALLED[field]).replace("\u2212", "-").removeprefix("+")
    if not text:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        cells.refuse(CALLED[field], "Write months as a number, such as 4 or -1.5.")
        return None
    if not found.is_finite() or found != round(found, 1):
        cells.refuse(CALLED[field], "Write months with one figure after the point, such as 4.5.")
        return None
    return found
