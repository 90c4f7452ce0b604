"""Underlying differences of schools and trusts, in a year or between two, with all that is not known about them."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from plait.stats.errors import BadInput
from plait.stats.signals.panel import Bools, Floats, Ints, Panel
from plait.stats.signals.posterior import Difference, mix, slope_of_points
from plait.stats.signals.prediction import Model, Prediction, predict_schools, predict_trusts
from plait.stats.signals.prior import Prior


def underlying(
    model: Model, *, at: int | None = None, prior: Prior | None = None, expected_pct: Floats | None = None
) -> Difference:
    """Estimate the underlying difference of every school from its circumstances in one year.

    Parameters
    ----------
    model
        From `model_of`.
    at
        The year (start of the academic year). It may lie after the last: a forecast of the level, before new figures.
        None: the last year of the panel.
    prior
        From `fit_prior`: how the levels of schools really lie. None: they are taken for normal.
    expected_pct
        For percentages in a year that the panel does not hold: what is expected then, (n,), 0–100. None: the nearest.

    Returns
    -------
    Difference
        Of the lasting level: school plus trust, without what held in one year only and without chance.

    Notes
    -----
    Best linear unbiased prediction with the year effects estimated (Henderson); the error of the spreads enters to
    first order (Kass and Steffey). Conditional on the spreads it is the exact posterior under normality; with a
    `prior` the exact one under that shape of the level, given which a school's figures are normal.

    References
    ----------
    Henderson, C. R. (1975). Best linear unbiased estimation and prediction under a selection model. Biometrics 31.
    doi:10.2307/2529430. Kass, R. E. and Steffey, D. (1989). Approximate Bayesian inference in conditionally independent
    hierarchical models. JASA 84. doi:10.1080/01621459.1989.10478825.
    """
    year = int(model.panel.years[-1]) if at is None else at
    plain, found = _of_schools(model, {year: 1.0})
    if prior is None and model.bend is None:
        return plain
    return mix(model, plain, found, at=year, prior=prior, expected_pct=expected_pct)


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
    sought = _between(model, since, until)
    plain = _of_schools(model, sought)[0]
    return plain if model.bend is None else _scaled(plain, slope_of_points(model, at=max(sought)))


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


def _of_schools(model: Model, sought: Mapping[int, float]) -> tuple[Difference, Prediction]:
    panel = model.panel
    years_n = (~np.isnan(panel.residual)).sum(axis=1)
    found = predict_schools(model, sought)
    last = last_years(panel)
    return _difference(found, model.spreads.unseen, ids=panel.ids, years_n=years_n, last_year=last), found


def last_years(panel: Panel) -> Ints:
    """The latest year with a figure of each school, (n,)."""
    return _last_year(panel.years, ~np.isnan(panel.residual))


def _scaled(plain: Difference, points: Floats) -> Difference:
    """A difference in probits told in points, at each row's own slope."""
    parts = ("estimate", "sd", "spread_sd", "prior_sd", "school", "trust")
    return replace(plain, **{name: getattr(plain, name) * points for name in parts})


def _of_trusts(model: Model, sought: Mapping[int, float], weights: Floats | None) -> Difference:
    panel = model.panel
    if weights is not None and (np.shape(weights) != (panel.schools_n,) or not (np.asarray(weights) >= 0.0).all()):
        raise BadInput("The weights of the schools do not fit.", why="One for each school, not negative, is needed.")
    even = np.ones(panel.schools_n) if weights is None else np.asarray(weights, dtype=np.float64)
    points = np.ones(len(panel.trust_ids))
    if model.bend is not None:
        # The mean of a trust in points is one in probits in which a school counts by what a probit is worth there.
        steep = slope_of_points(model, at=max(sought))
        points = _mean_inside(panel, steep, even, at=max(sought))
        even = even * steep
    found = predict_trusts(model, sought, weights=even)
    seen = ~np.isnan(panel.residual) & panel.inside
    figures = np.zeros((len(panel.trust_ids), len(panel.years)), dtype=np.int64)
    np.add.at(figures, panel.trust[panel.trust >= 0], seen[panel.trust >= 0])
    kept = ~np.isnan(found.prior)
    plain = _difference(
        found,
        model.spreads.unseen,
        ids=panel.trust_ids,
        years_n=figures.sum(axis=1),
        last_year=_last_year(panel.years, figures > 0),
        kept=kept,
    )
    if model.bend is None:
        return plain
    told = _scaled(plain, points[kept])
    if len(sought) > 1:
        return told
    level = underlying(model, at=max(sought)).estimate
    mean = _mean_inside(panel, level, even / steep, at=max(sought))[kept]
    return replace(told, estimate=mean, school=mean - told.trust)


def _mean_inside(panel: Panel, values: Floats, weights: Floats, *, at: int) -> Floats:
    """Weighted mean over the schools of each trust in a year, (K,); 0 where there are none."""
    here = panel.inside[:, max(int(np.searchsorted(panel.years, at, side="right")) - 1, 0)]
    total = np.bincount(panel.trust[here], weights[here], len(panel.trust_ids))
    summed = np.bincount(panel.trust[here], (weights * values)[here], len(panel.trust_ids))
    return np.asarray(summed / np.where(total > 0.0, total, 1.0))


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
