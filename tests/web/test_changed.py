"""What changed: who likely rose, by name or likeness, and who may read of those that fell."""

import csv
import io
import re

import pytest
from django.test import Client

from plait.insight.queries import signals_movers, signals_spots
from plait.insight.queries.signals_kept import NoSignals
from plait.organisations.domain import Scope
from tests.insight import signals_england as england
from tests.web.pages import Page, get_page
from tests.web.sector import store_of

pytestmark = pytest.mark.django_db
RWM = f"primary.{england.RWM}"
LIST = f"/bright-spots/changed?outcome={RWM}"
ANYONE = Scope(open_data=True)


def rows_of(page: Page) -> list[str]:
    return re.findall(r'<div class="pl-spot__who"><h3><a href="[^"]+">([^<]+)</a>', page.html)


def called(urn: int) -> str:
    return f"Primary School {urn}"


@pytest.fixture
def entitled(settings: object) -> None:
    """The operator shows needs to everybody."""
    settings.PLAIT_SHOW_NEEDS = True  # type: ignore[attr-defined]


def test_without_an_outcome_the_page_offers_those_that_can_be_told(with_england, client: Client):
    page = get_page(client, "/bright-spots/changed")
    assert page.h1 == "Where has something changed?"
    assert ("Pupils meeting the expected standard in reading, writing and maths", LIST) in page.links
    assert "from 2021/22 or 2022/23 to 2023/24" in page.text


def test_who_rose_is_listed_from_a_to_z_with_the_interval(with_england, client: Client):
    page = get_page(client, LIST)
    names = rows_of(page)
    assert called(england.RISER) in names
    assert names == sorted(names)
    assert "from 2021/22 to 2023/24" in page.text
    assert re.search(r"\d+ of \d+ schools are listed; about [\d.]+% of these flags are expected to be false", page.text)
    row = page.html[page.html.index(called(england.RISER)) :].split("</li>")[0]
    assert re.search(r"\+\d+ percentage points \([+−]\d+ to \+\d+\)", row)
    assert re.search(
        r"Published: \d+ below what was expected in 2021/22 and \d+ above what was expected in 2023/24", row
    )


def test_with_a_school_those_most_like_it_come_first(with_england, client: Client):
    page = get_page(client, f"{LIST}&near={england.LOW}")
    found = signals_movers.list_movers(ANYONE, store_of(with_england), RWM, span="long", near=england.LOW)
    assert rows_of(page) == [each.name for each in found.movers]
    near = [each.distance for each in found.movers if each.distance is not None]
    assert near == sorted(near)


def test_the_other_span_can_be_asked_for(with_england, client: Client):
    page = get_page(client, f"{LIST}&span=last")
    assert "from 2022/23 to 2023/24" in page.text


def test_a_visitor_is_not_told_who_fell(with_england, client: Client):
    page = get_page(client, LIST)
    assert "is told only to people of the school and of its trust" in page.text
    assert not any("side=fell" in url for _, url in page.links)
    asked = get_page(client, f"{LIST}&side=fell")
    assert rows_of(asked) == []
    assert re.search(r"Primary School \d", asked.text) is None
    assert "This is not told to everybody" in asked.text
    told = client.get(f"/bright-spots/changed.csv?outcome={RWM}&side=fell").content.decode()
    assert len(told.strip().splitlines()) == 1


def test_the_entitled_are_told_who_fell(with_england, entitled, client: Client):
    page = get_page(client, LIST)
    assert any("side=fell" in url for _, url in page.links)
    fell = get_page(client, f"{LIST}&side=fell")
    scope = Scope(open_data=True, needs_everywhere=True)
    found = signals_movers.list_movers(scope, store_of(with_england), RWM, span="long", fell=True)
    assert rows_of(fell) == [each.name for each in found.movers] != []
    assert all(each.change < 0 for each in found.movers)
    assert 'class="ch ch-signal"' not in fell.html


def test_people_of_one_school_are_told_of_that_school_alone(with_england):
    store = store_of(with_england)
    everyone = signals_movers.list_movers(
        Scope(open_data=True, needs_everywhere=True), store, RWM, span="long", fell=True
    )
    assert len(everyone.movers) > 1
    one = everyone.movers[1].urn
    own = signals_movers.list_movers(
        Scope(open_data=True, needs_schools=frozenset({one})), store, RWM, span="long", fell=True
    )
    assert [each.urn for each in own.movers] == [one]
    assert own.listed_n == everyone.listed_n
    assert own.false_share == everyone.false_share <= 0.05


def test_rises_and_falls_are_two_lists_with_nobody_on_both(with_england):
    store, scope = store_of(with_england), Scope(open_data=True, needs_everywhere=True)
    rose, fell = (
        {each.urn for each in signals_movers.list_movers(scope, store, RWM, span="long", fell=side).movers}
        for side in (False, True)
    )
    assert not rose & fell


def test_a_part_of_the_list_has_the_family_of_the_whole(with_england):
    store = store_of(with_england)
    whole = signals_movers.list_movers(ANYONE, store, RWM, span="long")
    part = signals_movers.list_movers(ANYONE, store, RWM, span="long", part=signals_spots.Part(most=1, skip=1))
    assert part.movers == whole.movers[1:2]
    assert (part.found_n, part.false_share) == (whole.found_n, whole.false_share)


def test_the_csv_twin_has_the_whole_list(with_england, client: Client):
    rows = list(
        csv.DictReader(io.StringIO(client.get(f"/bright-spots/changed.csv?outcome={RWM}").content.decode("utf-8-sig")))
    )
    found = signals_movers.list_movers(ANYONE, store_of(with_england), RWM, span="long")
    assert [int(row["URN"]) for row in rows] == [each.urn for each in found.movers]
    assert all(float(row["Low"]) < float(row["Change"]) < float(row["High"]) for row in rows)
    assert {row["Since"] for row in rows} == {"2021/22"}


def test_a_refused_outcome_says_why(with_england, client: Client):
    assert "figures in two years" in get_page(client, f"/bright-spots/changed?outcome=primary.{england.ONE_YEAR}").text


def test_a_span_that_the_build_cannot_tell_is_refused(with_england):
    with pytest.raises(NoSignals, match="cannot be told"):
        signals_movers.list_movers(ANYONE, store_of(with_england), RWM, span="ever")


def test_filters_that_leave_nobody_say_so(with_england, client: Client):
    page = get_page(client, f"{LIST}&region=Wales")
    assert "No listed school is here" in page.text
    assert rows_of(page) == []


def test_suggestions_lead_back_to_this_page(with_england, client: Client):
    told = client.get(f"/bright-spots/changed/schools?outcome={RWM}&school={england.LOW}").content.decode()
    assert f"/bright-spots/changed?outcome={RWM}&amp;near={england.LOW}" in told


def test_visitors_are_kept_out_where_open_data_is_closed(with_england, closed, client: Client):
    for path in ("/bright-spots/changed", LIST, f"/bright-spots/changed.csv?outcome={RWM}"):
        assert client.get(path).status_code == 403


def test_without_data_the_page_says_how_to_get_some(without_build, client: Client):
    assert client.get(LIST).status_code == 503


def test_the_page_asks_the_database_for_nothing(with_england, client: Client, django_assert_num_queries):
    client.get(LIST)
    with django_assert_num_queries(0):
        client.get(LIST)
        client.get(f"{LIST}&near={england.LOW}&span=last")
