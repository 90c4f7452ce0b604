"""Many series side by side, checked, and cut into segments and blocks."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plait.stats.errors import BadInput
from plait.stats.spc.codes import Chart
from plait.stats.spc.refusals import OutOfRange, TooFewPoints, WrongDenominators

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# Series worked on at a time: a block of twelve points fits a processor's cache.
BLOCK = 8192


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """k series of n points; make one with `series_of`.

    Attributes
    ----------
    kind
        The chart they are meant for.
    given
        Shape (k, n): figures in their unit, or counts; NaN where there is none.
    denominators
        Shape (k, n): what is counted in, for charts of counts; else None.
    per
        What a chart of counts multiplies by: 100 for percentages, 1000 for a rate of a thousand.
    label
        Shape (n,), or (k, n) where breaks differ: the segment of each point, from 0.
    baseline
        Shape (k, n): points from which limits come; None for all.
    """

    kind: Chart
    given: Floats
    denominators: Floats | None
    per: float
    label: Ints
    baseline: Bools | None

    @property
    def values(self) -> Floats:
        """Shape (k, n): what is charted, in its unit."""
        if self.denominators is None:
            return self.given
        return np.asarray(self.per * self.given / self.denominators)

    @property
    def segments_n(self) -> int:
        """How many segments the series with the most breaks has."""
        return int(self.label.max()) + 1

    def columns(self, segment: int) -> slice:
        """The columns within which any series has points of a segment."""
        held = self.label == segment
        at = np.flatnonzero(held if held.ndim == 1 else held.any(axis=0))
        return slice(int(at[0]), int(at[-1]) + 1)

    def blocks(self) -> Iterator[slice]:
        """Rows, so many at a time."""
        for first in range(0, len(self.given), BLOCK):
            yield slice(first, first + BLOCK)


def series_of(
    given: ArrayLike,
    *,
    kind: Chart,
    denominators: ArrayLike | None = None,
    per: float = 1.0,
    bounds: tuple[float, float] | None = None,
    breaks: ArrayLike | None = None,
    baseline: ArrayLike | None = None,
) -> Series:
    """Check k series of n points; parameters and refusals are those of `chart`."""
    figures = np.asarray(given, dtype=np.float64)
    if figures.ndim != 2 or 0 in figures.shape:
        raise BadInput("There is no chart.", why=f"Figures of shape {figures.shape} are not series of points.")
    if np.isinf(figures).any():
        raise BadInput("There is no chart.", why=f"The figure at {_first(np.isinf(figures))} is infinite.")
    if not np.isfinite(per) or per <= 0.0:
        raise BadInput("There is no chart.", why=f"A rate for each {per:g} makes no sense.")
    if not np.isfinite(figures).any():
        raise TooFewPoints("There is no chart.", why="No series has a single point.", mend="Enter a figure first.")
    sizes = _denominators(figures, kind=kind, denominators=denominators)
    if sizes is not None and np.isnan(sizes).any():
        figures = np.where(np.isnan(sizes), np.nan, figures)
    if bounds is not None:
        _check_bounds(figures if sizes is None else per * figures / sizes, bounds=bounds)
    return Series(
        kind=kind,
        given=figures,
        denominators=sizes,
        per=float(per),
        label=_label(breaks, shape=figures.shape),
        baseline=_mask(baseline, name="baseline", shape=figures.shape),
    )


def _denominators(figures: Floats, *, kind: Chart, denominators: ArrayLike | None) -> Floats | None:
    if not kind.counts:
        if denominators is not None:
            raise WrongDenominators(
                "There is no chart.",
                why=f"A chart of kind {kind} takes figures as they are, and denominators were given.",
                mend="Leave them out, or choose p, u, p′ or u′.",
            )
        return None
    if denominators is None:
        raise WrongDenominators(
            "There is no chart.",
            why=f"A chart of kind {kind} takes counts, and the denominators are missing.",
            mend="Give for each count what it is counted in, or choose XmR.",
        )
    sizes = np.asarray(denominators, dtype=np.float64)
    if sizes.shape != figures.shape:
        sizes = _spread(sizes, name="denominators", shape=figures.shape)
    counted = np.isfinite(figures)
    wrong = counted & ~(np.isfinite(sizes) & (sizes >= 0.0)) | counted & (sizes == 0.0) & (figures != 0.0)
    if wrong.any():
        at = _first(wrong)
        raise WrongDenominators("There is no chart.", why=f"The denominator at {at} is {sizes[at]:g}, with a count.")
    if (figures < 0.0).any():
        raise OutOfRange("There is no chart.", why=f"The count at {_first(figures < 0.0)} is below nought.")
    if kind.is_share and (figures > sizes).any():
        at = _first(figures > sizes)
        raise WrongDenominators(
            "There is no chart.",
            why=f"At {at}, {figures[at]:g} are counted of {sizes[at]:g}.",
            mend="Choose a u chart if one can count more than once.",
        )
    usable = counted & (sizes > 0.0)
    return sizes if usable.all() else np.where(usable, sizes, np.nan)


def _check_bounds(values: Floats, *, bounds: tuple[float, float]) -> None:
    low, high = bounds
    if not low < high:
        raise BadInput("There is no chart.", why=f"The range from {low:g} to {high:g} is empty.")
    outside = (values < low) | (values > high)
    if outside.any():
        at = _first(outside)
        raise OutOfRange(
            "There is no chart.",
            why=f"The figure at {at} is {values[at]:g}, and figures lie between {low:g} and {high:g}.",
            mend="Correct the figure, or the unit.",
        )


def _label(breaks: ArrayLike | None, *, shape: tuple[int, ...]) -> Ints:
    if breaks is None:
        return np.zeros(shape[1], dtype=np.int64)
    starts = np.array(breaks)
    if starts.dtype != np.bool_ or starts.shape not in {shape, shape[1:]}:
        raise BadInput(
            "There is no chart.",
            why=f"Breaks of shape {starts.shape} and kind {starts.dtype} do not fit series of shape {shape}.",
            mend="Give True where a point begins a new segment.",
        )
    starts[..., 0] = False  # the first point begins the first segment anyway
    return np.asarray(np.cumsum(starts, axis=-1), dtype=np.int64)


def _mask(mask: ArrayLike | None, *, name: str, shape: tuple[int, ...]) -> Bools | None:
    if mask is None:
        return None
    given = np.asarray(mask)
    if given.dtype != np.bool_:
        raise BadInput("There is no chart.", why=f"`{name}` is of kind {given.dtype}, not true or false.")
    return np.broadcast_to(given, shape) if given.shape == shape[1:] else _exactly(given, name=name, shape=shape)


def _spread(array: Floats, *, name: str, shape: tuple[int, ...]) -> Floats:
    if array.shape in {(), shape[1:]}:
        return np.broadcast_to(array, shape)
    raise WrongDenominators("There is no chart.", why=f"`{name}` of shape {array.shape} do not fit {shape}.")


def _exactly(array: Bools, *, name: str, shape: tuple[int, ...]) -> Bools:
    if array.shape != shape:
        raise BadInput("There is no chart.", why=f"`{name}` of shape {array.shape} does not fit {shape}.")
    return array


def _first(where: Bools) -> tuple[int, ...]:
    """Series and point of the first that holds, from 0."""
    return tuple(int(each) for each in np.argwhere(where)[0])
