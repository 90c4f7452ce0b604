"""What of alignment needs a viewer: requests, exemptions that end, reviews that are due, and where a school stands."""

import datetime as dt
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from plait.core import clock
from plait.goals.alignment import Asked, State
from plait.goals.models import Decision, Exemption, Position
from plait.organisations.addresses import address
from plait.organisations.attention import Item, Sources
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.notices import Kind as Told
from plait.organisations.queries.visibility import limit
from plait.organisations.roles import Kind, May
from plait.organisations.visibility import Visibility

SOON: Final = dt.timedelta(days=42)  # half a term: time to look at figures and to ask heads
ENDING: Final = dt.timedelta(days=30)
LONG: Final = dt.timedelta(days=14)  # a draft that nobody touched


def list_requests(scope: Scope) -> list[Item]:
    """Requests for exemption that wait for the viewer's answer, the oldest first."""
    trusts = _deciding(scope)
    if not trusts:
        return []
    asked = _beside(scope, trusts).filter(state=Asked.WAITING.value).order_by("asked_at")
    return [
        Item(
            f"{each.school.name} asks to be let off “{each.decision.item}”.",
            f"{address('alignment-decision', each.decision_id)}#exemption-{each.pk}",
            "Read why, and answer",
            weight=9,
        )
        for each in asked
    ]


def list_ending(scope: Scope) -> list[Item]:
    """Exemptions that end within a month, for whoever speaks for the school or decides for the trust."""
    today = clock.today()
    trusts = _deciding(scope)
    own = scope.organisations_where(May.DECIDE)
    granted = _beside(scope, None).filter(state=Asked.GRANTED.value, until__range=(today, today + ENDING))
    return [
        Item(
            f"The exemption of {each.school.name} from “{each.decision.item}” ends.",
            f"{address('alignment-decision', each.decision_id)}#exemption-{each.pk}",
            "Return to it, or ask again" if each.school_id in own else "Look at it",
            due=each.until,
            kind=Told.DECISIONS,
            of=each.school_id,
        )
        for each in granted.order_by("until")
        if each.school_id in own or each.decision.trust_id in trusts
    ]


def list_reviews_due(scope: Scope) -> list[Item]:
    """Decisions whose review by impact is near or overdue, for their keeper and whoever decides."""
    soon, trusts = clock.today() + SOON, _deciding(scope)
    found = limit(Decision.objects.filter(state=State.IN_FORCE.value, review_on__lte=soon), scope=scope)
    return [
        Item(
            f"“{each.item}” is up for review by its impact.",
            address("alignment-review", each.pk) if each.trust_id in trusts else address("alignment-decision", each.pk),
            "Review it",
            due=each.review_on,
            kind=Told.DECISIONS,
            of=each.owner_id,
        )
        for each in found.order_by("review_on")
        if each.trust_id in trusts or (each.keeper_id == scope.person and each.owner_id in _writing(scope))
    ]


def list_unstated(scope: Scope) -> list[Item]:
    """Schools of the viewer that have not said where they stand on what is in force: one line for each school."""
    own = scope.organisations_where(May.DECIDE)
    schools = list(Organisation.objects.filter(pk__in=own, kind=Kind.SCHOOL.value, parent__isnull=False))
    if not schools:
        return []
    trusts = {each.parent_id for each in schools}
    found = list(limit(Decision.objects.filter(state=State.IN_FORCE.value, trust__in=trusts), scope=scope))
    said = set(Position.objects.filter(decision__in=found, school__in=schools).values_list("decision", "school"))
    items = []
    for school in schools:
        mine = [each for each in found if each.trust_id == school.parent_id and each.holds_for(school.phase)]
        open_n = sum((each.pk, school.pk) not in said for each in mine)
        if open_n:
            told = "one decision" if open_n == 1 else f"{open_n} decisions"
            items.append(
                Item(
                    f"{school.name} has not said where it stands on {told} of the trust.",
                    address("alignment-school", school.urn),
                    "Say it: two taps each",
                    weight=4,
                )
            )
    return items


def list_drafts(scope: Scope) -> list[Item]:
    """Drafts of the viewer that have lain for a fortnight."""
    if scope.person is None:
        return []
    lain = limit(Decision.objects.filter(keeper=scope.person, visibility=Visibility.ME.value), scope=scope)
    old = lain.filter(state=State.PROPOSED.value, changed_at__lt=clock.now() - LONG)
    return [
        Item(
            f"Your draft of a decision on “{each.item}” has lain since {timezone.localtime(each.changed_at):%-d %B}.",
            address("alignment-decision", each.pk),
            "Put it forward, or finish it",
            weight=6,
        )
        for each in old
    ]


def _deciding(scope: Scope) -> frozenset[int]:
    """The trusts for which the viewer decides; a head decides for a school alone."""
    return frozenset(
        each.trust for each in scope.standings if each.trust and each.school is None and each.may(May.DECIDE)
    )


def _writing(scope: Scope) -> frozenset[int]:
    return frozenset(
        each.trust for each in scope.standings if each.trust and each.school is None and each.may(May.WRITE)
    )


def _beside(scope: Scope, trusts: frozenset[int] | None) -> QuerySet[Exemption]:
    """Requests beside decisions that the viewer may read."""
    readable = limit(Decision.objects.filter(state=State.IN_FORCE.value), scope=scope)
    if trusts is not None:
        readable = readable.filter(trust__in=trusts)
    return Exemption.objects.filter(decision__in=readable).select_related("decision", "school")


SOURCES: Final[Sources] = dict.fromkeys(
    (list_requests, list_ending, list_reviews_due, list_unstated, list_drafts), (Decision,)
)
