"""Agreements to share, as far as the viewer is of one of the sides."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.apps import apps
from django.db.models import Q, QuerySet

from plait.core.errors import NotThere
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation, Share
from plait.organisations.models.records import TenantedRecord
from plait.organisations.roles import Kind, May


class NoSuchAgreement(NotThere):
    """An agreement that is not there, or to which the viewer's trust is no side."""


@dataclass(frozen=True, slots=True)
class Register:
    """Every agreement of the viewer's trusts: waiting for an answer, in force, and past."""

    offered_to_us: tuple[Share, ...]
    offered_by_us: tuple[Share, ...]
    in_force: tuple[Share, ...]
    past: tuple[Share, ...]


def get_register(scope: Scope, *, today: dt.date) -> Register:
    """The register of the viewer's trusts, what ends soonest first; empty for who belongs to none."""
    mine = trusts_of(scope)
    lines = list(_of(mine))
    open_lines = [each for each in lines if each.ended_at is None and each.until > today]
    waiting = [each for each in open_lines if each.accepted_at is None]
    in_force = [each for each in open_lines if each.accepted_at is not None]
    return Register(
        offered_to_us=tuple(each for each in waiting if each.partner_id in mine),
        offered_by_us=tuple(each for each in waiting if each.owner_id in mine),
        in_force=tuple(sorted(in_force, key=lambda each: (each.until, each.pk))),
        past=tuple(each for each in lines if each not in open_lines),
    )


def get_agreement(scope: Scope, *, number: int) -> Share:
    """One agreement.

    Raises
    ------
    NoSuchAgreement
        If there is none to which the viewer's trust is a side.
    """
    found = _of(trusts_of(scope)).filter(pk=number).first()
    if found is None:
        raise NoSuchAgreement(
            "There is no such agreement here.",
            why="The number is not known, or your trust is no side of it.",
            mend="Go back to the register of agreements.",
        )
    return found


def find_to_end(scope: Scope, shares: Iterable[Share]) -> frozenset[int]:
    """The numbers of those agreements that the viewer may accept or end: where they speak for a side.

    A school's record stays the school's when its trust shares it. One question for each kind of record.
    """
    shares = tuple(shares)
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for share in shares:
        if share.record_id.isdecimal():
            wanted[share.record_type].add(int(share.record_id))
    owners = {(kind, number): owner for kind, numbers in wanted.items() for number, owner in _owners(kind, numbers)}

    def speaks(share: Share) -> bool:
        owner = owners.get((share.record_type, share.record_id))
        sides = [share.owner, share.partner, *([] if owner is None else [owner])]
        return any(scope.may_at(May.SHARE, organisation=side.pk, trust=side.trust_id) for side in sides)

    return frozenset(share.pk for share in shares if speaks(share))


def _owners(record_type: str, numbers: set[int]) -> list[tuple[str, Organisation]]:
    model = apps.get_model(record_type)
    if not issubclass(model, TenantedRecord):
        return []
    rows = model.objects.filter(pk__in=numbers, owner__isnull=False).select_related("owner")
    return [(str(row.pk), row.owner) for row in rows]


def list_of_record(scope: Scope, *, record_type: str, record_id: str) -> list[Share]:
    """Agreements on one record, newest first."""
    return list(_of(trusts_of(scope)).filter(record_type=record_type, record_id=record_id))


def list_partners(scope: Scope) -> list[Organisation]:
    """The trusts with which a record could be shared: those that have people here, but for the viewer's own."""
    found = Organisation.objects.filter(kind=Kind.TRUST.value, memberships__isnull=False).distinct()
    return list(found.exclude(pk__in=trusts_of(scope)))


def trusts_of(scope: Scope) -> frozenset[int]:
    """The trusts whose agreements a viewer sees: where they read what is shared within, or answer for data.

    A visitor is of neither side, and reads of no agreement.
    """
    own = replace(scope, standings=tuple(each for each in scope.standings if not each.role.stays_inside))
    reading = own.trusts_where(May.READ_TRUST) | own.trusts_where(May.PROTECT_DATA)
    return reading | own.trusts_where(May.READ_EXCEPTIONS)


def _of(trusts: frozenset[int]) -> QuerySet[Share]:
    sides = Q(owner__in=trusts) | Q(partner__in=trusts)
    return Share.objects.filter(sides).select_related("owner", "partner", "offered_by", "accepted_by", "ended_by")
