"""The trend: figures over time, centre line and limits; a figure unlike chance has a shape and a word."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from django.utils.safestring import SafeString

from plait.web.charts import svg
from plait.web.charts.scale import Write
from plait.web.parts import Cell, Column, Row, Table

Sign = Literal["", "improvement", "concern", "neither"]

_HEIGHT, _FOOT, _HEAD, _SPARK = 280, 26, 34, 64  # pixels
_LEFT, _RIGHT = 0.1, 0.02
WORDS: Final = {"improvement": "better than chance", "concern": "worse than chance", "neither": "unlike chance"}


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A period: its name, short and whole, its figure if there is one, its lines, and what it shows.

    `low` to `high`: where the truth probably lies, where that is known of a single figure.
    """

    name: str
    short: str
    value: float | None
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None
    sign: Sign = ""
    why: str = ""
    note: str = ""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class TrendChart:
    """A place's figures. `breaks`: at which points limits begin anew or are frozen, with the reason that is drawn."""

    label: str
    points: tuple[TrendPoint, ...]
    said: str
    write: Write
    target: float | None = None
    breaks: tuple[tuple[int, str], ...] = ()
    span: tuple[float, float] | None = None  # the scale, where several charts share one


def span_of(chart: TrendChart) -> tuple[float, float]:
    """The least and the greatest that is drawn, with some room."""
    held = [
        value
        for each in chart.points
        for value in (each.value, each.lower, each.upper, each.centre, each.low, each.high)
        if value is not None
    ]
    held += [] if chart.target is None else [chart.target]
    low, high = min(held, default=0.0), max(held, default=1.0)
    room = (high - low) * 0.08 or max(abs(high) * 0.1, 1.0)
    return low - room, high + room


@dataclass(frozen=True, slots=True)
class _Frame:
    chart: TrendChart
    height: int
    top: int
    foot: int
    left: float

    @property
    def tall(self) -> int:
        return self.height - self.top - self.foot

    def x(self, at: float) -> float:
        last = max(len(self.chart.points) - 1, 1)
        return self.left + (1 - self.left - _RIGHT) * at / last

    def y(self, value: float) -> float:
        low, high = self.chart.span or span_of(self.chart)
        return self.top + self.tall * (1 - (value - low) / (high - low))


def draw(chart: TrendChart) -> SafeString:
    """The whole chart."""
    frame = _Frame(chart, _HEIGHT, _HEAD, _FOOT, _LEFT)
    parts = [*_scale(frame), *_body(frame), *_reasons(frame), *_names(frame), *_told(frame)]
    return svg.figure(parts, width="100%", height=_HEIGHT, name=chart.label, description=chart.said, cls="ch-trend")


def draw_small(chart: TrendChart) -> SafeString:
    """The chart without names, one of many on a page."""
    frame = _Frame(chart, _SPARK, 6, 6, 0.02)
    return svg.figure(
        _body(frame),
        width="100%",
        height=_SPARK,
        name=chart.label,
        description=chart.said,
        cls="ch-trend ch-trend--small",
    )


def _body(frame: _Frame) -> list[str]:
    chart = frame.chart
    shapes = [*_band(frame), *_centre(frame), *_line(frame)]
    parts = [svg.stretched(shapes, top=0, height=frame.height)]
    if chart.target is not None:
        y = frame.y(chart.target)
        parts.append(svg.element("line", cls="ch-target", x1=svg.percent(frame.left), x2="100%", y1=y, y2=y))
    return [*parts, *_dots(frame)]


def _stretches(frame: _Frame, name: Literal["centre", "upper"]) -> Iterator[list[int]]:
    """Points next to one another between two breaks that have the line."""
    starts = {at for at, _ in frame.chart.breaks}
    stretch: list[int] = []
    for at, each in enumerate(frame.chart.points):
        if stretch and (at in starts or getattr(each, name) is None):
            yield stretch
            stretch = []
        if getattr(each, name) is not None:
            stretch.append(at)
    if stretch:
        yield stretch


def _edges(frame: _Frame, at: int) -> tuple[float, float]:
    last = len(frame.chart.points) - 1
    return max(at - 0.5, 0.0), min(at + 0.5, last) if last else 1.0


def _band(frame: _Frame) -> Iterator[str]:
    for stretch in _stretches(frame, "upper"):
        over: list[tuple[float, float]] = []
        under: list[tuple[float, float]] = []
        for at in stretch:
            each = frame.chart.points[at]
            for edge in _edges(frame, at):
                x = frame.x(edge) * 100
                over.append((x, frame.y(each.upper or 0.0)))
                under.append((x, frame.y(each.lower or 0.0)))
        yield svg.polygon([*over, *reversed(under)], cls="ch-band ch-band--edged", vector_effect="non-scaling-stroke")


def _centre(frame: _Frame) -> Iterator[str]:
    for stretch in _stretches(frame, "centre"):
        points = []
        for at in stretch:
            y = frame.y(frame.chart.points[at].centre or 0.0)
            points += [f"{svg.short(frame.x(edge) * 100)},{svg.short(y)}" for edge in _edges(frame, at)]
        yield svg.element("polyline", cls="ch-centre", points=" ".join(points), vector_effect="non-scaling-stroke")


def _line(frame: _Frame) -> Iterator[str]:
    stretch: list[str] = []
    for at, each in enumerate([*frame.chart.points, None]):
        if each is not None and each.value is not None:
            stretch.append(f"{svg.short(frame.x(at) * 100)},{svg.short(frame.y(each.value))}")
        elif stretch:
            yield svg.element("polyline", cls="ch-line", points=" ".join(stretch), vector_effect="non-scaling-stroke")
            stretch = []


