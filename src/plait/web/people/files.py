"""How much organisations and people keep of what they may, as tables."""

from collections.abc import Sequence
from typing import Final

from plait.goals.queries.uploads import Use
from plait.goals.services.uploads import MEGABYTE
from plait.web.parts import Cell, Column, Row, Table
from plait.web.words import count

HEADING: Final = ("Kind", "Name", "Files", "Files at most", "Megabytes", "Megabytes at most")


def present_uses(caption: str, uses: Sequence[Use]) -> Table:
    """A table of organisations, or of people; who is near the end of their room says so in words."""
    columns = (Column("Name"), Column("Files", number=True), Column("Megabytes", number=True), Column("Room"))
    return Table(caption, columns, tuple(_row(each) for each in uses), stack=True)


def rows_of(kind: str, uses: Sequence[Use]) -> list[tuple[object, ...]]:
    """The same as lines of a file."""
    return [
        (kind, each.name, each.files_n, each.most_files_n, round(each.bytes_n / MEGABYTE, 1), each.most_megabytes_n)
        for each in uses
    ]


def _row(use: Use) -> Row:
    return Row(
        (
            Cell(use.name),
            Cell(f"{use.files_n:,} of {use.most_files_n:,}", number=True, label="Files"),
            Cell(f"{use.bytes_n / MEGABYTE:,.1f} of {use.most_megabytes_n:,}", number=True, label="Megabytes"),
            Cell(_say_room(use), label="Room"),
        )
    )


def _say_room(use: Use) -> str:
    left_n = max(0, use.most_files_n - use.files_n)
    left_megabytes = max(0.0, use.most_megabytes_n - use.bytes_n / MEGABYTE)
    if not left_n or left_megabytes < 1:
        return "None left"
    return f"For {count(left_n, 'more file')}, {left_megabytes:,.0f} MB"
