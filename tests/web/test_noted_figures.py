"""Noting a figure by hand: beside a review, on a page of its own with its history, and told for what it is."""

import pytest

from plait.goals.models import Noted
from plait.goals.services import aims
from tests.goals.aims_trust import days, expect, make_goal
from tests.goals.alignment_trust import Trust, make_alignment_trust
from tests.people import as_
from tests.web.pages import get_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_build")]
SOURCE = "Reading test in year 2, 118 children"


@pytest.fixture
def place(db: None) -> Trust:
    return make_alignment_trust()


def measured(place: Trust) -> tuple[str, str, int]:
    """The addresses of a goal and of its measure's figures, and the measure's number."""
    goal = make_goal(place)
    held = aims.measure_goal(goal, measure=expect(), store=None, by=place.director)
    return f"/goals/{goal.pk}", f"/goals/measures/{held.pk}/figures", held.pk


def test_a_director_notes_figures_and_sees_them_over_time(place: Trust):
    goal, url, _ = measured(place)
    director = as_(place.director)
    assert "Note a figure by hand" in get_page(director, goal).text
    assert "No figure has been noted yet." in get_page(director, url).text
    for n, (value, ago) in enumerate(((61, 200), (64.5, 100), (66, 0))):
        told = {"token": f"t{n}", "value": value, "stood_on": days(-ago).isoformat(), "source": SOURCE}
        assert director.post(url, told).status_code == 303
    page = get_page(director, url)
    assert "three figures noted by hand. Nothing is worked out from them." in page.text
    assert "it is no official figure. Expected: 70 to 78 by" in page.text
    assert page.html.count("<circle") + page.html.count("ch-point") > 0
    assert page.text.index("66") < page.text.index("64.5")
    shown = get_page(director, goal).text
    assert f"Noted by hand, as of {days(0):%-d %B %Y}: {SOURCE}. Ama Osei." in shown
    assert "Three figures noted by hand" in shown
    rows = director.get("/goals/figures.csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 4
    assert "name=Children+who+read" in page.html


def test_a_measure_of_ones_own_begins_with_the_words_it_was_told_in(place: Trust):
    page = get_page(as_(place.director), "/measures/new?name=Children+who+read")
    assert 'value="Children who read"' in page.html


def test_a_review_asks_for_the_figure_and_where_it_comes_from(place: Trust):
    goal, _, number = measured(place)
    director, url = as_(place.director), f"{goal}/review"
    page = get_page(director, url)
    assert "The figure today: children who read the books of their year" in page.text
    told = {"token": "t", "judgement": "Not yet", "narrative": "It moved.", "review_on": days(90).isoformat()}
    refused = director.post(url, told | {f"value{number}": "64"})
    assert refused.status_code == 422
    assert "where the figure comes from" in refused.content.decode()
    assert director.post(url, told | {f"value{number}": "64", f"source{number}": SOURCE}).status_code == 303
    assert Noted.objects.get().source == SOURCE
    assert f"64. Noted by hand, as of {days(0):%-d %B %Y}: {SOURCE}." in get_page(director, goal).text


def test_without_a_figure_a_review_says_kindly_that_it_was_told_in_words(place: Trust):
    goal, _, _ = measured(place)
    director = as_(place.director)
    told = {"token": "t", "judgement": "Not yet", "narrative": "It moved.", "review_on": days(90).isoformat()}
    assert director.post(f"{goal}/review", told).status_code == 303
    assert "told in words; no figure had been noted by then." in get_page(director, goal).text


def test_the_source_is_looked_at_for_what_would_name_a_pupil(place: Trust):
    _, url, number = measured(place)
    told = {"value": "64", "stood_on": days(0).isoformat(), "source": "As H801200001001 shows."}
    assert as_(place.director).post(url, {"token": "t"} | told).status_code == 422
    review = {"token": "u", "judgement": "Not yet", "narrative": "It moved.", "review_on": days(90).isoformat()}
    review |= {f"value{number}": "64", f"source{number}": "As H801200001001 shows."}
    assert as_(place.director).post(url.replace(f"measures/{number}/figures", "1/review"), review).status_code != 303
    assert not Noted.objects.exists()


def test_a_trustee_reads_the_figures_and_notes_none(place: Trust):
    goal, url, _ = measured(place)
    trustee = as_(place.trustee)
    page = get_page(trustee, url)
    assert "Note a figure" not in page.text
    assert "Note a figure" not in get_page(trustee, goal).text
    told = {"token": "t", "value": "64", "stood_on": days(0).isoformat(), "source": SOURCE}
    assert trustee.post(url, told).status_code == 403
    assert as_(place.stranger).get(url).status_code == 404
