"""Estimates of one year with known errors, drawn together as far as they do not differ: the normal–normal model."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from plait.stats.errors import BadInput, TooFewUnits

Floats = NDArray[np.float64]
Method = Literal["reml", "moments"]


@dataclass(frozen=True, slots=True)
class Between:
    """How far the truths of k units differ.

    Attributes
    ----------
    variance
        τ², in the square of the unit of the estimates.
    mean, mean_se
        Their common mean by inverse-variance weights, and its standard error.
    q
        Cochran's Q: weighted squared differences from the fixed-effect mean; k − 1 is expected where nothing differs.
    """

    variance: float
    mean: float
    mean_se: float
    q: float


@dataclass(frozen=True, slots=True, eq=False)
class Shrunken:
    """Estimates after shrinkage.

    Attributes
    ----------
    estimate, sd
        Shape (k,): posterior mean, and standard deviation including that of the common mean.
    shrinkage
        Shape (k,): share of the way to the mean that each was drawn, 0 to 1.
    between
        What it was drawn by.
    """

    estimate: Floats
    sd: Floats
    shrinkage: Floats
    between: Between


def between_variance(values: Floats, *, variances: Floats, method: Method = "reml") -> Between:
    """Estimate how far the truths of units differ, given estimates with known sampling variances.

    Parameters
    ----------
    values, variances
        Shape (k,), k ≥ 3; variances positive.
    method
        ``reml``: restricted maximum likelihood. ``moments``: DerSimonian and Laird's.

    Raises
    ------
    TooFewUnits
        Fewer than three units.
    BadInput
        Shapes do not fit, a figure is missing or a variance is not positive.

    References
    ----------
    DerSimonian, R. and Laird, N. (1986). Meta-analysis in clinical trials. Controlled Clinical Trials 7.
    doi:10.1016/0197-2456(86)90046-2. Viechtbauer, W. (2005). Bias and efficiency of meta-analytic variance estimators
    in the random-effects model. JEBS 30. doi:10.3102/10769986030003261.
    """
    y, v = _check(values, variances)
    fixed = 1.0 / v
    mean = float(fixed @ y / fixed.sum())
    q = float(fixed @ (y - mean) ** 2)
    if method == "moments":
        tau2 = max((q - (len(y) - 1)) / float(fixed.sum() - (fixed**2).sum() / fixed.sum()), 0.0)
    else:
        tau2 = _restricted(y, v)
    weight = 1.0 / (v + tau2)
    return Between(tau2, float(weight @ y / weight.sum()), float(1.0 / np.sqrt(weight.sum())), q)


def shrink(values: Floats, *, variances: Floats, method: Method = "reml", few: bool = False) -> Shrunken:
    """Draw estimates towards their common mean as far as their differences are chance: empirical Bayes.

    Parameters
    ----------
    values, variances, method
        As for `between_variance`.
    few
        Correct the shrinkage for the estimation of τ² from few units (Morris 1983: times (k − 3) / (k − 1)). With
        equal variances and REML this is the James–Stein estimator.

    References
    ----------
    Efron, B. and Morris, C. (1975). Data analysis using Stein's estimator and its generalizations. JASA 70.
    doi:10.1080/01621459.1975.10479864. Morris, C. N. (1983). Parametric empirical Bayes inference. JASA 78.
    doi:10.1080/01621459.1983.10477920.
    """
    between = between_variance(values, variances=variances, method=method)
    y, v = _check(values, variances)
    drawn = v / (v + between.variance)
    if few:
        drawn = drawn * (len(y) - 3) / (len(y) - 1)
    return Shrunken(
        estimate=y + drawn * (between.mean - y),
        sd=np.sqrt(v * (1.0 - drawn) + drawn**2 * between.mean_se**2),
        shrinkage=drawn,
        between=between,
    )


def _restricted(y: Floats, v: Floats) -> float:
    def slope(tau2: float) -> float:
        weight = 1.0 / (v + tau2)
        residual = y - weight @ y / weight.sum()
        return float(weight**2 @ residual**2 - weight.sum() + (weight**2).sum() / weight.sum())

    def loss(tau2: float) -> float:
        weight = 1.0 / (v + tau2)
        residual = y - weight @ y / weight.sum()
        return float(weight @ residual**2 - np.log(weight).sum() + np.log(weight.sum()))

    # The slope may cross zero more than once: look on a grid, then between its points.
    widest = 10.0 * float(np.var(y)) + 10.0 * float(v.max())
    grid = np.concatenate([[0.0], np.geomspace(1e-6 * widest, widest, 200)])
    slopes = [slope(each) for each in grid]
    peaks = [0.0] if slopes[0] <= 0.0 else []
    for a, b, up, down in zip(grid, grid[1:], slopes, slopes[1:], strict=False):
        if up > 0.0 >= down:
            peaks.append(float(brentq(slope, a, b, xtol=1e-12 * widest, rtol=1e-12)))
    return min(peaks, key=loss)


def _check(values: Floats, variances: Floats) -> tuple[Floats, Floats]:
    y, v = np.asarray(values, dtype=np.float64), np.asarray(variances, dtype=np.float64)
    if y.ndim != 1 or y.shape != v.shape or not (np.isfinite(y) & np.isfinite(v) & (v > 0.0)).all():
        raise BadInput("The estimates cannot be shrunk.", why="Each needs a figure and a positive variance.")
    if len(y) < 3:
        raise TooFewUnits("The estimates cannot be shrunk.", why=f"There are {len(y)}, and a spread needs three.")
    return y, v
