"""What file and folder names say: the academic year, the day."""

import calendar
import datetime as dt
import re
from collections.abc import Sequence

from plait.core.years import AcademicYear

# 2022_23, 2022-23, 202223, 2022-2023; not the first digits of a longer number such as 20180501.
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_–]?((?:19|20)?\d\d)(?!\d)")
_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_]?(0[1-9]|1[0-2])[-_]?([0-2]\d|3[01])(?!\d)")
_MONTH = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_]?(0[1-9]|1[0-2])(?!\d)")
_CALENDAR_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")


def find_years(name: str) -> tuple[AcademicYear, ...]:
    """The academic years that a name mentions, in order and once each."""
    found = (_as_year(start, end) for start, end in _YEAR.findall(name))
    return tuple(dict.fromkeys(year for year in found if year is not None))


def find_year(names: Sequence[str]) -> AcademicYear | None:
    """The academic year of the first name that mentions exactly one; names come nearest first (file, folder, …)."""
    for name in names:
        years = find_years(name)
        if years:
            return years[0] if len(years) == 1 else None
    return None


def find_day(names: Sequence[str]) -> dt.date | None:
    """The day of the first name that mentions one; a month alone is its last day, a year alone its first."""
    for name in names:
        for pattern in (_DAY, _MONTH, _CALENDAR_YEAR):
            found = pattern.search(name)
            if found:
                day = _as_day(*(int(part) for part in found.groups()))
                if day is not None:
                    return day
    return None


def _as_year(start: str, end: str) -> AcademicYear | None:
    follows = int(start) + 1
    return AcademicYear(int(start)) if int(end) == (follows if len(end) == 4 else follows % 100) else None


def _as_day(year: int, month: int | None = None, day: int | None = None) -> dt.date | None:
    if month is None:
        return dt.date(year, 1, 1)
    last = calendar.monthrange(year, month)[1]
    if day is None:
        return dt.date(year, month, last)
    return dt.date(year, month, day) if 1 <= day <= last else None
