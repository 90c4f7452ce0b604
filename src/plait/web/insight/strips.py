"""“Why these schools”: each input of the recipe as a strip, with its share of the weight."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from plait.core.missing import Reason
from plait.insight.domain import Recipe
from plait.insight.queries.answers import NeighbourSet, Standing
from plait.web import addresses, words
from plait.web.charts import strip
from plait.web.charts.hill import Everyone
from plait.web.parts import Cell, Column, Row, Shown, Table


@dataclass(frozen=True, slots=True)
class StripRow(Shown):
    """One input: its name, its picture, what it is here and with a typical neighbour, and how much it weighs."""

    title: str
    url: str
    picture: SafeString
    here: str
    gap: Reason | None
    typical: str
    weight: str


def present_strips(found: NeighbourSet, *, who: str) -> tuple[StripRow, ...]:
    """The inputs in the order of their weight."""
    urls = indicator_urls(found.recipe)
    ordered = sorted(found.standings, key=lambda each: -each.weight_rate)
    return tuple(_row(each, url=urls.get(each.id, ""), who=who) for each in ordered)


def strip_table(found: NeighbourSet, *, who: str) -> Table:
    """The same as a table."""
    rows = []
    for each in sorted(found.standings, key=lambda each: -each.weight_rate):
        write = writer(each)
        here = Cell(gap=each.reason, label=who) if each.value is None else Cell(write(each.value), label=who)
        near = [value for value in each.near if value is not None]
        told = [
            Cell(_write(each.typical, write), label="Typical neighbour"),
            Cell(_write(min(near, default=None), write), label="Lowest neighbour"),
            Cell(_write(max(near, default=None), write), label="Highest neighbour"),
            Cell(write(each.national_median), label="Middle of all"),
            Cell(weight_words(each.weight_rate), label="Share of the weight"),
        ]
        rows.append(Row((Cell(each.label), here, *told)))
    labels = (who, "Typical neighbour", "Lowest neighbour", "Highest neighbour", "Middle of all", "Share of the weight")
    columns = (Column("Circumstance"), *(Column(label) for label in labels))
    return Table("Why these schools, as a table", columns, tuple(rows), caption_hidden=True, stack=True)


def indicator_urls(recipe: Recipe) -> dict[str, str]:
    """Where each input that is an indicator is explained."""
    return {item.id: addresses.indicator(item.indicator) for item in recipe.characteristics if item.indicator}


def writer(standing: Standing) -> Callable[[float], str]:
    """How the figures of an input are written."""
    places = standing.decimals
    if standing.unit == "percent":
        return lambda value: words.percent(value, places=places)
    if standing.unit == "miles":
        return lambda value: f"{words.number(value, places=places)} miles"
    return lambda value: words.number(value, places=places)


def weight_words(rate: float) -> str:
    """A share of the weight as a percentage; what rounds to nothing is said to be under one."""
    return "under 1%" if 0 < rate < 0.005 else words.percent(100 * rate)


def _write(value: float | None, write: Callable[[float], str]) -> str:
    return "no figure" if value is None else write(value)


def _row(standing: Standing, *, url: str, who: str) -> StripRow:
    write, shape = writer(standing), standing.strip
    chart = strip.Strip(
        label=standing.label,
        everyone=Everyone(shape.bins, shape.lo, shape.hi),
        value=standing.value,
        neighbours=tuple(value for value in standing.near if value is not None),
        write=write,
        you=who,
        place=standing.below_rate,
    )
    return StripRow(
        title=standing.label,
        url=url,
        picture=strip.draw(chart),
        here="" if standing.value is None else write(standing.value),
        gap=None if standing.value is not None else standing.reason or Reason.NOT_PUBLISHED,
        typical="" if standing.typical is None else write(standing.typical),
        weight=weight_words(standing.weight_rate),
    )
