"""Draw Plait's mark: three strands plaited over and under, and the icons and the social card made from it.

Each strand is a sine wave a third of a turn after the last; of two that cross, the one that is ahead in its turn lies over.
"""

import io
import math
import struct
from dataclasses import dataclass

import vl_convert

GOALS, CAPABILITY, INITIATIVES = "#2b4a93", "#17705f", "#a8481f"
INK, MUTED, PAPER, LINE = "#17212b", "#5b6670", "#fbfaf6", "#ddd8cc"
_STRANDS = (INITIATIVES, CAPABILITY, GOALS)
_THIRD = 2 * math.pi / 3
_STEP = math.pi / 8  # of a turn to each Bézier piece: under a hundredth of a unit from the sine


@dataclass(frozen=True, slots=True)
class Plait:
    """The geometry of one drawing of the plait, in SVG units; `start` and `end` are angles."""

    left: float
    middle: float
    turn: float
    amplitude: float
    width: float
    gap: float
    start: float
    end: float

    def x(self, angle: float) -> float:
        """Where along the plait an angle lies."""
        return self.left + (angle - self.start) / (2 * math.pi) * self.turn

    def path(self, strand: int, start: float, end: float) -> str:
        """A strand between two angles, as cubic Béziers that share the sine's slope at each end."""
        pieces = max(1, math.ceil((end - start) / _STEP - 1e-9))
        angles = [start + (end - start) * i / pieces for i in range(pieces + 1)]
        third = (angles[1] - angles[0]) / 3
        points = [f"M{self._point(strand, angles[0])}"]
        for before, after in zip(angles, angles[1:], strict=False):
            points.append(
                f"C{self._tangent(strand, before, third)} {self._tangent(strand, after, -third)} {self._point(strand, after)}"
            )
        return "".join(points)

    def under(self, strand: int) -> list[tuple[int, float]]:
        """Where a strand passes under another: which, and at what angle."""
        found = []
        for other in range(3):
            if other == strand:
                continue
            middle = (strand + other) / 2 * _THIRD
            first = math.ceil((self.start + middle - math.pi / 2) / math.pi)
            last = math.floor((self.end + middle - math.pi / 2) / math.pi)
            for k in range(first, last + 1):
                angle = math.pi / 2 + k * math.pi - middle
                if math.sin(2 * (angle + other * _THIRD)) > math.sin(2 * (angle + strand * _THIRD)):
                    found.append((other, angle))
        return found

    def _height(self, strand: int, angle: float) -> float:
        return self.middle - self.amplitude * math.sin(angle + strand * _THIRD)

    def _point(self, strand: int, angle: float) -> str:
        return f"{self.x(angle):.2f} {self._height(strand, angle):.2f}"

    def _tangent(self, strand: int, angle: float, reach: float) -> str:
        slope = -self.amplitude * math.cos(angle + strand * _THIRD)
        return f"{self.x(angle + reach):.2f} {self._height(strand, angle) + slope * reach:.2f}"


WIDE = Plait(
    left=4, middle=15, turn=38.2, amplitude=9.3, width=5.7, gap=1.25, start=0.0, end=10 * math.pi / 3 + math.pi / 3
)
SQUARE = Plait(left=4, middle=16, turn=36, amplitude=9.8, width=6.4, gap=1.3, start=0.0, end=4 * math.pi / 3)


def drawing(plait: Plait, *, colours: tuple[str, str, str], key: str) -> str:
    """The strands, each masked where it passes under another, so that any ground shows through the gaps."""
    reach = 0.62  # of an angle either side of a crossing: covers the strand beneath
    parts = []
    for strand, colour in enumerate(colours):
        over = "".join(
            f'<path d="{plait.path(other, angle - reach, angle + reach)}" stroke-width="{plait.width + 2 * plait.gap:.2f}"/>'
            for other, angle in plait.under(strand)
        )
        parts.append(
            f'<mask id="{key}{strand}" maskUnits="userSpaceOnUse" x="-10" y="-10" width="200" height="60">'
            f'<rect x="-10" y="-10" width="200" height="60" fill="#fff"/><g fill="none" stroke="#000">{over}</g></mask>'
            f'<path d="{plait.path(strand, plait.start, plait.end)}" fill="none" stroke="{colour}" '
            f'stroke-width="{plait.width}" stroke-linecap="round" mask="url(#{key}{strand})"/>'
        )
    return "".join(parts)


def mark_svg(*, one_colour: bool = False) -> str:
    """The mark as it stands in the header."""
    colours = (INK, INK, INK) if one_colour else _STRANDS
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="1 2 76 26">{drawing(WIDE, colours=colours, key="s")}</svg>'
    )


def icon_svg() -> str:
    """The mark as a favicon: one turn of the plait, heavy enough for 16 pixels."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">{drawing(SQUARE, colours=_STRANDS, key="s")}</svg>'


def tile_svg() -> str:
    """The mark on paper, for the tiles that telephones show."""
    inner = f'<g transform="translate(4.8 4.8) scale(.7)">{drawing(SQUARE, colours=_STRANDS, key="s")}</g>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" fill="{PAPER}"/>{inner}</svg>'


def png(svg: str, *, width: int) -> bytes:
    """A square SVG of 32 units as a PNG of so many pixels."""
    return bytes(vl_convert.svg_to_png(svg.replace("<svg ", '<svg width="32" height="32" ', 1), scale=width / 32))


def ico(svg: str, *, sizes: tuple[int, ...]) -> bytes:
    """Several sizes of an icon in one .ico file, as PNGs."""
    pictures = [png(svg, width=size) for size in sizes]
    out = io.BytesIO()
    out.write(struct.pack("<HHH", 0, 1, len(sizes)))
    offset = 6 + 16 * len(sizes)
    for size, picture in zip(sizes, pictures, strict=True):
        out.write(struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(picture), offset))
        offset += len(picture)
    out.write(b"".join(pictures))
    return out.getvalue()


def social_card_png() -> bytes:
    """1200 × 630 pixels: what a link to the site looks like in a message. The fonts must be registered already."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630" viewBox="0 0 1200 630">'
        f'<rect width="1200" height="630" fill="{PAPER}"/>'
        f'<g transform="translate(92 104) scale(4.4)">{drawing(WIDE, colours=_STRANDS, key="s")}</g>'
        f'<text x="446" y="222" font-family="Newsreader 16pt" font-size="136" fill="{INK}" letter-spacing="-2">Plait</text>'
        f'<line x1="100" x2="1100" y1="312" y2="312" stroke="{LINE}" stroke-width="2"/>'
        f'<text x="100" y="410" font-family="Newsreader 16pt" font-size="62" fill="{INK}" letter-spacing="-.6">Schools in like circumstances,</text>'
        f'<text x="100" y="486" font-family="Newsreader 16pt" font-size="62" fill="{INK}" letter-spacing="-.6">and what they can learn together.</text>'
        f'<text x="100" y="562" font-family="Atkinson Hyperlegible Next" font-size="27" fill="{MUTED}">Published figures for every school and trust in England, with the reasons for them.</text>'
        "</svg>"
    )
    return bytes(vl_convert.svg_to_png(svg, scale=1))
