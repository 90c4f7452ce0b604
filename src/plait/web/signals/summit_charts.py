"""The charts of the pack: years beside what was expected, and differences with their intervals, by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from scipy.special import ndtri

from plait.core.years import AcademicYear
from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries.signals_answers import YearFigure
from plait.insight.queries.signals_trust_answers import TrustSignal
from plait.insight.queries.summit import Trend, Trends
from plait.web import figures, names
from plait.web.packs.parts import Chart, Mark, Series
from plait.web.signals import summit_words
from plait.web.signals.spots_rows import say_size
from plait.web.signals.summit_words import SURE, Axis

_PLACES: Final = 4
_REACH: Final = float(ndtri(0.5 + SURE / 2.0))


@dataclass(frozen=True, slots=True)
class Row:
    """A school in a chart of differences."""

    urn: int
    name: str
    best: float
    lo: float
    hi: float


def trend_charts(trends: Trends) -> tuple[Chart, ...]:
    """A chart for each school that has figures, by name, all on one scale and over the same years."""
    held = [each for each in trends.schools if each.figures]
    years = [figure.year.start for each in held for figure in each.figures]
    if not years:
        return ()
    span = tuple(AcademicYear(year) for year in range(min(years), max(years) + 1))
    axis = _axis(trends.signal.outcome, [figure for each in held for figure in each.figures])
    return tuple(_trend_chart(each, trends.signal, span=span, axis=axis) for each in held)


def _axis(outcome: Outcome, held: Sequence[YearFigure]) -> Axis:
    ends = [each.observed for each in held]
    ends += [each.expected + side * chance_of(each) for each in held if each.expected is not None for side in (-1, 1)]
    low, high = min(ends), max(ends)
    if outcome.definition.unit == "percent":
        low, high = max(0.0, low), min(100.0, high)
    return summit_words.axis_of(low, high)


def chance_of(figure: YearFigure) -> float:
    """How far chance, and the doubt in what was expected, reach either side in nine years of ten."""
    return _REACH * float(((figure.chance_sd or 0.0) ** 2 + (figure.expected_sd or 0.0) ** 2) ** 0.5)


def _trend_chart(trend: Trend, signal: TrustSignal, *, span: tuple[AcademicYear, ...], axis: Axis) -> Chart:
    held = {each.year: each for each in trend.figures}
    told = [held.get(year) for year in span]
    reach = tuple(None if each is None or each.expected is None else _round(chance_of(each)) for each in told)
    expected = tuple(None if each is None or each.expected is None else _round(each.expected) for each in told)
    return Chart(
        key=f"{signal.outcome.key}.{trend.urn}",
        name=names.show(trend.name),
        alt=_say_trend(trend, signal),
        kind="years",
        categories=tuple(f"{(year.start + 1) % 100:02}" for year in span),
        series=(
            Series("Expected in its circumstances", Mark.EXPECTED, expected, minus=reach, plus=reach),
            Series("Published", Mark.LINE, tuple(None if each is None else _round(each.observed) for each in told)),
        ),
        low=axis.low,
        high=axis.high,
        step=axis.step,
        number_format=summit_words.figure_format(signal.outcome, axis),
    )


def _say_trend(trend: Trend, signal: TrustSignal) -> str:
    definition = signal.outcome.definition
    first, last = trend.figures[0], trend.figures[-1]
    told = f"{names.show(trend.name)}, {definition.short}: {figures.say(definition, last.observed)} in {last.year}"
    if last.expected is not None:
        told += f", where about {figures.say(definition, last.expected)} would be expected"
    if last.year != first.year:
        told += f"; {figures.say(definition, first.observed)} in {first.year}"
    return f"{told}."


def rows_chart(
    signal: TrustSignal, rows: Sequence[Row], *, key: str, what: str, bright: bool, margin: float, reach: float
) -> Chart:
    """Differences with their intervals, by name, on the scale of the outcome."""
    axis = summit_words.both_sides(reach)
    minus = tuple(_round(each.best - each.lo) for each in rows)
    plus = tuple(_round(each.hi - each.best) for each in rows)
    best = tuple(_round(each.best) for each in rows)
    interval, dot = (Mark.SIGNAL_INTERVAL, Mark.SIGNAL) if bright else (Mark.INTERVAL, Mark.BEST)
    band = (_round(margin),) * len(rows)
    series = [Series("As expected", Mark.BAND, (0.0,) * len(rows), minus=band, plus=band)] if margin > 0 else []
    definition = signal.outcome.definition
    sizes = [f"{names.show(each.name)} {say_size(definition, each.best, each.lo, each.hi)}" for each in rows]
    return Chart(
        key=key,
        name=what,
        alt=f"{what}, each with the range in which the truth probably lies: {'; '.join(sizes)}.",
        kind="rows",
        categories=tuple(names.show(each.name) for each in rows),
        series=(
            *series,
            Series("Where the truth probably lies", interval, best, minus=minus, plus=plus),
            Series("Best estimate", dot, best),
        ),
        low=axis.low,
        high=axis.high,
        step=axis.step,
        number_format=summit_words.difference_format(axis),
    )


def reach_of(rows: Sequence[Row], *, least: float = 0.0) -> float:
    """How far a scale must go to hold every interval."""
    return max([least, *(max(abs(each.lo), abs(each.hi)) for each in rows)])


def _round(value: float) -> float:
    return round(float(value), _PLACES)
