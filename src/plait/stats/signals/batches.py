"""Many small symmetric matrices at once. The schools are the last axis, so every step runs along contiguous memory."""

import numpy as np

from plait.stats.signals.panel import Floats

# Matrices handled together: 64 doubles of 8 × 8 times this stay within a core's second-level cache.
_TOGETHER = 1024


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
    width, _, n = matrices.shape
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return _sweep_all(matrices, width, n)


def _sweep_all(matrices: Floats, width: int, n: int) -> tuple[Floats, Floats]:
    inverse, logs = np.empty((width, width, n)), np.empty(n)
    for start in range(0, n, _TOGETHER):
        block = matrices[:, :, start : start + _TOGETHER].copy()
        determinant = np.zeros(block.shape[2])
        for k in range(width):
            pivot = block[k, k].copy()
            determinant += np.log(pivot)
            column = block[:, k].copy()
            row = column / pivot
            block -= column[:, None] * row[None]
            block[:, k] = row
            block[k] = row
            block[k, k] = -1.0 / pivot
        inverse[:, :, start : start + _TOGETHER] = -block
        logs[start : start + _TOGETHER] = determinant
    return inverse, logs


def apply_all(matrices: Floats, vectors: Floats) -> Floats:
    """Multiply each matrix by its own vector: (S, T, n) by (T, n) is (S, n)."""
    product: Floats = matrices[:, 0] * vectors[0]
    for t in range(1, len(vectors)):
        product += matrices[:, t] * vectors[t]
    return product


def multiply_all(left: Floats, right: Floats) -> Floats:
    """Multiply each matrix by its own matrix: (S, T, n) by (T, U, n) is (S, U, n)."""
    product = np.empty((left.shape[0], right.shape[1], left.shape[2]))
    for start in range(0, left.shape[2], _TOGETHER):
        these = slice(start, start + _TOGETHER)
        block = left[:, 0, None, these] * right[None, 0, :, these]
        for t in range(1, right.shape[0]):
            block += left[:, t, None, these] * right[None, t, :, these]
        product[:, :, these] = block
    return product


def sum_squares(left: Floats, right: Floats) -> Floats:
    """Sum over all n of left·rightᵀ: (S, T, n) and (U, T, n) give (S, U), in one matrix product."""
    return np.asarray(left.reshape(left.shape[0], -1) @ right.reshape(right.shape[0], -1).T)


def sum_by(values: Floats, *, starts: np.ndarray) -> Floats:
    """Sum runs along the last axis; a run begins at each of `starts`, which are strictly ascending."""
    if len(starts) == 0:
        return np.zeros((*values.shape[:-1], 0))
    return np.asarray(np.add.reduceat(values, starts, axis=-1))
