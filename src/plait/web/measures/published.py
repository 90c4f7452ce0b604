"""What the page of a school's published outcomes shows: each year beside what was expected of it."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from django.utils.safestring import SafeString

from plait.insight.queries.published_trends import ENOUGH, Apart, PublishedTrend, SchoolTrends
from plait.insight.trend_words import VARIATIONS
from plait.stats.spc import Trend
from plait.web import figures, names, words
from plait.web.addresses import address
from plait.web.charts import trend as charts
from plait.web.charts.trend import TrendChart, TrendPoint
from plait.web.measures import icons, wording
from plait.web.measures.page import SIGNS
from plait.web.parts import Cell, Column, Crumb, LegendItem, Link, Row, Table
from plait.web.titles import title_of

HEADING = ("Outcome", "Name", "Year", "URN", "Figure", "Expected", "Difference", "Probably from", "to", "What it shows")


@dataclass(frozen=True, slots=True)
class OutcomeView:
    """One outcome."""

    title: str
    under: str
    url: str
    icon: SafeString
    state: str
    figure: dict[str, object]


@dataclass(frozen=True, slots=True)
class TrendsPage:
    """The page."""

    name: str
    lede: str
    outcomes: tuple[OutcomeView, ...]
    how: tuple[str, ...]
    legend: tuple[LegendItem, ...]
    links: tuple[Link, ...]
    crumbs: tuple[Crumb, ...]


def present(found: SchoolTrends, *, asked: int) -> TrendsPage:
    """Every outcome, in the order in which they are judged."""
    name = names.show(found.name)
    most = max((len(each.known) for each in found.trends), default=0)
    return TrendsPage(
        name=name,
        lede="How far each year lay from what was expected of schools in like circumstances. The dashed line is "
        "exactly as expected.",
        outcomes=tuple(_outcome(each) for each in found.trends),
        how=tuple(_say_how(found, most=most)),
        legend=_legend(found),
        links=(
            Link("The same as CSV", address("school-trends-csv", asked)),
            Link("How sure are we?", address("sure")),
            Link(f"{name} at a glance", address("school", asked)),
        ),
        crumbs=(Crumb("Schools", address("schools")), Crumb(name, address("school", asked)), Crumb("Year by year")),
    )


def csv_rows(found: SchoolTrends) -> list[tuple[object, ...]]:
    """A row for each outcome and year, unrounded."""
    return [
        (
            *(each.outcome.indicator, each.outcome.definition.name, str(year), one.of_urn),
            *(one.observed, one.expected, one.difference, one.lo, one.hi),
            "" if each.trend is None else wording.say_point(each.trend.signals[at]),
        )
        for each in found.trends
        for at, (year, one) in enumerate(each.years)
        if one is not None
    ]


def _say_how(found: SchoolTrends, *, most: int) -> Iterable[str]:
    if not found.judged:
        yield (
            "Whether a change is more than chance is told to people of the school and its trust: it may say that a "
            "school needs support."
        )
    elif most < ENOUGH:
        held = words.starting(words.count(most, "year")) if most else "No year"
        yield (
            f"{held} at most can be compared, and rules of change need {ENOUGH}. So no limits are drawn, and no year "
            "is called unlike chance: look at whether the ranges reach the dashed line, and at several years together."
        )
    else:
        judged = sum(each.trend is not None for each in found.trends)
        yield (
            f"{words.starting(words.count(judged, 'outcome'))} with {ENOUGH} years or more "
            f"{'has' if judged == 1 else 'have'} limits, from how much the difference changes from one year to the "
            "next (XmR chart). Several are watched at once, so now and then one will show a sign by chance alone."
        )
    yield (
        "The underlying difference, which weighs all years and takes chance out, stands on the school’s page; one year "
        "alone is mostly chance where few pupils are counted."
    )


def _legend(found: SchoolTrends) -> tuple[LegendItem, ...]:
    items = [LegendItem(charts.swatch(""), "a year; the pale line is where the truth probably lies")]
    if any(each.trend is not None for each in found.trends):
        items.append(LegendItem(charts.swatch("improvement"), "unlike chance, and better"))
        items.append(LegendItem(charts.swatch("concern"), "unlike chance, and a concern"))
    return tuple(items)


def _outcome(one: PublishedTrend) -> OutcomeView:
    title, under = title_of(one.outcome.definition)
    chart = _chart(one)
    return OutcomeView(
        title=title,
        under=under,
        url=address("signal-method", one.outcome.key),
        icon=SafeString() if one.trend is None else icons.draw_variation(one.trend.variation),
        state="" if one.trend is None else VARIATIONS[one.trend.variation],
        figure={"chart": charts.draw(chart), "sentence": chart.said, "table": _table(one, chart)},
    )


def _chart(one: PublishedTrend) -> TrendChart:
    points = tuple(_point(one, at) for at in range(len(one.years)))
    widest = max((abs(each.difference) for each in one.known), default=0.0)
    reach = max(one.reach, 1.05 * widest)
    return TrendChart(
        label=f"{one.outcome.definition.name}: difference from what was expected",
        points=points,
        said=_say(one, wider=widest > one.reach),
        write=lambda value: words.signed(value, places=_places(one)),
        target=0.0,
        span=(-reach, reach),
    )


def _point(one: PublishedTrend, at: int) -> TrendPoint:
    (year, apart), trend = one.years[at], one.trend
    short = f"{year.start % 100:02d}/{(year.start + 1) % 100:02d}"
    if apart is None:
        return TrendPoint(str(year), short, None, note="No figure")
    note = f"{figures.write(one.outcome.definition, apart.observed)}; {_expected(one, apart)} expected"
    bare = TrendPoint(str(year), short, apart.difference, note=note, low=apart.lo, high=apart.hi)
    return bare if trend is None else _judged(bare, trend, at)


def _judged(bare: TrendPoint, trend: Trend, at: int) -> TrendPoint:
    direction = trend.directions[at]
    centre, lower, upper = (
        float(each[at]) if np.isfinite(each[at]) else None for each in (trend.centre, trend.lower, trend.upper)
    )
    return TrendPoint(
        *(bare.name, bare.short, bare.value, centre, lower, upper),
        sign=SIGNS[direction] if direction is not None else "",
        why=wording.say_point(trend.signals[at]),
        note=bare.note,
        low=bare.low,
        high=bare.high,
    )


def _places(one: PublishedTrend) -> int:
    return max(one.outcome.definition.decimals, 1)


def _expected(one: PublishedTrend, apart: Apart) -> str:
    return figures.write(one.outcome.definition, round(apart.expected, _places(one)))


def _say(one: PublishedTrend, *, wider: bool) -> str:
    last, n = one.known[-1], len(one.known)
    places, points = _places(one), " percentage points" if one.outcome.definition.unit == "percent" else ""
    side = "above" if last.difference > 0 else "below"
    clear = last.lo > 0 or last.hi < 0
    above = sum(each.difference > 0 for each in one.known)
    told = (
        f"{figures.say(one.outcome.definition, last.observed)} in {last.year}: "
        f"{words.number(abs(last.difference), places=places)}{points} {side} what was expected, probably between "
        f"{words.signed(last.lo, places=places)} and {words.signed(last.hi, places=places)}"
        f"{'' if clear else ', which may be chance'}."
    )
    if n > 1:
        told += f" Above what was expected in {above} of {n} years."
    return f"{told} The scale is wider than for other schools." if wider else told


def _table(one: PublishedTrend, chart: TrendChart) -> Table:
    columns = (
        Column("Year"),
        *(Column(name, number=True) for name in ("Figure", "Expected", "Difference", "Probably from", "to")),
        *((Column("What it shows"),) if one.trend is not None else ()),
    )
    rows = []
    for (year, apart), point in zip(reversed(one.years), reversed(chart.points), strict=True):
        told: tuple[str, ...] = ("",) * 5
        if apart is not None:
            write = chart.write
            told = (
                figures.write(one.outcome.definition, apart.observed),
                _expected(one, apart),
                *(write(each) for each in (apart.difference, apart.lo, apart.hi)),
            )
        last = (Cell(point.why),) if one.trend is not None else ()
        rows.append(Row((Cell(str(year)), *(Cell(each, number=True) for each in told), *last)))
    return Table(chart.label, columns, tuple(rows), caption_hidden=True, dense=True)
