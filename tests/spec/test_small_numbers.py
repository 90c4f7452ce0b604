"""What is said, and not said, about few pupils."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plait.indicators.domain import count_pupils, describe_pupils
from plait.indicators.withholding import (
    COMPLEMENT,
    FEW_COUNTED,
    FEW_PUPILS,
    SMALLEST_GROUP,
    UNKNOWN_PUPILS,
    Shown,
    withhold,
    withhold_parts,
)


@pytest.mark.parametrize(
    ("pupils", "counted", "because"),
    [
        (None, None, UNKNOWN_PUPILS),
        (0, None, FEW_PUPILS),
        (5, None, FEW_PUPILS),
        (6, None, None),
        (30, 0, None),
        (30, 1, FEW_COUNTED),
        (30, 5, FEW_COUNTED),
        (30, 6, None),
        (30, 24, None),
        (30, 25, FEW_COUNTED),
        (30, 29, FEW_COUNTED),
        (30, 30, None),
        (11, 6, FEW_COUNTED),
        (12, 6, None),
        (5, 0, FEW_PUPILS),
    ],
)
def test_a_figure_about_few_pupils_is_withheld_on_one_side_of_the_line_and_shown_on_the_other(pupils, counted, because):
    shown = withhold(40.0, pupils_n=pupils, counted_n=counted)
    assert shown == Shown(None if because else 40.0, because)


def test_the_line_is_where_the_publisher_draws_it():
    assert SMALLEST_GROUP == 6


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([10, 20, 30], [10, 20, 30]),
        ([3, 4, 30], [None, None, 30]),
        ([3, 20, 30], [None, None, 30]),
        ([3, 20, 20], [None, None, 20]),
        ([0, 3, 30], [0, None, None]),
        ([3], [None]),
        ([5, 0], [None, 0]),
        ([6, 6], [6, 6]),
    ],
)
def test_a_withheld_part_is_not_given_away_by_the_total(counts, shown):
    assert [part.value for part in withhold_parts(counts)] == shown


def test_a_part_withheld_for_the_sake_of_another_says_so():
    assert [part.because for part in withhold_parts([3, 20, 30])] == [FEW_COUNTED, COMPLEMENT, None]


@given(st.lists(st.integers(0, 60), max_size=8))
def test_no_count_from_one_to_five_is_ever_shown_and_none_can_be_subtracted(counts):
    shown = withhold_parts(counts)
    assert all(part.value is None or part.value == 0 or part.value >= SMALLEST_GROUP for part in shown)
    assert all((part.value is None) != (part.because is None) for part in shown)
    hidden = [count for count, part in zip(counts, shown, strict=True) if part.value is None]
    others = [count for count in counts if count >= SMALLEST_GROUP]
    assert len(hidden) != 1 or not others


@pytest.mark.parametrize(
    ("difference", "cohort", "words"),
    [
        (13.3, 30, "about 4 more pupils of 30"),
        (-13.3, 30, "about 4 fewer pupils of 30"),
        (3.4, 30, "about 1 more pupil of 30"),
        (1.0, 30, "less than one pupil of 30"),
        (50.0, 5, FEW_PUPILS),
        (50.0, 6, "about 3 more pupils of 6"),
        (50.0, None, UNKNOWN_PUPILS),
    ],
)
def test_a_difference_is_said_in_pupils(difference, cohort, words):
    assert describe_pupils(difference, cohort_n=cohort) == words


def test_pupils_are_counted_before_they_are_rounded():
    assert count_pupils(10.0, cohort_n=25).value == 2.5
