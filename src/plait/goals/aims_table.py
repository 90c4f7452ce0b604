"""Goals and priorities as tables: a row for each measure of a goal or a priority, and one for what has none."""

from typing import Final

from plait.core.tables_in import Column, Kind

SHEET: Final = "Goals"
PRIORITIES: Final = "Priorities"
_MEASURE: Final = (
    Column("Figure", longest=100),
    Column("Measure", longest=200),
    Column("Baseline", Kind.NUMBER),
    Column("Where the baseline comes from", longest=300),
    Column("Expected from", Kind.NUMBER),
    Column("Expected to", Kind.NUMBER),
    Column("By", Kind.DATE),
    Column("What would make us stop", longest=400),
)
COLUMNS: Final = (
    Column("Number", Kind.WHOLE, lo=1),
    Column("Goal", required=True, longest=160),
    Column("Why", required=True, longest=2000),
    Column("Component", longest=60),
    Column("Review", Kind.DATE, required=True),
    Column("State", choices=("Draft", "Proposed", "In force", "Ended")),
    *_MEASURE,
)
HEADING: Final = tuple(each.name for each in COLUMNS)
PRIORITY_COLUMNS: Final = (
    Column("URN", Kind.WHOLE, lo=1),
    Column("School", longest=200),
    Column("Number", Kind.WHOLE, lo=1),
    Column("Priority", longest=160),
    Column("Goal number", Kind.WHOLE, lo=1),
    Column("Goal", longest=160),
    Column("Reason", longest=600),
    Column("Review", Kind.DATE),
    Column("State", choices=("In force", "Ended")),
    *_MEASURE,
)
REVIEWS: Final = "Reviews"
REVIEW_HEADING: Final = (
    *("Of", "Number", "What it is", "School", "Term", "Judgement", "What was seen", "By", "On"),
    "Figures as they stood",
)
NOTED: Final = "Figures"
NOTED_HEADING: Final = (
    *("Of", "Number", "What it is", "School", "Measure", "Figure", "As of", "Where it comes from"),
    *("Noted by", "On"),
)
PRIORITY_HEADING: Final = tuple(each.name for each in PRIORITY_COLUMNS)
