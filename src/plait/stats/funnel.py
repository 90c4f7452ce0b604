"""The funnel: one indicator of one year against the size of the cohort, with limits that allow for over-dispersion."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import binom

from plait.stats.errors import BadInput, TooFewUnits
from plait.stats.shrinkage import between_variance

Floats = NDArray[np.float64]
Allowance = Literal["winsorised", "reml", "none"]

# Share of the z-scores drawn in at each end before over-dispersion is measured (Spiegelhalter 2005).
WINSORISED_SHARE = 0.10
# Probabilities between the limits: two and three standard deviations.
LEVELS = (0.95, 0.998)


@dataclass(frozen=True, slots=True, eq=False)
class Funnel:
    """A funnel of k units.

    Attributes
    ----------
    target
        What each is compared with.
    z
        Shape (k,): distance from the target in standard errors, chance only.
    ratio
        Mean square of the (winsorised) z: 1 where chance explains everything.
    tau2
        Spread between units beyond chance, points².
    adjusted
        Shape (k,): distance in standard errors with that spread allowed for.
    """

    target: float
    z: Floats
    ratio: float
    tau2: float
    adjusted: Floats


def funnel_of(values: Floats, *, chance: Floats, target: float, allow: Allowance = "reml") -> Funnel:
    """Compare units with a target, allowing for differences between all of them.

    Parameters
    ----------
    values, chance
        Shape (k,): figures in points and their sampling variances *at the target*, points².
    target
        What they are compared with, points.
    allow
        ``winsorised``: Spiegelhalter's moment estimate after drawing in a tenth of the z-scores at each end. It is
        biased low where the spread is real: in the method page's sector it finds half of it, and limits come out too
        narrow. ``reml``: restricted maximum likelihood about the mean. ``none``: chance only.

    Returns
    -------
    Funnel
        Picture, not verdict: one year cannot tell lasting differences from those of that year.

    Raises
    ------
    TooFewUnits
        Fewer than three units.

    References
    ----------
    Spiegelhalter, D. J. (2005). Funnel plots for comparing institutional performance. Statistics in Medicine 24.
    doi:10.1002/sim.1970. Spiegelhalter, D. J. (2005). Handling over-dispersion of performance indicators. Quality and
    Safety in Health Care 14. doi:10.1136/qshc.2005.013755.
    """
    y, v = np.asarray(values, dtype=np.float64), np.asarray(chance, dtype=np.float64)
    if y.shape != v.shape or not (np.isfinite(y) & np.isfinite(v) & (v > 0.0)).all():
        raise BadInput("There is no funnel.", why="Each unit needs a figure and a positive sampling variance.")
    if len(y) < 3:
        raise TooFewUnits("There is no funnel.", why=f"There are {len(y)} units, and a spread needs three.")
    z = (y - target) / np.sqrt(v)
    held = winsorise(z, share=WINSORISED_SHARE) if allow == "winsorised" else z
    ratio = float(np.mean(held**2))
    if allow == "reml":
        tau2 = between_variance(y, variances=v).variance
    else:
        tau2 = dispersion(ratio, chance=v) if allow == "winsorised" else 0.0
    return Funnel(target=target, z=z, ratio=ratio, tau2=tau2, adjusted=(y - target) / np.sqrt(v + tau2))


def winsorise(z: Floats, *, share: float) -> Floats:
    """Draw in the z-scores beyond the `share` and 1 − `share` quantiles to those quantiles."""
    low, high = np.quantile(z, [share, 1.0 - share])
    return np.asarray(np.clip(z, low, high))


def dispersion(ratio: float, *, chance: Floats) -> float:
    """Additive spread by moments, points², from the ratio of over-dispersion; 0 where it is no more than chance.

    With weights w = 1 / chance: τ² = (k·ratio − (k − 1)) / (Σw − Σw² / Σw).
    """
    weight = 1.0 / np.asarray(chance, dtype=np.float64)
    k = len(weight)
    return float(max((k * ratio - (k - 1)) / (weight.sum() - (weight**2).sum() / weight.sum()), 0.0))


def limits_of(funnel: Funnel, *, chance: Floats, level: float = LEVELS[1]) -> tuple[Floats, Floats]:
    """Bounds for figures with these sampling variances, (g,), allowing for the funnel's spread."""
    reach = _reach(level) * np.sqrt(np.asarray(chance, dtype=np.float64) + funnel.tau2)
    return funnel.target - reach, funnel.target + reach


def binomial_limits(
    pupils_n: NDArray[np.integer], *, target_pct: float, level: float = LEVELS[1]
) -> tuple[Floats, Floats]:
    """Exact bounds for percentages of so many pupils, chance only, interpolated between whole pupils.

    Parameters
    ----------
    pupils_n
        Shape (g,): positive.
    target_pct
        0–100, exclusive.
    level
        Probability between the bounds.

    References
    ----------
    Spiegelhalter, D. J. (2005). Funnel plots for comparing institutional performance. Statistics in Medicine 24,
    appendix A.1.1. doi:10.1002/sim.1970.
    """
    n = np.asarray(pupils_n)
    if not 0.0 < target_pct < 100.0 or (n <= 0).any():
        raise BadInput("There are no limits.", why="A share between 0 and 100 % and cohorts with pupils are needed.")
    tail = 0.5 - level / 2.0
    _reach(level)
    return _quantile(n, target_pct / 100.0, tail), _quantile(n, target_pct / 100.0, 1.0 - tail)


def _quantile(n: NDArray[np.integer], share: float, p: float) -> Floats:
    """The inverse of a binomial distribution function made continuous by straight lines between whole numbers."""
    count = binom.ppf(p, n, share)
    upper, at = binom.cdf(count, n, share), binom.pmf(count, n, share)
    return np.asarray(100.0 * np.clip(count - (upper - p) / at, 0.0, n) / n)


def _reach(level: float) -> float:
    if not 0.0 < level < 1.0:
        raise BadInput("There are no such limits.", why=f"A level of {level} is not between 0 and 1.")
    return float(ndtri(0.5 + level / 2.0))
