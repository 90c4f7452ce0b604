"""Pictures of results: what all said of a claim, what groups said, and where an example stands."""

from collections.abc import Sequence
from typing import Final

from django.utils.safestring import SafeString

from plait.web.charts import svg
from plait.web.charts.scale import Scale

_HEIGHT: Final = 34
_MIDDLE: Final = _HEIGHT / 2
_SHARES: Final = Scale(0.0, 1.0)
_BAR: Final = 12


def draw_claim(counts: tuple[int, int, int], interval: tuple[float, float], *, name: str, told: str) -> SafeString:
    """Agree (dark), not sure (pale), disagree (outlined) as one bar; the line under it is where the truth may lie."""
    agree, unsure, disagree = counts
    whole = max(sum(counts), 1)
    parts, at = [], 0.0
    for n, cls in ((agree, "ag-agree"), (unsure, "ag-unsure"), (disagree, "ag-disagree")):
        if n:
            place, width = svg.percent(at), svg.percent(n / whole)
            parts.append(svg.element("rect", cls=cls, x=place, width=width, y=3, height=_BAR))
        at += n / whole
    lo, hi = (svg.percent(each) for each in interval)
    parts += [
        svg.element("line", cls="ch-zero", x1="50%", x2="50%", y1=0, y2=_HEIGHT),
        svg.element("line", cls="ch-range", x1=lo, x2=hi, y1=25, y2=25),
        svg.element("circle", cls="ch-best", cx=svg.percent(agree / whole), cy=25, r=5),
    ]
    return svg.figure(parts, width="100%", height=_HEIGHT, name=name, description=told)


def draw_groups(shares: Sequence[tuple[str, float]], *, name: str, told: str) -> SafeString:
    """The share of each group that agrees, on a line from nobody to everybody; letters tell the groups."""
    ends = [share for _, share in shares]
    parts = [
        svg.element("line", cls="ag-line", x1="0", x2="100%", y1=_MIDDLE, y2=_MIDDLE),
        svg.element("line", cls="ch-zero", x1="50%", x2="50%", y1=2, y2=_HEIGHT - 2),
        svg.element("line", cls="ch-range", x1=_inside(min(ends)), x2=_inside(max(ends)), y1=_MIDDLE, y2=_MIDDLE),
    ]
    for letter, share in shares:
        parts.append(svg.element("circle", cls="ag-group", cx=_inside(share), cy=_MIDDLE, r=11))
        parts.append(svg.words(letter, cls="ag-letter", x=_inside(share), y=_MIDDLE + 4.5, text_anchor="middle"))
    return svg.figure(parts, width="100%", height=_HEIGHT, name=name, description=told)


def draw_example(
    measure: float, interval: tuple[float, float], *, scale: Scale, edges: Sequence[float], name: str, told: str
) -> SafeString:
    """Where an example stands on the scale of all, with its interval; dashed lines are where levels meet."""
    lo, hi = (svg.percent(scale.share(each)) for each in interval)
    parts = [
        svg.element("line", cls="ag-line", x1="0", x2="100%", y1=_MIDDLE, y2=_MIDDLE),
        *(
            svg.element("line", cls="ag-edge", x1=place, x2=place, y1=0, y2=_HEIGHT)
            for place in (svg.percent(scale.share(each)) for each in edges)
        ),
        svg.element("line", cls="ch-range", x1=lo, x2=hi, y1=_MIDDLE, y2=_MIDDLE),
        svg.element("circle", cls="ch-best", cx=svg.percent(scale.share(measure)), cy=_MIDDLE, r=6),
    ]
    return svg.figure(parts, width="100%", height=_HEIGHT, name=name, description=told)


def _inside(share: float) -> str:
    """A place that leaves room for a letter at either end."""
    return svg.percent(0.04 + 0.92 * _SHARES.share(share))
