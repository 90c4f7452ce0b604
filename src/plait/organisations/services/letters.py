"""The weekly letter: exceptions only, one to a person, and none where there is nothing to say."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.core import signing
from django.db import transaction
from django.db.models import F, Q
from django.template.loader import render_to_string

from plait.core import clock
from plait.core.calendars import Appointment
from plait.core.errors import PlaitError
from plait.core.services import mail
from plait.organisations import attention
from plait.organisations.addresses import address
from plait.organisations.models import Notice, Person, Preference
from plait.organisations.notices import Kind
from plait.organisations.services import notices
from plait.organisations.services.authority import scope_of

_SALT: Final = "plait.letters.stop"
_ALL: Final = ""  # the word of a token that stops every kind


class BadStop(PlaitError):
    """The link that stops letters is not one that this site made."""


class NoSite(PlaitError):
    """The address of the site is not whole, so nothing in a letter would lead anywhere."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Whose letters to stop, and of which kind; None is every kind."""

    person: Person
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class Section:
    """The notices of one kind in a letter, and the address that stops them."""

    label: str
    lines: tuple[Notice, ...]
    stop_url: str


def write_weekly(*, site: str) -> int:
    """Write the weekly letters, and return how many. Run again at once, it writes none: nothing is told twice.

    Parameters
    ----------
    site
        The whole address of the site, such as `https://plait.example.org`.

    Raises
    ------
    NoSite
        If it is not whole.
    """
    root = _check(site)
    remind()
    waiting = _waiting().filter(person__is_active=True).values_list("person", flat=True)
    written = 0
    for number in sorted(set(waiting)):
        written += _write_to(number, root=root)
    return written


def remind() -> None:
    """Let what has a day and needs somebody become a notice of theirs, once."""
    for person in Person.objects.filter(is_active=True).order_by("pk"):
        _remind(person)


def make_stop(person: int, *, kind: Kind | None) -> str:
    """The token that stops letters to a person, signed, so that only a letter's reader has it."""
    return signing.dumps([person, kind.value if kind else _ALL], salt=_SALT)


def read_stop(token: str) -> Stop:
    """Whose letters a token stops.

    Raises
    ------
    BadStop
        If this site did not make it, or the account is no more.
    """
    try:
        number, kind = signing.loads(token, salt=_SALT)
        person = Person.objects.get(pk=number, erased_at=None)
        return Stop(person, Kind(kind) if kind else None)
    except (signing.BadSignature, Person.DoesNotExist, ValueError) as fault:
        raise BadStop(
            "This link stops no letters.",
            why="It is not complete, or the account is no more.",
            mend="Sign in, and choose there what you want to hear of.",
        ) from fault


def _remind(person: Person) -> None:
    """What has a day and needs the person becomes a notice, once, so that it stands in a letter before the day."""
    for item in attention.list_items(scope_of(person)):
        if item.due is not None:
            key = item.key or f"due:{item.due.isoformat()}:{item.url}:{item.sentence}"
            notices.tell([person], of=item.of, kind=item.kind, key=key, text=item.sentence, url=item.url, due=item.due)


def _waiting() -> "Notice.objects.QuerySet":  # type: ignore[name-defined]
    # Read at the moment it was told: meant for the letter alone.
    return Notice.objects.filter(Q(read_at=None) | Q(read_at=F("at")), letter_at=None)


def _write_to(number: int, *, root: str) -> int:
    """One letter, if the person wants to hear of anything; what waited is done with, also what it leaves out."""
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=number)
        held = list(_waiting().filter(person=person).order_by("kind", "due", "at"))
        unwanted = set(Preference.objects.filter(person=person, letter=False).values_list("kind", flat=True))
        if not scope_of(person).belongs:  # what is told of records is for those who may read them
            unwanted |= set(Kind) - {Kind.PEOPLE}
        chosen = [each for each in held if each.kind not in unwanted]
        Notice.objects.filter(pk__in=[each.pk for each in held]).update(letter_at=clock.now())
        if not chosen:
            return 0
        _send(person, chosen, root=root)
        return 1


def _send(person: Person, chosen: Sequence[Notice], *, root: str) -> None:
    sections = [
        Section(kind.label, lines, f"{root}{address('letters-stop', make_stop(person.pk, kind=kind))}")
        for kind in Kind
        if (lines := tuple(each for each in chosen if each.kind == kind))
    ]
    told = {"person": person, "sections": sections, "site": root, "preferences": f"{root}{address('preferences')}"}
    dated = [_appointment(each, root=root) for each in chosen if each.due is not None]
    calendar = [mail.Calendar(name="dates.ics", appointments=dated)] if dated else []
    n = len(chosen)
    mail.send(
        to=person.email,
        subject="One thing on Plait this week" if n == 1 else f"{n} things on Plait this week",
        text=render_to_string("organisations/mail/weekly.txt", told),
        kind="weekly",
        attachments=calendar,
        unsubscribe_url=f"{root}{address('letters-stop', make_stop(person.pk, kind=None))}",
    )


def _appointment(notice: Notice, *, root: str) -> Appointment:
    day = notice.due or clock.today()
    return Appointment(
        uid=f"notice-{notice.pk}@{urlsplit(root).hostname}",
        start=day,
        end=day + dt.timedelta(days=1),
        summary=notice.text,
        url=f"{root}{notice.url}" if notice.url else "",
    )


def _check(site: str) -> str:
    parts = urlsplit(site)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path.strip("/") or parts.query:
        raise NoSite(
            "No letter was written.",
            why=f"“{site}” is not the whole address of a site.",
            mend="Give it as people type it, such as --site https://plait.example.org.",
        )
    return site.rstrip("/")
