"""Plain rules of goals: how far one has come, and the words for where it stands."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Self

from plait.core.errors import PlaitError

FIRST_WORDS: Final = ("On course", "Not yet", "Change course", "Stop")
MOST_WORDS: Final = 7
LONGEST_WORD: Final = 40  # characters
LONGEST_SOURCE: Final = 300  # of where a figure comes from


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


@dataclass(frozen=True, slots=True)
class NotedFigure:
    """A figure that somebody noted by hand: as of which day, and in words where it comes from. Nothing official."""

    value: float
    stood_on: dt.date
    source: str

    @property
    def text(self) -> str:
        """The figure alone, as it was noted."""
        return f"{self.value:.12g}"

    @property
    def told(self) -> str:
        """What stands beside it."""
        return f"Noted by hand, as of {self.stood_on:%-d %B %Y}: {self.source}"

    def freeze(self) -> dict[str, Any]:
        """As a review keeps it."""
        return {"value": self.value, "stood_on": self.stood_on.isoformat(), "source": self.source}

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Self:
        """As a review kept it."""
        return cls(float(kept["value"]), dt.date.fromisoformat(kept["stood_on"]), str(kept["source"]))


def refuse(why: str, mend: str) -> NotAGoal:
    """Nothing was saved, and why."""
    return NotAGoal("It was not saved.", why=why, mend=mend)
