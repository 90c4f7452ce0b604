"""The figures that the publisher gives for a trust as a whole: a sentence, then tables by family, newest year first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from plait.core.years import AcademicYear
from plait.indicators.queries.values import TrustFigure
from plait.indicators.store.definition_parts import Definition
from plait.web import addresses, figures, words
from plait.web.families import FAMILY_TITLES
from plait.web.parts import Cell, Column, Row, Table
from plait.web.titles import title_of

_SAID: Final = ("ks2_rwm_expected", "ks2_reading_progress", "ks2_maths_progress", "attainment8", "progress8")


@dataclass(frozen=True, slots=True)
class Published:
    """What is published for the trust as a whole."""

    sentence: str
    tables: tuple[Table, ...]


def present_published(found: list[TrustFigure], definitions: Mapping[str, Definition]) -> Published | None:
    """What is published for a trust; None where nothing is."""
    held = {(each.indicator, each.year): each for each in found if each.indicator in definitions}
    if not held:
        return None
    tables = []
    for family, title in FAMILY_TITLES.items():
        wanted = [d for d in definitions.values() if d.family == family and any(each == d.id for each, _ in held)]
        if wanted:
            tables.append(_table(title, wanted, held))
    return Published(_say(held, definitions), tuple(tables))


def _say(held: Mapping[tuple[str, int], TrustFigure], definitions: Mapping[str, Definition]) -> str:
    """The latest year, how many measures, and the figures most asked about with the schools that they count."""
    year = max(year for _, year in held)
    own = [figure for (_, of), figure in held.items() if of == year]
    known_n = sum(figure.value is not None for figure in own)
    told: dict[int | None, list[str]] = {}
    for each in _SAID:
        figure = held.get((each, year))
        if figure is not None and figure.value is not None:
            said = _say_figure(definitions[each], figure.value, figure.lo, figure.hi)
            told.setdefault(figure.schools_n, []).append(said)
    parts = [words.listed(those) + _over(schools_n) for schools_n, those in told.items()]
    started = f"For {AcademicYear(year)} the publisher gives {words.count(known_n, 'figure')}"
    started += f": {'; '.join(parts)}." if parts else "."
    left = len(own) - known_n
    if left:
        started += (
            f" {words.starting(words.count(left, 'more', 'more'))} {'has' if left == 1 else 'have'} only a reason."
        )
    return started


def _over(schools_n: int | None) -> str:
    return "" if schools_n is None else f", over {words.count(schools_n, 'school')}"


def _say_figure(definition: Definition, value: float, low: float | None, high: float | None) -> str:
    title, under = title_of(definition)
    named = f"{title} ({under})" if definition.unit == "percent" and under else title
    said = f"{named} {figures.write(definition, value)}"
    if low is None or high is None:
        return said
    return f"{said} (published interval: {figures.write_range(definition, low, high)})"


def _table(title: str, wanted: list[Definition], held: Mapping[tuple[str, int], TrustFigure]) -> Table:
    years = sorted({year for each, year in held if each in {d.id for d in wanted}}, reverse=True)
    rows = tuple(
        Row(
            (
                Cell(definition.name, url=addresses.indicator(definition.id)),
                *(_cell(definition, held.get((definition.id, year)), year) for year in years),
            )
        )
        for definition in wanted
    )
    columns = (Column("Measure"), *(Column(str(AcademicYear(year)), number=True) for year in years))
    return Table(title, columns, rows, caption_hidden=True, stack=True)


def _cell(definition: Definition, figure: TrustFigure | None, year: int) -> Cell:
    label = str(AcademicYear(year))
    if figure is None:
        return Cell("not in the files", number=True, label=label)
    counted = "" if figure.schools_n is None else words.count(figure.schools_n, "school")
    if figure.value is None:
        return Cell(gap=figure.reason, note=counted, number=True, label=label)
    interval = ""
    if figure.lo is not None and figure.hi is not None:
        interval = f"interval {figures.write_range(definition, figure.lo, figure.hi)}"
    note = ", ".join(part for part in (interval, counted) if part)
    return Cell(figures.write(definition, figure.value), note=note, number=True, label=label)
