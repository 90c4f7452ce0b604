"""People: those of an organisation, and what is known of one."""

import datetime as dt
from collections.abc import Iterable

from allauth.account.models import EmailAddress

from plait.organisations.domain import Scope
from plait.organisations.models import Invitation, JoinRequest, Membership, Person, in_force
from plait.organisations.queries.organisations import get_organisation, list_where
from plait.organisations.roles import May


def list_members(scope: Scope, *, organisation: int, today: dt.date) -> list[Membership]:
    """Who belongs to an organisation now, by name; for those who belong to it or to its trust."""
    found = get_organisation(scope, number=organisation)
    held = Membership.objects.filter(in_force(today), organisation=found).select_related("person")
    return list(held.order_by("person__name", "pk"))


def list_invitations(scope: Scope, *, organisation: int) -> list[Invitation]:
    """Open invitations of an organisation, newest first; none for those who may not invite there."""
    found = get_organisation(scope, number=organisation)
    if not scope.may_at(May.INVITE, organisation=found.pk, trust=found.trust_id):
        return []
    return list(
        Invitation.objects.filter(organisation=found, accepted_at=None, withdrawn_at=None).select_related(
            "invited_by", "organisation"
        )
    )


def list_requests(scope: Scope) -> list[JoinRequest]:
    """Requests to join that this viewer may decide, the longest waiting first."""
    places = list_where(scope, May.INVITE)
    found = JoinRequest.objects.filter(organisation__in=places, decided_at=None)
    return list(found.select_related("person", "organisation"))


def list_verified_domains(person: Person) -> set[str]:
    """The domains of the addresses that a person has verified. For the person alone."""
    verified = EmailAddress.objects.filter(user=person, verified=True).values_list("email", flat=True)
    return {address.rsplit("@", 1)[-1].lower() for address in verified}


def list_called(part: str) -> frozenset[int]:
    """The numbers of people in whose name a text stands, for a search in lines that the viewer was allowed to read."""
    return frozenset(Person.objects.filter(name__icontains=part).values_list("pk", flat=True))


def find_names(numbers: Iterable[int]) -> dict[int, str]:
    """Names of people by number, for lines that the viewer was allowed to read in another way."""
    return dict(Person.objects.filter(pk__in=set(numbers)).values_list("pk", "name"))