def _dots(frame: _Frame) -> list[str]:
    small = frame.top < _HEAD
    parts = []
    for at, each in enumerate(frame.chart.points):
        if each.value is None:
            continue
        if each.low is not None and each.high is not None:
            parts.append(_range(frame, at, each.low, each.high))
        if not each.sign and small and at < len(frame.chart.points) - 1:
            continue
        told = svg.title(_tell(frame.chart, each)) if not small else ""
        parts.append(_shape(each.sign, svg.percent(frame.x(at)), frame.y(each.value), small=small, told=told))
    return parts


def _range(frame: _Frame, at: int, low: float, high: float) -> str:
    """Where the truth probably lies; cut off where the scale ends."""
    least, most = frame.chart.span or span_of(frame.chart)
    ends = (min(max(each, least), most) for each in (low, high))
    x, (y1, y2) = svg.percent(frame.x(at)), (frame.y(each) for each in ends)
    return svg.element("line", cls="ch-range ch-range--thin", x1=x, x2=x, y1=y1, y2=y2)


def _shape(sign: Sign, x: str, y: float, *, small: bool, told: str) -> str:
    """A circle; where it is unlike chance a diamond (better), a square (worse) or a triangle (neither)."""
    if not sign:
        return svg.element("circle", told, cls="ch-point", cx=x, cy=y, r=2.2 if small else 3)
    r = 4.0 if small else 6.0
    corners = {
        "improvement": [(0, -r), (r, 0), (0, r), (-r, 0)],
        "concern": [(-r * 0.8, -r * 0.8), (r * 0.8, -r * 0.8), (r * 0.8, r * 0.8), (-r * 0.8, r * 0.8)],
        "neither": [(0, -r), (r * 0.95, r * 0.75), (-r * 0.95, r * 0.75)],
    }[sign]
    shape = svg.polygon([(a + r, b + r) for a, b in corners], cls=f"ch-sign ch-sign--{sign}")
    inner = svg.element("svg", told + shape, x=x, y=y - r, width=2 * r, height=2 * r, overflow="visible")
    return svg.element("g", inner, transform=f"translate({svg.short(-r)} 0)")


def swatch(sign: Sign) -> SafeString:
    """A shape for a legend."""
    body = _shape(sign, "8", 8, small=False, told="")
    drawn = svg.element(
        "svg", body, cls="ch-swatch", aria_hidden="true", focusable="false", width=16, height=16, viewbox="0 0 16 16"
    )
    return SafeString(drawn)  # no text in it


def _tell(chart: TrendChart, each: TrendPoint) -> str:
    value = "" if each.value is None else chart.write(each.value)
    return f"{each.name}: {value}{f', {each.why}' if each.why else ''}"


def _told(frame: _Frame) -> list[str]:
    """The word beside the last figure of each stretch that is unlike chance."""
    points, parts = frame.chart.points, []
    for at, each in enumerate(points):
        following = points[at + 1].sign if at + 1 < len(points) else ""
        if each.sign and each.value is not None and following != each.sign:
            above = each.centre is None or each.value >= each.centre
            end = frame.x(at) > 0.8
            side = " ch-label--end" if end else " ch-label--middle" if frame.x(at) > 0.15 else ""
            cls = f"ch-label ch-label--said{side}"
            y = frame.y(each.value) + (-11 if above else 20)
            parts.append(svg.words(WORDS[each.sign], cls=cls, x=svg.percent(frame.x(at)), y=max(y, 12)))
    return parts


def _reasons(frame: _Frame) -> Iterator[str]:
    for number, (at, text) in enumerate(frame.chart.breaks):
        x = svg.percent(frame.x(at - 0.5))
        yield svg.element("line", cls="ch-break", x1=x, x2=x, y1=14, y2=frame.height - frame.foot)
        end = " ch-label--end" if frame.x(at) > 0.6 else ""
        short = text if len(text) <= 38 else f"{text[:37].rstrip()}…"
        yield svg.words(short, cls=f"ch-label ch-label--strong{end}", x=x, y=11 + 12 * (number % 2))


def _scale(frame: _Frame) -> Iterator[str]:
    low, high = frame.chart.span or span_of(frame.chart)
    for share in (0.1, 0.5, 0.9):
        value = low + (high - low) * share
        y = frame.y(value)
        yield svg.element("line", cls="ch-grid", x1=svg.percent(frame.left), x2="100%", y1=y, y2=y)
        yield svg.words(frame.chart.write(value), cls="ch-label", x="0", y=y - 3)


def _names(frame: _Frame) -> Iterator[str]:
    n = len(frame.chart.points)
    every = max(1, -(-n // 8))
    for at, each in enumerate(frame.chart.points):
        if (n - 1 - at) % every == 0:
            wide = " ch-label--wide" if (n - 1 - at) % (2 * every) else ""
            end = "ch-label--end" if at == n - 1 and n > 1 else "ch-label--middle"
            yield svg.words(each.short, cls=f"ch-label {end}{wide}", x=svg.percent(frame.x(at)), y=frame.height - 8)


def sentence(chart: TrendChart) -> str:
    """What the trend says."""
    return chart.said


def table(chart: TrendChart) -> Table:
    """Every figure with its lines and what it shows, the newest first."""
    columns = (
        Column("Period"),
        *(Column(name, number=True) for name in ("Figure", "Centre line", "Lower limit", "Upper limit")),
        Column("What it shows"),
    )

    def told(value: float | None) -> Cell:
        return Cell("" if value is None else chart.write(value), number=True)

    rows = tuple(
        Row(
            (
                Cell(each.name),
                told(each.value),
                told(each.centre),
                told(each.lower),
                told(each.upper),
                Cell("; ".join(part for part in (each.why, each.note) if part)),
            )
        )
        for each in reversed(chart.points)
    )
    return Table(chart.label, columns, rows, caption_hidden=True, dense=True)
