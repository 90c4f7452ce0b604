"""What is held for which year: figures and gaps by measure and year."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from plait.core.missing import Reason
from plait.core.years import AcademicYear
from plait.indicators.queries.coverage import Cell as Count
from plait.indicators.store.definition_parts import Definition
from plait.indicators.store.definitions import find_gap
from plait.web import addresses, words
from plait.web.families import FAMILY_TITLES
from plait.web.parts import Cell, Column, Option, Row, Table

CSV_HEADING: Final = ("indicator", "name", "year", "schools_with_a_figure", "reason", "schools_with_this_reason")


@dataclass(frozen=True, slots=True)
class GridPage:
    """The grid of one family of measures."""

    family: str
    options: tuple[Option, ...]
    table: Table


def present_grid(counts: list[Count], definitions: Mapping[str, Definition], *, family: str) -> GridPage:
    """The grid of a family: measures down, years across."""
    wanted = [definition for definition in definitions.values() if definition.family == family]
    own = {(each.indicator, each.year): each for each in counts if each.indicator in {d.id for d in wanted}}
    held = sorted({year for _, year in own})
    span = range(held[0], held[-1] + 1) if held else range(0)
    rows = tuple(
        Row(
            (
                Cell(definition.short, url=addresses.indicator(definition.id)),
                *(_cell(definition, year, own.get((definition.id, year))) for year in span),
            )
        )
        for definition in wanted
    )
    columns = (Column("Measure"), *(Column(str(AcademicYear(year)), number=True) for year in span))
    there = {definition.family for definition in definitions.values()}
    options = tuple(Option(value, label, value == family) for value, label in FAMILY_TITLES.items() if value in there)
    return GridPage(
        FAMILY_TITLES[family],
        options,
        Table(f"{FAMILY_TITLES[family]}: schools with a figure", columns, rows, scrolls=True),
    )


def csv_rows(counts: list[Count], definitions: Mapping[str, Definition]) -> Iterator[tuple[object, ...]]:
    """One row for each measure, year and reason; the count of figures stands on each."""
    for each in counts:
        name = definitions[each.indicator].name if each.indicator in definitions else each.indicator
        head = (each.indicator, name, str(AcademicYear(each.year)), each.values_n)
        yield (*head, None, None)
        for reason, n in each.gaps.items():
            yield (*head, reason.value, n)


def _cell(definition: Definition, year: int, count: Count | None) -> Cell:
    if count is None or not count.values_n:
        gap = find_gap(definition, year)
        if gap is not None:
            return Cell(gap=gap.reason, number=True)
        return (
            Cell(gap=Reason.NOT_PUBLISHED, number=True)
            if count is None
            else Cell("0", number=True, note=_reasons(count))
        )
    return Cell(f"{count.values_n:,}", number=True, note=_reasons(count))


def _reasons(count: Count) -> str:
    return words.listed(
        [f"{n:,} {reason.short}" for reason, n in sorted(count.gaps.items(), key=lambda item: -item[1])]
    )
