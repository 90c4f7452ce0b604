"""What happens at the bottom of the house, for whoever above acts upon it."""

from dataclasses import dataclass

from plait.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterGivenUp(Event):
    """A letter of a kind will not be sent any more; `told` is what the mail server answered."""

    letter: int
    kind: str
    told: str
