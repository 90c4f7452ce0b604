"""Periods for which figures are kept: school weeks, half-terms, terms, months, academic years. No Django.

Days on which terms begin differ from school to school. A half-term here is named by the months in which nearly all
schools teach it, so that figures of several schools stand beside one another; a trust's own days differ by a few.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from plait.core.errors import PlaitError
from plait.core.years import AcademicYear


class Cadence(StrEnum):
    """How often a figure is kept."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    HALF_TERMLY = "half_termly"
    TERMLY = "termly"
    YEARLY = "yearly"

    @property
    def label(self) -> str:
        """In the sector's words."""
        return _LABELS[self][0]

    @property
    def noun(self) -> str:
        """One of its periods, such as “week”."""
        return _LABELS[self][1]


_LABELS: Final = {
    Cadence.WEEKLY: ("Each school week", "week"),
    Cadence.MONTHLY: ("Each month", "month"),
    Cadence.HALF_TERMLY: ("Each half-term", "half-term"),
    Cadence.TERMLY: ("Each term", "term"),
    Cadence.YEARLY: ("Each academic year", "year"),
}
# Month in which each half-term and term begins, in the order of the school year.
_HALF_TERMS: Final = (
    (9, "Autumn 1"),
    (11, "Autumn 2"),
    (1, "Spring 1"),
    (2, "Spring 2"),
    (4, "Summer 1"),
    (6, "Summer 2"),
)
_TERMS: Final = ((9, "Autumn"), (1, "Spring"), (4, "Summer"))
_MIDDLE: Final = 16  # Spring 2 begins in the middle of February, every other on the first of its month
_WEEK: Final = dt.timedelta(days=7)


class NotAPeriod(PlaitError, ValueError):
    """A day or a text that names no period."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A period: its first day, by which it is kept, its last day, and how often it comes."""

    start: dt.date
    end: dt.date
    cadence: Cadence

    @property
    def label(self) -> str:
        """Its name, such as “Week of 2 November 2026” or “Autumn 1 2026/27”."""
        return _name(self)

    @property
    def short(self) -> str:
        """Its name under a chart."""
        match self.cadence:
            case Cadence.WEEKLY:
                return f"{self.start:%-d %b}"
            case Cadence.MONTHLY:
                return f"{self.start:%b %y}"
            case Cadence.YEARLY:
                return str(AcademicYear.of_date(self.start))
            case _:
                return f"{_stretch(self)[1]} {AcademicYear.of_date(self.start).start % 100:02d}"

    @property
    def is_usual_holiday(self) -> bool:
        """Whether nearly all schools are closed all week; a figure may still be kept for it."""
        return self.cadence is Cadence.WEEKLY and _is_holiday(self.start)


def period_of(day: dt.date, *, cadence: Cadence) -> Period:
    """The period in which a day falls."""
    if cadence is Cadence.WEEKLY:
        start = day - dt.timedelta(days=day.weekday())
        return Period(start, start + dt.timedelta(days=6), cadence)
    if cadence is Cadence.YEARLY:
        year = AcademicYear.of_date(day)
        return Period(year.first_day, year.last_day, cadence)
    start = max(each for each in _starts(day.year - 1, day.year, cadence) if each <= day)
    following = min(each for each in _starts(day.year, day.year + 1, cadence) if each > day)
    return Period(start, following - dt.timedelta(days=1), cadence)


def next_of(period: Period) -> Period:
    """The period after one."""
    return period_of(period.end + dt.timedelta(days=1), cadence=period.cadence)


def list_periods(first: dt.date, last: dt.date, *, cadence: Cadence) -> tuple[Period, ...]:
    """Every period from the one of `first` to the one of `last`."""
    found, each = [], period_of(first, cadence=cadence)
    while each.start <= last:
        found.append(each)
        each = next_of(each)
    return tuple(found)


