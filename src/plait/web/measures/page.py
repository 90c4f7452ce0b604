"""What the pages of measures show: presenters over trends."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from plait.indicators.models import OwnMeasure, OwnValue
from plait.indicators.own import Better, Move
from plait.indicators.own_shown import show_point
from plait.indicators.periods import Cadence, period_of
from plait.indicators.queries.own_measures import Summary
from plait.insight.queries.trends import Family, Series
from plait.organisations.models import Organisation
from plait.stats.spc import Chart, Direction, Trend, Variation
from plait.web import names, words
from plait.web.addresses import address
from plait.web.charts import trend as charts
from plait.web.charts.trend import Sign, TrendChart, TrendPoint
from plait.web.measures import icons, wording
from plait.web.parts import Cell, Column, Crumb, LegendItem, Link, Row, Table

SIGNS: dict[Direction, Sign] = {
    Direction.IMPROVEMENT: "improvement",
    Direction.CONCERN: "concern",
    Direction.NEITHER: "neither",
}
_OUT_OF_ORDER = {Variation.COMMON_CAUSE, Variation.NOT_ENOUGH_POINTS}


@dataclass(frozen=True, slots=True)
class Line:
    """A measure in the list."""

    name: str
    url: str
    told: str
    newest: str
    ended: bool


@dataclass(frozen=True, slots=True)
class Small:
    """A place among others: its chart, and what it shows."""

    name: str
    url: str
    chart: SafeString
    icon: SafeString
    state: str
    target: str
    sentence: str
    listed: bool


@dataclass(frozen=True, slots=True)
class FamilyPage:
    """All places of a measure."""

    measure: OwnMeasure
    lede: str
    facts: tuple[str, ...]
    smalls: tuple[Small, ...]
    expected: str
    listed: str
    how: str
    legend: tuple[LegendItem, ...]
    table: Table
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A change of limits that is drawn, and where it is taken back."""

    said: str
    number: int
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class PlacePage:
    """One place."""

    name: str
    lede: str
    figure: dict[str, object] | None
    icon: SafeString
    state: str
    target_icon: SafeString
    target: str
    cautions: tuple[str, ...]
    how: str
    changes: tuple[Change, ...]
    legend: tuple[LegendItem, ...]
    links: tuple[Link, ...]


def crumbs_of(measure: OwnMeasure | None = None, here: str = "", *, trust: str = "") -> tuple[Crumb, ...]:
    """The way to a page of measures."""
    way = (Crumb("Plait", "/"), Crumb("Clear goals", address("curate")))
    top = measure is None and not here
    found = [*way, Crumb("Measures", "" if top else address("measures", trust=trust))]
    if measure is not None:
        found.append(Crumb(measure.name, address("measure", measure.pk)))
    return (*found, Crumb(here)) if here else tuple(found)


def present_list(summaries: Sequence[Summary]) -> tuple[Line, ...]:
    """Every measure with how far its figures go, those that ended last."""
    lines = []
    for each in sorted(summaries, key=lambda one: (one.measure.ended_on is not None, one.measure.name)):
        measure, cadence = each.measure, Cadence(each.measure.cadence)
        newest = "No figures yet" if each.newest is None else f"Newest: {period_of(each.newest, cadence=cadence).label}"
        of = words.count(each.places_n, "place") + " with figures" if measure.each_school else ""
        told = "; ".join(part for part in (cadence.label, Better(measure.better).label, of) if part)
        lines.append(Line(measure.name, address("measure", measure.pk), told, newest, measure.ended_on is not None))
    return tuple(lines)


def chart_of(measure: OwnMeasure, series: Series) -> TrendChart:
    """A place's figures as a chart."""
    trend = series.trend
    lines = [] if trend is None else [each.tolist() for each in (trend.centre, trend.lower, trend.upper)]
    points = tuple(_point(series, trend, at, [_line(each[at]) for each in lines]) for at in range(len(series.points)))
    return TrendChart(
        label=f"{measure.name}, {names.show(series.place.name)}",
        points=points,
        said=wording.say(measure, series),
        write=lambda value: wording.write(measure, value),
        target=measure.target,
        breaks=tuple((each.at, _reason(each.move, each.note)) for each in series.moved),
    )


