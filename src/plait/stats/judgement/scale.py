"""The scale on which judgements place exemplars: the Bradley–Terry model."""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from scipy.special import expit, ndtri

from plait.stats.errors import BadInput, NotIdentified
from plait.stats.judgement.drawn import Spread, draw
from plait.stats.judgement.linkage import require_linked
from plait.stats.judgement.records import Floats, Ints, Judgements, name_some, tally
from plait.stats.judgement.solving import likelihood_of, solve

Method = Literal["reduced", "drawn", "likelihood"]


@dataclass(frozen=True, slots=True, eq=False)
class Scale:
    """Where judgements place exemplars.

    Attributes
    ----------
    exemplars
        Shape (n,): their numbers, ascending.
    measure
        Shape (n,): logits, with mean zero. Between two exemplars 1.1 logits apart, three judgements in four favour
        the one with the higher measure.
    covariance
        Shape (n, n): of the measures, within mean zero.
    judged_n, won_n
        Shape (n,): judgements in which each took part, and those it won.
    method
        ``reduced``: Firth's bias-reduced likelihood. ``drawn``: measures drawn together by a normal spread that is
        estimated with them. ``likelihood``: maximum likelihood.
    spread
        The true spread, where measures are ``drawn``; otherwise None.
    log_likelihood
        Of the judgements, without a penalty.
    steps_n
        Steps of Newton's method.
    """

    exemplars: Ints
    measure: Floats
    covariance: Floats
    judged_n: Ints
    won_n: Ints
    method: Method
    spread: Spread | None
    log_likelihood: float
    steps_n: int

    @property
    def se(self) -> Floats:
        """Standard errors of the measures, shape (n,), in logits."""
        return np.asarray(np.sqrt(np.maximum(np.diagonal(self.covariance), 0.0)))

    def interval(self, level: float = 0.9) -> tuple[Floats, Floats]:
        """Limits of each measure by its standard error, shape (n,) each."""
        reach = float(ndtri(0.5 + 0.5 * level)) * self.se
        return self.measure - reach, self.measure + reach

    def row_of(self, exemplar: int) -> int:
        """Find the row of an exemplar.

        Raises
        ------
        BadInput
            It is not on the scale.
        """
        row = int(np.searchsorted(self.exemplars, exemplar))
        if row == len(self.exemplars) or self.exemplars[row] != exemplar:
            raise BadInput("An exemplar is not on the scale.", why=f"It is {exemplar}.", mend="Judge it first.")
        return row

    def difference(self, one: int, other: int) -> tuple[float, float]:
        """Measure of one exemplar less that of another, and its standard error, in logits."""
        a, b = self.row_of(one), self.row_of(other)
        variance = self.covariance[a, a] + self.covariance[b, b] - 2.0 * self.covariance[a, b]
        return float(self.measure[a] - self.measure[b]), float(np.sqrt(max(variance, 0.0)))

    def chance(self, one: int, other: int) -> float:
        """Probability that a judgement favours the first exemplar."""
        return float(expit(self.difference(one, other)[0]))


def fit(judgements: Judgements, *, method: Method = "reduced") -> Scale:
    """Place exemplars so that log odds of winning are differences of measures: logit P(a wins over b) = a − b.

    Parameters
    ----------
    judgements
        At least one, tying all exemplars together.
    method
        ``reduced`` takes the first-order bias off and is finite even where an exemplar always wins or always loses:
        for pairs chosen without a look at the measures. ``drawn`` is finite too, and is right under adaptive pairing,
        where the other two spread measures too far. ``likelihood`` is what most programs do; it is finite only under
        Ford's condition, and spreads measures too far when judgements are few.

    Returns
    -------
    Scale
        Standard errors from the information within mean zero, at the estimate (of ``drawn``: posterior standard
        deviations, averaged over spreads); judgements count as independent.

    Raises
    ------
    TooFewUnits
        Fewer than two exemplars or no judgement.
    NotIdentified
        Exemplars fall into groups never compared; or, with ``likelihood``, Ford's condition fails.
    DidNotConverge
        The steps did not settle.

    References
    ----------
    Bradley, R. A. and Terry, M. E. (1952). Rank analysis of incomplete block designs: I. Biometrika 39.
    doi:10.2307/2334029. Firth, D. (1993). Bias reduction of maximum likelihood estimates. Biometrika 80.
    doi:10.1093/biomet/80.1.27. Kosmidis, I. and Firth, D. (2021). Jeffreys-prior penalty, finiteness and shrinkage in
    binomial-response generalized linear models. Biometrika 108. doi:10.1093/biomet/asaa052.
    """
    if method not in get_args(Method):
        raise BadInput("The method is not known.", why=f"It is {method}.", mend=f"Say {' or '.join(get_args(Method))}.")
    linkage = require_linked(judgements)
    if method == "likelihood" and not linkage.finite:
        raise NotIdentified(
            "Maximum likelihood has no finite answer.",
            why=_ford(judgements, linkage.always_won, linkage.always_lost),
            mend="Fit with `reduced`, or judge more pairs.",
        )
    n = len(judgements.exemplars)
    pairs = tally(judgements)
    spread = None
    if method == "drawn":
        measure, covariance, spread, steps_n = draw(pairs, n)
    else:
        found = solve(pairs, n, reduced=method == "reduced")
        measure, covariance, steps_n = found.measure, found.covariance, found.steps_n
    won = np.bincount(judgements.winner, minlength=n)
    return Scale(
        exemplars=judgements.exemplars,
        measure=measure,
        covariance=covariance,
        judged_n=won + np.bincount(judgements.loser, minlength=n),
        won_n=won,
        method=method,
        spread=spread,
        log_likelihood=likelihood_of(pairs, measure, n),
        steps_n=steps_n,
    )


def _ford(judgements: Judgements, always_won: np.ndarray, always_lost: np.ndarray) -> str:
    parts = []
    if always_won.any():
        parts.append(f"never lost: {name_some(judgements.exemplars[always_won])}")
    if always_lost.any():
        parts.append(f"never won: {name_some(judgements.exemplars[always_lost])}")
    return f"Some exemplars {'; '.join(parts)}." if parts else "Some exemplars never lost to any of the others."