def list_due(first: dt.date, today: dt.date, *, cadence: Cadence) -> tuple[Period, ...]:
    """Periods since `first` that are over, usual holidays left out: those of which figures can be there."""
    periods = list_periods(first, today, cadence=cadence)
    return tuple(each for each in periods if each.end < today and not each.is_usual_holiday)


def read_period(text: str, *, cadence: Cadence, day: dt.date | None = None) -> Period:
    """A period from its name, as pages and templates write it, or from a day in it.

    Raises
    ------
    NotAPeriod
        If it is neither.
    """
    if day is not None:
        return period_of(day, cadence=cadence)
    bare = " ".join(text.casefold().split())
    try:
        found = AcademicYear.parse(bare.split()[-1] if bare else "")
    except PlaitError:
        found = None
    if found is not None:
        periods = list_periods(found.first_day, found.last_day, cadence=cadence)
        named = [each for each in periods if each.label.casefold() == bare]
        if named:
            return named[0]
    if cadence is Cadence.MONTHLY:
        for form in ("%B %Y", "%b %Y", "%b %y", "%Y-%m"):
            try:
                return period_of(dt.datetime.strptime(bare, form).date(), cadence=cadence)  # noqa: DTZ007 a day
            except ValueError:
                continue
    example = period_of(dt.date(2026, 11, 2), cadence=cadence).label
    raise NotAPeriod(
        f"“{text}” is not a {cadence.noun}.", mend=f"Write a day in it, such as 02/11/2026, or its name: {example}."
    )


def _starts(first: int, last: int, cadence: Cadence) -> Iterator[dt.date]:
    for year in range(first, last + 1):
        if cadence is Cadence.MONTHLY:
            yield from (dt.date(year, month, 1) for month in range(1, 13))
        for month, name in _HALF_TERMS if cadence is Cadence.HALF_TERMLY else _TERMS:
            if cadence is not Cadence.MONTHLY:
                yield dt.date(year, month, _MIDDLE if name == "Spring 2" else 1)


def _stretch(period: Period) -> tuple[int, str]:
    stretches = _HALF_TERMS if period.cadence is Cadence.HALF_TERMLY else _TERMS
    return next(each for each in stretches if each[0] == period.start.month)


def _name(period: Period) -> str:
    match period.cadence:
        case Cadence.WEEKLY:
            return f"Week of {period.start:%-d %B %Y}"
        case Cadence.MONTHLY:
            return f"{period.start:%B %Y}"
        case Cadence.YEARLY:
            return str(AcademicYear.of_date(period.start))
        case _:
            return f"{_stretch(period)[1]} {AcademicYear.of_date(period.start)}"


def _is_holiday(monday: dt.date) -> bool:
    """Weeks that are holidays in nearly every school of England: half-terms, Christmas, Easter, summer."""
    year, friday = monday.year, monday + dt.timedelta(days=4)
    if dt.date(year, 7, 24) <= friday and monday < dt.date(year, 8, 31):
        return True
    if (monday.month, monday.day) >= (12, 20) or (monday.month == 1 and friday.day <= 5):
        return True
    autumn = dt.date(year, 10, 31)
    halves = (
        autumn - dt.timedelta(days=autumn.weekday()) - (_WEEK if autumn.weekday() < 4 else dt.timedelta()),
        _first_monday(dt.date(year, 2, 12)),
        dt.date(year, 5, 31) - dt.timedelta(days=dt.date(year, 5, 31).weekday()),
    )
    easter = easter_of(year)
    return monday in halves or easter - _WEEK < monday <= easter + dt.timedelta(days=1)


def _first_monday(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=-day.weekday() % 7)


def easter_of(year: int) -> dt.date:
    """Easter Sunday, by the anonymous Gregorian algorithm (Meeus, Astronomical algorithms, chapter 8)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    m = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    n = h + m - 7 * ((a + 11 * h + 22 * m) // 451) + 114
    return dt.date(year, n // 31, n % 31 + 1)
