"""A register as tables: out to a workbook or CSV, and what a row and a column mean on the way back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from plait.core.errors import PlaitError

DECISIONS: Final = "Decisions"
POSITIONS: Final = "Positions"
EXEMPTIONS: Final = "Exemptions"
LEVELS: Final = "Levels"
# The columns of decisions that are plain texts, and the field of each.
TEXTS: Final = {
    "Item": "item",
    "Part of the work": "domain",
    "Why": "why",
    "Evidence": "evidence",
    "Fairness to pupils": "equity",
    "Workload": "workload",
    "Moving between schools": "deployability",
    "Cost": "cost",
    "Risk": "risk",
    "What stays loose": "loose",
    "Who was asked": "consulted_whom",
    "How they were asked": "consulted_how",
    "What they said": "consulted_said",
    "Who decides": "decides",
    "Scheme of delegation": "delegation",
    "Component": "component",
    "Public text": "told",
}
_LEADING: Final = ("Number", "Item", "Part of the work", "Level", "Direction", "Phases", "State", "Starts", "Review")
DECISION_COLUMNS: Final = (
    *_LEADING,
    *(name for name in TEXTS if name not in _LEADING),
    "May be published",
    "Figures",
)
POSITION_COLUMNS: Final = ("Decision", "Item", "URN", "School", "Stands at", "Going", "Note")
EXEMPTION_COLUMNS: Final = (
    *("Number", "Decision", "Item", "URN", "School", "Reason", "Instead", "Until"),
    *("State", "Answer", "Asked on"),
)
LEVEL_COLUMNS: Final = ("Number", "Level", "What it means", "What it asks of a school")
REVIEWS: Final = "Reviews"
REVIEW_COLUMNS: Final = (
    *("Decision", "Item", "Number", "On", "It came to", "Because", "Level before", "Level after", "By"),
    "Figures as they stood",
)
NEEDED: Final = {
    DECISIONS: ("Item", "Part of the work", "Level", "Why", "Review"),
    POSITIONS: ("URN", "Stands at"),
    EXEMPTIONS: ("URN", "Reason", "Until"),
    LEVELS: ("Level", "What it asks of a school"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name, its heading, and its rows."""

    name: str
    heading: tuple[str, ...]
    rows: tuple[tuple[str | int, ...], ...]


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that cannot be taken in: where it is, what stands there, and what to do."""

    sheet: str
    row: int
    column: str
    value: str
    what: str

    def __str__(self) -> str:
        held = f"“{self.value[:60]}”" if self.value else "empty"
        return f"{self.sheet}, row {self.row}, {self.column} ({held}): {self.what}"


class BadCells(PlaitError):
    """A table that was not taken in, with every cell that is to be mended."""

    def __init__(self, cells: Sequence[BadCell]) -> None:
        self.cells = tuple(cells)
        n = len(self.cells)
        super().__init__(
            "Nothing was taken in.",
            why=f"{'One cell is' if n == 1 else f'{n} cells are'} not as they should be: {self.cells[0]}",
            mend="Mend what is named, and bring the table in again.",
        )
