"""What further years would make of a school's underlying difference: what would change our mind."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from plait.stats.errors import BadInput
from plait.stats.signals.panel import Floats, Ints
from plait.stats.signals.spreads import Variances, lasting_over

# Keeps a level that is known exactly from dividing by zero.
_TINY = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """What is known of one school in one outcome, in outcome points of its latest year.

    Attributes
    ----------
    years
        Shape (T,), ascending: its years with a figure (start of the academic year).
    residual
        Shape (T,): observed less expected, points.
    chance
        Shape (T,): known sampling variance, points².
    reach
        Shape (T,): how far a unit of the latest year reaches in each; 1 where the scale is the same.
    doubt
        Standard error of the expectation, points; the same error in every year.
    lasting
        Variances of its level and of what holds in one year only, points²: school and trust together.
    persistence
        Share of the moving part that is left after a year, 0 to 1.
    now
        The year that `estimate` and `sd` are about.
    estimate, sd
        Posterior of the underlying level in that year, with all that other schools of its trust say of it.
    """

    years: Ints
    residual: Floats
    chance: Floats
    reach: Floats
    doubt: float
    lasting: Variances
    persistence: float
    now: int
    estimate: float
    sd: float


@dataclass(frozen=True, slots=True, eq=False)
class Foreseen:
    """The underlying level `ahead` years on, given a figure in each of them.

    Attributes
    ----------
    constant, gain
        The posterior mean is `constant` + `gain` × residual, points, where the residual is that of every further year.
    sd
        Its posterior standard deviation, points; the same whatever the figures are.
    """

    constant: float
    gain: float
    sd: float

    def probability_above(self, margin: float, *, residual: float) -> float:
        """Probability that the level is more than `margin` points above zero, after years with this residual."""
        return float(ndtr((self.constant + self.gain * residual - margin) / max(self.sd, _TINY)))

    def residual_for(self, probability: float, *, margin: float) -> float:
        """The residual of every further year after which that probability would be reached."""
        needed = margin + float(ndtri(probability)) * self.sd
        return (needed - self.constant) / max(self.gain, _TINY)


def foresee(known: Known, *, ahead: int, chance: float) -> Foreseen:
    """Say what further years with figures would make of a school's underlying level.

    The estimand is the posterior of the lasting level `ahead` years after `now`, as a function of the residual that
    each of the years between would show.

    Parameters
    ----------
    known
        The school.
    ahead
        How many further years, each with a figure.
    chance
        Sampling variance of each of these figures, points².

    Returns
    -------
    Foreseen
        Exact for the model of `plait.stats.signals` under normality with its spreads taken as known; what its trust
        says of the school is taken to bear on the level in `now`. For percentages, in points about the expected one,
        to first order.

    Raises
    ------
    BadInput
        Nothing is known of the school, or no year lies ahead.

    References
    ----------
    Rasmussen, C. E. and Williams, C. K. I. (2006). Gaussian Processes for Machine Learning, ch. 2. MIT Press.
    """
    if ahead < 1 or len(known.years) == 0:
        raise BadInput("Nothing can be foreseen.", why=f"{len(known.years)} years are known, {ahead} lie ahead.")
    mean, covariance = _from_own_figures(known, ahead=ahead)
    mean, covariance = _with_the_rest(mean, covariance, estimate=known.estimate, sd=known.sd)
    seen = np.zeros((ahead, ahead + 2))
    seen[:, 1:-1] = np.eye(ahead)
    seen[:, -1] = 1.0  # the expectation errs as it did
    noise = (known.lasting.yearly + chance) * np.eye(ahead)
    target = covariance[ahead]
    weights = np.linalg.solve(seen @ covariance @ seen.T + noise, seen @ target)
    left = covariance[ahead, ahead] - weights @ (seen @ target)
    return Foreseen(
        constant=float(mean[ahead] - weights @ (seen @ mean)),
        gain=float(weights.sum()),
        sd=float(np.sqrt(max(left, 0.0))),
    )


def _from_own_figures(known: Known, *, ahead: int) -> tuple[Floats, Floats]:
    """Posterior of the levels now and in each year ahead, and of the error of the expectation, from its own figures."""
    sought = known.now + np.arange(ahead + 1)
    over = np.concatenate([known.years, sought]).astype(np.int64)
    lasting = lasting_over(known.lasting, known.persistence, over, over)
    held = len(known.years)
    error = known.doubt**2
    noise = np.diag(known.reach**2 * known.lasting.yearly + known.chance)
    figures = np.outer(known.reach, known.reach) * lasting[:held, :held] + noise + error
    cross = np.vstack([lasting[held:, :held] * known.reach, np.full((1, held), error)])
    prior = np.zeros((ahead + 2, ahead + 2))
    prior[:-1, :-1] = lasting[held:, held:]
    prior[-1, -1] = error
    drawn = np.linalg.solve(figures, cross.T).T
    return drawn @ known.residual, prior - drawn @ cross.T


def _with_the_rest(mean: Floats, covariance: Floats, *, estimate: float, sd: float) -> tuple[Floats, Floats]:
    """The same once the level now is known as well as it is (Jeffrey's rule)."""
    own = max(float(covariance[0, 0]), _TINY)
    along = covariance[:, 0] / own
    moved = mean + along * (estimate - mean[0])
    return moved, covariance + np.outer(along, along) * (sd**2 - own)
