"""What of goals needs a viewer: reviews that are due, measures whose day has passed, goals that meet no school."""

import datetime as dt
from typing import Final

from django.db.models import Exists, OuterRef, Q

from plait.core import clock
from plait.goals.aims import AimState
from plait.goals.models import Goal, Priority, SuccessMeasure
from plait.organisations.addresses import address
from plait.organisations.attention import Item, Sources
from plait.organisations.domain import Scope
from plait.organisations.notices import Kind
from plait.organisations.queries.visibility import limit
from plait.organisations.roles import May

SOON: Final = dt.timedelta(days=21)  # time to look at figures before a review


def list_reviews_due(scope: Scope) -> list[Item]:
    """Goals and priorities whose review is near or past, for whoever decides there."""
    soon, here = clock.today() + SOON, scope.organisations_where(May.DECIDE)
    if not here:
        return []
    due = Q(state=AimState.IN_FORCE.value, review_on__lte=soon, owner__in=here)
    items = [
        Item(
            f"The goal “{each.title}” is up for review.",
            address("goal-review", each.pk),
            "Review it",
            each.review_on,
            kind=Kind.GOALS,
            of=each.owner_id,
        )
        for each in limit(Goal.objects.filter(due), scope=scope)
    ]
    for each in limit(Priority.objects.filter(due).select_related("owner"), scope=scope):
        told = f"{each.owner.name}: the priority “{each.title}” is up for its termly update."
        page, action = address("priorities", each.owner.urn), "Ten-minute update"
        items.append(Item(told, page, action, each.review_on, kind=Kind.GOALS, of=each.owner_id))
    return items


def list_measures_past(scope: Scope) -> list[Item]:
    """Measures whose day has passed, of aims that are still in force, for whoever decides there."""
    today, here = clock.today(), scope.organisations_where(May.DECIDE)
    if not here:
        return []
    mine = Q(owner__in=here, state=AimState.IN_FORCE.value)
    readable = limit(Goal.objects.filter(mine), scope=scope)
    of_schools = limit(Priority.objects.filter(mine), scope=scope)
    past = SuccessMeasure.objects.filter(
        Q(goal__in=readable) | Q(priority__in=of_schools), by_when__lt=today
    ).select_related("goal", "priority__owner")
    return [
        Item(
            f"The day for “{each.name}” has passed: what came of it?",
            address("goal", each.goal_id) if each.priority is None else address("priorities", each.priority.owner.urn),
            "Look at the figure, and say",
            each.by_when,
            kind=Kind.GOALS,
            of=each.aim.owner_id,
        )
        for each in past
    ]


def list_goals_alone(scope: Scope) -> list[Item]:
    """Goals in force under which no school has a priority, for whoever decides for the trust."""
    here = scope.organisations_where(May.DECIDE)
    if not here:
        return []
    held = Priority.objects.filter(goal=OuterRef("pk"), state=AimState.IN_FORCE.value)
    alone = Goal.objects.filter(~Exists(held), owner__in=here, state=AimState.IN_FORCE.value)
    return [
        Item(
            f"No school has a priority under the goal “{each.title}”.",
            f"{address('goals')}#coherence",
            "See where plans connect",
            weight=5,
        )
        for each in limit(alone, scope=scope)
    ]


SOURCES: Final[Sources] = {
    list_reviews_due: (Goal, Priority),
    list_measures_past: (Goal, Priority),
    list_goals_alone: (Goal,),
}
