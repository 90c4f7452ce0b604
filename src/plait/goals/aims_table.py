"""Goals as a table: a row for each measure of a goal, and one for a goal that has none."""

from typing import Final

from plait.core.tables_in import Column, Kind

SHEET: Final = "Goals"
COLUMNS: Final = (
    Column("Number", Kind.WHOLE, lo=1),
    Column("Goal", required=True, longest=160),
    Column("Why", required=True, longest=2000),
    Column("Component", longest=60),
    Column("Review", Kind.DATE, required=True),
    Column("State", choices=("Draft", "Proposed", "In force", "Ended")),
    Column("Figure", longest=100),
    Column("Measure", longest=200),
    Column("Baseline", Kind.NUMBER),
    Column("Where the baseline comes from", longest=300),
    Column("Expected from", Kind.NUMBER),
    Column("Expected to", Kind.NUMBER),
    Column("By", Kind.DATE),
    Column("What would make us stop", longest=400),
)
HEADING: Final = tuple(each.name for each in COLUMNS)
