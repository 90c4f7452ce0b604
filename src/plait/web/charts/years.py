"""Years as a line with honest gaps: a spark for a row, and a whole chart with its labels and a line to compare with."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString

from plait.core.missing import Reason
from plait.core.years import AcademicYear
from plait.web import words
from plait.web.charts import svg
from plait.web.charts.scale import Scale, Write
from plait.web.parts import Cell, Column, Row, Table

_SPARK_HEIGHT, _CHART_HEIGHT = 54, 190  # pixels
_FOOT = 30  # pixels under a whole chart, for the years
_HEAD = 12
_EDGE = 0.03  # share of the width kept free at each side, so that the dots at the ends stay inside
_GUTTER = 0.09  # and more at the left of a whole chart, for the figures on its scale


@dataclass(frozen=True, slots=True)
class YearPoint:
    """One year: its figure, or the reason why there is none; `low` and `high` bound what was expected.

    `sure` bounds the figure itself: how far luck alone may have moved it.
    """

    year: AcademicYear
    value: float | None = None
    reason: Reason | None = None
    low: float | None = None
    high: float | None = None
    other: float | None = None
    sure: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Years:
    """A figure over years. `points` holds every year from first to last, so that a gap is as wide as it was long.

    `breaks` are years from which the figure is not comparable with those before: the line stops there too.
    """

    label: str
    points: tuple[YearPoint, ...]
    scale: Scale
    write: Write = words.number
    you: str = "This school"
    other_name: str = ""
    breaks: tuple[AcademicYear, ...] = ()


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the years stand: the first at `left` of the width, heights between `top` and `top + tall`."""

    left: float
    top: float
    tall: float

    def x(self, years: Years, i: int) -> float:
        last = len(years.points) - 1
        return 0.5 if last == 0 else self.left + (1 - self.left - _EDGE) * i / last

    def y(self, years: Years, value: float) -> float:
        return self.top + years.scale.height(value, tall=self.tall)


def _spark_of(height: int) -> _Frame:
    return _Frame(_EDGE, 6, height - 12)


_CHART = _Frame(_GUTTER, _HEAD, _CHART_HEIGHT - _FOOT - _HEAD)


def draw_spark(years: Years, *, height: int = _SPARK_HEIGHT) -> SafeString:
    """The line alone, for a row of a page; `height` in pixels."""
    frame = _spark_of(height)
    parts = [_band(years, frame), *_luck(years, frame), *_line(years, frame)]
    return svg.figure(parts, width="100%", height=height, name=years.label, description=sentence(years), cls="ch-spark")


def draw(years: Years) -> SafeString:
    """The whole chart: ends of the scale, every year named, gaps marked with their reason."""
    foot = _HEAD + _CHART.tall
    axis = svg.element("line", cls="ch-axis", x1="0", x2="100%", y1=foot, y2=foot)
    parts = [_band(years, _CHART), axis, *_grid(years)]
    if any(point.other is not None for point in years.points):
        parts += _line(years, _CHART, other=True)
    parts += [*_luck(years, _CHART), *_line(years, _CHART)]
    parts += [_gap(years, i, foot=foot) for i, point in enumerate(years.points) if point.value is None]
    parts += _names(years)
    return svg.figure(
        parts, width="100%", height=_CHART_HEIGHT, name=years.label, description=sentence(years), cls="ch-years"
    )


def _runs(years: Years, *, other: bool) -> Iterator[list[tuple[int, float]]]:
    """Years that follow each other with a figure each and no break between."""
    run: list[tuple[int, float]] = []
    for i, point in enumerate(years.points):
        value = point.other if other else point.value
        if run and (value is None or point.year in years.breaks):
            yield run
            run = []
        if value is not None:
            run.append((i, value))
    if run:
        yield run


def _line(years: Years, frame: _Frame, *, other: bool = False) -> list[str]:
    line_class = "ch-line ch-line--other" if other else "ch-line"
    dot_class = "ch-point ch-point--other" if other else "ch-point"
    lines, dots = [], []
    last = max((i for run in _runs(years, other=other) for i, _ in run), default=-1)
    for run in _runs(years, other=other):
        places = [(svg.percent(frame.x(years, i)), frame.y(years, value)) for i, value in run]
        lines += [
            svg.element("line", cls=line_class, x1=a, y1=b, x2=c, y2=d) for (a, b), (c, d) in itertools.pairwise(places)
        ]
        dots += [
            svg.element("circle", cls=dot_class, cx=x, cy=y, r=_radius(i, last, other=other))
            for (i, _), (x, y) in zip(run, places, strict=True)
        ]
    return lines + dots


def _radius(i: int, last: int, *, other: bool) -> float:
    if other:
        return 1.8
    return 4.2 if i == last else 2.5


