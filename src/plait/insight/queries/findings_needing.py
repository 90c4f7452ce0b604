"""What of signals and findings needs a viewer: the sources that this context gives to their page."""

import datetime as dt
from typing import Final

from django.utils import timezone

from plait.core import clock
from plait.core.home import find_home
from plait.indicators.queries.schools import NoSuchSchool
from plait.indicators.store.builds import NoBuild
from plait.indicators.store.reader import Store, open_current
from plait.insight.models import Finding
from plait.insight.queries import signals
from plait.insight.queries.findings import find_latest, list_kept
from plait.insight.queries.signals_kept import NoSignals
from plait.organisations.addresses import address
from plait.organisations.attention import Item, Sources
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.roles import May
from plait.organisations.visibility import Visibility

LONG: Final = dt.timedelta(days=14)  # a draft that nobody touched for two weeks was forgotten, or waits for courage
_MOST: Final = 3  # schools of one viewer that are asked for their signals


def list_drafts(scope: Scope) -> list[Item]:
    """Drafts of the viewer that have lain for a fortnight."""
    before = clock.now() - LONG
    return [
        Item(
            f"Your draft on {each.school_name} has lain since {timezone.localtime(each.changed_at):%-d %B}.",
            address("finding", each.pk),
            "Finish it, or let others read it",
            weight=8,
        )
        for each in list_kept(scope)
        if each.visibility == Visibility.ME and each.changed_at < before
    ]


def list_unlooked(scope: Scope) -> list[Item]:
    """Clear signals at the viewer's own schools behind which nobody has looked, as far as the viewer may know."""
    places = scope.schools_where(May.READ_SCHOOL) & scope.organisations_where(May.WRITE)
    if not places:
        return []
    try:
        store = open_current(find_home())
    except NoBuild:
        return []
    schools = Organisation.objects.filter(pk__in=places, urn__isnull=False).order_by("name")[:_MOST]
    return [item for each in schools for item in _of_school(scope, store, each)]


def _of_school(scope: Scope, store: Store, school: Organisation) -> list[Item]:
    urn = school.urn or 0
    try:
        found = signals.get_school(scope, store, urn)
    except (NoSignals, NoSuchSchool):
        return []
    looked = {outcome for _, outcome in find_latest(scope, urns=frozenset({urn, found.urn}))}
    mine = set(_drafted(scope, urn=urn))
    clear = [
        each
        for each in found.signals
        if each.word == "clear"
        and (each.listed or each.needs)
        and each.refusal is None
        and each.outcome.key not in looked | mine
    ]
    if not clear:
        return []
    first = clear[0].outcome
    more = f", and behind {len(clear) - 1} more" if len(clear) > 1 else ""
    told = f"Nobody has looked behind the clear signal in {first.definition.short} at {school.name}{more}."
    return [Item(told, f"{address('school', found.urn)}#doing", "Look, and write down what you find", weight=3)]


def _drafted(scope: Scope, *, urn: int) -> list[str]:
    kept: list[Finding] = list_kept(scope)
    return [each.outcome for each in kept if each.urn == urn]


SOURCES: Final[Sources] = {list_drafts: (Finding,), list_unlooked: ()}
