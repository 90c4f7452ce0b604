"""What distance means: the definition, in double precision, that every faster path must reproduce to the last digit.

A *score* is what schools are put in order by: the squared distance (Euclidean) or the dissimilarity itself (Gower).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Metric = Literal["euclidean", "gower"]
MissingRule = Literal["complete", "shared"]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Flags = NDArray[np.bool_]

UNKNOWN = -1  # the code of a category that is not known
# A share of weight that equals the minimum but for the rounding of a sum of weights still counts as enough.
_SHARE_NOISE = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Some schools as the kernel wants them: one row per characteristic.

    Attributes
    ----------
    values
        Shape (p, m), each row in its own unit; NaN where missing.
    codes
        Shape (c, m), the categories; ``UNKNOWN`` (−1) where not known.
    """

    values: Floats
    codes: Codes

    @property
    def count(self) -> int:
        """How many schools there are."""
        return int(self.values.shape[1])

    def take(self, at: Ints | slice) -> "Points":
        """Return some of the schools."""
        return Points(self.values[:, at], self.codes[:, at])


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """A distance between two schools.

    ``euclidean``: score = W/S · Σ w·((a − b)/s)² + Σ v·[different], distance = √score. ``gower``: score = distance =
    (Σ w·|a − b|/s + Σ v·[different]) / (Σ w + Σ v). Sums run over what both schools have. W is the weight of all
    characteristics, S that of the shared ones. In the Euclidean case an unknown category counts as different; in
    Gower's it leaves numerator and denominator.

    Attributes
    ----------
    weights, scale
        Shape (p,): weight w, and scale s in the unit of each characteristic.
    category_weights
        Shape (c,): v, a squared distance (Euclidean) or a weight (Gower).
    metric, missing
        Which distance, and whether a pair may be compared on fewer characteristics (``shared``) or not (``complete``).
    min_share
        Smallest share of the total weight, 0 to 1, on which two schools may be compared.
    """

    weights: Floats
    scale: Floats
    category_weights: Floats
    metric: Metric
    missing: MissingRule
    min_share: float

    @property
    def total(self) -> float:
        """The weight of everything that can be missing, summed in the order in which pairs are summed."""
        total = 0.0
        for weight in self.weights:
            total += float(weight)
        if self.metric == "gower":
            for weight in self.category_weights:
                total += float(weight)
        return total

    def distance(self, score: Floats) -> Floats:
        """Turn scores into distances."""
        return np.sqrt(score) if self.metric == "euclidean" else score

    def known_share(self, points: Points) -> Floats:
        """Return, for each school, the share of the total weight that it has: shape (m,), 0 to 1."""
        known = np.zeros(points.count)
        for weight, row in zip(self.weights, points.values, strict=True):
            known += np.where(np.isnan(row), 0.0, weight)
        if self.metric == "gower":
            for weight, codes in zip(self.category_weights, points.codes, strict=True):
                known += np.where(codes == UNKNOWN, 0.0, weight)
        return known / self.total

    def enough(self, share: Floats) -> Flags:
        """Tell which shares of weight are large enough to compare on."""
        least = 1.0 if self.missing == "complete" else self.min_share
        return (share > 0.0) & (share >= least - _SHARE_NOISE)


def score_pairs(
    measure: Measure, left: Points, right: Points, i: Ints | slice | int, j: Ints | slice | int
) -> tuple[Floats, Floats]:
    """Score pairs of schools: exactly, in double precision, summing characteristics in their given order.

    Parameters
    ----------
    measure
        The distance.
    left, right
        Two sets of schools with the same characteristics.
    i, j
        Which of `left` meet which of `right`; they broadcast against each other.

    Returns
    -------
    score
        One figure for each pair; infinite where the pair shares too little to be compared.
    share
        The share of the total weight, 0 to 1, that both schools have.
    """
    score, shared = _numeric(measure, left, right, i, j)
    if measure.metric == "gower":
        for weight, a, b in zip(measure.category_weights, left.codes, right.codes, strict=True):
            one, other = a[i], b[j]
            both = (one != UNKNOWN) & (other != UNKNOWN)
            score = score + np.where(both & (one != other), weight, 0.0)
            shared = shared + np.where(both, weight, 0.0)
    share = np.broadcast_to(shared / measure.total, np.shape(score))
    refused = ~measure.enough(share)
    with np.errstate(divide="ignore", invalid="ignore"):
        score = score / shared if measure.metric == "gower" else score * (measure.total / shared)
    if measure.metric == "euclidean":
        for weight, a, b in zip(measure.category_weights, left.codes, right.codes, strict=True):
            one, other = a[i], b[j]
            score = score + np.where((one == other) & (one != UNKNOWN), 0.0, weight)
    return np.where(refused, np.inf, score), share


def _numeric(
    measure: Measure, left: Points, right: Points, i: Ints | slice | int, j: Ints | slice | int
) -> tuple[Floats, Floats]:
    """Sum the weighted differences of the numeric characteristics, and the weights of those that both schools have."""
    score = shared = np.zeros(())
    for weight, scale, a, b in zip(measure.weights, measure.scale, left.values, right.values, strict=True):
        part = (a[i] - b[j]) / scale
        part = weight * (part * part if measure.metric == "euclidean" else np.abs(part))
        if measure.missing == "complete":
            score, shared = score + part, shared + weight
        else:
            both = ~np.isnan(part)
            score, shared = score + np.where(both, part, 0.0), shared + np.where(both, weight, 0.0)
    return score, shared
