"""How sure a neighbour is: how often it stays one when weights are shaken and figures moved within their rounding."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plait.stats.errors import BadInput, TooFewUnits
from plait.stats.neighbours.measure import UNKNOWN, Floats, Ints, Points, score_pairs
from plait.stats.neighbours.products import Singles, multiply
from plait.stats.neighbours.search import in_order
from plait.stats.neighbours.space import Space

# More than single precision can err by in a sum of a few dozen positive terms, on both sides of a comparison.
_SINGLE_NOISE = 1e-4
# Scores held at once: fits the second-level cache of a core (1.4 MB).
_TILE = 360_000


@dataclass(frozen=True, slots=True, eq=False)
class Survival:
    """How often each of a school's neighbours stays one.

    Attributes
    ----------
    positions, ids
        Shape (m,): the k nearest as stated, nearest first; m is k, or fewer where the pool has fewer.
    kept
        Shape (m,): share of the draws, 0 to 1, in which the school is still among the k nearest.
    kept_se
        Shape (m,): Monte Carlo standard error of `kept`.
    overlap
        Mean of `kept`: the share of the set that a draw leaves in place.
    draws
        How many draws were made.
    """

    positions: Ints
    ids: Ints
    kept: Floats
    kept_se: Floats
    overlap: float
    draws: int


def survival(
    space: Space,
    *,
    school: int,
    k: int,
    candidates: Ints,
    weight_sd: float,
    rounding: Floats,
    rng: np.random.Generator,
    draws: int = 200,
) -> Survival:
    """Estimate, for each of a school's k nearest, the probability that it stays among them.

    In each draw every numeric weight (with Gower's metric also every categorical one) is multiplied by
    exp(weight_sd·z), z standard normal, and all are brought back to their total; every figure, of the school and of
    each other, moves by a uniform amount within half its rounding unit either way. Which pairs may be compared, and
    what a category adds to a Euclidean distance, do not move.

    Only schools that could be among the k nearest in a draw are moved: with the draw's weights, moving figures by at
    most half a unit changes a distance by at most r = √(f·Σ w·(unit/s)²) (triangle inequality; f is the largest
    re-weighting for missing characteristics), so a school whose distance exceeds the k-th smallest by more than 2r is
    out whatever the rounding.

    Parameters
    ----------
    space
        The schools and the distance.
    school
        Row of the school.
    k
        Size of the set.
    candidates
        Rows of the schools that may be neighbours (pool and exact constraints applied); the school itself is left out.
    weight_sd
        Standard deviation of the logarithm of each weight's multiplier; 0.2 moves a weight by about a fifth.
    rounding
        Shape (p,): the unit to which each characteristic is rounded, in its own unit (0.1 for 23.4 %); 0 if exact.
    rng
        The source of randomness.
    draws
        How many draws; 200 give a standard error of at most 0.035.

    Returns
    -------
    Survival

    Raises
    ------
    TooFewUnits
        No candidate can be compared with the school.
    BadInput
        A number is out of range.

    References
    ----------
    Saltelli, A. et al. (2008). Global Sensitivity Analysis: The Primer. doi:10.1002/9780470725184 (weights as
    uncertain inputs).
    """
    if k < 1 or draws < 1 or weight_sd < 0 or rounding.shape != space.measure.scale.shape or rounding.min() < 0:
        raise BadInput(
            "Survival was not estimated.",
            why="k and draws start at 1; weight_sd and rounding at 0, with one rounding unit for each characteristic.",
        )
    rows = _comparable(space, school, candidates)
    score, _ = score_pairs(space.measure, space.points, space.points, school, rows)
    stated = in_order(score[None, :])[0, :k]
    parts = _Parts.of(space, school, rows)
    weights = _shaken(parts.weights, sd=weight_sd, draws=draws, rng=rng)
    near = _within_reach(parts, weights, unit=rounding / space.measure.scale, k=k)
    times = _times_among_nearest(parts, weights, near, unit=rounding / space.measure.scale, k=k, rng=rng)
    kept = times[stated] / draws
    positions = rows[stated]
    return Survival(
        positions, space.ids[positions], kept, np.sqrt(kept * (1.0 - kept) / draws), float(kept.mean()), draws
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """One school against m others, ready to be weighted.

    Attributes
    ----------
    scaled
        Shape (m, p): differences in scale units; 0 where either is missing.
    shared
        Shape (m, p + c): 1 where both have the characteristic; c is 0 for the Euclidean metric.
    differs
        Shape (m, c): 1 where known categories differ (Gower).
    added
        Shape (m,): what categories add to the squared distance (Euclidean).
    weights
        Shape (p + c,).
    """

    scaled: Floats
    shared: Floats
    differs: Floats
    added: Floats
    weights: Floats
    squared: bool

    @classmethod
    def of(cls, space: Space, school: int, rows: Ints) -> "_Parts":
        measure = space.measure
        one, them = space.points.take(np.array([school])), space.points.take(rows)
        scaled = ((them.values - one.values) / measure.scale[:, None]).T
        has = ~np.isnan(scaled)
        known = ((one.codes != UNKNOWN) & (them.codes != UNKNOWN)).T
        differs = (one.codes != them.codes).T
        squared = measure.metric == "euclidean"
        if squared:
            added = np.where(known & ~differs, 0.0, measure.category_weights).sum(axis=1)
            return cls(np.nan_to_num(scaled), has * 1.0, np.zeros((rows.size, 0)), added, measure.weights, squared)
        weights = np.concatenate([measure.weights, measure.category_weights])
        shared = np.hstack([has, known]) * 1.0
        return cls(np.nan_to_num(scaled), shared, known * differs * 1.0, np.zeros(rows.size), weights, squared)


def _comparable(space: Space, school: int, candidates: Ints) -> Ints:
    """Return the candidates that can be compared with the school, by ascending number, each number once."""
    rows = np.asarray(candidates, dtype=np.int64)
    rows = rows[np.unique(space.ids[rows], return_index=True)[1]]
    rows = rows[space.ids[rows] != space.ids[school]]
    measure = space.measure
    them, one = space.points.take(rows), space.points.take(np.array([school]))
    both = Points(np.where(np.isnan(one.values), np.nan, them.values), _both_known(one, them))
    rows = np.asarray(rows[measure.enough(measure.known_share(both))])
    if rows.size == 0:
        raise TooFewUnits(
            "Survival was not estimated.",
            why=f"{space.ids[school]} can be compared with none of the {np.size(candidates)} candidates.",
            mend="Widen the pool.",
        )
    return rows


def _both_known(one: Points, them: Points) -> NDArray[np.int32]:
    return np.where(one.codes == UNKNOWN, np.int32(UNKNOWN), them.codes)


def _shaken(weights: Floats, *, sd: float, draws: int, rng: np.random.Generator) -> Floats:
    """Draw weights: shape (draws, p + c), each row with the total of the stated ones."""
    shaken = weights * np.exp(sd * rng.standard_normal((draws, weights.size)))
    return np.asarray(shaken * (weights.sum() / shaken.sum(axis=1, keepdims=True)))


def _within_reach(parts: _Parts, weights: Floats, *, unit: Floats, k: int) -> tuple[Ints, Ints]:
    """List which schools could be among the k nearest in which draw: the draws and the schools, by draw.

    Single precision will do: sums of positive terms err by less than `_SINGLE_NOISE`.
    """
    size = np.square(parts.scaled) if parts.squared else np.abs(parts.scaled)
    terms = np.ascontiguousarray(np.hstack([size, parts.differs]).T, dtype=np.float32)
    shared = None if parts.shared.all() else np.ascontiguousarray(parts.shared.T, dtype=np.float32)
    m = terms.shape[1]
    tile = max(4, _TILE // m)
    found = []
    for first in range(0, weights.shape[0], tile):
        drawn = weights[first : first + tile]
        score = np.empty((drawn.shape[0], m), dtype=np.float32)
        multiply(drawn.astype(np.float32), terms, out=score)
        most = np.ones((drawn.shape[0], 1))
        whole = drawn.sum(axis=1, keepdims=True)
        if shared is not None:
            factor = np.empty_like(score)
            multiply(drawn.astype(np.float32), shared, out=factor)
            np.divide(whole.astype(np.float32), factor, out=factor)
            score *= factor
            most = factor.max(axis=1, keepdims=True).astype(np.float64)
        if parts.squared:
            score += parts.added.astype(np.float32)
        else:
            score /= whole.astype(np.float32)
        moved = 2.0 * _moved_by_rounding(parts, drawn, unit=unit, most=most)
        at = np.flatnonzero(score <= _reach(score, k, moved=moved, squared=parts.squared))
        found.append(at + first * m)
    every = np.concatenate(found)
    return every // m, every % m


def _moved_by_rounding(parts: _Parts, weights: Floats, *, unit: Floats, most: Floats) -> Floats:
    """Return by how much rounding can move a distance in each draw: shape (draws, 1)."""
    numeric = weights[:, : unit.size]
    if parts.squared:
        return np.asarray(np.sqrt(most * (numeric @ np.square(unit))[:, None]))
    return np.asarray(most * (numeric @ unit)[:, None] / weights.sum(axis=1, keepdims=True))


def _reach(score: Singles, k: int, *, moved: Floats, squared: bool) -> Singles:
    """Return the score beyond which no school can be among the k nearest of a draw: shape (draws, 1)."""
    if score.shape[1] <= k:
        return np.full((score.shape[0], 1), np.inf, dtype=np.float32)
    # The smallest of each of many groups are scores of different schools, so their k-th is no less than that of all.
    groups = max(128, 8 * k)
    deep = score.shape[1] // groups
    some = score[:, : deep * groups].reshape(-1, deep, groups).min(axis=1) if deep >= 2 else score
    kth = np.partition(some, k - 1, axis=1)[:, k - 1 : k].astype(np.float64)
    reach = np.square(np.sqrt(kth) + moved) if squared else kth + moved
    return np.asarray(reach * (1.0 + _SINGLE_NOISE), dtype=np.float32)


def _times_among_nearest(
    parts: _Parts,
    weights: Floats,
    near: tuple[Ints, Ints],
    *,
    unit: Floats,
    k: int,
    rng: np.random.Generator,
) -> Ints:
    """Move the figures of the schools within reach, and count how often each is among the k nearest: shape (m,)."""
    draw, other = near
    p = unit.size
    own = rng.uniform(-0.5, 0.5, (weights.shape[0], p)) * unit
    moved = parts.scaled[other] + (rng.uniform(-0.5, 0.5, (draw.size, p)) * unit - own[draw])
    shared, drawn = parts.shared[other], weights[draw]
    size = (moved * moved if parts.squared else np.abs(moved)) * shared[:, :p]
    total = np.einsum("ij,ij->i", np.hstack([size, parts.differs[other]]), drawn)
    total = total / np.einsum("ij,ij->i", shared, drawn)
    if parts.squared:
        total = total * drawn.sum(axis=1) + parts.added[other]
    order = np.lexsort((other, total, draw))
    count = np.bincount(draw, minlength=weights.shape[0])
    place = np.arange(draw.size) - np.repeat(np.cumsum(count) - count, count)
    return np.bincount(other[order[place < k]], minlength=parts.added.size).astype(np.int64)
