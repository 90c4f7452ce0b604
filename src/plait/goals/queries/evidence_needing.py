"""What of evidence waits for a viewer: claims whose evidence has changed, and entries of theirs that expire."""

import datetime as dt
from typing import Final

from django.db.models import F, Q

from plait.core import clock
from plait.goals.evidence import SHAKEN_SAID
from plait.goals.models.evidence import Bet, Entry
from plait.goals.queries.evidence import list_kept_standing, may_change
from plait.organisations.addresses import address
from plait.organisations.attention import Item, Sources
from plait.organisations.domain import Scope
from plait.organisations.notices import Kind
from plait.organisations.queries.visibility import limit
from plait.organisations.roles import May

SOON: Final = dt.timedelta(days=42)  # half a term: time to find out whether it still holds


def list_shaken(scope: Scope) -> list[Item]:
    """Records that the viewer keeps and that stand on evidence which was revised, withdrawn, or is past its day."""
    if not scope.organisations_where(May.WRITE):
        return []
    today = clock.today()
    late = Q(entry__expires_on__lte=today, looked_on__lt=F("entry__expires_on"))
    found = list(Bet.objects.filter(Q(revision__lt=F("entry__revision")) | late).select_related("entry"))
    if not found:
        return []
    kept = list_kept_standing(scope, bets=found, today=today)
    readable = limit(Entry.objects.filter(pk__in={each.bet.entry_id for each in kept}), scope=scope)
    titles = dict(readable.values_list("pk", "title"))
    items = []
    for each in kept:
        number = each.bet.entry_id
        if each.shaken is None:
            continue
        named = f"“{titles[number]}”" if number in titles else "Evidence"
        told = f"{named}, on which “{_short(each.anchor.title)}” stands, {SHAKEN_SAID[each.shaken]}."
        items.append(Item(told, address("evidence-bet", each.bet.pk), "Look whether it still stands", weight=7))
    return items


def list_expiring(scope: Scope) -> list[Item]:
    """Entries that the viewer keeps and whose day comes within half a term, or has passed."""
    if scope.person is None:
        return []
    soon = clock.today() + SOON
    kept = limit(Entry.objects.select_related("owner").filter(keeper=scope.person), scope=scope)
    due = kept.filter(expires_on__lte=soon, withdrawn_on__isnull=True)
    return [
        Item(
            f"“{each.title}” is to be looked at again.",
            address("evidence-change", each.pk),
            "See whether it still holds",
            due=each.expires_on,
            kind=Kind.EVIDENCE,
            of=each.owner_id,
        )
        for each in due.order_by("expires_on")
        if may_change(scope, each)
    ]


def _short(title: str) -> str:
    return title if len(title) <= 80 else f"{title[:79].rsplit(' ', 1)[0]} …"


SOURCES: Final[Sources] = {list_shaken: (), list_expiring: (Entry,)}  # claims stand on anybody's entries
