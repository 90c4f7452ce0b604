"""Legends: each sign of the grammar beside its words, once, above the charts that use it."""

from django.utils.safestring import SafeString, mark_safe

from plait.web.charts import svg
from plait.web.parts import LegendItem


def _swatch(*shapes: str, width: int = 16) -> SafeString:
    box: dict[str, svg.Attribute] = {"viewbox": f"0 0 {width} 16", "width": width, "height": 16}
    drawn = svg.element("svg", "".join(shapes), cls="ch-swatch", aria_hidden="true", focusable="false", **box)
    return mark_safe(drawn)  # noqa: S308 — no text in it


def _dot(cls: str) -> str:
    return svg.element("circle", cls=cls, cx=8, cy=8, r=5.5)


def all_schools(words: str = "all schools") -> LegendItem:
    """The pale hill."""
    return LegendItem(_swatch(svg.element("path", cls="ch-hill", d="M0 14C5 14 5 3 9 3s4 11 9 11z"), width=18), words)


def neighbours(words: str = "neighbours") -> LegendItem:
    """The green ticks."""
    ticks = [svg.element("line", cls="ch-tick", x1=x, x2=x, y1=2, y2=14) for x in (4, 7, 11)]
    return LegendItem(_swatch(*ticks), words)


def you(words: str = "this school") -> LegendItem:
    """The dark dot."""
    return LegendItem(_swatch(_dot("ch-point")), words)


def members(words: str = "schools of the trust") -> LegendItem:
    """The dots of a spread."""
    return LegendItem(_swatch(_dot("ch-member")), words)


def places(words: str = "neighbours") -> LegendItem:
    """The green dots of a map."""
    return LegendItem(_swatch(svg.element("circle", cls="ch-place", cx=8, cy=8, r=4)), words)


def middle(words: str = "middle of all schools") -> LegendItem:
    """The thin line of a spread."""
    return LegendItem(_swatch(svg.element("line", cls="ch-median", x1=8, x2=8, y1=1, y2=15)), words)


def best(words: str = "this school, as best we can tell") -> LegendItem:
    """The dot of a difference."""
    return LegendItem(_swatch(_dot("ch-best")), words)


def interval(words: str = "where the truth probably lies (90%)") -> LegendItem:
    """The pale line of a difference."""
    return LegendItem(_swatch(svg.element("line", cls="ch-range", x1=5, x2=19, y1=8, y2=8), width=24), words)


def doubt(words: str = "where the truth probably lies (90%)") -> LegendItem:
    """The band around a path."""
    return LegendItem(_swatch(svg.element("rect", cls="ch-doubt", x=1, width=14, y=3, height=10)), words)


def level(words: str) -> LegendItem:
    """The dashed line of a path."""
    return LegendItem(_swatch(svg.element("line", cls="ch-zero", x1=0, x2=20, y1=8, y2=8), width=20), words)


def expected(words: str = "what would be expected here") -> LegendItem:
    """The band."""
    return LegendItem(_swatch(svg.element("rect", cls="ch-band ch-band--edged", x=1, width=14, y=1, height=14)), words)


def exactly(words: str = "exactly as expected") -> LegendItem:
    """The dashed line."""
    return LegendItem(_swatch(svg.element("line", cls="ch-zero", x1=8, x2=8, y1=0, y2=16)), words)


def line(words: str = "this school") -> LegendItem:
    """The line over years."""
    return LegendItem(_swatch(svg.element("line", cls="ch-line", x1=0, x2=16, y1=8, y2=8), _dot("ch-point")), words)


def other_line(words: str = "all schools") -> LegendItem:
    """The line to compare with."""
    return LegendItem(_swatch(svg.element("line", cls="ch-line ch-line--other", x1=0, x2=16, y1=8, y2=8)), words)


def gap(words: str = "no figure, with the reason") -> LegendItem:
    """The hollow dot of a year without a figure."""
    return LegendItem(_swatch(svg.element("circle", cls="ch-missing", cx=8, cy=8, r=4)), words)


def joined(words: str = "a school, in the year in which it joined") -> LegendItem:
    """The dot of a timeline."""
    return members(words)


def joined_by(words: str = "joined then or before: the files say only by when") -> LegendItem:
    """The hollow dot of a timeline."""
    return gap(words)


def luck(words: str = "a school") -> LegendItem:
    """The grey dot of a school among others."""
    return LegendItem(_swatch(_dot("ch-luck")), words)


def truth(words: str = "what is true") -> LegendItem:
    """The upright mark of what is known to be true, in made-up schools."""
    return LegendItem(_swatch(svg.element("line", cls="ch-truth", x1=8, x2=8, y1=2, y2=14)), words)


def crowd(words: str = "schools") -> LegendItem:
    """The pale dots of a funnel."""
    dots = [
        svg.element("path", cls=f"ch-crowd ch-crowd-{n}", d=f"M{x} {y}h0")
        for n, x, y in ((1, 4, 5), (2, 9, 11), (4, 13, 6))
    ]
    return LegendItem(_swatch(*dots), words)


def limit_chance(words: str) -> LegendItem:
    """The dotted line of a funnel."""
    return _limit("ch-limit ch-limit--chance", words)


def limit_usual(words: str) -> LegendItem:
    """The line of a funnel."""
    return _limit("ch-limit", words)


def limit_far(words: str) -> LegendItem:
    """The broken line of a funnel."""
    return _limit("ch-limit ch-limit--far", words)


def _limit(cls: str, words: str) -> LegendItem:
    return LegendItem(_swatch(svg.element("path", cls=cls, d="M0 8H28"), width=28), words)


def shares(*names: str) -> tuple[LegendItem, ...]:
    """The shades of a share bar, largest part first."""
    rect: dict[str, svg.Attribute] = {"x": 1, "width": 14, "y": 3, "height": 10}
    return tuple(
        LegendItem(_swatch(svg.element("rect", cls=f"ch-share-{shade}", **rect)), name)
        for shade, name in enumerate(names, start=1)
    )
