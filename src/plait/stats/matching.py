"""Needs and hosts: who visits whom, so that as many needs as can be are answered, by hosts as near as can be."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from plait.stats.errors import BadInput

# Distances are counted in whole steps, so that sums are exact and equal totals are equal.
STEP: Final = 1e-6
NO_HOST: Final = -1
_LARGEST: Final = 2**53  # up to here a float holds every whole number

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Assignment:
    """Which host answers which need.

    Attributes
    ----------
    host
        Shape (n,): the column of the host of each need, −1 where it has none.
    distance
        Shape (n,): the distance to that host, as it was given; NaN where there is none.
    willing
        Shape (n,): how many hosts could answer the need at all, before others claim them.
    answered_n
        How many needs have a host.
    total
        Sum of the distances of all pairs, to the step of 0.000001 in which they are counted.
    """

    host: Ints
    distance: Floats
    willing: Ints
    answered_n: int
    total: float


def assign(distance: Floats, *, capacity: int | Ints, limit: float = np.inf) -> Assignment:
    """Give each need at most one host, each host at most its capacity of needs.

    The objective: the largest number of needs answered; among all ways to answer so many, the least total distance.

    Parameters
    ----------
    distance
        Shape (n, m): how unlike need and host are, 0 or more; NaN or infinite where the host does not answer the need.
    capacity
        How many needs a host takes: one number for all, or shape (m,); 0 or more.
    limit
        Largest distance at which a host may answer a need; a pair exactly at it is allowed.

    Returns
    -------
    Assignment
        The same for the same matrix. Where several assignments are equally good, give rows and columns a stated order
        (by URN) to get the same one whatever order they came in.

    Raises
    ------
    BadInput
        The distances are no matrix, one is negative or too large to be counted exactly, the limit is no distance, or a
        capacity is no whole number of 0 or more.

    Notes
    -----
    Exact. A column stands for each place of a host; a forbidden pair costs more than all allowed pairs together, so
    that the cheapest assignment has the fewest of them; they are taken out again. A greedy choice, nearest pair first,
    can answer fewer needs, and never more.

    References
    ----------
    Crouse, D. F. (2016). On implementing 2D rectangular assignment algorithms. IEEE Transactions on Aerospace and
    Electronic Systems 52. doi:10.1109/TAES.2016.140952.
    """
    cost = _check_distance(distance)
    if not limit >= 0.0:
        raise BadInput("The limit is no distance.", why=f"It is {limit}.", mend="Give 0 or more.")
    n, m = cost.shape
    places = _check_capacity(capacity, hosts_n=m)
    allowed = np.isfinite(cost) & (cost <= limit) & (places > 0)[None, :]
    host = np.full(n, NO_HOST, dtype=np.int64)
    if allowed.any():
        # No host can take more needs than there are: more columns would only cost time.
        of_column = np.repeat(np.arange(m, dtype=np.int64), np.minimum(places, n))
        steps, forbidden = _in_steps(cost, allowed)
        rows, columns = linear_sum_assignment(np.where(allowed, steps, forbidden)[:, of_column])
        chosen = of_column[columns]
        good = allowed[rows, chosen]
        host[rows[good]] = chosen[good]
    met = host >= 0
    paid = np.where(met, cost[np.arange(n), host] if m else np.nan, np.nan)
    return Assignment(
        host=host,
        distance=paid,
        willing=allowed.sum(axis=1, dtype=np.int64),
        answered_n=int(met.sum()),
        total=float(np.rint(paid[met] / STEP).sum() * STEP),
    )


def _in_steps(cost: Floats, allowed: Bools) -> tuple[Floats, float]:
    """Distances as whole numbers of steps, and a price that no sum of allowed ones reaches."""
    steps = np.rint(np.where(allowed, cost, 0.0) / STEP)
    forbidden = float(steps.max()) * cost.shape[0] + 1.0
    if forbidden * (cost.shape[0] + 1) > _LARGEST:
        raise BadInput(
            "The distances are too large to be counted exactly.",
            why=f"The largest is {steps.max() * STEP:g}, in steps of {STEP:g}.",
            mend="Give distances on a scale on which the typical one is about 1, or a limit.",
        )
    return steps, forbidden


def _check_distance(distance: Floats) -> Floats:
    cost = np.asarray(distance, dtype=np.float64)
    if cost.ndim != 2:
        raise BadInput(
            "The distances are no matrix.", why=f"Their shape is {cost.shape}.", mend="Give a row for each need."
        )
    if (cost < 0.0).any():
        raise BadInput("A distance is negative.", why=f"The smallest is {np.nanmin(cost)}.", mend="Give 0 or more.")
    return cost


def _check_capacity(capacity: int | Ints, *, hosts_n: int) -> Ints:
    given = np.asarray(capacity)
    if not np.issubdtype(given.dtype, np.integer) or given.shape not in {(), (hosts_n,)} or (given < 0).any():
        raise BadInput(
            "The capacity of the hosts cannot be read.",
            why=f"It is {given.tolist()} for {hosts_n} hosts.",
            mend="Give one whole number of 0 or more, or one for each host.",
        )
    return np.broadcast_to(given, (hosts_n,)).astype(np.int64)
