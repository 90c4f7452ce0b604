"""The page of a school's neighbours: who, why, how sure, and whatever a reader may ask of it."""

import csv
import html as markup
import io
import re
from pathlib import Path

import polars as pl
import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from plait.core.home import Home
from plait.indicators.store.reader import Store
from plait.insight.queries import neighbours
from plait.organisations.domain import Scope
from tests.store_factory import SECONDARY, write_build
from tests.web.pages import Page, get_page
from tests.web.sector import find_urns, name_of, store_of, trust_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
OPEN = Scope(open_data=True)


def read_rows(page: Page) -> list[int]:
    """The URNs of the table, in its order, without the school itself."""
    return [int(urn) for urn in re.findall(r'<input type="checkbox" name="urn" value="(\d+)"', page.html)]


def read_csv(client: Client, url: str) -> list[dict[str, str]]:
    response = client.get(url)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("phase", ["primary", "secondary", "special"])
def test_each_phase_has_a_sound_page_on_screen_and_on_paper(with_sector, client: Client, phase):
    urn = find_urns(with_sector, phase=phase)[0]
    get_page(client, f"/schools/{urn}/neighbours")
    get_page(client, f"/schools/{urn}/neighbours/print")


def test_the_page_names_the_school_and_says_that_results_play_no_part(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    page = get_page(client, f"/schools/{urn}/neighbours")
    name = name_of(with_sector, urn)
    assert page.h1 == "Schools in like circumstances"
    assert f"The 50 schools in England whose circumstances are nearest to those of {name}." in page.text
    assert "Results play no part in choosing them." in page.text


def test_the_table_holds_the_neighbours_that_the_query_finds_nearest_first(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    found = neighbours.get_set(OPEN, store=store_of(with_sector), urn=urn)
    page = get_page(client, f"/schools/{urn}/neighbours")
    assert read_rows(page) == list(found.urns)
    assert len(found.urns) == 50
    assert "Nearest in circumstances first." in page.text


def test_each_characteristic_has_a_strip_with_its_share_of_the_weight(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    found = neighbours.get_set(OPEN, store=store_of(with_sector), urn=urn)
    page = get_page(client, f"/schools/{urn}/neighbours")
    titles = [text for level, text in page.headings if level == "h3"]
    assert set(titles) == {each.label for each in found.standings}
    told = [int(share) for share in re.findall(r"(\d+)% of the weight", page.text.split("Why these schools, as")[0])]
    assert len(told) == len(found.standings)
    assert told == sorted(told, reverse=True)
    assert 97 <= sum(told) <= 103


def test_what_a_difference_is_made_of_is_drawn_and_said(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    first = neighbours.get_set(OPEN, store=store_of(with_sector), urn=urn).neighbours[0]
    page = get_page(client, f"/schools/{urn}/neighbours")
    assert page.html.count('class="ch ch-shares"') == 50
    assert f"{round(100 * max(first.shares))}%" in page.text
    assert page.text.count("% of the difference") == 50 * len(first.shares)


def test_a_trust_of_its_own_is_marked_and_counted(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary", in_trust=True)[0]
    page = get_page(client, f"/schools/{urn}/neighbours?pool=trust")
    _, trust = trust_of(with_sector, urn)
    n = len(read_rows(page))
    assert n >= 2
    assert page.html.count("own trust</span></td>") == n
    assert f"schools of {trust} that can be matched with" in page.text


def test_an_earlier_year_basis_can_be_chosen(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    years = neighbours.get_set(OPEN, store=store_of(with_sector), urn=urn).years
    assert len(years) > 1
    page = get_page(client, f"/schools/{urn}/neighbours?year={years[-1].start}")
    assert f"Figures on the {years[-1]} basis." in page.text
    assert f'name="year" value="{years[-1].start}" checked' in page.html
    assert read_rows(page) != read_rows(get_page(client, f"/schools/{urn}/neighbours"))


def test_a_small_pool_says_how_near_it_is_and_offers_to_widen(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary", in_trust=True)[0]
    page = get_page(client, f"/schools/{urn}/neighbours?pool=trust")
    assert "Look wider?" in page.text
    assert ("Search all England", f"/schools/{urn}/neighbours") in page.links
    assert "Stays a neighbour" not in page.text
    near = re.findall(r"<small>(near|as near as usual|farther than usual|far)</small>", page.html)
    assert len(near) == len(read_rows(page))


def test_miles_keep_what_is_near_on_the_ground(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    rows = read_csv(client, f"/schools/{urn}/neighbours.csv?miles=10&k=30")
    miles = [float(row["miles"]) for row in rows if row["miles"]]
    assert miles
    assert max(miles) <= 10
    assert "within 10 miles" in get_page(client, f"/schools/{urn}/neighbours?miles=10&k=30").text


def test_miles_and_a_trust_can_be_asked_for_together(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary", in_trust=True)[0]
    uid, _ = trust_of(with_sector, urn)
    both = read_csv(client, f"/schools/{urn}/neighbours.csv?pool=trust&miles=20")[1:]
    alone = read_csv(client, f"/schools/{urn}/neighbours.csv?pool=trust")[1:]
    assert {row["trust_uid"] for row in both} <= {str(uid)}
    assert {row["urn"] for row in both} == {row["urn"] for row in alone if row["miles"] and float(row["miles"]) <= 20}


@pytest.mark.parametrize(
    "query",
    [
        "settlement=urban",
        "nursery_provision=yes",
        "gender=mixed",
        "faith=faith",
        "phase=primary",
        "sixth_form=no",
        "k=10",
    ],
)
def test_each_filter_narrows_the_list(with_sector, client: Client, query):
    urn = find_urns(with_sector, phase="primary")[0]
    usual = read_rows(get_page(client, f"/schools/{urn}/neighbours"))
    some = read_rows(get_page(client, f"/schools/{urn}/neighbours?{query}"))
    assert some
    # Whoever of the usual list passes the filter is still there, in the same order.
    assert [urn for urn in usual if urn in some] == [urn for urn in some if urn in usual]
    assert some != usual or query in {"gender=mixed", "phase=primary", "sixth_form=no"}


def test_a_filter_keeps_only_what_it_says(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    schools = store_of(with_sector).table("schools")
    kept = read_rows(get_page(client, f"/schools/{urn}/neighbours?nursery_provision=yes"))
    flags = schools.filter(pl.col("urn").is_in(kept))["nursery_provision"].to_list()
    assert flags == [True] * len(kept)


def test_a_trust_is_chosen_by_its_name(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary", in_trust=False)[0]
    uid, name = trust_of(with_sector, find_urns(with_sector, phase="primary", in_trust=True)[0])
    page = get_page(client, f"/schools/{urn}/neighbours?add={name}")
    assert f'name="trusts" value="{uid}" checked' in page.html
    rows = read_csv(client, f"/schools/{urn}/neighbours.csv?trusts={uid}")[1:]
    assert {row["trust_uid"] for row in rows} == {str(uid)}


def test_a_trust_that_is_not_there_is_said_to_be_missing(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    page = get_page(client, f"/schools/{urn}/neighbours?add=Qqqqzzzxxvv")
    assert "No open trust was found for “Qqqqzzzxxvv”." in page.text


def test_the_indicator_is_the_readers_choice_and_orders_only_if_asked(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    usual = read_rows(get_page(client, f"/schools/{urn}/neighbours?indicator=absence_overall"))
    page = get_page(client, f"/schools/{urn}/neighbours?indicator=absence_overall&sort=figure")
    assert sorted(read_rows(page)) == sorted(usual)
    assert "because you asked for it. Results played no part in choosing these schools." in page.text
    rows = read_csv(client, f"/schools/{urn}/neighbours.csv?indicator=absence_overall&sort=figure")[1:]
    values = [float(row["value"]) for row in rows if row["value"]]
    assert len(values) > 40
    assert values == sorted(values)
    assert [bool(row["value"]) for row in rows] == sorted((bool(row["value"]) for row in rows), reverse=True)


def test_schools_can_be_put_in_the_order_of_their_names(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    names = [row["name"].casefold() for row in read_csv(client, f"/schools/{urn}/neighbours.csv?sort=name")[1:]]
    assert names == sorted(names)
    down = [row["name"].casefold() for row in read_csv(client, f"/schools/{urn}/neighbours.csv?sort=name&order=down")]
    assert down[1:] == names[::-1]


def test_a_gap_in_the_indicator_says_its_reason(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    rows = read_csv(client, f"/schools/{urn}/neighbours.csv?indicator=ks2_rwm_expected&k=100")
    gaps = [row for row in rows if not row["value"]]
    assert gaps
    assert all(row["reason"] for row in gaps)
    page = get_page(client, f"/schools/{urn}/neighbours?indicator=ks2_rwm_expected&k=100")
    assert page.html.split('id="schools"')[1].split("</table>")[0].count('class="pl-gap"') == len(gaps)


def test_the_file_holds_the_rows_of_the_page_in_its_order(with_sector, client: Client):
    urn = find_urns(with_sector, phase="secondary")[0]
    query = "?sort=figure&order=down&k=25"
    rows = read_csv(client, f"/schools/{urn}/neighbours.csv{query}")
    page = get_page(client, f"/schools/{urn}/neighbours{query}")
    assert rows[0]["urn"] == str(urn)
    assert [int(row["urn"]) for row in rows[1:]] == read_rows(page)
    shares = [name for name in rows[1] if name.startswith("share of difference")]
    assert all(abs(sum(float(row[name]) for name in shares) - 1) < 1e-9 for row in rows[1:])


def test_how_sure_it_is_stands_under_the_table(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    page = get_page(client, f"/schools/{urn}/neighbours")
    assert "How sure is this?" in page.text
    assert "its neighbours are nearer than those of" in page.text
    assert "people worth talking to, not as a target" in page.text
    assert "in at least nine of ten repeats" in page.text


def test_a_recipe_of_the_department_is_marked_as_inferred(with_sector, client: Client):
    urn = find_urns(with_sector, phase="secondary")[0]
    page = get_page(client, f"/schools/{urn}/neighbours?recipe=dfe-secondary")
    assert "This recipe is inferred from published inputs." in page.text
    assert ("Read its method card", "/methods/dfe-secondary") in page.links


def test_a_school_that_cannot_be_matched_is_told_why_and_what_to_do(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    page = get_page(client, f"/schools/{urn}/neighbours?recipe=open-secondary")
    assert "Why it cannot be matched" in page.text
    assert "is in the register as “Primary school”" in page.text or "is in the register as “Primary”" in page.text
    assert ("Open data, primary", f"/schools/{urn}/neighbours?recipe=open-primary") in page.links
    assert "The schools" not in [text for _, text in page.headings]


def test_a_closed_school_is_told_so(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary", status="closed")[0]
    page = get_page(client, f"/schools/{urn}/neighbours")
    assert "Why it cannot be matched" in page.text
    assert "It has closed" in page.text


def test_the_fragment_is_the_part_of_the_page(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    whole = client.get(f"/schools/{urn}/neighbours?k=10").content.decode()
    response = client.get(f"/schools/{urn}/neighbours?k=10&pool=england", headers={"HX-Request": "true"})
    part = response.content.decode()
    inside = whole.split('<div id="set">', 1)[1]
    shown = part.split('<p class="pl-lede" id="lede" hx-swap-oob="true">', 1)[0].strip()
    assert shown
    assert inside.strip().startswith(shown)
    assert "<html" not in part
    assert response["HX-Push-Url"] == f"/schools/{urn}/neighbours?k=10"
    assert "HX-Request" in response["Vary"]


def test_the_fragment_updates_what_the_filters_say(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    whole = client.get(f"/schools/{urn}/neighbours").content.decode()
    part = client.get(f"/schools/{urn}/neighbours?miles=25", headers={"HX-Request": "true"}).content.decode()
    swapped = re.findall(r'id="([\w-]+)" (?:role="status" )?hx-swap-oob="(?:true|outerMorph)"', part)
    assert len(swapped) > 8
    assert [each for each in swapped if f'id="{each}"' not in whole] == []
    assert '<b id="chosen-miles" hx-swap-oob="true">25 miles</b>' in part


def test_every_link_of_the_page_leads_somewhere(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary", in_trust=True)[0]
    page = get_page(client, f"/schools/{urn}/neighbours?pool=trust")
    own = {href for _, href in page.links if href.startswith("/") and "indicators" not in href}
    for href in sorted(own):
        assert client.get(markup.unescape(href).split("#")[0]).status_code == 200, href


@pytest.mark.parametrize(
    "query",
    [
        "k=0",
        "k=201",
        "k=lots",
        "pool=moon",
        "miles=-3",
        "miles=nan",
        "miles=501",
        "sort=merit",
        "sixth_form=maybe",
        "phase=space",
        "indicator=luck",
        "year=x",
        "trusts=abc",
        "recipe=trust",
        "&".join(f"region=r{n}" for n in range(50)),
    ],
)
def test_a_choice_that_makes_no_sense_gets_a_page_that_helps(with_sector, client: Client, query):
    urn = find_urns(with_sector, phase="primary")[0]
    page = get_page(client, f"/schools/{urn}/neighbours?{query}", status=400)
    assert page.h1 == "We could not understand that"
    assert "Something in the address" not in page.text


@pytest.mark.parametrize("path", ["999999/neighbours", "999999/neighbours.csv", "999999/neighbours/changes"])
def test_a_school_that_is_not_there_is_not_found(with_sector, client: Client, path):
    assert client.get(f"/schools/{path}").status_code == 404


def test_a_recipe_that_is_not_there_is_not_found(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    assert "no recipe “gold”" in get_page(client, f"/schools/{urn}/neighbours?recipe=gold", status=404).text


def test_a_build_without_the_inputs_of_a_recipe_says_so(with_build, client: Client):
    page = get_page(client, f"/schools/{SECONDARY}/neighbours")
    assert "The recipe “Open data, secondary” cannot be used with this build." in page.text
    get_page(client, f"/schools/{SECONDARY}/neighbours?recipe=open-secondary", status=404)


def test_where_the_build_cannot_feed_one_recipe_the_others_are_offered(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    page = get_page(client, f"/schools/{urn}/neighbours?year=1999", status=404)
    assert ("Open data, primary", f"/schools/{urn}/neighbours?recipe=open-primary") in page.links
    part = client.get(f"/schools/{urn}/neighbours?year=1999", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert f"/schools/{urn}/neighbours?recipe=open-primary" in part


def test_a_school_of_a_kind_without_a_recipe_is_told_so_and_not_that_figures_are_missing(with_sector, client: Client):
    urn = find_urns(with_sector, phase="special")[0]
    text = get_page(client, f"/schools/{urn}/neighbours?recipe=fbit").text
    assert "is in the register as “Special school”" in text
    assert "A school needs all three figures" not in text
    assert "It can be matched under another recipe" in text


def test_a_choice_that_cannot_be_is_told_in_place(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    response = client.get(f"/schools/{urn}/neighbours?miles=-3", headers={"HX-Request": "true"})
    part = response.content.decode()
    assert response.status_code == 400
    assert response["HX-Push-Url"] == "false"
    assert "<html" not in part
    assert "“-3” is not a number of miles." in part
    assert 'id="lede" hx-swap-oob="true"' in part


def test_a_page_shows_a_hundred_at_most_and_the_file_two_hundred(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    assert len(read_rows(get_page(client, f"/schools/{urn}/neighbours?k=100"))) == 100
    assert "download the CSV file" in get_page(client, f"/schools/{urn}/neighbours?k=101", status=400).text
    assert len(read_csv(client, f"/schools/{urn}/neighbours.csv?k=150")) == 151


def test_the_file_says_under_which_urn_a_figure_was_published(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    rows = read_csv(client, f"/schools/{urn}/neighbours.csv?indicator=roll")
    known = [row for row in rows if row["value"]]
    assert len(known) > 40
    assert all(row["published_under_urn"] for row in known)
    assert {row["figures_of_earlier_urn"] for row in rows} <= {"yes", "no"}


def test_visitors_are_kept_out_where_open_data_is_closed(with_sector, closed, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    for path in ("neighbours", "neighbours.csv", "neighbours/print", "neighbours/changes"):
        assert client.get(f"/schools/{urn}/{path}").status_code == 403


def test_the_page_asks_the_database_for_nothing_and_the_store_for_few_schools(
    with_sector, client: Client, django_assert_num_queries, monkeypatch
):
    urn = find_urns(with_sector, phase="primary", in_trust=False)[0]
    client.get(f"/schools/{urn}/neighbours")  # writes the ledger, fills what is kept for each build
    asked: list[int] = []
    real = Store.places_of_school
    monkeypatch.setattr(Store, "places_of_school", lambda self, each: asked.append(each) or real(self, each))
    with django_assert_num_queries(0) as queries:
        client.get(f"/schools/{urn}/neighbours")
    assert isinstance(queries, CaptureQueriesContext)
    assert 51 <= len(asked) <= 120


def test_who_joined_and_who_left_is_told_with_the_reason(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    url = f"/schools/{urn}/neighbours/changes"
    page = get_page(client, f"/schools/{urn}/neighbours")
    assert any(href.startswith(url) for _, href in page.links)
    changed = get_page(client, url)
    assert changed.h1 == "Who joined, who left, and why"
    assert re.search(r"Of the \d+ neighbours on the \d{4}/\d\d basis, \w+ (is|are) still there", changed.text)
    moment = re.findall(r'<option value="([^"]+)"', changed.html)[-1]
    earlier = get_page(client, f"{url}?recipe=open-primary&since={moment}")
    assert f'<option value="{moment}" selected>' in earlier.html


def test_a_moment_at_which_nothing_was_kept_is_refused(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    page = get_page(client, f"/schools/{urn}/neighbours/changes?since=yesterday", status=400)
    assert "No neighbours were kept at that moment." in page.text


@pytest.fixture(scope="session")
def formula_home(fictional_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The fictional sector, in which every school is named like a formula."""
    store = store_of(fictional_home)
    tables = {name: store.table(name) for name in store.manifest.tables}
    tables["schools"] = tables["schools"].with_columns(("=cmd|" + pl.col("name")).alias("name"))
    home = Home(Path(tmp_path_factory.mktemp("formulas")))
    write_build(home.store, "2024-25_20261101T090000_formulas0000", tables)
    return home


def test_no_name_in_the_file_acts_as_a_formula(formula_home, client: Client, monkeypatch):
    monkeypatch.setenv("PLAIT_HOME", str(formula_home.root))
    urn = find_urns(formula_home, phase="primary")[0]
    rows = read_csv(client, f"/schools/{urn}/neighbours.csv?k=5")
    assert len(rows) == 6
    assert all(row["name"].startswith("'=cmd|") for row in rows)
    others = "&".join(f"urn={row['urn']}" for row in rows[:3])
    compared = read_csv(client, f"/schools/compare.csv?{others}")
    assert compared
    assert all(row["school"].startswith("'=cmd|") for row in compared)
