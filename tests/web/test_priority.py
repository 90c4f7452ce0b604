"""The page of a priority: its history in words, two people at once, a measure changed or removed, its evidence."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plait.goals.models import Bet, Entry, Goal, Priority, SuccessMeasure
from plait.goals.services import aims_measures, aims_schools, evidence_shipped
from plait.goals.services.aims_schools import WrittenPriority
from plait.organisations.models import Organisation
from tests.goals.aims_trust import days, expect, make_goal, make_priority
from tests.goals.alignment_trust import Trust, make_alignment_trust
from tests.moves import move
from tests.people import as_, make_member
from tests.web.pages import get_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_build")]


@pytest.fixture
def place(db: None) -> Trust:
    return make_alignment_trust()


def told(one: Priority, **changed: str) -> dict[str, str]:
    return {
        "token": "a token of the form",
        "title": one.title,
        "goal": str(one.goal_id or ""),
        "reason": one.reason,
        "review_on": one.review_on.isoformat(),
        "version": "1",
    } | changed


def test_a_head_changes_a_priority_and_its_history_says_what_changed(place: Trust):
    one = make_priority(place, make_goal(place))
    browser = as_(place.head)
    form = told(one, title="Daily phonics until year 4", because="Year 3 was too early.")
    answer = browser.post(f"/priorities/{one.pk}/change", form)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/priorities/{one.pk}")
    page = get_page(browser, f"/priorities/{one.pk}")
    page.check()
    assert "Year 3 was too early: Daniel Okafor" in page.text
    assert "“Daily phonics until year 3” became “Daily phonics until year 4”" in page.text
    assert (one.title, f"/priorities/{one.pk}") not in page.links
    listed = get_page(browser, f"/schools/{place.school.urn}/priorities")
    assert ("Daily phonics until year 4", f"/priorities/{one.pk}") in listed.links


def test_two_people_at_one_priority_see_both_texts_side_by_side(place: Trust):
    goal = make_goal(place)
    one = make_priority(place, None)
    theirs = WrittenPriority("Theirs", one.review_on, goal.pk)
    aims_schools.revise_priority(one, written=theirs, version=1, by=place.director)
    answer = as_(place.head).post(f"/priorities/{one.pk}/change", told(one, title="Mine"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody else saved it while you were writing" in page
    row = page[page.index("What does the school work on?") :]
    assert row.index("Theirs") < row.index("Mine")
    assert goal.title in page
    assert 'name="version" value="2"' in page
    again = as_(place.head).post(f"/priorities/{one.pk}/change", told(one, title="Mine", version="2"))
    assert again.status_code == 303
    assert Priority.objects.get().title == "Mine"


def test_what_is_saved_twice_alike_is_no_quarrel_and_what_is_wrong_stands_above_the_form(place: Trust):
    one = make_priority(place, make_goal(place))
    browser, form = as_(place.head), told(one, title="Said twice")
    assert [browser.post(f"/priorities/{one.pk}/change", form).status_code for _ in range(2)] == [303, 303]
    refused = browser.post(f"/priorities/{one.pk}/change", told(one, version="2", goal=""))
    assert refused.status_code == 422
    assert "It serves no goal of the trust" in refused.content.decode()


def test_a_measure_is_changed_and_removed_on_its_page_and_two_at_once_see_both(place: Trust):
    one = make_priority(place, make_goal(place))
    held = aims_schools.measure_priority(one, measure=expect(), store=None, by=place.head)
    url, browser = f"/goals/measures/{held.pk}", as_(place.head)
    page = get_page(browser, f"/priorities/{one.pk}")
    assert url in [target for _, target in page.links]
    aims_measures.change(held, measure=expect(expected_hi=80.0), version=1, store=None, by=place.director)
    form = {"token": "t", "name": held.name, "baseline": "61", "expected_lo": "70", "expected_hi": "75"}
    form |= {"by_when": held.by_when.isoformat(), "stop_if": held.stop_if, "version": "1"}
    answer = browser.post(url, form)
    assert answer.status_code == 409
    assert '<td data-label="As it stands now">80</td>' in answer.content.decode()
    assert browser.post(url, form | {"version": "2"}).headers["Location"] == f"/priorities/{one.pk}"
    refused = browser.post(url, {"do": "remove", "token": "u", "because": ""})
    assert refused.status_code == 422
    assert SuccessMeasure.objects.get().expected_hi == 75.0
    answer = browser.post(url, {"do": "remove", "token": "u", "because": "The test is no longer sat."})
    assert (answer.status_code, SuccessMeasure.objects.count()) == (303, 0)
    assert "The test is no longer sat: Daniel Okafor" in get_page(browser, f"/priorities/{one.pk}").text


def test_what_a_priority_rests_on_is_said_on_its_page_and_leads_back_there(place: Trust):
    evidence_shipped.load_shipped()
    one, entry = make_priority(place, make_goal(place)), Entry.objects.get(shipped="phonics")
    browser = as_(place.head)
    add = f"/evidence/under/priority/{one.pk}"
    assert add in [target for _, target in get_page(browser, f"/priorities/{one.pk}").links]
    form = {"token": "x", "entry": str(entry.pk), "claim": "Daily practice helps.", "sure": "fairly"}
    answer = browser.post(add, form)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/priorities/{one.pk}")
    assert Bet.objects.get().record_type == "goals.priority"
    assert "Daily practice helps." in get_page(browser, f"/priorities/{one.pk}").text


def test_a_colleague_reads_and_changes_nothing_and_a_stranger_finds_nothing(place: Trust):
    one = make_priority(place, make_goal(place))
    held = aims_schools.measure_priority(one, measure=expect(), store=None, by=place.head)
    page = get_page(as_(place.colleague), f"/priorities/{one.pk}")
    assert "Change the priority" not in page.text
    for path in (f"/priorities/{one.pk}/change", f"/goals/measures/{held.pk}"):
        assert as_(place.colleague).get(path).status_code == 403
        for other in (place.stranger, place.trustee):
            assert as_(other).get(path).status_code == 404
    assert as_(place.stranger).get(f"/priorities/{one.pk}").status_code == 404


def test_an_ended_priority_is_read_and_no_longer_changed(place: Trust):
    one = make_priority(place, make_goal(place))
    aims_schools.end_priority(one, because="It is done.", by=place.head)
    browser = as_(place.head)
    assert "It is done." in get_page(browser, f"/priorities/{one.pk}").text
    assert browser.get(f"/priorities/{one.pk}/change").status_code == 403


def test_more_measures_and_reviews_ask_no_more_questions(place: Trust):
    one, browser = make_priority(place, make_goal(place)), as_(place.head)
    aims_schools.measure_priority(one, measure=expect(), store=None, by=place.head)
    browser.get(f"/priorities/{one.pk}")
    with CaptureQueriesContext(connection) as few:
        browser.get(f"/priorities/{one.pk}")
    for n in range(3):
        told_ = expect(name=f"Measure {n}", by_when=days(100 + n))
        aims_schools.measure_priority(one, measure=told_, store=None, by=place.head)
    with CaptureQueriesContext(connection) as many:
        browser.get(f"/priorities/{one.pk}")
    assert len(many) <= len(few) < 40


def test_whoever_reads_a_priority_by_its_school_alone_is_told_of_no_goal_of_the_trust(place: Trust):
    goal, other = make_goal(place), make_goal(place, title="Every family is met at the gate")
    one = make_priority(place, other)
    written = WrittenPriority(one.title, one.review_on, goal.pk)
    aims_schools.revise_priority(one, written=written, version=1, by=place.head)
    visitor = make_member(place.school, "visitor", until=days(30))
    page = get_page(as_(visitor), f"/priorities/{one.pk}")
    assert "Serves a goal of its trust." in page.text
    assert "Changed: Daniel Okafor" in page.text
    for title in (goal.title, other.title):
        assert title not in page.text
        assert title in get_page(as_(place.head), f"/priorities/{one.pk}").text


def test_a_priority_that_went_along_to_another_trust_serves_no_goal_of_the_one_that_was_left(place: Trust):
    goal = make_goal(place)
    one = make_priority(place, goal)
    move(place.school, Organisation.objects.get(name="Another trust"))
    one.refresh_from_db()
    browser = as_(place.head)
    Goal.objects.filter(pk=goal.pk).update(title="What the trust calls it since")
    for path in (
        f"/priorities/{one.pk}",
        f"/priorities/{one.pk}/change",
        f"/schools/{place.school.urn}/priorities",
        "/goals/priorities.csv",
    ):
        told_there = browser.get(path)
        assert told_there.status_code == 200
        assert "What the trust calls it since" not in told_there.content.decode(), path
    form = told(one, title="Ours alone", version=str(one.version))
    assert browser.post(f"/priorities/{one.pk}/change", form).status_code == 422
    form = told(one, goal="", reason="We have only just joined.", version=str(one.version))
    assert browser.post(f"/priorities/{one.pk}/change", form).status_code == 303
    assert goal.title not in get_page(as_(place.stranger), f"/schools/{place.school.urn}/priorities").text
