"""Bright spots: who is listed, how, beside whom, and what is never told."""

import csv
import io
import re
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from plait.insight.outcomes import shelf
from plait.insight.queries import signals_spots
from plait.organisations.domain import Scope
from plait.web.signals import spots, spots_facts, spots_outcomes
from tests.insight import signals_england as england
from tests.web.pages import Page, get_page
from tests.web.sector import find_urns, name_of, store_of

pytestmark = pytest.mark.django_db
RWM = f"primary.{england.RWM}"
LIST = f"/bright-spots?outcome={RWM}"
HX = {"HTTP_HX_REQUEST": "true"}


def rows_of(page: Page) -> list[str]:
    """The names of the listed schools, in the order of the page."""
    return re.findall(r'<div class="pl-spot__who"><h3><a href="[^"]+">([^<]+)</a>', page.html)


def called(urn: int) -> str:
    return f"Primary School {urn}"


def test_without_a_choice_the_page_is_a_beginning(with_england, client: Client):
    page = get_page(client, "/bright-spots")
    assert page.h1 == "Who is doing something worth learning from?"
    assert ("Pupils meeting the expected standard in reading, writing and maths", LIST) in page.links
    assert "How to read a row" in [text for _, text in page.headings]
    assert len(rows_of(page)) == 1
    assert "What is not judged with the figures held, and why" in page.text
    assert "without the number of pupils" in page.text


def test_a_star_is_listed_with_its_evidence_in_a_sentence(with_england, client: Client):
    page = get_page(client, LIST)
    assert called(england.STAR) in rows_of(page)
    row = page.html[page.html.index(called(england.STAR)) :].split("</li>")[0]
    assert re.search(r"Above what was expected in each of its six years with figures\. About \d+ more pupils", row)
    assert "such flags hold." in row
    assert 'class="ch ch-signal"' in row


def test_the_family_is_stated_and_what_is_not_measured_is_listed(with_england, client: Client):
    page = get_page(client, LIST)
    assert re.search(r"\d+ of \d+ schools are listed; about [\d.]+% of these flags are expected to be false", page.text)
    assert "Each is a signal until a person has looked." in page.text
    assert [each for each in shelf.get_outcome(RWM).context.unmeasured if each not in page.text] == []
    assert "Before you visit: ask them" in page.text


def test_schools_are_grouped_by_evidence_and_then_from_a_to_z(with_england, client: Client):
    page = get_page(client, LIST)
    groups = [text for level, text in page.headings if level == "h2" and text.endswith("signals")]
    assert groups == [each for each in ("Clear signals", "Likely signals", "Possible signals") if each in groups]
    for part in page.html.split("<h2 ")[1:]:
        names = re.findall(r'pl-spot__who"><h3><a href="[^"]+">([^<]+)<', part)
        assert names == sorted(names)


def test_with_a_school_those_most_like_it_come_first_and_say_in_what(with_england, client: Client):
    page = get_page(client, f"{LIST}&near={england.LOW}")
    found = signals_spots.list_spots(Scope(open_data=True), store_of(with_england), RWM, near=england.LOW)
    clear = [each.name for each in found.spots if each.word == "clear"][: spots.FIRST]
    assert rows_of(page)[: len(clear)] == clear
    assert page.h1.startswith(f"Bright spots for {called(england.LOW)}")
    assert "alike in" in page.text
    assert re.search(r"Wexmouth · (under a mile|\d+ miles?) away", page.text)
    assert f"/schools/compare?urn={england.LOW}&urn={found.spots[0].urn}" in {url for _, url in page.links}


def test_the_school_that_asks_is_not_among_them(with_england, client: Client):
    assert called(england.STAR) not in rows_of(get_page(client, f"{LIST}&near={england.STAR}"))


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [(called(england.STAR), True), (str(england.STAR), True), ("Primary School", False), ("nowhere at all", False)],
)
def test_a_school_is_found_by_what_is_typed(with_england, client: Client, typed: str, chosen: bool):
    page = get_page(client, f"{LIST}&school={typed}")
    assert (f'name="near" value="{england.STAR}"' in page.html) is chosen
    if typed == "Primary School":
        assert "Which school do you mean?" in page.text
        assert any("near=" in url for _, url in page.links)
    if typed == "nowhere at all":
        assert "We do not know “nowhere at all”" in page.text