def _band(years: Years, frame: _Frame) -> str:
    """What was expected, as a band under the line; it too stops where it is not known."""
    shapes, upper, lower = [], [], []
    for i, point in enumerate([*years.points, None]):
        if point is not None and point.low is not None and point.high is not None:
            x = 100 * frame.x(years, i)
            upper.append((x, years.scale.height(point.high, tall=frame.tall)))
            lower.append((x, years.scale.height(point.low, tall=frame.tall)))
        elif upper:
            shapes.append(svg.polygon(_around(upper, lower, step=_step(years, frame)), cls="ch-band"))
            upper, lower = [], []
    return svg.stretched(shapes, top=frame.top, height=frame.tall) if shapes else ""


def _step(years: Years, frame: _Frame) -> float:
    """The width of a year, in hundredths of the chart."""
    return 100 * (frame.x(years, 1) - frame.x(years, 0)) if len(years.points) > 1 else 10.0


def _around(
    upper: list[tuple[float, float]], lower: list[tuple[float, float]], *, step: float
) -> list[tuple[float, float]]:
    """The outline of a band; a year without neighbours has one as wide as half a year."""
    if len(upper) == 1:
        (x, top), (_, foot) = upper[0], lower[0]
        half = step / 4
        return [(x - half, top), (x + half, top), (x + half, foot), (x - half, foot)]
    return [*upper, *reversed(lower)]


def _luck(years: Years, frame: _Frame) -> list[str]:
    """How far luck may have moved each figure, as an upright line through its dot."""
    parts = []
    for i, point in enumerate(years.points):
        if point.value is not None and point.sure is not None:
            x, (low, high) = svg.percent(frame.x(years, i)), point.sure
            parts.append(
                svg.element("line", cls="ch-luckline", x1=x, x2=x, y1=frame.y(years, low), y2=frame.y(years, high))
            )
    return parts


def _grid(years: Years) -> list[str]:
    middle = (years.scale.low + years.scale.high) / 2
    parts = []
    for figure in (years.scale.high, middle, years.scale.low):
        y = _CHART.y(years, figure)
        if figure != years.scale.low:
            parts.append(svg.element("line", cls="ch-grid", x1="0", x2="100%", y1=y, y2=y))
        parts.append(svg.words(years.write(figure), cls="ch-label", x="0", y=y - 3))
    return parts


def _gap(years: Years, i: int, *, foot: float) -> str:
    point = years.points[i]
    why = point.reason.short if point.reason else Reason.NOT_PUBLISHED.short
    told = svg.title(f"{point.year}: {why}")
    return svg.element("circle", told, cls="ch-missing", cx=svg.percent(_CHART.x(years, i)), cy=foot, r=3.2)


def _names(years: Years) -> list[str]:
    every = 1 if len(years.points) <= 6 else 2
    last = len(years.points) - 1
    return [
        svg.words(
            _short_year(point.year),
            cls=f"ch-label {_anchor(i, last)}{'' if (last - i) % every == 0 else ' ch-label--wide'}",
            x=svg.percent(_CHART.x(years, i)),
            y=_CHART_HEIGHT - 8,
        )
        for i, point in enumerate(years.points)
    ]


def _anchor(i: int, last: int) -> str:
    return "ch-label--middle" if 0 < i < last or last == 0 else ("ch-label--end" if i else "")


def _short_year(year: AcademicYear) -> str:
    return f"{year.start % 100:02d}/{(year.start + 1) % 100:02d}"


def sentence(years: Years) -> str:
    """The line in words: first, last, and how many years are missing and why."""
    known = [(point.year, point.value) for point in years.points if point.value is not None]
    if not known:
        return f"There is no figure for {years.you} in any of these years. {_why(years)}".strip()
    last_year, last = known[-1]
    if len(known) == 1:
        said = f"{years.you}: {years.write(last)} in {last_year}."
    else:
        first_year, first = known[0]
        said = f"{years.you}: from {years.write(first)} in {first_year} to {years.write(last)} in {last_year}."
    return f"{said} {_why(years)}".strip()


def _why(years: Years) -> str:
    """Which years have no figure, put together by reason."""
    by_reason: dict[Reason, list[str]] = {}
    for point in years.points:
        if point.value is None:
            by_reason.setdefault(point.reason or Reason.NOT_PUBLISHED, []).append(str(point.year))
    return " ".join(f"No figure for {words.listed(these)}: {reason.short}." for reason, these in by_reason.items())


def table(years: Years) -> Table:
    """The figures of the line, year by year, gaps with their reason."""
    compared = bool(years.other_name)
    columns = (Column("Year"), Column(years.you, number=True))
    rows = []
    for point in years.points:
        cells = [Cell(str(point.year)), _cell(point, write=years.write)]
        if compared:
            cells.append(Cell("" if point.other is None else years.write(point.other), number=True))
        rows.append(Row(tuple(cells)))
    return Table(years.label, (*columns, Column(years.other_name, number=True)) if compared else columns, tuple(rows))


def _cell(point: YearPoint, *, write: Write) -> Cell:
    if point.value is None:
        return Cell(gap=point.reason or Reason.NOT_PUBLISHED, number=True)
    return Cell(write(point.value), number=True)
