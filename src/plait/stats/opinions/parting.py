"""Parting places on a map into groups: k-means from starts that involve no chance, and how clear its groups are."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from plait.stats.opinions.votes import Ints

Numbers = NDArray[np.floating[Any]]
# By then k-means has settled on every map seen; each round makes the spread smaller, so stopping early is harmless.
ROUNDS: Final = 60
# Silhouettes compare everybody with everybody; beyond so many a spread of the participants stands for all.
THINNED: Final = 500


@dataclass(frozen=True, slots=True, eq=False)
class Parting:
    """One way to part n places.

    Attributes
    ----------
    group
        Shape (n,): 0 to k − 1.
    centres
        Shape (k, 2): mean place of each.
    clearness
        Mean silhouette, −1 to 1: how much nearer people are to their own group than to the next.
    """

    group: Ints
    centres: Numbers
    clearness: float

    @property
    def sizes(self) -> Ints:
        """How many places are in each group, (k,)."""
        return np.bincount(self.group, minlength=len(self.centres))


def most_groups(n: int, *, largest_k: int) -> int:
    """Up to how many groups are looked for among n participants; as in Pol.is, one more for every twelve."""
    return min(largest_k, 2 + n // 12)


def ways_to_part(places: Numbers, *, largest_k: int) -> tuple[Parting, ...]:
    """Part places into 2, 3, … `largest_k` groups; fewer ways, or none, where places are not so many."""
    thin = _thin(places)
    distances = _distances(places[thin])
    found: list[Parting] = []
    group, centres = np.zeros(len(places), dtype=np.int64), places.mean(axis=0)[None, :]
    for k in range(2, largest_k + 1):
        group, centres = _one_more(places, group, centres)
        if np.bincount(group, minlength=k).min() == 0:
            break
        found.append(Parting(group, centres, silhouette(distances, group[thin], k=k)))
    return tuple(found)


def choose(ways: tuple[Parting, ...], *, smallest: int = 1) -> Parting:
    """The way whose silhouette is largest; of equals, the one with the fewest groups.

    Ways that leave a group with fewer than `smallest` places are passed over as long as another is left.
    """
    return max(ways, key=lambda way: (bool(way.sizes.min() >= smallest), way.clearness))


def part_into(places: Numbers, *, k: int) -> Parting:
    """Part places into k groups; some may stay empty where there are not so many different places."""
    group, centres = np.zeros(len(places), dtype=np.int64), places.mean(axis=0)[None, :]
    for _ in range(k - 1):
        group, centres = _one_more(places, group, centres)
    thin = _thin(places)
    return Parting(group, centres, silhouette(_distances(places[thin]), group[thin], k=k))


def in_order(parting: Parting) -> Parting:
    """The same groups, numbered by size, then by who comes first."""
    sizes, k = parting.sizes, len(parting.centres)
    first = np.array(
        [int((parting.group == each).argmax()) if sizes[each] else len(parting.group) for each in range(k)]
    )
    order = np.lexsort((first, -sizes))
    number = np.empty(k, dtype=np.int64)
    number[order] = np.arange(k)
    return Parting(number[parting.group], parting.centres[order], parting.clearness)


def nearest(places: Numbers, *, centres: Numbers) -> Ints:
    """The nearest centre of each place."""
    away = places @ centres.T.astype(places.dtype)
    away *= -2.0
    away += (centres**2).sum(axis=1).astype(places.dtype)
    return np.asarray(away.argmin(axis=1), dtype=np.int64)


def silhouette(distances: Numbers, group: Ints, *, k: int) -> float:
    """The mean over places of (b − a) / max(a, b).

    Here a is the mean distance to the others of the own group and b that to the nearest other group; a place alone in
    its group counts 0.

    References
    ----------
    Rousseeuw, P. J. (1987). Silhouettes. Journal of Computational and Applied Mathematics 20.
    doi:10.1016/0377-0427(87)90125-7.
    """
    n = len(group)
    member = np.zeros((n, k), dtype=distances.dtype)
    member[np.arange(n), group] = 1.0
    sums, sizes = distances @ member, member.sum(axis=0)
    own = sums[np.arange(n), group] / np.maximum(sizes[group] - 1.0, 1.0)
    other = sums / np.maximum(sizes, 1.0)
    other[np.arange(n), group] = np.inf
    other[:, sizes == 0.0] = np.inf
    away = other.min(axis=1)
    larger = np.maximum(own, away)
    alone = (sizes[group] <= 1.0) | ~np.isfinite(away) | (larger <= 0.0)
    return float(np.where(alone, 0.0, (np.where(alone, 0.0, away) - own) / np.where(alone, 1.0, larger)).mean())


def _one_more(places: Numbers, group: Ints, centres: Numbers) -> tuple[Ints, Numbers]:
    """The closest of k-means that starts by splitting one of the two widest groups along or across its length."""
    spread = np.bincount(group, weights=((places - centres[group]) ** 2).sum(axis=1), minlength=len(centres))
    best: tuple[float, Ints, Numbers] | None = None
    for each in np.argsort(-spread, kind="stable")[:2]:
        inside = places[group == each]
        widths, ways = np.linalg.eigh(np.cov(inside.T, bias=True)) if len(inside) > 1 else (np.zeros(2), np.eye(2))
        for axis in (1, 0) if len(centres) == 1 else (1,):
            step = (np.sqrt(max(float(widths[axis]), 0.0)) * ways[:, axis]).astype(places.dtype)
            start = np.vstack([np.delete(centres, each, axis=0), centres[each] + step, centres[each] - step])
            found, middles, wide = _settle(places, start)
            if best is None or wide < best[0] * (1.0 - 1e-9):
                best = (wide, found, middles)
    assert best is not None
    return best[1], best[2]


def _settle(places: Numbers, centres: Numbers) -> tuple[Ints, Numbers, float]:
    """Lloyd's rounds until nobody changes group; the groups, their centres and the spread within."""
    k, middles = len(centres), centres.astype(np.float64)
    along = np.ascontiguousarray(places.T, dtype=np.float64)
    group = np.full(len(places), -1, dtype=np.int64)
    for _ in range(ROUNDS):
        # The largest c·x − |c|²/2 is the nearest centre.
        again = (middles @ along - (middles**2).sum(axis=1)[:, None] / 2.0).argmax(axis=0)
        if (again == group).all():
            break
        group = again
        sizes = np.bincount(group, minlength=k)[:, None]
        sums = np.stack([np.bincount(group, weights=each, minlength=k) for each in along], axis=1)
        middles = np.where(sizes > 0, sums / np.maximum(sizes, 1), middles)
    spread = float((along**2).sum() - (sums**2 / np.maximum(sizes, 1)).sum())
    return group, middles.astype(places.dtype), spread


def _thin(places: Numbers) -> Ints:
    """All places, or evenly spaced ones along the first axis, whatever order they come in."""
    n = len(places)
    if n <= THINNED:
        return np.arange(n)
    return np.lexsort((places[:, 1], places[:, 0]))[np.linspace(0, n - 1, THINNED).round().astype(np.int64)]


def _distances(places: Numbers) -> Numbers:
    squares = (places**2).sum(axis=1)
    away = squares[:, None] + squares[None, :] - 2.0 * (places @ places.T)
    np.fill_diagonal(away, 0.0)
    return np.asarray(np.sqrt(np.maximum(away, 0.0)))
