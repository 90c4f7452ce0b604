"""The funnel: everyone pale, limits with and without the usual differences, and no name of a school in need."""

import csv
import io
import re

import numpy as np
import polars as pl
import pytest
from django.test import Client

from plait.insight.outcomes import shelf
from plait.insight.queries import signals_funnel, signals_kept
from plait.organisations.domain import Scope
from plait.stats.funnel import funnel_of
from plait.web.charts import funnel
from tests.insight import signals_england as england
from tests.web import drawings
from tests.web.pages import get_page
from tests.web.sector import store_of

pytestmark = pytest.mark.django_db
RWM = f"primary.{england.RWM}"
PAGE = f"/bright-spots/funnel?outcome={RWM}"
ANYONE = Scope(open_data=True)
ENTITLED = Scope(open_data=True, needs_everywhere=True)


def get(home, *, scope: Scope = ANYONE, near: int | None = None) -> signals_funnel.FunnelFacts:
    return signals_funnel.get_funnel(scope, store_of(home), RWM, near=near)


def test_everyone_of_the_year_is_in_the_picture_and_the_shares_are_those_of_the_statistics(with_england):
    found, store = get(with_england), store_of(with_england)
    rows = signals_kept.frame(store, signals_kept.get(store, shelf.get_outcome(RWM)), "years").filter(
        (pl.col("year") == 2023) & pl.col("expected").is_not_null()
    )
    slow = funnel_of(
        (rows["observed"] - rows["expected"]).to_numpy(), chance=rows["chance_sd"].to_numpy() ** 2, target=0.0
    )
    assert found.schools_n == rows.height == sum(each.schools_n for each in found.cells)
    assert found.beyond_chance_rate == pytest.approx(np.mean(np.abs(slow.z) > 1.959964), abs=1e-9)
    assert found.beyond_usual_rate == pytest.approx(np.mean(np.abs(slow.adjusted) > 1.959964), abs=1e-9)
    assert found.tau == pytest.approx(slow.tau2**0.5)
    assert found.beyond_chance_rate > found.beyond_usual_rate


def test_limits_widen_where_cohorts_are_small_and_hold_chance_within_usual_within_far(with_england):
    limits = get(with_england).limits
    assert all(each.chance < each.usual < each.far for each in limits)
    assert [each.chance for each in limits] == sorted((each.chance for each in limits), reverse=True)
    assert limits[0].pupils_n < limits[-1].pupils_n


def test_the_page_says_what_lies_outside_and_what_the_picture_cannot_tell(with_england, client: Client):
    page = get_page(client, PAGE)
    assert re.search(r"\d+% of \d+ schools lie outside the 95% limits of chance alone", page.text)
    assert "The funnel looks at one year" in page.text
    assert "The limits as a table" in page.text
    assert page.html.count('class="ch-limit') >= 6
    assert called(england.LOW) not in page.text


def called(urn: int) -> str:
    return f"Primary School {urn}"


def test_a_school_above_the_limits_is_told_so(with_england, client: Client):
    page = get_page(client, f"{PAGE}&near={england.STAR}")
    assert re.search(rf"{called(england.STAR)}: \+\d+ percentage points from what was expected", page.text)
    assert "above the 95% limits" in page.text
    assert 'class="ch-you"' in page.html


def test_on_the_side_of_need_no_word_is_put_to_a_place_for_everybody(with_england, client: Client, settings):
    low = lowest(with_england)
    place = get(with_england, near=low)
    assert place.own is not None
    assert place.own.outside == -1
    assert not place.own_told
    text = get_page(client, f"{PAGE}&near={low}").text
    assert "is told to people of the school and of its trust" in text
    assert "below the 95% limits" not in text
    settings.PLAIT_SHOW_NEEDS = True
    assert "below the 95% limits" in get_page(client, f"{PAGE}&near={low}").text


def lowest(home) -> int:
    """The school of the year that lies farthest below what was expected."""
    store = store_of(home)
    rows = signals_kept.frame(store, signals_kept.get(store, shelf.get_outcome(RWM)), "years").filter(
        (pl.col("year") == 2023) & pl.col("expected").is_not_null()
    )
    open_now = store.table("schools").filter(pl.col("status") == "open")["urn"].to_list()
    return int(rows.filter(pl.col("urn").is_in(open_now)).sort(pl.col("observed") - pl.col("expected"))["urn"][0])


