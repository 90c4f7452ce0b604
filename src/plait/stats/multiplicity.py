"""Many questions at once: how many of the findings shown are false."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plait.stats.errors import BadInput

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """The largest list whose expected share of false findings stays within its limit.

    Attributes
    ----------
    listed
        Shape (n,): which findings are on it.
    false_share
        Expected share of false ones among them; 0 for an empty list.
    cut
        Largest error probability on the list; NaN for an empty one.
    """

    listed: Bools
    false_share: float
    cut: float


def bayesian_fdr(error: Floats, *, share: float = 0.05) -> Shown:
    """List as many findings as can be with the mean of their error probabilities within a share.

    Parameters
    ----------
    error
        Shape (n,): posterior probability that the finding is false; NaN for one that may not be listed.
    share
        Largest expected share of false ones, between 0 and 1.

    Returns
    -------
    Shown
        Findings of equal probability are listed together or not at all.

    References
    ----------
    Newton, M. A. and others (2004). Detecting differential gene expression with a semiparametric hierarchical mixture
    method. Biostatistics 5. doi:10.1093/biostatistics/5.2.155. Müller, P. and others (2004). Optimal sample size for
    multiple testing. JASA 99. doi:10.1198/016214504000001646.
    """
    _check_share(share)
    error = np.asarray(error, dtype=np.float64)
    known = error[~np.isnan(error)]
    _check_probabilities(known)
    ordered = np.sort(known)
    means = np.cumsum(ordered) / np.arange(1, len(ordered) + 1)
    last = np.append(ordered[1:] > ordered[:-1], True)[: len(ordered)]
    within = np.flatnonzero(last & (means <= share * (1.0 + 1e-12)))
    if within.size == 0:
        return Shown(np.zeros(error.shape, dtype=np.bool_), 0.0, float("nan"))
    cut = float(ordered[within[-1]])
    return Shown(np.nan_to_num(error, nan=np.inf) <= cut, float(means[within[-1]]), cut)


def benjamini_hochberg(p: Floats, *, share: float = 0.05) -> Bools:
    """Reject as many hypotheses as can be with the false discovery rate within a share, (n,) of p-values.

    Notes
    -----
    It controls the share of findings with *no* difference at all. For a difference worth a visit use `bayesian_fdr`:
    in the simulation of the method page this one lists more than twice the stated share of schools without one.

    References
    ----------
    Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. JRSS B 57.
    doi:10.1111/j.2517-6161.1995.tb02031.x.
    """
    return np.asarray(benjamini_hochberg_adjusted(p) <= share)


def benjamini_hochberg_adjusted(p: Floats) -> Floats:
    """The smallest share at which each hypothesis would be rejected, (n,)."""
    p = np.asarray(p, dtype=np.float64)
    _check_probabilities(p)
    order = np.argsort(p)
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return adjusted


def _check_share(share: float) -> None:
    if not 0.0 < share < 1.0:
        raise BadInput("The share of false findings is out of range.", why=f"{share} is not between 0 and 1.")


def _check_probabilities(p: Floats) -> None:
    if not ((p >= 0.0) & (p <= 1.0)).all():
        raise BadInput("A probability is not between 0 and 1.")
