"""Goals and priorities as tables that come back in, and where plans connect as a table to read."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone

from plait.goals.aims import AimState, NotedFigure
from plait.goals.models import Goal, Priority, SuccessMeasure
from plait.goals.queries.aims import list_goals, list_priorities, list_without
from plait.goals.queries.aims_coherence import Coherence
from plait.goals.queries.alignment_register import Here, list_schools
from plait.indicators.store.reader import Store
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.roles import May


def goal_rows(scope: Scope, *, trust: int) -> list[tuple[object, ...]]:
    """A row for each measure of a goal, and one for a goal without; numbers stay numbers, days are ISO days."""
    return [
        (*_goal(goal), *_measure(each))
        for goal in list_goals(scope, trust=trust)
        for each in (tuple(goal.measures.all()) or (None,))
    ]


def priority_rows(
    scope: Scope, *, trust: Organisation, store: Store | None, urn: int | None = None
) -> list[tuple[object, ...]]:
    """A row for each measure of a priority, and one for each goal in force without one, with the reason if it is given.

    `urn`: of this school alone.
    """
    if trust.pk not in scope.trusts_where(May.READ_TRUST):
        return []
    goals = list_goals(scope, trust=trust.pk, states=[AimState.IN_FORCE])
    reasons = {(each.school_id, each.goal_id): each.reason for each in list_without(scope, trust=trust.pk)}
    held: dict[int, list[Priority]] = defaultdict(list)
    for each in list_priorities(scope, trust=trust.pk):
        held[each.owner_id].append(each)
    return [
        row
        for here in list_schools(scope, trust=trust, store=store)
        if urn in {None, here.urn}
        for row in _of_school(here, held[here.number or 0], goals, reasons)
    ]


def review_rows(scope: Scope, *, trust: int) -> list[tuple[object, ...]]:
    """A row for each review of a goal or a priority, with the figures as they stood; read, and never taken in."""
    return [
        (
            *(kind, aim.pk, aim.title, school, each.term, each.judgement, each.narrative, each.by.name),
            *(timezone.localdate(each.at).isoformat(), "; ".join(_stood(kept) for kept in each.figures)),
        )
        for aim, kind, school in _aims(scope, trust=trust)
        for each in aim.reviews.all()
    ]


def noted_rows(scope: Scope, *, trust: int) -> list[tuple[object, ...]]:
    """A row for each figure that was noted by hand; read, and never taken in."""
    return [
        (
            *(kind, aim.pk, aim.title, school, measure.name, each.value, each.stood_on.isoformat(), each.source),
            *(each.by.name, timezone.localdate(each.at).isoformat()),
        )
        for aim, kind, school in _aims(scope, trust=trust)
        for measure in aim.measures.all()
        for each in measure.noted.all()
    ]


def _aims(scope: Scope, *, trust: int) -> list[tuple[Goal | Priority, str, str]]:
    """Goals and priorities: of what kind each is, and of which school."""
    found: list[tuple[Goal | Priority, str, str]] = [(each, "Goal", "") for each in list_goals(scope, trust=trust)]
    return found + [(each, "Priority", each.owner.name) for each in list_priorities(scope, trust=trust)]


def coherence_rows(scope: Scope, *, coherence: Coherence) -> list[tuple[object, ...]]:  # noqa: ARG001 read with it
    """A row for each school and goal, then what serves none."""
    rows: list[tuple[object, ...]] = []
    for line in coherence.lines:
        for each in line.crossings:
            titles = "; ".join(one.title for one in each.priorities)
            rows.append((line.school.urn, line.school.name, each.goal.title, titles, each.reason))
        rows += [(line.school.urn, line.school.name, "", each.title, each.reason) for each in line.others]
    return rows


def _of_school(
    here: Here, held: list[Priority], goals: list[Goal], reasons: dict[tuple[int, int], str]
) -> Iterator[tuple[object, ...]]:
    school = (here.urn, here.name)
    for one in held:
        served_by = (one.goal_here.pk, one.goal_here.title) if one.goal_here is not None else ("", "")
        told = (one.pk, one.title, *served_by, one.reason, one.review_on.isoformat(), AimState(one.state).label)
        for each in tuple(one.measures.all()) or (None,):
            yield (*school, *told, *_measure(each))
    served = {each.goal_id for each in held if each.state == AimState.IN_FORCE}
    for goal in goals:
        if goal.pk not in served:
            reason = reasons.get((here.number or 0, goal.pk), "")
            yield (*school, "", "", goal.pk, goal.title, reason, "", "", *_measure(None))


def _stood(kept: Mapping[str, Any]) -> str:
    """A measure with its figure, as they were kept."""
    name, figure, noted = str(kept["measure"]["name"]), kept.get("figure"), kept.get("noted")
    if noted:
        told = NotedFigure.read(noted)
        return f"{name}: {told.text} ({told.told})"
    return f"{name}: {figure['value_text']}" if figure else name


def _goal(goal: Goal) -> tuple[object, ...]:
    return (goal.pk, goal.title, goal.why, goal.component, goal.review_on.isoformat(), goal.standing)


def _measure(one: SuccessMeasure | None) -> tuple[object, ...]:
    if one is None:
        return ("", "", None, "", None, None, "", "")
    return (
        *(one.key, one.name, one.baseline, one.baseline_told, one.expected_lo, one.expected_hi),
        *(one.by_when.isoformat(), one.stop_if),
    )
