"""A change of schools against the same change of their statistical neighbours."""

from dataclasses import dataclass

import numpy as np

from plait.stats.errors import BadInput
from plait.stats.trajectory.panel import Bools, Floats, Ints, Panel

NONE = -1  # no neighbour at this place, no trust


@dataclass(frozen=True, slots=True, eq=False)
class Peers:
    """Who may be compared with whom.

    Attributes
    ----------
    order
        Shape (n, m): rows of each school's statistical neighbours, nearest first; −1 where there are no more. Give
        more than are needed, because some will be left out.
    trusts
        Shape (n,): a number for the trust of each school, −1 for none. Schools of one trust are never compared.
    moved
        Shape (n, T): whether the school joined a trust in that year. A school that joined within the years that are
        compared is nobody's neighbour there.
    """

    order: Ints
    trusts: Ints
    moved: Bools


@dataclass(frozen=True, slots=True, eq=False)
class Contrast:
    """A weighted sum over years of r schools, less the mean of the same sum of their neighbours.

    Attributes
    ----------
    own, neighbours, difference
        Shape (r,), in the unit of the panel; NaN where the school lacks a year or has no neighbour.
    noise
        Shape (r,): relative sampling variance of `difference`.
    used
        Shape (r,): how many neighbours have all the years and were compared.
    """

    own: Floats
    neighbours: Floats
    difference: Floats
    noise: Floats
    used: Ints


def contrast(
    panel: Panel,
    *,
    weights: Floats,
    rows: Ints,
    peers: Peers,
    fit: Bools,
    k: int,
    needed: Bools | None = None,
) -> Contrast:
    """A weighted sum over years of each school less the mean sum of its k nearest usable neighbours.

    With weights that sum to zero it is a difference in differences.

    Parameters
    ----------
    weights
        Shape (T,): for example 1/2 on two later years and −1/3 on three earlier ones. A neighbour is compared only if
        it has every year that carries weight.
    rows
        Shape (r,): the schools asked about.
    peers
        See `Peers`.
    fit
        Shape (n,): which schools may be neighbours.
    k
        How many neighbours, at most.
    needed
        Shape (T,): further years that a school and its neighbours must have.

    Returns
    -------
    Contrast

    Raises
    ------
    BadInput
        There is not one weight for each year.
    """
    if weights.shape != (len(panel.years),):
        raise BadInput("The change was not computed.", why="There is not one weight for each year.")
    carried = np.flatnonzero(weights)
    own = panel.values[:, carried] @ weights[carried]
    if needed is not None:
        own = np.where(np.isfinite(panel.values[:, needed]).all(axis=1), own, np.nan)
    noise = panel.noise[:, carried] @ weights[carried] ** 2
    safe, usable = _choose(peers, rows=rows, fit=fit & np.isfinite(own), k=k)
    used = usable.sum(axis=1)
    share = np.divide(1.0, used, out=np.full(used.size, np.nan), where=used > 0)
    mean = np.where(usable, own[safe], 0.0).sum(axis=1) * share
    chance = np.where(usable, noise[safe], 0.0).sum(axis=1) * share**2
    return Contrast(
        own=own[rows],
        neighbours=mean,
        difference=own[rows] - mean,
        noise=noise[rows] + chance,
        used=used.astype(np.int64),
    )


def list_compared(panel: Panel, *, weights: Floats, rows: Ints, peers: Peers, fit: Bools, k: int) -> list[Ints]:
    """For each school the rows of the neighbours that `contrast` compares it with, nearest first."""
    held = np.isfinite(panel.values[:, weights != 0]).all(axis=1)
    near, usable = _choose(peers, rows=rows, fit=fit & held, k=k)
    return [own[told] for own, told in zip(near, usable, strict=True)]


def _choose(peers: Peers, *, rows: Ints, fit: Bools, k: int) -> tuple[Ints, Bools]:
    """The neighbours of some schools, shape (r, m), and which of them are the k nearest that may be compared."""
    near = peers.order[rows]
    safe = np.maximum(near, 0)
    usable = (near != NONE) & fit[safe]
    trust = peers.trusts[rows][:, None]
    usable &= (trust == NONE) | (peers.trusts[safe] != trust)
    usable &= np.cumsum(usable, axis=1) <= k
    return safe, usable


def unmoved(panel: Panel, peers: Peers, *, first: int, last: int) -> Bools:
    """Which schools joined no trust from one year to another, both included; shape (n,)."""
    return np.asarray(~peers.moved[:, panel.column(first) : panel.column(last) + 1].any(axis=1))
