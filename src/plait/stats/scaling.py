"""The scale of each characteristic: the divisor that makes percentages, pounds and pupils comparable."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from plait.stats.errors import BadInput, NoVariation, TooFewUnits

Scaling = Literal["sample_sd", "population_sd", "range", "mad"]

# 1 / Φ⁻¹(3/4): makes the median absolute deviation of a normal variable its standard deviation.
_NORMAL_MAD = 1.4826022185056018


def scale_of(values: NDArray[np.float64], *, names: Sequence[str], method: Scaling) -> NDArray[np.float64]:
    """Estimate the spread of each characteristic over the schools that have it.

    Parameters
    ----------
    values
        Shape (n, p), each column in its own unit; NaN where a school has no figure. Missing figures are left out,
        never filled.
    names
        The p names of the columns, used to refuse by name.
    method
        ``sample_sd``: divisor m − 1, with m the schools that have the figure. ``population_sd``: divisor m.
        ``range``: largest less smallest (Gower, 1971); a single outlier squashes it. ``mad``: median absolute
        deviation from the median, times 1.4826 so that it equals the standard deviation of a normal variable; up to
        half the schools may be outliers.

    Returns
    -------
    numpy.ndarray
        Shape (p,), in the units of the columns; every entry is positive.

    Raises
    ------
    TooFewUnits
        A characteristic is known for fewer than two schools.
    NoVariation
        A characteristic has no spread: it is the same everywhere, or, for ``mad``, the same for more than half of the
        schools.
    BadInput
        The shapes do not fit, or a figure is infinite.

    References
    ----------
    Gower, J. C. (1971). A general coefficient of similarity and some of its properties. Biometrics 27.
    doi:10.2307/2528823. Rousseeuw, P. J. and Croux, C. (1993). Alternatives to the median absolute deviation. JASA
    88. doi:10.1080/01621459.1993.10476408.
    """
    if values.ndim != 2 or values.shape[1] != len(names):
        raise BadInput(
            "The scale was not computed.", why=f"{len(names)} names were given for values of shape {values.shape}."
        )
    return np.array([_spread(values[:, j], name=names[j], method=method) for j in range(len(names))], dtype=np.float64)


def _spread(column: NDArray[np.float64], *, name: str, method: Scaling) -> float:
    known = column[~np.isnan(column)]
    if known.size < 2:
        raise TooFewUnits(
            f"“{name}” has no scale.",
            why=f"It is known for {known.size} schools, and a spread needs two.",
            mend="Leave it out, or choose a year in which it was published.",
        )
    if not np.isfinite(known).all():
        raise BadInput(f"“{name}” has no scale.", why="It holds an infinite figure.")
    spread = _spread_of_known(known, method=method)
    # All equal figures can leave a spread of rounding noise; the range says whether there is any.
    if spread <= 0.0 or np.ptp(known) == 0.0:
        raise NoVariation(
            f"“{name}” has no scale.",
            why=f"Its {method.replace('_', ' ')} over {known.size} schools is zero.",
            mend="Leave it out, or widen the pool.",
        )
    return spread


def _spread_of_known(known: NDArray[np.float64], *, method: Scaling) -> float:
    match method:
        case "sample_sd":
            return float(np.std(known, ddof=1))
        case "population_sd":
            return float(np.std(known))
        case "range":
            return float(np.ptp(known))
        case "mad":
            return float(_NORMAL_MAD * np.median(np.abs(known - np.median(known))))
    raise BadInput(f"The scaling “{method}” is not known.", mend="Use sample_sd, population_sd, range or mad.")
