"""Goals as a table: what goes out comes back in, and every bad cell is named."""

import pytest

from plait.core.errors import NotAllowed
from plait.core.spreadsheets import write_csv
from plait.core.tables_in import BadTable
from plait.goals.aims_table import HEADING
from plait.goals.models import Goal, Kept, SuccessMeasure
from plait.goals.queries.aims_exchange import goal_rows, review_rows
from plait.goals.services import aims, aims_reviews
from plait.goals.services.aims_exchange import TakenGoals, take_in
from plait.goals.services.aims_reviews import WrittenReview
from plait.organisations.services.authority import scope_of
from tests.goals.aims_trust import days, expect, make_goal, make_priority
from tests.goals.alignment_trust import Trust, make_alignment_trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Trust:
    return make_alignment_trust()


def write(place: Trust) -> str:
    return write_csv(HEADING, goal_rows(scope_of(place.director), trust=place.trust.pk))


def test_what_goes_out_comes_back_in_and_changes_nothing(place: Trust):
    goal = make_goal(place)
    aims.measure_goal(goal, measure=expect(), store=None, by=place.director)
    aims.measure_goal(goal, measure=expect(name="=Drop-ins", baseline=None), store=None, by=place.director)
    make_goal(place, title="Nobody misses a day")
    out, kept_n = write(place), Kept.objects.count()
    assert take_in(out, name="goals.csv", trust=place.trust, by=place.director) == TakenGoals(0, 0, 0)
    assert Kept.objects.count() == kept_n
    assert write(place) == out


def test_an_emptied_trust_is_filled_again_from_what_went_out(place: Trust):
    goal = make_goal(place)
    aims.measure_goal(goal, measure=expect(), store=None, by=place.director)
    out = write(place).replace(f"\r\n{goal.pk},", "\r\n,")
    SuccessMeasure.objects.all().delete()
    Goal.objects.all().delete()
    assert take_in(out, name="goals.csv", trust=place.trust, by=place.director) == TakenGoals(1, 0, 1)
    (made,) = Goal.objects.all()
    assert (made.title, made.state, made.measures.get().expected_hi) == (goal.title, "in_force", 78.0)
    assert write(place).replace(f"\r\n{made.pk},", "\r\n,") == out


def test_a_changed_cell_changes_the_goal_and_the_measure(place: Trust):
    goal = make_goal(place)
    aims.measure_goal(goal, measure=expect(), store=None, by=place.director)
    out = write(place).replace("Two in five", "One in three").replace("78.0", "81.5")
    assert take_in(out, name="goals.csv", trust=place.trust, by=place.director) == TakenGoals(0, 1, 1)
    goal.refresh_from_db()
    assert goal.why.startswith("One in three")
    assert goal.measures.get().expected_hi == 81.5


def test_every_bad_cell_is_named_and_nothing_is_taken(place: Trust):
    rows = [
        ("", "A good one", "Because.", "", days(90).isoformat(), "", "", "", "", "", "", "", "", ""),
        ("", "A bad day", "Because.", "", "soon", "", "", "", "", "", "", "", "", ""),
        ("", "", "No title.", "", days(90).isoformat(), "Great", "", "", "", "", "", "", "", ""),
    ]
    with pytest.raises(BadTable) as refused:
        take_in(write_csv(HEADING, rows), name="goals.csv", trust=place.trust, by=place.director)
    assert {(each.row, each.column) for each in refused.value.cells} == {(3, "Review"), (4, "Goal"), (4, "State")}
    known = ("987654", "Not ours", "Because.", "", days(90).isoformat(), "", "", "", "", "", "", "", "", "")
    no_day = ("", "A good one", "Because.", "", days(90).isoformat(), "", "", "Books", "", "", "", "", "", "")
    with pytest.raises(BadTable) as refused:
        take_in(write_csv(HEADING, [known, no_day]), name="goals.csv", trust=place.trust, by=place.director)
    assert [(each.row, each.column) for each in refused.value.cells] == [(2, "Number"), (3, "By")]
    assert not Goal.objects.exists()


def test_reviews_go_out_with_the_figures_as_they_stood_and_to_trustees_only_those_of_goals(place: Trust):
    goal, priority = make_goal(place), make_priority(place, None)
    aims.measure_goal(goal, measure=expect(), store=None, by=place.director)
    written = WrittenReview("It moves.", "On course", days(60))
    goal_review = aims_reviews.review_goal(goal, written=written, store=None, by=place.director)
    aims_reviews.review_priority(priority, written=written, store=None, by=place.head)
    first, second = review_rows(scope_of(place.director), trust=place.trust.pk)
    assert first[:4] == ("Goal", goal.pk, goal.title, "")
    assert first[4:7] == (goal_review.term, "On course", "It moves.")
    assert first[-1] == "Children who read the books of their year"
    assert second[:4] == ("Priority", priority.pk, priority.title, place.school.name)
    assert review_rows(scope_of(place.trustee), trust=place.trust.pk) == [first]
    assert review_rows(scope_of(place.stranger), trust=place.trust.pk) == []


def test_whoever_does_not_write_for_the_trust_takes_nothing_in(place: Trust):
    good = ("", "Ours", "Because.", "", days(90).isoformat(), "", "", "", "", "", "", "", "", "")
    for other in (place.head, place.trustee, place.stranger):
        with pytest.raises(NotAllowed):
            take_in(write_csv(HEADING, [good]), name="goals.csv", trust=place.trust, by=other)
