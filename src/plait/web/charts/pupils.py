"""Schools as rows over pupils of 30: a year, the year after, what lasts, and where the truth probably lies."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString

from plait.web import words
from plait.web.charts import svg
from plait.web.charts.scale import Scale
from plait.web.parts import Cell, Column, Row, Table

_ROW, _TOP, _FOOT = 15, 8, 24  # pixels
_LEFT, _RIGHT = 0.05, 0.98  # shares of the width between which the scale lies
_MARKS = 5  # pupils between two figures on the scale


@dataclass(frozen=True, slots=True)
class School:
    """One row. `truth` is what it has in the long run; what is None is not drawn."""

    name: str
    now: float
    picked: bool = False
    after: float | None = None
    truth: float | None = None
    best: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Pupils:
    """Schools over one scale; `middle` is the dashed line."""

    label: str
    sentence: str
    schools: tuple[School, ...]
    scale: Scale
    middle: float


def draw(chart: Pupils) -> SafeString:
    """The schools as SVG. What moves from one year to the next says from where, for a browser that may show it."""
    foot = _TOP + _ROW * len(chart.schools)
    parts = list(_frame(chart, foot=foot))
    for at, school in enumerate(chart.schools):
        parts += _row(chart, school, y=_TOP + _ROW * at + _ROW / 2)
    return svg.figure(
        parts, width="100%", height=foot + _FOOT, name=chart.label, description=chart.sentence, cls="ch-pupils"
    )


def _x(chart: Pupils, value: float) -> str:
    return svg.percent(_LEFT + (_RIGHT - _LEFT) * chart.scale.share(value))


def _frame(chart: Pupils, *, foot: float) -> Iterator[str]:
    middle = _x(chart, chart.middle)
    yield svg.element("line", cls="ch-axis", x1=svg.percent(_LEFT), x2=svg.percent(_RIGHT), y1=foot, y2=foot)
    low, high = int(chart.scale.low), int(chart.scale.high)
    for value in range(-(-low // _MARKS) * _MARKS, high + 1, _MARKS):
        yield svg.words(str(value), cls="ch-label ch-label--middle", x=_x(chart, value), y=foot + 16)
    yield svg.element("line", cls="ch-zero", x1=middle, x2=middle, y1=_TOP, y2=foot)


def _row(chart: Pupils, school: School, *, y: float) -> Iterator[str]:
    yield svg.words(school.name, cls="ch-label", x="0", y=y + 4)
    now, hollow = _x(chart, school.now), school.best is not None or (school.picked and school.after is not None)
    if school.low is not None and school.high is not None:
        low, high = _x(chart, school.low), _x(chart, school.high)
        yield svg.element("line", cls="ch-range ch-range--thin", x1=low, x2=high, y1=y, y2=y)
    if school.truth is not None:
        truth = _x(chart, school.truth)
        yield svg.element("line", cls="ch-truth", x1=truth, x2=truth, y1=y - 6, y2=y + 6)
    if hollow:
        to = _x(chart, school.after if school.best is None and school.after is not None else school.best or school.now)
        yield svg.element("line", cls="ch-axis", x1=now, x2=to, y1=y, y2=y)
        yield svg.element("circle", cls="ch-missing", cx=now, cy=y, r=3.5)
        cls = "ch-best" if school.best is not None else "ch-point"
        yield svg.element("circle", cls=f"{cls} ch-moves", cx=to, cy=y, r=5, data_from=now)
        return
    if school.after is not None:
        yield svg.element("circle", cls="ch-luck ch-moves", cx=_x(chart, school.after), cy=y, r=4.5, data_from=now)
        return
    yield svg.element("circle", cls="ch-point" if school.picked else "ch-luck", cx=now, cy=y, r=5)


def table(chart: Pupils) -> Table:
    """Every school with every figure that the picture holds."""
    held = (
        *(("Long run", "truth", 1), ("This year", "now", 0), ("Next year", "after", 0)),
        *(("As best we can tell", "best", 1), ("Probably above", "low", 1), ("and below", "high", 1)),
    )
    shown = [each for each in held if any(getattr(school, each[1]) is not None for school in chart.schools)]
    rows = tuple(
        Row(
            (
                Cell(f"School {school.name}", pill="picked" if school.picked else ""),
                *(_cell(getattr(school, name), places=n) for _, name, n in shown),
            )
        )
        for school in chart.schools
    )
    columns = (Column("School"), *(Column(title, number=True) for title, _, _ in shown))
    return Table(caption=f"{chart.label}: pupils of 30", columns=columns, rows=rows)


def _cell(value: float | None, *, places: int) -> Cell:
    return Cell("" if value is None else words.number(value, places=places), number=True)
