"""Figures of measures that trusts and schools keep themselves, with what their own limits show; nothing national."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import median
from typing import Final

import numpy as np

from plait.core.years import AcademicYear
from plait.indicators.models import OwnLimit, OwnMeasure
from plait.indicators.own import Unit, work_out
from plait.indicators.own_shown import show_point
from plait.indicators.periods import Cadence, Period
from plait.indicators.queries.own_measures import Point, limits_by_measure, list_numbered, points_by_measure
from plait.insight.queries.shown_answers import OWN, ShownFigure
from plait.insight.queries.trends import Held, Series, judge_series
from plait.insight.trend_words import ASSURANCES, VARIATIONS, WHY
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.roles import Kind
from plait.stats.spc import Caution, Trend, Variation

_LINE: Final = 26  # newest figures that a record keeps: half a year of weeks
_WITHHELD: Final = "No figure: with one school’s withheld, the figure of all of them would tell it"

_ByPlace = dict[int, list[Point]]


def _number_of(key: str) -> int | None:
    """The number of the measure that a key names; None where it names none."""
    number = key.removeprefix(OWN)
    return int(number) if key.startswith(OWN) and number.isdecimal() and number.isascii() and len(number) < 18 else None


def list_named(scope: Scope, keys: Iterable[str]) -> dict[str, OwnMeasure]:
    """The measures that keys name, as far as the viewer may read them, by key."""
    numbers = {number for key in keys if (number := _number_of(key)) is not None}
    return {f"{OWN}{each.pk}": each for each in list_numbered(scope, numbers=numbers)}


def of_places(
    scope: Scope, measures: Mapping[str, OwnMeasure], *, places: Collection[Organisation], year: int | None = None
) -> dict[tuple[int, str], ShownFigure]:
    """The newest figure of each measure and place, or the newest of a year, by the place's number and the key.

    Of a measure that each school keeps, a trust's figure is that of its schools together.
    """
    if not measures or not places:
        return {}
    whole = any(each.kind == Kind.TRUST for each in places)
    held = points_by_measure(scope, measures=measures.values(), places=None if whole else {each.pk for each in places})
    moves = limits_by_measure(scope, measures=measures.values())
    made: dict[tuple[int, str], ShownFigure] = {}
    for key, measure in measures.items():
        by_place: _ByPlace = {}
        for point in held.get(measure.pk, ()):
            by_place.setdefault(point.place, []).append(point)
        for place, figure in _of_measure(measure, by_place, moves.get(measure.pk, []), places, year=year):
            made[place, key] = figure
    return made


def _of_measure(
    measure: OwnMeasure,
    by_place: _ByPlace,
    moves: Sequence[OwnLimit],
    places: Collection[Organisation],
    *,
    year: int | None,
) -> Iterable[tuple[int, ShownFigure]]:
    kept = {each: _until(by_place.get(each.pk, []), year) for each in places if _is_kept(measure, each)}
    series = judge_series(measure, kept, moves=moves) if kept else {}
    for place in places:
        if place in kept:
            yield place.pk, _make(measure, series[place.pk])
        elif place.pk == measure.owner_id:  # each school keeps it, and this is the trust
            yield (
                place.pk,
                _make_together(measure, by_place, [x for x in moves if x.organisation_id is None], place, year),
            )
        else:
            whose = "the trust as a whole" if place.parent_id == measure.owner_id else "somewhere else"
            yield place.pk, _say(measure, gap=f"No figure: it is kept for {whose}")


def _is_kept(measure: OwnMeasure, place: Organisation) -> bool:
    if measure.each_school:
        return place.kind == Kind.SCHOOL and place.parent_id == measure.owner_id
    return place.pk == measure.owner_id


def _until(points: Sequence[Point], year: int | None) -> list[Point]:
    """The figures up to the end of a year, where one is asked for."""
    if year is None:
        return list(points)
    return [each for each in points if AcademicYear.of_date(each.starts_on).start <= year]


def _make_together(
    measure: OwnMeasure, by_place: _ByPlace, moves: Sequence[OwnLimit], trust: Organisation, year: int | None
) -> ShownFigure:
    told = {place: _until(points, year) for place, points in by_place.items()}
    pooled, schools_n, withheld = _pool(measure, told)
    if not pooled:
        return _say(measure, gap=_WITHHELD if withheld else "No figure: nobody has entered one")
    series = judge_series(measure, {trust: pooled}, moves=moves)[trust.pk]
    schools = f"{schools_n} {'school' if schools_n == 1 else 'schools'}"
    return _make(
        measure, series, of=f" (the middle of {schools})" if _is_middle(measure, told) else f" ({schools} together)"
    )


def _pool(measure: OwnMeasure, by_place: Mapping[int, Sequence[Point]]) -> tuple[list[Point], int, bool]:
    """The schools of a trust together, period by period: counts added up, or the middle school where there are none.

    Only the schools with a figure in the newest period, and only the periods in which all of them have one: else a
    school that joins would look like a change. A period in which just one school is withheld is left out, since
    subtracting would tell it. With how many schools that is, and whether a period was left out so.
    """
    days: dict[dt.date, dict[int, Point]] = {}
    for place, points in by_place.items():
        for each in points:
            if each.value is not None:
                days.setdefault(each.starts_on, {})[place] = each
    if not days:
        return [], 0, False
    panel, middle = set(days[max(days)]), _is_middle(measure, by_place)
    found, withheld = [], False
    for day, held in sorted(days.items()):
        mine = [held[place] for place in sorted(panel) if place in held]
        if len(mine) < len(panel):
            continue
        if sum(show_point(measure, each).value is None for each in mine) == 1 and len(mine) > 1:
            withheld = True
            continue
        found.append(_add_up(measure, mine, day, middle=middle))
    return found, len(panel), withheld


def _is_middle(measure: OwnMeasure, by_place: Mapping[int, Sequence[Point]]) -> bool:
    """Whether figures cannot be added up: averages and scores, and shares of which the counts are not known."""
    unit = Unit(measure.unit)
    if unit.of_counts:
        return not all(each.counted_n is not None and each.denominator_n for own in by_place.values() for each in own)
    return unit is not Unit.COUNT


def _add_up(measure: OwnMeasure, points: Sequence[Point], day: dt.date, *, middle: bool) -> Point:
    unit, corrected = Unit(measure.unit), any(each.corrected for each in points)
    if middle:
        pupils = [each.denominator_n for each in points if each.denominator_n is not None]
        value = median(each.value for each in points if each.value is not None)
        return Point(measure.owner_id, day, value, None, sum(pupils) if pupils else None, corrected)
    if unit is Unit.COUNT:
        return Point(measure.owner_id, day, sum(each.value or 0.0 for each in points), None, None, corrected)
    up, down = (sum(getattr(each, name) or 0.0 for each in points) for name in ("counted_n", "denominator_n"))
    return Point(measure.owner_id, day, work_out(up, down, unit=unit, per=measure.per), up, down, corrected)


def _make(measure: OwnMeasure, series: Series, *, of: str = "") -> ShownFigure:
    held = [at for at, each in enumerate(series.points) if each.value is not None]
    if not held or series.trend is None:
        told = [each for each in series.points if each.because]
        entered = [each.because for each in told if each.because != "No figure was entered."]
        gap = f"No figure: {_begin(entered[-1])}" if entered else "No figure: nobody has entered one"
        return _say(measure, gap=gap.rstrip("."))
    at = held[-1]
    lower, upper, centre = (
        float(each[at]) if np.isfinite(each[at]) else None
        for each in (series.trend.lower, series.trend.upper, series.trend.centre)
    )
    line = tuple((series.points[each].period.start.isoformat(), series.points[each].value or 0.0) for each in held)
    bare = _say(measure, point=series.points[at], of=of, usual=(lower, upper, centre), line=line[-_LINE:])
    return replace(
        bare,
        trend=_say_trend(measure, bare, series.trend, at=at, figures_n=len(held)),
        target=_say_target(measure, bare, series.trend),
    )


def _begin(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _say(
    measure: OwnMeasure,
    *,
    gap: str = "",
    point: Held | None = None,
    of: str = "",
    usual: tuple[float | None, float | None, float | None] = (None, None, None),
    line: tuple[tuple[str, float], ...] = (),
) -> ShownFigure:
    start = None if point is None else point.period.start
    return ShownFigure(
        key=f"{OWN}{measure.pk}",
        name=measure.name,
        unit=str(measure.unit),
        decimals=0 if measure.unit == Unit.COUNT else 1,
        year=None if start is None else AcademicYear.of_date(start).start,
        value=None if point is None else point.value,
        gap=gap,
        lo=None,
        hi=None,
        expected=None,
        difference=None,
        difference_lo=None,
        difference_hi=None,
        word="",
        source=f"measures kept by {measure.owner.name}",
        build="",
        period="" if point is None else f"{_name(point.period)}{of}",
        unit_words=measure.unit_words if measure.unit == Unit.NUMBER else "",
        usual_lo=usual[0],
        usual_hi=usual[1],
        centre=usual[2],
        line=line,
    )


def _name(period: Period) -> str:
    return f"the w{period.label[1:]}" if period.cadence is Cadence.WEEKLY else period.label


def _say_trend(measure: OwnMeasure, bare: ShownFigure, trend: Trend, *, at: int, figures_n: int) -> str:
    if measure.cadence == Cadence.YEARLY:
        return "Yearly figures get no limits: they can show a direction at most"
    said = VARIATIONS[trend.variation]
    if trend.variation is Variation.NOT_ENOUGH_POINTS:
        return f"{said}: {figures_n} of the six that limits need"
    if bare.usual_lo is None or bare.usual_hi is None:
        return said
    newest = trend.newest
    trial = ", on trial until there are 12" if newest.cautions & Caution.TRIAL else ""
    limits = (
        f"between {bare.say(bare.usual_lo)} and {bare.say(bare.usual_hi)} (from {newest.baseline_n} figures{trial})"
    )
    if trend.variation is Variation.COMMON_CAUSE:
        return f"{said}: chance alone keeps it {limits}"
    why = [text for each, text in WHY.items() if each & trend.signals[at]]
    return f"{said}: {' and '.join(why)}. Its limits are {limits}" if why else f"{said}. Its limits are {limits}"


def _say_target(measure: OwnMeasure, bare: ShownFigure, trend: Trend) -> str:
    if measure.target is None:
        return ""
    judged = ASSURANCES.get(trend.assurance, "")
    return f"The target is {bare.say(measure.target)}{': ' + _begin(judged) if judged else ''}"
