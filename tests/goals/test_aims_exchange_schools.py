"""Priorities as a table: what goes out comes back in, links and reasons are changed there, every bad cell is named."""

import pytest

from plait.core.errors import NotAllowed
from plait.core.spreadsheets import write_csv
from plait.core.tables_in import BadTable
from plait.goals.aims_table import PRIORITY_HEADING
from plait.goals.models import Kept, Priority, SuccessMeasure, WithoutPriority
from plait.goals.queries.aims_coherence import get_coherence
from plait.goals.queries.aims_exchange import priority_rows
from plait.goals.services import aims_schools
from plait.goals.services.aims_exchange_schools import TakenPriorities, take_in_priorities
from plait.organisations.models import Person
from plait.organisations.services.authority import scope_of
from tests.goals.aims_trust import days, expect, make_goal, make_priority
from tests.goals.alignment_trust import Trust, make_alignment_trust

pytestmark = pytest.mark.django_db
_EMPTY = ("",) * 8


@pytest.fixture
def place(db: None) -> Trust:
    return make_alignment_trust()


def write(place: Trust, urn: int | None = None) -> str:
    rows = priority_rows(scope_of(place.director), trust=place.trust, store=None, urn=urn)
    return write_csv(PRIORITY_HEADING, rows)


def take(place: Trust, content: str, by: Person) -> TakenPriorities:
    return take_in_priorities(content, name="priorities.csv", trust=place.trust, by=by)


def test_what_goes_out_comes_back_in_and_changes_nothing(place: Trust):
    goal, other = make_goal(place), make_goal(place, title="Nobody misses a day")
    held = make_priority(place, goal)
    for told in (expect(), expect(name="=Drop-ins", baseline=None)):
        aims_schools.measure_priority(held, measure=told, store=None, by=place.head)
    aims_schools.end_priority(make_priority(place, None, title="The new building"), because="Open.", by=place.head)
    aims_schools.say_without(other, school=place.school, reason="Few miss a day here.", by=place.head)
    out, kept_n = write(place), Kept.objects.count()
    assert out.count("\r\n") == 1 + 2 + 1 + 1 + 2  # heading; measures; ended; reason; two of the silent school
    assert take(place, out, place.director) == TakenPriorities(0, 0, 0, 0)
    assert (Kept.objects.count(), write(place)) == (kept_n, out)
    assert write(place, urn=place.other.urn).count(place.other.name) == 2
    assert place.school.name not in write(place, urn=place.other.urn)


def test_an_emptied_school_is_filled_again_from_what_went_out(place: Trust):
    held = make_priority(place, make_goal(place))
    aims_schools.measure_priority(held, measure=expect(), store=None, by=place.head)
    out = write(place).replace(f",{held.pk},{held.title}", f",,{held.title}")
    SuccessMeasure.objects.all().delete()
    Priority.objects.all().delete()
    assert take(place, out, place.head) == TakenPriorities(1, 0, 1, 0)
    (made,) = Priority.objects.all()
    assert (made.title, made.goal_id, made.measures.get().expected_hi) == (held.title, held.goal_id, 78.0)
    assert write(place).replace(f",{made.pk},{made.title}", f",,{made.title}") == out


def test_links_and_reasons_of_all_schools_are_changed_in_one_sheet(place: Trust):
    goal, held = make_goal(place), make_priority(place, None)
    first = f"{place.school.urn},{place.school.name},{held.pk},{held.title},,,Our building opens in May."
    linked = first.replace(",,,Our building opens in May.", f",{goal.pk},{goal.title},")
    out = write(place)
    assert first in out
    silent = f"{place.other.urn},{place.other.name},,,{goal.pk},{goal.title},"
    changed = out.replace(first, linked).replace(silent, f"{silent}All read when they come.")
    # Once the school has a priority there, its row of having none says nothing more.
    assert take(place, changed, place.director) == TakenPriorities(0, 1, 0, 1)
    (mine,) = (each for each in get_coherence(scope_of(place.director), trust=place.trust, store=None).lines[:1])
    assert {WithoutPriority.objects.get().school, Priority.objects.get().goal} == {place.other, goal}
    assert mine.crossings[0].goal == goal


def test_every_bad_cell_is_named_and_nothing_is_taken(place: Trust):
    goal, held = make_goal(place), make_priority(place, None)
    make_goal(place, title="Nobody misses a day")
    urn, day = place.school.urn, days(90).isoformat()
    rows = [
        (urn, "", "", "A good one", goal.pk, "", "", day, "", *_EMPTY),
        (999_999, "", "", "Elsewhere", goal.pk, "", "", day, "", *_EMPTY),
        ("", "", "", "Nowhere", goal.pk, "", "", day, "", *_EMPTY),
        (urn, "", held.pk + 99, "No number", goal.pk, "", "", day, "", *_EMPTY),
        (urn, "", held.pk, "", goal.pk, "", "", day, "", *_EMPTY),
        (urn, "", "", "No day", goal.pk, "", "", "", "", *_EMPTY),
        (urn, "", "", "Two goals", goal.pk, "Nobody misses a day", "", day, "", *_EMPTY),
        (urn, "", "", "No such goal", "", "Reach the moon", "", day, "", *_EMPTY),
        (urn, "", "", "Neither goal nor reason", "", "", "", day, "", *_EMPTY),
        (urn, "", held.pk, held.title, "", "", held.reason, day, "Ended", *_EMPTY),
        (urn, "", "", "", goal.pk, "", "None, for this.", "", "", *_EMPTY),
        (urn, "", "", "A day is missing", goal.pk, "", "", day, "", "", "Books", *("",) * 6),
        (urn, "", "", "No figure", goal.pk, "", "", day, "", "indicator:none", "Books", *("",) * 4, day, ""),
        (urn, "", "", "", "", "", "Nothing at all.", "", "", *_EMPTY),
    ]
    with pytest.raises(BadTable) as refused:
        take(place, write_csv(PRIORITY_HEADING, rows), place.head)
    assert [(each.row, each.column) for each in refused.value.cells] == [
        *((3, "URN"), (4, "URN"), (5, "Number"), (6, "Priority"), (7, "Review"), (8, "Goal number"), (9, "Goal")),
        *((10, "Priority"), (11, "State"), (12, "Reason"), (13, "By"), (14, "Measure"), (15, "Priority")),
    ]
    assert list(Priority.objects.all()) == [held]
    assert not WithoutPriority.objects.exists()


def test_a_head_fills_in_the_own_school_alone_and_a_colleague_nothing(place: Trust):
    goal, day = make_goal(place), days(90).isoformat()
    mine = ("", "", "", "Ours", goal.pk, "", "", day, "", *_EMPTY)
    told = write_csv(PRIORITY_HEADING, [mine])
    taken = take_in_priorities(told, name="ours.csv", trust=place.trust, school=place.school, by=place.head)
    assert taken == TakenPriorities(1, 0, 0, 0)
    theirs = write_csv(PRIORITY_HEADING, [(place.other.urn, *mine[1:])])
    with pytest.raises(BadTable):
        take(place, theirs, place.head)
    for person in (place.colleague, place.lead, place.trustee, place.stranger):
        with pytest.raises(NotAllowed):
            take(place, told, person)
    assert Priority.objects.get().owner == place.school
