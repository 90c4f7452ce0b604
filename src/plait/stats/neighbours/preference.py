"""Prefer neighbours of the same region (or kind) among the nearest, as the DfE's financial benchmarking does."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from plait.stats.errors import BadInput
from plait.stats.neighbours.measure import UNKNOWN, Codes, Flags, Ints
from plait.stats.neighbours.nearest import Neighbours


@dataclass(frozen=True, slots=True, eq=False)
class Preference:
    """A category in which a like school is preferred.

    Attributes
    ----------
    name
        What it is called ("region").
    codes
        Shape (n,), by row of the space; −1 (not known) is like nothing.
    only_for
        The codes of schools to which the preference applies ("boarding" but not "not boarding"); None means all.
    """

    name: str
    codes: Codes
    only_for: frozenset[int] | None = None


def prefer(found: Neighbours, *, preferences: Sequence[Preference], keep: int) -> Neighbours:
    """Keep some of the nearest: those like the school by the first preference, by the next, then the rest by distance.

    With the 60 nearest, preferences for private finance (only for schools that have it), boarding (only for boarding
    schools) and region, and 29 to keep, this is the selection of the DfE's financial benchmarking, whose sets of 30
    count the school itself. There a school that meets two preferences enters twice; here once, so that the set is of
    29 different schools.

    Parameters
    ----------
    found
        The nearest schools of each school; their number k is how far preference may reach.
    preferences
        In order of precedence.
    keep
        How many to keep, at most k.

    Returns
    -------
    Neighbours
        Shape (q, keep), in order of distance again; `preferred` tells which were kept for a likeness.

    Raises
    ------
    BadInput
        `keep` is out of range.
    """
    q, k = found.positions.shape
    if not 1 <= keep <= k:
        raise BadInput("The nearest were not chosen among.", why=f"{keep} were to be kept of {k}.")
    tier = np.full((q, k), len(preferences), dtype=np.int64)
    for level, each in reversed(list(enumerate(preferences))):
        tier[_alike(each, found.query_positions, found.positions)] = level
    tier[found.positions < 0] = len(preferences) + 1
    kept = np.sort(np.argsort(tier, axis=1, kind="stable")[:, :keep], axis=1)
    positions = np.take_along_axis(found.positions, kept, axis=1)
    return replace(
        found,
        ids=np.take_along_axis(found.ids, kept, axis=1),
        positions=positions,
        distance=np.take_along_axis(found.distance, kept, axis=1),
        share=np.take_along_axis(found.share, kept, axis=1),
        count=(positions >= 0).sum(axis=1),
        preferred=np.take_along_axis(tier, kept, axis=1) < len(preferences),
    )


def _alike(preference: Preference, queries: Ints, positions: Ints) -> Flags:
    own = preference.codes[queries]
    applies = own != UNKNOWN
    if preference.only_for is not None:
        applies &= np.isin(own, sorted(preference.only_for))
    return np.asarray(applies[:, None] & (positions >= 0) & (preference.codes[positions] == own[:, None]))
