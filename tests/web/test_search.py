"""Search, suggestions, and the lists from A to Z."""

import pytest
from django.test import Client

from tests import store_factory as made
from tests.web.pages import get_page

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("100001", "/schools/100001"),
        ("801/2001", "/schools/100001"),
        ("2002", "/trusts/2002"),
        ("TR00001", "/trusts/2001"),
    ],
)
def test_a_number_leads_straight_to_its_page(with_build, client: Client, typed, url):
    response = client.get("/search", {"q": typed})
    assert (response.status_code, response["Location"]) == (302, url)


def test_a_misspelt_name_finds_the_school(with_build, client: Client):
    page = get_page(client, "/search?q=harbuor+lane+primry")
    assert ("Harbour Lane Primary School", "/schools/100001") in page.links
    assert page.h1 == "Schools and trusts for “harbuor lane primry”"


def test_a_closed_school_is_marked_as_closed(with_build, client: Client):
    assert "closed" in get_page(client, "/search?q=harbour+lane+community").text


def test_nothing_found_says_what_else_to_try(with_build, client: Client):
    page = get_page(client, "/search?q=zzzzqqq")
    assert "Nothing by that name or number" in page.text
    assert {"/schools", "/trusts"} <= {href for _, href in page.links}


def test_what_was_typed_is_shown_and_never_run(with_build, client: Client):
    page = get_page(client, "/search?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in page.html


@pytest.mark.parametrize("typed", ["", "   ", "%00", "x" * 5000, "100%25", "'; drop table"])
def test_odd_queries_are_answered(with_build, client: Client, typed):
    assert client.get(f"/search?q={typed}").status_code == 200
    assert client.get(f"/suggest?q={typed}").status_code == 200


def test_suggestions_are_a_fragment_of_links(with_build, client: Client):
    page = get_page(client, "/suggest?q=harb", HTTP_HX_REQUEST="true")
    assert "<html" not in page.html
    assert all(href.startswith(("/schools", "/trusts", "/search")) for _, href in page.links)
    assert page.links[-1][1] == "/search?q=harb"


def test_nothing_typed_suggests_nothing(with_build, client: Client):
    assert client.get("/suggest?q=").content.strip() == b""


def test_schools_are_listed_from_a_to_z_and_narrowed_without_javascript(with_build, client: Client):
    page = get_page(client, "/schools?la=Wexshire&phase=primary")
    assert page.h1 == "Primary schools in Wexshire"
    names = [text for text, href in page.links if href.startswith("/schools/1")]
    assert names == sorted(names)
    assert "20 open primary schools" in page.text


def test_the_list_has_pages_that_keep_the_choice(with_build, client: Client):
    page = get_page(client, "/schools?page=2")
    assert "Schools 51 to 64 of 64" in page.text
    assert ("Previous", "/schools?page=1") in page.links
    first = get_page(client, "/schools")
    assert ("Next", "/schools?page=2") in first.links


@pytest.mark.parametrize(
    "query", ["phase=nonsense", "page=0", "page=99999999", "page=x", "letter=%C3%A9", "region=%27", "la=Nowhere"]
)
def test_odd_choices_are_answered(with_build, client: Client, query):
    get_page(client, f"/schools?{query}")
    get_page(client, f"/trusts?{query}")


def test_a_name_in_capitals_is_written_as_people_write_it(with_build, client: Client):
    assert ("Tidewater Trust", "/trusts/2002") in get_page(client, "/trusts").links
    assert ("St Mary's C.E. Primary School", f"/schools/{made.MERGED}") in get_page(client, "/search?q=st+marys").links


def test_no_list_asks_the_database(with_build, client: Client, django_assert_num_queries):
    client.get("/schools")
    with django_assert_num_queries(0):
        client.get("/schools?phase=primary")
        client.get("/trusts")
        client.get("/search?q=harbour")
        client.get("/suggest?q=harbour")
