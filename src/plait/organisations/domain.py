"""Plain rules about schools and trusts, and the reach of a viewer."""

from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    """What ages and kind of provision a school is for; the grouping of the school census."""

    NURSERY = "nursery"
    PRIMARY = "primary"
    SECONDARY = "secondary"
    POST16 = "post16"
    SPECIAL = "special"
    ALTERNATIVE = "alternative"
    INDEPENDENT = "independent"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The phase in the sector's words."""
        return _PHASE_LABELS[self]


_PHASE_LABELS = {
    Phase.NURSERY: "Nursery school",
    Phase.PRIMARY: "Primary school",
    Phase.SECONDARY: "Secondary school",
    Phase.POST16: "16 to 19 provider",
    Phase.SPECIAL: "Special school",
    Phase.ALTERNATIVE: "Alternative provision",
    Phase.INDEPENDENT: "Independent school",
    Phase.OTHER: "Other provider",
}


class Status(StrEnum):
    """Whether a school is open."""

    OPEN = "open"
    CLOSED = "closed"
    PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a viewer may reach. Every query over data that is not public takes it first.

    Accounts come later; until then a viewer is anonymous and reads open data where the operator allows it.
    """

    open_data: bool

    @property
    def may_read_open_data(self) -> bool:
        """Whether the published figures may be shown to this viewer."""
        return self.open_data
