"""What stands on a person's own page: what needs them, where they belong, their drafts, and what they were told."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plait.insight.models import Finding
from plait.organisations.attention import Item
from plait.organisations.domain import Scope
from plait.organisations.models import Membership, Notice, Organisation
from plait.organisations.roles import Kind, May, Role, get_role
from plait.web import words
from plait.web.addresses import address
from plait.web.parts import Card, Link
from plait.web.people.next_steps import list_next

_ITEMS_N = 12  # in one screen; the rest can be opened


@dataclass(frozen=True, slots=True)
class Place:
    """One organisation to which the person belongs."""

    name: str
    role: str
    under: str
    links: tuple[Link, ...]
    leave_url: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Something that the person has begun to write."""

    title: str
    under: str
    url: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """The page."""

    greeting: str
    lede: str
    items: tuple[Item, ...]
    more: tuple[Item, ...]
    places: tuple[Place, ...]
    drafts: tuple[Draft, ...]
    notices: tuple[Notice, ...]
    cards: tuple[Card, ...]
    belongs: bool
    calm: str


def present_home(
    name: str,
    *,
    scope: Scope,
    items: Sequence[Item],
    memberships: Sequence[Membership],
    names: Mapping[str, str],
    drafts: Sequence[Finding],
    notices: Sequence[Notice],
) -> HomePage:
    """The page of one person. `names` are what their trust calls roles."""
    return HomePage(
        greeting=f"Hello, {name}",
        lede=_say_what_waits(len(items), belongs=scope.belongs),
        items=tuple(items[:_ITEMS_N]),
        more=tuple(items[_ITEMS_N:]),
        places=tuple(_place(each, scope=scope, names=names) for each in memberships),
        drafts=tuple(_draft(each) for each in drafts),
        notices=tuple(each for each in notices if each.url not in {item.url for item in items}),
        cards=list_next([(get_role(each.role), each.organisation) for each in memberships]),
        belongs=scope.belongs,
        calm=_say_what_comes(scope),
    )


def _say_what_comes(scope: Scope) -> str:
    """What will stand there once there is something: what the viewer's roles can be asked."""
    coming = ["requests to join"] if scope.organisations_where(May.INVITE) else []
    coming += ["offers to share"] if scope.organisations_where(May.SHARE) else []
    return f"{words.starting(words.listed([*coming, 'dates that come near']))} stand here when there are any."


def _say_what_waits(n: int, *, belongs: bool) -> str:
    if not belongs:
        return "You have an account, and belong to no school or trust yet."
    if n == 0:
        return "Nothing needs you today."
    return words.starting(f"{words.count(n, 'thing needs', 'things need')} you.")


def _place(membership: Membership, *, scope: Scope, names: Mapping[str, str]) -> Place:
    where, role = membership.organisation, get_role(membership.role)
    return Place(
        name=where.name,
        role=name_role(role, names=names, function=membership.function),
        under=_say_when(membership.from_date, membership.to_date),
        links=tuple(link for link in _links(where, role=role, scope=scope) if link.url),
        leave_url=address("membership-end", membership.pk),
    )


def name_role(role: Role, *, names: Mapping[str, str], function: str = "") -> str:
    """A role as the trust calls it, with its function."""
    told = names.get(role.key) or role.name
    return f"{told}, {function}" if function else told


def _say_when(since: dt.date, until: dt.date | None) -> str:
    told = f"since {since:%-d %B %Y}"
    return f"{told}, until {until:%-d %B %Y}" if until else told


def _links(where: Organisation, *, role: Role, scope: Scope) -> list[Link]:
    links: list[Link] = []
    if where.kind == Kind.SCHOOL and where.urn is not None:
        links += [
            Link("The school", address("school", where.urn)),
            Link("School on a page", address("school-page", where.urn)),
        ]
        if May.READ_TRUST in role.may:
            links += [
                Link("Priorities", address("priorities", where.urn)),
                Link("Self-evaluation", address("school-evaluation", where.urn)),
            ]
    trust = where if where.kind == Kind.TRUST else None
    if trust is not None and trust.uid is not None:
        links += [
            Link("The trust", address("trust", trust.uid)),
            Link("Its signals", address("trust-signals", trust.uid)),
        ]
        if {May.READ_TRUST, May.READ_EXCEPTIONS} & set(role.may):
            links.append(Link("Clear goals", address("curate")))
        if May.WRITE in role.may:
            links.append(Link("How it improves its schools", address("improvement-model", trust.uid)))
    links.append(Link("People", address("organisation", where.pk)))
    if scope.may_at(May.INVITE, organisation=where.pk, trust=where.trust_id):
        links.append(Link("Invite", address("invite", where.pk)))
    if May.SHARE in role.may:
        links.append(Link("Sharing", address("sharing")))
    if May.PROTECT_DATA in role.may:
        links += [Link("Who did what", address("audit")), Link("Data protection", address("data-protection"))]
    if May.OPERATE in role.may:
        links += [Link("Trusts and schools", address("organisations")), Link("Frameworks", address("frameworks"))]
    return links


def _draft(finding: Finding) -> Draft:
    return Draft(str(finding), f"begun {finding.created_at:%-d %B %Y}", address("finding", finding.pk))
