"""Which two exemplars a judge sees next."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

import numpy as np
from scipy.special import expit

from plait.stats.errors import BadInput, StatsError
from plait.stats.judgement.records import Bools, Floats, Ints, Judgements, Pairing, Tally, tally

Why = Literal["coverage", "balance", "information"]

# Where little is known measures are held near zero, as if drawn from a normal distribution with this SD, in logits.
HELD: Final = 2.0
ROUGH_STEPS: Final = 25
# Last step, in logits, after which measures are good enough to choose a pair.
NEAR_ENOUGH: Final = 0.01


class NoPairLeft(StatsError):
    """The judge has seen every pair that may be shown to them."""


class Shown(NamedTuple):
    """A pair that a judge was shown and has not judged, or not yet."""

    judge: int
    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Rules:
    """How pairs are chosen.

    Attributes
    ----------
    least_n
        In adaptive pairing, judgements that every exemplar gets before measures count.
    exploration
        In adaptive pairing, share of pairs chosen as if it were balanced, 0 to 1.
    """

    least_n: int = 5
    exploration: float = 0.25


@dataclass(frozen=True, slots=True)
class Pair:
    """Two exemplars for a judge.

    Attributes
    ----------
    left, right
        Numbers of exemplars.
    why
        ``coverage``: one has been seen less than all should be. ``balance``: they have been seen least.
        ``information``: the judgement is expected to say most.
    """

    left: int
    right: int
    why: Why


def next_pair(
    judgements: Judgements,
    *,
    judge: int,
    rng: np.random.Generator,
    own: Collection[int] = (),
    shown: Sequence[Shown] = (),
    pairing: Pairing = Pairing.BALANCED,
    rules: Rules | None = None,
) -> Pair:
    """Choose the next pair for a judge.

    Balanced pairing takes the exemplars seen least, then the pair seen least, then lots; it never looks at who won.
    Adaptive pairing does the same until every exemplar has been seen `least_n` times, and for a share of the pairs
    after that; otherwise it takes the pair whose judgement adds most: p (1 − p) times the variance of the difference.
    Never the same pair twice for a judge, never the judge's own exemplar. The one that was on the left less often
    goes there.

    Parameters
    ----------
    judgements
        All so far, by all judges; `exemplars` lists those that may be shown.
    judge
        The judge's number; new ones are welcome.
    rng
        Draws lots.
    own
        Exemplars that this judge may not judge.
    shown
        Pairs shown and not judged, by anybody: they count as seen.
    pairing
        ``balanced`` or ``adaptive``. Adaptive pairing makes separation reliability too high.
    rules
        Of adaptive pairing.

    Raises
    ------
    NoPairLeft
        Nothing is left for this judge.
    BadInput
        The pairing or a rule makes no sense, or a shown pair is of exemplars that are not listed.

    References
    ----------
    Pollitt, A. (2012). The method of adaptive comparative judgement. Assessment in Education 19.
    doi:10.1080/0969594X.2012.665354. Bramley, T. (2015). Investigating the reliability of adaptive comparative
    judgment. Cambridge Assessment Research Report.
    """
    rules = rules or Rules()
    _check(pairing, rules)
    n = len(judgements.exemplars)
    left, right = _rows_shown(judgements, shown)
    allowed = _allowed(judgements, judge, own, shown=(left, right), shown_to=[each.judge for each in shown])
    if not allowed.any():
        raise NoPairLeft(
            "There is no pair left.",
            why=f"Judge {judge} has seen every pair of the {n} exemplars that may be shown to them.",
            mend="Thank them, or add exemplars.",
        )
    seen = _seen(judgements, left, right)
    why = _why(seen[allowed.any(axis=0) | allowed.any(axis=1)], pairing=pairing, rules=rules, rng=rng)
    cost = -_gain(judgements) if why == "information" else _wear(seen, _met(judgements, left, right))
    cost[~allowed] = np.inf
    one, other = divmod(int(rng.choice(np.flatnonzero(cost <= cost.min() + 1e-12))), n)
    lean = _lefts(judgements, left, right)
    if lean[one] > lean[other] or (lean[one] == lean[other] and rng.random() < 0.5):
        one, other = other, one
    return Pair(int(judgements.exemplars[one]), int(judgements.exemplars[other]), why)


def _why(seen: Ints, *, pairing: Pairing, rules: Rules, rng: np.random.Generator) -> Why:
    if pairing == Pairing.BALANCED:
        return "balance"
    if seen.min() < rules.least_n:
        return "coverage"
    return "balance" if rng.random() < rules.exploration else "information"


def _seen(judgements: Judgements, left: Ints, right: Ints) -> Ints:
    """How often each exemplar was judged or shown."""
    rows = np.concatenate([judgements.winner, judgements.loser, left, right])
    return np.bincount(rows, minlength=len(judgements.exemplars))


def _check(pairing: Pairing, rules: Rules) -> None:
    if pairing not in {Pairing.BALANCED, Pairing.ADAPTIVE}:
        raise BadInput("No pair can be chosen.", why=f"The pairing is {pairing}.", mend="Say balanced or adaptive.")
    if rules.least_n < 1 or not 0.0 <= rules.exploration <= 1.0:
        raise BadInput(
            "The rules of pairing make no sense.",
            why=f"Each exemplar is seen at least {rules.least_n} times, and {rules.exploration} is explored.",
            mend="Ask for at least once, and a share from 0 to 1.",
        )


def _rows_shown(judgements: Judgements, shown: Sequence[Shown]) -> tuple[Ints, Ints]:
    ids = np.array([(each.left, each.right) for each in shown], dtype=np.int64).reshape(-1, 2)
    if not np.isin(ids, judgements.exemplars).all():
        raise BadInput("A pair was shown that is not listed.", why="One of its exemplars is not among all exemplars.")
    rows = np.searchsorted(judgements.exemplars, ids).astype(np.int64)
    return rows[:, 0], rows[:, 1]


def _allowed(
    judgements: Judgements, judge: int, own: Collection[int], *, shown: tuple[Ints, Ints], shown_to: list[int]
) -> Bools:
    """Pairs, shape (n, n), above the diagonal only, that this judge may see."""
    may = ~np.isin(judgements.exemplars, np.array(list(own), dtype=np.int64))
    allowed = np.triu(may[:, None] & may[None, :], 1)
    row = np.searchsorted(judgements.judges, judge)
    if row < len(judgements.judges) and judgements.judges[row] == judge:
        mine = judgements.judge == row
        _strike(allowed, judgements.winner[mine], judgements.loser[mine])
    mine = np.array(shown_to, dtype=np.int64) == judge
    _strike(allowed, shown[0][mine], shown[1][mine])
    return allowed


def _strike(allowed: Bools, one: Ints, other: Ints) -> None:
    allowed[np.minimum(one, other), np.maximum(one, other)] = False


def _met(judgements: Judgements, left: Ints, right: Ints) -> Ints:
    """How often each pair was judged or shown, shape (n, n), above the diagonal only."""
    n = len(judgements.exemplars)
    one = np.concatenate([judgements.winner, left])
    other = np.concatenate([judgements.loser, right])
    return np.bincount(np.minimum(one, other) * n + np.maximum(one, other), minlength=n * n).reshape(n, n)


def _wear(seen: Ints, met: Ints) -> Floats:
    """How often both were seen, and, where that is equal, how often together: shape (n, n)."""
    return np.asarray(seen[:, None] + seen[None, :] + met / (met.max() + 1.0), dtype=np.float64)


def _gain(judgements: Judgements) -> Floats:
    """What one more judgement of each pair would add, shape (n, n): p (1 − p) times the variance of the difference."""
    measure, variance = rough_measures(tally(judgements), len(judgements.exemplars))
    odds = np.exp(0.5 * measure)
    ratio = odds[:, None] / odds[None, :]
    return np.asarray((variance[:, None] + variance[None, :]) / (ratio + ratio.T) ** 2, dtype=np.float64)


def rough_measures(pairs: Tally, n: int) -> tuple[Floats, Floats]:
    """Measures held near zero, and their variances alone, shape (n,) each: good enough to choose a pair, and quick."""
    measure = np.zeros(n)
    information = np.full(n, 1.0 / HELD**2)
    for _ in range(ROUGH_STEPS):
        chance = expit(measure[pairs.first] - measure[pairs.second])
        weight = pairs.judged * chance * (1.0 - chance)
        push = pairs.won - pairs.judged * chance
        information = np.bincount(pairs.first, weight, n) + np.bincount(pairs.second, weight, n) + 1.0 / HELD**2
        pushed = np.bincount(pairs.first, push, n) - np.bincount(pairs.second, push, n) - measure / HELD**2
        step = 0.7 * pushed / information
        measure = measure + np.clip(step, -1.0, 1.0)
        if np.abs(step).max(initial=0.0) < NEAR_ENOUGH:
            break
    return measure, 1.0 / information


def _lefts(judgements: Judgements, left: Ints, right: Ints) -> Ints:
    """How much more often each exemplar was on the left than on the right."""
    n = len(judgements.exemplars)
    lean = np.bincount(left, minlength=n) - np.bincount(right, minlength=n)
    if judgements.winner_left is not None:
        lefts = np.where(judgements.winner_left, judgements.winner, judgements.loser)
        rights = np.where(judgements.winner_left, judgements.loser, judgements.winner)
        lean = lean + np.bincount(lefts, minlength=n) - np.bincount(rights, minlength=n)
    return np.asarray(lean, dtype=np.int64)
