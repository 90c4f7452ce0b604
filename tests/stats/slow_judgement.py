"""Comparative judgement the obvious way: loops over judgements, and a general optimiser instead of a formula."""

import itertools
import math

import numpy as np
from scipy.optimize import minimize

from plait.stats.judgement import judgements_of, next_pair


def chance(one, other):
    return 1.0 / (1.0 + math.exp(other - one))


def log_likelihood(measure, won):
    """`won` is a list of (winner, loser) by row."""
    return sum(math.log(chance(measure[a], measure[b])) for a, b in won)


def information(measure, won):
    matrix = np.zeros((len(measure), len(measure)))
    for a, b in won:
        p = chance(measure[a], measure[b])
        matrix[a, a] += p * (1 - p)
        matrix[b, b] += p * (1 - p)
        matrix[a, b] -= p * (1 - p)
        matrix[b, a] -= p * (1 - p)
    return matrix


def slow_fit(won, n, *, reduced):
    """Measures with mean zero and their covariance: the first measure is fixed at 0 while the rest is searched."""

    def loss(rest):
        measure = np.concatenate([[0.0], rest])
        height = log_likelihood(measure, won)
        if reduced:
            height += 0.5 * np.linalg.slogdet(information(measure, won)[1:, 1:])[1]
        return -height

    found = minimize(loss, np.zeros(n - 1), method="BFGS", options={"gtol": 1e-7})
    measure = np.concatenate([[0.0], found.x])
    fixed = np.zeros((n, n))
    fixed[1:, 1:] = np.linalg.inv(information(measure, won)[1:, 1:])
    centre = np.eye(n) - 1.0 / n
    return measure - measure.mean(), centre @ fixed @ centre


def slow_drawn_mean(won, *, prior, reach=14.0, points=141):
    """Posterior mean of the difference of two exemplars: every difference and every spread on a grid."""
    difference = np.linspace(-reach, reach, points)
    total = weighted = 0.0
    for spread in np.geomspace(0.02, 30.0, 400):
        # A density of the logarithm of the spread, as the grid is even on that.
        own = spread * math.exp(-0.5 * (spread / prior) ** 2)
        for d in difference:
            density = own * math.exp(-0.25 * (d / spread) ** 2) / spread
            density *= math.exp(log_likelihood([d, 0.0], won))
            total += density
            weighted += density * d
    return weighted / total


def slow_misfit(measure, judged):
    """Infit and outfit of judgements (winner, loser)."""
    squares = sum((1 - chance(measure[a], measure[b])) ** 2 for a, b in judged)
    weight = sum(chance(measure[a], measure[b]) * chance(measure[b], measure[a]) for a, b in judged)
    outfit = sum(chance(measure[b], measure[a]) / chance(measure[a], measure[b]) for a, b in judged) / len(judged)
    return squares / weight, outfit


def slow_wear(won, n, *, seen_by_judge, own):
    """Pairs that may be shown, each with how often its two were seen, and how often together."""
    found = {}
    for a, b in itertools.combinations(range(n), 2):
        if a in own or b in own or {a, b} in seen_by_judge:
            continue
        seen = sum((a in pair) + (b in pair) for pair in won)
        found[a, b] = (seen, sum({a, b} == set(pair) for pair in won))
    return found


def judge_live(rng, *, truth, judges_n, each_n, pairing, rules=None, lean=0.0):
    """Let judges judge one pair after the other, each chosen after all before it."""
    judge, winner, loser, left_won = [], [], [], []
    for turn in range(judges_n * each_n):
        so_far = judgements_of(judge, winner=winner, loser=loser, exemplars=range(len(truth)), winner_left=left_won)
        pair = next_pair(so_far, judge=turn % judges_n, rng=rng, pairing=pairing, rules=rules)
        left = rng.random() < chance(truth[pair.left] + lean, truth[pair.right])
        judge.append(turn % judges_n)
        winner.append(pair.left if left else pair.right)
        loser.append(pair.right if left else pair.left)
        left_won.append(bool(left))
    return judgements_of(judge, winner=winner, loser=loser, exemplars=range(len(truth)), winner_left=left_won)


def judge_at_random(rng, *, truth, judges_n, each_n, lean=0.0, astray=()):
    """Pairs by lot, all at once; judges in `astray` toss a coin."""
    n, m = len(truth), judges_n * each_n
    judge = np.repeat(np.arange(judges_n), each_n)
    left = rng.integers(0, n, m)
    right = (left + rng.integers(1, n, m)) % n
    p = np.where(np.isin(judge, astray), 0.5, 1.0 / (1.0 + np.exp(truth[right] - truth[left] - lean)))
    won = rng.random(m) < p
    return judgements_of(
        judge,
        winner=np.where(won, left, right),
        loser=np.where(won, right, left),
        exemplars=range(n),
        winner_left=won,
    )
