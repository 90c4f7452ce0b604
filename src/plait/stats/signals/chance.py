"""What chance alone does to a figure of a cohort of this size: the known sampling variance."""

import numpy as np
from scipy.special import ndtri

from plait.stats.errors import BadInput
from plait.stats.signals.panel import Floats


def chance_of_percentage(expected_pct: Floats, *, pupils_n: Floats, rounded_to: float = 0.0) -> Floats:
    """Binomial sampling variance of a percentage, points².

    Parameters
    ----------
    expected_pct
        Any shape, 0–100: the *expected* percentage, not the observed one. The observed one would call the luckiest
        cohorts (0 % and 100 %) free of chance, and would make weights depend on luck.
    pupils_n
        Same shape: pupils in the cohort; NaN or 0 where it is not known.
    rounded_to
        Unit to which the figure was rounded when it was published (1.0 for whole per cent); adds its square over 12.

    Returns
    -------
    numpy.ndarray
        Same shape; NaN where the cohort is not known. The share is kept half a pupil away from none and all.
    """
    n = np.where(np.nan_to_num(pupils_n) > 0, pupils_n, np.nan)
    least = 0.5 / (n + 1.0)
    share = np.clip(np.asarray(expected_pct, dtype=np.float64) / 100.0, least, 1.0 - least)
    return np.asarray(1e4 * share * (1.0 - share) / n + rounded_to**2 / 12.0)


def chance_of_mean(pupil_sd: float, *, pupils_n: Floats, rounded_to: float = 0.0) -> Floats:
    """Sampling variance of an average over pupils, points².

    Parameters
    ----------
    pupil_sd
        Standard deviation of pupils within schools, points; positive.
    pupils_n
        Any shape: pupils in the cohort; NaN or 0 where it is not known.
    rounded_to
        Unit to which the figure was rounded; adds its square over 12.

    Returns
    -------
    numpy.ndarray
        Same shape; NaN where the cohort is not known.
    """
    if not pupil_sd > 0.0:
        raise BadInput("The spread of pupils is not positive.", why=f"It is {pupil_sd}.")
    n = np.where(np.nan_to_num(pupils_n) > 0, pupils_n, np.nan)
    return np.asarray(pupil_sd**2 / n + rounded_to**2 / 12.0)


def chance_of_interval(lo: Floats, hi: Floats, *, level: float = 0.95) -> Floats:
    """Sampling variance that a published interval implies, points²; shapes alike, NaN where there is none."""
    if not 0.0 < level < 1.0:
        raise BadInput("There is no such interval.", why=f"A level of {level} is not between 0 and 1.")
    if (np.asarray(hi) < np.asarray(lo)).any():
        raise BadInput("An interval ends before it begins.")
    return np.asarray(((np.asarray(hi) - np.asarray(lo)) / (2.0 * ndtri(0.5 + level / 2.0))) ** 2)
