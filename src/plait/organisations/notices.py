"""The kinds of thing that people are told of."""

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """What a notice is about; people choose by these."""

    PEOPLE = "people"
    SHARING = "sharing"
    REGISTER = "register"
    SIGNALS = "signals"
    FINDINGS = "findings"

    @property
    def label(self) -> str:
        """What it is called where people choose."""
        return _LABELS[self]


_LABELS: Final = {
    Kind.PEOPLE: "People: requests to join, invitations taken up, memberships that end",
    Kind.SHARING: "Sharing: records offered to your trust, agreements that end",
    Kind.REGISTER: "Your schools: opened, closed, renamed, moved to another trust",
    Kind.SIGNALS: "Signals: new ones at your schools when new figures come",
    Kind.FINDINGS: "Findings: what somebody wrote about a school of yours",
}
