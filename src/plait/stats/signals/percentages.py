"""Percentages, which cannot leave 0 to 100: differences are estimated in probits and told in points.

A difference between schools is worth fewer points the nearer they stand to 0 or 100 %. In probits, the normal
quantiles of the shares, it is alike everywhere, and whatever is estimated there comes back inside the limits.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from plait.stats.errors import BadInput
from plait.stats.signals.likelihood import Solution, blocks_of, solve
from plait.stats.signals.panel import Bools, Floats, Panel, panel_of
from plait.stats.signals.prediction import Bend, Model, model_of
from plait.stats.signals.spreads import Spreads, Variances

# An expected percentage closer to 0 or 100 than this is taken as this: beyond it a cohort hardly ever tells.
NEAREST_PCT = 0.2
# So many times the model is put about its own answer; the fifth moves no level by a hundredth of its doubt.
_STEPS = 5
# Variance between schools as a share of the whole (pupils' own is the rest): no more than this is taken off.
_MOST_BETWEEN = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class Shares:
    """Published percentages beside a panel, rows and columns in its order; make them with `panel_of_percentages`.

    Attributes
    ----------
    observed, expected
        Shape (n, T), as shares 0 to 1; `expected` is known where `observed` is not, from the nearest year.
    pupils
        Shape (n, T); NaN without a figure.
    rounding
        Variance of rounding, of the share.
    """

    observed: Floats
    expected: Floats
    pupils: Floats
    rounding: float


def bounded(expected_pct: Floats) -> Floats:
    """Expected percentages brought inside 0 to 100, where a straight regression may have left it."""
    return np.asarray(np.clip(expected_pct, NEAREST_PCT, 100.0 - NEAREST_PCT))


def panel_of_percentages(
    observed_pct: Floats,
    *,
    expected_pct: Floats,
    pupils_n: Floats,
    ids: NDArray[np.integer],
    years: NDArray[np.integer],
    doubt_pct: Floats | None = None,
    rounded_to: float = 0.0,
    segment: NDArray[np.integer] | None = None,
    trust: NDArray[np.integer] | None = None,
    inside: Bools | None = None,
) -> tuple[Panel, Shares]:
    """Make the panel of an outcome that is a percentage of pupils, in probits, for `fit_spreads`.

    Parameters
    ----------
    observed_pct, expected_pct
        Shape (n, T), 0–100. `observed_pct` is NaN where there is no figure; `expected_pct` may stand there too.
    pupils_n
        Shape (n, T): pupils in the cohort; a figure without them is left out.
    ids, years, segment, trust, inside
        As for `panel_of`.
    doubt_pct
        Shape (n, T): standard error of the expectation, points.
    rounded_to
        Unit to which the figures were rounded, points.

    Returns
    -------
    panel : Panel
        Residuals, chance and doubt in probits: points over the slope of the normal curve at the expected share.
    shares : Shares
        What they were made of, for `model_of_percentages`.

    Raises
    ------
    BadInput
        A percentage is outside 0 to 100, or shapes do not fit.
    TooFewUnits
        Fewer than 30 schools have a figure.
    """
    observed, pupils = np.asarray(observed_pct, dtype=np.float64) / 100.0, np.asarray(pupils_n, dtype=np.float64)
    if observed.shape != np.shape(expected_pct) or observed.shape != pupils.shape:
        raise BadInput("The percentages do not fit.", why="Observed, expected and pupils must have one shape.")
    if ((observed < 0.0) | (observed > 1.0)).any():
        raise BadInput("A percentage is outside 0 to 100.", mend="Give percentages, not shares or scores.")
    expected = bounded(np.asarray(expected_pct, dtype=np.float64)) / 100.0
    seen = np.isfinite(observed) & np.isfinite(expected) & (np.nan_to_num(pupils) > 0.0)
    rounding = (rounded_to / 100.0) ** 2 / 12.0
    slope = _curve(np.asarray(ndtri(np.where(seen, expected, 0.5)), dtype=np.float64))
    chance = (expected * (1.0 - expected) / np.where(seen, pupils, 1.0) + rounding) / slope**2
    doubt = np.zeros(observed.shape) if doubt_pct is None else np.asarray(doubt_pct, dtype=np.float64) / 100.0
    panel = panel_of(
        np.where(seen, (observed - expected) / slope, np.nan),
        ids=ids,
        years=years,
        chance=np.where(seen, chance, np.nan),
        doubt=np.where(seen, doubt / slope, 0.0),
        segment=segment,
        trust=trust,
        inside=inside,
    )
    at = np.ix_(seen.any(axis=1), seen.any(axis=0))
    nearest = _from_nearest(np.where(np.isfinite(expected), expected, np.nan)[at], np.asarray(panel.years))
    return panel, Shares(np.where(seen, observed, np.nan)[at], nearest, np.where(seen, pupils, np.nan)[at], rounding)


def model_of_percentages(panel: Panel, spreads: Spreads, *, shares: Shares) -> Model:
    """Solve a panel of percentages for its spreads; what is asked of the model is answered in points.

    Parameters
    ----------
    panel, shares
        From `panel_of_percentages`.
    spreads
        From `fit_spreads` on this panel: they rest on the first two moments of the shares about their expectation.

    Returns
    -------
    Model
        For `underlying`, `change`, `trust_level` and `trust_change`.

    Notes
    -----
    The estimand of a difference is the share that pupils of the school would reach in a usual year, without luck, less
    the expected share. Luck is binomial about the school's own share, not about the expected one: the model is solved,
    its answer put in the place of the expectation, and solved again (penalised quasi-likelihood, a Laplace
    approximation). Assumes normal differences in probits.

    References
    ----------
    Breslow, N. E. and Clayton, D. G. (1993). Approximate inference in generalized linear mixed models. JASA 88.
    doi:10.1080/01621459.1993.10594284. Goldstein, H. (1991). Nonlinear multilevel models, with an application to
    discrete response data. Biometrika 78. doi:10.1093/biomet/78.1.45.
    """
    stretch = _stretch(panel, spreads)
    known = _stretched(spreads, stretch, panel)
    base = ndtri(shares.expected) * stretch
    first = replace(
        panel, residual=panel.residual * stretch, chance=panel.chance * stretch**2, doubt=panel.doubt * stretch
    )
    working = first
    for _ in range(_STEPS):
        fitted = _fitted(solve(blocks_of(working), known))
        share = np.clip(ndtr(base + fitted), NEAREST_PCT / 200.0, 1.0 - NEAREST_PCT / 200.0)
        eta = ndtri(share)
        slope = _curve(eta)
        chance = (share * (1.0 - share) / shares.pupils + shares.rounding) / slope**2
        residual = eta - base + (shares.observed - share) / slope
        working = replace(first, residual=residual, chance=chance)
    once = known.school.yearly + known.trust.yearly
    bend = Bend(base=base, expected=shares.expected, stretch=stretch, once=once, nearest=NEAREST_PCT / 100.0)
    return replace(model_of(working, known), bend=bend)


def _curve(at: Floats) -> Floats:
    return np.asarray(np.exp(-0.5 * at**2) / np.sqrt(2.0 * np.pi))


def _stretch(panel: Panel, spreads: Spreads) -> Floats:
    """How much longer a probit of a school is than one of the mean over schools, (T,): √(1 + variance between)."""
    between = sum(each.lasting + each.yearly for each in (spreads.school, spreads.trust))
    share = np.minimum(between * spreads.scale[panel.segment] ** 2, _MOST_BETWEEN)
    return np.asarray(1.0 / np.sqrt(1.0 - share))


def _stretched(spreads: Spreads, stretch: Floats, panel: Panel) -> Spreads:
    last = float(stretch[-1])
    square = last**2
    power = np.array([square if name.startswith(("school.", "trust.")) else 1.0 for name in spreads.free])
    first = np.searchsorted(panel.segment, np.arange(len(spreads.scale)))

    def longer(variances: Variances) -> Variances:
        return Variances(square * variances.constant, square * variances.moving, square * variances.yearly)

    return replace(
        spreads,
        school=longer(spreads.school),
        trust=longer(spreads.trust),
        scale=spreads.scale * stretch[first] / last,
        covariance=spreads.covariance * np.outer(power, power),
        unseen=square * spreads.unseen,
    )


def _fitted(solution: Solution) -> Floats:
    """What the model makes of each figure but for luck, (n, T), in the panel's order; 0 where there is none."""
    blocks = solution.blocks
    fitted = np.where(blocks.seen > 0, blocks.residual - blocks.chance * solution.weighed, 0.0)
    return np.asarray(fitted[:, np.argsort(blocks.order)].T)


def _from_nearest(values: Floats, years: NDArray[np.integer]) -> Floats:
    """Each row's gaps filled from its nearest year; every row has one."""
    filled = values.copy()
    for t, year in enumerate(years.tolist()):
        for other in np.argsort(np.abs(years - year), kind="stable")[1:]:
            filled[:, t] = np.where(np.isnan(filled[:, t]), values[:, other], filled[:, t])
    return filled
