"""What the page of rejected rows shows: causes for all files, or each row of one file."""

from dataclasses import dataclass

from plait.indicators.queries.coverage import REJECTS_PAGE, RejectCause, Rejected
from plait.web import addresses, words
from plait.web.parts import Cell, Column, Option, Pages, Row, Table


@dataclass(frozen=True, slots=True)
class RejectedPage:
    """What was not taken. `pages` is None where everything stands on one page."""

    lede: str
    action: str
    options: tuple[Option, ...]
    table: Table
    pages: Pages | None


def present_causes(causes: list[RejectCause]) -> RejectedPage:
    """What was not taken of any file, put together by cause."""
    total = sum(cause.n for cause in causes)
    if not total:
        lede = "Every row and every value of the files was taken."
    else:
        lost = words.starting(words.count(total, "row or value", "rows and values"))
        lede = f"{lost} of the published files could not be taken. Nothing was guessed in their place."
    rows = tuple(
        Row(
            (
                Cell(cause.path, url=addresses.address("rejected", file=cause.path), note=_rows(cause)),
                Cell(cause.column, label="Column"),
                Cell(cause.cause, label="Why"),
                Cell(cause.mend, label="What to do"),
                Cell(f"{cause.n:,}", number=True, label="How many"),
            )
        )
        for cause in causes
    )
    columns = (
        *(Column("File"), Column("Column"), Column("Why"), Column("What to do")),
        Column("How many", number=True),
    )
    table = Table("Not taken, by cause", columns, rows, caption_hidden=True, stack=True)
    return RejectedPage(lede, addresses.address("rejected"), _options(causes, ""), table, None)


def present_rejected(
    rows: list[Rejected], *, causes: list[RejectCause], file: str, total: int, number: int
) -> RejectedPage:
    """A page of what was not taken of one file, with the row, column, cause and mend of each."""
    told = tuple(
        Row(
            (
                Cell("whole file" if each.row == 0 else f"{each.row:,}"),
                Cell(each.column, label="Column"),
                Cell(each.value[:80], label="Value"),
                Cell(each.cause, label="Why"),
                Cell(each.mend, label="What to do"),
            )
        )
        for each in rows
    )
    columns = (Column("Row"), Column("Column"), Column("Value"), Column("Why"), Column("What to do"))
    first = (number - 1) * REJECTS_PAGE + 1
    said = f"{first:,} to {first + len(rows) - 1:,} of {total:,}" if rows else "Nothing on this page"
    pages = Pages(
        said,
        addresses.address("rejected", file=file, page=number - 1) if number > 1 else "",
        addresses.address("rejected", file=file, page=number + 1) if number * REJECTS_PAGE < total else "",
    )
    lost = words.starting(words.count(total, "row or value", "rows and values"))
    return RejectedPage(
        f"{lost} of {file} could not be taken. Row 1 is the line under the heading.",
        addresses.address("rejected"),
        _options(causes, file),
        Table(f"Not taken of {file}", columns, told, caption_hidden=True, stack=True),
        pages,
    )


def _options(causes: list[RejectCause], chosen: str) -> tuple[Option, ...]:
    counts: dict[str, int] = {}
    for cause in causes:
        counts[cause.path] = counts.get(cause.path, 0) + cause.n
    files = (Option(path, f"{path} ({n:,})", path == chosen) for path, n in counts.items())
    return (Option("", "All files, by cause", not chosen), *files)


def _rows(cause: RejectCause) -> str:
    """Where the first few are: “rows 889, 1,224, 1,254 …”."""
    if cause.rows == (0,):
        return "whole file"
    named = ", ".join(f"{row:,}" for row in cause.rows)
    return f"{'row' if cause.n == 1 else 'rows'} {named}{' …' if cause.n > len(cause.rows) else ''}"
