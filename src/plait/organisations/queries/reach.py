"""The reach of a viewer, worked out anew for each request: what ends, ends at once.

Every page begins with these two questions, so they are written as SQL here: for the library to write them anew each
time takes thirty times as long as to answer them.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from django.db import connection
from django.utils.dateparse import parse_date

from plait.organisations.domain import Scope, Standing
from plait.organisations.roles import Kind, May, get_role

_HELD: Final = """
    SELECT held.person_id, held.role, held.to_date, place.id, place.kind, place.urn, place.uid, over.id, over.uid
    FROM organisations_membership AS held
    JOIN organisations_person AS person ON person.id = held.person_id
    JOIN organisations_organisation AS place ON place.id = held.organisation_id
    LEFT JOIN organisations_organisation AS over ON over.id = place.parent_id
    WHERE person.is_active AND held.from_date <= %s AND (held.to_date IS NULL OR held.to_date > %s)
    AND held.person_id IN ({})
    ORDER BY held.from_date, held.id
"""
_LENT: Final = """
    SELECT record_type, record_id FROM organisations_share
    WHERE accepted_at IS NOT NULL AND ended_at IS NULL AND until > %s AND partner_id IN ({})
"""


class _Held(NamedTuple):
    """One membership in force, with its organisation and the one over that."""

    person: int
    role: str
    until: dt.date | None
    organisation: int
    kind: Kind
    urn: int | None
    uid: int | None
    parent: int | None
    parent_uid: int | None

    def stand(self) -> Standing:
        return Standing(
            organisation=self.organisation,
            kind=self.kind,
            role=get_role(self.role),
            trust=self.organisation if self.kind is Kind.TRUST else self.parent,
            school=self.organisation if self.kind is Kind.SCHOOL else None,
            until=self.until,
        )

    @property
    def trust_uid(self) -> int | None:
        return self.uid if self.kind is Kind.TRUST else self.parent_uid


def get_scope(person: int | None, *, open_data: bool, today: dt.date, needs_everywhere: bool = False) -> Scope:
    """What a person may reach today; None is someone who has not signed in.

    `open_data` says whether visitors may read published figures: whoever belongs to an organisation may in any case.
    """
    if person is None:
        return Scope(open_data=open_data, needs_everywhere=needs_everywhere)
    held = _list_held([person], today)
    return _make(person, held, open_data=open_data, today=today, needs_everywhere=needs_everywhere, lent={})


def get_scopes(people: Iterable[int], *, open_data: bool, today: dt.date) -> dict[int, Scope]:
    """What each of some people may reach today; memberships are asked for once, what is lent once a trust."""
    numbers = list(people)
    held: defaultdict[int, list[_Held]] = defaultdict(list)
    for each in _list_held(numbers, today):
        held[each.person].append(each)
    lent: dict[frozenset[int], frozenset[tuple[str, str]]] = {}
    return {number: _make(number, held[number], open_data=open_data, today=today, lent=lent) for number in numbers}


def _make(
    person: int,
    held: Sequence[_Held],
    *,
    open_data: bool,
    today: dt.date,
    needs_everywhere: bool = False,
    lent: dict[frozenset[int], frozenset[tuple[str, str]]],
) -> Scope:
    standings = tuple(each.stand() for each in held)
    # A visitor is no party to what another trust agreed to show: they may be of a third.
    own = tuple(each for each in standings if not each.role.stays_inside)
    trusts = Scope(open_data=False, standings=own).trusts_where(May.READ_TRUST)
    if trusts not in lent:
        lent[trusts] = _list_lent(trusts, today)
    needing = [each for each in held if May.SEE_NEEDS in get_role(each.role).may]
    uids = {each.trust_uid for each in needing if each.kind is not Kind.SCHOOL}
    urns = {each.urn for each in needing if each.kind is Kind.SCHOOL}
    return Scope(
        open_data=open_data or bool(standings),
        needs_everywhere=needs_everywhere,
        needs_trusts=frozenset(uid for uid in uids if uid is not None),
        needs_schools=frozenset(urn for urn in urns if urn is not None),
        person=person,
        standings=standings,
        shared=lent[trusts],
    )


def _list_held(people: Sequence[int], today: dt.date) -> list[_Held]:
    rows = _ask(_HELD, [today.isoformat()] * 2, among=people)
    return [_Held(person, role, _day(until), at, Kind(kind), *rest) for person, role, until, at, kind, *rest in rows]


def _list_lent(trusts: frozenset[int], today: dt.date) -> frozenset[tuple[str, str]]:
    """The records that other trusts share now with trusts in which a viewer reads what is shared within."""
    return frozenset((kind, number) for kind, number in _ask(_LENT, [today.isoformat()], among=sorted(trusts)))


def _ask(question: str, values: Sequence[str], *, among: Sequence[int]) -> list[Any]:
    if not among:
        return []
    with connection.cursor() as cursor:
        cursor.execute(question.format(", ".join(["%s"] * len(among))), [*values, *among])
        return list(cursor.fetchall())


def _day(told: dt.date | str | None) -> dt.date | None:
    """SQLite keeps days as text."""
    return parse_date(told) if isinstance(told, str) else told
