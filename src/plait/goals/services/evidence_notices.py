"""Telling whoever looks after a record that its evidence was revised, withdrawn, or is past its day."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.apps import apps
from django.db import transaction

from plait.core import clock, events
from plait.goals.evidence import SHAKEN_SAID, Shaken
from plait.goals.happenings import EvidenceShaken
from plait.goals.models.evidence import Bet, Entry
from plait.goals.models.quality import Definition, Statement
from plait.goals.queries.evidence import Standing, list_kept_standing, reads_entry
from plait.goals.queries.evidence_anchors import CALLED, STATEMENT
from plait.organisations.addresses import address
from plait.organisations.domain import Scope
from plait.organisations.models import Person
from plait.organisations.notices import Kind
from plait.organisations.services import notices
from plait.organisations.services.authority import scope_of

_LATELY: Final = dt.timedelta(days=30)  # a job that did not run for a while still tells; what is older everybody knows


def listen() -> None:
    """Tell people from now on; called once, when the site starts."""
    events.subscribe(EvidenceShaken, _tell)


def tell_expired() -> int:
    """Tell of entries whose day has come; how many there are. Told once each: the notice is called by entry and day."""
    today = clock.today()
    due = Entry.objects.filter(expires_on__range=(today - _LATELY, today), withdrawn_on=None)
    numbers = list(due.order_by("pk").values_list("pk", flat=True))
    for number in numbers:
        with transaction.atomic():
            events.record(EvidenceShaken(entry=number, what=Shaken.EXPIRED.value, by=None))
    return len(numbers)


def _tell(event: EvidenceShaken) -> None:
    """One notice a person, however many records of theirs stand on the entry."""
    entry, why, today = Entry.objects.get(pk=event.entry), Shaken(event.what), clock.today()
    bets = list(Bet.objects.filter(entry=entry).select_related("entry", "by"))
    shaken = [each for each in bets if each.find_shaken(today) is why]
    for keeper in Person.objects.filter(pk__in=_find_keepers(shaken) - {event.by}, is_active=True).order_by("pk"):
        scope = scope_of(keeper)
        kept = list_kept_standing(scope, bets=shaken, today=today)
        if kept:
            day = entry.expires_on if why is Shaken.EXPIRED else entry.revision
            owners = {each.anchor.owner.pk for each in kept}
            notices.tell(
                [keeper],
                of=owners.pop() if len(owners) == 1 else None,
                kind=Kind.EVIDENCE,
                key=f"evidence:{entry.pk}:{why.value}:{day}",
                text=_say(scope, entry, kept, why=why),
                url=address("evidence-bet", kept[0].bet.pk) if len(kept) == 1 else address("home-mine"),
            )


def _say(scope: Scope, entry: Entry, kept: list[Standing], *, why: Shaken) -> str:
    """What happened, by the name of the entry for whoever may read it, and of no entry for the others."""
    named = f"“{entry.title}” {SHAKEN_SAID[why]}" if reads_entry(scope, entry) else f"Evidence {SHAKEN_SAID[why]}"
    title = kept[0].anchor.title
    short = title if len(title) <= 80 else f"{title[:79].rsplit(' ', 1)[0]} …"
    if len(kept) == 1:
        return f"{named}, and “{short}” stands on it. Look whether it still does."
    return f"{named}, and {len(kept)} records that you look after stand on it, “{short}” among them."


def _find_keepers(bets: Iterable[Bet]) -> set[int]:
    """Who looks after the records that stand on an entry, before it is asked what each of them may read."""
    numbers: dict[str, set[int]] = {kind: set() for kind in CALLED}
    for each in bets:
        if each.record_type in numbers and each.record_id.isdecimal():
            numbers[each.record_type].add(int(each.record_id))
    statements = Statement.objects.filter(pk__in=numbers.pop(STATEMENT))
    owners = statements.values("domain__definition__owner")
    found = set(Definition.objects.filter(owner__in=owners).values_list("keeper", flat=True))
    for kind, asked in numbers.items():
        found |= set(apps.get_model(kind)._default_manager.filter(pk__in=asked).values_list("keeper", flat=True))  # noqa: SLF001
    return found
