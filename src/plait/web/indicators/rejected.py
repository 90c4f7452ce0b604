"""What the page of rejected rows shows."""

from dataclasses import dataclass

from plait.indicators.queries.coverage import REJECTS_PAGE, Rejected
from plait.web import words
from plait.web.parts import Cell, Column, Pages, Row, Table


@dataclass(frozen=True, slots=True)
class RejectedPage:
    """A page of what was not taken."""

    lede: str
    table: Table
    pages: Pages


def present_rejected(rows: list[Rejected], *, total: int, number: int, address: str) -> RejectedPage:
    """A page of what was not taken, with the file, row, column, cause and mend of each."""
    table = Table(
        "Not taken",
        (
            Column("File"),
            Column("Row", number=True),
            Column("Column"),
            Column("Value"),
            Column("Why"),
            Column("What to do"),
        ),
        tuple(
            Row(
                (
                    Cell(each.path),
                    Cell("whole file" if each.row == 0 else f"{each.row:,}", number=True, label="Row"),
                    Cell(each.column, label="Column"),
                    Cell(each.value[:80], label="Value"),
                    Cell(each.cause, label="Why"),
                    Cell(each.mend, label="What to do"),
                )
            )
            for each in rows
        ),
        caption_hidden=True,
        stack=True,
    )
    first = (number - 1) * REJECTS_PAGE + 1
    told = f"{first:,} to {first + len(rows) - 1:,} of {total:,}" if rows else "Nothing on this page"
    pages = Pages(
        told,
        f"{address}?page={number - 1}" if number > 1 else "",
        f"{address}?page={number + 1}" if number * REJECTS_PAGE < total else "",
    )
    if not total:
        return RejectedPage("Every row and every value of the files was taken.", table, pages)
    lost = words.starting(words.count(total, "row or value", "rows and values"))
    lede = f"{lost} of the published files could not be taken. Nothing was guessed in their place."
    return RejectedPage(lede, table, pages)
