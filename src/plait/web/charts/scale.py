"""From a figure to its place along a chart."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from plait.core.errors import PlaitError

Write = Callable[[float], str]  # how a figure is written: words.percent, words.number …


_SAME = 1e-9  # two figures this near, for their size, are one


class EmptyScale(PlaitError):
    """A chart was asked for over no range at all."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A line from `low` to `high`."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise EmptyScale(
                "The chart was not drawn.",
                why=f"Its scale runs from {self.low} to {self.high}.",
                mend="Give it two different ends, the lower first.",
            )

    def share(self, value: float) -> float:
        """How far along a figure lies, from 0 to 1; what is beyond an end is shown at that end."""
        return min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))

    def holds(self, value: float) -> bool:
        """Whether a figure lies on the line."""
        return self.low <= value <= self.high

    def height(self, value: float, *, tall: float) -> float:
        """How far down from the top a figure lies, when the line stands upright and `low` is at its foot."""
        return tall * (1 - self.share(value))


def round_ends(low: float, high: float, *, steps: int = 4) -> Scale:
    """A scale with round ends that holds both figures."""
    if high - low <= _SAME * max(1.0, abs(low), abs(high)):
        low, high = low - 1, high + 1
    raw = (high - low) / steps
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw)
    return Scale(min(low, math.floor(low / step) * step), max(high, math.ceil(high / step) * step))
