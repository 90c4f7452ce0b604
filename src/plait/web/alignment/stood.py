"""The figures of a review by impact, school by school, as they stand today or as they stood."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.safestring import SafeString

from plait.insight.queries.shown_answers import read_told
from plait.web import names
from plait.web.shown import draw

_SHORT: Final = 12  # schools of a table that stands open


@dataclass(frozen=True, slots=True)
class StoodRow:
    """A school's figure as it stood; its picture is empty where the schools of England were not kept with it."""

    school: str
    value: str
    difference: str
    picture: SafeString


@dataclass(frozen=True, slots=True)
class StoodFigures:
    """One figure of a review, school by school; `drawn`: whether any has a picture; `short`: few enough to stand open.

    `beside`: what stands beside each value; `pictured`: what the pictures show.
    """

    name: str
    note: str
    beside: str
    pictured: str
    rows: tuple[StoodRow, ...]
    drawn: bool
    short: bool


def present_figures(figures: Mapping[str, Any]) -> tuple[StoodFigures, ...]:
    """The figures of a review, as they stand today or as they stood."""
    made = []
    for told in figures.get("shown", []):
        rows = tuple(_stood(row, told.get("spreads", {})) for row in told["rows"])
        note, drawn = told.get("note", ""), any(each.picture for each in rows)
        beside = "What its own limits show" if note else "Beside what was expected"
        pictured = "The figures before it" if note else "Among schools of its phase"
        made.append(StoodFigures(told["name"], note, beside, pictured, rows, drawn, len(rows) <= _SHORT))
    return tuple(made)


def _stood(row: Mapping[str, Any], spreads: Mapping[str, Any]) -> StoodRow:
    whole = row.get("figure")
    school = names.show(row["school"])
    picture = SafeString()
    if whole:
        picture = draw(read_told(whole, spread=spreads.get(row.get("phase", ""))), you=school)
    return StoodRow(school, row["value"], row["difference"], picture)
