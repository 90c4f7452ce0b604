"""What a trust decides together and what it leaves open: the words of it."""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from plait.organisations.domain import Phase


class Tie(StrEnum):
    """How firmly a level of alignment ties a school, whatever the trust calls the level."""

    SAME = "same"
    FRAME = "frame"
    FREE = "free"

    @property
    def label(self) -> str:
        """What it asks of a school."""
        return _TIES[self]

    @property
    def firmness(self) -> int:
        """The firmer, the higher."""
        return _FIRMNESS[self]


_TIES: Final = {
    Tie.SAME: "Every school does the same",
    Tie.FRAME: "A common core, and room within it",
    Tie.FREE: "Each school chooses",
}
_FIRMNESS: Final = {Tie.SAME: 2, Tie.FRAME: 1, Tie.FREE: 0}
# What a trust's levels are called until it chooses other words: name, what it means, and how it ties.
FIRST_LEVELS: Final = (
    ("Standardised", "We all do it in the same way, so that nobody has to work it out again.", Tie.SAME),
    ("Aligned", "We share the core and the reasons; each school fits the rest to its pupils.", Tie.FRAME),
    ("Empowered", "Each school decides, and tells the others what it learns.", Tie.FREE),
)


class State(StrEnum):
    """How far a decision has come."""

    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """In a word or two."""
        return {State.PROPOSED: "Proposed", State.IN_FORCE: "In force", State.ENDED: "Ended"}[self]


class Travel(StrEnum):
    """Where the trust is going with an item."""

    HOLD = "hold"
    TIGHTEN = "tighten"
    LOOSEN = "loosen"

    @property
    def label(self) -> str:
        """As the matrix says it."""
        return _TRAVELS[self]

    @property
    def arrow(self) -> str:
        """A sign beside the words."""
        return {Travel.HOLD: "→", Travel.TIGHTEN: "↗", Travel.LOOSEN: "↘"}[self]


_TRAVELS: Final = {
    Travel.HOLD: "staying as it is",
    Travel.TIGHTEN: "growing more alike",
    Travel.LOOSEN: "growing more open",
}


class Heading(StrEnum):
    """Where a school is going from where it stands."""

    TOWARDS = "towards"
    STAYING = "staying"
    AWAY = "away"

    @property
    def label(self) -> str:
        """As a school says it."""
        return _HEADINGS[self]


_HEADINGS: Final = {
    Heading.TOWARDS: "Moving towards what was decided",
    Heading.STAYING: "Staying where we are",
    Heading.AWAY: "Moving away from it",
}


class Outcome(StrEnum):
    """What a review by impact comes to."""

    KEEP = "keep"
    LOOSEN = "loosen"
    TIGHTEN = "tighten"
    DROP = "drop"

    @property
    def label(self) -> str:
        """What it means."""
        return _OUTCOMES[self]


_OUTCOMES: Final = {
    Outcome.KEEP: "Keep it as it is",
    Outcome.LOOSEN: "Loosen it",
    Outcome.TIGHTEN: "Tighten it",
    Outcome.DROP: "Drop it",
}


class Asked(StrEnum):
    """How a request for an exemption stands."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """In a word or two."""
        return _ASKED[self]


_ASKED: Final = {
    Asked.WAITING: "Waits for an answer",
    Asked.GRANTED: "Granted",
    Asked.REFUSED: "Not granted",
    Asked.WITHDRAWN: "Taken back",
    Asked.ENDED: "Ended early",
}
# The six reasons that trusts give for aligning or leaving open, and what each asks.
REASONS: Final = (
    ("evidence", "Evidence", "What do we know of what works, from outside and from our own schools?"),
    ("equity", "Fairness to pupils", "Who would gain or lose if each school did this its own way?"),
    ("workload", "Workload", "What does it save people, and what does it cost them?"),
    ("deployability", "Moving between schools", "Does it help colleagues and pupils who move from school to school?"),
    ("cost", "Cost", "What does it cost or save, in money and in time to change?"),
    ("risk", "Risk", "What could go wrong, if we align and if we do not?"),
)
PHASE_NAMES: Final = {
    Phase.NURSERY: "Nursery",
    Phase.PRIMARY: "Primary",
    Phase.SECONDARY: "Secondary",
    Phase.POST16: "16 to 19",
    Phase.SPECIAL: "Special",
    Phase.ALTERNATIVE: "Alternative provision",
    Phase.INDEPENDENT: "Independent",
    Phase.OTHER: "Other",
}
DOMAINS: Final = (
    "Teaching and curriculum",
    "Assessment",
    "Behaviour and attendance",
    "Inclusion",
    "Safeguarding",
    "People",
    "Finance",
    "Estates and catering",
    "Digital",
    "Governance",
    "Communication",
)
_TERM_ENDS: Final = ((4, 15), (8, 31), (12, 31))  # month and day; Easter moves, so the middle of its range


def end_of_term(today: dt.date) -> dt.date:
    """The last day of the term in which a day lies; the days between terms belong to the one before."""
    ends = [dt.date(today.year, month, day) for month, day in _TERM_ENDS]
    return min(end for end in ends if today <= end)


def name_term(today: dt.date) -> str:
    """The term in which a day lies, as people call it."""
    return {4: "spring", 8: "summer", 12: "autumn"}[end_of_term(today).month] + " term"


def name_phase(phase: str) -> str:
    """A phase in one word, as a column is headed."""
    return PHASE_NAMES[Phase(phase)] if phase in set(Phase) else phase


def name_phases(phases: Sequence[str]) -> str:
    """Phases as a cell holds them; nothing for all."""
    return ", ".join(name_phase(each) for each in phases)
