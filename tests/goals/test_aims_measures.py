"""Success measures that change or are taken away: the history and the reviews keep what they said."""

import pytest

from plait.core.concurrency import Conflict
from plait.core.errors import NotAllowed
from plait.core.models import AuditEntry
from plait.goals.aims import NotAGoal
from plait.goals.models import Kept, SuccessMeasure
from plait.goals.queries import aims as reading
from plait.goals.queries import versions
from plait.goals.services import aims, aims_measures, aims_reviews, aims_schools
from plait.goals.services.aims_reviews import WrittenReview
from plait.organisations.services.authority import scope_of
from tests.goals.aims_trust import days, expect, make_goal, make_priority, say
from tests.goals.alignment_trust import Trust, make_alignment_trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Trust:
    return make_alignment_trust()


def measured(place: Trust) -> SuccessMeasure:
    """A measure of a priority of the first school."""
    priority = make_priority(place, make_goal(place))
    return aims_schools.measure_priority(priority, measure=expect(), store=None, by=place.head)


def test_a_measure_is_removed_with_a_reason_and_history_and_reviews_keep_it(place: Trust):
    held = measured(place)
    priority = reading.get_priority(scope_of(place.head), number=held.priority_id or 0)
    written = WrittenReview("It moves.", "On course", days(60))
    review = aims_reviews.review_priority(priority, written=written, store=None, by=place.head)
    with pytest.raises(NotAGoal):
        aims_measures.remove(held, because="  ", by=place.head)
    aims_measures.remove(held, because="The test is no longer sat.", by=place.head)
    assert not SuccessMeasure.objects.exists()
    newest, before = versions.list_kept(scope_of(place.head), record=priority)[:2]
    assert (
        newest.note == "Success measure removed: Children who read the books of their year. The test is no longer sat."
    )
    assert (newest.content["measures"], before.content["measures"][0]["expected_hi"]) == ([], 78.0)
    review.refresh_from_db()
    assert review.figures[0]["measure"]["name"] == "Children who read the books of their year"
    told = AuditEntry.objects.get(action="priority.measure_removed")
    assert told.record_id == str(priority.pk)
    with pytest.raises(NotAGoal, match="removed meanwhile"):
        aims_measures.change(held, measure=expect(), version=1, store=None, by=place.head)


def test_two_people_at_one_measure_lose_neither_text(place: Trust):
    held = measured(place)
    aims_measures.change(held, measure=expect(stop_if="Theirs."), version=1, store=None, by=place.director)
    with pytest.raises(Conflict) as conflict:
        aims_measures.change(held, measure=expect(stop_if="Mine."), version=1, store=None, by=place.head)
    assert (conflict.value.theirs, conflict.value.yours) == ({"stop_if": "Theirs."}, {"stop_if": "Mine."})
    aims_measures.change(
        held, measure=expect(stop_if="Mine."), version=conflict.value.version, store=None, by=place.head
    )
    assert SuccessMeasure.objects.get().stop_if == "Mine."


def test_a_change_keeps_where_the_baseline_came_from_while_the_baseline_stands(place: Trust):
    goal = make_goal(place)
    told = expect(baseline_told="Filled in from the register")
    held = aims.measure_goal(goal, measure=told, store=None, by=place.director)
    held = aims_measures.change(held, measure=expect(expected_hi=80.0), version=1, store=None, by=place.director)
    assert held.baseline_told == "Filled in from the register"
    held = aims_measures.change(held, measure=expect(baseline=50.0), version=2, store=None, by=place.director)
    assert held.baseline_told == "Entered by hand"


def test_whoever_changes_neither_goal_nor_priority_changes_no_measure(place: Trust):
    held, goal = measured(place), make_goal(place, title="Nobody misses a day")
    of_goal = aims.measure_goal(goal, measure=expect(), store=None, by=place.director)
    for one, person in ((held, place.colleague), (held, place.stranger), (of_goal, place.lead), (of_goal, place.head)):
        with pytest.raises(NotAllowed):
            aims_measures.change(one, measure=expect(stop_if="No."), version=1, store=None, by=person)
        with pytest.raises(NotAllowed):
            aims_measures.remove(one, because="No.", by=person)
    assert SuccessMeasure.objects.count() == 2


def test_of_a_draft_neither_the_trail_nor_a_version_tells_its_measure(place: Trust):
    draft = aims.propose(say(), trust=place.trust, draft=True, by=place.lead)
    held = aims.measure_goal(draft, measure=expect(), store=None, by=place.lead)
    aims_measures.remove(held, because="A better one is known.", by=place.lead)
    assert not Kept.objects.exists()
    assert "better one" not in str(AuditEntry.objects.get(action="goal.measure_removed").__dict__)
