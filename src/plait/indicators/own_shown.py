"""A figure of one's own measure as people may see it: small numbers of pupils are withheld."""

from typing import Protocol

from plait.indicators.own import Unit
from plait.indicators.withholding import FEW_COUNTED, SMALLEST_GROUP, Shown, withhold


class Measured(Protocol):
    """What of a measure decides it."""

    unit: str
    of_pupils: bool


class Counted(Protocol):
    """What of a figure decides it."""

    @property
    def value(self) -> float | None:
        """The figure."""

    @property
    def counted_n(self) -> float | None:
        """What it counts."""

    @property
    def denominator_n(self) -> float | None:
        """What it is counted in."""


def show_point(measure: Measured, point: Counted) -> Shown:
    """The figure, or why it is not shown. Measures that are not of pupils pass as they are."""
    if point.value is None:
        return Shown(None, "There is no figure.")
    if not measure.of_pupils or measure.unit == Unit.NUMBER:
        return Shown(point.value, None)
    if measure.unit == Unit.COUNT:
        few = 0 < point.value < SMALLEST_GROUP
        return Shown(None, FEW_COUNTED) if few else Shown(point.value, None)
    counted = point.counted_n
    if measure.unit == Unit.RATE and counted is not None and point.denominator_n is not None:
        if 0 < counted < SMALLEST_GROUP:
            return Shown(None, FEW_COUNTED)
        return withhold(point.value, pupils_n=point.denominator_n)
    return withhold(point.value, pupils_n=point.denominator_n, counted_n=counted)
