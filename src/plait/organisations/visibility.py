"""Who may read a record: the steps from one person to everyone, and the words for them."""

from enum import StrEnum
from typing import Final


class Visibility(StrEnum):
    """How far a record may be read, from the narrowest to the widest."""

    ME = "me"
    SCHOOL = "school"
    TRUST = "trust"
    PARTNERS = "partners"
    SECTOR = "sector"
    PUBLIC = "public"

    @property
    def label(self) -> str:
        """What stands beside the choice."""
        return _LABELS[self]

    @property
    def description(self) -> str:
        """Who that is, in a sentence."""
        return _DESCRIPTIONS[self]


def at_least_trust(visibility: str) -> Visibility:
    """Who may read what the trust reads from now on: the trust, or more than it where more did already."""
    wider = {Visibility.PARTNERS, Visibility.SECTOR, Visibility.PUBLIC}
    return Visibility(visibility) if visibility in wider else Visibility.TRUST


_LABELS: Final = {
    Visibility.ME: "Only me (a draft)",
    Visibility.SCHOOL: "My school",
    Visibility.TRUST: "My trust",
    Visibility.PARTNERS: "My trust, and the partners I name until a date",
    Visibility.SECTOR: "The sector",
    Visibility.PUBLIC: "Everyone",
}
_DESCRIPTIONS: Final = {
    Visibility.ME: "Nobody else reads it until you say so. When you leave, whoever looks after it from then on does.",
    Visibility.SCHOOL: "People of the school whose role reads within it. Nobody of the trust’s central team does.",
    Visibility.TRUST: (
        "People of the trust and of its schools whose role reads within it. Trustees read it if it is marked as a"
        " decision or an exception."
    ),
    Visibility.PARTNERS: (
        "The same people, and those of each trust that has agreed to it, but for its visitors, until the day agreed."
    ),
    Visibility.SECTOR: "Everyone who has signed in and belongs to an organisation here.",
    Visibility.PUBLIC: "Anyone who opens the page, signed in or not.",
}
