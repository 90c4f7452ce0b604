"""Pages of goals: written in minutes, read by those who may, updated on a phone, and brought in from a table."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plait.core.home import Home
from plait.goals.aims import AimState
from plait.goals.models import AimReview, Goal, Priority, SuccessMeasure, WithoutPriority
from plait.goals.services import aims, aims_schools
from plait.indicators.store.reader import open_current
from plait.organisations.models import Organisation
from tests.goals.aims_trust import days, expect, make_goal, make_priority, say
from tests.goals.alignment_trust import Trust, make_alignment_trust
from tests.goals.definitions import put_in_force
from tests.people import as_, make_member, make_school, make_trust
from tests.web.pages import get_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_build")]
TOKEN = {"token": "a token of the form"}


@pytest.fixture
def place(db: None) -> Trust:
    return make_alignment_trust()


def told(**changed: str) -> dict[str, str]:
    return (
        TOKEN
        | {
            "title": "Every child reads fluently by seven",
            "why": "Two in five begin year 3 unable to read its books.",
            "review_on": days(100).isoformat(),
        }
        | changed
    )


def test_a_director_with_an_empty_trust_is_taught_and_puts_a_first_goal_in_force():
    trust = make_trust("An empty trust")
    browser = as_(make_member(trust, "director"))
    empty = get_page(browser, "/goals")
    assert "For example" in empty.text
    assert ("Write the first goal", "/goals/new") in empty.links
    answer, again = (browser.post("/goals/new", told()) for _ in range(2))
    made = Goal.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/goals/{made.pk}")
    assert again.headers["Location"] == f"/goals/{made.pk}"
    step = f"/goals/{made.pk}/step"
    browser.post(step, {"do": "decide", "token": "two", "starts_on": days(0).isoformat()})
    measure = {"name": "Children who read its books", "baseline": "61", "expected_lo": "70"}
    browser.post(step, {"do": "measure", "token": "three", "by_when": days(300).isoformat()} | measure)
    page = get_page(browser, f"/goals/{made.pk}")
    assert "In force" in page.text
    assert "70 or more" in page.text
    assert "Entered by hand" in page.text


def test_what_is_wrong_stands_above_the_form_and_nothing_is_saved(place: Trust):
    browser = as_(place.director)
    answer = browser.post("/goals/new", told(title="", review_on="2020-01-01"))
    assert answer.status_code == 422
    answer = browser.post("/goals/new", told(review_on="2020-01-01"))
    assert "1 January 2020 is not a day for its review" in answer.content.decode()
    goal = make_goal(place)
    answer = browser.post(f"/goals/{goal.pk}/step", {"do": "end", "token": "x", "because": " "})
    assert answer.status_code == 422
    assert Goal.objects.get().state == AimState.IN_FORCE


def test_a_goal_keeps_its_statement_when_another_definition_is_in_force(place: Trust):
    first = put_in_force(place.trust, place.director)
    statement = first.domains.get(position=0).statements.get(position=0)
    goal = make_goal(place, statement=statement.pk)
    put_in_force(place.trust, place.director)
    browser = as_(place.director)
    page = get_page(browser, f"/goals/{goal.pk}/change")
    assert f'<option value="{statement.pk}" selected>{statement.text} (not in force now)</option>' in page.html
    sent = told(title="Every child reads for joy by seven", statement=str(statement.pk), version=str(goal.version))
    assert browser.post(f"/goals/{goal.pk}/change", sent).status_code == 303
    goal.refresh_from_db()
    assert (goal.title, goal.statement_id) == ("Every child reads for joy by seven", statement.pk)


def test_two_people_at_one_goal_lose_neither_text(place: Trust):
    goal, browser = make_goal(place), as_(place.director)
    aims.revise(goal, written=say(why="Theirs."), version=goal.version, by=place.director)
    form = told(why="Mine.", version=str(goal.version - 1))
    answer = browser.post(f"/goals/{goal.pk}/change", form)
    assert answer.status_code == 409
    assert "Theirs." in answer.content.decode()
    assert "Mine." in answer.content.decode()
    goal.refresh_from_db()
    browser.post(f"/goals/{goal.pk}/change", form | {"version": str(goal.version), "token": "next"})
    assert Goal.objects.get().why == "Mine."
    assert "“Theirs.” became “Mine.”" in get_page(browser, f"/goals/{goal.pk}").text.replace("Why: ", "")


def test_a_head_makes_the_termly_update_on_one_page_and_each_part_is_saved_by_itself(place: Trust):
    first, second = make_goal(place), make_goal(place, title="Nobody misses a day")
    browser, url = as_(place.head), f"/schools/{place.school.urn}/priorities"
    assert "No priority has been set yet" in get_page(browser, url).text
    add = {"do": "add", "title": "Daily phonics", "goal": str(first.pk), "review_on": days(60).isoformat()}
    assert browser.post(url, TOKEN | add).status_code == 303
    made = Priority.objects.get()
    beside = {"number": str(made.pk), "token": "b"}
    review = {"do": "review", "judgement": "Not yet", "narrative": "", "review_on": days(90).isoformat()}
    refused = browser.post(url, beside | review)
    assert refused.status_code == 422
    assert not AimReview.objects.exists()
    answer = browser.post(url, beside | review | {"narrative": "Year 1 is on its way."})
    assert answer.headers["Location"] == f"{url}#priority-{made.pk}"
    browser.post(url, {"do": "without", "number": str(second.pk), "token": "c", "reason": "Few miss a day here."})
    page = get_page(browser, url)
    page.check()
    assert "Not yet" in page.text
    assert "Year 1 is on its way." in page.text
    assert WithoutPriority.objects.get().reason == "Few miss a day here."
    assert "Few miss a day here." in get_page(as_(place.director), "/goals").text


def test_a_colleague_reads_the_schools_priorities_and_changes_none(place: Trust):
    make_priority(place, make_goal(place))
    url = f"/schools/{place.school.urn}/priorities"
    page = get_page(as_(place.colleague), url)
    assert "Daily phonics until year 3" in page.text
    assert "Set the priority" not in page.text
    assert as_(place.colleague).post(url, TOKEN | {"do": "add"}).status_code in {403, 404}
    for other in (place.trustee, place.stranger):
        assert as_(other).get(url).status_code == 404


def test_nobody_of_another_trust_finds_a_goal_and_a_trustee_finds_it_in_force(place: Trust):
    draft = aims.propose(say(), trust=place.trust, draft=True, by=place.lead)
    for person in (place.director, place.head, place.trustee, place.stranger):
        assert as_(person).get(f"/goals/{draft.pk}").status_code == 404
    goal = make_goal(place)
    assert as_(place.stranger).get(f"/goals/{goal.pk}").status_code == 404
    assert as_(None).get(f"/goals/{goal.pk}").status_code in {302, 404}
    page = get_page(as_(place.trustee), f"/goals/{goal.pk}")
    assert page.h1 == goal.title
    assert "Where plans connect" not in [text for _, text in get_page(as_(place.trustee), "/goals").headings]


def test_where_plans_connect_has_a_sentence_a_table_and_a_file(place: Trust):
    goal = make_goal(place)
    make_priority(place, goal)
    page = get_page(as_(place.director), "/goals")
    page.check()
    assert "Of 2 places where a goal meets a school, 1 has a priority" in page.text
    assert "Not said yet" in page.text
    lines = as_(place.director).get("/goals/coherence.csv").content.decode("utf-8-sig").splitlines()
    assert lines[0] == "URN,School,Goal,Priority,Reason"
    assert len(lines) == 3


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_table_that_was_downloaded_comes_back_in(place: Trust, kind: str):
    goal, browser = make_goal(place), as_(place.director)
    aims.measure_goal(goal, measure=expect(), store=None, by=place.director)
    out = browser.get(f"/goals/goals.{kind}").content
    file = SimpleUploadedFile(f"goals.{kind}", io.BytesIO(out).read())
    assert browser.post("/goals/in", TOKEN | {"file": file}).status_code == 303
    goal.refresh_from_db()
    assert (Goal.objects.count(), SuccessMeasure.objects.count()) == (1, 1)
    bad: dict[str, Any] = TOKEN | {"pasted": "Goal,Why,Review\nReading,Because.,soon\n"}
    answer = browser.post("/goals/in", bad)
    assert answer.status_code == 422
    assert "row 2: Review" in answer.content.decode()


def test_the_trust_chooses_its_words_and_a_review_uses_them(place: Trust):
    goal, browser = make_goal(place), as_(place.director)
    assert browser.post("/goals/words", TOKEN | {"words": "Going well\nLet it go"}).status_code == 303
    assert "Let it go" in get_page(browser, f"/goals/{goal.pk}/review").text
    form = {"judgement": "Going well", "narrative": "It moved.", "review_on": days(90).isoformat(), "token": "r"}
    assert browser.post(f"/goals/{goal.pk}/review", form).status_code == 303
    assert AimReview.objects.get().judgement == "Going well"
    assert as_(place.head).get(f"/goals/{goal.pk}/review").status_code == 403


def test_the_number_of_questions_does_not_grow_with_goals_and_schools(place: Trust):
    def asked(url: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as held:
            assert browser.get(url).status_code == 200
        return len(held)

    browser, urn = as_(place.director), place.school.urn
    goal = make_goal(place)
    aims.measure_goal(goal, measure=expect(), store=None, by=place.director)
    aims_schools.measure_priority(make_priority(place, goal), measure=expect(), store=None, by=place.head)
    urls = ("/goals", f"/goals/{goal.pk}", f"/schools/{urn}/priorities", "/goals/goals.csv", "/curate")
    for url in urls:
        asked(url)
    before = {url: asked(url) for url in urls}
    for at in range(4):
        more = make_goal(place, title=f"Goal {at}")
        made = make_priority(place, more, title=f"Priority {at}")
        aims_schools.measure_priority(made, measure=expect(), store=None, by=place.head)
        aims.measure_goal(more, measure=expect(), store=None, by=place.director)
        make_school(place.trust, f"School {at}")
    assert {url: asked(url) for url in urls} == before
    assert max(before.values()) <= 45


def test_the_figures_stand_beside_the_priority_and_the_baseline_says_where_it_comes_from(
    place: Trust, fictional_home: Home, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PLAIT_HOME", str(fictional_home.root))
    row = open_current(fictional_home).values_of_indicator("fsm_ever6", 2024).drop_nulls("value").row(0, named=True)
    Organisation.objects.filter(pk=place.school.pk).update(urn=row["urn"])
    place.school.refresh_from_db()
    made = make_priority(place, make_goal(place))
    url, browser = f"/schools/{row['urn']}/priorities", as_(place.head)
    form = {"do": "measure", "number": str(made.pk), "key": "indicator:fsm_ever6", "by_when": days(300).isoformat()}
    assert browser.post(url, TOKEN | form).status_code == 303
    page = get_page(browser, url)
    assert f"{row['value']:.1f}%" in page.text
    assert "Filled in from the published figure" in page.text
