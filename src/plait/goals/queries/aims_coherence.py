"""Goals by schools: where plans connect, and where they do not, with the reason that a school gives. Never a score."""

from collections import defaultdict
from dataclasses import dataclass

from plait.goals.aims import AimState
from plait.goals.models import Goal, Priority
from plait.goals.queries.aims import list_goals, list_priorities, list_without
from plait.goals.queries.alignment_register import Here, list_schools
from plait.indicators.store.reader import Store
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.roles import May


@dataclass(frozen=True, slots=True)
class Crossing:
    """One school under one goal: its priorities there or, where it has none, the reason it gives."""

    goal: Goal
    priorities: tuple[Priority, ...]
    reason: str

    @property
    def silent(self) -> bool:
        """Neither a priority nor a reason."""
        return not self.priorities and not self.reason


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """One school: a crossing with each goal in force, and what it works on that serves none of them."""

    school: Here
    crossings: tuple[Crossing, ...]
    others: tuple[Priority, ...]


@dataclass(frozen=True, slots=True)
class Coherence:
    """The goals of a trust in force, and its schools from A to Z."""

    goals: tuple[Goal, ...]
    lines: tuple[SchoolLine, ...]

    @property
    def sentence(self) -> str:
        """Where plans connect, in words."""
        crossings = [each for line in self.lines for each in line.crossings]
        if not crossings:
            return "No goal is in force yet." if not self.goals else "No school of the trust is known here yet."
        held = sum(bool(each.priorities) for each in crossings)
        told = sum(not each.priorities and bool(each.reason) for each in crossings)
        silent = len(crossings) - held - told
        others = sum(len(line.others) for line in self.lines)
        has, still = "has" if held == 1 else "have", "is" if silent == 1 else "are"
        told_all = (
            f"Of {len(crossings)} places where a goal meets a school, {held} {has} a priority, {told} a reason for "
            f"none, and {silent} {still} still open."
        )
        parts = [told_all]
        if others:
            serve = "One priority serves" if others == 1 else f"{others} priorities serve"
            parts.append(f"{serve} no goal of the trust, {'and says' if others == 1 else 'and each says'} why.")
        return " ".join(parts)


def get_coherence(scope: Scope, *, trust: Organisation, store: Store | None) -> Coherence:
    """Goals in force by schools; to whoever reads decisions alone, the goals without the schools."""
    goals = tuple(list_goals(scope, trust=trust.pk, states=[AimState.IN_FORCE]))
    if trust.pk not in scope.trusts_where(May.READ_TRUST):
        return Coherence(goals, ())
    held: dict[tuple[int, int | None], list[Priority]] = defaultdict(list)
    numbers = {each.pk for each in goals}
    for each in list_priorities(scope, trust=trust.pk):
        if each.state == AimState.IN_FORCE:
            held[each.owner_id, each.goal_id if each.goal_id in numbers else None].append(each)
    reasons = {(each.school_id, each.goal_id): each.reason for each in list_without(scope, trust=trust.pk)}
    lines = []
    for school in list_schools(scope, trust=trust, store=store):
        here = school.number or 0
        crossings = tuple(
            Crossing(goal, tuple(held[here, goal.pk]), reasons.get((here, goal.pk), "")) for goal in goals
        )
        lines.append(SchoolLine(school, crossings, tuple(held[here, None])))
    return Coherence(goals, tuple(lines))
