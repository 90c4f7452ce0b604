"""Whether standing on the left helps."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, ndtri

from plait.stats.errors import BadInput, NotIdentified
from plait.stats.judgement.linkage import require_linked
from plait.stats.judgement.records import Floats, Ints, Judgements, tally
from plait.stats.judgement.solving import solve


@dataclass(frozen=True, slots=True, eq=False)
class Position:
    """The pull of the left side.

    Attributes
    ----------
    lean, se
        Logits in favour of the left, whatever stands there, and its standard error.
    share, lo, hi
        Share of judgements that the left of two equal exemplars would win, and its 90 % limits; 0.5 is no pull.
    judge
        Shape (j,): numbers of the judges.
    left_n, judged_n
        Shape (j,): how often each chose the left, and judged.
    expected_n, z
        Shape (j,): how often the measures and the common lean would lead one to expect, and how many standard
        deviations the judge is above that.
    """

    lean: float
    se: float
    share: float
    lo: float
    hi: float
    judge: Ints
    left_n: Ints
    judged_n: Ints
    expected_n: Floats
    z: Floats


def position_of(judgements: Judgements, *, level: float = 0.9) -> Position:
    """Estimate how far being on the left helps, together with the measures, by bias-reduced likelihood.

    Parameters
    ----------
    judgements
        With `winner_left`, tying all exemplars together.
    level
        Of the limits.

    Raises
    ------
    BadInput
        Left and right were not written down.
    TooFewUnits, NotIdentified
        As for `fit`; or sides never changed, so that side and exemplar are one (each pair judged along one line).

    References
    ----------
    Davidson, R. R. and Beaver, R. J. (1977). On extending the Bradley–Terry model to incorporate within-pair order
    effects. Biometrics 33. doi:10.2307/2529467.
    """
    if judgements.winner_left is None:
        raise BadInput("Whether the left helps cannot be seen.", why="Left and right were not written down.")
    require_linked(judgements)
    pairs, n = tally(judgements, by_side=True), len(judgements.exemplars)
    _require_turned(pairs.first, pairs.second, n)
    found = solve(pairs, n, reduced=True, lean=True)
    se = float(np.sqrt(found.covariance[n, n]))
    reach = float(ndtri(0.5 + 0.5 * level)) * se
    left = np.where(judgements.winner_left, judgements.winner, judgements.loser)
    right = np.where(judgements.winner_left, judgements.loser, judgements.winner)
    chance = expit(found.measure[left] - found.measure[right] + found.lean)
    j = len(judgements.judges)
    chosen = np.bincount(judgements.judge, judgements.winner_left.astype(np.float64), j)
    expected = np.bincount(judgements.judge, chance, j).astype(np.float64)
    variance = np.bincount(judgements.judge, chance * (1.0 - chance), j)
    return Position(
        lean=found.lean,
        se=se,
        share=float(expit(found.lean)),
        lo=float(expit(found.lean - reach)),
        hi=float(expit(found.lean + reach)),
        judge=judgements.judges,
        left_n=chosen.astype(np.int64),
        judged_n=np.bincount(judgements.judge, minlength=j),
        expected_n=expected,
        z=(chosen - expected) / np.sqrt(variance),
    )


def _require_turned(left: Ints, right: Ints, n: int) -> None:
    """Raise where measures could take the place of the side: some measures differ by 1 in every pair, left to right."""
    design = np.zeros((n, n))
    np.add.at(design, (left, left), 1.0)
    np.add.at(design, (right, right), 1.0)
    np.add.at(design, (left, right), -1.0)
    np.add.at(design, (right, left), -1.0)
    net = np.bincount(left, minlength=n) - np.bincount(right, minlength=n).astype(np.float64)
    height = np.linalg.solve(design + 1.0 / n, net)
    if np.abs(height[left] - height[right] - 1.0).max() < 1e-8:
        raise NotIdentified(
            "Whether the left helps cannot be told from the exemplars.",
            why="Exemplars kept to their sides.",
            mend="Show pairs in both orders.",
        )
