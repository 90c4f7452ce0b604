"""Figures of a measure as a table, out and back in: headings, and what a row means."""

from typing import Final

from plait.core.tables_in import Column, Kind
from plait.indicators.models import OwnMeasure
from plait.indicators.own import Unit

PLACE, URN, PERIOD, VALUE, COUNT, OUT_OF, WITHHELD = "School", "URN", "Period", "Value", "Count", "Out of", "withheld"
_PERCENT_OF: Final = ("Percentage", "%")


def list_columns(measure: OwnMeasure) -> tuple[Column, ...]:
    """The columns of a measure's table. Counts stand where there is something to count in."""
    first = (
        Column(PLACE, also=("Trust", "Place")),
        Column(URN, Kind.WHOLE, lo=0),
        Column(PERIOD, required=True, also=("Week", "Month", "Term", "Half-term", "Year", "Day", "Date")),
    )
    unit = Unit(measure.unit)
    kind = Kind.PERCENT if unit is Unit.PERCENT else Kind.NUMBER
    value = Column(VALUE, kind, words=(WITHHELD,), also=_PERCENT_OF, expected=not unit.of_counts)
    if not unit.of_counts:
        return (*first, value)
    counts = (Column(name, Kind.NUMBER, lo=0, words=(WITHHELD,)) for name in (COUNT, OUT_OF))
    return (*first, *counts, value)


def list_heading(measure: OwnMeasure) -> tuple[str, ...]:
    """The headings, in order."""
    return tuple(column.name for column in list_columns(measure))
