"""Changing how one would know of a goal or a priority, and taking it away; what it said stays in the versions."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from django.db import transaction

from plait.core.services import audit
from plait.goals.aims import Measure, refuse
from plait.goals.models import Goal, Priority, SuccessMeasure
from plait.goals.services import aims, aims_schools, versions
from plait.indicators.store.reader import Store
from plait.organisations.models import Person
from plait.organisations.queries.visibility import type_of
from plait.organisations.visibility import Visibility

_FIELDS: Final = (
    *("key", "name", "baseline", "baseline_told", "expected_lo", "expected_hi"),
    *("by_when", "stop_if"),
)


def change(
    held: SuccessMeasure, *, measure: Measure, version: int, store: Store | None, because: str = "", by: Person
) -> SuccessMeasure:
    """Change how one would know; what it said before stands in the versions of the goal or the priority.

    Raises
    ------
    NotAllowed
        If `by` changes neither the goal nor the priority.
    NotAGoal
        If it was removed, its goal or priority has ended, or it cannot stand like this.
    Conflict
        If somebody else has saved it since; both texts are in the error, and nothing is lost.
    """
    with transaction.atomic():
        aim, standing = hold(held, by=by)
        before = standing.content()
        if measure.baseline == standing.baseline and measure.key == standing.key and not measure.baseline_told:
            measure = replace(measure, baseline_told=standing.baseline_told)
        aims.fill(standing, measure, at=aim.owner, store=store, by=by)
        standing.save_over(version, fields=_FIELDS)
        if standing.content() != before:
            note = because.strip() or f"Success measure changed: {standing.name}"
            _tell("measured", aim, note=note, before=before, after=standing.content(), by=by)
        return standing


def remove(held: SuccessMeasure, *, because: str, by: Person) -> None:
    """Take a measure away, with the reason. Reviews keep it as it was reviewed, and versions as it stood.

    Raises
    ------
    NotAllowed
        If `by` changes neither the goal nor the priority.
    NotAGoal
        If no reason is given, or its goal or priority has ended.
    """
    with transaction.atomic():
        aim, standing = hold(held, by=by)
        reason = because.strip()
        if not reason:
            raise refuse("No reason is given.", "Say in a sentence why nobody looks at it any more.")
        before = standing.content()
        standing.delete()
        note = f"Success measure removed: {standing.name}. {reason}"
        _tell("measure_removed", aim, note=note, before=before, after={"because": reason}, by=by)


def hold(held: SuccessMeasure, *, by: Person) -> tuple[Goal | Priority, SuccessMeasure]:
    """The goal or the priority, and then the measure: both rows held until the transaction ends.

    Raises
    ------
    NotAllowed
        If `by` changes neither the goal nor the priority.
    NotAGoal
        If the measure was removed, or its goal or priority has ended.
    """
    aim = held.aim
    if isinstance(aim, Priority):
        aim = aims_schools.hold_priority(aim, by=by)
    else:
        aim = aims.hold(aim, by=by)
        aims.require_keeper(aim, by=by)
    standing = SuccessMeasure.objects.select_for_update(of=("self",)).filter(pk=held.pk).first()
    if standing is None:
        raise refuse("It was removed meanwhile.", "The reason stands in the history; add a new one if it is needed.")
    return aim, standing


def _tell(
    action: str,
    aim: Goal | Priority,
    *,
    note: str,
    before: Mapping[str, object],
    after: Mapping[str, object],
    by: Person,
) -> None:
    """Keep the version and write the trail; of a draft, only that it was done."""
    kind, open_ = type_of(type(aim)), aim.visibility != Visibility.ME
    if open_:
        decided = isinstance(aim, Priority) or aim.exception
        versions.keep(aim, content=aim.content(), note=note, decided=decided, by=by)
    audit.record(
        f"{kind.rpartition('.')[2]}.{action}",
        on=(kind, str(aim.pk)),
        by=by.pk,
        organisation=aim.owner_id,
        before=before if open_ else None,
        after=after if open_ else None,
    )
