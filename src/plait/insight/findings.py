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
        """The stance as it stands in a line with others."""
        return _LABELS[self]

    def tell(self, *, needs: bool) -> str:
        """The stance as it is chosen and read: what it means that a signal holds depends on which side it is of."""
        return f"{self.label}{_HOLDS[needs] if self is Stance.HOLDS else ''}"


_LABELS: Final = {
    Stance.HOLDS: "It holds",
    Stance.EXPLAINED: "There is another explanation",
    Stance.OPEN: "We cannot tell yet",
}
_HOLDS: Final = {False: ": people there do something worth learning from", True: ": support is needed here"}
