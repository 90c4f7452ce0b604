"""Keeping personal data no longer than is declared: run daily, and every declared rule has its hand here."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q

from plait.core import clock
from plait.core.services import audit, once, outbox
from plait.organisations import holding
from plait.organisations.models import Invitation, Membership, Notice, Person
from plait.organisations.services import personal_data

_A_DAY: Final = dt.timedelta(days=1)
_AUDIT: Final = dt.timedelta(days=6 * 365)  # as core declares it of the trail's contents


@dataclass(frozen=True, slots=True)
class Kept:
    """What one rule did: which, and to how many rows."""

    rule: str
    n: int


def run() -> tuple[Kept, ...]:
    """Apply every rule, each in a transaction of its own; what each did."""
    return tuple(Kept(rule, act()) for rule, act in RULES.items())


def _invitations() -> int:
    """Unanswered invitations go; of those taken up the address gives way, since the account has it."""
    before = clock.now() - dt.timedelta(days=holding.UNANSWERED.days)
    with transaction.atomic():
        gone, _ = Invitation.objects.filter(accepted_at=None, sent_at__lt=before).delete()
        taken = Invitation.objects.filter(accepted_at__lt=before).exclude(email="")
        return gone + taken.update(email="")


def _notices() -> int:
    return Notice.objects.filter(at__lt=clock.now() - dt.timedelta(days=365)).delete()[0]


def _sessions() -> int:
    with transaction.atomic():
        gone, _ = Session.objects.filter(expire_date__lt=clock.now()).delete()
        alive = Session.objects.values("session_key")
        stale = UserSession.objects.filter(last_seen_at__lt=clock.now() - _A_DAY).exclude(session_key__in=alive)
        ended: int = stale.delete()[0]
        return gone + ended


def _people() -> int:
    """Who has belonged nowhere, and not signed in, for as long as an account is kept."""
    before = clock.now() - dt.timedelta(days=holding.ACCOUNT.days)
    lately = Membership.objects.filter(Q(to_date=None) | Q(to_date__gt=before.date()))
    unseen = Q(last_login=None) | Q(last_login__lt=before)
    idle = Person.objects.filter(unseen, erased_at=None, joined_at__lt=before)
    gone = list(idle.exclude(pk__in=lately.values("person")).order_by("pk"))
    for person in gone:
        personal_data.erase(person, because="Has belonged nowhere, and not signed in, for a year.", by=None)
    return len(gone)


def _contents_of_the_trail() -> int:
    with transaction.atomic():
        return audit.erase_payloads(by=None, because="Kept for six years.", until=clock.now() - _AUDIT)


def _forms() -> int:
    return once.forget(until=clock.now() - _A_DAY)


def _letters() -> int:
    return outbox.forget(until=clock.now() - dt.timedelta(days=30))


RULES: Final[dict[str, Callable[[], int]]] = {
    "invitations": _invitations,
    "notices": _notices,
    "sessions": _sessions,
    "people who have left": _people,
    "contents of the audit trail": _contents_of_the_trail,
    "forms handed in": _forms,
    "letters that could not be delivered": _letters,
}
