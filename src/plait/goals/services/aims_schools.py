"""What a school works on: its priorities, under a goal of its trust or with the reason why under none."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from plait.core import clock
from plait.core.services import audit
from plait.goals.aims import AimState, Measure, refuse
from plait.goals.models import Goal, Priority, SuccessMeasure, WithoutPriority
from plait.goals.services import aims, versions
from plait.indicators.store.reader import Store
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import Kind, May
from plait.organisations.services.authority import require, require_readable
from plait.organisations.visibility import Visibility

_FIELDS: Final = ("title", "goal", "reason", "review_on")


@dataclass(frozen=True, slots=True)
class WrittenPriority:
    """What a school writes of a priority. `goal`: the number of one of its trust's goals in force."""

    title: str
    review_on: dt.date
    goal: int | None = None
    reason: str = ""


def set_priority(written: WrittenPriority, *, school: Organisation, by: Person) -> Priority:
    """Set a priority for a school; the trust reads it.

    Raises
    ------
    NotAllowed
        If `by` does not decide for the school.
    NotAGoal
        If it names a goal that is not in force in its trust, or none and no reason.
    """
    with transaction.atomic():
        require(May.DECIDE, at=school, by=by)
        if school.kind != Kind.SCHOOL or school.parent is None:
            raise refuse("Priorities are a school’s, within a trust.", "Choose a school of a trust.")
        made = Priority(owner=school, trust=school.parent, author=by, keeper=by, visibility=Visibility.TRUST.value)
        _put(made, written)
        made.save()
        _forget_reason(made)
        _keep(made, note="Set", by=by)
        _note("priority.set", made, by=by, after=made.content())
        return made


def revise_priority(
    priority: Priority, *, written: WrittenPriority, version: int, because: str = "", by: Person
) -> Priority:
    """Change a priority; the version before is kept.

    Raises
    ------
    NotAllowed
        If `by` does not decide for the school.
    Conflict
        If somebody else has saved it since.
    """
    with transaction.atomic():
        standing = hold_priority(priority, by=by)
        before = standing.content()
        _put(standing, written)
        if standing.visibility == Visibility.SCHOOL and standing.trust_id is not None:
            # It came along from another trust; this one reads it from now on.
            standing.visibility = Visibility.TRUST.value
        standing.save_over(version, fields=(*_FIELDS, "visibility"))
        _forget_reason(standing)
        if standing.content() != before:
            _keep(standing, note=because.strip() or "Changed", by=by)
            _note("priority.revised", standing, by=by, before=before, after=standing.content())
        return standing


def end_priority(priority: Priority, *, because: str, by: Person) -> Priority:
    """End a priority, with the reason."""
    with transaction.atomic():
        standing = hold_priority(priority, by=by)
        if not because.strip():
            raise refuse("No reason is given.", "Say in a sentence why it ends.")
        before = standing.content()
        standing.state, standing.ended_on = AimState.ENDED.value, clock.today()
        standing.ended_because = because.strip()
        standing.save_over(standing.version, fields=["state", "ended_on", "ended_because"])
        _keep(standing, note="Ended", by=by)
        _note("priority.ended", standing, by=by, before=before, after=standing.content())
        return standing


def measure_priority(priority: Priority, *, measure: Measure, store: Store | None, by: Person) -> SuccessMeasure:
    """Say how one would know of a priority; where no baseline is given it is the school's figure as it stands."""
    with transaction.atomic():
        standing = hold_priority(priority, by=by)
        made = SuccessMeasure(priority=standing)
        aims.fill(made, measure, at=standing.owner, store=store, by=by)
        made.save()
        _keep(standing, note=f"Success measure: {made.name}"[:300], by=by)
        _note("priority.measured", standing, by=by, after=made.content())
        return made


def say_without(goal: Goal, *, school: Organisation, reason: str, by: Person) -> WithoutPriority:
    """Say why a school has no priority under a goal: what it works on instead, and until when that stands."""
    with transaction.atomic():
        require_readable(goal, by=by)
        require(May.DECIDE, at=school, by=by)
        if goal.state != AimState.IN_FORCE or school.parent_id != goal.owner_id:
            raise refuse("The goal is not one that is in force in the school’s trust.", "Choose one that is.")
        if not reason.strip():
            raise refuse("No reason is given.", "Say in a sentence why the school works on something else.")
        rows = WithoutPriority.objects.select_for_update()
        made = rows.filter(goal=goal, school=school).first() or WithoutPriority(goal=goal, school=school)
        before = {"reason": made.reason} if made.pk else None
        made.reason, made.by, made.at = reason.strip(), by, clock.now()
        made.full_clean(validate_constraints=False, exclude=["goal", "school", "by"])
        made.save()
        audit.record(
            "priority.without",
            on=("goals.goal", str(goal.pk)),
            by=by.pk,
            organisation=school.pk,
            before=before,
            after={"reason": made.reason},
        )
        return made


def hold_priority(priority: Priority, *, by: Person) -> Priority:
    """A priority that has not ended, its row held until the transaction ends, for whoever decides for the school."""
    require_readable(priority, by=by)
    rows = Priority.objects.select_for_update(of=("self",)).select_related("owner", "trust")
    standing = rows.get(pk=priority.pk)
    require(May.DECIDE, at=standing.owner, by=by)
    if standing.state == AimState.ENDED:
        raise refuse("It has ended, and stays as it was.", "Set a new priority.")
    return standing


def _put(priority: Priority, written: WrittenPriority) -> None:
    goal = None
    if written.goal is not None:
        goal = Goal.objects.filter(
            pk=written.goal, owner=priority.owner.parent_id, state=AimState.IN_FORCE.value
        ).first()
        goal = goal or _find_held(priority, written.goal)
        if goal is None:
            raise refuse("The goal is not one that is in force in the school’s trust.", "Choose one that is, or none.")
    elif not written.reason.strip():
        raise refuse("It serves no goal of the trust.", "Choose a goal, or say in a sentence why it serves none.")
    aims.check_review(written.review_on, before=priority.review_on)
    priority.title, priority.goal = written.title.strip(), goal
    priority.reason, priority.review_on = written.reason.strip(), written.review_on
    priority.full_clean(validate_constraints=False, exclude=["owner", "trust", "author", "keeper", "goal"])


def _find_held(priority: Priority, number: int) -> Goal | None:
    """The goal that a priority names already, though it has ended; one of a trust that the school has left, no more."""
    held = priority.goal
    if held is None or held.pk != number or held.owner_id != priority.owner.parent_id:
        return None
    return held


def _forget_reason(priority: Priority) -> None:
    """What the school has said of having no priority under the goal is past."""
    if priority.goal_id is not None:
        WithoutPriority.objects.filter(goal=priority.goal_id, school=priority.owner_id).delete()


def _keep(priority: Priority, *, note: str, by: Person) -> None:
    versions.keep(priority, content=priority.content(), note=note, decided=True, by=by)


def _note(
    action: str,
    priority: Priority,
    *,
    by: Person,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    on = ("goals.priority", str(priority.pk))
    audit.record(action, on=on, by=by.pk, organisation=priority.owner_id, before=before, after=after)
