"""Plain rules of a definition of quality: its states, the kinds of exemplars, and how its parts are named."""

import secrets
from enum import StrEnum
from typing import Final

_KEY_BYTES: Final = 6


class State(StrEnum):
    """Where a definition stands on its way."""

    DRAFT = "draft"
    CONSULTING = "consulting"
    AGREED = "agreed"
    IN_FORCE = "in_force"
    RETIRED = "retired"

    @property
    def label(self) -> str:
        """The state in words."""
        return _LABELS[self]

    @property
    def may_change(self) -> bool:
        """Whether its text may still be changed: what is agreed is opened again first."""
        return self in {State.DRAFT, State.CONSULTING}

    @property
    def is_open(self) -> bool:
        """Whether it is on its way to being in force."""
        return self in {State.DRAFT, State.CONSULTING, State.AGREED}


_LABELS: Final = {
    State.DRAFT: "Draft",
    State.CONSULTING: "Being talked about",
    State.AGREED: "Agreed, not yet in force",
    State.IN_FORCE: "In force",
    State.RETIRED: "No longer in force",
}


class ExemplarKind(StrEnum):
    """What an exemplar is."""

    TEXT = "text"
    DOCUMENT = "document"
    IMAGE = "image"
    LINK = "link"

    @property
    def label(self) -> str:
        """The kind in words."""
        return _KINDS[self]

    @property
    def is_file(self) -> bool:
        """Whether it is a file that was uploaded."""
        return self in {ExemplarKind.DOCUMENT, ExemplarKind.IMAGE}


_KINDS: Final = {
    ExemplarKind.TEXT: "A text written here",
    ExemplarKind.DOCUMENT: "A document",
    ExemplarKind.IMAGE: "An image",
    ExemplarKind.LINK: "A link",
}


def make_key() -> str:
    """A key by which a part is known again in the next definition, whatever becomes of its words."""
    return f"p{secrets.token_hex(_KEY_BYTES)}"  # a letter first: a spreadsheet would take 12e4 for a number
