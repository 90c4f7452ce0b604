"""Matrix products that stay in the thread that asks for them."""

import numpy as np
from numpy.typing import NDArray

Singles = NDArray[np.float32]

# OpenBLAS multiplies in the calling thread up to this many multiplications
# (SMP_THRESHOLD_MIN times GEMM_MULTITHREAD_THRESHOLD).
_SERIAL = 262_144


def multiply(left: Singles, right: Singles, *, out: Singles) -> None:
    """Write `left` (q, r) times `right` (r, m) into `out`, in pieces.

    The pieces are small enough for OpenBLAS to stay in the calling thread: its own threads wait by spinning, which
    takes the cores from the shards, or the other requests, that run beside this one. NumPy runs through the pieces
    of one stacked product by itself, which costs nothing.
    """
    (r, m), q = right.shape, left.shape[0]
    width = max(1, _SERIAL // max(1, q * r))
    pieces = m // width
    whole = pieces * width
    if pieces:
        np.matmul(
            left,
            right[:, :whole].reshape(r, pieces, width).transpose(1, 0, 2),
            out=out[:, :whole].reshape(q, pieces, width).transpose(1, 0, 2),
        )
    if whole < m:
        np.matmul(left, right[:, whole:], out=out[:, whole:])
