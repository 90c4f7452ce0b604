"""Goals, priorities and their reviews, as far as the viewer may read them."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Prefetch, QuerySet

from plait.core.errors import NotAllowed, NotThere
from plait.goals.aims import FIRST_WORDS, AimState
from plait.goals.models import AimReview, AimWords, Goal, Noted, Priority, SuccessMeasure, WithoutPriority
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.queries.organisations import list_trusts
from plait.organisations.queries.visibility import limit
from plait.organisations.roles import Kind, May


class NoSuchGoal(NotThere):
    """A goal or a priority that is not there, or that this viewer may not read: the answer is the same."""


def get_goal(scope: Scope, *, number: int) -> Goal:
    """One goal, with its measures and reviews.

    Raises
    ------
    NoSuchGoal
        If there is none of this number that the viewer may read.
    """
    found = _goals(scope).filter(pk=number).first()
    if found is None:
        raise _no_such("goal")
    return found


def get_goal_to_change(scope: Scope, *, number: int) -> Goal:
    """One goal, for whoever may change it.

    Raises
    ------
    NoSuchGoal
        If the viewer may not read it.
    NotAllowed
        If the viewer reads it, and does not change it.
    """
    found = get_goal(scope, number=number)
    if not may_change(scope, found):
        raise NotAllowed(
            "You cannot change this goal.",
            why="A proposal is changed by whoever looks after it; what is in force, by those who decide for the trust.",
            mend=f"Ask {found.keeper.name}, who looks after it.",
        )
    return found


def find_goal_of(scope: Scope, priority: Priority) -> Goal | None:
    """The goal that a priority serves, where the viewer may read that too: who reads the one may not read the other."""
    if priority.goal_id is None:
        return None
    return limit(Goal.objects.filter(pk=priority.goal_id), scope=scope).first()


def list_goals(scope: Scope, *, trust: int, states: Sequence[AimState] = ()) -> list[Goal]:
    """The goals of a trust, with their measures and reviews; a viewer's own drafts among them."""
    found = _goals(scope).filter(trust=trust)
    return list(found.filter(state__in=[each.value for each in states]) if states else found)


def get_school(scope: Scope, *, urn: int) -> Organisation:
    """A school whose priorities the viewer reads, since they belong to its trust.

    Raises
    ------
    NoSuchGoal
        If there is none.
    """
    found = Organisation.objects.filter(kind=Kind.SCHOOL.value, urn=urn).select_related("parent").first()
    if found is None or found.parent_id not in scope.trusts_where(May.READ_TRUST):
        raise _no_such("school")
    return found


def list_priorities(scope: Scope, *, school: int | None = None, trust: int | None = None) -> list[Priority]:
    """The priorities of a school, or of all schools of a trust, with their measures and reviews."""
    found = limit(
        Priority.objects.select_related("owner", "keeper", "goal").prefetch_related(_measures(), _reviews()),
        scope=scope,
    )
    found = found.filter(owner=school) if school is not None else found
    return list(found.filter(trust=trust) if trust is not None else found)


def get_priority(scope: Scope, *, number: int) -> Priority:
    """One priority of a school, with its measures and reviews.

    Raises
    ------
    NoSuchGoal
        If there is none that the viewer may read.
    """
    rows = Priority.objects.select_related("owner__parent", "trust", "keeper", "goal")
    found = limit(rows.prefetch_related(_measures(), _reviews()), scope=scope).filter(pk=number).first()
    if found is None:
        raise _no_such("priority")
    return found


def get_priority_to_change(scope: Scope, *, number: int) -> Priority:
    """One priority that has not ended, for whoever decides for its school.

    Raises
    ------
    NoSuchGoal
        If the viewer may not read it.
    NotAllowed
        If the viewer reads it, and does not change it.
    """
    found = get_priority(scope, number=number)
    if not may_change_priority(scope, found):
        raise NotAllowed(
            "You cannot change this priority.",
            why="It has ended, and stays as it was."
            if found.state == AimState.ENDED
            else "A school’s priorities are set by those who decide for it.",
            mend="Set a new priority." if found.state == AimState.ENDED else "Ask the headteacher.",
        )
    return found


def get_measure(scope: Scope, *, number: int) -> SuccessMeasure:
    """One success measure with its goal or its priority, for whoever may read that.

    Raises
    ------
    NoSuchGoal
        If there is none under a goal or a priority that the viewer may read.
    """
    return _of_aim(scope, number, goal=get_goal, priority=get_priority)


