"""Agreements to share one record with another trust: offered, accepted, ended by either side."""

import datetime as dt
from typing import Final

from django.apps import apps
from django.db import transaction

from plait.core import clock, events
from plait.core.errors import PlaitError
from plait.core.services import audit
from plait.organisations.happenings import SharingChanged
from plait.organisations.models import Organisation, Person, Share
from plait.organisations.models.records import TenantedRecord, list_kinds
from plait.organisations.queries.visibility import type_of
from plait.organisations.roles import Kind, May
from plait.organisations.services.authority import may, require, require_readable
from plait.organisations.visibility import Visibility

LONGEST: Final = dt.timedelta(days=3 * 366)  # an agreement is looked at again after three school years at the latest


class NotShared(PlaitError):
    """An agreement that cannot be made, or is not open any more."""


def offer(
    record: TenantedRecord, *, partner: Organisation, until: dt.date, purpose: str, label: str, by: Person
) -> Share:
    """Offer a record to another trust until a day. Nothing is read by anyone until the other side accepts."""
    with transaction.atomic():
        require_readable(record, by=by)
        require(May.SHARE, at=record.owner, by=by)
        _check(record, partner=partner, until=until, purpose=purpose)
        _make_room(record, partner=partner)
        share = Share(
            record_type=type_of(type(record)),
            record_id=str(record.pk),
            label=label,
            owner=record.trust or record.owner,
            partner=partner,
            purpose=purpose.strip(),
            until=until,
            offered_by=by,
            offered_at=clock.now(),
        )
        share.full_clean(validate_constraints=False)
        share.save()
        _note("sharing.offered", share, by=by)
        return share


def share_with(
    record: TenantedRecord, *, partner: Organisation, until: dt.date, purpose: str, label: str, by: Person
) -> Share:
    """Offer a record that its own trust reads to another trust, and mark it for the partners that are named.

    Within the trust nothing changes: what is marked for partners is read there as before.

    Raises
    ------
    NotAllowed
        If `by` may not read it, or does not agree on sharing where it belongs.
    NotShared
        If its own trust does not read it, everybody in the sector does already, or the offer itself cannot be made.
    """
    with transaction.atomic():
        require_readable(record, by=by)
        require(May.SHARE, at=record.owner, by=by)
        held = type(record).objects.select_for_update(of=("self",)).select_related("owner", "trust").get(pk=record.pk)
        if held.visibility in {Visibility.ME, Visibility.SCHOOL}:
            raise _not_offered("Its own trust does not read it yet.", "Let the trust read it first, on its own page.")
        if held.visibility in {Visibility.SECTOR, Visibility.PUBLIC}:
            raise _not_offered("Everybody in the sector reads it already.", "Send them its address.")
        if held.visibility == Visibility.TRUST:
            held.visibility = Visibility.PARTNERS.value
            held.save_over(held.version, fields=["visibility"])
            kind = (type_of(type(held)), str(held.pk))
            told = {"visibility": Visibility.PARTNERS.value}
            before = {"visibility": Visibility.TRUST.value}
            audit.record("sharing.marked", on=kind, by=by.pk, organisation=held.owner_id, before=before, after=told)
        return offer(held, partner=partner, until=until, purpose=purpose, label=label, by=by)


def accept(share: Share, *, by: Person) -> Share:
    """Accept an offer for the partner trust. From now on its people read the record, until the day agreed."""
    with transaction.atomic():
        locked = Share.objects.select_for_update().get(pk=share.pk)
        require(May.SHARE, at=locked.partner, by=by)
        _require_open(locked)
        if locked.accepted_at is None:
            locked.accepted_by, locked.accepted_at = by, clock.now()
            locked.save(update_fields=["accepted_by", "accepted_at"])
            _note("sharing.accepted", locked, by=by)
        return locked


