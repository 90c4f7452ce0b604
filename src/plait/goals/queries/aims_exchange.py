"""The goals of a trust as a table that comes back in, and where plans connect as a table to read."""

from plait.goals.models import Goal, SuccessMeasure
from plait.goals.queries.aims import list_goals
from plait.goals.queries.aims_coherence import Coherence
from plait.organisations.domain import Scope


def goal_rows(scope: Scope, *, trust: int) -> list[tuple[object, ...]]:
    """A row for each measure of a goal, and one for a goal without; numbers stay numbers, days are ISO days."""
    return [
        (*_goal(goal), *_measure(each))
        for goal in list_goals(scope, trust=trust)
        for each in (tuple(goal.measures.all()) or (None,))
    ]


def coherence_rows(scope: Scope, *, coherence: Coherence) -> list[tuple[object, ...]]:  # noqa: ARG001 read with it
    """A row for each school and goal, then what serves none."""
    rows: list[tuple[object, ...]] = []
    for line in coherence.lines:
        for each in line.crossings:
            titles = "; ".join(one.title for one in each.priorities)
            rows.append((line.school.urn, line.school.name, each.goal.title, titles, each.reason))
        rows += [(line.school.urn, line.school.name, "", each.title, each.reason) for each in line.others]
    return rows


def _goal(goal: Goal) -> tuple[object, ...]:
    return (goal.pk, goal.title, goal.why, goal.component, goal.review_on.isoformat(), goal.standing)


def _measure(one: SuccessMeasure | None) -> tuple[object, ...]:
    if one is None:
        return ("", "", None, "", None, None, "", "")
    return (
        *(one.key, one.name, one.baseline, one.baseline_told, one.expected_lo, one.expected_hi),
        *(one.by_when.isoformat(), one.stop_if),
    )
