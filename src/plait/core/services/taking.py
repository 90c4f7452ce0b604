"""Taking the rows of a table in: each within a savepoint, and a refusal becomes a cell to mend."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from plait.core.errors import PlaitError
from plait.core.tables_in import BadCell, BadTable, Row

BECAUSE: Final = "Taken in from a table"  # as versions tell it


class WrongCell(PlaitError):
    """A cell that cannot stand, with its column."""

    def __init__(self, column: str, mend: str) -> None:
        self.column = column
        super().__init__("The row was not taken in.", mend=mend)


def take_rows(
    rows: Iterable[Row],
    *,
    name: str,
    do: Callable[[Row], object],
    whole: str,
    fields: Mapping[str, str] | None = None,
) -> None:
    """Do what each row asks; within the transaction of a service, which a bad cell ends without a trace.

    Parameters
    ----------
    name
        What the table is called.
    do
        What is done with a row. What it refuses with `WrongCell` is told under its column, all else under `whole`.
    fields
        Under which column a field of a record stands.

    Raises
    ------
    BadTable
        With every bad cell.
    """
    bad: list[BadCell] = []

    def refuse(row: Row, column: str, mend: str) -> None:
        bad.append(BadCell(row.sheet, row.number, column, row.text(column), mend))

    for row in rows:
        try:
            with transaction.atomic():
                do(row)
        except WrongCell as wrong:
            refuse(row, wrong.column, wrong.mend)
        except PlaitError as refused:
            refuse(row, whole, tell(refused))
        except ValidationError as refused:
            for field, texts in refused.message_dict.items():
                refuse(row, (fields or {}).get(field, field), " ".join(texts))
    if bad:
        raise BadTable(name, bad)


def tell(refused: PlaitError) -> str:
    """Why, and what to do, in one line."""
    return " ".join(part for part in (refused.why, refused.mend) if part)
