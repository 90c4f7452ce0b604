"""What percentage would be expected in these circumstances: near 0 and 100 a straight regression will not do."""

from dataclasses import replace

import numpy as np
from scipy.special import ndtr, ndtri

from plait.stats.signals.chance import chance_of_percentage
from plait.stats.signals.context import Basis
from plait.stats.signals.expectation import (
    Expectation,
    Shrunk,
    doubt_of,
    expect,
    judge,
    shrink,
    split,
    sum_folds,
    sum_up,
    total,
)
from plait.stats.signals.panel import Bools, Floats, Ints
from plait.stats.signals.percentages import NEAREST_PCT, bounded

# Where one expectation in a hundred comes closer to 0 or 100 % than this, expectations are fitted in probits.
_CLOSE_PCT, _CLOSE_SHARE = 10.0, 0.01
# Steps of the reweighted regression after the straight one; the second moves no expectation by a tenth of its doubt.
_STEPS = 2


def expect_percentages(
    basis: Basis, outcomes_pct: Floats, *, names: list[str] | tuple[str, ...], pupils_n: Floats, folds: Ints
) -> Expectation:
    """Estimate what percentage each school's circumstances lead one to expect, from the schools of other folds only.

    Parameters
    ----------
    basis
        Circumstances of n schools in one year and phase.
    outcomes_pct
        Shape (n, q), 0–100; NaN where a school has no figure.
    names
        The q names, used to refuse by name.
    pupils_n
        Shape (n, q): pupils behind each; NaN where not known: such a figure informs no expectation.
    folds
        Shape (n,), from `folds_of`.

    Returns
    -------
    Expectation
        In points, inside 0 to 100. Where some come near the ends, the mean share is the normal curve of a sum of terms,
        fitted by reweighted least squares with the same terms, shrinkage and folds (quasi-likelihood); `coefficients`
        are those of the straight regression all the same, in points, for inspection.

    Raises
    ------
    TooFewUnits
        As `expect`.

    References
    ----------
    McCullagh, P. and Nelder, J. A. (1989). Generalized Linear Models. doi:10.1007/978-1-4899-3242-6.
    """
    chance = np.full(outcomes_pct.shape, np.nan)
    for j in range(len(names)):
        known = np.isfinite(outcomes_pct[:, j])
        around = float(outcomes_pct[known, j].mean()) if known.any() else 50.0
        chance[:, j] = chance_of_percentage(np.full(len(folds), around), pupils_n=pupils_n[:, j])
    straight = expect(basis, outcomes_pct, names=names, chance=chance, folds=folds)
    expected, doubt, skill = bounded(straight.expected), straight.doubt.copy(), list(straight.skill)
    for j in range(len(names)):
        known = basis.usable & np.isfinite(outcomes_pct[:, j]) & np.isfinite(chance[:, j])
        told = straight.expected[known, j]
        if np.mean((told < _CLOSE_PCT) | (told > 100.0 - _CLOSE_PCT)) < _CLOSE_SHARE:
            continue
        expected[:, j], doubt[:, j] = _bend(basis, outcomes_pct[:, j], pupils_n[:, j], chance[:, j], known, folds)
        skill[j] = judge(outcomes_pct[known, j], expected[known, j], chance[known, j])
    return replace(straight, expected=expected, doubt=doubt, skill=tuple(skill))


def _bend(  # noqa: PLR0917
    basis: Basis, outcome: Floats, pupils: Floats, chance: Floats, known: Bools, folds: Ints
) -> tuple[Floats, Floats]:
    """Expected percentages and their errors, each from a fit that begins, too, without the schools of the fold."""
    expected, doubt = np.full(len(folds), np.nan), np.full(len(folds), np.nan)
    parts = split(basis, folds)
    sums = sum_folds(parts, outcome, chance, known=known)
    whole = total(sums)
    for fold, (part, held_out) in enumerate(zip(parts, sums, strict=True)):
        rest, here = np.flatnonzero(known & (folds != fold)), part.rows
        first = shrink(basis.kind, whole - held_out)
        terms = basis.terms[rest]
        fit = _reweigh(basis, terms, outcome[rest] / 100.0, pupils[rest], start=ndtri(_inside(terms, first)))
        eta = np.clip(part.terms @ fit.coefficients, ndtri(NEAREST_PCT / 100.0), -ndtri(NEAREST_PCT / 100.0))
        expected[here], doubt[here] = 100.0 * ndtr(eta), 100.0 * _slope(eta) * doubt_of(part, fit.covariance)
    return expected, doubt


def _inside(terms: Floats, fit: Shrunk) -> Floats:
    return bounded(terms @ fit.coefficients) / 100.0


def _reweigh(basis: Basis, terms: Floats, share: Floats, pupils: Floats, *, start: Floats) -> Shrunk:
    """Fit probits of the mean share by reweighted least squares from a start."""
    eta, limit, room = start, float(ndtri(NEAREST_PCT / 100.0)), np.empty_like(terms)
    for step in range(_STEPS):
        mean, slope = ndtr(eta), _slope(eta)
        luck = mean * (1.0 - mean) / pupils / slope**2
        weight = 1.0 / (np.median(luck) + luck)
        root = np.sqrt(weight / weight.mean())
        fit = shrink(basis.kind, sum_up(terms, eta + (share - mean) / slope, root, n=len(share), out=room))
        if step + 1 < _STEPS:
            eta = np.clip(terms @ fit.coefficients, limit, -limit)
    return fit


def _slope(eta: Floats) -> Floats:
    return np.asarray(np.exp(-0.5 * eta**2) / np.sqrt(2.0 * np.pi))
