"""A fast lower bound of the score of every pair, in single precision: a handful of matrix products.

The bound is rigorous, so a school that it rules out cannot be a neighbour. With u = 2⁻²⁴, a single-precision sum of r
products errs by less than 1.1·r·u times the sum of their magnitudes. For the Euclidean expansion a² + b² − 2ab that
sum is at most 2(a² + b²), so multiplying the two squares by 1 − 2(r + 6)·1.1·u, before the product is taken, makes
the product itself the lower bound.
"""

from dataclasses import dataclass

import numpy as np

from plait.stats.neighbours.measure import UNKNOWN, Flags, Floats, Measure, Points
from plait.stats.neighbours.products import Singles, multiply

_U = 2.0**-24
_DOUBLE = 2.0**-52
# Above this, squares near the limit of single precision; below the other, they vanish.
_LARGEST = 1e15
_SMALLEST = 1e-30


@dataclass(frozen=True, slots=True, eq=False)
class Product:
    """A sum of products: `left` (q, r) times `right` (r, m)."""

    left: Singles
    right: Singles


@dataclass(frozen=True, slots=True, eq=False)
class Screen:
    """Bounds the scores of queries against a pool from below.

    Attributes
    ----------
    numerator
        The part of the score that is a matrix product.
    steps_left, steps_right
        Shapes (q, p) and (p, m): for Gower, add |left − right| for each characteristic; else p is 0.
    denominator
        Share of the weight that both have, rounded up; None where nothing is missing.
    added
        What is added after the division; None where nothing is.
    least
        Pairs below this share of weight can not be compared.
    gap, gap_rate
        Shape (q,) and a number: about how far the true score may lie above a bound g is ``gap + gap_rate·g``. A
        guess: it decides only how much is looked at, never what is found.
    """

    numerator: Product
    steps_left: Singles
    steps_right: Singles
    denominator: Product | None
    added: Product | None
    least: float
    gap: Floats
    gap_rate: float

    def lower(self, rows: slice, columns: slice, *, out: Singles, scratch: Singles) -> None:
        """Write the bounds of some queries and a part of the pool into `out`; infinite where a pair is refused."""
        multiply(self.numerator.left[rows], self.numerator.right[:, columns], out=out)
        for j in range(self.steps_right.shape[0]):
            np.subtract(self.steps_left[rows, j, None], self.steps_right[None, j, columns], out=scratch)
            np.abs(scratch, out=scratch)
            np.add(out, scratch, out=out)
        if self.denominator is not None:
            multiply(self.denominator.left[rows], self.denominator.right[:, columns], out=scratch)
            with np.errstate(divide="ignore", invalid="ignore"):
                np.divide(out, scratch, out=out)
            np.copyto(out, np.float32(np.inf), where=scratch < np.float32(self.least))
        if self.added is not None:
            multiply(self.added.left[rows], self.added.right[:, columns], out=scratch)
            np.add(out, scratch, out=out)


def screen_of(measure: Measure, queries: Points, pool: Points) -> Screen | None:
    """Prepare the bound; None where the figures are too large for single precision, so that all must be scored."""
    centre = _centre(pool)
    root = measure.weights / measure.scale if measure.metric == "gower" else np.sqrt(measure.weights) / measure.scale
    if measure.metric == "gower":
        root = root / measure.total
    left = (queries.values - centre[:, None]) * root[:, None]
    right = (pool.values - centre[:, None]) * root[:, None]
    largest = np.array([_largest(queries.values[j], pool.values[j]) for j in range(len(root))])
    if not max(_largest(left, right), float(np.max(largest * root))) < _LARGEST:
        return None
    # What rounding in double precision (of the figures themselves) can add to a difference.
    noise = 4.0 * _DOUBLE * largest * root
    gappy = np.asarray(np.isnan(queries.values).any(axis=1) | np.isnan(pool.values).any(axis=1))
    pairs = _Pairs(measure, queries, pool, left, right, gappy, noise)
    return _gower(pairs) if measure.metric == "gower" else _euclidean(pairs)


@dataclass(frozen=True, slots=True, eq=False)
class _Pairs:
    """Queries and pool, centred and weighted.

    Attributes
    ----------
    left, right
        Shapes (p, q) and (p, m): figures in units of distance; NaN where missing.
    gappy
        Shape (p,): the characteristic is missing somewhere.
    noise
        Shape (p,): what rounding of the figures in double precision can add to a difference.
    """

    measure: Measure
    queries: Points
    pool: Points
    left: Floats
    right: Floats
    gappy: Flags
    noise: Floats


def _euclidean(pairs: _Pairs) -> Screen:
    measure, queries, pool, gappy, noise = pairs.measure, pairs.queries, pairs.pool, pairs.gappy, pairs.noise
    left, right = pairs.left, pairs.right
    length = left.shape[0] + 2 * int(gappy.sum()) + 2
    epsilon = 2.2 * _U * (length + 6)
    floor = float(noise @ noise) / _U + _SMALLEST
    a, b = np.nan_to_num(left), np.nan_to_num(right)
    a2, b2 = a * a * (1.0 - epsilon), b * b * (1.0 - epsilon)
    whole = ~gappy
    numerator = _product(
        [-2.0 * a, a2[gappy], _has(left[gappy]), a2[whole].sum(axis=0), np.ones(queries.count)],
        [b, _has(right[gappy]), b2[gappy], np.ones(pool.count), b2[whole].sum(axis=0) - 2.0 * floor],
    )
    denominator = _shared(measure, queries, pool, gappy) if gappy.any() else None
    added = _mismatch(measure.category_weights, queries, pool, unknown_differs=True)
    if added is not None and denominator is None:
        numerator, added = _joined(numerator, added), None
    norm = (a * a).sum(axis=0)
    gap = (6.0 * epsilon * norm + 4.0 * floor + 8.0 * epsilon * float(measure.category_weights.sum())) / _least(measure)
    nothing = np.zeros((0, 0), dtype=np.float32)
    return Screen(
        numerator,
        nothing,
        nothing,
        denominator,
        added,
        _least(measure) * (1 - 1e-5),
        gap,
        8.0 * epsilon / _least(measure),
    )


