"""Telling people, each thing once and in the way they want to hear of it; nothing here is sent at once."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from plait.core import clock
from plait.organisations.models import Membership, Notice, Organisation, Person, Preference, in_force, within_trust
from plait.organisations.notices import Kind

_TEXT_LENGTH = 300
_KEY_LENGTH = 120
_LATELY = dt.timedelta(days=30)  # a job that did not run for a while still does it


def tell(
    people: Iterable[Person],
    *,
    of: int | None,
    kind: Kind,
    key: str,
    text: str,
    url: str = "",
    due: dt.date | None = None,
) -> None:
    """Tell people of something. Telling them again under the same key changes nothing.

    Whoever wants to hear of the kind neither inside the site nor in the weekly letter gets no notice; whoever wants
    the letter alone gets one that counts as read inside.

    Parameters
    ----------
    of
        The organisation of whose matters it tells, by number: it is taken away from whoever leaves its trust. What
        tells of several has none, and is taken away from whoever leaves any.
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
                    organisation_id=of,
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


def forget_what_was_told(membership: Membership, *, today: dt.date, before: dt.datetime | None = None) -> int:
    """Take away what somebody was told of a trust that they have left, which tells of its records; how much there was.

    What tells of records stays only where they still belong; what tells of people, wherever they have not left. What
    they were told since `before`, if there is one, stays too.
    """
    left = _within(membership.organisation)
    held = Membership.objects.filter(in_force(today), person=membership.person_id).select_related("organisation")
    if held.filter(left).exists():
        return 0
    told, kept = Notice.objects.filter(person=membership.person_id), Q(at__gte=before) if before else Q(pk__in=[])
    for each in held:
        kept |= _within(each.organisation)
    if held:
        kept |= Q(kind=Kind.PEOPLE.value, organisation__isnull=False) & ~left
    gone, _ = told.exclude(kept).delete()
    return gone


def forget_lapsed() -> int:
    """Take away what people were told of a trust before their last day there had come by itself; how much there was."""
    today = clock.today()
    lately = Membership.objects.filter(to_date__range=(today - _LATELY, today)).select_related("organisation")
    gone = 0
    for each in lately:
        day = dt.datetime.combine(each.to_date or today, dt.time.min)  # when it was ended by somebody, they are told so
        gone += forget_what_was_told(each, today=today, before=timezone.make_aware(day))
    return gone


def forget_after_a_move(school: Organisation, *, left: Organisation, today: dt.date) -> int:
    """Take away what a trust told the people of a school that is in another now, and what the school told its people.

    Whoever still belongs to the other side, too, keeps what they were told of it.
    """
    held = Membership.objects.filter(in_force(today))
    of_school = held.filter(organisation=school).values("person")
    of_trust = held.filter(within_trust(left.pk)).exclude(organisation=school).values("person")
    told = Notice.objects.filter(person__in=of_school).exclude(person__in=of_trust)
    gone, _ = told.filter(within_trust(left.pk)).exclude(organisation=school).delete()
    of_those_left = Notice.objects.filter(organisation=school, person__in=of_trust).exclude(person__in=of_school)
    return gone + of_those_left.delete()[0]


def _within(place: Organisation) -> Q:
    """What has to do with an organisation, or with the trust in which it lies."""
    found = Q(organisation=place.pk)
    if place.trust_id is not None:
        found |= within_trust(place.trust_id)
    return found


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
