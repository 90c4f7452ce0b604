import datetime as dt

import pytest

from plait.web import nearness, words
from plait.web.templatetags import plait as tags


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [(1204, 0, "1,204"), (-0.94, 1, "−0.9"), (-0.04, 1, "0.0"), (0.5, 0, "1"), (2.5, 0, "3"), (0.125, 2, "0.13")],
)
def test_numbers_have_commas_a_true_minus_and_round_half_away_from_nought(value: float, places: int, written: str):
    assert words.number(value, places=places) == written


@pytest.mark.parametrize(("value", "written"), [(4.8, "+4.8"), (-0.9, "−0.9"), (0.0, "0.0"), (0.04, "0.0")])
def test_a_difference_always_has_its_sign_but_nought_has_none(value: float, written: str):
    assert words.signed(value) == written


@pytest.mark.parametrize(
    ("n", "written"),
    [(0, "no schools"), (1, "one school"), (9, "nine schools"), (12, "12 schools"), (2400, "2,400 schools")],
)
def test_small_counts_are_words(n: int, written: str):
    assert words.count(n, "school") == written


def test_lists_are_joined_as_in_a_sentence():
    assert words.listed([]) == ""
    assert words.listed(["a"]) == "a"
    assert words.listed(["a", "b"]) == "a and b"
    assert words.listed(["a", "b", "c"], joiner="or") == "a, b or c"


def test_dates_read_as_on_gov_uk():
    assert tags.day(dt.date(2017, 9, 1)) == "1 September 2017"
    assert tags.month(dt.date(2017, 9, 1)) == "September 2017"
    assert tags.moment(dt.datetime(2026, 11, 21, 9, 5, tzinfo=dt.UTC)) == "21 November 2026 at 9:05am"


def test_nothing_is_written_as_nothing():
    assert [tags.day(None), tags.month(None), tags.moment(None), tags.number(None), tags.percent(None)] == [""] * 5


@pytest.mark.parametrize(
    ("miles", "written"),
    [
        (0.0, "under a mile"),
        (0.99, "under a mile"),
        (1.0, "1 mile"),
        (1.4, "1 mile"),
        (1.6, "2 miles"),
        (14.2, "14 miles"),
    ],
)
def test_one_mile_is_one_mile(miles: float, written: str):
    assert nearness.say_miles(miles) == written
