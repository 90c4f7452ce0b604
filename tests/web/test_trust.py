"""The page of a trust: its schools, and figures as a spread and never as an order."""

import csv
import io

import pytest
from django.test import Client

from tests import store_factory as made
from tests.web.pages import get_page

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def names_in_table(client: Client, query: str = "") -> list[str]:
    page = get_page(client, f"/trusts/{made.NORTHBRIDGE}{query}")
    table = page.html.split('id="schools"', 1)[1].split("</table>", 1)[0]
    return [part.split(">", 1)[1].split("<", 1)[0] for part in table.split('<th scope="row"><a href=')[1:]]


@pytest.mark.parametrize("uid", [made.NORTHBRIDGE, made.TIDEWATER, made.HARTLEY, made.OLD_MILL])
def test_every_kind_of_trust_has_a_sound_page(with_build, client: Client, uid):
    get_page(client, f"/trusts/{uid}")


def test_the_page_opens_with_what_the_trust_is_made_of(with_build, client: Client):
    page = get_page(client, f"/trusts/{made.NORTHBRIDGE}")
    assert page.h1 == "Northbridge Learning Trust"
    assert "11 primary schools and one secondary school, with " in page.text


def test_its_schools_come_by_name_unless_asked_otherwise(with_build, client: Client):
    names = names_in_table(client)
    assert len(names) == 12
    assert names == sorted(names)
    assert names_in_table(client, "?sort=nonsense") == names
    assert names_in_table(client, "?sort=attainment8") == names


@pytest.mark.parametrize("column", ["phase", "place", "since", "pupils", "fsm_ever6", "eal", "sen_support"])
def test_any_column_orders_the_schools_up_and_down(with_build, client: Client, column):
    up, down = names_in_table(client, f"?sort={column}"), names_in_table(client, f"?sort={column}&order=down")
    assert sorted(up) == sorted(down) == sorted(names_in_table(client))
    assert up[0] != down[0] or column in {"phase", "place"}


def test_the_order_is_told_to_a_screen_reader(with_build, client: Client):
    html = get_page(client, f"/trusts/{made.NORTHBRIDGE}?sort=pupils&order=down").html
    assert html.count('aria-sort="descending"') == 1


def test_results_are_spread_over_the_country_and_not_ordered(with_build, client: Client):
    page = get_page(client, f"/trusts/{made.NORTHBRIDGE}")
    assert "A spread, not an order" in page.text
    assert "in the middle half of all schools" in page.text
    assert not any("sort=ks2" in href or "sort=attainment" in href for _, href in page.links)


def test_the_published_figure_stands_with_its_interval_or_its_reason(with_build, client: Client):
    assert "58% to 65%" in get_page(client, f"/trusts/{made.NORTHBRIDGE}").text
    assert "withheld" in get_page(client, f"/trusts/{made.TIDEWATER}").text


def test_what_is_published_is_said_first_and_folded_by_family_newest_year_first(with_build, client: Client):
    html = get_page(client, f"/trusts/{made.NORTHBRIDGE}").html
    part = html.split('id="published"', 1)[1].split("</section>", 1)[0]
    assert part.index("the publisher gives") < part.index("<details")
    assert part.count("<table") == part.count("<details")
    years = [each for each in part.split("<thead>", 1)[1].split("</thead>", 1)[0].split(">") if each[:2] == "20"]
    assert years == sorted(years, reverse=True)


def test_the_years_of_joining_have_a_picture_a_sentence_and_a_table(with_build, client: Client):
    html = get_page(client, f"/trusts/{made.NORTHBRIDGE}").html
    part = html.split('id="joined"', 1)[1].split("</section>", 1)[0]
    assert 'class="ch ch-timeline"' in part
    assert "Its 12 schools joined between " in part
    assert "Together by then" in part
    assert "ch-timeline" not in get_page(client, f"/trusts/{made.HARTLEY}").html


def test_a_date_that_was_only_seen_is_not_passed_for_a_stated_one(with_build, client: Client):
    text = get_page(client, f"/trusts/{made.NORTHBRIDGE}").text
    assert "Elm Lane Primary School by " in text


def test_schools_that_left_are_listed_with_where_they_are_now(with_build, client: Client):
    page = get_page(client, f"/trusts/{made.TIDEWATER}")
    past = page.text.split("Schools that were in the trust", 1)[1]
    assert "Elm Lane Primary School" in past
    assert "Northbridge Learning Trust" in past


def test_a_trust_that_closed_says_so(with_build, client: Client):
    assert "The register closed this trust on 31 August 2017." in get_page(client, f"/trusts/{made.OLD_MILL}").text


def test_an_unknown_uid_is_a_page_that_helps(with_build, client: Client):
    assert "No trust has the UID 77." in get_page(client, "/trusts/77", status=404).text


def test_the_csv_holds_each_school_and_its_figures(with_build, client: Client):
    response = client.get(f"/trusts/{made.NORTHBRIDGE}.csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len({row["urn"] for row in rows}) == 12
    assert {row["since_is"] for row in rows} == {"stated", "seen"}


def test_the_number_of_queries_does_not_grow_with_the_schools(with_build, client: Client, django_assert_num_queries):
    client.get(f"/trusts/{made.NORTHBRIDGE}")
    with django_assert_num_queries(0):
        client.get(f"/trusts/{made.NORTHBRIDGE}")


def test_each_school_has_its_nearest_inside_and_outside_or_the_reason_why_not(with_build, client: Client):
    page = get_page(client, f"/trusts/{made.NORTHBRIDGE}/neighbours")
    assert page.h1 == "Who works in circumstances like these?"
    assert "Results play no part in the choice." in page.text
    rows = list(
        csv.DictReader(
            io.StringIO(client.get(f"/trusts/{made.NORTHBRIDGE}/neighbours.csv").content.decode("utf-8-sig"))
        )
    )
    assert len(rows) == 12
    assert all(row["nearest_outside_urn"] or row["why_not"] for row in rows)


def test_the_neighbours_of_an_unknown_trust_are_a_page_that_helps(with_build, client: Client):
    get_page(client, "/trusts/77/neighbours", status=404)
    get_page(client, f"/trusts/{made.OLD_MILL}/neighbours")
