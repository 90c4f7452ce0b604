"""The funnel: everyone as pale dots by the size of the cohort, limits on both sides, you and your neighbours marked."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log
from typing import Final

from django.utils.safestring import SafeString

from plait.web import words
from plait.web.charts import svg
from plait.web.charts.scale import Scale, Write
from plait.web.parts import Cell, Column, Row, Table

_HEIGHT = 420  # pixels
_TOP, _FOOT = 30, 44  # pixels above and below the dots
_TALL = _HEIGHT - _TOP - _FOOT
_LEFT, _WIDE = 0.08, 0.91  # shares of the width: figures stand at the left
_CLASSES: Final = (1, 3, 8, 20)  # schools in a cell from which its dot is smaller, small, middling, large
_TICKS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


@dataclass(frozen=True, slots=True)
class Dot:
    """Some schools of about the same size and difference."""

    pupils_n: float
    difference: float
    schools_n: int


@dataclass(frozen=True, slots=True)
class Limit:
    """How far from nought the limits lie for a cohort of a size."""

    pupils_n: float
    chance: float
    usual: float
    far: float


@dataclass(frozen=True, slots=True)
class Point:
    """A school that is marked; without a name where the reader is not told it."""

    name: str
    pupils_n: float
    difference: float


@dataclass(frozen=True, slots=True)
class FunnelChart:
    """Differences of one year against cohort sizes. `reach` is how far the scale goes either side of nought."""

    label: str
    dots: tuple[Dot, ...]
    limits: tuple[Limit, ...]
    pupils_lo: float
    pupils_hi: float
    reach: float
    unit: str
    schools_n: int
    beyond_chance_rate: float
    beyond_usual_rate: float
    own: Point | None = None
    neighbours: tuple[Point, ...] = ()
    write: Write = words.signed
    noun: str = "pupils"


def draw(chart: FunnelChart) -> SafeString:
    """The funnel as SVG; places across are shares of the width, so that words keep their size."""
    shapes = [*_dots(chart), *_lines(chart)]
    inner = svg.element(
        "svg",
        svg.stretched(shapes, top=0, height=_TALL),
        x=svg.percent(_LEFT),
        y=_TOP,
        width=svg.percent(_WIDE),
        height=_TALL,
    )
    parts = [*_rules(chart), inner]
    parts += [_mark(chart, point, cls="ch-place", r=4.5) for point in chart.neighbours]
    if chart.own is not None:
        parts.append(_mark(chart, chart.own, cls="ch-you", r=7.5))
    return svg.figure(
        parts, width="100%", height=_HEIGHT, name=chart.label, description=sentence(chart), cls="ch-funnel"
    )


def sentence(chart: FunnelChart) -> str:
    """The funnel in words."""
    chance, usual = words.percent(100 * chart.beyond_chance_rate), words.percent(100 * chart.beyond_usual_rate)
    return (
        f"{chance} of {chart.schools_n:,} schools lie outside the 95% limits of chance alone, where 5% would if "
        f"schools did not differ; {usual} lie outside once the usual differences between schools are allowed for."
    )


def table(chart: FunnelChart) -> Table:
    """The limits at some sizes of cohort."""
    rows = [
        _row(f"A cohort of {round(each.pupils_n):,} {chart.noun}", chart, each) for each in _some_limits(chart.limits)
    ]
    columns = (
        Column("Size of the cohort"),
        Column("Chance alone, 95%", number=True),
        Column("With usual differences, 95%", number=True),
        Column("With usual differences, 99.8%", number=True),
    )
    return Table(f"{chart.label}: limits either side of nought ({chart.unit})", columns, tuple(rows), stack=True)


def marked(chart: FunnelChart) -> Table:
    """The schools that are marked, by name; those without one are left out."""
    named = [each for each in chart.neighbours if each.name]
    points = ([chart.own] if chart.own is not None else []) + named
    rows = [
        Row(
            (
                Cell(each.name),
                Cell(f"{round(each.pupils_n):,}", number=True, label=words.starting(chart.noun)),
                Cell(chart.write(each.difference), number=True, label="Difference"),
            )
        )
        for each in points
    ]
    columns = (
        Column("School"),
        Column(words.starting(chart.noun), number=True),
        Column(f"Difference from what was expected ({chart.unit})", number=True),
    )
    return Table("The schools that are marked, by name", columns, tuple(rows), stack=True)


def _row(label: str, chart: FunnelChart, limit: Limit) -> Row:
    told = (
        (limit.chance, "Chance alone, 95%"),
        (limit.usual, "With usual differences, 95%"),
        (limit.far, "With usual differences, 99.8%"),
    )
    cells = (Cell(f"± {chart.write(value).lstrip('+')}", number=True, label=name) for value, name in told)
    return Row((Cell(label), *cells))


def _some_limits(limits: tuple[Limit, ...]) -> list[Limit]:
    """A handful, evenly spread along the drawing."""
    step = max(1, (len(limits) - 1) // 4)
    return list(limits[::step])


def _dots(chart: FunnelChart) -> list[str]:
    shapes = []
    for size, least in enumerate(_CLASSES, start=1):
        most = _CLASSES[size] if size < len(_CLASSES) else None
        inside = (dot for dot in chart.dots if dot.schools_n >= least and (most is None or dot.schools_n < most))
        path = "".join(
            f"M{svg.short(100 * _across(chart, dot.pupils_n))} {round(_down(chart, dot.difference), 1):g}h0"
            for dot in inside
        )
        if path:
            shapes.append(svg.element("path", cls=f"ch-crowd ch-crowd-{size}", d=path))
    return shapes


def _lines(chart: FunnelChart) -> list[str]:
    told = (("chance", "ch-limit ch-limit--chance"), ("usual", "ch-limit"), ("far", "ch-limit ch-limit--far"))
    return [
        svg.element(
            "path", cls=cls, d=_path(chart, ((each.pupils_n, side * getattr(each, name)) for each in chart.limits))
        )
        for name, cls in told
        for side in (1, -1)
    ]


def _path(chart: FunnelChart, places: Iterable[tuple[float, float]]) -> str:
    """A line through those places that the drawing holds."""
    inside = [(n, value) for n, value in places if abs(value) <= chart.reach]
    points = [f"{svg.short(100 * _across(chart, n))} {round(_down(chart, value), 1):g}" for n, value in inside]
    return "M" + "L".join(points) if points else "M0 0"


def _rules(chart: FunnelChart) -> list[str]:
    """The line of nought, the ends of the scale, and round sizes of cohort along the foot."""
    middle, foot = _TOP + _TALL / 2, _TOP + _TALL
    left, right = svg.percent(_LEFT), svg.percent(_LEFT + _WIDE)
    parts = [
        svg.element("line", cls="ch-zero", x1=left, x2=right, y1=middle, y2=middle),
        svg.element("line", cls="ch-axis", x1=left, x2=right, y1=foot, y2=foot),
        svg.words(f"Difference from what was expected, {chart.unit}", cls="ch-label", x="0", y=12),
        svg.words(chart.write(chart.reach), cls="ch-label", x="0", y=_TOP + 8),
        svg.words("0", cls="ch-label", x="0", y=middle + 4),
        svg.words(chart.write(-chart.reach), cls="ch-label", x="0", y=foot),
        svg.words(f"{words.starting(chart.noun)} in the cohort", cls="ch-label ch-label--end", x=right, y=_HEIGHT - 4),
    ]
    for tick in _TICKS:
        if chart.pupils_lo <= tick <= chart.pupils_hi:
            x = svg.percent(_LEFT + _WIDE * _across(chart, tick))
            parts.append(svg.element("line", cls="ch-axis", x1=x, x2=x, y1=foot, y2=foot + 5))
            parts.append(svg.words(f"{tick:,}", cls="ch-label ch-label--middle", x=x, y=foot + 18))
    return parts


def _mark(chart: FunnelChart, point: Point, *, cls: str, r: float) -> str:
    told = svg.title(f"{point.name}: {chart.write(point.difference)}") if point.name else ""
    x = svg.percent(_LEFT + _WIDE * _across(chart, point.pupils_n))
    return svg.element("circle", told, cls=cls, cx=x, cy=_TOP + _down(chart, point.difference), r=r)


def _across(chart: FunnelChart, pupils_n: float) -> float:
    """How far along a cohort lies, from 0 to 1, even in its logarithm."""
    return Scale(log(chart.pupils_lo), log(chart.pupils_hi)).share(log(pupils_n))


def _down(chart: FunnelChart, difference: float) -> float:
    return Scale(-chart.reach, chart.reach).height(difference, tall=_TALL)
