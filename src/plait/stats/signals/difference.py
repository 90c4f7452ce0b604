"""Underlying differences of schools and trusts, in a year or between two, with all that is not known about them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from plait.stats.errors import BadInput
from plait.stats.signals.panel import Bools, Floats, Ints
from plait.stats.signals.prediction import Model, Prediction, predict_schools, predict_trusts

# Keeps a difference that is known exactly from dividing by zero.
_TINY = 1e-150


@dataclass(frozen=True, slots=True, eq=False)
class Difference:
    """Posterior of an underlying level (or of its change), one row for each school or trust.

    Attributes
    ----------
    ids
        Shape (n,): number of each school or trust.
    estimate
        Shape (n,): posterior mean, in outcome points of the latest segment.
    sd
        Shape (n,): posterior standard deviation with everything in it: chance, the year's own noise, the error of the
        expectation, of the year effects and of the spreads.
    spread_sd
        Shape (n,): the part of `sd` that comes from not knowing the spreads.
    prior_sd
        Shape (n,): standard deviation before the school's figures were seen.
    school, trust
        Shape (n,): the two parts of `estimate`: the school's own, and its trust's.
    years_n
        Shape (n,): years with a figure (for a trust: school-years).
    last_year
        Shape (n,): the latest of them.
    """

    ids: Ints
    estimate: Floats
    sd: Floats
    spread_sd: Floats
    prior_sd: Floats
    school: Floats
    trust: Floats
    years_n: Ints
    last_year: Ints

    @property
    def reliability(self) -> Floats:
        """Share of the variance that the figures settle, 0 to 1; what is left of a raw difference is about this."""
        return np.clip(1.0 - (self.sd / np.maximum(self.prior_sd, _TINY)) ** 2, 0.0, 1.0)

    def interval(self, level: float) -> tuple[Floats, Floats]:
        """Bounds that hold the truth with this probability (0.9 for 90 %), each of shape (n,)."""
        if not 0.0 < level < 1.0:
            raise BadInput("There is no such interval.", why=f"A level of {level} is not between 0 and 1.")
        reach = float(ndtri(0.5 + level / 2.0)) * self.sd
        return self.estimate - reach, self.estimate + reach

    def above(self, margin: float) -> Floats:
        """Probability that the truth is more than `margin` points above zero, shape (n,)."""
        return np.asarray(ndtr((self.estimate - margin) / np.maximum(self.sd, _TINY)))

    def below(self, margin: float) -> Floats:
        """Probability that the truth is more than `margin` points below zero, shape (n,)."""
        return np.asarray(ndtr((-margin - self.estimate) / np.maximum(self.sd, _TINY)))


def underlying(model: Model, *, at: int | None = None) -> Difference:
    """Estimate the underlying difference of every school from its circumstances in one year.

    Parameters
    ----------
    model
        From `model_of`.
    at
        The year (start of the academic year). It may lie after the last: a forecast of the level, before new figures.
        None: the last year of the panel.

    Returns
    -------
    Difference
        Of the lasting level: school plus trust, without what held in one year only and without chance.

    Notes
    -----
    Best linear unbiased prediction with the year effects estimated (Henderson); the error of the spreads enters to
    first order (Kass and Steffey). Conditional on the spreads it is the exact posterior under normality.

    References
    ----------
    Henderson, C. R. (1975). Best linear unbiased estimation and prediction under a selection model. Biometrics 31.
    doi:10.2307/2529430. Kass, R. E. and Steffey, D. (1989). Approximate Bayesian inference in conditionally independent
    hierarchical models. JASA 84. doi:10.1080/01621459.1989.10478825.
    """
    year = int(model.panel.years[-1]) if at is None else at
    return _of_schools(model, {year: 1.0})


def change(model: Model, *, since: int, until: int | None = None) -> Difference:
    """Estimate how far the underlying level of every school moved, net of what moved for all schools.

    Parameters
    ----------
    model
        From `model_of`.
    since, until
        The two years, `since` before `until`. None: the last year of the panel.

    Returns
    -------
    Difference
        Level in `until` less level in `since`. A school that joined its trust between them gains its trust's level.

    Raises
    ------
    BadInput
        `since` is not before `until`.
    """
    return _of_schools(model, _between(model, since, until))


def trust_level(model: Model, *, at: int | None = None, weights: Floats | None = None) -> Difference:
    """Estimate the mean underlying difference of each trust's schools in one year.

    Parameters
    ----------
    model, at
        As for `underlying`.
    weights
        Shape (n,), not negative: how much each school counts in its trust, such as its pupils. None: schools alike.

    Returns
    -------
    Difference
        One row for each trust of the panel that has a school in the year (members then, present or past figures).
    """
    year = int(model.panel.years[-1]) if at is None else at
    return _of_trusts(model, {year: 1.0}, weights)


def trust_change(model: Model, *, since: int, until: int | None = None, weights: Floats | None = None) -> Difference:
    """Estimate how far the mean underlying difference of each trust's schools moved between two years.

    The schools are those that belong in `until`, followed back; what a school's trust adds counts from its joining.
    """
    return _of_trusts(model, _between(model, since, until), weights)


def _between(model: Model, since: int, until: int | None) -> dict[int, float]:
    end = int(model.panel.years[-1]) if until is None else until
    if since >= end:
        raise BadInput("There is no change to estimate.", why=f"{since} is not before {end}.")
    return {end: 1.0, since: -1.0}


def _of_schools(model: Model, sought: Mapping[int, float]) -> Difference:
    panel = model.panel
    seen = ~np.isnan(panel.residual)
    found = predict_schools(model, sought)
    return _difference(
        found, model.spreads.unseen, ids=panel.ids, years_n=seen.sum(axis=1), last_year=_last_year(panel.years, seen)
    )


def _of_trusts(model: Model, sought: Mapping[int, float], weights: Floats | None) -> Difference:
    panel = model.panel
    if weights is not None and (np.shape(weights) != (panel.schools_n,) or not (np.asarray(weights) >= 0.0).all()):
        raise BadInput("The weights of the schools do not fit.", why="One for each school, not negative, is needed.")
    even = np.ones(panel.schools_n) if weights is None else np.asarray(weights, dtype=np.float64)
    found = predict_trusts(model, sought, weights=even)
    seen = ~np.isnan(panel.residual) & panel.inside
    figures = np.zeros((len(panel.trust_ids), len(panel.years)), dtype=np.int64)
    np.add.at(figures, panel.trust[panel.trust >= 0], seen[panel.trust >= 0])
    kept = ~np.isnan(found.prior)
    return _difference(
        found,
        model.spreads.unseen,
        ids=panel.trust_ids,
        years_n=figures.sum(axis=1),
        last_year=_last_year(panel.years, figures > 0),
        kept=kept,
    )


def _difference(
    found: Prediction, unseen: float, *, ids: Ints, years_n: Ints, last_year: Ints, kept: Bools | slice = slice(None)
) -> Difference:
    return Difference(
        ids=ids[kept],
        estimate=(found.school + found.trust)[kept],
        sd=np.sqrt(found.variance + found.spread_variance + unseen)[kept],
        spread_sd=np.sqrt(found.spread_variance + unseen)[kept],
        prior_sd=np.sqrt(found.prior + unseen)[kept],
        school=found.school[kept],
        trust=found.trust[kept],
        years_n=years_n[kept],
        last_year=last_year[kept],
    )


def _last_year(years: Ints, seen: Bools) -> Ints:
    return np.asarray(years[len(years) - 1 - np.argmax(seen[:, ::-1], axis=1)])
