"""How far a school moved beside its neighbours: a dot, where the truth probably lies, and nought; one to a row."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from plait.web import words
from plait.web.charts import svg
from plait.web.charts.scale import Scale, Write

_HEIGHT = 26  # pixels
_MIDDLE = _HEIGHT / 2
_EDGE = 0.02  # share of the width kept free at each side, for the mark of what lies beyond the scale


@dataclass(frozen=True, slots=True)
class Moved:
    """A change with its 90 % interval; `reach` is how far the scale goes either side, the same for every school.

    `mean` is the change of all of them together.
    """

    label: str
    best: float
    low: float
    high: float
    reach: float
    unit: str
    mean: float | None = None
    write: Write = words.signed


def draw(moved: Moved) -> SafeString:
    """The change as SVG."""
    scale = Scale(-moved.reach, moved.reach)
    parts = [svg.element("line", cls="ch-zero", x1="50%", x2="50%", y1=0, y2=_HEIGHT)]
    if moved.mean is not None:
        x = _place(scale, moved.mean)
        parts.append(svg.element("line", cls="ch-median", x1=x, x2=x, y1=0, y2=_HEIGHT))
    low, high = _place(scale, moved.low), _place(scale, moved.high)
    parts.append(svg.element("line", cls="ch-range", x1=low, x2=high, y1=_MIDDLE, y2=_MIDDLE))
    ends = [("0%", "0,13 7,9 7,17", moved.low < scale.low), ("100%", "0,13 -7,9 -7,17", moved.high > scale.high)]
    for x, shape, beyond in ends:
        if beyond:
            arrow = svg.element("polygon", points=shape)
            parts.append(svg.element("svg", arrow, cls="ch-beyond", x=x))
    parts.append(svg.element("circle", cls="ch-best", cx=_place(scale, moved.best), cy=_MIDDLE, r=5.5))
    return svg.figure(
        parts, width="100%", height=_HEIGHT, name=moved.label, description=sentence(moved), cls="ch-moved"
    )


def _place(scale: Scale, value: float) -> str:
    return svg.percent(_EDGE + (1 - 2 * _EDGE) * scale.share(value))


def sentence(moved: Moved) -> str:
    """The change in words."""
    best, low, high = (moved.write(figure) for figure in (moved.best, moved.low, moved.high))
    where = f"the truth probably lies between {low} and {high}"
    return f"{moved.label}: {best} {moved.unit} beside its neighbours; {where}."
