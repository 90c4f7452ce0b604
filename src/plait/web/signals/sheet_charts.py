"""The pictures of a school's outcomes as charts of a pack: its years, and the difference from what was expected."""

import itertools
from collections.abc import Iterator
from typing import Final

from plait.insight.queries.signals_answers import Signal
from plait.insight.queries.signals_scales import OutcomeScale
from plait.web.charts import difference, years
from plait.web.packs.parts import Chart, Drawn, Mark, Series
from plait.web.signals import rows, summit_words
from plait.web.signals.rows import Gaps, SignalRow
from plait.web.signals.summit_words import Axis

HEADING: Final = ("Outcome", "Each year", "Difference", "In words")
_PLACES: Final = 4


def draw_row(row: SignalRow, signal: Signal, *, scale: OutcomeScale | None, gaps: Gaps) -> Drawn:
    """A row of the page with its two pictures; without them where the page has none."""
    known = scale is not None and signal.estimate is not None
    charts = (
        (years_chart(signal, scale, gaps=gaps), difference_chart(signal, scale))
        if known and scale is not None
        else (None, None)
    )
    looked = "" if row.looked is None else f" {row.looked.sentence}"
    return Drawn(row.title, row.under, charts, row.word, f"{row.sentence}{looked}")


def years_chart(signal: Signal, scale: OutcomeScale, *, gaps: Gaps) -> Chart:
    """What was published over the years, what was expected, and how far luck reaches."""
    drawn = rows.make_years(signal, scale, gaps=gaps)
    axis = Axis(drawn.scale.low, drawn.scale.high, (drawn.scale.high - drawn.scale.low) / 2)
    return Chart(
        key=f"{signal.outcome.key}.years",
        name=drawn.label,
        alt=f"{drawn.label}. {years.sentence(drawn)}",
        kind="years",
        categories=tuple(f"{each.year.start % 100:02}/{(each.year.start + 1) % 100:02}" for each in drawn.points),
        series=tuple(_list_years(drawn)),
        low=axis.low,
        high=axis.high,
        step=axis.step,
        number_format=summit_words.figure_format(signal.outcome, axis),
    )


def _list_years(drawn: years.Years) -> Iterator[Series]:
    between = [None if each.low is None or each.high is None else (each.low, each.high) for each in drawn.points]
    half = tuple(None if each is None else _round((each[1] - each[0]) / 2) for each in between)
    middle = tuple(None if each is None else _round((each[0] + each[1]) / 2) for each in between)
    if any(each is not None for each in middle):
        yield Series("Expected in its circumstances", Mark.EXPECTED, middle, minus=half, plus=half)
    told = tuple(None if each.value is None else _round(each.value) for each in drawn.points)
    luck = tuple(
        None if each.value is None or each.sure is None else _round(each.sure[1] - each.value) for each in drawn.points
    )
    if any(each is not None for each in luck):
        reached = tuple(None if each is None else value for each, value in zip(luck, told, strict=True))
        yield Series("How far luck reaches", Mark.INTERVAL, reached, minus=luck, plus=luck)
    yield from _list_lines(drawn, told)


def _list_lines(drawn: years.Years, told: tuple[float | None, ...]) -> Iterator[Series]:
    """One line for each series of figures that can be compared."""
    starts = [0, *(at for at, each in enumerate(drawn.points) if at and each.year in drawn.breaks), len(told)]
    for start, stop in itertools.pairwise(starts):
        line = tuple(value if start <= at < stop else None for at, value in enumerate(told))
        if any(each is not None for each in line):
            name = "Published" if start == 0 else f"Published, new series from {drawn.points[start].year}"
            yield Series(name, Mark.LINE, line)


def difference_chart(signal: Signal, scale: OutcomeScale) -> Chart:
    """The underlying difference with its interval, on the scale of the outcome."""
    drawn = rows.make_difference(signal, scale)
    axis = summit_words.both_sides(drawn.reach)
    interval, best = (Mark.SIGNAL_INTERVAL, Mark.SIGNAL) if drawn.signal else (Mark.INTERVAL, Mark.BEST)
    band = (_round(drawn.band),)
    return Chart(
        key=f"{signal.outcome.key}.difference",
        name=drawn.label,
        alt=f"{drawn.label}. {difference.sentence(drawn)}",
        kind="rows",
        categories=(drawn.label,),
        series=(
            Series("As expected", Mark.BAND, (0.0,), minus=band, plus=band),
            Series(
                "Where the truth probably lies",
                interval,
                (_round(drawn.best),),
                minus=(_round(drawn.best - drawn.low),),
                plus=(_round(drawn.high - drawn.best),),
            ),
            Series("Best estimate", best, (_round(drawn.best),)),
        ),
        low=axis.low,
        high=axis.high,
        step=axis.step,
        number_format=summit_words.difference_format(axis),
    )


def _round(value: float) -> float:
    return round(float(value), _PLACES)
