"""The share bar: what a distance, or anything whole, is made of."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from plait.web import words
from plait.web.charts import svg
from plait.web.parts import Cell, Column, Row, Table

_HEIGHT = 9  # pixels
_SHADES = 5


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the whole: its name, and its share from 0 to 1."""

    name: str
    share: float


@dataclass(frozen=True, slots=True)
class Shares:
    """What a whole is made of. The largest parts are drawn; what is beyond the fourth is drawn as one."""

    label: str
    parts: tuple[Part, ...]


def drawn(shares: Shares) -> tuple[Part, ...]:
    """The parts as they are drawn: largest first, the rest together at the end."""
    ordered = sorted((part for part in shares.parts if part.share > 0), key=lambda part: (-part.share, part.name))
    if len(ordered) <= _SHADES:
        return tuple(ordered)
    rest = Part("other", sum(part.share for part in ordered[_SHADES - 1 :]))
    return (*ordered[: _SHADES - 1], rest)


def draw(shares: Shares) -> SafeString:
    """The bar as SVG."""
    parts = drawn(shares)
    pieces, start = [], 0.0
    for shade, part in enumerate(parts, start=1):
        told = svg.title(f"{part.name}: {words.percent(100 * part.share)}")
        place: dict[str, svg.Attribute] = {"x": svg.percent(start), "width": svg.percent(part.share), "height": _HEIGHT}
        pieces.append(svg.element("rect", told, cls=f"ch-share-{shade}", **place))
        start += part.share
    return svg.figure(
        pieces, width="100%", height=_HEIGHT, name=shares.label, description=_in_words(parts), cls="ch-shares"
    )


def sentence(shares: Shares) -> str:
    """The bar in words: the parts that make up the most of it."""
    return _in_words(drawn(shares))


def _in_words(parts: tuple[Part, ...]) -> str:
    if not parts:
        return "There is nothing to divide."
    told = [f"{part.name} ({words.percent(100 * part.share)})" for part in parts[:3]]
    return f"Mostly {told[0]}." if len(told) == 1 else f"Mostly {told[0]}, then {words.listed(told[1:])}."


def table(shares: Shares) -> Table:
    """Every part, largest first."""
    ordered = sorted(shares.parts, key=lambda part: (-part.share, part.name))
    return Table(
        caption=shares.label,
        columns=(Column("Part"), Column("Share", number=True)),
        rows=tuple(
            Row((Cell(part.name), Cell(words.percent(100 * part.share, places=1), number=True))) for part in ordered
        ),
    )
