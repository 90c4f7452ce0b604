"""Plain rules about schools and trusts, and the reach of a viewer."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from plait.organisations.roles import Kind, May, Role


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
class Standing:
    """One membership in force: where, in which role, and until when.

    `organisation`, `trust` and `school` are numbers of organisations; `trust` and `school` are those within which the
    membership lies, where there are such.
    """

    organisation: int
    kind: Kind
    role: Role
    trust: int | None
    school: int | None
    until: dt.date | None = None

    def may(self, what: May) -> bool:
        """Whether the role allows it here."""
        return what in self.role.may


@dataclass(frozen=True, slots=True)
class Scope:
    """What a viewer may reach. Every query over data that is not public takes it first.

    `open_data`: the published figures. Which schools may need support is told only to those entitled to it: of the
    trusts in `needs_trusts` (UIDs), of the schools in `needs_schools` (URNs), or, where `needs_everywhere`, of all.
    `person` is the viewer's number, None for someone who has not signed in; `standings` are the memberships in force;
    `shared` the records (kind, number) that another trust shares with the viewer's own, now.
    """

    open_data: bool
    needs_everywhere: bool = False
    needs_trusts: frozenset[int] = frozenset()
    needs_schools: frozenset[int] = frozenset()
    person: int | None = None
    standings: tuple[Standing, ...] = ()
    shared: frozenset[tuple[str, str]] = frozenset()

    @property
    def may_read_open_data(self) -> bool:
        """Whether the published figures may be shown to this viewer."""
        return self.open_data

    @property
    def signed_in(self) -> bool:
        """Whether the viewer is known."""
        return self.person is not None

    @property
    def belongs(self) -> bool:
        """Whether the viewer is known and belongs to an organisation now."""
        return self.person is not None and bool(self.standings)

    @property
    def administers(self) -> bool:
        """Whether a role of the viewer's runs the site, or searches and answers for what others did."""
        return any(each.role.administers for each in self.standings)

    def may_see_needs_of(self, *, urn: int | None = None, trust_uid: int | None = None) -> bool:
        """Whether this viewer is entitled to read that a school, or the schools of a trust, may need support."""
        return self.needs_everywhere or trust_uid in self.needs_trusts or urn in self.needs_schools

    def organisations_where(self, what: May) -> frozenset[int]:
        """The organisations in which a membership itself allows something."""
        return frozenset(each.organisation for each in self.standings if each.may(what))

    def trusts_where(self, what: May) -> frozenset[int]:
        """The trusts within which the viewer may do something; a role that stays inside a school does not count."""
        return frozenset(
            each.trust
            for each in self.standings
            if each.trust is not None and each.may(what) and not (each.role.stays_inside and each.school is not None)
        )

    def schools_where(self, what: May) -> frozenset[int]:
        """The schools in which the viewer may do something by belonging to them."""
        return frozenset(each.school for each in self.standings if each.school is not None and each.may(what))

    def may_at(self, what: May, *, organisation: int, trust: int | None) -> bool:
        """Whether the viewer may do something in an organisation, by belonging to it or to the trust it is in.

        What a school decides for itself, its trust does not decide for it: reading within the school is never lent.
        An operator invites anywhere, since somebody has to be the first of a trust.
        """
        if organisation in self.organisations_where(what):
            return True
        if what is May.INVITE and self.organisations_where(May.OPERATE):
            return True
        above = [each for each in self.standings if each.trust == trust and each.school is None]
        held_above = trust is not None and any(each.may(what) for each in above)
        return held_above and what is not May.READ_SCHOOL
