"""Two to six schools side by side."""

import csv
import html as markup
import io
import re

import pytest
from django.test import Client

from plait.insight.queries import comparison
from plait.organisations.domain import Scope
from tests import store_factory as made
from tests.web.pages import get_page
from tests.web.sector import find_urns, name_of, store_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]
OPEN = Scope(open_data=True)


def url_of(urns: list[int], path: str = "/schools/compare") -> str:
    return f"{path}?{'&'.join(f'urn={urn}' for urn in urns)}"


def cells_of(html: str) -> int:
    """How many cells with a figure or a gap stand in the tables of indicators."""
    after = html.split('id="part-', 1)[1]
    return len(re.findall(r'<td class="pl-num" data-label="', after))


@pytest.mark.parametrize("n", [2, 3, 6])
def test_two_to_six_schools_stand_side_by_side(with_sector, client: Client, n):
    urns = find_urns(with_sector, phase="primary")[:n]
    page = get_page(client, url_of(urns))
    assert page.h1 == "Schools side by side"
    headings = [markup.unescape(each) for each in re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page.html)]
    assert headings[1 : n + 1] == [name_of(with_sector, urn) for urn in urns]
    get_page(client, url_of(urns, "/schools/compare/print"))


def test_circumstances_come_before_results(with_sector, client: Client):
    page = get_page(client, url_of(find_urns(with_sector, phase="primary")[:2]))
    titles = [text for level, text in page.headings if level == "h2"]
    assert titles[:2] == ["Who they are", "Pupils and place"]
    assert titles.index("Pupils and place") < titles.index("Attainment") < titles.index("Absence")


def test_the_page_shows_every_figure_that_the_comparison_holds(with_sector, client: Client):
    urns = [find_urns(with_sector, phase="primary")[0], find_urns(with_sector, phase="secondary")[0]]
    found = comparison.get_comparison(OPEN, store=store_of(with_sector), urns=urns)
    page = get_page(client, url_of(urns))
    assert cells_of(page.html) == 2 * (len(found.context) + len(found.outcomes))
    gaps = sum(cell.value is None for row in (*found.context, *found.outcomes) for cell in row.cells)
    assert gaps > 0
    assert page.html.count('class="pl-gap"') == gaps


def test_the_file_holds_the_cells_of_the_page(with_sector, client: Client):
    urns = find_urns(with_sector, phase="secondary")[:3]
    response = client.get(url_of(urns, "/schools/compare.csv"))
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert len(rows) == cells_of(get_page(client, url_of(urns)).html)
    assert {row["urn"] for row in rows} == {str(urn) for urn in urns}
    assert all(bool(row["value"]) != bool(row["reason"]) for row in rows)


def test_a_school_can_be_taken_away(with_sector, client: Client):
    urns = find_urns(with_sector, phase="primary")[:3]
    page = get_page(client, url_of(urns))
    away = [href for text, href in page.links if text.startswith("Take away")]
    assert away == [url_of([each for each in urns if each != urn]) for urn in urns]


def test_a_school_is_added_by_its_urn(with_sector, client: Client):
    one, two, three = find_urns(with_sector, phase="primary")[:3]
    response = client.get(f"{url_of([one, two])}&add={three}")
    assert response.status_code == 302
    assert response["Location"] == url_of([one, two, three])


def test_a_name_that_several_schools_have_is_answered_with_a_choice(with_sector, client: Client):
    one, two = find_urns(with_sector, phase="primary")[:2]
    page = get_page(client, f"{url_of([one, two])}&add=primary school")
    offered = [href for _, href in page.links if href.startswith(url_of([one, two]) + "&urn=")]
    assert 2 <= len(offered) <= 8
    assert client.get(offered[0]).status_code == 200


def test_what_is_typed_is_answered_with_the_part_of_the_page(with_sector, client: Client):
    one, two = find_urns(with_sector, phase="primary")[:2]
    url = f"{url_of([one, two])}&add=primary school"
    part = client.get(url, headers={"HX-Request": "true"}).content.decode().strip()
    whole = client.get(url).content.decode()
    assert part.startswith('<p class="pl-note">Which one?</p>')
    assert part in whole


def test_a_name_that_no_school_has_is_said_to_be_missing(with_sector, client: Client):
    one, two = find_urns(with_sector, phase="primary")[:2]
    assert "No school was found for “Qqqzzzxx”." in get_page(client, f"{url_of([one, two])}&add=Qqqzzzxx").text


def test_one_school_alone_gets_a_page_that_helps(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    page = get_page(client, url_of([urn]), status=400)
    assert "One is chosen: add another by its name or URN." in page.text
    assert 'name="add"' in page.html


def test_seven_schools_get_a_page_on_which_to_take_one_away(with_sector, client: Client):
    page = get_page(client, url_of(find_urns(with_sector, phase="primary")[:7]), status=400)
    assert "7 are chosen: take one away." in page.text
    assert len([href for text, href in page.links if text.startswith("Take away")]) == 7
    assert 'name="add"' not in page.html


def test_no_school_at_all_is_an_invitation(with_sector, client: Client):
    page = get_page(client, "/schools/compare")
    assert "No school is chosen yet" in page.text


def test_a_school_named_twice_counts_once(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    get_page(client, url_of([urn, urn]), status=400)


@pytest.mark.parametrize(("query", "status"), [("urn=abc", 400), ("urn=1&urn=2", 404), ("urn=" + "9" * 12, 400)])
def test_what_is_no_school_is_refused(with_sector, client: Client, query, status):
    get_page(client, f"/schools/compare?{query}", status=status)
    assert client.get(f"/schools/compare.csv?{query}").status_code == status


def test_a_file_of_one_school_is_refused_with_the_reason(with_sector, client: Client):
    urn = find_urns(with_sector, phase="primary")[0]
    assert "Choose 2 to 6 different schools." in get_page(client, f"/schools/compare.csv?urn={urn}", status=400).text


def test_a_figure_from_before_an_academy_says_so(with_build, client: Client):
    page = get_page(client, url_of([made.HARBOUR_LANE, made.LEFT]))
    assert "Harbour Lane Primary School" in page.text
    assert page.html.count("before URN 100001") == sum(
        cell.inherited for row in _all_rows(with_build, [made.HARBOUR_LANE, made.LEFT]) for cell in row.cells
    )


def _all_rows(home, urns):
    found = comparison.get_comparison(OPEN, store=store_of(home), urns=urns)
    return (*found.context, *found.outcomes)


def test_a_school_about_which_little_is_known_can_be_compared(with_build, client: Client):
    page = get_page(client, url_of([made.BARE, made.SILENT, made.GONE]))
    assert "not known" in page.text
    assert "closed" in page.text


def test_visitors_are_kept_out_where_open_data_is_closed(with_sector, closed, client: Client):
    urns = find_urns(with_sector, phase="primary")[:2]
    for path in ("/schools/compare", "/schools/compare.csv", "/schools/compare/print"):
        assert client.get(url_of(urns, path)).status_code == 403
    assert client.get("/schools/compare?add=a").status_code == 403


def test_the_page_asks_the_database_for_nothing(with_sector, client: Client, django_assert_num_queries):
    urns = find_urns(with_sector, phase="primary")[:6]
    client.get(url_of(urns))
    with django_assert_num_queries(0):
        client.get(url_of(urns))
