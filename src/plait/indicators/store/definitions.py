"""What each indicator is: its words, its unit, its years, and the column of a published file from which it comes."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from plait.core.missing import Reason
from plait.core.years import AcademicYear
from plait.indicators.store.definition_files import BadDefinition, read_definitions
from plait.indicators.store.definition_parts import Definition, Derived, Gap, Origin, Span

__all__ = [
    "FOLDER",
    "BadDefinition",
    "Definition",
    "Derived",
    "Gap",
    "Origin",
    "Span",
    "are_comparable",
    "find_gap",
    "find_span",
    "gap_reason",
    "load_definitions",
]

FOLDER = Path(__file__).resolve().parents[1] / "definitions"


def load_definitions(folder: Path | None = None) -> Mapping[str, Definition]:
    """Every indicator, by id, in the order of the files and of the entries in them.

    Parameters
    ----------
    folder
        Where the TOML files lie; by default the ones that come with Plait.

    Raises
    ------
    BadDefinition
        If an entry says something that cannot be, naming file, indicator and key.
    """
    return _load(FOLDER if folder is None else Path(folder))


def find_gap(definition: Definition, year: AcademicYear | int) -> Gap | None:
    """Why nobody has a figure for a year, where that is known."""
    start = year.start if isinstance(year, AcademicYear) else year
    for gap in definition.gaps:
        if gap.first <= start and (gap.last is None or start <= gap.last):
            return gap
    return None


def gap_reason(definition: Definition, year: AcademicYear | int) -> Reason | None:
    """The reason why nobody has a figure for a year; None where figures exist or nothing is known."""
    gap = find_gap(definition, year)
    return gap.reason if gap else None


def find_span(definition: Definition, year: AcademicYear | int) -> Span | None:
    """The span of comparable years in which a year falls."""
    start = year.start if isinstance(year, AcademicYear) else year
    for span in definition.spans:
        if span.first <= start and (span.last is None or start <= span.last):
            return span
    return None


def are_comparable(definition: Definition, one: AcademicYear | int, other: AcademicYear | int) -> bool:
    """Whether figures of two years may be compared as they stand."""
    first, second = find_span(definition, one), find_span(definition, other)
    return first is not None and first == second


@cache
def _load(folder: Path) -> Mapping[str, Definition]:
    return read_definitions(folder)
