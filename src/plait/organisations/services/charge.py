"""Who is in charge somewhere, who belongs to a trust, and who of them may read a record: for those who tell people."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from plait.core import clock
from plait.organisations.models import Membership, Organisation, Person, in_force, within_trust
from plait.organisations.models.records import TenantedRecord
from plait.organisations.queries.reach import get_scopes
from plait.organisations.queries.visibility import limit
from plait.organisations.roles import Kind, May, get_role


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who may do something, and the organisation by which they do."""

    person: Person
    place: Organisation


def list_in_charge(organisation: Organisation, *, what: May = May.INVITE, here_only: bool = False) -> list[Person]:
    """The people who may do something in an organisation, by belonging to it or to the trust it is in."""
    places = Q(organisation=organisation.pk)
    if organisation.trust_id is not None and not here_only:
        places |= within_trust(organisation.trust_id) & ~Q(organisation__kind=Kind.SCHOOL.value)
    able = {each.person.pk: each.person for each in _held(places) if what in get_role(each.role).may}
    return list(able.values())


def list_operators() -> list[Member]:
    """Who runs this site, by each membership that lets them."""
    held = _held(Q()).select_related("organisation")
    return [Member(each.person, each.organisation) for each in held if May.OPERATE in get_role(each.role).may]


def list_members(trust: Organisation, *, what: May) -> list[Member]:
    """Who may do something in a trust or in one of its schools, by each membership of theirs in force.

    A role that stays inside a school does not count for what is done within the trust.
    """
    held = _held(within_trust(trust.pk)).select_related("organisation")
    found = []
    for each in held:
        role = get_role(each.role)
        if what in role.may and not (role.stays_inside and each.organisation.school_id is not None):
            found.append(Member(each.person, each.organisation))
    return found


def list_readers(record: TenantedRecord, people: Iterable[Person]) -> list[Person]:
    """Those of some people who may read a record as it stands now, each once."""
    those = {each.pk: each for each in people}
    scopes = get_scopes(those, open_data=False, today=clock.today())
    this, known = type(record)._default_manager.filter(pk=record.pk), {}  # noqa: SLF001 Django's own documented manager
    found = []
    for number, person in those.items():
        scope = scopes[number]
        # Two people in like standing read alike, but for whoever keeps the record.
        alike = (scope.standings, scope.shared, record.keeper_id == number)
        if alike not in known:
            known[alike] = limit(this, scope=scope).exists()
        if known[alike]:
            found.append(person)
    return found


def _held(places: Q) -> QuerySet[Membership]:
    held = Membership.objects.filter(places, in_force(clock.today()), person__is_active=True)
    return held.select_related("person").order_by("pk")