def test_no_neighbour_on_the_side_of_need_is_named_to_those_not_entitled(with_england, client: Client):
    plain, entitled = (get(with_england, scope=scope, near=england.STAR) for scope in (ANYONE, ENTITLED))
    low = [each for each in entitled.neighbours if each.difference < 0]
    assert low
    assert all(each.name and each.urn for each in entitled.neighbours)
    assert all(each.difference >= 0 for each in plain.neighbours if each.name)
    assert all(each.urn is None and each.outside == 0 for each in plain.neighbours if not each.name)
    assert sorted(each.difference for each in plain.neighbours) == sorted(
        each.difference for each in entitled.neighbours
    )
    page = get_page(client, f"{PAGE}&near={england.STAR}")
    assert [each.name for each in low if each.name in page.text] == []
    assert "without a name" in page.text
    told = client.get(f"/bright-spots/funnel.csv?outcome={RWM}&near={england.STAR}").content.decode()
    assert [each.name for each in low if each.name in told] == []


def test_the_csv_twin_holds_dots_limits_and_the_marked(with_england, client: Client):
    found = get(with_england, near=england.STAR)
    told = client.get(f"/bright-spots/funnel.csv?outcome={RWM}&near={england.STAR}").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(told)))
    dots = [row for row in rows if row["What"] == "dot"]
    assert sum(int(row["Schools"]) for row in dots) == found.schools_n
    assert len([row for row in rows if row["What"] == "limit"]) == len(found.limits)
    (own,) = [row for row in rows if row["What"] == "your school"]
    assert int(own["URN"]) == england.STAR


def test_without_an_outcome_the_page_offers_them(with_england, client: Client):
    page = get_page(client, "/bright-spots/funnel")
    assert page.h1 == "Who lies outside the funnel?"
    assert ("Pupils meeting the expected standard in reading, writing and maths", PAGE) in page.links


def test_a_refused_outcome_says_why(with_england, client: Client):
    assert "figures in two years" in get_page(client, f"/bright-spots/funnel?outcome=primary.{england.ONE_YEAR}").text


def test_visitors_are_kept_out_where_open_data_is_closed(with_england, closed, client: Client):
    for path in ("/bright-spots/funnel", PAGE, f"/bright-spots/funnel.csv?outcome={RWM}"):
        assert client.get(path).status_code == 403


def test_without_data_the_page_says_how_to_get_some(without_build, client: Client):
    assert client.get(PAGE).status_code == 503


def test_the_page_asks_the_database_for_nothing(with_england, client: Client, django_assert_num_queries):
    client.get(PAGE)
    with django_assert_num_queries(0):
        client.get(PAGE)
        client.get(f"{PAGE}&near={england.STAR}")


def drawn(dots: tuple[funnel.Dot, ...], **told) -> funnel.FunnelChart:
    limits = (funnel.Limit(10, 20, 30, 40), funnel.Limit(100, 6, 15, 25))
    known = {
        "label": "A funnel",
        "dots": dots,
        "limits": limits,
        "pupils_lo": 10.0,
        "pupils_hi": 100.0,
        "reach": 50.0,
        "unit": "points",
        "schools_n": 200,
        "beyond_chance_rate": 0.31,
        "beyond_usual_rate": 0.052,
    }
    return funnel.FunnelChart(**{**known, **told})


def test_a_drawing_of_everyone_stays_small():
    dots = tuple(funnel.Dot(10 * 1.04**x, y * 2.2 - 50, 1 + x % 25) for x in range(59) for y in range(45))
    assert len(funnel.draw(drawn(dots, schools_n=16_000))) < 150_000


def test_places_are_even_in_the_logarithm_of_the_cohort_and_upright_in_the_difference():
    own = funnel.Point("Us", 10 * 10**0.5, 25.0)
    tree = drawings.read(funnel.draw(drawn((), own=own)))
    (mark,) = drawings.find(tree, "ch-you")
    assert drawings.share(mark, "cx") == pytest.approx(0.08 + 0.91 / 2, abs=1e-3)
    (nought,) = drawings.find(tree, "ch-zero")
    assert float(mark.attrib["cy"]) < float(nought.attrib["y1"])


def test_the_sentence_and_the_description_are_the_same_and_pupils_are_named():
    chart = drawn((), noun="students")
    tree = drawings.read(funnel.draw(chart))
    assert drawings.description_of(tree) == funnel.sentence(chart)
    assert funnel.sentence(chart).startswith("31% of 200 schools lie outside")
    assert funnel.table(chart).rows[0].cells[0].text == "A cohort of 10 students"


def test_a_school_without_a_name_is_drawn_and_not_in_the_table():
    near = (funnel.Point("Them", 20, 4.0), funnel.Point("", 30, -9.0))
    chart = drawn((), neighbours=near)
    assert len(drawings.find(drawings.read(funnel.draw(chart)), "ch-place")) == 2
    assert [row.cells[0].text for row in funnel.marked(chart).rows] == ["Them"]
