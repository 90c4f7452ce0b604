"""What each role is, what it may do, and where: the one declaration behind the guard, the pages and the documents."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from plait.core.errors import PlaitError


class Kind(StrEnum):
    """What sort of organisation people belong to."""

    SECTOR_BODY = "sector_body"
    TRUST = "trust"
    CENTRAL_TEAM = "central_team"
    CLUSTER = "cluster"
    SCHOOL = "school"

    @property
    def label(self) -> str:
        """The kind in the sector's words."""
        return _KIND_LABELS[self]


_KIND_LABELS: Final = {
    Kind.SECTOR_BODY: "Sector body",
    Kind.TRUST: "Trust",
    Kind.CENTRAL_TEAM: "Central team",
    Kind.CLUSTER: "Cluster of schools",
    Kind.SCHOOL: "School",
}


class May(StrEnum):
    """One thing that a role may do in the organisation where it is held."""

    READ_SCHOOL = "read_school"
    READ_TRUST = "read_trust"
    READ_EXCEPTIONS = "read_exceptions"
    SEE_NEEDS = "see_needs"
    TAKE_PART = "take_part"
    WRITE = "write"
    SHARE = "share"
    DECIDE = "decide"
    INVITE = "invite"
    NAME_ROLES = "name_roles"
    PROTECT_DATA = "protect_data"
    CURATE = "curate"
    OPERATE = "operate"

    @property
    def label(self) -> str:
        """What it is, as the page on roles says it."""
        return _MAY_LABELS[self]


_MAY_LABELS: Final = {
    May.READ_SCHOOL: "Read what people of the school share within the school",
    May.READ_TRUST: "Read what people share within the trust",
    May.READ_EXCEPTIONS: "Read decisions and exceptions of the trust, and the register of what it shares",
    May.SEE_NEEDS: "Be told which schools may need support: those of the trust, or, in a school, that school",
    May.TAKE_PART: "Say what they think where the trust asks its people",
    May.WRITE: "Write records, and decide who may read those that they look after",
    May.SHARE: (
        "Agree to share a record with another trust, and end it; change a finding of colleagues that they may read"
    ),
    May.DECIDE: (
        "Decide what is in force: a definition of quality, goals, what is aligned, exemptions; and, for a school or"
        " each school of the trust, what it works on and where it stands"
    ),
    May.INVITE: "Invite people, decide who may join, and end a membership",
    May.NAME_ROLES: "Give roles the names that the trust uses",
    May.PROTECT_DATA: "Search who did what, and answer requests about personal data",
    May.CURATE: "Confirm figures of the evidence that comes with Plait, for everybody",
    May.OPERATE: (
        "Run the site: bring trusts in, invite people and end memberships anywhere, answer requests about personal"
        " data, change frameworks and confirm figures for everybody"
    ),
}

# What runs the site, or opens what many people did to one: whoever may do it shows two things that are theirs.
ADMINISTERING: Final = frozenset({May.OPERATE, May.PROTECT_DATA})
_OF_A_TRUST: Final = frozenset({Kind.TRUST, Kind.CENTRAL_TEAM})
_WITH_SCHOOLS: Final = _OF_A_TRUST | {Kind.CLUSTER}


class NoSuchRole(PlaitError):
    """A role that is not declared, or cannot be held there."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role: its name, what it is for, what it may do, and in which kinds of organisation it is held.

    `must_end`: it is only ever given until a day. `has_function`: it is held for a function such as finance or estates.
    `stays_inside`: held in a school it reaches that school alone, not its trust.
    """

    key: str
    name: str
    description: str
    may: frozenset[May]
    where: frozenset[Kind]
    must_end: bool = False
    has_function: bool = False
    stays_inside: bool = False

    @property
    def administers(self) -> bool:
        """Whether the role runs the site, or searches and answers for what others did."""
        return not ADMINISTERING.isdisjoint(self.may)


