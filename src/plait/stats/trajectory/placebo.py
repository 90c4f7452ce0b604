"""What schools that did not join show by chance: the yardstick of every trajectory."""

from dataclasses import dataclass

import numpy as np

from plait.stats.errors import NoVariation, TooFewUnits
from plait.stats.trajectory.contrasts import NONE
from plait.stats.trajectory.panel import Floats, Ints

_ROUNDS = 4  # of re-weighting; the two parts of the variance settle to three digits
_FEWEST_PAIRS = 200  # pairs of schools of one trust from which a shared movement can be told from none


@dataclass(frozen=True, slots=True, eq=False)
class Placebo:
    """The distribution of a change over schools to which nothing was done.

    Attributes
    ----------
    constant, per_noise
        Variance of a change: `constant` + `per_noise` · relative sampling variance, in the squared unit of the panel.
    scores
        Shape (m,), ascending: each placebo change in its own standard deviations.
    shared
        Correlation of the scores of two schools of one trust (0–1); NaN where too few trusts can tell.
    """

    constant: float
    per_noise: float
    scores: Floats
    shared: float

    def spread(self, noise: Floats | float) -> Floats:
        """Standard deviation of a change with a given relative sampling variance."""
        return np.sqrt(self.constant + self.per_noise * np.asarray(noise, dtype=np.float64))

    def sampling_share(self, noise: float) -> float:
        """Share (0–1) of the variance that is the chance of which pupils there are."""
        return float(self.per_noise * noise / (self.constant + self.per_noise * noise))

    def interval(self, difference: float, *, noise: float, level: float) -> tuple[float, float]:
        """The changes that would not be odd, at a level, given what was seen: the placebo distribution, inverted."""
        places = np.array([(1 - level) / 2, (1 + level) / 2]) * (self.scores.size - 1)
        low, high = np.interp(places, np.arange(self.scores.size), self.scores)  # quantiles of what is sorted already
        spread = float(self.spread(noise))
        return float(difference - high * spread), float(difference - low * spread)

    def chance(self, difference: float, *, noise: float) -> float:
        """Exact two-sided share of placebos that moved at least as much (never 0)."""
        score = abs(difference) / float(self.spread(noise))
        low = np.searchsorted(self.scores, -score, side="right")
        high = self.scores.size - np.searchsorted(self.scores, score, side="left")
        return float(min(1.0, (1 + low + high) / (1 + self.scores.size)))


def placebo_of(difference: Floats, *, noise: Floats, trusts: Ints, fewest: int) -> Placebo:
    """Learn from schools that did not join how far a change strays by itself.

    Estimand: the distribution of the same contrast, over schools in like circumstances and the same years, when nothing
    happened. It holds chance of pupils, chance of years, and how poorly neighbours match.

    Parameters
    ----------
    difference, noise
        Shape (m,): their changes against their own neighbours, and the relative sampling variances.
    trusts
        Shape (m,): the trust of each, −1 for none.
    fewest
        How many are needed.

    Returns
    -------
    Placebo

    Raises
    ------
    TooFewUnits
        There are fewer.
    NoVariation
        None of them changed at all.

    Notes
    -----
    The variance is fitted by weighted least squares on the squared changes, with both parts at least zero. The
    correlation within trusts is the mean product of scores over pairs of schools of one trust, at least zero.

    References
    ----------
    Abadie, A., Diamond, A. and Hainmueller, J. (2010). Synthetic control methods. JASA 105.
    doi:10.1198/jasa.2009.ap08746 (inference from placebos).
    """
    known = np.isfinite(difference) & np.isfinite(noise)
    change, chance, trust = difference[known], noise[known], trusts[known]
    if change.size < fewest:
        raise TooFewUnits(
            "The change has no interval.",
            why=f"Only {change.size} schools that did not join have the same years, and {fewest} are needed.",
            mend="Choose an outcome or years that more schools have.",
        )
    if not (change != 0.0).any():
        raise NoVariation("The change has no interval.", why="No school that did not join changed at all.")
    constant, slope = _fit_variance(change**2, chance)
    scores = change / np.sqrt(constant + slope * chance)
    return Placebo(constant=constant, per_noise=slope, scores=np.sort(scores), shared=_shared(scores, trust))


def _fit_variance(squares: Floats, noise: Floats) -> tuple[float, float]:
    fitted = np.full(squares.size, float(squares.mean()) + 1e-300)
    constant, slope = float(fitted[0]), 0.0
    for _ in range(_ROUNDS):
        weight = 1.0 / fitted**2
        total = weight.sum()
        middle, level = (weight @ noise) / total, (weight @ squares) / total
        spread = weight @ (noise - middle) ** 2
        slope = float(weight @ ((noise - middle) * (squares - level)) / spread) if spread > 0 else 0.0
        constant = float(level - slope * middle)
        if slope < 0:
            constant, slope = float(level), 0.0
        elif constant < 0:
            constant, slope = 0.0, float((weight * noise) @ squares / ((weight * noise) @ noise))
        fitted = np.maximum(constant + slope * noise, 1e-12 * float(level) + 1e-300)
    return constant, slope


def _shared(scores: Floats, trusts: Ints) -> float:
    """Mean product over pairs of one trust, by the identity (Σ t)² − Σ t² = Σ over ordered pairs."""
    inside = trusts != NONE
    if not inside.any():
        return float("nan")
    _, group = np.unique(trusts[inside], return_inverse=True)
    own = scores[inside]
    size = np.bincount(group)
    pairs = float((size * (size - 1)).sum())
    if pairs < 2 * _FEWEST_PAIRS:
        return float("nan")
    products = np.bincount(group, weights=own) ** 2 - np.bincount(group, weights=own**2)
    return float(np.clip(products.sum() / pairs / np.mean(own**2), 0.0, 0.9))
