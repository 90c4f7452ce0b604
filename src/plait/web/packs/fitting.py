"""How much room a text takes, reckoned with the widths of Arial, so that nothing runs over the edge of a slide."""

from collections.abc import Sequence
from typing import Final, TypeVar

# Widths in thousandths of the size, as Arial and its free stand-ins have them; others are as wide as “n”.
_WIDTHS: Final = {
    **dict.fromkeys("ijl'‘’", 222),
    **dict.fromkeys(" !,./:;I[]\\ft·", 278),
    **dict.fromkeys("()-`r“”", 333),
    **dict.fromkeys("cksvxyzJ", 500),
    **dict.fromkeys("+<=>~−", 584),
    **dict.fromkeys("FTZ", 611),
    **dict.fromkeys("&ABEKPSVXY", 667),
    **dict.fromkeys("CDHNRUw", 722),
    **dict.fromkeys("GOQ", 778),
    **dict.fromkeys("mM", 833),
    **dict.fromkeys("%W—…", 944),
}
_USUAL: Final = 556
_SHARES: Final = (0.5, 0.6, 0.7, 0.8, 0.9)  # of the room, tried so that no run is left nearly empty
_BOLD: Final = 1.08  # how much wider bold letters are
LEADING: Final = 1.2  # line height as a share of the size

T = TypeVar("T")


def width_of(text: str, *, size: float, bold: bool = False) -> float:
    """The width of a text on one line, in points."""
    plain = sum(_WIDTHS.get(each, _USUAL) for each in text) * size / 1000
    return plain * _BOLD if bold else plain


def count_lines(text: str, *, width: float, size: float, bold: bool = False) -> int:
    """How many lines a text takes in a column, in points of width."""
    lines, used = 1, 0.0
    space = width_of(" ", size=size, bold=bold)
    for word in text.split():
        long = width_of(word, size=size, bold=bold)
        if used and used + space + long > width:
            lines, used = lines + 1, long
        else:
            used += long + (space if used else 0.0)
    return lines


def height_of(text: str, *, width: float, size: float, bold: bool = False) -> float:
    """The height of a text in a column, in points."""
    return count_lines(text, width=width, size=size, bold=bold) * size * LEADING


def cut(items: Sequence[T], heights: Sequence[float], *, room: float) -> list[list[T]]:
    """Items in as few runs as fit into `room` each, and those as even as can be."""
    runs = _cut(items, heights, room=room)
    for share in _SHARES:
        even = _cut(items, heights, room=room * share)
        if len(even) == len(runs):
            return even
    return runs


def _cut(items: Sequence[T], heights: Sequence[float], *, room: float) -> list[list[T]]:
    runs: list[list[T]] = []
    used = 0.0
    for item, height in zip(items, heights, strict=True):
        if not runs or used + height > room:
            runs.append([])
            used = 0.0
        runs[-1].append(item)
        used += height
    return runs
