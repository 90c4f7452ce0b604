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

    `open_data`: the published figures. Which schools may need support is told only to those entitled to it: of the
    trusts in `needs_trusts`, of the schools in `needs_schools`, or, where `needs_everywhere`, of all.
    """

    open_data: bool
    needs_everywhere: bool = False
    needs_trusts: frozenset[int] = frozenset()
    needs_schools: frozenset[int] = frozenset()

    @property
    def may_read_open_data(self) -> bool:
        """Whether the published figures may be shown to this viewer."""
        return self.open_data

    def may_see_needs_of(self, *, urn: int | None = None, trust_uid: int | None = None) -> bool:
        """Whether this viewer is entitled to read that a school, or the schools of a trust, may need support."""
        return self.needs_everywhere or trust_uid in self.needs_trusts or urn in self.needs_schools
