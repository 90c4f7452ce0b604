"""Figures of a measure as rows, for a spreadsheet: what there is, and the periods that are still empty."""

import datetime as dt

from plait.indicators.models import OwnMeasure
from plait.indicators.own import Unit
from plait.indicators.own_shown import show_point
from plait.indicators.own_tables import WITHHELD, list_heading
from plait.indicators.periods import Cadence, list_due, period_of
from plait.indicators.queries.own_measures import Point, list_places, list_points, may_enter
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation

_MOST_EMPTY = 60  # periods back for which an empty row is made


def list_rows(
    scope: Scope, *, measure: OwnMeasure, today: dt.date, place: Organisation | None = None, empty: bool = True
) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """Heading and rows: figures that stand and, where the viewer enters them, a row for each period without one.

    Small numbers of pupils are withheld, in words that are passed over when the table comes back.
    """
    places = [each for each in list_places(scope, measure=measure) if place is None or each.pk == place.pk]
    points: dict[int, dict[dt.date, Point]] = {}
    for point in list_points(scope, measure=measure, place=place):
        points.setdefault(point.place, {})[point.starts_on] = point
    cadence, until = Cadence(measure.cadence), min(today, measure.ended_on or today)
    due = [each.start for each in list_due(measure.starts_on, until, cadence=cadence)][-_MOST_EMPTY:]
    rows: list[tuple[object, ...]] = []
    for each in places:
        held = points.get(each.pk, {})
        days = set(held) | (set(due) if empty and may_enter(scope, measure, each) else set())
        rows += [
            (each.name, each.urn, period_of(day, cadence=cadence).label, *_figures(measure, held.get(day)))
            for day in sorted(days)
        ]
    return list_heading(measure), rows


def _figures(measure: OwnMeasure, point: Point | None) -> tuple[object, ...]:
    counts = Unit(measure.unit).of_counts
    if point is None:
        return ("", "", "") if counts else ("",)
    if show_point(measure, point).value is None:
        return (WITHHELD,) * (3 if counts else 1)
    if not counts:
        return (point.value,)
    if point.counted_n is None:
        return ("", "", point.value)
    return (point.counted_n, point.denominator_n, "")
