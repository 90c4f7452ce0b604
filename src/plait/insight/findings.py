"""What somebody found when they looked behind a signal: the words for it."""

from enum import StrEnum
from typing import Final


class Stance(StrEnum):
    """What a person makes of a signal after looking."""

    HOLDS = "holds"
    EXPLAINED = "explained"
    OPEN = "open"

    @property
    def label(self) -> str:
        """The stance as it is chosen and shown."""
        return _LABELS[self]


_LABELS: Final = {
    Stance.HOLDS: "It holds: people there do something worth learning from",
    Stance.EXPLAINED: "There is another explanation",
    Stance.OPEN: "We looked, and cannot tell yet",
}
