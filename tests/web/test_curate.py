"""The page that leads to everything of clear goals, and the way there."""

import pytest

from plait.goals.quality_starters import read_starter
from plait.goals.services import alignment, quality, quality_steps
from tests.goals.aims_trust import days, make_goal
from tests.goals.alignment_trust import Trust, decide, make_alignment_trust, say
from tests.people import as_, make_member, make_trust
from tests.web.pages import Page, get_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_build")]


@pytest.fixture
def place(db: None) -> Trust:
    return make_alignment_trust()


def test_it_leads_to_each_part_and_says_what_waits(place: Trust):
    goal = make_goal(place, review_on=days(3))
    page = get_page(as_(place.director), "/curate")
    page.check()
    links = dict(page.links)
    assert (links["Goals"], links[goal.title]) == ("/goals", f"/goals/{goal.pk}")
    assert links["What we do alike"] == "/alignment"
    assert links["Review it"] == f"/goals/{goal.pk}/review"
    assert "Two things waiting for you" in page.text  # the review, and that no school has a priority under it


def test_a_head_finds_the_way_to_the_termly_update(place: Trust):
    page = get_page(as_(place.head), "/curate")
    assert ("Our priorities", f"/schools/{place.school.urn}/priorities") in page.links


def test_the_header_leads_there_for_those_who_read_goals_and_marks_where_one_is(place: Trust):
    html = as_(place.trustee).get("/curate").content.decode()
    assert '<a href="/curate" aria-current="page">Goals</a>' in html
    assert '<a href="/curate" aria-current="true">Goals</a>' in as_(place.trustee).get("/goals").content.decode()
    assert 'href="/curate"' not in as_(None).get("/roles").content.decode()


def test_an_empty_trust_is_told_where_to_begin_and_a_stranger_chooses_no_other():
    browser = as_(make_member(make_trust("An empty trust"), "director"))
    page = get_page(browser, "/curate")
    page.check()
    assert "Most trusts begin with what they mean by quality" in page.text
    assert [each for each in page.links if each[0] in {"Begin a definition", "Write a decision", "Write a goal"}] == [
        ("Begin a definition", "/quality/start"),
        ("Write a decision", "/alignment/new"),
        ("Write a goal", "/goals/new"),
    ]
    assert browser.get(f"/curate?trust={make_trust('Another').pk}").status_code == 404


def test_where_to_begin_goes_once_a_trust_has_begun_and_parts_say_how_far_they_have_come(place: Trust):
    def read() -> Page:
        return get_page(as_(place.director), "/curate")

    definition = quality.begin(place.trust, whole=read_starter(), shared=True, by=place.director)
    assert ("Go on with the draft", f"/quality/{definition.pk}") in read().links
    quality_steps.agree(definition, by=place.director)
    quality_steps.put_in_force(definition, review_on=days(300), by=place.director)
    decide(place, item="Homework")
    alignment.propose(say(place, item="Payroll"), trust=place.trust, by=place.director)
    make_goal(place)
    page = read()
    assert ("Write a decision", "/alignment/new") in page.links
    assert "One in force and one proposed." in page.text
    trustee = get_page(as_(place.trustee), "/curate")
    assert "Where to begin" not in trustee.text
    assert {"/measures", "/consultations", "/self-evaluations"}.isdisjoint(url for _, url in trustee.links)
    assert ("The report to trustees", "/board-report") in trustee.links
    decide(place, item="Early reading")
    assert "Where to begin" not in read().text
