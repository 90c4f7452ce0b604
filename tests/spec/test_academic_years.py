"""What an academic year is, and how it is written."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plait.core.years import AcademicYear, NotAnAcademicYear


@pytest.mark.parametrize("text", ["2024/25", "2024-25", "2024_25", "202425", "2024-2025", "2024–25", " 2024/25 "])
def test_a_year_is_read_in_every_form_publishers_use(text):
    assert AcademicYear.parse(text) == AcademicYear(2024)


@pytest.mark.parametrize("text", ["2024", "24/25", "2024/26", "2024-2026", "next year", "", "1999/2001", "202413"])
def test_what_is_not_an_academic_year_is_refused(text):
    with pytest.raises(NotAnAcademicYear, match="not an academic year"):
        AcademicYear.parse(text)


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (dt.date(2024, 8, 31), 2023),
        (dt.date(2024, 9, 1), 2024),
        (dt.date(2025, 1, 16), 2024),
        (dt.date(2024, 12, 31), 2024),
    ],
)
def test_the_year_turns_on_the_first_of_september(day, start):
    assert AcademicYear.of_date(day) == AcademicYear(start)


def test_the_turn_of_the_century_is_printed_with_two_digits():
    assert str(AcademicYear(1999)) == "1999/00"


def test_a_year_out_of_living_memory_is_refused():
    with pytest.raises(NotAnAcademicYear):
        AcademicYear(1870)


@given(st.integers(1980, 2099))
def test_what_is_printed_is_read_again(start):
    year = AcademicYear(start)
    assert AcademicYear.parse(str(year)) == year
    assert AcademicYear.of_date(year.first_day) == AcademicYear.of_date(year.last_day) == year
    assert year.last_day + dt.timedelta(days=1) == dt.date(start + 1, 9, 1)