def _reason(move: Move, note: str) -> str:
    return f"Frozen: {note}" if move is Move.FREEZE else note


def _point(series: Series, trend: Trend | None, at: int, lines: Sequence[float | None]) -> TrendPoint:
    held = series.points[at]
    note = "; ".join(part for part in (held.because, "corrected" if held.corrected else "") if part)
    if trend is None:
        return TrendPoint(held.period.label, held.period.short, held.value, note=note)
    direction, (centre, lower, upper) = trend.directions[at], lines
    return TrendPoint(
        name=held.period.label,
        short=held.period.short,
        value=held.value,
        centre=centre,
        lower=lower,
        upper=upper,
        sign=SIGNS[direction] if direction is not None else "",
        why=wording.say_point(trend.signals[at]),
        note=note,
    )


def _line(value: float) -> float | None:
    return value if math.isfinite(value) else None


def legend(measure: OwnMeasure) -> tuple[LegendItem, ...]:
    """The shapes, in words, once."""
    dot = charts.swatch("")
    found = [LegendItem(dot, "a figure within what is usual")]
    if measure.better == Better.NEUTRAL:
        found.append(LegendItem(charts.swatch("neither"), "unlike chance"))
    else:
        found.append(LegendItem(charts.swatch("improvement"), "unlike chance, and better"))
        found.append(LegendItem(charts.swatch("concern"), "unlike chance, and a concern"))
    return tuple(found)


def present_family(family: Family, *, links: tuple[Link, ...]) -> FamilyPage:
    """Every place on one scale; those on the list of changes first."""
    measure = family.measure
    drawn = [(each, chart_of(measure, each)) for each in family.series]
    spans = [charts.span_of(chart) for each, chart in drawn if each.trend is not None]
    span = (min(low for low, _ in spans), max(high for _, high in spans)) if spans else None
    smalls = tuple(
        _small(measure, each, listed=each.place.pk in family.listed, chart=replace(chart, span=span))
        for each, chart in drawn
    )
    signals_n = sum(each.trend is not None and each.trend.has_signal for each in family.series)
    told = [each for each in family.series if each.trend is not None]
    now = sum(each.trend.variation not in _OUT_OF_ORDER for each in told if each.trend is not None)
    lede = (
        f"Of {words.count(len(told), 'place')} with figures, {words.how_many(now, 'shows', 'show')} a change just now."
        if told
        else "Nobody has entered a figure yet."
    )
    return FamilyPage(
        measure=measure,
        lede=lede,
        facts=_facts(measure),
        smalls=tuple(sorted(smalls, key=lambda one: not one.listed)),
        expected=wording.say_expected(family.expected, signals_n=signals_n),
        listed=_say_listed(family),
        how=wording.say_kind(family.kind, yearly=measure.cadence == Cadence.YEARLY),
        legend=legend(measure),
        table=_table(measure, family),
        links=links,
    )


def _facts(measure: OwnMeasure) -> tuple[str, ...]:
    target = "" if measure.target is None else f"Target: {wording.write(measure, measure.target)}"
    of = f"{words.starting(measure.counted)}, of {measure.denominator}" if measure.counted else ""
    found = (of, Cadence(measure.cadence).label, Better(measure.better).label, target)
    return tuple(each for each in found if each)


def _say_listed(family: Family) -> str:
    if family.expected is None:
        return ""
    if not family.listed:
        return "Asked of all of them together, no place has surely changed."
    n = words.count(len(family.listed), "place")
    return f"Asked of all of them together, {n} surely changed, and stand first; about one in twenty such is false."


