"""One address serves a page and its part: HTMX is sent the part, everyone else the page."""

import pytest
from django.test import Client

from tests import store_factory as made
from tests.web.pages import get_page

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PART = {"HX-Request": "true", "HX-Request-Type": "partial"}
BACK = {"HX-Request": "true", "HX-Request-Type": "full", "HX-History-Restore-Request": "true"}
PAGES = ["/schools?region=London", "/trusts?type=multi", "/data/coverage?family=absence", "/data/rejected?file=x"]


@pytest.mark.parametrize("path", PAGES)
def test_htmx_is_sent_the_part_and_everyone_else_the_page(with_build, client: Client, path: str):
    part, page = client.get(path, headers=PART).content.decode(), client.get(path).content.decode()
    assert "<html" not in part
    assert "<main" not in part
    assert part.strip() in page
    assert len(part.strip()) > 100


@pytest.mark.parametrize("path", [*PAGES, f"/schools/{made.HARBOUR_LANE}/neighbours"])
def test_going_back_brings_the_whole_page_again(with_build, client: Client, path: str):
    answer = client.get(path, headers=BACK)
    assert "<html" in answer.content.decode()
    assert {"HX-Request", "HX-Request-Type"} <= set(answer.headers["Vary"].split(", "))


@pytest.mark.parametrize("path", PAGES)
def test_the_form_asks_for_its_part_where_the_page_has_a_place_for_it(with_build, client: Client, path: str):
    page = get_page(client, path)
    target = page.html.split('hx-target="#', 1)[1].split('"', 1)[0]
    assert target in page.ids


def test_what_was_not_taken_is_told_by_cause_and_for_a_file_row_by_row(with_build, client: Client):
    causes = get_page(client, "/data/rejected")
    assert {text for text, href in causes.links if href == "/data/rejected?file=ks2.csv"} == {"ks2.csv"}
    assert "row 17" in causes.text
    assert "10O001" not in causes.text
    rows = get_page(client, "/data/rejected?file=ks2.csv")
    assert "two rows and values of ks2.csv could not be taken" in rows.text.lower()
    assert "10O001" in rows.text
    assert "1 to 2 of 2" in rows.text
