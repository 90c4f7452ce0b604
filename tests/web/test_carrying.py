"""Carrying records forward on pages: a note beside what stands behind, what is asked, and what is listed."""

import pytest

from plait.framework.domain import ComponentText
from plait.goals.models import Decision, Goal
from tests.framework.editions import bring_in_second
from tests.goals.aims_trust import make_goal
from tests.goals.alignment_trust import Trust, decide, make_alignment_trust
from tests.goals.definitions import put_in_force
from tests.people import as_
from tests.web.pages import get_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_build")]


@pytest.fixture
def place(db: None) -> Trust:
    return make_alignment_trust()


def test_a_goal_is_carried_from_its_page_and_what_is_gone_is_asked(place: Trust):
    goal, browser = make_goal(place, component="networks"), as_(place.director)
    assert "Carry it forward" not in get_page(browser, f"/goals/{goal.pk}").text
    bring_in_second(instead=ComponentText("communities", "Networks and collective expertise"))
    url = f"/framework/carry-forward/goal/{goal.pk}"
    page = get_page(browser, f"/goals/{goal.pk}")
    assert "Written under edition 1 of the framework; edition 2 is in use." in page.text
    assert "Networks and collective expertise" in page.text
    assert ("Carry it forward", url) in page.links
    assert "Carry it forward" not in get_page(as_(place.colleague), f"/goals/{goal.pk}").text
    page = get_page(browser, url)
    page.check()
    assert page.h1 == "Carry it forward to edition 2"
    assert "Near to it, by name or by a crosswalk: “Networks and collective expertise”" in page.text
    answer = browser.post(url, {"token": "a", "move-networks": ""})
    assert answer.status_code == 422
    answer = browser.post(url, {"token": "a", "move-networks": "communities"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/goals/{goal.pk}")
    assert Goal.objects.get().component == "communities"
    assert "Nothing is left to do" in get_page(browser, url).text
    assert "Carried forward to edition 2 of the framework" in get_page(browser, f"/goals/{goal.pk}").text


def test_all_that_stands_behind_is_listed_and_waits_on_ones_own_page(place: Trust):
    decision = decide(place, component="networks")
    definition = put_in_force(place.trust, place.director)
    bring_in_second()
    browser = as_(place.director)
    page = get_page(browser, "/framework/carry-forward")
    page.check()
    decided = f"/framework/carry-forward/decision/{decision.pk}"
    defined = f"/framework/carry-forward/definition/{definition.pk}"
    assert {decided, defined} <= {url for _, url in page.links}
    assert "one component is gone" in page.text
    assert "2 records stand under an earlier edition of the framework." in get_page(browser, "/home").text
    for path, url in ((f"/alignment/{decision.pk}", decided), (f"/quality/{definition.pk}", defined)):
        assert ("Carry it forward", url) in get_page(browser, path).links
    assert browser.post(defined, {"token": "b"}).status_code == 303
    assert browser.post(decided, {"token": "c", "move-networks": "-"}).status_code == 303
    assert Decision.objects.get().component == ""
    assert "Nothing of yours does." in get_page(browser, "/framework/carry-forward").text


def test_what_is_not_ones_own_is_not_there_and_what_one_only_reads_is_not_carried(place: Trust):
    goal = make_goal(place, component="networks")
    bring_in_second()
    url = f"/framework/carry-forward/goal/{goal.pk}"
    assert as_(place.stranger).get(url).status_code == 404
    assert as_(place.head).get(url).status_code == 403
    assert as_(place.director).get(f"/framework/carry-forward/dream/{goal.pk}").status_code == 404


def test_a_goal_that_is_changed_keeps_a_component_that_is_gone_as_a_choice(place: Trust):
    goal = make_goal(place, component="networks")
    bring_in_second()
    html = as_(place.director).get(f"/goals/{goal.pk}/change").content.decode()
    assert '<option value="networks" selected>Networks and collective expertise</option>' in html
