"""Judges who judge otherwise than the rest, and exemplars about which judges differ: infit and outfit."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import expit

from plait.stats.errors import BadInput
from plait.stats.judgement.records import Bools, Floats, Ints, Judgements
from plait.stats.judgement.scale import Scale

# Mean squares above this are usually looked into; 1 is expected.
LIMIT: Final = 1.3
# Standard deviations above the mean of all judges (or exemplars).
DEVIATIONS: Final = 2.0
# With fewer, nobody can be that far above a mean to which they belong.
ENOUGH_TO_COMPARE: Final = 10
# Standardised infit beyond which luck is an unlikely cause.
BEYOND_LUCK: Final = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Misfit:
    """Fit of judges, or of exemplars, to the scale of all.

    Attributes
    ----------
    number
        Shape (k,): of the judge or the exemplar.
    judged_n
        Shape (k,): judgements that count.
    infit, outfit
        Shape (k,): mean squares; 1 is expected, more is unlike the rest. Outfit is moved by single surprises, infit
        by those between exemplars that are close. NaN without judgements.
    z
        Shape (k,): infit as a normal deviate (Wilson and Hilferty).
    limit
        Infit above which somebody stands out: the larger of 1.3 and, with ten or more, mean + 2 SD.
    flagged
        Shape (k,): infit above the limit, and beyond luck (z above 2).
    """

    number: Ints
    judged_n: Ints
    infit: Floats
    outfit: Floats
    z: Floats
    limit: float
    flagged: Bools


def misfit_of_judges(judgements: Judgements, scale: Scale) -> Misfit:
    """See how far each judge's choices are those that the measures of all lead one to expect.

    Raises
    ------
    BadInput
        The scale is not of these exemplars.

    References
    ----------
    Pollitt, A. (2012). The method of adaptive comparative judgement. Assessment in Education 19.
    doi:10.1080/0969594X.2012.665354. Wright, B. D. and Masters, G. N. (1982). Rating Scale Analysis. Chicago: MESA
    Press.
    """
    lost_chance = _chance_of_surprise(judgements, scale)
    return _misfit(judgements.judges, judgements.judge, lost_chance)


def misfit_of_exemplars(judgements: Judgements, scale: Scale) -> Misfit:
    """See how far the judgements of each exemplar are those that its measure leads one to expect.

    Raises
    ------
    BadInput
        The scale is not of these exemplars.
    """
    lost_chance = _chance_of_surprise(judgements, scale)
    rows = np.concatenate([judgements.winner, judgements.loser])
    return _misfit(judgements.exemplars, rows, np.concatenate([lost_chance, lost_chance]))


def _chance_of_surprise(judgements: Judgements, scale: Scale) -> Floats:
    """Chance, shape (m,), that the judgement had gone the other way."""
    if not np.array_equal(judgements.exemplars, scale.exemplars):
        raise BadInput(
            "The scale is not of these exemplars.",
            why=f"It has {len(scale.exemplars)} and the judgements have {len(judgements.exemplars)}.",
            mend="Fit the judgements first.",
        )
    return np.asarray(expit(scale.measure[judgements.loser] - scale.measure[judgements.winner]))


def _misfit(number: Ints, row: Ints, other: Floats) -> Misfit:
    k = len(number)
    weight = other * (1.0 - other)
    judged = np.bincount(row, minlength=k)
    information = np.bincount(row, weight, k)
    with np.errstate(divide="ignore", invalid="ignore"):
        infit = np.bincount(row, other**2, k) / information
        outfit = np.bincount(row, other / (1.0 - other), k) / judged
        # Standard deviation of infit: a judgement's squared residual has the variance w − 4 w².
        deviation = np.sqrt(np.bincount(row, weight - 4.0 * weight**2, k)) / information
        z = np.where(deviation > 0.0, (np.cbrt(infit) - 1.0) * 3.0 / deviation + deviation / 3.0, 0.0)
    seen = judged > 0
    limit = LIMIT
    if seen.sum() >= ENOUGH_TO_COMPARE:
        limit = max(limit, float(infit[seen].mean() + DEVIATIONS * infit[seen].std(ddof=1)))
    return Misfit(
        number=number,
        judged_n=judged,
        infit=infit,
        outfit=outfit,
        z=np.where(seen, z, np.nan),
        limit=limit,
        flagged=seen & (infit > limit) & (z > BEYOND_LUCK),
    )
