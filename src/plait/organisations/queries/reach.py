"""The reach of a viewer, worked out anew for each request: what ends, ends at once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from plait.organisations.domain import Scope, Standing
from plait.organisations.models import Membership, Share
from plait.organisations.roles import Kind, May, get_role


def get_scope(person: int | None, *, open_data: bool, today: dt.date, needs_everywhere: bool = False) -> Scope:
    """What a person may reach today; None is someone who has not signed in.

    `open_data` says whether visitors may read published figures: whoever belongs to an organisation may in any case.
    """
    if person is None:
        return Scope(open_data=open_data, needs_everywhere=needs_everywhere)
    held = list(_in_force(today).filter(person=person, person__is_active=True).select_related("organisation__parent"))
    return _make(person, held, open_data=open_data, today=today, needs_everywhere=needs_everywhere, lent={})


def get_scopes(people: Iterable[int], *, open_data: bool, today: dt.date) -> dict[int, Scope]:
    """What each of some people may reach today; memberships are asked for once, what is lent once a trust."""
    numbers = list(people)
    rows = _in_force(today).filter(person__in=numbers, person__is_active=True).select_related("organisation__parent")
    held: defaultdict[int, list[Membership]] = defaultdict(list)
    for each in rows:
        held[each.person_id].append(each)
    lent: dict[frozenset[int], frozenset[tuple[str, str]]] = {}
    return {number: _make(number, held[number], open_data=open_data, today=today, lent=lent) for number in numbers}


def _make(
    person: int,
    held: Sequence[Membership],
    *,
    open_data: bool,
    today: dt.date,
    needs_everywhere: bool = False,
    lent: dict[frozenset[int], frozenset[tuple[str, str]]],
) -> Scope:
    standings = tuple(_standing(each) for each in held)
    trusts = Scope(open_data=False, standings=standings).trusts_where(May.READ_TRUST)
    if trusts not in lent:
        lent[trusts] = _shared(trusts, today)
    needing = [each for each in held if May.SEE_NEEDS in get_role(each.role).may]
    uids = {_uid_of(each) for each in needing if each.organisation.kind != Kind.SCHOOL}
    urns = {each.organisation.urn for each in needing if each.organisation.kind == Kind.SCHOOL}
    return Scope(
        open_data=open_data or bool(standings),
        needs_everywhere=needs_everywhere,
        needs_trusts=frozenset(uid for uid in uids if uid is not None),
        needs_schools=frozenset(urn for urn in urns if urn is not None),
        person=person,
        standings=standings,
        shared=lent[trusts],
    )


def _in_force(today: dt.date) -> QuerySet[Membership]:
    return Membership.objects.filter(Q(to_date__isnull=True) | Q(to_date__gt=today), from_date__lte=today)


def _standing(membership: Membership) -> Standing:
    organisation = membership.organisation
    return Standing(
        organisation=organisation.pk,
        kind=Kind(organisation.kind),
        role=get_role(membership.role),
        trust=organisation.trust_id,
        school=organisation.school_id,
        until=membership.to_date,
    )


def _uid_of(membership: Membership) -> int | None:
    organisation = membership.organisation
    if organisation.kind == Kind.TRUST:
        return organisation.uid
    return organisation.parent.uid if organisation.parent is not None else None


def _shared(trusts: frozenset[int], today: dt.date) -> frozenset[tuple[str, str]]:
    """The records that other trusts share now with trusts in which a viewer reads what is shared within."""
    if not trusts:
        return frozenset()
    found = Share.objects.filter(
        partner__in=trusts, accepted_at__isnull=False, ended_at__isnull=True, until__gt=today
    ).values_list("record_type", "record_id")
    return frozenset(found)
