"""Finding a school, a trust or a place by what people type."""

import pytest

from plait.indicators.queries import search
from plait.indicators.queries.reach import OpenDataClosed
from plait.indicators.queries.search import Kind, Way
from plait.organisations.domain import Scope
from tests import store_factory as made


@pytest.mark.parametrize(
    ("typed", "way", "number"),
    [
        ("100001", Way.URN, made.HARBOUR_LANE),
        ("URN 100001", Way.URN, made.HARBOUR_LANE),
        ("100201", Way.URN, made.BEFORE_HARBOUR_LANE),
        ("801/2001", Way.LAESTAB, made.HARBOUR_LANE),
        ("8012001", Way.LAESTAB, made.HARBOUR_LANE),
        ("2001", Way.TRUST_NUMBER, made.NORTHBRIDGE),
        ("tr00002", Way.TRUST_NUMBER, made.TIDEWATER),
        ("07654321", Way.TRUST_NUMBER, made.NORTHBRIDGE),
        ("10061235", Way.TRUST_NUMBER, made.TIDEWATER),
    ],
)
def test_a_number_leads_to_the_one_thing_it_names(store, scope, typed, way, number):
    found = search.find(scope, store=store, typed=typed)
    assert found.way is way
    assert found.only is not None
    assert found.only.number == number


def test_a_number_that_names_nothing_says_so(store, scope):
    found = search.find(scope, store=store, typed="999999")
    assert (found.way, found.hits, found.only) == (Way.URN, (), None)


@pytest.mark.parametrize("typed", ["WX1 2AB", "wx12ab", " wx1  2ab "])
def test_a_postcode_finds_the_schools_there_however_it_is_written(store, scope, typed):
    found = search.find(scope, store=store, typed=typed)
    assert found.way is Way.POSTCODE
    assert made.HARBOUR_LANE in {hit.number for hit in found.hits}
    assert {hit.place for hit in found.hits} == {"Wexmouth"}


def test_a_postcode_without_a_school_finds_those_near_by(store, scope):
    found = search.find(scope, store=store, typed="WX1 2ZZ")
    assert found.way is Way.POSTCODE_START
    assert {hit.place for hit in found.hits} == {"Wexmouth"}


def test_a_name_finds_open_schools_before_closed_ones(store, scope):
    found = search.find(scope, store=store, typed="harbuor lane")
    assert [hit.number for hit in found.hits[:2]] == [made.HARBOUR_LANE, made.BEFORE_HARBOUR_LANE]
    assert [hit.open for hit in found.hits[:2]] == [True, False]


def test_a_name_in_capitals_is_found_by_its_plain_form(store, scope):
    assert search.find(scope, store=store, typed="saint marys ce prim").hits[0].number == made.MERGED
    assert search.find(scope, store=store, typed="tidewater").hits[0].number == made.TIDEWATER


def test_a_place_leads_to_the_place_and_to_its_schools(store, scope):
    found = search.find(scope, store=store, typed="Oldport", limit=20)
    assert (found.hits[0].kind, found.hits[0].schools_n) == (Kind.LA, 16)
    assert {hit.place for hit in found.hits[1:] if hit.kind is Kind.SCHOOL} == {"Oldport"}
    assert search.find(scope, store=store, typed="Penby").hits[0].kind is Kind.TOWN


def test_a_trust_leads_to_the_trust_before_its_schools(store, scope):
    found = search.find(scope, store=store, typed="northbridge", limit=20)
    assert found.hits[0].kind is Kind.TRUST
    assert {hit.trust_name for hit in found.hits[1:]} == {"Northbridge Learning Trust"}


def test_nothing_typed_and_nothing_found_are_not_errors(store, scope):
    assert search.find(scope, store=store, typed="  ").way is Way.NOTHING
    assert search.find(scope, store=store, typed="zzzzqqq").hits == ()
    assert search.find(scope, store=store, typed="<script>'\"%;--").hits == ()


def test_suggestions_are_few(store, scope):
    assert len(search.suggest(scope, store=store, typed="primary").hits) == search.SUGGESTIONS_N


def test_a_viewer_who_may_not_read_open_data_finds_nothing(store):
    with pytest.raises(OpenDataClosed):
        search.suggest(Scope(open_data=False), store=store, typed="harbour")
