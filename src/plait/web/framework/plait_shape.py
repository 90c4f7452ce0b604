"""The geometry of a plait of three strands: where each runs, where it crosses over, and where it comes out to the side.

A strand runs along x = sin(θ) and comes to the front by the sign of sin(2θ), which is how a real plait goes: each
strand crosses over its neighbour on the way in, and under the other on the way out. Three strands a third of a turn
apart come out to alternating sides one after another, so two whole turns give twelve places, four of each strand, in
the order of the strands.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, pi, sin
from typing import Final

_STRANDS: Final = 3
_STEP: Final = pi / 24  # between the points through which a strand is drawn
_HALF_CROSSING: Final = 0.5  # radians on either side of a crossing over which a strand is drawn again, on the front


@dataclass(frozen=True, slots=True)
class Plait:
    """A plait that hangs down: `x` is its middle, `wide` how far a strand goes to the side, `top` to `foot` its length.

    `places` is how many components stand beside it. With `one_side` all of them stand on the right. `lead`: by how much
    the strands go on at both ends.
    """

    x: float
    wide: float
    top: float
    foot: float
    places: int
    one_side: bool = False
    lead: float = 0.0

    @property
    def slot(self) -> float:
        """The height that one place has."""
        return (self.foot - self.top) / self.places

    @property
    def turn(self) -> float:
        """Radians from one place to the next."""
        return 2 * pi / _STRANDS if self.one_side else pi / _STRANDS

    def place(self, number: int) -> tuple[float, float, bool]:
        """Where a component stands: x and y on its strand, and whether that is on the right."""
        right = self.one_side or number % 2 == 1
        return self.x + (self.wide if right else -self.wide), self.top + (number + 0.5) * self.slot, right

    def x_at(self, strand: int, y: float) -> float:
        """Where a strand is at a height."""
        return self.x + self.wide * self._side * sin(self._angle(strand, y))

    def line(self, strand: int, *, start: float | None = None, end: float | None = None) -> list[tuple[float, float]]:
        """The points of a strand between two heights."""
        first = self.top - self.lead if start is None else start
        last = self.foot + self.lead if end is None else end
        n = max(2, ceil((last - first) / self.slot * self.turn / _STEP))
        heights = (first + (last - first) * each / n for each in range(n + 1))
        return [(self.x_at(strand, y), y) for y in heights]

    def fronts(self, strand: int) -> Iterator[tuple[float, float]]:
        """From where to where a strand lies on the front of another."""
        per_radian = self.slot / self.turn
        begin, finish = self._angle(strand, self.top), self._angle(strand, self.foot)
        first, last = self.top - self.lead, self.foot + self.lead
        # At π/6 and 7π/6 a strand meets the one that is a third of a turn ahead, and lies over it; at −π/6 and 5π/6
        # it meets the other, and lies under it.
        for turn in range(int(begin // pi) - 2, int(finish // pi) + 3):
            crossing = turn * pi + pi / 6
            low = self.top + (crossing - _HALF_CROSSING - begin) * per_radian
            high = self.top + (crossing + _HALF_CROSSING - begin) * per_radian
            if high > first and low < last:
                yield max(low, first), min(high, last)

    @property
    def _side(self) -> int:
        return 1 if self.one_side else -1

    def _angle(self, strand: int, y: float) -> float:
        """θ of a strand at a height: a quarter turn, which is out to the side, at the strand's own first place."""
        return pi / 2 + (y - self.top - self.slot / 2) / self.slot * self.turn + self._ahead(strand)

    def _ahead(self, strand: int) -> float:
        if self.one_side:
            return -strand * 2 * pi / _STRANDS
        # A strand that comes out on the other side is half a turn on.
        return -strand * pi / _STRANDS + (pi if strand % 2 else 0)
