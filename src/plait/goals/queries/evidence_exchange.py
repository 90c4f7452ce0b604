"""The library as a table, as far as the viewer may read it."""

from collections.abc import Sequence

from plait.goals.alignment_tables import Table
from plait.goals.evidence import FIELDS
from plait.goals.evidence_tables import COLUMNS, SHEET, VISIBILITIES, write_row
from plait.goals.models.evidence import Entry
from plait.goals.queries.evidence import Wanted, list_entries
from plait.organisations.domain import Scope
from plait.organisations.visibility import Visibility

_NAMES = {each: name.capitalize() for name, each in VISIBILITIES.items()}
_NAMES[Visibility.PARTNERS] = _NAMES[Visibility.TRUST]  # with whom it is shared stands in the register of agreements


def write_library(scope: Scope, *, wanted: Wanted | None = None) -> Table:
    """The entries that fit, a row for each; those that came with Plait bear their key, and stay as they are."""
    return Table(SHEET, tuple(COLUMNS), tuple(_write(each) for each in list_entries(scope, wanted=wanted)))


def _write(entry: Entry) -> tuple[str | int, ...]:
    told = {name: getattr(entry, name) for name in FIELDS}
    told |= {name: getattr(entry, f"get_{name}_display")() for name in ("kind", "form", "strength", "cost")}
    told["number"] = f"Plait: {entry.shipped}" if entry.shipped else entry.pk
    told["visibility"] = "" if entry.shipped else _NAMES[Visibility(entry.visibility)]
    return _texts(write_row(told))


def _texts(row: Sequence[object]) -> tuple[str | int, ...]:
    return tuple(each if isinstance(each, int) else _plain(each) for each in row)


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