def _gower(pairs: _Pairs) -> Screen:
    measure, queries, pool, gappy, noise = pairs.measure, pairs.queries, pairs.pool, pairs.gappy, pairs.noise
    left, right = pairs.left, pairs.right
    weights = measure.category_weights / measure.total
    levels = sum(int(row.max(initial=UNKNOWN)) + 2 for row in pool.codes)
    epsilon = 2.2 * _U * (left.shape[0] + 2 * int(gappy.sum()) + levels + 8)
    floor = float(noise.sum()) + _SMALLEST + 2.0 * epsilon * float(weights.sum())
    a, b = np.nan_to_num(left), np.nan_to_num(right)
    a1, b1 = np.abs(a), np.abs(b)
    # A missing figure is 0 in the steps, which then add the other's magnitude: this takes it away again.
    numerator = _product(
        [-(1.0 - _has(left[gappy])), -a1[gappy], -epsilon * a1.sum(axis=0) - floor, np.ones(queries.count)],
        [b1[gappy], 1.0 - _has(right[gappy]), np.ones(pool.count), -epsilon * b1.sum(axis=0)],
    )
    mismatch = _mismatch(weights, queries, pool, unknown_differs=False)
    numerator = numerator if mismatch is None else _joined(numerator, mismatch)
    blank = bool((queries.codes == UNKNOWN).any() or (pool.codes == UNKNOWN).any())
    denominator = _shared(measure, queries, pool, gappy) if gappy.any() or blank else None
    least = _least(measure)
    gap = (4.0 * epsilon * a1.sum(axis=0) + 4.0 * floor) / least
    steps = np.ascontiguousarray(a.T, dtype=np.float32), b.astype(np.float32)
    return Screen(numerator, *steps, denominator, None, least * (1 - 1e-5), gap, 4.0 * epsilon / least)


def _shared(measure: Measure, queries: Points, pool: Points, gappy: Flags) -> Product:
    """Return the share of the weight that a pair has, rounded up."""
    weights = measure.weights[gappy]
    parts_left = [_has(queries.values[gappy]) * weights[:, None], np.full(queries.count, measure.weights[~gappy].sum())]
    parts_right = [_has(pool.values[gappy]), np.ones(pool.count)]
    if measure.metric == "gower":
        parts_left.append((queries.codes != UNKNOWN) * measure.category_weights[:, None])
        parts_right.append((pool.codes != UNKNOWN).astype(np.float64))
    length = sum(np.atleast_2d(part).shape[0] for part in parts_left)
    up = (1.0 + 1.1 * _U * (length + 6)) / measure.total
    return _product([part * up for part in parts_left], parts_right)


def _mismatch(weights: Floats, queries: Points, pool: Points, *, unknown_differs: bool) -> Product | None:
    """Return the weight of the categories in which a pair differs, rounded down."""
    if weights.size == 0:
        return None
    parts_left: list[Floats] = []
    parts_right: list[Floats] = []
    for weight, a, b in zip(weights, queries.codes, pool.codes, strict=True):
        parts_left.append(np.full(a.size, weight) if unknown_differs else weight * (a != UNKNOWN))
        parts_right.append(np.ones(b.size) if unknown_differs else (b != UNKNOWN).astype(np.float64))
        for code in np.unique(b[b != UNKNOWN]):
            parts_left.append(-weight * (a == code))
            parts_right.append((b == code).astype(np.float64))
    down = 2.2 * _U * (len(parts_left) + 6) * float(weights.sum())
    parts_left.append(np.full(queries.count, -down))
    parts_right.append(np.ones(pool.count))
    return _product(parts_left, parts_right)


def _least(measure: Measure) -> float:
    return 1.0 if measure.missing == "complete" else measure.min_share


def _centre(points: Points) -> Floats:
    known = ~np.isnan(points.values)
    return np.asarray(np.where(known, points.values, 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1))


def _largest(one: Floats, other: Floats) -> float:
    """Return the largest magnitude in either; 0 where nothing is known."""
    return max(float(np.max(np.abs(np.nan_to_num(each)), initial=0.0)) for each in (one, other))


def _has(values: Floats) -> Floats:
    return (~np.isnan(values)).astype(np.float64)


def _product(left: list[Floats], right: list[Floats]) -> Product:
    """Stack the factors; each is one row of figures by school, or several."""
    return Product(
        np.ascontiguousarray(np.vstack(left).T, dtype=np.float32),
        np.ascontiguousarray(np.vstack(right), dtype=np.float32),
    )


def _joined(one: Product, other: Product) -> Product:
    return Product(np.hstack([one.left, other.left]), np.vstack([one.right, other.right]))
