"""Where figures come from: sources, builds, gaps, rejected rows, measures."""

import csv
import io

import pytest
from django.test import Client

from tests import store_factory as made
from tests.web.pages import get_page

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def read_csv(client: Client, url: str) -> list[dict[str, str]]:
    response = client.get(url)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_the_page_counts_figures_gaps_and_files(with_build, client: Client):
    page = get_page(client, "/data")
    assert page.h1 == "Where do the figures come from?"
    assert "gaps, each with its reason" in page.text


def test_each_source_stands_with_publisher_licence_and_page(with_build, client: Client):
    page = get_page(client, "/data")
    assert "Department for Education" in page.text
    assert "Open Government Licence" in page.text
    assert any(href.startswith("https://") for _, href in page.links)


def test_each_reason_for_a_gap_is_said_in_a_sentence(with_build, client: Client):
    text = get_page(client, "/data").text
    assert "Withheld by the publisher because few pupils are involved." in text
    assert "Not shown because too few of the pupils could be included." in text


def test_the_build_says_since_when_it_has_been_served(with_build, client: Client):
    text = get_page(client, "/data").text
    assert made.NAME in text
    assert "served now" in text
    assert "21 November 2026" in text


def test_the_ledger_is_asked_once(with_build, client: Client, django_assert_num_queries):
    client.get("/data")
    with django_assert_num_queries(1):
        client.get("/data")


def test_what_was_not_taken_names_file_row_cause_and_mend(with_build, client: Client):
    text = get_page(client, "/data/rejected").text
    assert "ks2.csv" in text
    assert "It is not a URN." in text
    assert "Correct the cell and import again." in text
    get_page(client, "/data/rejected?file=ks2.csv&page=7")
    get_page(client, "/data/rejected?file=ks2.csv&page=x")
    assert get_page(client, "/data/rejected?file=no-such-file").text == get_page(client, "/data/rejected").text


def test_a_formula_in_a_file_cannot_run_in_a_spreadsheet(with_build, client: Client):
    rows = read_csv(client, "/data/rejected.csv")
    assert [row["value"] for row in rows] == ["10O001", "'=1+1"]


def test_the_grid_counts_figures_and_names_reasons_by_year(with_build, client: Client):
    text = get_page(client, "/data/coverage?family=progress").text
    assert "Progress 8" in text
    assert "20 not published" in text
    get_page(client, "/data/coverage?family=nonsense")


def test_every_measure_has_a_sound_page(with_build, client: Client):
    page = get_page(client, "/data/indicators")
    hrefs = [href for _, href in page.links if href.startswith("/data/indicators/")]
    assert len(hrefs) > 100
    for href in hrefs:
        get_page(client, href)


def test_a_measure_says_which_years_compare_and_how_it_is_spread(with_build, client: Client):
    text = get_page(client, "/data/indicators/attainment8").text
    assert "GCSEs graded 9 to 1 in nearly all subjects." in text
    assert "Examinations were cancelled because of the pandemic" in text
    assert "Half of secondary schools are between" in text


def test_an_unknown_measure_is_a_page_that_helps(with_build, client: Client):
    get_page(client, "/data/indicators/nothing", status=404)
    assert client.get("/data/indicators/nothing.csv").status_code == 404


@pytest.mark.parametrize("name", ["sources", "coverage", "rejected", "indicators", "indicators/attainment8"])
def test_each_table_has_a_csv_twin(with_build, client: Client, name):
    assert read_csv(client, f"/data/{name}.csv")
