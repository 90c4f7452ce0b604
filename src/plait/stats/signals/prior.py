"""How underlying levels really lie: peaked, with long tails or to one side, instead of taken for normal."""

from dataclasses import dataclass

import numpy as np

from plait.stats.signals.panel import Bools, Floats
from plait.stats.signals.prediction import Model, Prediction, predict_schools

# The shape is a mixture of normal bells with this share of the standard deviation that the spreads give, as far apart
# as they are wide (any smooth shape comes out, a normal one exactly), out to this many standard deviations.
_WIDTH, _SPAN = 0.5, 6.0
# The normal shape counts as much as this many schools, and after so many steps the search ends: few schools, or schools
# that say little, keep the shape that the model assumes.
_NORMAL_SCHOOLS, _STEPS = 100.0, 100
# Schools whose figures settle less than this share of the variance say nothing of the shape.
_LEAST_SAID = 1e-3
# Bells with less weight than this are dropped.
_LEAST_WEIGHT = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class Prior:
    """The shape of the lasting level over schools, as bells in units of its standard deviation; see `fit_prior`.

    Attributes
    ----------
    centre
        Shape (K,): where each bell stands.
    weight
        Shape (K,): its share of schools; they sum to 1.
    width
        Standard deviation of every bell.
    """

    centre: Floats
    weight: Floats
    width: float

    @property
    def skewness(self) -> float:
        """Third standardised moment: above 0 where more stand out above than below."""
        mean = float(self.weight @ self.centre)
        away = self.centre - mean
        variance = float(self.weight @ away**2) + self.width**2
        third = float(self.weight @ (away**3 + 3.0 * away * self.width**2))
        return third / float(variance**1.5)

    @property
    def excess(self) -> float:
        """Fourth standardised moment less 3: above 0 where more stand far out than under a normal shape."""
        mean = float(self.weight @ self.centre)
        away = self.centre - mean
        variance = float(self.weight @ away**2) + self.width**2
        fourth = self.weight @ (away**4 + 6.0 * away**2 * self.width**2 + 3.0 * self.width**4)
        return float(fourth) / variance**2 - 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Bells:
    """Posterior of n levels as mixtures of normal bells: shapes (n, K), weights of a row sum to 1."""

    weight: Floats
    centre: Floats
    spread: Floats


def fit_prior(model: Model) -> Prior:
    """Estimate how the lasting levels of schools lie in the last year, beyond their variance.

    Parameters
    ----------
    model
        From `model_of` or `model_of_percentages`.

    Returns
    -------
    Prior
        The normal one where schools do not differ.

    Notes
    -----
    The estimand is the distribution of the lasting level over schools. Given its level in a year, a school's figures
    are taken as the model of `fit_spreads` takes them, so that each gives a normal likelihood of the level; the
    distribution is then the smooth mixture of bells that makes all of them likeliest, held towards the normal one.
    Posteriors under it keep their promise with heavy tails and with exceptional schools on one side, where the
    normal one flags too freely. Assumes schools independent of one another given the spreads.

    References
    ----------
    Efron, B. (2016). Empirical Bayes deconvolution estimates. Biometrika 103. doi:10.1093/biomet/asv068.
    Stephens, M. (2017). False discovery rates: a new deal. Biostatistics 18. doi:10.1093/biostatistics/kxw041.
    """
    centre = np.arange(-_SPAN, _SPAN + _WIDTH / 2.0, _WIDTH)
    normal = np.exp(-0.5 * centre**2 / (1.0 - _WIDTH**2))
    normal /= normal.sum()
    found = predict_schools(model, {int(model.panel.years[-1]): 1.0})
    level, noise, said = _likelihoods(found)
    if not said.any():
        return Prior(centre=centre, weight=normal, width=_WIDTH)
    width = noise[said, None] + _WIDTH**2
    away = -0.5 * (level[said, None] - centre) ** 2 / width - 0.5 * np.log(width)
    likely = np.exp(away - away.max(axis=1, keepdims=True))
    weight = normal
    for _ in range(_STEPS):
        seen = weight * (likely.T @ (1.0 / (likely @ weight)))
        weight = (seen + _NORMAL_SCHOOLS * normal) / (len(likely) + _NORMAL_SCHOOLS)
    kept = weight > _LEAST_WEIGHT
    return Prior(centre=centre[kept], weight=weight[kept] / weight[kept].sum(), width=_WIDTH)


def _likelihoods(found: Prediction) -> tuple[Floats, Floats, Bools]:
    """What each school's figures alone say of its level: where, with what variance (in prior SD), whether at all."""
    prior = np.maximum(found.prior, np.finfo(float).tiny)
    reliability = np.where(found.prior > 0.0, 1.0 - found.variance / prior, 0.0)
    said = reliability > _LEAST_SAID
    safe = np.where(said, reliability, 1.0)
    level = (found.school + found.trust) / safe / np.sqrt(prior)
    return level, np.where(said, (1.0 - safe) / safe, np.inf), said


def reshape(prior: Prior, found: Prediction, *, extra: float) -> Bells:
    """The posterior of each level under a shape; `extra` variance (points²) widens it beside that of the spreads.

    A level of which nothing is said, or in a sector without differences, keeps the one normal bell of the model.
    """
    level, noise, said = _likelihoods(found)
    root = np.sqrt(np.maximum(found.prior, 0.0))[:, None]
    flat = np.where(said, noise, 1.0)[:, None]
    width = flat + prior.width**2
    log = np.log(prior.weight) - 0.5 * (level[:, None] - prior.centre) ** 2 / width - 0.5 * np.log(width)
    weight = np.exp(log - log.max(axis=1, keepdims=True))
    weight /= weight.sum(axis=1, keepdims=True)
    centre = root * (level[:, None] * prior.width**2 + prior.centre * flat) / width
    variance = root**2 * flat * prior.width**2 / width
    mean = (found.school + found.trust)[:, None]
    first = np.arange(len(prior.weight)) == 0
    lone = ~said[:, None]
    variance = np.where(lone, found.variance[:, None], variance)
    return Bells(
        weight=np.where(lone, first, weight),
        centre=np.where(lone, mean, centre),
        spread=np.sqrt(variance + found.spread_variance[:, None] + extra),
    )
