"""What a trend shows, in sentences: what changed and since when, the target, and how sure one can be."""

from functools import lru_cache
from typing import Final

from plait.indicators.models import OwnMeasure
from plait.indicators.own import Unit
from plait.indicators.periods import Cadence
from plait.insight.queries.trends import Series
from plait.insight.trend_words import ASSURANCES, VARIATIONS, WHY
from plait.stats.spc import Assurance, Caution, Chart, Direction, Expected, Signal, Trend, Variation
from plait.web import words

_MEANING: Final = {
    Direction.IMPROVEMENT: " That is better.",
    Direction.CONCERN: " That is a concern.",
    Direction.NEITHER: "",
}


def write(measure: OwnMeasure, value: float) -> str:
    """A figure of a measure."""
    places = 0 if measure.unit == Unit.COUNT or abs(value) >= 1_000 else 1
    if measure.unit == Unit.PERCENT:
        return words.percent(value, places=1)
    told = words.number(value, places=places)
    return f"{told} {measure.unit_words}".strip() if measure.unit == Unit.NUMBER else told


def say_variation(variation: Variation) -> str:
    """What the newest figures show, beside the icon."""
    return VARIATIONS[variation]


def say_assurance(assurance: Assurance) -> str:
    """Whether the target will be reached; empty without one."""
    return ASSURANCES.get(assurance, "")


@lru_cache(maxsize=64)
def say_point(signal: Signal) -> str:
    """Why a figure is unlikely to be chance."""
    return words.listed([text for each, text in WHY.items() if each & signal])


def say(measure: OwnMeasure, series: Series) -> str:
    """The trend in a sentence or two, as a colleague would say it."""
    trend = series.trend
    held = [at for at, each in enumerate(series.points) if each.value is not None]
    if trend is None or not held:
        return f"There is no figure of {measure.name} yet."
    last = series.points[held[-1]]
    newest = f"{words.starting(last.period.label)} was {write(measure, last.value or 0.0)}."
    if measure.cadence == Cadence.YEARLY:
        return f"{newest} {words.starting(words.count(len(held), 'year'))} can show a direction at most."
    if trend.variation is Variation.NOT_ENOUGH_POINTS:
        return f"{newest} {words.starting(words.count(len(held), 'figure'))} are too few to tell a change from chance."
    at = held[-1]
    changed = _say_change(measure, series, trend, at, held)
    direction = trend.directions[at]
    return f"{changed}{_MEANING[direction] if direction else ''} {newest}"


def _say_change(measure: OwnMeasure, series: Series, trend: Trend, at: int, held: list[int]) -> str:
    signal, noun = trend.signals[at], Cadence(measure.cadence).noun
    side = "above" if trend.values[at] > trend.centre[at] else "below"
    for flags, tell in (
        (Signal.SHIFT | Signal.LONG_RUN, "side"),
        (Signal.RISING, "risen"),
        (Signal.FALLING, "fallen"),
    ):
        if not signal & flags:
            continue
        run = _stretch(trend, at, held, flags, side if tell == "side" else "")
        n, since = words.count(len(run), noun), _since(measure, series, run[0])
        if tell == "side":
            way = "up" if side == "above" else "down"
            return f"{measure.name} has shifted {way} since {since}: {n} {side} the centre line."
        return f"{measure.name} has {tell} for {n} in a row, since {since}."
    return _say_level(measure, trend, at, side=side)


def _say_level(measure: OwnMeasure, trend: Trend, at: int, *, side: str) -> str:
    signal, noun = trend.signals[at], Cadence(measure.cadence).noun
    if signal & Signal.BEYOND:
        return f"The newest {noun} lies {side} the limits, further than chance usually takes it."
    if signal & Signal.NEAR:
        return f"Two of the last three {noun}s lie far {side} the centre line."
    if trend.variation is Variation.RUNS_UNLIKE_CHANCE:
        return f"{measure.name} has not stayed about one level: its runs are longer than chance makes."
    if any(trend.signals):
        earlier = words.count(sum(bool(each) for each in trend.signals), f"earlier {noun}")
        return f"{measure.name} varies as it usually does now; {earlier} stood out."
    return f"{measure.name} varies as it usually does: nothing stands out."


def _stretch(trend: Trend, at: int, held: list[int], flags: Signal, side: str) -> list[int]:
    """The positions, back from `at`, that are in the same row of signals."""
    found = []
    for each in reversed([place for place in held if place <= at and trend.segment[place] == trend.segment[at]]):
        above = trend.values[each] > trend.centre[each]
        if not trend.signals[each] & flags or (side and (side == "above") != bool(above)):
            break
        found.append(each)
    return list(reversed(found))


def _since(measure: OwnMeasure, series: Series, at: int) -> str:
    period = series.points[at].period
    return f"{period.start:%-d %B %Y}" if measure.cadence == Cadence.WEEKLY else period.label


def list_cautions(trend: Trend) -> tuple[str, ...]:
    """What to know before believing the signals of the newest limits, in sentences."""
    newest = trend.newest
    told = {
        Caution.TRIAL: f"Limits are on trial: they come from {newest.baseline_n} figures, and will move until there "
        "are 12.",
        Caution.GAPS: "Figures are missing in between; those either side are treated as neighbours.",
        Caution.NO_SPREAD: "The figures are all alike, so no figure could stand out.",
        Caution.SCREENED: "Jumps that are far larger than the rest were left out when the limits were set.",
        Caution.FROZEN: f"Limits are frozen: they come from {newest.baseline_n} figures alone.",
        Caution.AUTOCORRELATED: "Each figure resembles the one before it. So limits are too narrow, and there are more "
        "signals than chance alone would make: look for what lasts, not for single points.",
        Caution.OVERDISPERSED: "The figures spread more than counting alone explains.",
        Caution.RUNS_TOO_SHORT: "There are too few figures to judge runs by.",
    }
    if newest.cautions & Caution.TOO_FEW:
        return ("There are too few figures for limits; six are needed, and twelve for limits that stay.",)
    return tuple(text for each, text in told.items() if each & newest.cautions)


def say_kind(kind: Chart, *, yearly: bool) -> str:
    """How the limits come about."""
    if yearly:
        return (
            "No limits are drawn for yearly figures. Each year resembles the last and there are few of them, so limits "
            "would mislead. For published results look at the difference from what is expected instead."
        )
    return {
        Chart.XMR: "Limits come from how much the figure changes from one period to the next (XmR chart).",
        Chart.P_PRIME: "Limits come from counts and from how much they change (Laney’s p′ chart); they are wider where "
        "fewer are counted.",
        Chart.U_PRIME: "Limits come from counts and from how much they change (Laney’s u′ chart).",
        Chart.RUN: "A run chart: the line is the median, and only runs are judged (Anhøj’s rules).",
    }.get(kind, "")


def say_expected(expected: Expected | None, *, signals_n: int) -> str:
    """How many of the places watched would show a signal by chance."""
    if expected is None or expected.series_n < 2:
        return ""
    by_chance = max(expected.expected, 0.0)
    told = "fewer than one" if by_chance < 0.95 else f"about {words.number(by_chance)}"
    return (
        f"{words.starting(words.count(expected.series_n, 'place'))} are watched at once. If nothing had changed "
        f"anywhere, {told} would still show a signal somewhere in its chart; {words.how_many(signals_n, 'does', 'do')}."
    )
