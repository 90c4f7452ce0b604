"""Draw Plait's mark: three strands plaited over and under, and the icons and the social card made from it.

Each strand is a sine wave a third of a turn after the last; of two that cross, the one that rises twice as fast lies
over, which makes the crossings alternate as in a real plait.
"""

import io
import itertools
import math
import struct
from dataclasses import dataclass

import vl_convert

GOALS, CAPABILITY, INITIATIVES = "#2b4a93", "#17705f", "#a8481f"
INK, MUTED, PAPER, LINE = "#17212b", "#5b6670", "#fbfaf6", "#ddd8cc"
_STRANDS = (INITIATIVES, CAPABILITY, GOALS)
_THIRD = 2 * math.pi / 3
_REACH = 0.62  # of an angle either side of a crossing: covers the strand beneath
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
        for before, after in itertools.pairwise(angles):
            leaving, arriving = self._tangent(strand, before, third), self._tangent(strand, after, -third)
            points.append(f"C{leaving} {arriving} {self._point(strand, after)}")
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


def drawing(plait: Plait, *, colours: tuple[str, str, str] = _STRANDS) -> str:
    """The strands, each masked where it passes under another, so that any ground shows through the gaps."""
    return "".join(_strand(plait, strand, colour=colour) for strand, colour in enumerate(colours))


def _strand(plait: Plait, strand: int, *, colour: str) -> str:
    width = f"{plait.width + 2 * plait.gap:.2f}"
    over = "".join(
        f'<path d="{plait.path(other, angle - _REACH, angle + _REACH)}" stroke-width="{width}"/>'
        for other, angle in plait.under(strand)
    )
    area = 'x="-10" y="-10" width="200" height="60"'
    return (
        f'<mask id="s{strand}" maskUnits="userSpaceOnUse" {area}><rect {area} fill="#fff"/>'
        f'<g fill="none" stroke="#000">{over}</g></mask>'
        f'<path d="{plait.path(strand, plait.start, plait.end)}" fill="none" stroke="{colour}" '
        f'stroke-width="{plait.width}" stroke-linecap="round" mask="url(#s{strand})"/>'
    )


def _svg(view: str, body: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}">{body}</svg>'


def mark_svg(*, one_colour: bool = False) -> str:
    """The mark as it stands in the header."""
    return _svg("1 2 76 26", drawing(WIDE, colours=(INK, INK, INK) if one_colour else _STRANDS))


def icon_svg() -> str:
    """The mark as a favicon: two thirds of a turn of the plait, heavy enough for 16 pixels."""
    return _svg("0 0 32 32", drawing(SQUARE))


def tile_svg() -> str:
    """The mark on paper, for the tiles that telephones show."""
    inner = f'<g transform="translate(4.8 4.8) scale(.7)">{drawing(SQUARE)}</g>'
    return _svg("0 0 32 32", f'<rect width="32" height="32" fill="{PAPER}"/>{inner}')


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
    body = (
        f'<rect width="1200" height="630" fill="{PAPER}"/>'
        f'<g transform="translate(92 104) scale(4.4)">{drawing(WIDE)}</g>'
        f'<line x1="100" x2="1100" y1="312" y2="312" stroke="{LINE}" stroke-width="2"/>'
        + _words("Plait", x=470, y=222, size=136)
        + _words("Schools in like circumstances,", x=100, y=410, size=62)
        + _words("and what they can learn together.", x=100, y=486, size=62)
        + _words("Published figures for every school and trust in England.", x=100, y=562, size=28, small=True)
    )
    svg = _svg("0 0 1200 630", body).replace("<svg ", '<svg width="1200" height="630" ', 1)
    return bytes(vl_convert.svg_to_png(svg, scale=1))


def _words(text: str, *, x: int, y: int, size: int, small: bool = False) -> str:
    face, colour = ("Atkinson Hyperlegible Next", MUTED) if small else ("'Newsreader 16pt'", INK)
    spacing = 0 if small else round(-size / 90, 2)
    place = f'x="{x}" y="{y}" font-size="{size}" letter-spacing="{spacing}"'
    return f'<text {place} font-family="{face}" fill="{colour}">{text}</text>'