def _small(measure: OwnMeasure, series: Series, *, listed: bool, chart: TrendChart) -> Small:
    trend = series.trend
    return Small(
        name=names.show(series.place.name),
        url=address("measure-at", measure.pk, series.place.pk),
        chart=charts.draw_small(chart) if trend is not None else SafeString(),
        icon=SafeString() if trend is None else icons.draw_variation(trend.variation),
        state="No figures yet" if trend is None else wording.say_variation(trend.variation),
        target="" if trend is None else wording.say_assurance(trend.assurance),
        sentence=chart.said,
        listed=listed,
    )


def _table(measure: OwnMeasure, family: Family) -> Table:
    columns = (
        Column("Place"),
        Column("Newest figure", number=True),
        Column("Centre line", number=True),
        Column("What it shows"),
        Column("Target"),
    )
    rows = []
    for each in family.series:
        held = [one.value for one in each.points if one.value is not None]
        newest = wording.write(measure, held[-1]) if held else ""
        centre = _line(each.trend.newest.centre) if each.trend is not None else None
        cells = (
            Cell(names.show(each.place.name), url=address("measure-at", measure.pk, each.place.pk)),
            Cell(newest, number=True),
            Cell("" if centre is None else wording.write(measure, centre), number=True),
            Cell("No figures yet" if each.trend is None else wording.say_variation(each.trend.variation)),
            Cell("" if each.trend is None else wording.say_assurance(each.trend.assurance)),
        )
        rows.append(Row(cells))
    return Table(f"{measure.name} by place", columns, tuple(rows), caption_hidden=True)


def present_place(measure: OwnMeasure, series: Series, *, may_move: bool, links: tuple[Link, ...]) -> PlacePage:
    """One place, with its chart whole."""
    trend, chart = series.trend, chart_of(measure, series)
    figure = None
    if trend is not None:
        figure = {"chart": charts.draw(chart), "sentence": _under(measure, trend), "table": charts.table(chart)}
    changes = tuple(
        Change(
            f"Limits {'frozen' if each.move is Move.FREEZE else 'begun anew'} from "
            f"{_lower(series.points[each.at].period.label)}: {each.note}",
            each.number,
            may_move,
        )
        for each in series.moved
    )
    yearly = measure.cadence == Cadence.YEARLY
    return PlacePage(
        name=names.show(series.place.name),
        lede=chart.said,
        figure=figure,
        icon=SafeString() if trend is None else icons.draw_variation(trend.variation),
        state="" if trend is None else wording.say_variation(trend.variation),
        target_icon=SafeString() if trend is None else icons.draw_assurance(trend.assurance),
        target="" if trend is None else wording.say_assurance(trend.assurance),
        cautions=() if trend is None else wording.list_cautions(trend),
        how="" if trend is None else wording.say_kind(trend.kind, yearly=yearly),
        changes=changes,
        legend=legend(measure),
        links=links,
    )


def _lower(label: str) -> str:
    return f"the w{label[1:]}" if label.startswith("Week") else label


def _under(measure: OwnMeasure, trend: Trend) -> str:
    if trend.kind is Chart.RUN:
        return "Each figure, and the median."
    target = " The dashed line is the target." if measure.target is not None else ""
    return (
        f"Each figure, the centre line, and the band within which chance alone would keep nearly all of them.{target}"
    )


def present_history(measure: OwnMeasure, values: Sequence[OwnValue]) -> Table | None:
    """What was corrected: each figure that stood, who wrote it, when, and why."""
    if not values:
        return None
    columns = (Column("Period"), Column("Figure", number=True), Column("Entered by"), Column("When"), Column("Why"))
    rows = []
    for each in values:
        shown = show_point(measure, each).value
        told = "withheld" if shown is None else wording.write(measure, shown)
        cells = (
            Cell(period_of(each.starts_on, cadence=Cadence(measure.cadence)).label),
            Cell(f"{told}{' (stands)' if each.current else ''}", number=True),
            Cell(each.by.name),
            Cell(f"{each.at:%-d %B %Y}"),
            Cell(each.because),
        )
        rows.append(Row(cells))
    return Table("Corrected figures, newest first", tuple(columns), tuple(rows), caption_hidden=True)


def name_place(place: Organisation) -> str:
    """What a place is called."""
    return names.show(place.name)
