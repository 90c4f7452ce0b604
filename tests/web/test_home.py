"""The first page."""

import pytest
from django.test import Client

from tests.web.pages import get_page

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_the_first_page_asks_one_question_and_offers_a_search(with_build, client: Client):
    page = get_page(client, "/")
    assert page.h1 == "Which schools work in circumstances like yours?"
    assert 'name="q"' in page.html
    assert page.html.count('role="search"') == 1


def test_the_first_page_counts_schools_and_trusts_and_says_how_far_figures_go(with_build, client: Client):
    text = get_page(client, "/").text
    assert "64 schools open now" in text
    assert "3 trusts" in text
    assert "figures up to 2024/25" in text


def test_the_first_page_leads_to_every_part_that_there_is(with_build, client: Client):
    page = get_page(client, "/")
    assert {"/schools", "/trusts", "/data"} <= {href for _, href in page.links}
    for _, href in page.links:
        if href.startswith("/") and "print" not in href:
            assert client.get(href).status_code in {200, 302}, href


def test_the_first_page_names_a_school_and_a_trust_to_begin_with(with_build, client: Client):
    page = get_page(client, "/")
    assert ("Northbridge Learning Trust", "/trusts/2001") in page.links


def test_the_first_page_shows_a_school_on_the_map_among_its_neighbours(with_sector, client: Client):
    page = get_page(client, "/")
    assert page.html.count('class="ch-place"') > 20
    assert "schools in circumstances most like its own" in page.text
    (href,) = [href for text, href in page.links if text == "See why each of them"]
    assert client.get(href).status_code == 200


def test_the_first_page_asks_the_database_at_most_for_the_ledger(
    with_build, client: Client, django_assert_max_num_queries
):
    client.get("/")
    with django_assert_max_num_queries(0):
        client.get("/")


def test_a_site_without_a_build_says_how_to_get_one(without_build, client: Client):
    assert client.get("/").status_code == 503


def test_a_closed_site_shows_nothing_to_visitors(with_build, closed, client: Client):
    for url in (
        "/",
        "/schools",
        "/schools/100001",
        "/schools/100001.csv",
        "/trusts",
        "/trusts/2001",
        "/search?q=x",
        "/suggest?q=x",
        "/data",
        "/data/indicators",
    ):
        assert client.get(url).status_code == 403, url
