"""Periods for which figures are kept."""

import datetime as dt
import itertools

import pytest

from plait.indicators.periods import (
    Cadence,
    NotAPeriod,
    easter_of,
    list_due,
    list_periods,
    next_of,
    period_of,
    read_period,
)

DAY = dt.date(2026, 11, 4)


@pytest.mark.parametrize(
    ("cadence", "start", "end", "label", "short"),
    [
        (Cadence.WEEKLY, dt.date(2026, 11, 2), dt.date(2026, 11, 8), "Week of 2 November 2026", "2 Nov"),
        (Cadence.MONTHLY, dt.date(2026, 11, 1), dt.date(2026, 11, 30), "November 2026", "Nov 26"),
        (Cadence.HALF_TERMLY, dt.date(2026, 11, 1), dt.date(2026, 12, 31), "Autumn 2 2026/27", "Autumn 2 26"),
        (Cadence.TERMLY, dt.date(2026, 9, 1), dt.date(2026, 12, 31), "Autumn 2026/27", "Autumn 26"),
        (Cadence.YEARLY, dt.date(2026, 9, 1), dt.date(2027, 8, 31), "2026/27", "2026/27"),
    ],
)
def test_a_day_lies_in_one_period_of_each_cadence(
    cadence: Cadence, start: dt.date, end: dt.date, label: str, short: str
):
    found = period_of(DAY, cadence=cadence)
    assert (found.start, found.end, found.label, found.short) == (start, end, label, short)


@pytest.mark.parametrize("cadence", Cadence)
def test_periods_follow_one_another_without_a_gap_and_come_back_from_their_names(cadence: Cadence):
    found = list_periods(dt.date(2025, 9, 1), dt.date(2027, 8, 31), cadence=cadence)
    for one, following in itertools.pairwise(found):
        assert following.start == one.end + dt.timedelta(days=1)
        assert next_of(one) == following
    for each in found:
        assert period_of(each.start, cadence=cadence) == period_of(each.end, cadence=cadence) == each
        if cadence is not Cadence.WEEKLY:
            assert read_period(each.label.upper(), cadence=cadence) == each
    expected = {"weekly": 105, "monthly": 24, "half_termly": 12, "termly": 6, "yearly": 2}
    assert len(found) == expected[cadence]


def test_a_school_year_has_about_thirty_nine_weeks_and_no_figure_is_due_of_a_holiday():
    weeks = list(list_periods(dt.date(2026, 9, 7), dt.date(2027, 7, 31), cadence=Cadence.WEEKLY))
    taught = [each for each in weeks if not each.is_usual_holiday]
    assert 37 <= len(taught) <= 40
    starts = {each.start for each in taught}
    for holiday in ((2026, 10, 26), (2026, 12, 28), (2027, 2, 15), (2027, 3, 29), (2027, 5, 31)):
        assert dt.date(*holiday) not in starts


def test_only_what_is_over_is_due():
    due = list_due(dt.date(2026, 9, 7), dt.date(2026, 9, 22), cadence=Cadence.WEEKLY)
    assert [each.start.day for each in due] == [7, 14]
    assert list_due(DAY, DAY, cadence=Cadence.TERMLY) == ()


def test_easter_falls_where_the_church_says():
    assert [easter_of(year) for year in (2000, 2019, 2026, 2027)] == [
        dt.date(2000, 4, 23),
        dt.date(2019, 4, 21),
        dt.date(2026, 4, 5),
        dt.date(2027, 3, 28),
    ]


@pytest.mark.parametrize("cadence", Cadence)
def test_what_names_no_period_is_refused_with_an_example(cadence: Cadence):
    with pytest.raises(NotAPeriod, match=r"02/11/2026"):
        read_period("sometime", cadence=cadence)
