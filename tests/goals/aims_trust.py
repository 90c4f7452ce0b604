"""Goals and priorities for tests."""

import datetime as dt
from typing import Any

from django.utils import timezone

from plait.goals.aims import Measure
from plait.goals.models import Goal, Priority
from plait.goals.services import aims, aims_schools
from plait.goals.services.aims import WrittenGoal
from plait.goals.services.aims_schools import WrittenPriority
from tests.goals.alignment_trust import Trust


def days(n: int) -> dt.date:
    """A day, counted from today."""
    return timezone.localdate() + dt.timedelta(days=n)


def say(**changed: Any) -> WrittenGoal:
    """What is written of a goal."""
    told: dict[str, Any] = {
        "title": "Every child reads fluently by seven",
        "why": "Two in five begin year 3 unable to read its books.",
        "review_on": days(100),
    }
    return WrittenGoal(**told | changed)


def make_goal(place: Trust, **changed: Any) -> Goal:
    """A goal in force."""
    made = aims.propose(say(**changed), trust=place.trust, by=place.director)
    return aims.decide(made, starts_on=timezone.localdate(), by=place.director)


def make_priority(place: Trust, goal: Goal | None, **changed: Any) -> Priority:
    """A priority of the first school."""
    told: dict[str, Any] = {
        "title": "Daily phonics until year 3",
        "review_on": days(80),
        "goal": None if goal is None else goal.pk,
        "reason": "" if goal is not None else "Our building opens in May.",
    }
    return aims_schools.set_priority(WrittenPriority(**told | changed), school=place.school, by=place.head)


def expect(**changed: Any) -> Measure:
    """How one would know, in one's own words."""
    told: dict[str, Any] = {
        "key": "",
        "name": "Children who read the books of their year",
        "baseline": 61.0,
        "expected_lo": 70.0,
        "expected_hi": 78.0,
        "by_when": days(300),
        "stop_if": "A year of small groups moves nothing.",
    }
    return Measure(**told | changed)
