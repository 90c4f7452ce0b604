"""Trends of one's own measures: limits, signals, and how many of those chance would make."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plait.indicators.models import OwnLimit, OwnMeasure
from plait.indicators.own import Move, Unit
from plait.indicators.own_shown import show_point
from plait.indicators.periods import Cadence, Period, period_of
from plait.indicators.queries.own_measures import Point, list_limits, list_places, list_points
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.stats.errors import StatsError
from plait.stats.spc import Chart, Charts, Expected, Polarity, Trend, chart, expected_false, trend_of, watch

_MOST: Final = 120  # newest periods that are drawn and judged
# Series without change that are simulated: enough for a tenth of a false signal more or less among sixty places.
_RUNS: Final = 4_000

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Held:
    """A figure of a period as it may be shown: a value, or why it is not."""

    period: Period
    value: float | None
    because: str
    counted_n: float | None
    denominator_n: float | None
    corrected: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """Limits begun anew or frozen: at which point, and why."""

    at: int
    move: Move
    note: str
    number: int


@dataclass(frozen=True, slots=True)
class Series:
    """A place's figures, and what they show; `trend` is None where there is no figure. `refused`: why no limits."""

    place: Organisation
    points: tuple[Held, ...]
    trend: Trend | None
    moved: tuple[Moved, ...]
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """All places of a measure, one under another: the family of series that is watched.

    `expected`: how many would show a signal if nothing had changed; `listed`: places on the list that holds the share
    of false ones down. Both are None and empty where no series has limits.
    """

    measure: OwnMeasure
    series: tuple[Series, ...]
    kind: Chart
    expected: Expected | None
    listed: frozenset[int]


def get_trend(scope: Scope, *, measure: OwnMeasure, place: Organisation, runs: bool = False) -> Series:
    """One place, as a control chart or, with `runs`, as a run chart."""
    points = list_points(scope, measure=measure, place=place)
    moves = list_limits(scope, measure=measure, place=place)
    kind = Chart.RUN if runs else _kind(measure, points)
    return _judge(measure, {place: points}, moves, kind=kind)[0][0]