def test_an_empty_box_takes_the_school_away(with_england, client: Client):
    page = get_page(client, f"{LIST}&near={england.STAR}&school=")
    assert 'name="near"' not in page.html


def test_suggestions_keep_what_was_chosen(with_england, client: Client):
    response = client.get(f"/bright-spots/schools?outcome={RWM}&miles=25&school={england.LOW}", **HX)
    assert response.status_code == 200
    assert f"/bright-spots?outcome={RWM}&amp;near={england.LOW}&amp;miles=25" in response.content.decode()


def test_filters_leave_only_what_they_say(with_england, client: Client):
    store = store_of(with_england)
    scope = Scope(open_data=True)
    for asked, among in (
        ("miles=5", signals_spots.Among(miles=5)),
        ("region=North+West", signals_spots.Among(region="North West")),
        ("trust=other", signals_spots.Among(trust="other")),
    ):
        found = signals_spots.list_spots(scope, store, RWM, near=100201, among=among)
        page = get_page(client, f"{LIST}&near=100201&{asked}")
        assert sum(each.schools_n for each in found.strengths) == len(found.spots)
        assert set(rows_of(page)) <= {each.name for each in found.spots}
        assert page.text.count("schools are listed") <= 1
    near = signals_spots.list_spots(scope, store, RWM, near=100201, among=signals_spots.Among(miles=5))
    assert all(each.miles is not None and each.miles <= 5 for each in near.spots)


def test_filters_that_leave_nobody_say_so_and_offer_all_england(with_england, client: Client):
    page = get_page(client, f"{LIST}&region=Wales")
    assert "No listed school is here" in page.text
    assert ("Look in all England", LIST) in page.links


def test_one_group_can_be_read_whole(with_england, client: Client):
    found = signals_spots.list_spots(Scope(open_data=True), store_of(with_england), RWM)
    clear = [each.name for each in found.spots if each.word == "clear"]
    first = get_page(client, LIST)
    more = [url for text, url in first.links if text.startswith("Show all") and "clear" in text]
    assert bool(more) is (len(clear) > spots.FIRST)
    page = get_page(client, f"{LIST}&strength=clear")
    assert rows_of(page) == clear[: spots.PER_PAGE]


def test_nobody_of_needs_is_named_and_no_figure_of_theirs_is_told(with_england, client: Client):
    for url in (LIST, f"{LIST}&near={england.STAR}", f"{LIST}&strength=likely"):
        assert called(england.LOW) not in rows_of(get_page(client, url))


def test_the_csv_twin_has_the_whole_list_in_the_same_order(with_england, client: Client):
    response = client.get(f"/bright-spots.csv?outcome={RWM}&near={england.LOW}")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    found = signals_spots.list_spots(Scope(open_data=True), store_of(with_england), RWM, near=england.LOW)
    assert [int(row["URN"]) for row in rows] == [each.urn for each in found.spots]
    assert float(rows[0]["Estimate"]) == pytest.approx(found.spots[0].estimate, abs=1e-3)
    assert float(rows[0]["Expected false %"]) <= 5.0
    assert {row["Build"] for row in rows} == {found.build}


@pytest.mark.parametrize(
    ("outcome", "because"), [(england.ONE_YEAR, "figures in two years"), ("absence_persistent", "holds no figures")]
)
def test_a_refused_outcome_says_why(with_england, client: Client, outcome: str, because: str):
    page = get_page(client, f"/bright-spots?outcome=primary.{outcome}")
    assert because in page.text
    assert any(text == "Choose another outcome" for text, _ in page.links)


def test_a_school_of_another_phase_is_told_so_and_may_be_left_out(with_sector, client: Client):
    (urn, *_) = find_urns(with_sector, phase="secondary")
    page = get_page(client, f"/bright-spots?outcome=primary.ks2_rwm_expected&near={urn}")
    assert f"{name_of(with_sector, urn)} is a secondary school" in page.text
    assert ("Leave the school out", "/bright-spots?outcome=primary.ks2_rwm_expected") in page.links


def test_a_school_alone_is_offered_the_outcomes_of_its_phase(with_sector, client: Client):
    (urn, *_) = find_urns(with_sector, phase="primary")
    page = get_page(client, f"/bright-spots?near={urn}")
    offered = [url for _, url in page.links if "outcome=" in url and f"near={urn}" in url]
    assert f"/bright-spots?outcome=primary.ks2_rwm_expected&near={urn}" in offered
    assert all("outcome=primary." in url for url in offered)


