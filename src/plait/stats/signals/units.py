"""Units a person reads: a practical margin, and pupils."""

import numpy as np
from scipy.special import ndtr

from plait.stats.errors import BadInput
from plait.stats.signals.panel import Floats

# Pupil standard deviations that count as a difference worth a visit: about two months of progress (EEF Toolkit, 0.09
# to 0.18 = two months).
MEANINGFUL_SD = 0.10
# A class.
CLASS_SIZE = 30


def pupil_sd_of_percentage(national_pct: float) -> float:
    """Standard deviation between pupils of having reached it or not, in points of 0–100."""
    if not 0.0 < national_pct < 100.0:
        raise BadInput("Pupils do not differ.", why=f"{national_pct} % of them reach it.")
    return float(np.sqrt(national_pct * (100.0 - national_pct)))


def margin_of(pupil_sd: float, *, size: float = MEANINGFUL_SD) -> float:
    """The margin in outcome points that `size` pupil standard deviations make."""
    return size * pupil_sd


def pupils_of_percentage(points: Floats, *, of: int = CLASS_SIZE) -> Floats:
    """How many more pupils of so many reach it, for a difference in percentage points."""
    return np.asarray(points) * of / 100.0


def pupils_of_mean(points: Floats, *, pupil_sd: float, of: int = CLASS_SIZE) -> Floats:
    """How many more pupils of so many are above the middle pupil of the country, for a difference of an average.

    Notes
    -----
    Assumes pupils' results are normal with this standard deviation, and that all of them move alike.
    """
    return np.asarray(of * (ndtr(np.asarray(points) / pupil_sd) - 0.5))
