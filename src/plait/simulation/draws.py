"""Random draws that give the same numbers on every machine.

Only the basic draws of NumPy's `PCG64` are used, each part of the sector from a stream of its own, so that a change in
one part leaves the others as they were. Nothing is drawn from, and no figure comes out of, a matrix product: libraries
for linear algebra add in an order of their own.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_GRID = 1e9  # parameters of discrete draws are put on this grid, so that a last bit never decides


@dataclass(frozen=True, slots=True)
class Seed:
    """The seed of a sector, from which each part opens a stream of its own."""

    number: int

    def stream(self, part: str) -> np.random.Generator:
        """Open the stream of one part of the sector, such as "places"; independent of the streams of other parts."""
        return np.random.Generator(np.random.PCG64(np.random.SeedSequence((self.number, zlib.crc32(part.encode())))))


def settle(values: Floats) -> Floats:
    """Put values on a fixed grid, so that the last bit of a logarithm or a root cannot decide anything."""
    return np.asarray(np.rint(values * _GRID) / _GRID, dtype=np.float64)


def pick(rng: np.random.Generator, weights: Sequence[float] | Floats, size: int) -> Ints:
    """Draw indices with given weights.

    Parameters
    ----------
    weights : (k,) of float, any positive scale
    size : int

    Returns
    -------
    (size,) of int64 in 0..k-1
    """
    edges = np.cumsum(np.asarray(weights, dtype=np.float64))
    return np.searchsorted(settle(edges / edges[-1]), settle(rng.random(size)), side="right").clip(0, len(edges) - 1)


def flag(rng: np.random.Generator, share: float | Floats, size: int) -> Bools:
    """Draw a yes with a given probability, one for each of `size`."""
    return np.asarray(rng.random(size) < share)


def share_out(total: int, weights: Sequence[float]) -> list[int]:
    """Split a total into whole numbers in proportion to weights (largest remainders; ties to the first)."""
    scale = total / sum(weights)
    exact = [weight * scale for weight in weights]
    whole = [int(value) for value in exact]
    order = sorted(range(len(weights)), key=lambda i: (round(whole[i] - exact[i], 9), i))
    for i in order[: total - sum(whole)]:
        whole[i] += 1
    return whole
