"""Noting a figure by hand for a measure in one's own words: beside a review, or whenever there is one."""

import math
from collections.abc import Mapping
from dataclasses import replace

from django.db import transaction

from plait.core import clock
from plait.core.services import audit
from plait.goals.aims import NotedFigure, refuse
from plait.goals.models import Goal, Noted, Priority, SuccessMeasure
from plait.goals.services import aims_measures
from plait.organisations.models import Person
from plait.organisations.queries.visibility import type_of
from plait.organisations.visibility import Visibility


def note(held: SuccessMeasure, *, figure: NotedFigure, by: Person) -> Noted:
    """Note a figure of a measure in one's own words. What was noted before stays; of one day the last stands.

    Raises
    ------
    NotAllowed
        If `by` changes neither the goal nor the priority.
    NotAGoal
        If the measure has figures of its own or was removed, its goal or priority has ended, the day lies ahead, or
        nothing says where the figure comes from.
    """
    with transaction.atomic():
        aim, standing = aims_measures.hold(held, by=by)
        made = _add(standing, figure, by=by)
        _tell(aim, {standing.name: made.figure}, by=by)
        return made


def note_all(aim: Goal | Priority, *, figures: Mapping[int, NotedFigure], by: Person) -> None:
    """Note the figures of measures by their numbers: a part of a review, whose service has authorised and holds it."""
    measures = {each.pk: each for each in aim.measures.all()}
    told = {}
    for number, figure in figures.items():
        if number not in measures:
            raise refuse("A measure was removed meanwhile.", "Look at the measures again, and save then.")
        told[measures[number].name] = _add(measures[number], figure, by=by).figure
    if told:
        _tell(aim, told, by=by)


def _add(measure: SuccessMeasure, figure: NotedFigure, *, by: Person) -> Noted:
    if measure.key:
        raise refuse(f"“{measure.name}” has figures of its own.", "They come with the data, or with our own measure.")
    source = " ".join(figure.source.split())
    if not source:
        raise refuse("Nothing says where the figure comes from.", "Say it in a few words: what was counted, by whom.")
    if not math.isfinite(figure.value):
        raise refuse("It is not a number.", "Write digits, such as 12.5.")
    if figure.stood_on > clock.today():
        raise refuse(f"{figure.stood_on:%-d %B %Y} is still to come.", "Give the day on which the figure stood.")
    told = replace(figure, source=source)
    made = Noted(measure=measure, value=told.value, stood_on=told.stood_on, source=told.source, by=by, at=clock.now())
    made.full_clean(exclude=["measure", "by"])
    made.save()
    return made


def _tell(aim: Goal | Priority, told: Mapping[str, NotedFigure], *, by: Person) -> None:
    kind, open_ = type_of(type(aim)), aim.visibility != Visibility.ME
    audit.record(
        f"{kind.rpartition('.')[2]}.figure_noted",
        on=(kind, str(aim.pk)),
        by=by.pk,
        organisation=aim.owner_id,
        after={name: each.freeze() for name, each in told.items()} if open_ else None,
    )
