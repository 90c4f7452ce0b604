"""Many small symmetric matrices at once. The schools are the last axis, so every step runs along contiguous memory."""

import numpy as np

from plait.stats.signals.panel import Floats

# Matrices handled together: fewer cost more calls, more leave a core's second-level cache.
_TOGETHER = 2048


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
    inverse, logs = np.empty(matrices.shape), np.empty(matrices.shape[2])
    for these in slices_of(matrices.shape[2]):
        inverse[:, :, these], logs[these] = sweep(matrices[:, :, these].copy())
    return inverse, logs


def slices_of(n: int) -> list[slice]:
    """Cut n matrices into runs that a core's cache holds."""
    return [slice(start, min(start + _TOGETHER, n)) for start in range(0, n, _TOGETHER)]


def sweep(block: Floats) -> tuple[Floats, Floats]:
    """Invert the matrices of a block, (T, T, b), in place; returns them and the logarithms of their determinants."""
    product, determinant = np.empty_like(block), np.ones(block.shape[2])
    logs = np.zeros(block.shape[2])
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for k in range(len(block)):
            pivot = block[k, k].copy()
            determinant *= pivot
            # Products of a few pivots stay far from the ends of the number range; their logarithm is taken at times.
            if k % 4 == 3 or k == len(block) - 1:
                logs += np.log(determinant)
                determinant[:] = 1.0
            column = block[:, k].copy()
            row = column / pivot
            np.multiply(column[:, None], row[None], out=product)
            block -= product
            block[:, k] = row
            block[k] = row
            np.divide(-1.0, pivot, out=block[k, k])
    return np.negative(block, out=block), logs


def apply_all(matrices: Floats, vectors: Floats) -> Floats:
    """Multiply each matrix by its own vector: (S, T, n) by (T, n) is (S, n)."""
    return np.asarray(np.einsum("stn,tn->sn", matrices, vectors))


def combine_all(matrices: Floats, vector: Floats) -> Floats:
    """Multiply each of n symmetric matrices by the same vector or matrix: (T, T, n) by (T,) or (T, U) is (…, T, n)."""
    width, _, n = matrices.shape
    return np.asarray(vector.T @ matrices.reshape(width, width * n)).reshape(*vector.shape[1:], width, n)


def multiply_all(left: Floats, right: Floats) -> Floats:
    """Multiply each matrix by its own matrix: (S, T, n) by (T, U, n) is (S, U, n)."""
    return np.asarray(np.einsum("stn,tun->sun", left, right))


def sum_squares(left: Floats, right: Floats) -> Floats:
    """Sum over all n of left·rightᵀ: (S, T, n) and (U, T, n) give (S, U), in one matrix product."""
    return np.asarray(left.reshape(left.shape[0], -1) @ right.reshape(right.shape[0], -1).T)


def sum_by(values: Floats, *, starts: np.ndarray) -> Floats:
    """Sum runs along the last axis; a run begins at each of `starts`, which are strictly ascending."""
    if len(starts) == 0:
        return np.zeros((*values.shape[:-1], 0))
    return np.asarray(np.add.reduceat(values, starts, axis=-1))
