"""The map of opinion: participants near each other voted alike."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from plait.stats.opinions.votes import Bools, Floats, Ints, check_votes

Numbers = NDArray[np.floating[Any]]
AXES: Final = 2
# Share of the differences that is less than the rounding errors of single precision.
NOTHING: Final = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class OpinionMap:
    """Where n participants stand, judged by their votes on m statements.

    Attributes
    ----------
    place
        Shape (n, 2): position of each participant; (0, 0) for those without a vote. Its unit has no meaning.
    axes
        Shape (2, m): what a vote on each statement moves along each axis; the one that moves most moves upwards. 0
        where there is nothing to tell apart.
    centre
        Shape (m,): mean vote on each statement; 0 where nobody voted.
    votes_n
        Shape (n,): on how many statements each has voted.
    explained
        Shape (2,), 0 to 1: share of the differences between votes that lies along each axis.
    """

    place: Floats
    axes: Floats
    centre: Floats
    votes_n: Ints
    explained: Floats


def place(votes: Floats) -> OpinionMap:
    """Find the two directions along which votes differ most, and everybody's place along them.

    The estimand: the first two principal components of the votes, with a vote that was not cast taken as the mean one.

    Parameters
    ----------
    votes
        Shape (n, m): 1 agree, −1 disagree, 0 not sure, NaN not seen.

    Notes
    -----
    As in Pol.is, a participant is placed by the votes cast alone, and moved outwards by √(m / votes cast), because the
    more of the votes are missing the nearer to the middle the sum over them falls.

    References
    ----------
    Small, C. and others (2021). Polis: scaling deliberation by mapping high dimensional opinion spaces. Recerca 26(2).
    doi:10.6035/recerca.5516.
    """
    votes = check_votes(votes)
    values, seen, centre = centred(votes)
    votes_n = seen.sum(axis=1, dtype=np.int64)
    axes, explained = principal(values)
    places = project(values, axes=axes, votes_n=votes_n)
    return OpinionMap(places.astype(np.float64), axes.astype(np.float64), centre, votes_n, explained)


def extremity(found: OpinionMap) -> Floats:
    """How far a participant stands from the middle who has agreed with one statement and voted on no other, (m,)."""
    m = len(found.centre)
    return np.asarray(np.sqrt(m) * np.abs(1.0 - found.centre) * np.hypot(*found.axes))


def centred(votes: Floats) -> tuple[Floats, Bools, Floats]:
    """Votes less the mean of their statement, with 0 where there is none; which were cast; and the means."""
    seen = ~np.isnan(votes)
    cast = np.where(seen, votes, 0.0)
    centre = cast.sum(axis=0) / np.maximum(seen.sum(axis=0), 1)
    return np.where(seen, cast - centre, 0.0), seen, centre


def principal(values: Numbers) -> tuple[Numbers, Floats]:
    """The first two principal axes of centred values, (2, m), and the share of the variance along each."""
    m = values.shape[1]
    products = values.T @ values
    kept = min(AXES, m)
    spread, vectors = eigh(products, subset_by_index=[m - kept, m - 1], check_finite=False)
    axes = np.zeros((AXES, m), dtype=values.dtype)
    axes[:kept] = vectors[:, ::-1].T
    top = np.abs(axes).argmax(axis=1)
    axes *= np.where(axes[np.arange(AXES), top] < 0.0, -1.0, 1.0).astype(values.dtype)[:, None]
    explained = np.zeros(AXES)
    total = float(np.trace(products))
    if total > 0.0:
        explained[:kept] = np.maximum(spread[::-1], 0.0) / total
    # Along an axis of rounding errors nobody stands anywhere.
    axes[explained <= NOTHING] = 0.0
    return axes, explained


def project(values: Numbers, *, axes: Numbers, votes_n: Ints) -> Numbers:
    """Places along the axes, moved outwards by the share of votes that is missing."""
    scale = np.sqrt(values.shape[1] / np.maximum(votes_n, 1)).astype(values.dtype)
    return np.asarray((values @ axes.T) * scale[:, None])