def end(share: Share, *, because: str, by: Person) -> Share:
    """End an agreement, or decline or withdraw an offer, at once: either trust may, and the school whose it is."""
    with transaction.atomic():
        locked = Share.objects.select_for_update().get(pk=share.pk)
        if not may_end(locked, by=by):
            require(May.SHARE, at=locked.partner, by=by)
        if locked.ended_at is None:
            locked.ended_by, locked.ended_at, locked.ended_because = by, clock.now(), because.strip()
            locked.full_clean(validate_constraints=False)
            locked.save(update_fields=["ended_by", "ended_at", "ended_because"])
            _note("sharing.ended", locked, by=by)
        return locked


def end_all_of(school: int, *, because: str) -> int:
    """End every agreement on records of a school, open or in force, by nobody's hand; how many there were."""
    with transaction.atomic():
        held: list[Share] = []  # every row is held before the first entry is written: entries wait for one another
        for model in list_kinds():
            numbers = [str(number) for number in model.objects.filter(owner=school).values_list("pk", flat=True)]
            found = Share.objects.select_for_update().filter(record_type=type_of(model), record_id__in=numbers)
            held += found.filter(ended_at=None).order_by("pk")
        for share in held:
            share.ended_at, share.ended_because = clock.now(), because
            share.save(update_fields=["ended_at", "ended_because"])
            _note("sharing.ended", share, by=None)
    return len(held)


def may_end(share: Share, *, by: Person) -> bool:
    """Whether somebody speaks for one of the sides of an agreement."""
    sides = [share.owner, share.partner, owner_of(share)]
    return any(may(May.SHARE, at=side, by=by) for side in sides if side is not None)


def owner_of(share: Share) -> Organisation | None:
    """Whose the record is: a school's stays the school's when its trust shares it."""
    record = apps.get_model(share.record_type)._default_manager.filter(pk=share.record_id).first()  # noqa: SLF001
    return record.owner if isinstance(record, TenantedRecord) else None


def _check(record: TenantedRecord, *, partner: Organisation, until: dt.date, purpose: str) -> None:
    today = clock.today()
    if partner.kind != Kind.TRUST or partner.pk == (record.trust_id or record.owner_id):
        why = "A record is shared with another trust."
    elif not today < until <= today + LONGEST:
        why = f"The day is {until:%-d %B %Y}; it has to lie after today and within three years."
    elif not purpose.strip():
        why = "No purpose was given, and both sides need to know it."
    elif record.visibility != Visibility.PARTNERS:
        why = "The record is not marked for partners."
    else:
        return
    raise _not_offered(why, "Change that, and offer it again.")


def _not_offered(why: str, mend: str) -> NotShared:
    return NotShared("The record was not offered.", why=why, mend=mend)


def _make_room(record: TenantedRecord, *, partner: Organisation) -> None:
    """One agreement at a time: one that has run out is closed, and another that stands is not doubled."""
    open_ones = Share.objects.select_for_update().filter(
        record_type=type_of(type(record)), record_id=str(record.pk), partner=partner, ended_at=None
    )
    if open_ones.filter(until__gt=clock.today()).exists():
        raise NotShared(
            "The record was not offered.",
            why=f"It is offered to {partner.name}, or shared with it, already.",
            mend="End that agreement first, if another should take its place.",
        )
    open_ones.update(ended_at=clock.now(), ended_because="Its last day had passed")


def _require_open(share: Share) -> None:
    if share.ended_at is not None or share.until <= clock.today():
        raise NotShared(
            "The offer was not accepted.",
            why="It has been ended, or its last day has passed.",
            mend="Ask the other trust to offer the record again.",
        )


def _note(action: str, share: Share, *, by: Person | None) -> None:
    """One line for each side, so that each finds it among its own."""
    actor = None if by is None else by.pk
    for side in (share.owner_id, share.partner_id):
        audit.record(
            action,
            on=(share.record_type, share.record_id),
            by=actor,
            organisation=side,
            after={
                "share": share.pk,
                "owner": share.owner_id,
                "partner": share.partner_id,
                "until": share.until.isoformat(),
                "purpose": share.purpose,
                "because": share.ended_because,
            },
        )
    events.record(SharingChanged(share=share.pk, what=action.removeprefix("sharing."), by=actor))