ROLES: Final = (
    Role(
        "director",
        "Director of school improvement",
        "Leads improvement across a trust: sees where its schools stand, brings people together, agrees on sharing.",
        frozenset(
            {
                May.READ_TRUST,
                May.READ_EXCEPTIONS,
                May.SEE_NEEDS,
                May.TAKE_PART,
                May.WRITE,
                May.SHARE,
                May.DECIDE,
                May.INVITE,
                May.NAME_ROLES,
            }
        ),
        _OF_A_TRUST,
    ),
    Role(
        "analyst",
        "Trust analyst",
        "Prepares figures for a trust and knows their limits.",
        frozenset({May.READ_TRUST, May.READ_EXCEPTIONS, May.SEE_NEEDS, May.TAKE_PART, May.WRITE}),
        _OF_A_TRUST,
    ),
    Role(
        "headteacher",
        "Headteacher",
        "Leads one school, and decides what leaves it.",
        frozenset(
            {
                May.READ_SCHOOL,
                May.READ_TRUST,
                May.SEE_NEEDS,
                May.TAKE_PART,
                May.WRITE,
                May.SHARE,
                May.DECIDE,
                May.INVITE,
            }
        ),
        frozenset({Kind.SCHOOL}),
    ),
    Role(
        "colleague",
        "School colleague",
        "Works in a school and takes part in its improvement.",
        frozenset({May.READ_SCHOOL, May.READ_TRUST, May.TAKE_PART, May.WRITE}),
        frozenset({Kind.SCHOOL}),
    ),
    Role(
        "network_lead",
        "Network lead",
        "Leads a network of people across schools.",
        frozenset({May.READ_TRUST, May.TAKE_PART, May.WRITE}),
        _WITH_SCHOOLS,
    ),
    Role(
        "support_lead",
        "Support-staff lead",
        "Leads a function such as finance, estates or administration, in a trust or a school.",
        frozenset({May.READ_TRUST, May.TAKE_PART, May.WRITE}),
        _WITH_SCHOOLS | {Kind.SCHOOL},
        has_function=True,
    ),
    Role(
        "trustee",
        "Trustee",
        "Governs a trust: reads exceptions and decisions, and writes nothing.",
        frozenset({May.READ_EXCEPTIONS, May.SEE_NEEDS}),
        frozenset({Kind.TRUST}),
    ),
    Role(
        "data_protection_lead",
        "Data protection lead",
        "Answers for personal data in a trust or the sector body: who did what, access requests, erasure.",
        frozenset({May.PROTECT_DATA}),
        frozenset({Kind.TRUST, Kind.SECTOR_BODY}),
    ),
    Role(
        "curator",
        "Sector curator",
        "Reads what trusts share with the whole sector, and looks after the evidence that comes with Plait.",
        frozenset({May.WRITE, May.CURATE}),
        frozenset({Kind.SECTOR_BODY}),
    ),
    Role(
        "operator",
        "Operator",
        "Runs this site: data, mail, sign-in, first invitations. Those in charge are told whom an operator brought in.",
        frozenset({May.OPERATE, May.INVITE}),
        frozenset({Kind.SECTOR_BODY}),
    ),
    Role(
        "visitor",
        "Visitor",
        "Someone from outside, for a while, such as a peer reviewer. Reads what the trust or school shares within, and"
        " nothing that other trusts share with it.",
        frozenset({May.READ_SCHOOL, May.READ_TRUST}),
        frozenset({Kind.TRUST, Kind.SCHOOL}),
        must_end=True,
        stays_inside=True,
    ),
)
_BY_KEY: Final = {role.key: role for role in ROLES}


def get_role(key: str) -> Role:
    """The role of this key.

    Raises
    ------
    NoSuchRole
        If none is declared under it.
    """
    role = _BY_KEY.get(key)
    if role is None:
        raise NoSuchRole(
            f"There is no role “{key}”.",
            why="It is not among the roles that Plait declares.",
            mend=f"Choose one of: {', '.join(_BY_KEY)}.",
        )
    return role


def list_roles(kind: Kind) -> tuple[Role, ...]:
    """The roles that can be held in an organisation of this kind."""
    return tuple(role for role in ROLES if kind in role.where)
