"""Figures of a school as rows of a page: name, picture, sentence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from plait.core.years import AcademicYear
from plait.indicators.queries.values import Distribution, Figure
from plait.indicators.store.definition_parts import Definition
from plait.web import addresses, figures, words
from plait.web.charts import strip, years
from plait.web.charts.scale import Scale, round_ends
from plait.web.organisations.gaps import (
    Explained,
    explain_breaks,
    explain_gaps,
    say_breaks,
    say_gaps,
    share_out,
    why_missing,
)
from plait.web.organisations.sections import Section
from plait.web.parts import Cell, Column, Row, Shown, Table
from plait.web.shown import everyone
from plait.web.titles import title_of

Spreads = Mapping[tuple[str, int], Distribution]
Figures = Mapping[tuple[str, int], Figure]


@dataclass(frozen=True, slots=True)
class FigureRow(Shown):
    """One figure: what it is, its picture, a sentence, and what to know about it."""

    id: str
    title: str
    under: str
    picture: SafeString | str
    sentence: str
    notes: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class FigureSection(Shown):
    """A group of rows, the same as a table, and its gaps and breaks explained: for most rows, and for single ones."""

    id: str
    title: str
    rows: tuple[FigureRow, ...]
    table: Table
    explained: tuple[Explained, ...]
    explained_rows: tuple[tuple[str, tuple[Explained, ...]], ...]


def present_strips(wanted: Sequence[Definition], held: Figures, spreads: Spreads) -> tuple[FigureRow, ...]:
    """Circumstances as strips: the latest figure that is known, among the schools of the same phase."""
    rows = []
    for definition in wanted:
        figure = latest(held, definition.id)
        if figure is None or figure.value is None:
            continue
        rows.append(_strip_row(definition, figure, spreads.get((definition.id, figure.year))))
    return tuple(rows)


def present_section(
    section: Section, *, held: Figures, spreads: Spreads, definitions: Mapping[str, Definition], urn: int
) -> FigureSection | None:
    """Results over years as sparks; None where the school has no figure of this kind at all."""
    wanted = [definitions[each] for each in section.first if latest(held, each) is not None]
    wanted = [d for d in wanted if any(f.value is not None for f in of(held, d.id))]
    if not wanted:
        return None
    span = year_span([d.id for d in wanted], held, spreads)
    drawn = [_years_row(definition, span, held, spreads) for definition in wanted]
    common, own = share_out(explained for _, explained in drawn)
    rows = tuple(row for row, _ in drawn)
    named = tuple((f"{row.title}, {row.under}", mine) for row, mine in zip(rows, own, strict=True) if mine)
    table = years_table(section.title, wanted, span, held, urn=urn)
    return FigureSection(section.id, section.title, rows, table, common, named)


def of(held: Figures, indicator: str) -> list[Figure]:
    """The figures of one indicator, earliest first."""
    return [figure for (each, _), figure in sorted(held.items()) if each == indicator]


def latest(held: Figures, indicator: str) -> Figure | None:
    """The latest figure with a value; failing that, the latest reason."""
    own = of(held, indicator)
    known = [figure for figure in own if figure.value is not None]
    return known[-1] if known else (own[-1] if own else None)


def year_span(indicators: Sequence[str], held: Figures, spreads: Spreads) -> range:
    """From the first year for which the school has a row to the last for which anyone has a figure."""
    own = [year for indicator, year in held if indicator in indicators]
    all_years = [year for indicator, year in spreads if indicator in indicators] or own
    return range(min(own), max(*own, *all_years) + 1)


def years_table(title: str, wanted: Sequence[Definition], span: range, held: Figures, *, urn: int) -> Table:
    """Measures down, years across; a gap says its reason, a figure of a predecessor its URN."""
    rows = []
    for definition in wanted:
        cells = [Cell(definition.short, url=addresses.indicator(definition.id))]
        for year in span:
            figure = held.get((definition.id, year))
            if figure is None or figure.value is None:
                cells.append(Cell(gap=why_missing(definition, year, figure).reason, number=True))
            else:
                note = "" if figure.urn == urn else f"URN {figure.urn}"
                cells.append(Cell(figures.write(definition, figure.value), number=True, note=note))
        rows.append(Row(tuple(cells)))
    columns = (Column("Measure"), *(Column(str(AcademicYear(year)), number=True) for year in span))
    return Table(f"{title}, year by year", columns, tuple(rows), scrolls=True)


def writer(definition: Definition) -> Callable[[float], str]:
    """How the figures of an indicator are written on a chart."""
    return lambda value: figures.write(definition, value)


def end_writer(definition: Definition) -> Callable[[float], str]:
    """How the ends of a chart are written: a bin may begin a little below nought, a share never does."""
    low, high = definition.plausible
    return lambda value: figures.write(definition, min(high, max(low, value)))


def _strip_row(definition: Definition, figure: Figure, spread: Distribution | None) -> FigureRow:
    value = figure.value
    if value is None:
        raise ValueError(definition.id)
    picture: SafeString | str = ""
    sentence = f"{words.starting(figures.say_with_pupils(definition, figure))}."
    if spread is not None and spread.bin_lo < spread.bin_hi:
        all_schools = everyone(definition, spread)
        far = strip.say_beyond(all_schools.scale, value)
        picture = strip.draw(
            strip.Strip(
                label=definition.short,
                everyone=all_schools,
                value=value,
                write=end_writer(definition),
                you="This school",
            )
        )
        sentence += f" {figures.say_position(value, spread)}" + (f" It lies {far}." if far else "")
    return FigureRow(
        definition.id,
        *title_of(definition),
        picture,
        sentence,
        (str(AcademicYear(figure.year)),),
        addresses.indicator(definition.id),
    )


def _years_row(
    definition: Definition, span: range, held: Figures, spreads: Spreads
) -> tuple[FigureRow, tuple[Explained, ...]]:
    points, missing = [], {}
    for year in span:
        figure, spread = held.get((definition.id, year)), spreads.get((definition.id, year))
        low, high = (None, None) if spread is None else spread.middle_half
        value = None if figure is None else figure.value
        if value is None:
            missing[year] = why_missing(definition, year, figure)
        reason = missing[year].reason if value is None else None
        points.append(years.YearPoint(AcademicYear(year), value=value, reason=reason, low=low, high=high))
    chart = years.Years(
        label=f"{definition.name}, year by year",
        points=tuple(points),
        scale=_scale(definition, points, spreads),
        write=writer(definition),
        breaks=tuple(AcademicYear(year) for year in _breaks(definition, span)),
    )
    latest_known = latest(held, definition.id)
    known = [point.year.start for point in points if point.value is not None]
    notes = (say_breaks(definition, known), say_gaps(missing))
    row = FigureRow(
        definition.id,
        *title_of(definition),
        years.draw_spark(chart),
        "" if latest_known is None else _say_latest(definition, latest_known, spreads),
        tuple(note for note in notes if note),
        addresses.indicator(definition.id),
    )
    return row, (*explain_breaks(definition, known), *explain_gaps(missing))


def _say_latest(definition: Definition, figure: Figure, spreads: Spreads) -> str:
    spread = spreads.get((definition.id, figure.year))
    sentence = f"{words.starting(figures.say_with_pupils(definition, figure))} in {AcademicYear(figure.year)}"
    if figure.lo is not None and figure.hi is not None:
        sentence += f" (published interval: {figures.write_range(definition, figure.lo, figure.hi)})"
    if spread is not None:
        sentence += f"; {figures.say_middle_half(definition, spread).replace(' are ', ' were ')}"
    return f"{sentence}."


def _scale(definition: Definition, points: Sequence[years.YearPoint], spreads: Spreads) -> Scale:
    """The same scale for every school of the phase: where nearly all of them lie, over all years."""
    own = [spread for (indicator, _), spread in spreads.items() if indicator == definition.id]
    ends = [p for spread in own for p in (spread.percentiles[5], spread.percentiles[95])]
    ends += [point.value for point in points if point.value is not None]
    return round_ends(min(ends), max(ends))


def _breaks(definition: Definition, span: range) -> list[int]:
    """Years of the span in which a new series begins."""
    starts = [item.first for item in definition.spans[1:]]
    return [year for year in starts if year in span and year > span.start]
