"""The strip: everyone as a pale hill, neighbours as thin green ticks, you as a dark dot."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from django.utils.safestring import SafeString

from plait.web import words
from plait.web.charts import hill, svg
from plait.web.charts.hill import Everyone
from plait.web.charts.scale import Scale, Write
from plait.web.parts import Cell, Column, Row, Table

_TOP, _TALL = 2, 26  # pixels
_AXIS = _TOP + _TALL
_HEIGHT = 48
_DOT = 7


@dataclass(frozen=True, slots=True)
class Strip:
    """Where a school lies among everyone, and its neighbours with it.

    `everyone` fixes the scale, so that it is the same for every school; `place` is the share of schools (0 to 1) with a
    lower figure, where it is known.
    """

    label: str
    everyone: Everyone
    value: float | None
    neighbours: tuple[float, ...] = ()
    write: Write = words.number
    you: str = "This school"
    all_name: str = "schools"
    place: float | None = None


def draw(strip: Strip) -> SafeString:
    """The strip as SVG."""
    scale = strip.everyone.scale
    parts = [
        svg.stretched([hill.outline(strip.everyone, scale=scale, tall=_TALL)], top=_TOP, height=_TALL),
        axis(_AXIS),
    ]
    parts += [_tick(scale.share(value)) for value in sorted(strip.neighbours)]
    if strip.value is not None:
        parts.append(svg.element("circle", cls="ch-you", cx=svg.percent(scale.share(strip.value)), cy=_AXIS, r=_DOT))
        parts += beyond(scale, [strip.value], y=_AXIS)
    parts += ends(scale, write=strip.write, y=_HEIGHT - 1)
    return svg.figure(parts, width="100%", height=_HEIGHT, name=strip.label, description=sentence(strip))


def axis(y: float) -> str:
    """The line on which a hill stands."""
    return svg.element("line", cls="ch-axis", x1="0", x2="100%", y1=y, y2=y)


def beyond(scale: Scale, values: Iterable[float], *, y: float) -> list[str]:
    """Arrows past the ends of the line, where a figure lies farther out than the line goes."""
    known = list(values)
    sides = (("100%", 1, any(value > scale.high for value in known)), ("0", -1, any(v < scale.low for v in known)))
    return [_arrow(x, side, y=y) for x, side, there in sides if there]


def _arrow(x: str, side: int, *, y: float) -> str:
    shape = svg.element(
        "path", svg.title("beyond the end of the scale"), d=f"M{9 * side} -5L{16 * side} 0L{9 * side} 5z"
    )
    return svg.element("svg", shape, cls="ch-beyond", x=x, y=y, width=1, height=1, overflow="visible")


def say_beyond(scale: Scale, value: float) -> str:
    """That a figure lies beyond an end of the line, or nothing."""
    if scale.holds(value):
        return ""
    return f"beyond the {'high' if value > scale.high else 'low'} end of the scale"


def ends(scale: Scale, *, write: Write, y: float) -> list[str]:
    """What the two ends of the line stand for."""
    return [
        svg.words(write(scale.low), cls="ch-label", x="0", y=y),
        svg.words(write(scale.high), cls="ch-label ch-label--end", x="100%", y=y),
    ]


def _tick(share: float) -> str:
    place = svg.percent(share)
    return svg.element("line", cls="ch-tick", x1=place, x2=place, y1=_AXIS - 8, y2=_AXIS + 7)


def sentence(strip: Strip) -> str:
    """The strip in words."""
    if strip.value is None:
        return f"There is no figure for {strip.you}."
    said = f"{strip.you}: {strip.write(strip.value)}"
    far = say_beyond(strip.everyone.scale, strip.value)
    if far:
        said += f" ({far})"
    if strip.place is not None:
        said += f", {place_words(strip.place, all_name=strip.all_name)}"
    if strip.neighbours:
        said += f". A typical neighbour: {strip.write(median(strip.neighbours))}"
    return f"{said}."


def place_words(place: float, *, all_name: str) -> str:
    """A place among everyone, in tenths."""
    tenths = round(place * 10)
    if tenths <= 0:
        return f"lower than nearly all {all_name}"
    if tenths >= 10:
        return f"higher than nearly all {all_name}"
    if tenths == 5:
        return f"near the middle of all {all_name}"
    if tenths < 5:
        return f"lower than about {10 - tenths} in 10 {all_name}"
    return f"higher than about {tenths} in 10 {all_name}"


def table(strip: Strip) -> Table:
    """The figures of the strip."""
    rows = [(strip.you, "" if strip.value is None else strip.write(strip.value))]
    if strip.neighbours:
        rows += [
            (f"Typical neighbour (middle of {len(strip.neighbours)})", strip.write(median(strip.neighbours))),
            ("Lowest neighbour", strip.write(min(strip.neighbours))),
            ("Highest neighbour", strip.write(max(strip.neighbours))),
        ]
    rows += [("Low end of the scale", strip.write(strip.everyone.low)), ("High end", strip.write(strip.everyone.high))]
    return _two_columns(strip.label, rows)


def _two_columns(caption: str, rows: list[tuple[str, str]]) -> Table:
    return Table(
        caption=caption,
        columns=(Column("What"), Column("Figure", number=True)),
        rows=tuple(Row((Cell(name), Cell(value, number=True))) for name, value in rows),
    )
