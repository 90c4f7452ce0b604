"""The method as the product uses it, from published figures to a list of signals, on one sector of the lab."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from plait.insight.lab.sectors import Floats, Ints, Sector
from plait.stats import signals

FALSE_SHARE = 0.05  # the limit on the expected share of false flags that a list states


@dataclass(frozen=True, slots=True, eq=False)
class Estimates:
    """What the method says of every school, without the last year of the sector.

    Attributes
    ----------
    rows
        Shape (m,): rows of the sector that have an estimate.
    difference
        The posterior of each, at the last year shown.
    above, below
        Signals of schools that do more, and less, than their circumstances lead one to expect.
    residual, chance
        Shape (n, T): observed less expected in every year, the hidden one too, and the known sampling variance.
    margin
        The size that matters, in the unit of the last year.
    spreads
        The fitted hyperparameters.
    """

    rows: Ints
    difference: signals.Difference
    above: signals.Family
    below: signals.Family
    residual: Floats
    chance: Floats
    margin: float
    spreads: signals.Spreads


def estimate(sector: Sector) -> Estimates:
    """Run expectation, spreads, underlying differences and signals on all years but the last."""
    shown = sector.design.shown
    residual, doubt, chance = find_residuals(sector)
    model = _solve(sector, residual, doubt, chance)
    panel = model.panel
    difference = signals.underlying(model, at=shown - 1, prior=signals.fit_prior(model))
    margin = signals.margin_of(float(sector.pupil_sd[shown - 1]))
    pupils = np.nansum(sector.cohort[panel.ids, :shown], axis=1)
    asked = signals.answerable(difference, pupils_n=pupils, now=shown - 1)
    sides = {"above": difference.above(margin), "below": difference.below(margin)}
    above, below = (
        signals.find_signals(
            chances, label=side, margin=margin, share=FALSE_SHARE, reserve=signals.RESERVE, answerable=asked.yes
        )
        for side, chances in sides.items()
    )
    return Estimates(panel.ids, difference, above, below, residual, chance, margin, model.spreads)


def _solve(sector: Sector, residual: Floats, doubt: Floats, chance: Floats) -> signals.Model:
    shown = sector.design.shown
    about: dict[str, Any] = {
        "ids": np.arange(len(residual)),
        "years": sector.years[:shown],
        "segment": sector.segment[:shown],
        "trust": sector.trust,
    }
    if sector.design.percent is None:
        panel = signals.panel_of(residual[:, :shown], chance=chance[:, :shown], doubt=doubt[:, :shown], **about)
        return signals.model_of(panel, signals.fit_spreads(panel))
    panel, shares = signals.panel_of_percentages(
        sector.values[:, :shown],
        expected_pct=(sector.values - residual)[:, :shown],
        pupils_n=sector.cohort[:, :shown],
        doubt_pct=doubt[:, :shown],
        **about,
    )
    return signals.model_of_percentages(panel, signals.fit_spreads(panel), shares=shares)


def find_residuals(sector: Sector) -> tuple[Floats, Floats, Floats]:
    """Observed less expected, its standard error of expectation, and the known sampling variance; each (n, T)."""
    n, years = sector.values.shape
    known = np.isfinite(sector.values)
    held = np.flatnonzero(known.any(axis=0))
    national = np.where(known, sector.values, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    chance = _chance_around(sector, national[None, :])
    expected, doubt = np.full((n, years), np.nan), np.full((n, years), np.nan)
    folds = signals.folds_of(np.arange(n))
    names = [*(f"circumstance {j}" for j in range(sector.context.shape[1])), "log pupils"]
    size = np.log(sector.usual_cohort)
    basis = signals.basis_of(np.column_stack([sector.context, size]), names=names)
    for year in held:
        figures, about = sector.values[:, [year]], [f"year {year}"]
        if sector.design.percent is None:
            told = signals.expect(basis, figures, names=about, chance=chance[:, [year]], folds=folds)
        else:
            pupils = sector.cohort[:, [year]]
            told = signals.expect_percentages(basis, figures, names=about, pupils_n=pupils, folds=folds)
        expected[:, year], doubt[:, year] = told.expected[:, 0], told.doubt[:, 0]
    chance = _chance_around(sector, expected)
    residual = np.where(np.isfinite(chance), sector.values - expected, np.nan)
    return residual, doubt, np.where(np.isfinite(residual), chance, np.nan)


def _chance_around(sector: Sector, expected: Floats) -> Floats:
    if sector.design.percent is None:
        return signals.chance_of_mean(1.0, pupils_n=sector.cohort) * sector.pupil_sd**2
    return signals.chance_of_percentage(np.broadcast_to(expected, sector.cohort.shape), pupils_n=sector.cohort)