def get_measure_to_change(scope: Scope, *, number: int) -> SuccessMeasure:
    """One success measure with its goal or its priority, for whoever may change that.

    Raises
    ------
    NoSuchGoal
        If there is none under a goal or a priority that the viewer may read.
    NotAllowed
        If the viewer reads it, and does not change it.
    """
    return _of_aim(scope, number, goal=get_goal_to_change, priority=get_priority_to_change)


def _of_aim(
    scope: Scope, number: int, *, goal: Callable[..., Goal], priority: Callable[..., Priority]
) -> SuccessMeasure:
    """A measure, its aim fetched in the way that was asked for."""
    found = SuccessMeasure.objects.filter(pk=number).prefetch_related("noted__by").first()
    if found is None:
        raise _no_such("measure")
    if found.goal_id is not None:
        found.goal = goal(scope, number=found.goal_id)
    elif found.priority_id is not None:
        found.priority = priority(scope, number=found.priority_id)
    return found


def list_without(scope: Scope, *, trust: int) -> list[WithoutPriority]:
    """Why schools have no priority under a goal; for those who read what is shared within the trust."""
    if trust not in scope.trusts_where(May.READ_TRUST):
        return []
    readable = limit(Goal.objects.filter(trust=trust), scope=scope)
    return list(WithoutPriority.objects.filter(goal__in=readable, school__parent=trust).select_related("school"))


def list_words(scope: Scope, *, trust: int) -> list[str]:
    """The words in which a trust says how a goal stands."""
    mine = {each.pk for each in list_trusts(scope, May.READ_TRUST, May.READ_EXCEPTIONS)}
    held = AimWords.objects.filter(trust=trust).first() if trust in mine else None
    return list(held.words) if held is not None else list(FIRST_WORDS)


def may_propose(scope: Scope, *, trust: int) -> bool:
    """Whether the viewer writes goals for a trust."""
    return scope.may_at(May.WRITE, organisation=trust, trust=trust)


def may_decide(scope: Scope, *, trust: int) -> bool:
    """Whether the viewer decides for a trust."""
    return scope.may_at(May.DECIDE, organisation=trust, trust=trust)


def may_change(scope: Scope, goal: Goal) -> bool:
    """Whether the viewer changes a goal: a proposal its keeper, what is in force whoever decides for the trust."""
    if goal.state == AimState.ENDED:
        return False
    keeps = goal.keeper_id == scope.person and goal.state == AimState.PROPOSED
    return may_decide(scope, trust=goal.owner_id) or (keeps and may_propose(scope, trust=goal.owner_id))


def may_speak_for(scope: Scope, school: Organisation) -> bool:
    """Whether the viewer sets a school's priorities."""
    return scope.may_at(May.DECIDE, organisation=school.pk, trust=school.parent_id)


def may_change_priority(scope: Scope, priority: Priority) -> bool:
    """Whether the viewer changes a priority that has not ended: whoever decides for its school."""
    return priority.state != AimState.ENDED and may_speak_for(scope, priority.owner)


def may_note(scope: Scope, measure: SuccessMeasure) -> bool:
    """Whether the viewer notes figures by hand: of a measure in words, whoever may change its goal or priority."""
    aim = measure.aim
    changes = may_change_priority(scope, aim) if isinstance(aim, Priority) else may_change(scope, aim)
    return changes and not measure.key


def may_fill_priorities(scope: Scope, *, trust: int) -> bool:
    """Whether the viewer sets priorities of a school of the trust at least, and so fills in a table of them."""
    return may_decide(scope, trust=trust) or any(each.parent_id == trust for each in list_spoken_for(scope))


def list_spoken_for(scope: Scope) -> list[Organisation]:
    """The schools whose priorities the viewer sets by belonging to them."""
    own = scope.organisations_where(May.DECIDE)
    return list(Organisation.objects.filter(pk__in=own, kind=Kind.SCHOOL.value, parent__isnull=False))


def _goals(scope: Scope) -> QuerySet[Goal]:
    rows = Goal.objects.select_related("owner", "trust", "author", "keeper", "statement")
    return limit(rows, scope=scope).prefetch_related(_measures(), _reviews())


def _measures() -> "Prefetch[Any, Any, Any]":
    """With the figures that were noted by hand, the newest first."""
    noted = Prefetch("noted", Noted.objects.select_related("by"))
    return Prefetch("measures", SuccessMeasure.objects.prefetch_related(noted))


def _reviews() -> "Prefetch[Any, Any, Any]":
    return Prefetch("reviews", AimReview.objects.select_related("by"))


def _no_such(what: str) -> NoSuchGoal:
    return NoSuchGoal(
        f"There is no such {what} here.",
        why="The number is not known, or it was not shared with you.",
        mend="Go back to the goals; those you may read are listed there.",
    )
