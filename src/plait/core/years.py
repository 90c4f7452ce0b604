"""Academic years: `AcademicYear(2024)` is September 2024 to August 2025, printed 2024/25."""

import datetime as dt
import re
from dataclasses import dataclass

from plait.core.errors import PlaitError

_FIRST_MONTH = 9  # an English academic year starts on 1 September
_WRITTEN = re.compile(r"(?<!\d)(?P<start>(?:19|20)\d\d)\s*[-/_–]?\s*(?P<end>(?:19|20)?\d\d)(?!\d)")


class NotAnAcademicYear(PlaitError, ValueError):
    """A text that was taken for an academic year is not one."""


@dataclass(frozen=True, slots=True, order=True)
class AcademicYear:
    """An academic year, named by the calendar year in which it starts."""

    start: int

    def __post_init__(self) -> None:
        if not 1980 <= self.start <= 2100:
            raise NotAnAcademicYear(
                f"{self.start} is not an academic year.", mend="Use the year in which it starts, such as 2024."
            )

    def __str__(self) -> str:
        return f"{self.start}/{(self.start + 1) % 100:02d}"

    @property
    def first_day(self) -> dt.date:
        """1 September."""
        return dt.date(self.start, _FIRST_MONTH, 1)

    @property
    def last_day(self) -> dt.date:
        """31 August of the following calendar year."""
        return dt.date(self.start + 1, 8, 31)

    @classmethod
    def of_date(cls, day: dt.date) -> "AcademicYear":
        """The academic year in which a day falls."""
        return cls(day.year if day.month >= _FIRST_MONTH else day.year - 1)

    @classmethod
    def parse(cls, text: str) -> "AcademicYear":
        """Read 2024/25, 2024-25, 2024_25, 202425 or 2024-2025.

        Raises
        ------
        NotAnAcademicYear
            If the text holds none of these, or two years that do not follow each other.
        """
        found = _WRITTEN.fullmatch(text.strip())
        if found is None:
            raise NotAnAcademicYear(f"“{text}” is not an academic year.", mend="Write it as 2024/25.")
        start, end = int(found["start"]), found["end"]
        if int(end) % 100 != (start + 1) % 100 or (len(end) == 4 and int(end) != start + 1):
            raise NotAnAcademicYear(
                f"“{text}” is not an academic year.",
                why="The two years do not follow each other.",
                mend="Write it as 2024/25.",
            )
        return cls(start)
