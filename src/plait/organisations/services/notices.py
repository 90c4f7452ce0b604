"""Telling people, each thing once and in the way they want to hear of it; nothing here is sent at once."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from plait.core import clock
from plait.organisations.models import Membership, Notice, Person, Preference, in_force
from plait.organisations.notices import Kind

_TEXT_LENGTH = 300
_KEY_LENGTH = 120


def tell(
    people: Iterable[Person], *, kind: Kind, key: str, text: str, url: str = "", due: dt.date | None = None
) -> None:
    """Tell people of something. Telling them again under the same key changes nothing.

    Whoever wants to hear of the kind neither inside the site nor in the weekly letter gets no notice; whoever wants
    the letter alone gets one that counts as read inside.
    """
    receivers = {each.pk: each for each in people if each.is_active}
    now = clock.now()
    with transaction.atomic():
        asked = Preference.objects.filter(person__in=receivers, kind=kind.value)
        wanted = {each.person_id: each for each in asked}
        made = []
        for number, person in receivers.items():
            wish = wanted.get(number)
            if wish is not None and not (wish.inside or wish.letter):
                continue
            read = now if wish is not None and not wish.inside else None
            made.append(
                Notice(
                    person=person,
                    kind=kind.value,
                    key=key[:_KEY_LENGTH],
                    text=_shorten(text),
                    url=url,
                    due=due,
                    at=now,
                    read_at=read,
                )
            )
        Notice.objects.bulk_create(made, ignore_conflicts=True)


def forget_what_was_told(membership: Membership, *, today: dt.date) -> int:
    """Take away what somebody was told before they left a trust, which tells of its records; how much there was."""
    within = Q(organisation=membership.organisation_id)
    if membership.organisation.trust_id is not None:
        trust = membership.organisation.trust_id
        within |= Q(organisation=trust) | Q(organisation__parent=trust)
    if Membership.objects.filter(within, in_force(today), person=membership.person_id).exists():
        return 0
    gone, _ = Notice.objects.filter(person=membership.person_id).delete()
    return gone


def mark_read(*, by: Person, number: int | None = None) -> int:
    """Mark a notice of one's own as read, or all; how many were not before."""
    unread = Notice.objects.filter(person=by, read_at=None)
    chosen = unread if number is None else unread.filter(pk=number)
    return chosen.update(read_at=clock.now())


def prefer(kind: Kind, *, inside: bool, letter: bool, by: Person) -> None:
    """Keep how somebody wants to hear of a kind of thing."""
    Preference.objects.update_or_create(person=by, kind=kind.value, defaults={"inside": inside, "letter": letter})


def stop_letters(person: Person, *, kind: Kind | None) -> None:
    """Write no more of a kind in the weekly letter, or of any; inside the site all stays as it is."""
    with transaction.atomic():
        for each in Kind if kind is None else (kind,):
            Preference.objects.update_or_create(person=person, kind=each.value, defaults={"letter": False})


def _shorten(text: str) -> str:
    return text if len(text) <= _TEXT_LENGTH else f"{text[: _TEXT_LENGTH - 1].rstrip()}…"
