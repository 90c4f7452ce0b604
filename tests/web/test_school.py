"""The page of a school: for a usual one, and for each of the unusual ones that real registers hold."""

import csv
import io

import pytest
from django.test import Client

from plait.indicators.store.reader import Store
from tests import store_factory as made
from tests.web.pages import get_page
from tests.web.sector import find_urns

pytestmark = [pytest.mark.django_db, pytest.mark.database]
UNUSUAL = (
    made.HARBOUR_LANE,
    made.MERGED,
    made.SILENT,
    made.BARE,
    made.LEFT,
    made.BEFORE_HARBOUR_LANE,
    made.JUNIOR,
    made.GONE,
    made.PROPOSED,
    made.SECONDARY,
    100151,
)


@pytest.mark.parametrize("urn", UNUSUAL)
def test_every_kind_of_school_has_a_sound_page_on_screen_and_on_paper(with_build, client: Client, urn):
    get_page(client, f"/schools/{urn}")
    get_page(client, f"/schools/{urn}/print")


def test_the_page_opens_with_who_the_school_is(with_build, client: Client):
    page = get_page(client, f"/schools/{made.HARBOUR_LANE}")
    assert page.h1 == "Harbour Lane Primary School"
    assert "Primary school · ages 4 to 11 · Wexmouth · URN 100001" in page.text
    assert "A primary school in Wexmouth, Wexshire, in Northbridge Learning Trust since September 2017." in page.text


def test_each_figure_of_the_first_line_says_of_when_it_is(with_build, client: Client):
    facts = get_page(client, f"/schools/{made.HARBOUR_LANE}").html.split('class="pl-facts"', 1)[1].split("</ul>", 1)[0]
    assert "<b>412</b> pupils, register up to " in facts
    assert all(", 20" in fact or "register up to" in fact or "since" in fact for fact in facts.split("<li>")[1:])


def test_a_school_can_be_set_beside_its_two_nearest_neighbours(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    hrefs = [href for text, href in get_page(client, f"/schools/{urn}").links if text == "Compare side by side"]
    assert len(hrefs) == 1
    assert hrefs[0].startswith(f"/schools/compare?urn={urn}&urn=")
    assert get_page(client, hrefs[0]).h1


def test_pupils_come_before_percentages(with_build, client: Client):
    text = get_page(client, f"/schools/{made.HARBOUR_LANE}").text
    assert "of 412 pupils (" in text
    assert "of 30 pupils (" in text


def test_a_gap_is_explained_by_its_reason(with_build, client: Client):
    page = get_page(client, f"/schools/{made.HARBOUR_LANE}")
    assert "2019/20 and 2020/21 (not collected)" in page.text
    assert "2016/17 (withheld)" in page.text
    assert "Key stage 2 tests were cancelled because of the pandemic." in page.text
    assert "Withheld by the publisher because few pupils are involved." in page.text


def test_a_break_in_the_series_is_said(with_build, client: Client):
    text = get_page(client, f"/schools/{made.SECONDARY}").text
    assert "New series in 2016/17, 2017/18 and 2022/23: do not compare across." in text


def test_each_chart_has_a_name_and_each_group_a_table(with_build, client: Client):
    page = get_page(client, f"/schools/{made.HARBOUR_LANE}")
    assert page.html.count("<svg") > 6
    assert "Results at age 11 as a table" in page.text
    assert page.html.count('role="img"') == page.html.count("<title>") - 1  # the page has a title too


def test_figures_from_before_an_academy_are_marked_with_their_urn(with_build, client: Client):
    text = get_page(client, f"/schools/{made.HARBOUR_LANE}").text
    assert "published under another URN of the same school: Harbour Lane Community School (URN 100201)" in text
    assert "URN 100201" in text


def test_the_history_tells_each_trust_and_how_the_date_is_known(with_build, client: Client):
    text = get_page(client, f"/schools/{made.HARBOUR_LANE}").text
    assert "31 March 2014 Became an academy with a new URN, 100001." in text
    assert "By April 2014 Joined Old Mill Trust" in text
    assert "it may have joined earlier" in text
    assert "1 September 2017 Joined Northbridge Learning Trust" in text


def test_a_closed_urn_leads_to_the_school_that_goes_on(with_build, client: Client):
    page = get_page(client, f"/schools/{made.BEFORE_HARBOUR_LANE}")
    assert "This URN has closed" in page.text
    assert ("Harbour Lane Primary School (URN 100001)", "/schools/100001") in page.links


def test_a_school_that_closed_for_good_says_so(with_build, client: Client):
    text = get_page(client, f"/schools/{made.GONE}").text
    assert "It closed on 31 August 2012, and the register names no school that took its place." in text


def test_a_school_formed_by_a_merger_names_those_it_came_from(with_build, client: Client):
    text = get_page(client, f"/schools/{made.MERGED}").text
    assert "Formed from St Mary's Junior School (URN 100202) and St Mary's Infant School (URN 100203)." in text


def test_a_school_without_figures_says_so_and_shows_no_empty_charts(with_build, client: Client):
    page = get_page(client, f"/schools/{made.SILENT}")
    assert "have no figures for this school" in page.text
    assert "Who we are" not in page.text


def test_a_school_about_which_little_is_known_says_what_is_not_known(with_build, client: Client):
    text = get_page(client, f"/schools/{made.BARE}").text
    assert "so it is not on the map" in text


def test_an_unknown_urn_is_a_page_that_helps(with_build, client: Client):
    page = get_page(client, "/schools/999999", status=404)
    assert "No school has the URN 999999." in page.text
    assert client.get("/schools/999999.csv").status_code == 404


def test_the_csv_holds_every_figure_and_every_reason(with_build, client: Client):
    response = client.get(f"/schools/{made.HARBOUR_LANE}.csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == 28
    gap = next(row for row in rows if row["indicator"] == "ks2_rwm_expected" and row["year"] == "2016/17")
    assert (gap["value"], gap["reason"]) == ("", "suppressed")
    assert {row["published_under_urn"] for row in rows} == {"100001", "100201"}
    assert all((row["value"] == "") != (row["reason"] == "") for row in rows)


def test_a_page_asks_the_database_and_sql_for_nothing(
    with_build, client: Client, django_assert_num_queries, monkeypatch
):
    client.get(f"/schools/{made.HARBOUR_LANE}")
    asked: list[str] = []
    monkeypatch.setattr(Store, "sql", lambda _self, query, _parameters=None: asked.append(query))
    with django_assert_num_queries(0):
        client.get(f"/schools/{made.HARBOUR_LANE}")
    assert asked == []
