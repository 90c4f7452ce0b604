"""How reliable a scale is: separation, halves of the judges, and how many more judgements a wish would take."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.stats import chi2

from plait.stats.errors import BadInput, NotIdentified, TooFewUnits
from plait.stats.judgement.linkage import linkage_of
from plait.stats.judgement.records import Bools, Judgements, Pairing
from plait.stats.judgement.scale import Method, Scale, fit

FEWEST_EXEMPLARS: Final = 3
FEWEST_JUDGES: Final = 4
# Fewer splits than this share that leave both halves whole: no figure, as the rest would be a choice.
USABLE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Separation:
    """How far measures differ beyond their errors: scale separation reliability (SSR), or its kin for ``drawn``.

    Attributes
    ----------
    reliability, lo, hi
        1 − mean squared error ÷ variance of measures, 0 to 1, and its 90 % limits for exemplars drawn like these.
        For measures ``drawn`` together: 1 − posterior variance ÷ true variance.
    index
        True spread ÷ typical error (G).
    strata
        Levels that measures can tell apart, (4 G + 1) / 3.
    spread, spread_true, error
        Standard deviation of the measures, the same without error, and the typical error, in logits.
    pairing
        How pairs came about.
    method
        Of the scale.
    judgements_n, exemplars_n
        What it rests on.
    """

    reliability: float
    lo: float
    hi: float
    index: float
    strata: float
    spread: float
    spread_true: float
    error: float
    pairing: Pairing
    method: Method
    judgements_n: int
    exemplars_n: int

    @property
    def trustworthy(self) -> bool:
        """Whether the figure means what it says: pairs chosen without a look at measures, or measures ``drawn``."""
        return self.pairing == Pairing.BALANCED or self.method == "drawn"


@dataclass(frozen=True, slots=True)
class SplitHalf:
    """How far two halves of the judges agree, over many splits at random.

    Attributes
    ----------
    correlation
        Mean correlation of the measures of both halves.
    reliability, lo, hi
        The same stepped up to all judges (Spearman–Brown), and what the middle 90 % of the splits give. That range
        is about the luck of splitting; it is no confidence interval.
    pairing
        How pairs came about. Where measures of all judges chose the pairs, both halves share that choice, and agree
        too well.
    splits_n, unusable_n
        Splits that count, and those in which a half left exemplars untied.
    judgements_n, exemplars_n, judges_n
        What it rests on.
    """

    correlation: float
    reliability: float
    lo: float
    hi: float
    pairing: Pairing
    splits_n: int
    unusable_n: int
    judgements_n: int
    exemplars_n: int
    judges_n: int

    @property
    def trustworthy(self) -> bool:
        """Whether pairs were chosen without a look at measures, so that the halves know nothing of each other."""
        return self.pairing == Pairing.BALANCED


@dataclass(frozen=True, slots=True)
class Projection:
    """How many judgements a wished reliability takes, if more of them are like those made.

    Attributes
    ----------
    more_n, more_lo, more_hi
        Further judgements: at the reliability found, and at the upper and lower end of its range. Infinite where
        the lower end is 0.
    per_exemplar
        Judgements in which each exemplar would have taken part by then.
    """

    more_n: float
    more_lo: float
    more_hi: float
    per_exemplar: float


def separation_of(scale: Scale, *, pairing: Pairing) -> Separation:
    """Work out the share of the variance of measures that is not error.

    Parameters
    ----------
    scale
        Of at least three exemplars.
    pairing
        How pairs were chosen; a figure of adaptive pairing is labelled, never mended.

    Returns
    -------
    Separation
        Limits take the measures as drawn from a normal distribution (chi-squared), and their error as known; those of
        ``drawn`` measures come from the posterior of the spread.

    Raises
    ------
    TooFewUnits
        Fewer than three exemplars.

    References
    ----------
    Verhavert, S., De Maeyer, S., Donche, V. and Coertjens, L. (2018). Scale separation reliability: what does it mean
    in the context of comparative judgment? Applied Psychological Measurement 42. doi:10.1177/0146621617748321.
    Wright, B. D. and Masters, G. N. (1982). Rating Scale Analysis. Chicago: MESA Press.
    """
    n = len(scale.exemplars)
    if n < FEWEST_EXEMPLARS:
        raise TooFewUnits("No reliability can be read.", why=f"There are {n} exemplars, and it takes three.")
    # Errors lie within mean zero, so their sum of squares has n − 1 parts, as has that of the measures.
    error2 = float(np.trace(scale.covariance)) / (n - 1)
    spread2 = float(np.var(scale.measure, ddof=1))
    if scale.spread is not None:
        reliability = _within(scale.spread.reliability)
        lo, hi = _within(scale.spread.reliability_lo), _within(scale.spread.reliability_hi)
        true = scale.spread.sd
    else:
        share = error2 / spread2 if spread2 > 0.0 else np.inf
        low, high = (float(chi2.ppf(tail, n - 1)) / (n - 1) for tail in (0.05, 0.95))
        reliability, lo, hi = (_within(1.0 - share * each) for each in (1.0, high, low))
        true = float(np.sqrt(max(spread2 - error2, 0.0)))
    index = float(np.sqrt(reliability / (1.0 - reliability)))
    return Separation(
        reliability=reliability,
        lo=lo,
        hi=hi,
        index=index,
        strata=(4.0 * index + 1.0) / 3.0,
        spread=float(np.sqrt(spread2)),
        spread_true=true,
        error=float(np.sqrt(error2)),
        pairing=pairing,
        method=scale.method,
        judgements_n=int(scale.judged_n.sum()) // 2,
        exemplars_n=n,
    )


def split_half(
    judgements: Judgements,
    *,
    pairing: Pairing,
    rng: np.random.Generator,
    splits_n: int = 100,
    method: Method = "reduced",
) -> SplitHalf:
    """Split the judges in two at random, fit each half alone, and see how far the two scales agree.

    Parameters
    ----------
    judgements
        By at least four judges, of at least three exemplars.
    pairing
        How pairs were chosen; a figure of adaptive pairing is labelled, never mended.
    rng
        Splits the judges.
    splits_n
        How often; each takes two fits.
    method
        As for `fit`.

    Raises
    ------
    TooFewUnits
        Fewer than four judges or three exemplars.
    NotIdentified
        In more than half of the splits a half leaves exemplars untied.

    References
    ----------
    Bisson, M.-J., Gilmore, C., Inglis, M. and Jones, I. (2016). Measuring conceptual understanding using comparative
    judgement. International Journal of Research in Undergraduate Mathematics Education 2.
    doi:10.1007/s40753-016-0024-3.
    """
    judges_n, n = len(judgements.judges), len(judgements.exemplars)
    if judges_n < FEWEST_JUDGES or n < FEWEST_EXEMPLARS:
        raise TooFewUnits(
            "The judges cannot be split into halves.",
            why=f"There are {judges_n} judges and {n} exemplars; it takes {FEWEST_JUDGES} and {FEWEST_EXEMPLARS}.",
        )
    if splits_n < 1:
        raise BadInput("There is nothing to average.", why=f"The number of splits is {splits_n}.")
    halves = (rng.permutation(judges_n)[: judges_n // 2] for _ in range(splits_n))
    tried = [_agreement(judgements, np.isin(judgements.judge, half), method) for half in halves]
    found = [each for each in tried if each is not None]
    if len(found) < USABLE * splits_n or not found:
        raise NotIdentified(
            "Halves of the judges cannot be compared.",
            why=f"In {splits_n - len(found)} of {splits_n} splits one half left exemplars untied, or all alike.",
            mend="Gather more judgements from each judge.",
        )
    correlation = float(np.mean(found))
    stepped = np.array([_stepped_up(each) for each in found])
    return SplitHalf(
        correlation=correlation,
        reliability=_within(_stepped_up(correlation)),
        lo=_within(float(np.quantile(stepped, 0.05))),
        hi=_within(float(np.quantile(stepped, 0.95))),
        pairing=pairing,
        splits_n=len(found),
        unusable_n=splits_n - len(found),
        judgements_n=len(judgements),
        exemplars_n=n,
        judges_n=judges_n,
    )


def project(found: Separation | SplitHalf, *, wished: float = 0.8) -> Projection:
    """Work out how many more judgements would bring a reliability to the wished one.

    The error's variance falls with the number of judgements, so that reliability ÷ (1 − reliability) grows in
    proportion to it (Spearman–Brown). That holds where judges go on as they did and pairs are chosen alike.

    Raises
    ------
    BadInput
        The wish is not between 0 and 1.
    NotIdentified
        The reliability found is 0, or comes from pairs chosen by the measures: it cannot be scaled up.
    """
    if not 0.0 < wished < 1.0:
        raise BadInput("That reliability cannot be wished for.", why=f"It is {wished}.", mend="Ask between 0 and 1.")
    if not found.trustworthy:
        raise NotIdentified(
            "How many more judgements it takes cannot be read from this reliability.",
            why=f"Its pairing is {found.pairing}, which may make it too high.",
            mend="Project from the separation of a scale whose measures are `drawn`.",
        )
    if found.reliability <= 0.0:
        raise NotIdentified(
            "How many more judgements it takes cannot be said.",
            why="So far nothing tells the exemplars apart.",
            mend="Gather more judgements first, or look at whether the question is clear.",
        )

    def more(reliability: float) -> float:
        if reliability <= 0.0:
            return float("inf")
        times = wished / (1.0 - wished) * (1.0 - reliability) / reliability
        return float(max(np.ceil(round(found.judgements_n * (times - 1.0), 6)), 0.0))

    needed = more(found.reliability)
    return Projection(
        more_n=needed,
        more_lo=more(found.hi),
        more_hi=more(found.lo),
        per_exemplar=2.0 * (found.judgements_n + needed) / found.exemplars_n,
    )


def _agreement(judgements: Judgements, inside: Bools, method: Method) -> float | None:
    """Correlation of the scales of two halves; None where a half gives none, which is counted."""
    halves = judgements.only(inside), judgements.only(~inside)
    for half in halves:
        linkage = linkage_of(half)
        if not linkage.linked or (method == "likelihood" and not linkage.finite):
            return None
    one, other = (fit(half, method=method).measure for half in halves)
    if one.std() < 1e-9 or other.std() < 1e-9:
        return None
    return float(np.corrcoef(one, other)[0, 1])


def _stepped_up(correlation: float) -> float:
    return 2.0 * correlation / (1.0 + correlation) if correlation > -1.0 else -np.inf


def _within(reliability: float) -> float:
    return float(min(max(reliability, 0.0), 1.0))
