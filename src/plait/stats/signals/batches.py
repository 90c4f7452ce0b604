"""Many small symmetric matrices at once. The schools are the last axis, so every step runs along contiguous memory."""

import numpy as np

from plait.stats.signals.panel import Floats

# Matrices handled together: fewer cost more calls, more leave a core's second-level cache.
_TOGETHER = 4096


def invert_all(matrices: Floats) -> tuple[Floats, Floats]:
    """Invert positive definite matrices by sweeping.

    Parameters
    ----------
    matrices
        Shape (T, T, n): n symmetric positive definite matrices.

    Returns
    -------
    inverse : numpy.ndarray
        Shape (T, T, n).
    log_determinant : numpy.ndarray
        Shape (n,), of the matrices given; not a number for a matrix that is not positive definite.

    References
    ----------
    Goodnight, J. H. (1979). A tutorial on the SWEEP operator. The American Statistician 33.
    doi:10.1080/00031305.1979.10482685.
    """
    inverse, logs = matrices.copy(), np.empty(matrices.shape[2])
    for these in slices_of(matrices.shape[2]):
        logs[these] = sweep(inverse[:, :, these])
    return inverse, logs


def slices_of(n: int) -> list[slice]:
    """Cut n matrices into runs that a core's cache holds."""
    return [slice(start, min(start + _TOGETHER, n)) for start in range(0, n, _TOGETHER)]


def sweep(block: Floats) -> Floats:
    """Invert the matrices of a block, (T, T, b), in place, of which only the lower triangle is read.

    Returns
    -------
    numpy.ndarray
        Shape (b,): the logarithms of their determinants.
    """
    width, n = len(block), block.shape[2]
    column, row, product = np.empty((width, n)), np.empty((width, n)), np.empty((width, n))
    logs, determinant = np.zeros(n), np.ones(n)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for k in range(width):
            column[: k + 1], column[k + 1 :] = block[k, : k + 1], block[k + 1 :, k]
            determinant *= column[k]
            # A product of a few pivots stays far from the ends of the number range; its logarithm is taken at times.
            if k % 4 == 3 or k == width - 1:
                logs += np.log(determinant)
                determinant[:] = 1.0
            np.divide(column, column[k], out=row)
            for i in range(width):
                if i != k:
                    np.multiply(row[: i + 1], column[i], out=product[: i + 1])
                    block[i, : i + 1] -= product[: i + 1]
            block[k, :k], block[k + 1 :, k] = row[:k], row[k + 1 :]
            np.divide(-1.0, column[k], out=block[k, k])
    np.negative(block, out=block)
    for i in range(1, width):
        block[:i, i] = block[i, :i]
    return logs


def apply_all(matrices: Floats, vectors: Floats) -> Floats:
    """Multiply each matrix by its own vector: (S, T, n) by (T, n) is (S, n)."""
    return np.asarray(np.einsum("stn,tn->sn", matrices, vectors))


def apply_to_many(matrices: Floats, vectors: Floats) -> Floats:
    """Multiply each matrix by its own vector of each of P sets: (S, T, n) by (P, T, n) is (P, S, n)."""
    found = np.empty((len(vectors), len(matrices), matrices.shape[2]))
    for these in slices_of(matrices.shape[2]):
        # A slice of the matrices stays in the cache while all sets pass it.
        part = matrices[:, :, these]
        for each, out in zip(vectors, found, strict=True):
            np.einsum("stn,tn->sn", part, each[:, these], out=out[:, these])
    return found


def combine_all(matrices: Floats, vector: Floats) -> Floats:
    """Multiply each of n symmetric matrices by the same vector or matrix: (T, T, n) by (T,) or (T, U) is (…, T, n)."""
    width, _, n = matrices.shape
    return np.asarray(vector.T @ matrices.reshape(width, width * n)).reshape(*vector.shape[1:], width, n)


def multiply_all(left: Floats, right: Floats) -> Floats:
    """Multiply each matrix by its own matrix: (S, T, n) by (T, U, n) is (S, U, n)."""
    # Products of small matrices are quicker with each matrix in one place, even with the way there and back.
    one, other = (np.ascontiguousarray(each.transpose(2, 0, 1)) for each in (left, right))
    return np.ascontiguousarray(np.matmul(one, other).transpose(1, 2, 0))


def sum_squares(left: Floats, right: Floats) -> Floats:
    """Sum over all n of left·rightᵀ: (S, T, n) and (U, T, n) give (S, U), in one matrix product."""
    return np.asarray(left.reshape(left.shape[0], -1) @ right.reshape(right.shape[0], -1).T)


def sum_by(values: Floats, *, starts: np.ndarray) -> Floats:
    """Sum runs along the last axis; a run begins at each of `starts`, which are strictly ascending."""
    if len(starts) == 0:
        return np.zeros((*values.shape[:-1], 0))
    return np.asarray(np.add.reduceat(values, starts, axis=-1))
