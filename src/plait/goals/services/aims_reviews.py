"""Looking back at a goal or a priority once a term; the figures are kept as they stood."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from plait.core import clock
from plait.core.services import audit
from plait.goals.aims import FIRST_WORDS, NotedFigure, refuse
from plait.goals.models import AimReview, AimWords, Goal, Priority
from plait.goals.services import aims, aims_noted, aims_schools
from plait.indicators.store.reader import Store
from plait.insight.queries.shown import figures_at
from plait.organisations.models import Person
from plait.organisations.roles import May
from plait.organisations.services.authority import require, scope_of


@dataclass(frozen=True, slots=True)
class WrittenReview:
    """What somebody makes of a goal or a priority. `review_on`: when it is looked at again.

    `noted`: figures that are noted by hand with it, by the number of the measure.
    """

    narrative: str
    judgement: str
    review_on: dt.date
    noted: Mapping[int, NotedFigure] = field(default_factory=dict)


def review_goal(goal: Goal, *, written: WrittenReview, store: Store | None, by: Person) -> AimReview:
    """Review a goal of a trust; its measures' figures are kept as they stand.

    Raises
    ------
    NotAllowed
        If `by` does not decide for the trust.
    NotAGoal
        If it has ended, the word is not one of the trust's, or the next review lies in the past.
    """
    with transaction.atomic():
        standing = aims.hold(goal, by=by)
        require(May.DECIDE, at=standing.owner, by=by)
        aims_noted.note_all(standing, figures=written.noted, by=by)
        figures = _freeze(standing, store=store, by=by)
        return _keep(AimReview(goal=standing), standing, written, figures, by=by)


def review_priority(priority: Priority, *, written: WrittenReview, store: Store | None, by: Person) -> AimReview:
    """Review a priority of a school; its measures' figures are kept as they stand.

    Raises
    ------
    NotAllowed
        If `by` does not decide for the school.
    NotAGoal
        If it has ended, the word is not one of the trust's, or the next review lies in the past.
    """
    with transaction.atomic():
        standing = aims_schools.hold_priority(priority, by=by)
        aims_noted.note_all(standing, figures=written.noted, by=by)
        figures = _freeze(standing, store=store, by=by)
        return _keep(AimReview(priority=standing), standing, written, figures, by=by)


def _keep(
    made: AimReview, aim: Goal | Priority, written: WrittenReview, figures: list[dict[str, Any]], *, by: Person
) -> AimReview:
    held = AimWords.objects.filter(trust=aim.trust_id).first()
    words = held.words if held is not None else list(FIRST_WORDS)
    if written.judgement not in words:
        raise refuse(f"“{written.judgement}” is not one of the trust’s words.", f"Use one of: {', '.join(words)}.")
    aims.check_review(written.review_on, before=None)
    made.term, made.at, made.by = _term(clock.today()), clock.now(), by
    made.narrative, made.judgement, made.figures = written.narrative.strip(), written.judgement, figures
    made.full_clean(validate_constraints=False, exclude=["goal", "priority", "by", "figures"])
    made.save()
    aim.review_on = written.review_on
    aim.save_over(aim.version, fields=["review_on"])
    kind = "goals.goal" if isinstance(aim, Goal) else "goals.priority"
    told = {"term": made.term, "judgement": made.judgement, "review_on": written.review_on.isoformat()}
    audit.record("aim.reviewed", on=(kind, str(aim.pk)), by=by.pk, organisation=aim.owner_id, after=told)
    return made


def _freeze(aim: Goal | Priority, *, store: Store | None, by: Person) -> list[dict[str, Any]]:
    """What each measure says now, with the figure beside it where it names one, or where one was noted by hand."""
    held = list(aim.measures.prefetch_related("noted"))
    figures = figures_at(scope_of(by), store, {each.key for each in held}, at=aim.owner)
    kept = []
    for each in held:
        told: dict[str, Any] = {"measure": each.content()}
        if each.key in figures:
            told["figure"] = figures[each.key].freeze()
        elif noted := list(each.noted.all()):
            told["noted"] = noted[0].figure.freeze()
        kept.append(told)
    return kept


def _term(day: dt.date) -> str:
    """The term of a day, as schools of England call it."""
    name = "Autumn" if day.month >= 9 else "Spring" if day < dt.date(day.year, 4, 16) else "Summer"
    return f"{name} term {day.year}"
