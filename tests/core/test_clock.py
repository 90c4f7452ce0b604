"""The clock: now, unless a demonstration tells what happened before."""

import datetime as dt

import pytest
from django.utils import timezone

from plait.core import clock
from plait.core.clock import NotYet, as_of

PAST = dt.datetime(2024, 10, 3, 9, 0, tzinfo=dt.UTC)


def test_the_clock_tells_the_time_it_is():
    before, told, after = timezone.now(), clock.now(), timezone.now()
    assert before <= told <= after
    assert clock.today() == timezone.localdate()


def test_what_is_told_as_of_a_moment_goes_forward_from_there_and_ends():
    with as_of(PAST):
        first, second = clock.now(), clock.now()
        assert (first, clock.today()) == (PAST, dt.date(2024, 10, 3))
        assert first < second < PAST + dt.timedelta(minutes=1)
    assert clock.now() - timezone.now() < dt.timedelta(seconds=1)


def test_the_day_is_that_of_schools_in_summer_too():
    with as_of(dt.datetime(2025, 6, 30, 23, 30, tzinfo=dt.UTC)):
        assert clock.today() == dt.date(2025, 7, 1)


def test_the_future_and_an_earlier_moment_are_refused():
    with pytest.raises(NotYet), as_of(timezone.now() + dt.timedelta(hours=1)):
        pass
    with as_of(PAST), pytest.raises(NotYet), as_of(PAST - dt.timedelta(days=1)):
        pass


def test_the_clock_runs_again_after_a_fault():
    with pytest.raises(ZeroDivisionError), as_of(PAST):
        _ = 1 / 0
    assert clock.today() == timezone.localdate()
