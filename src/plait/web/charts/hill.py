"""Everyone, as a pale hill: the shape of a distribution behind a strip or a spread."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from plait.web.charts import svg
from plait.web.charts.scale import Scale

_TAIL = 0.05  # share of the schools at each end that is left out when looking for a comb
_FEWEST_FILLED = 4  # bins with a school in them from which on a regular gap between them can be told
_NEARLY_ALL = 0.95  # share of filled bins from which on there is no comb
_WIDEST = 8  # bins over which one is shared out at most


@dataclass(frozen=True, slots=True)
class Everyone:
    """How many schools lie in each of some equal bins between two figures, as a build's `distributions` holds them."""

    bins: tuple[int, ...]
    low: float
    high: float

    @property
    def scale(self) -> Scale:
        """The line along which everyone lies."""
        return Scale(self.low, self.high)


@lru_cache(maxsize=8192)  # a build has some thousands of distributions, and every page draws the same hills
def outline(everyone: Everyone, *, scale: Scale, tall: float) -> str:
    """The hill as a shape 100 units wide and `tall` high, smoothed over three bins so that it reads as one shape."""
    heights = smooth(evened(everyone.bins))
    summit = max(heights, default=0.0)
    if summit <= 0:
        return ""
    width = (everyone.high - everyone.low) / len(heights)
    middles = [everyone.low + width * (i + 0.5) for i in range(len(heights))]
    inside = [(m, h) for m, h in zip(middles, heights, strict=True) if scale.holds(m)]
    if not inside:
        return ""
    points = [(100 * scale.share(m), tall * (1 - h / summit)) for m, h in inside]
    first, last = points[0][0], points[-1][0]
    return svg.polygon([(first, tall), *points, (last, tall)], cls="ch-hill")


def evened(bins: Sequence[int]) -> list[float]:
    """The bins without the gaps between whole numbers.

    Where figures are published as whole numbers and the bins are narrower than one, some bins can hold no school: a
    comb, which says something of rounding and nothing of schools. Each bin is then shared out, twice, over so many that
    each share holds the same number of whole numbers.
    """
    over = _teeth(bins)
    shared = [float(n) for n in bins]
    for _ in range(2 if over > 1 else 0):
        shared = _shared(shared, over=over)
    return shared


def _teeth(bins: Sequence[int]) -> int:
    """Over how many bins a comb evens out; 1 where there is none."""
    so_far, total = list(accumulate(bins)), sum(bins)
    middle = [n for n, below in zip(bins, so_far, strict=True) if _TAIL * total <= below <= (1 - _TAIL) * total]
    filled = sum(n > 0 for n in middle)
    if filled < _FEWEST_FILLED or filled >= _NEARLY_ALL * len(middle):
        return 1
    gap = len(middle) / filled  # bins from one whole number to the next
    widths = [width for width in range(2, _WIDEST + 1) if width >= gap]
    return min(
        widths, key=lambda width: (round(abs(width / gap - round(width / gap)) / width, 2), width), default=_WIDEST
    )


def _shared(bins: Sequence[float], *, over: int) -> list[float]:
    """Each bin shared out evenly over those about it; what would fall off an end stays in the last bin."""
    out = [0.0] * len(bins)
    for at, n in enumerate(bins):
        for step in range(over):
            place = min(len(bins) - 1, max(0, at + step - (over - 1) // 2))
            out[place] += n / over
    return out


def smooth(bins: Sequence[float]) -> list[float]:
    """Each bin with half of each neighbour's weight; the ends lean on themselves."""
    padded = [bins[0], *bins, bins[-1]] if bins else []
    return [(padded[i - 1] + 2 * padded[i] + padded[i + 1]) / 4 for i in range(1, len(padded) - 1)]
