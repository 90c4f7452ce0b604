"""Plain rules of goals: how far one has come, and the words for where it stands."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from plait.core.errors import PlaitError

FIRST_WORDS: Final = ("On course", "Not yet", "Change course", "Stop")
MOST_WORDS: Final = 7
LONGEST_WORD: Final = 40  # characters


class NotAGoal(PlaitError):
    """Something of a goal, a priority, a measure or a review cannot stand like this."""


class AimState(StrEnum):
    """How far a goal or a priority has come."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """The state in words."""
        return self.value.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Measure:
    """How one would know: an indicator by its key, or in one's own words; and what is expected by when."""

    key: str
    name: str
    baseline: float | None
    expected_lo: float | None
    expected_hi: float | None
    by_when: object
    stop_if: str
    baseline_told: str = ""


def refuse(why: str, mend: str) -> NotAGoal:
    """Nothing was saved, and why."""
    return NotAGoal("It was not saved.", why=why, mend=mend)
