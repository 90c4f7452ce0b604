"""How much circumstances explain, year by year: a bar for each, and an edge where chance leaves nothing to explain."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString

from plait.core.years import AcademicYear
from plait.web import words
from plait.web.charts import svg
from plait.web.parts import Cell, Column, Row, Table

_ROW, _BAR, _LEFT = 26, 12, 0.16  # pixels; the share of the width for the years


@dataclass(frozen=True, slots=True)
class Year:
    """One year: the shares (0 to 1) explained in schools not seen, and the largest that chance leaves to explain."""

    year: AcademicYear
    explained: float
    ceiling: float
    schools_n: int


@dataclass(frozen=True, slots=True)
class Skill:
    """The years, oldest first."""

    label: str
    years: tuple[Year, ...]


def draw(chart: Skill) -> SafeString:
    """The bars as SVG; a whole width stands for all differences between schools."""
    parts = [part for at, year in enumerate(chart.years) for part in _bar(year, top=at * _ROW)]
    tall = _ROW * len(chart.years)
    return svg.figure(parts, width="100%", height=tall, name=chart.label, description=sentence(chart), cls="ch-skill")


def _bar(year: Year, *, top: float) -> Iterator[str]:
    y, wide = top + (_ROW - _BAR) / 2, 1 - _LEFT
    ceiling, explained = (min(1.0, max(0.0, share)) for share in (year.ceiling, year.explained))
    yield svg.words(str(year.year), cls="ch-label", x="0", y=top + _ROW / 2 + 4)
    box: dict[str, svg.Attribute] = {"x": svg.percent(_LEFT), "y": y, "height": _BAR}
    yield svg.element("rect", cls="ch-track", width=svg.percent(wide), **box)
    yield svg.element("rect", cls="ch-ceiling", width=svg.percent(wide * ceiling), **box)
    yield svg.element("rect", cls="ch-share-1", width=svg.percent(wide * explained), **box)


def sentence(chart: Skill) -> str:
    """The latest year in words, and how it was in the years before."""
    last = chart.years[-1]
    shares = [each.explained for each in chart.years]
    span = ""
    if len(shares) > 1:
        low, high = (words.percent(100 * max(share, 0.0)) for share in (min(shares), max(shares)))
        span = f" Over the years it was {low} to {high}." if low != high else f" It was {low} in every year."
    return (
        f"In {last.year} circumstances explain {words.percent(100 * max(last.explained, 0.0))} of the differences "
        f"between schools that the fit had not seen. Chance leaves at most {words.percent(100 * last.ceiling)} to "
        f"explain.{span}"
    )


def table(chart: Skill) -> Table:
    """Each year with its shares."""
    columns = (
        *(Column("Year"), Column("Explained", number=True)),
        *(Column("At most", number=True), Column("Schools", number=True)),
    )
    rows = tuple(
        Row(
            (
                Cell(str(each.year)),
                Cell(words.percent(100 * each.explained), number=True),
                Cell(words.percent(100 * each.ceiling), number=True),
                Cell(f"{each.schools_n:,}", number=True),
            )
        )
        for each in chart.years
    )
    return Table(chart.label, columns, rows)
