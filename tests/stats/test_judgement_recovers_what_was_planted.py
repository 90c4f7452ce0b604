"""Comparative judgement: measures, spreads, reliabilities, misfit and the pull of a side, found where planted."""

import numpy as np
import pytest
from tests.stats.slow_judgement import judge_at_random, judge_live

from plait.stats.judgement import (
    Pairing,
    boundaries_between,
    fit,
    misfit_of_judges,
    place,
    position_of,
    separation_of,
    split_half,
)


def test_nine_in_ten_intervals_hold_the_true_measure():
    held, spread_held, within = [], [], []
    for seed in range(12):
        rng = np.random.default_rng([1, seed])
        truth = rng.normal(size=40)
        truth -= truth.mean()
        made = judge_at_random(rng, truth=truth, judges_n=10, each_n=50)
        lo, hi = fit(made).interval(0.9)
        held.append(((lo <= truth) & (truth <= hi)).mean())
        drawn = fit(made, method="drawn")
        lo, hi = drawn.interval(0.9)
        within.append(((lo <= truth) & (truth <= hi)).mean())
        spread_held.append(drawn.spread.lo <= 1.0 <= drawn.spread.hi)
    assert 0.88 <= np.mean(held) <= 0.95
    assert 0.86 <= np.mean(within) <= 0.95
    assert np.mean(spread_held) >= 0.75


@pytest.mark.parametrize("method", ["reduced", "drawn"])
def test_under_balanced_pairing_separation_is_the_squared_correlation_with_the_truth(method):
    claimed, true = [], []
    for seed in range(8):
        rng = np.random.default_rng([2, seed])
        truth = rng.normal(size=40)
        scale = fit(judge_at_random(rng, truth=truth, judges_n=10, each_n=50), method=method)
        found = separation_of(scale, pairing=Pairing.BALANCED)
        claimed.append(found.reliability)
        true.append(np.corrcoef(scale.measure, truth)[0, 1] ** 2)
        assert found.lo < true[-1] < found.hi
        assert found.trustworthy
    assert np.mean(claimed) == pytest.approx(np.mean(true), abs=0.04)


def test_under_adaptive_pairing_separation_claims_too_much_and_drawn_measures_do_not():
    # True spread half a logit: most of what separates the exemplars is the choice of pairs.
    claimed, halved, honest, true, true_drawn = [], [], [], [], []
    for seed in range(4):
        rng = np.random.default_rng([3, seed])
        truth = 0.5 * rng.normal(size=24)
        made = judge_live(rng, truth=truth, judges_n=8, each_n=36, pairing=Pairing.ADAPTIVE)
        reduced, drawn = fit(made), fit(made, method="drawn")
        claimed.append(separation_of(reduced, pairing=Pairing.ADAPTIVE))
        honest.append(separation_of(drawn, pairing=Pairing.ADAPTIVE))
        halved.append(split_half(made, pairing=Pairing.ADAPTIVE, rng=rng, splits_n=3))
        true.append(np.corrcoef(reduced.measure, truth)[0, 1] ** 2)
        true_drawn.append(np.corrcoef(drawn.measure, truth)[0, 1] ** 2)
        assert honest[-1].lo < true_drawn[-1] < honest[-1].hi
    assert not claimed[0].trustworthy
    assert not halved[0].trustworthy
    assert honest[0].trustworthy
    assert np.mean([each.reliability for each in claimed]) > np.mean(true) + 0.2
    assert np.mean([each.reliability for each in halved]) > np.mean(true) + 0.2  # halves share the choice of pairs
    assert np.mean([each.reliability for each in honest]) < np.mean(true_drawn) + 0.1


def test_halves_of_the_judges_agree_as_far_as_separation_says():
    rng = np.random.default_rng(41)
    made = judge_at_random(rng, truth=rng.normal(size=20), judges_n=12, each_n=40)
    found = split_half(made, pairing=Pairing.BALANCED, rng=rng, splits_n=20)
    assert found.reliability == pytest.approx(separation_of(fit(made), pairing=Pairing.BALANCED).reliability, abs=0.06)
    assert found.reliability == pytest.approx(2 * found.correlation / (1 + found.correlation))
    assert found.lo < found.reliability < found.hi
    assert (found.splits_n, found.unusable_n, found.judges_n) == (20, 0, 12)
    again = split_half(made, pairing=Pairing.BALANCED, rng=np.random.default_rng(5), splits_n=4)
    assert again == split_half(made, pairing=Pairing.BALANCED, rng=np.random.default_rng(5), splits_n=4)


def test_a_judge_who_tosses_a_coin_is_found_and_the_others_are_left_in_peace():
    flagged = []
    for seed in range(4):
        rng = np.random.default_rng([5, seed])
        made = judge_at_random(rng, truth=1.5 * rng.normal(size=24), judges_n=12, each_n=40, astray=[7])
        flagged += misfit_of_judges(made, fit(made)).number[misfit_of_judges(made, fit(made)).flagged].tolist()
    assert set(flagged) == {7}
    assert len(flagged) >= 3


def test_the_pull_of_the_left_is_found_and_none_where_there_is_none():
    rng = np.random.default_rng(61)
    pulled = judge_at_random(rng, truth=rng.normal(size=15), judges_n=10, each_n=80, lean=0.5)
    found = position_of(pulled)
    assert found.lean == pytest.approx(0.5, abs=2 * found.se)
    assert found.lo > 0.5
    assert np.abs(found.z).max() < 3.5
    assert found.expected_n.sum() == pytest.approx(found.left_n.sum(), abs=1.0)
    even = position_of(judge_at_random(rng, truth=rng.normal(size=15), judges_n=10, each_n=80))
    assert even.lo < 0.5 < even.hi


def test_levels_are_those_of_the_planted_measures_as_surely_as_is_said():
    right, sure = [], []
    for seed in range(4):
        rng = np.random.default_rng([7, seed])
        truth = np.concatenate([np.repeat([-2.0, 0.0, 2.0], 2), rng.uniform(-2.5, 2.5, 24)])
        made = judge_at_random(rng, truth=truth, judges_n=10, each_n=60)
        scale = fit(made, method="drawn")
        edges = boundaries_between(scale, level_of={0: 0, 1: 0, 2: 1, 3: 1, 4: 2, 5: 2})
        found = place(scale, edges)
        true = (truth[:, None] > np.array([-1.0, 1.0])).sum(axis=1)
        right.append(((found.lowest <= true) & (true <= found.highest))[6:].mean())
        sure.append((found.lowest == found.highest).mean())
    assert np.mean(right) >= 0.9
    assert np.mean(sure) > 0.4
