"""Signals: which schools are likely different by a size that matters, in words, and how often such words hold."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plait.stats.errors import BadInput
from plait.stats.multiplicity import bayesian_fdr
from plait.stats.signals.panel import Bools, Floats, Ints
from plait.stats.signals.posterior import Difference

# Probabilities from which a word is used. Possible: more likely than not. Likely: four in five. Clear: 19 in 20.
CLEAR, LIKELY, POSSIBLE = 0.95, 0.80, 0.50
# Of the limit on false flags this share is kept in reserve: the average that all are held against moves towards schools
# that stand out where they lie on one side only, and the shape of differences is itself estimated.
RESERVE = 0.1
WORDS = ("as expected", "possible", "likely", "clear")

# Small-sample refusals. One year cannot tell what lasts from what held in that year; 30 pupils are a class; a figure
# more than three years old says little about the present.
FEWEST_YEARS, FEWEST_PUPILS, OLDEST_YEARS = 2, 30, 3


@dataclass(frozen=True, slots=True, eq=False)
class Worded:
    """What may be said of each school.

    Attributes
    ----------
    strength
        Shape (n,): 0 as expected, 1 possible, 2 likely, 3 clear (positions in `WORDS`).
    side
        Shape (n,): 1 above, −1 below, 0 as expected.
    probability
        Shape (n,): that the difference is beyond the margin on that side; for “as expected” the larger of the two.
    """

    strength: Ints
    side: Ints
    probability: Floats


def word(difference: Difference, *, margin: float) -> Worded:
    """Put every difference into words; what lies below mirrors what lies above.

    Parameters
    ----------
    difference
        Of schools or trusts.
    margin
        The size that matters, in outcome points; not negative.
    """
    _check_margin(margin)
    above, below = difference.above(margin), difference.below(margin)
    larger = np.maximum(above, below)
    strength = np.searchsorted([POSSIBLE, LIKELY, CLEAR], larger, side="right").astype(np.int64)
    side = np.where(strength == 0, 0, np.where(above >= below, 1, -1)).astype(np.int64)
    return Worded(strength=strength, side=side, probability=larger)


@dataclass(frozen=True, slots=True, eq=False)
class Answerable:
    """Which schools have figures enough to be spoken of.

    Attributes
    ----------
    yes
        Shape (n,).
    why
        Shape (n,): “” or the reason of the refusal, as a phrase.
    """

    yes: Bools
    why: NDArray[np.str_]


def answerable(difference: Difference, *, pupils_n: Floats, now: int) -> Answerable:
    """Refuse schools whose figures cannot bear the question.

    Parameters
    ----------
    difference
        Of schools.
    pupils_n
        Shape (n,): pupils in all cohorts with a figure together.
    now
        The year the question is about.
    """
    few_years = difference.years_n < FEWEST_YEARS
    few_pupils = ~(np.asarray(pupils_n, dtype=np.float64) >= FEWEST_PUPILS)
    old = difference.last_year < now - OLDEST_YEARS
    why = np.where(
        few_years,
        "figures of one year only",
        np.where(
            few_pupils,
            f"fewer than {FEWEST_PUPILS} pupils in all years together",
            np.where(old, f"no figure in the last {OLDEST_YEARS} years", ""),
        ),
    )
    return Answerable(yes=why == "", why=why)


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """A list that a reader sees as one, and how much of it is false.

    Attributes
    ----------
    label
        What the list is, as stated on its page (“Primary reading, writing and maths, 2024/25, above”).
    margin
        The size that matters, outcome points.
    share
        The limit on the expected share of false flags.
    probability
        Shape (n,): posterior probability that the difference exceeds the margin; NaN for those not answerable.
    listed
        Shape (n,): the largest list within the limit.
    holds
        Of the flags listed, the share that holds on average: the mean of their probabilities; NaN for an empty list.
    asked_n
        How many were answerable: the size of the family.
    """

    label: str
    margin: float
    share: float
    probability: Floats
    listed: Bools
    holds: float
    asked_n: int

    def holds_among(self, some: Bools) -> float:
        """How often the flags of a part of the list hold, such as the clear ones."""
        chosen = self.probability[self.listed & some]
        return float(chosen.mean()) if chosen.size else float("nan")


def find_signals(
    probability: Floats,
    *,
    label: str,
    margin: float,
    share: float = 0.05,
    reserve: float = 0.0,
    answerable: Bools | None = None,
) -> Family:
    """List the signals of one family with the expected share of false flags within a limit.

    Parameters
    ----------
    probability
        Shape (n,): posterior probability of exceeding the margin, from `Difference.above` or `below`. Several outcomes
        or subgroups that share a page are one family: give them one after the other.
    label
        What the list is; it is stated beside it.
    margin
        The size that matters, outcome points, to be stated with it.
    share
        Largest expected share of false flags over the whole list.
    reserve
        Part of that limit (0–1) which is not used up, for what the probabilities leave out: see `RESERVE`.
    answerable
        Shape (n,): which may be listed at all. None: all.

    Returns
    -------
    Family
        With the largest list whose mean error probability is within the share less its reserve (Bayesian false
        discovery rate). Findings of equal probability are listed together or not at all.
    """
    _check_margin(margin)
    asked = np.ones(np.shape(probability), dtype=np.bool_) if answerable is None else answerable
    known = np.where(asked, probability, np.nan)
    shown = bayesian_fdr(1.0 - known, share=share * (1.0 - reserve))
    chosen = known[shown.listed]
    return Family(
        label=label,
        margin=margin,
        share=share,
        probability=known,
        listed=shown.listed,
        holds=float(chosen.mean()) if chosen.size else float("nan"),
        asked_n=int((~np.isnan(known)).sum()),
    )


def _check_margin(margin: float) -> None:
    if not margin >= 0.0:
        raise BadInput("The margin is not a size.", why=f"It is {margin}.", mend="Give 0 or more outcome points.")
