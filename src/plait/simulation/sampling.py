"""What a published figure adds to the truth: the chance of one cohort, coupled between measures of the same pupils."""

import numpy as np
from scipy.special import bdtr

from plait.simulation.draws import Floats, Ints, settle


def count_of(chance: Floats, share: Floats, cohort: Ints) -> Ints:
    """A binomial count by inversion, so that several counts can follow the same luck.

    Parameters
    ----------
    chance : float64 in (0, 1), the quantile to take
    share : float64 in (0, 1), the probability of one pupil
    cohort : int64, the number of pupils

    Returns
    -------
    int64, the smallest count whose distribution function reaches the chance.

    Notes
    -----
    By bisection on the incomplete beta function, compared on a fixed grid, so that no machine rounds differently.
    """
    wanted, p = settle(chance), np.clip(settle(share), 1e-6, 1 - 1e-6)
    low = np.full(np.shape(cohort), -1, dtype=np.int64)
    high = np.asarray(cohort, dtype=np.int64).copy()
    while bool(np.any(high - low > 1)):
        middle = (low + high) // 2
        known = np.maximum(middle, 0).astype(np.float64)
        reaches = settle(np.asarray(bdtr(known, cohort, p))) >= wanted
        reaches &= middle >= 0
        open_still = high - low > 1
        high = np.where(open_still & reaches, middle, high)
        low = np.where(open_still & ~reaches, middle, low)
    return high


def couple(shared: Floats, own: Floats, r: float) -> Floats:
    """Standard normal draws that have correlation `r` with the shared ones."""
    return r * shared + float(np.sqrt(1 - r * r)) * own