@pytest.mark.parametrize(
    ("phase", "because"), [("special", "are judged in primary and"), ("secondary", "holds cannot")]
)
def test_a_school_of_a_phase_in_which_nothing_is_judged_is_told_so(with_sector, client: Client, phase, because):
    (urn, *_) = find_urns(with_sector, phase=phase)
    text = get_page(client, f"/bright-spots?near={urn}").text
    assert f"Nothing is judged in {phase} schools" in text
    assert because in text


def test_where_no_school_can_be_listed_the_page_says_what_that_means(with_england, rf):
    found = signals_spots.list_spots(Scope(open_data=True), store_of(with_england), RWM)
    nobody = replace(
        found,
        family=replace(found.family, listed_n=0, false_share=None),
        strengths=tuple(replace(each, schools_n=0, holds_rate=None) for each in found.strengths),
        spots=(),
        listed_now_n=0,
    )
    facts = spots_facts.find(rf.get(LIST), route=spots.ROUTE)
    page = spots.present_spots(nobody, form=facts.form, choice=facts.choice)
    assert page.groups == page.legend == page.prompts == ()
    assert page.empty is not None
    assert page.empty.title == "No school can be listed"
    assert f"{found.family.asked_n:,} schools were asked" in page.empty.text
    assert "no proof that nobody does well" in page.empty.text


def test_every_outcome_has_a_page(with_sector, client: Client):
    for outcome in shelf.list_outcomes():
        get_page(client, f"/bright-spots?outcome={outcome.key}")


@pytest.mark.parametrize(
    "asked",
    ["miles=-1", "miles=far", "near=abc", "trust=mine", "strength=best", "page=x", "span=ever", "side=up"],
)
def test_a_choice_that_cannot_be_is_a_400_page(with_england, client: Client, asked: str):
    assert client.get(f"{LIST}&{asked}").status_code == 400


@pytest.mark.parametrize("path", ["/bright-spots?outcome=primary.joy", f"{LIST}&near=999999", "/bright-spots.csv"])
def test_what_is_not_there_is_a_404_page(with_england, client: Client, path: str):
    get_page(client, path, status=404)


def test_a_build_without_signals_says_what_to_do(with_build, client: Client):
    for path in ("/bright-spots", "/bright-spots/changed", "/bright-spots/funnel", LIST):
        assert "plait signals build" in get_page(client, path).text
    get_page(client, f"/bright-spots.csv?outcome={RWM}", status=404)


def test_visitors_are_kept_out_where_open_data_is_closed(with_england, closed, client: Client):
    for path in ("/bright-spots", LIST, f"/bright-spots.csv?outcome={RWM}", "/bright-spots/schools?school=primary"):
        assert client.get(path).status_code == 403


def test_without_data_the_page_says_how_to_get_some(without_build, client: Client):
    assert client.get("/bright-spots").status_code == 503


def test_htmx_is_sent_the_part_alone(with_england, client: Client):
    part = client.get(LIST, **HX).content.decode()
    assert "<html" not in part
    assert "<title>Bright spots: RWM expected – Plait</title>" in part  # what the window is called changes with it
    assert "Clear signals" in part
    assert "<html" in client.get(LIST).content.decode()


def test_the_page_asks_the_database_for_what_was_found_alone(with_england, client: Client, django_assert_num_queries):
    client.get(LIST)
    with django_assert_num_queries(2):  # once for each list
        client.get(LIST)
        client.get(f"{LIST}&near={england.LOW}")
        client.get("/bright-spots")


def test_the_navigation_and_the_first_page_lead_here(with_sector, client: Client):
    page = get_page(client, "/")
    assert page.links.count(("Bright spots", reverse("bright-spots"))) == 1
    assert ("Look for practice to learn from", "/bright-spots") in page.links


def test_every_outcome_of_the_shelf_stands_under_a_subject_or_a_group_of_pupils():
    titles = {each.key: spots_outcomes.title_of(each) for each in shelf.list_outcomes()}
    assert titles["primary.ks2_reading_score"] == "Reading"
    assert titles["primary.ks2_rwm_expected_disadvantaged"] == "Disadvantaged pupils"
    assert titles["secondary.absence_persistent"] == "Absence"
    assert titles["secondary.attainment8_english"] == "English"
    assert titles["secondary.attainment8"] == titles["primary.ks2_rwm_higher"] == "All subjects together"
    assert titles["sixth-form.a_level_points"] == "A levels"
