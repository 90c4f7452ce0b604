"""What stands on the page of an organisation: who belongs to it, and what can be done for it."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plait.organisations.models import Invitation, Membership, Organisation
from plait.organisations.roles import Kind, get_role
from plait.web import words
from plait.web.addresses import address
from plait.web.parts import Link
from plait.web.people import sought
from plait.web.people.home import name_role


@dataclass(frozen=True, slots=True)
class Member:
    """One person of an organisation, in one role."""

    name: str
    email: str
    role: str
    since: dt.date
    until: dt.date | None
    end_url: str
    own: bool


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that nobody has taken up."""

    number: int
    email: str
    role: str
    told: str


def present_members(
    held: Sequence[Membership], *, names: Mapping[str, str], in_charge: bool, viewer: int | None
) -> tuple[Member, ...]:
    """Who belongs; those in charge see addresses, and the way to end a membership; others the way to end their own."""
    return tuple(
        Member(
            name=each.person.name,
            email=each.person.email if in_charge else "",
            role=name_role(get_role(each.role), names=names, function=each.function),
            since=each.from_date,
            until=each.to_date,
            end_url=address("membership-end", each.pk) if in_charge or each.person_id == viewer else "",
            own=each.person_id == viewer,
        )
        for each in held
    )


def present_invitations(
    found: Sequence[Invitation], *, vouched: Collection[Invitation], names: Mapping[str, str], now: dt.datetime
) -> tuple[Invited, ...]:
    """Invitations that are open, and those that ran out, or whose sender has left, and can be sent again."""
    return tuple(
        Invited(
            number=each.pk,
            email=each.email,
            role=name_role(get_role(each.role), names=names, function=each.function),
            told=_say_open(each, lapsed=each not in vouched, now=now),
        )
        for each in found
    )


def narrow(told: Mapping[str, Any], *, typed: str) -> dict[str, Any]:
    """The people and schools whose name somebody typed a part of, in place of all; and whether to ask for a name."""
    members, parts, unadopted = told["members"], told["parts"], told["unadopted"]
    return {
        "typed": typed,
        "many": len(members) + len(parts) + len(unadopted) > sought.MANY,
        "members": sought.of_name(members, typed, texts=lambda each: (each.name, each.email, each.role)),
        "parts": sought.of_name(parts, typed, texts=lambda each: (each.organisation.name,)),
        "unadopted": sought.of_name(unadopted, typed, texts=lambda each: (each.name, each.town)),
    }


def _say_open(invitation: Invitation, *, lapsed: bool, now: dt.datetime) -> str:
    sent = f"sent by {invitation.invited_by.name} on {invitation.sent_at:%-d %B}"
    if invitation.expires_at <= now:
        return f"{sent}, ran out on {invitation.expires_at:%-d %B}"
    if lapsed:
        return f"{sent}, who can no longer invite people here: its link opens nothing"
    return f"{sent}, is good until {invitation.expires_at:%-d %B}"


def say_size(members: Sequence[Membership]) -> str:
    """How many people belong, in a sentence."""
    n = len({each.person_id for each in members})
    if n == 0:
        return "Nobody belongs here yet."
    return words.starting(f"{words.count(n, 'person belongs', 'people belong')} here.")


def say_kind(organisation: Organisation) -> str:
    """What it is, and within which trust."""
    kind = Kind(organisation.kind).label
    status = "" if organisation.status == "open" else f", {organisation.status}"
    parent = f" of {organisation.parent.name}" if organisation.parent is not None else ""
    return f"{kind}{parent}{status}"


def list_links(organisation: Organisation) -> tuple[Link, ...]:
    """Its other pages on this site."""
    links = []
    if organisation.urn is not None:
        links += [
            Link("Figures of the school", address("school", organisation.urn)),
            Link("School on a page", address("school-page", organisation.urn)),
        ]
    if organisation.uid is not None:
        links += [
            Link("Figures of the trust", address("trust", organisation.uid)),
            Link("Signals of its schools", address("trust-signals", organisation.uid)),
        ]
    links.append(Link("What each role can see and do", address("roles")))
    return tuple(link for link in links if link.url)
