"""The numbers behind a scale: Newton's method for the Bradley–Terry model, and Firth's reduction of its bias."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.linalg.lapack import dpotri
from scipy.special import expit

from plait.stats.errors import DidNotConverge
from plait.stats.judgement.records import Floats, Tally

MOST_STEPS: Final = 200
# Largest last step, in logits.
TOLERANCE: Final = 1e-9
# No step moves a measure by more logits than this.
LONGEST: Final = 3.0


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """Measures at the largest (penalised) likelihood.

    Attributes
    ----------
    measure
        Shape (n,): logits, with mean zero.
    lean
        Logits in favour of the first of a pair; 0 where it was not asked for.
    covariance
        Shape (n, n), or (n + 1, n + 1) with the lean last: inverse of the information within mean zero.
    steps_n
        How many steps it took.
    """

    measure: Floats
    lean: float
    covariance: Floats
    steps_n: int


def solve(tally: Tally, n: int, *, reduced: bool, lean: bool = False) -> Solution:
    """Find measures for which logit P(first wins) = measure of first − measure of second (+ lean).

    Parameters
    ----------
    tally
        Judgements by pair, which tie all n exemplars together.
    reduced
        Add half the logarithm of the determinant of the information (Jeffreys' prior). Firth's bias-reduced
        estimate: always finite.
    lean
        Estimate an advantage of the first too.

    Raises
    ------
    DidNotConverge
        The steps did not settle, as with likelihood without a finite largest value.
    """
    at, before, best = np.zeros(n + lean), np.zeros(n + lean), -np.inf
    for step_n in range(MOST_STEPS):
        chance = expit(_odds(tally, at, n))
        weight = tally.judged * chance * (1.0 - chance)
        factor = cho_factor(_information(tally, weight, n, lean=lean), lower=True)
        height = likelihood_of(tally, at, n)
        if reduced:
            height += float(np.log(np.diagonal(factor[0])).sum())
        if height < best - 1e-9 * (1.0 + abs(best)):
            at = 0.5 * (at + before)  # too far: go back half the way
            continue
        before, best = at, height
        push = tally.won - tally.judged * chance
        if reduced:
            pull = weight * variance_of(tally, _centred(factor[0], n), n)
            push += pull * (0.5 - chance)
            grown = (tally.judged + pull) * chance * (1.0 - chance)
            step = _step(_information(tally, grown, n, lean=lean), tally, push, n)
        else:
            step = cho_solve(factor, gather(tally, push, n, lean=lean))
        longest = float(np.abs(step).max())
        if longest < TOLERANCE:
            measure = at[:n] + step[:n]
            told = float(at[n] + step[n]) if lean else 0.0
            return Solution(measure - measure.mean(), told, _centred(factor[0], n), step_n + 1)
        at = at + step * min(1.0, LONGEST / longest)
    raise DidNotConverge("No scale was found.", why=f"After {MOST_STEPS} steps measures still moved.")


def _odds(tally: Tally, at: Floats, n: int) -> Floats:
    odds = at[tally.first] - at[tally.second]
    return odds + at[n] if len(at) > n else odds


def likelihood_of(tally: Tally, at: Floats, n: int) -> float:
    """Log likelihood of all judgements, with measures and perhaps the lean in `at`."""
    odds = _odds(tally, at, n)
    lost = tally.judged - tally.won
    return -float(tally.won @ np.logaddexp(0.0, -odds) + lost @ np.logaddexp(0.0, odds))


def gather(tally: Tally, push: Floats, n: int, *, lean: bool = False) -> Floats:
    """Add pushes of pairs up for each exemplar: for the first, against the second; and all of them for the lean."""
    gathered = np.bincount(tally.first, push, n) - np.bincount(tally.second, push, n)
    return np.asarray(np.append(gathered, push.sum()) if lean else gathered, dtype=np.float64)


def _information(tally: Tally, weight: Floats, n: int, *, lean: bool) -> Floats:
    """Information plus 1/n throughout: that adds nothing within mean zero, and makes the whole invertible."""
    matrix = np.full((n + lean, n + lean), 1.0 / n)
    between = np.bincount(tally.first * n + tally.second, weight, n * n).reshape(n, n)
    matrix[:n, :n] -= between + between.T
    ends = np.bincount(tally.first, weight, n) + np.bincount(tally.second, weight, n)
    matrix[np.arange(n), np.arange(n)] += ends
    if lean:
        matrix[n, :n] = matrix[:n, n] = gather(tally, weight, n)
        matrix[n, n] = weight.sum()
    return matrix


def _step(information: Floats, tally: Tally, push: Floats, n: int) -> Floats:
    factor = cho_factor(information, lower=True)
    return np.asarray(cho_solve(factor, gather(tally, push, n, lean=len(information) > n)))


def invert(lower: Floats) -> Floats:
    """Invert a matrix that is given by its lower Cholesky factor."""
    whole, _ = dpotri(lower, lower=1)
    return np.asarray(np.tril(whole) + np.tril(whole, -1).T, dtype=np.float64)


def _centred(lower: Floats, n: int) -> Floats:
    covariance = invert(lower)
    covariance[:n, :n] -= 1.0 / n
    return covariance


def variance_of(tally: Tally, covariance: Floats, n: int) -> Floats:
    """Variance of the log odds of each pair."""
    own = np.diagonal(covariance)
    variance = own[tally.first] + own[tally.second] - 2.0 * covariance[tally.first, tally.second]
    if len(covariance) > n:
        variance = variance + own[n] + 2.0 * (covariance[tally.first, n] - covariance[tally.second, n])
    return np.asarray(variance, dtype=np.float64)
