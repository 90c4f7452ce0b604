"""What the pages of an organisation show beside its people: its names for roles, domains, parts, and who ends when."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from plait.core.errors import NotThere
from plait.organisations.domain import Scope
from plait.organisations.models import (
    EmailDomain,
    Invitation,
    JoinRequest,
    Membership,
    Organisation,
    Person,
    RoleName,
    in_force,
    within_trust,
)
from plait.organisations.models.records import list_kinds
from plait.organisations.queries import people
from plait.organisations.queries.organisations import get_organisation
from plait.organisations.roles import Kind, May, get_role


class NotForYou(NotThere):
    """A membership, invitation, request or domain that is not there, or not for this viewer to decide."""


@dataclass(frozen=True, slots=True)
class Part:
    """An organisation within a trust, and how many people belong to it."""

    organisation: Organisation
    people_n: int


def may_invite(scope: Scope, organisation: Organisation) -> bool:
    """Whether the viewer may invite people there."""
    return scope.may_at(May.INVITE, organisation=organisation.pk, trust=organisation.trust_id)


def list_names_of_roles(scope: Scope, *, organisation: int) -> dict[str, str]:
    """What the trust in which an organisation lies calls roles, by role."""
    found = get_organisation(scope, number=organisation)
    return dict(RoleName.objects.filter(organisation=found.trust_id).values_list("role", "name"))


def list_domains(scope: Scope, *, organisation: int) -> list[EmailDomain]:
    """The e-mail domains whose people may ask to join, for those who may invite there."""
    found = get_organisation(scope, number=organisation)
    if not may_invite(scope, found):
        return []
    return list(EmailDomain.objects.filter(organisation=found).order_by("domain"))


def list_parts(scope: Scope, *, organisation: int, today: dt.date) -> list[Part]:
    """The schools, central teams and clusters of a trust, by name, with how many people belong to each now."""
    found = get_organisation(scope, number=organisation)
    if found.kind != Kind.TRUST:
        return []
    inside = [each.school for each in scope.standings if each.role.stays_inside]
    if inside and all(each.role.stays_inside for each in scope.standings):
        return []
    now = in_force(today, of="memberships__")
    counted = Organisation.objects.filter(parent=found).annotate(
        people_n=Count("memberships__person", filter=now, distinct=True)
    )
    return [Part(each, each.people_n) for each in counted.order_by("name", "pk")]


def list_requests_of(scope: Scope, *, organisation: int) -> list[JoinRequest]:
    """Requests to join an organisation that wait for a decision, for those who may invite there."""
    found = get_organisation(scope, number=organisation)
    if not may_invite(scope, found):
        return []
    return list(JoinRequest.objects.filter(organisation=found, decided_at=None).select_related("person"))


def get_membership(scope: Scope, *, number: int) -> Membership:
    """A membership that the viewer may end: their own, or one where they may invite.

    Raises
    ------
    NotForYou
        If there is none such.
    """
    found = Membership.objects.select_related("person", "organisation__parent").filter(pk=number).first()
    if found is None or not (found.person_id == scope.person or may_invite(scope, found.organisation)):
        raise _not_for_you("membership")
    return found


def get_request(scope: Scope, *, number: int) -> JoinRequest:
    """A request to join that the viewer may decide.

    Raises
    ------
    NotForYou
        If there is none such.
    """
    found = JoinRequest.objects.select_related("person", "organisation", "decided_by").filter(pk=number).first()
    if found is None or not may_invite(scope, found.organisation):
        raise _not_for_you("request")
    return found


def get_invitation(scope: Scope, *, number: int) -> Invitation:
    """An invitation that the viewer may take back.

    Raises
    ------
    NotForYou
        If there is none such.
    """
    found = Invitation.objects.select_related("organisation").filter(pk=number).first()
    if found is None or not may_invite(scope, found.organisation):
        raise _not_for_you("invitation")
    return found


def list_held(scope: Scope, *, organisation: int) -> set[tuple[str, str]]:
    """The address and role of everybody who belongs without an end, for those who may invite there."""
    require_in_charge(scope, organisation=organisation)
    held = Membership.objects.filter(organisation=organisation, to_date__isnull=True)
    return set(held.values_list("person__email", "role"))


def require_in_charge(scope: Scope, *, organisation: int) -> None:
    """Refuse a viewer who may not invite people to an organisation.

    Raises
    ------
    NotForYou
        As if there were nothing to decide.
    """
    if not may_invite(scope, get_organisation(scope, number=organisation)):
        raise _not_for_you("domain")


def count_kept(scope: Scope, *, membership: int) -> int:
    """How many records a person keeps in an organisation, for whoever may end the membership."""
    found = get_membership(scope, number=membership)
    kept = (model.objects.filter(keeper=found.person, owner=found.organisation) for model in list_kinds())
    return sum(each.count() for each in kept)


def list_successors(scope: Scope, *, membership: int, today: dt.date) -> list[Person]:
    """Who could look after what somebody leaves: people who write there or in its trust, by name."""
    found = get_membership(scope, number=membership)
    where = found.organisation
    places = Q(organisation=where)
    if where.trust_id is not None:
        places |= within_trust(where.trust_id) & ~Q(organisation__kind=Kind.SCHOOL.value)
    held = (
        Membership.objects.filter(places, in_force(today), person__is_active=True)
        .exclude(person=found.person)
        .select_related("person")
    )
    able = {each.person.pk: each.person for each in held if May.WRITE in get_role(each.role).may}
    return sorted(able.values(), key=lambda each: each.name)


def list_to_ask(scope: Scope, *, person: Person) -> list[Organisation]:
    """Organisations that the viewer may ask to join, by the domain of an address that they have verified."""
    domains = people.list_verified_domains(person)
    own = {each.organisation for each in scope.standings}
    found = Organisation.objects.filter(email_domains__domain__in=domains).exclude(pk__in=own)
    return list(found.distinct())


def list_asked(scope: Scope) -> list[JoinRequest]:
    """The viewer's own requests to join that nobody has decided yet."""
    found = JoinRequest.objects.filter(person=scope.person, decided_at=None)
    return list(found.select_related("organisation"))


def list_own(scope: Scope, *, today: dt.date) -> list[Membership]:
    """The viewer's own memberships in force."""
    held = Membership.objects.filter(in_force(today), person=scope.person)
    return list(held.select_related("organisation__parent").order_by("organisation__name", "pk"))


def _not_for_you(what: str) -> NotForYou:
    return NotForYou(
        f"There is no such {what} here.",
        why="The number is not known, or it is not for you to decide.",
        mend="Go back to your own page, and choose from there.",
    )
