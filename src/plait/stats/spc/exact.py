"""Runs and crossings of chance alone, counted out: how probable each longest run and number of crossings is."""

from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import comb

from plait.stats.errors import BadInput
from plait.stats.spc.refusals import TooFewPoints
from plait.stats.spc.rules import RULES
from plait.stats.spc.runs import critical_runs

Floats = NDArray[np.float64]

# Beyond this many useful points the numbers of arrangements no longer fit a 64-bit float.
MOST_USEFUL = 1000


@lru_cache(maxsize=256)
def _compositions(points: int) -> Floats:
    """Ways to cut so many points into r runs of at most l each, [l, r], 0 … `points` both."""
    ways = np.zeros((points + 1, points + 1))
    most = np.arange(points + 1)[:, None]
    before = np.maximum(np.arange(points + 1) - most, 0)
    of = np.zeros((points + 1, points + 1))  # [l, m]: ways to cut m points into so many runs of at most l
    of[:, 0] = 1.0
    for runs in range(1, points + 1):
        total = np.concatenate([np.zeros((points + 1, 1)), np.cumsum(of, axis=1)], axis=1)
        of = total[:, :-1] - np.take_along_axis(total, before, axis=1)  # the last run takes 1 … l of them
        ways[:, runs] = of[:, points]
    ways[:, 0] = points == 0
    return ways


@lru_cache(maxsize=1024)
def joint_of_arrangements(above: int, below: int) -> Floats:
    """Probability of each number of crossings and longest run, all orders of the points being equally likely.

    That holds for a series without change, however its figures are distributed, where the centre line comes from its
    own points: then their order says nothing, and how many lie above is fixed.

    Parameters
    ----------
    above, below
        Points on either side of the centre line.

    Returns
    -------
    numpy.ndarray
        Shape (n, n + 1) for n = above + below: [crossings, longest run].

    References
    ----------
    Wentzel-Larsen, T. and Anhøj, J. (2019). Joint distribution for number of crossings and longest run in independent
    Bernoulli observations. PLoS ONE 14. doi:10.1371/journal.pone.0223233 (there by recursion).
    """
    n = above + below
    if not 1 <= n <= MOST_USEFUL or min(above, below) < 0:
        raise BadInput(
            "The runs were not counted.", why=f"{above} points above and {below} below are not 1 to {MOST_USEFUL}."
        )
    up, down = _compositions(above), _compositions(below)
    within = np.zeros((n, n + 1))  # longest run of at most l
    longest = np.arange(n + 1)
    for crossings in range(n):
        runs = crossings + 1
        for ups in {runs // 2, runs - runs // 2}:
            downs = runs - ups
            if ups > above or downs > below:
                continue
            ways = up[np.minimum(longest, above), ups] * down[np.minimum(longest, below), downs]
            within[crossings] += ways * (2.0 if ups == downs else 1.0)
    return np.asarray(np.diff(within, axis=1, prepend=0.0) / comb(n, above))


@lru_cache(maxsize=256)
def joint_of_coin(useful: int) -> Floats:
    """The same for points that fall either side of a *given* line with equal chance, whatever the others do."""
    joint = np.zeros((useful, useful + 1))
    for above in range(useful + 1):
        joint += joint_of_arrangements(above, useful - above) * comb(useful, above) / 2.0**useful
    return joint


def anhoej_false_alarm(points_n: int, *, centre: Literal["median", "given"] = "median") -> float:
    """Probability that a series without change breaks Anhøj's rules, exactly.

    Parameters
    ----------
    points_n
        Points of the series, all different.
    centre
        ``median``: the line is the median of these points. With an odd number the middle one lies on it and is
        dropped. ``given``: the line was known before, and half of all points lie above it in the long run.

    Returns
    -------
    float
        0 with fewer useful points than the rules need.
    """
    if points_n < 1:
        raise TooFewPoints("There is no such rate.", why=f"A series of {points_n} points does not exist.")
    useful = points_n - points_n % 2 if centre == "median" else points_n
    if useful < RULES.fewest_runs:
        return 0.0
    joint = joint_of_arrangements(useful // 2, useful // 2) if centre == "median" else joint_of_coin(useful)
    allowed, needed = (int(table[useful]) for table in critical_runs(useful))
    return float(1.0 - joint[needed:, : allowed + 1].sum())


@lru_cache(maxsize=4096)
def chances_of_runs(above: int, below: int) -> Floats:
    """Probability of runs at least as unlike chance as each, one table for a longest run and crossings together.

    Of a longest run of l, and of c crossings, the rarer is taken: P(L ≥ l) or P(C ≤ c). What is returned is the
    probability that chance alone gives something as rare, so it may be read as a p-value.

    Returns
    -------
    numpy.ndarray
        Shape (n, n + 1): [crossings, longest run].
    """
    return _chances(joint_of_arrangements(above, below))


@lru_cache(maxsize=64)
def chances_of_coin(useful: int) -> Floats:
    """The same about a given line."""
    return _chances(joint_of_coin(useful))


def _chances(joint: Floats) -> Floats:
    fewer = np.cumsum(joint.sum(axis=1))
    longer = np.cumsum(joint.sum(axis=0)[::-1])[::-1]
    rarer = np.minimum(fewer[:, None], longer[None, :])
    order = np.argsort(rarer, axis=None)
    ordered = rarer.ravel()[order]
    total = np.cumsum(joint.ravel()[order])
    last = np.searchsorted(ordered, ordered * (1.0 + 1e-9), side="right") - 1  # ties count together
    chances = np.empty(rarer.size)
    chances[order] = np.minimum(total[last], 1.0)
    return chances.reshape(rarer.shape)
