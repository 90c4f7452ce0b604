"""Runs and crossings of a centre line, of many series at once; arrays are (points, series)."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

from plait.stats.spc.rules import FEW_CROSSINGS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Sides = NDArray[np.int8]
Lengths = NDArray[np.int16]


def sides_of(x: Floats, *, centre: Floats, slack: Floats) -> Sides:
    """1 above the centre line, −1 below, 0 on it (within a rounding error, (b,)) or missing."""
    away = x - centre
    return np.asarray((away > slack).astype(np.int8) - (away < -slack).astype(np.int8))


def run_lengths(sides: Sides) -> Lengths:
    """How many points, up to each, follow one another on its side; 0 on the line."""
    lengths = np.empty(sides.shape, dtype=np.int16)
    lengths[0] = sides[0] != 0
    for t in range(1, len(sides)):
        np.multiply(lengths[t - 1], sides[t] == sides[t - 1], out=lengths[t])
        lengths[t] += 1
        lengths[t] *= sides[t] != 0
    return lengths


def trend_lengths(steps: Sides) -> Lengths:
    """How many points, up to each, follow one another in one direction, the first counted; (m,) from (m − 1,) steps."""
    lengths = np.ones((len(steps) + 1, *steps.shape[1:]), dtype=np.int16)
    before = np.zeros(steps.shape[1:], dtype=np.int8)
    for t, step in enumerate(steps):
        np.multiply(lengths[t] - 1, step == before, out=lengths[t + 1])
        lengths[t + 1] += 2
        lengths[t + 1][step == 0] = 1
        before = step
    return lengths


def members_of(lengths: Lengths, *, least: int | Ints) -> Bools:
    """Which points stand in a run of at least so many, from how long the run was when it came to each."""
    members = np.zeros(lengths.shape, dtype=np.bool_)
    at = np.flatnonzero((lengths >= least).any(axis=0))
    if at.size == 0:
        return members
    some, needed = lengths[:, at], least if isinstance(least, int) else least[at]
    left = np.zeros(at.size, dtype=np.int16)
    for t in range(len(some) - 1, -1, -1):
        left = np.maximum(left - 1, np.where(some[t] >= needed, some[t], 0))
        members[t, at] = left > 0
    return members


def drop_centre(sides: Sides) -> tuple[Sides, Ints | None]:
    """Sides without the points on the line, moved to the front, with the order that did it (None: nothing to do)."""
    on = sides == 0
    if not on.any():
        return sides, None
    order = np.argsort(on, axis=0, kind="stable")
    return np.take_along_axis(sides, order, axis=0), order


def crossings_of(useful: Sides) -> Ints:
    """How often each series crosses its line, (b,), of sides without points on it."""
    there = useful[1:] != 0
    return np.asarray(((useful[1:] != useful[:-1]) & there).sum(axis=0))


def critical_runs(most: int) -> tuple[Ints, Ints]:
    """Anhøj's limits for 0 … `most` useful points or more: the longest run allowed, and the fewest crossings needed.

    References
    ----------
    Anhøj, J. and Olesen, A. V. (2014). Run charts revisited: a simulation study of run chart rules for detection of
    non-random variation in health care processes. PLoS ONE 9. doi:10.1371/journal.pone.0113825. Schilling, M. F.
    (2012). The surprising predictability of long runs. Mathematics Magazine 85. doi:10.4169/math.mag.85.2.141.
    """
    return _critical_runs(1 << max(most, 255).bit_length())


@lru_cache(maxsize=8)
def _critical_runs(most: int) -> tuple[Ints, Ints]:
    n = np.arange(1, most + 1)
    longest = np.rint(np.log2(n)).astype(np.int64) + 3
    fewest = np.asarray(binom.ppf(FEW_CROSSINGS, n - 1, 0.5)).astype(np.int64)
    return np.insert(longest, 0, 0), np.insert(fewest, 0, 0)