def get_family(scope: Scope, *, measure: OwnMeasure) -> Family:
    """Every place, judged alike, and how many signals chance would make among so many."""
    points = list_points(scope, measure=measure)
    by_place: dict[int, list[Point]] = {}
    for each in points:
        by_place.setdefault(each.place, []).append(each)
    places = {each: by_place.get(each.pk, []) for each in list_places(scope, measure=measure)}
    kind = _kind(measure, points)
    series, charts = _judge(measure, places, list_limits(scope, measure=measure), kind=kind)
    expected, listed = None, frozenset[int]()
    if charts is not None and len(charts.signals) > 1:
        try:
            newest = charts.newest_segment
            points_n = charts.points_n[np.arange(len(newest)), newest]
            # Figures stand in for counts, as in `watch`; sizes in steps of four, so that few have to be simulated.
            steps = np.where(points_n > 12, points_n // 4 * 4, points_n)
            expected = expected_false(steps, kind=Chart.RUN if kind is Chart.RUN else Chart.XMR, runs=_RUNS)
            rows = [each for each in series if each.trend is not None]
            found = watch(charts, runs=max(_RUNS, 100 * len(charts.signals))).listed
            listed = frozenset(each.place.pk for each, on in zip(rows, found, strict=True) if on)
        except StatsError:
            expected = None  # no series has points enough for limits
    return Family(measure, tuple(series), kind, expected, listed)


def judge_series(
    measure: OwnMeasure, places: Mapping[Organisation, Sequence[Point]], *, moves: Sequence[OwnLimit]
) -> dict[int, Series]:
    """Places of a measure whose figures and limits were read already, by the number of the place."""
    kind = _kind(measure, [each for points in places.values() for each in points])
    return {each.place.pk: each for each in _judge(measure, places, moves, kind=kind)[0]}


def _kind(measure: OwnMeasure, points: Sequence[Point]) -> Chart:
    """Counts with what they are counted in give p′ or u′ charts; figures alone XmR; yearly figures no limits at all."""
    if measure.cadence == Cadence.YEARLY:
        return Chart.RUN
    unit = Unit(measure.unit)
    counted = all(each.counted_n is not None and each.denominator_n for each in points)
    if unit.of_counts and counted and points:
        return Chart.P_PRIME if unit is Unit.PERCENT else Chart.U_PRIME
    return Chart.XMR


def _judge(
    measure: OwnMeasure,
    places: Mapping[Organisation, Sequence[Point]],
    moves: Sequence[OwnLimit],
    *,
    kind: Chart,
) -> tuple[list[Series], Charts | None]:
    days = sorted({each.starts_on for points in places.values() for each in points})[-_MOST:]
    at = {day: place for place, day in enumerate(days)}
    periods = [period_of(day, cadence=Cadence(measure.cadence)) for day in days]
    held = {
        place: [_hold(measure, each, periods[at[each.starts_on]]) for each in points if each.starts_on in at]
        for place, points in places.items()
    }
    filled = [place for place, points in held.items() if any(each.value is not None for each in points)]
    if not filled:
        return [Series(place, tuple(points), None, ()) for place, points in held.items()], None
    charts, trends = _chart(measure, [held[place] for place in filled], filled, moves, days=days, kind=kind)
    by_place = dict(zip(filled, trends, strict=True))
    series = [
        Series(place, _fill(points, periods), by_place.get(place), _moved(moves, place, days))
        for place, points in held.items()
    ]
    return series, charts


def _chart(
    measure: OwnMeasure,
    held: Sequence[Sequence[Held]],
    places: Sequence[Organisation],
    moves: Sequence[OwnLimit],
    *,
    days: Sequence[dt.date],
    kind: Chart,
) -> tuple[Charts, list[Trend]]:
    k, n = len(held), len(days)
    at = {day: place for place, day in enumerate(days)}
    given, below = np.full((k, n), np.nan), np.full((k, n), np.nan)
    for row, points in enumerate(held):
        for each in points:
            if each.value is not None:
                column = at[each.period.start]
                given[row, column] = each.counted_n if kind.counts and each.counted_n is not None else each.value
                below[row, column] = np.nan if each.denominator_n is None else each.denominator_n
    breaks, baseline = _lines(moves, places, days)
    unit = Unit(measure.unit)
    charts = chart(
        given,
        kind=kind,
        denominators=below if kind.counts else None,
        per=1.0 if not kind.counts else 100.0 if unit is Unit.PERCENT else measure.per,
        bounds=(0.0, 100.0) if unit is Unit.PERCENT and not kind.counts else None,
        breaks=breaks,
        baseline=baseline,
    )
    polarity = Polarity(measure.better)
    return charts, [trend_of(charts, row, polarity=polarity, target=measure.target) for row in range(k)]


def _lines(
    moves: Sequence[OwnLimit], places: Sequence[Organisation], days: Sequence[dt.date]
) -> tuple[Bools | None, Bools | None]:
    """Where segments begin, and from which points limits come, by place and period."""
    if not moves:
        return None, None
    breaks = np.zeros((len(places), len(days)), dtype=np.bool_)
    baseline = np.ones((len(places), len(days)), dtype=np.bool_)
    frozen = False
    for row, place in enumerate(places):
        mine = [each for each in moves if each.organisation_id in {None, place.pk}]
        begun = [_at(each, days) for each in mine if each.move == Move.REBASE]
        for start in begun:
            if 0 < start < len(days):
                breaks[row, start] = True
        for each in mine:
            start = _at(each, days)
            if each.move == Move.FREEZE and 0 < start < len(days):
                until = min((other for other in begun if other > start), default=len(days))
                baseline[row, start:until] = False
                frozen = True
    return breaks, baseline if frozen else None


def _at(move: OwnLimit, days: Sequence[dt.date]) -> int:
    return sum(day < move.starts_on for day in days)


def _moved(moves: Sequence[OwnLimit], place: Organisation, days: Sequence[dt.date]) -> tuple[Moved, ...]:
    mine = [each for each in moves if each.organisation_id in {None, place.pk}]
    found = [Moved(_at(each, days), Move(each.move), each.note, each.pk) for each in mine]
    return tuple(each for each in found if 0 < each.at < len(days))


def _hold(measure: OwnMeasure, point: Point, period: Period) -> Held:
    shown = show_point(measure, point)
    counts = (point.counted_n, point.denominator_n) if shown.value is not None else (None, None)
    return Held(period, shown.value, shown.because or "", *counts, corrected=point.corrected)


def _fill(points: Sequence[Held], periods: Sequence[Period]) -> tuple[Held, ...]:
    """Each period of the family, whether or not this place has a figure of it."""
    held = {each.period.start: each for each in points}
    empty = "No figure was entered."
    return tuple(held.get(each.start) or Held(each, None, empty, None, None, corrected=False) for each in periods)
