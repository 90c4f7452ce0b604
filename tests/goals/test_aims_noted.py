"""Figures noted by hand for a measure in one's own words: with day and source, kept with reviews, never changed."""

import pytest
from django.utils import timezone

from plait.core.errors import NotAllowed
from plait.core.models import AuditEntry
from plait.goals.aims import NotAGoal, NotedFigure
from plait.goals.models import AimReview, Goal, Noted, SuccessMeasure
from plait.goals.queries import aims as reading
from plait.goals.queries.aims_exchange import noted_rows, review_rows
from plait.goals.services import aims, aims_measures, aims_noted, aims_reviews, aims_schools
from plait.goals.services.aims_reviews import WrittenReview
from plait.organisations.services.authority import scope_of
from tests.goals.aims_trust import days, expect, make_goal, make_priority, say
from tests.goals.alignment_trust import Trust, make_alignment_trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Trust:
    return make_alignment_trust()


def counted(value: float = 64.0, *, ago: int = 0, source: str = "Reading test in year 2, 118 children") -> NotedFigure:
    return NotedFigure(value, days(-ago), source)


def measured(place: Trust) -> tuple[Goal, SuccessMeasure]:
    goal = make_goal(place)
    return goal, aims.measure_goal(goal, measure=expect(), store=None, by=place.director)


def test_a_figure_stands_with_its_day_its_source_and_who_noted_it(place: Trust):
    goal, held = measured(place)
    aims_noted.note(held, figure=counted(61.0, ago=90), by=place.director)
    aims_noted.note(held, figure=counted(source="  Reading test,\n118 children "), by=place.director)
    (found,) = reading.get_goal(scope_of(place.trustee), number=goal.pk).measures.all()
    newest, first = found.noted.all()
    assert (newest.value, newest.stood_on, newest.by) == (64.0, timezone.localdate(), place.director)
    assert newest.source == "Reading test, 118 children"
    assert first.figure.told == f"Noted by hand, as of {days(-90):%-d %B %Y}: Reading test in year 2, 118 children"
    assert AuditEntry.objects.filter(action="goal.figure_noted", record_id=str(goal.pk)).count() == 2


def test_a_correction_stands_in_front_and_what_it_corrects_stays(place: Trust):
    _, held = measured(place)
    aims_noted.note(held, figure=counted(46.0), by=place.director)
    aims_noted.note(held, figure=counted(64.0), by=place.director)
    assert [each.value for each in held.noted.all()] == [64.0, 46.0]


def test_a_review_notes_figures_and_keeps_them_as_they_stood(place: Trust):
    goal, held = measured(place)
    goal.refresh_from_db()
    written = WrittenReview("It moved.", "Not yet", days(90), {held.pk: counted()})
    made = aims_reviews.review_goal(goal, written=written, store=None, by=place.director)
    aims_noted.note(held, figure=counted(12.0), by=place.director)
    (kept,) = AimReview.objects.get(pk=made.pk).figures
    assert NotedFigure.read(kept["noted"]) == counted()
    assert "figure" not in kept
    (row,) = review_rows(scope_of(place.director), trust=place.trust.pk)
    assert row[-1].startswith("Children who read the books of their year: 64 (Noted by hand, as of")
    rows = noted_rows(scope_of(place.director), trust=place.trust.pk)
    assert [row[5] for row in rows] == [12.0, 64.0]
    assert rows[0][8] == "Ama Osei"


def test_a_school_notes_for_its_priority_and_its_review_finds_the_newest(place: Trust):
    made = make_priority(place, make_goal(place))
    held = aims_schools.measure_priority(made, measure=expect(), store=None, by=place.head)
    aims_noted.note(held, figure=counted(70.0), by=place.head)
    aims_noted.note(held, figure=counted(50.0, ago=30), by=place.head)
    made.refresh_from_db()
    written = WrittenReview("It moved.", "Not yet", days(90))
    review = aims_reviews.review_priority(made, written=written, store=None, by=place.head)
    assert review.figures[0]["noted"]["value"] == 70.0


@pytest.mark.parametrize(
    ("figure", "why"),
    [
        (counted(ago=-1), "still to come"),
        (counted(source="  "), "where the figure comes from"),
        (counted(float("nan")), "not a number"),
    ],
)
def test_what_cannot_stand_is_refused_with_the_reason(place: Trust, figure: NotedFigure, why: str):
    _, held = measured(place)
    with pytest.raises(NotAGoal, match=why):
        aims_noted.note(held, figure=figure, by=place.director)
    assert not Noted.objects.exists()


def test_a_measure_that_has_figures_takes_none_by_hand(place: Trust):
    _, held = measured(place)
    SuccessMeasure.objects.filter(pk=held.pk).update(key="indicator:fsm_ever6")
    with pytest.raises(NotAGoal, match="figures of its own"):
        aims_noted.note(held, figure=counted(), by=place.director)


def test_a_figure_of_a_measure_that_was_removed_meanwhile_keeps_nothing_of_the_review(place: Trust):
    goal, held = measured(place)
    number = held.pk
    aims_measures.remove(held, because="Nobody looked at it.", by=place.director)
    goal.refresh_from_db()
    written = WrittenReview("It moved.", "Not yet", days(90), {number: counted()})
    with pytest.raises(NotAGoal, match="removed meanwhile"):
        aims_reviews.review_goal(goal, written=written, store=None, by=place.director)
    assert not AimReview.objects.exists()


@pytest.mark.parametrize("who", ["trustee", "head", "stranger"])
def test_nobody_notes_who_could_not_change_the_goal(place: Trust, who: str):
    _, held = measured(place)
    with pytest.raises(NotAllowed):
        aims_noted.note(held, figure=counted(), by=getattr(place, who))


def test_of_a_draft_the_trail_says_only_that_a_figure_was_noted(place: Trust):
    goal = aims.propose(say(), trust=place.trust, draft=True, by=place.director)
    held = aims.measure_goal(goal, measure=expect(), store=None, by=place.director)
    aims_noted.note(held, figure=counted(), by=place.director)
    (entry,) = AuditEntry.objects.filter(action="goal.figure_noted")
    assert "Reading test" not in str(entry.payload)
