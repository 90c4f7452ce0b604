"""Property: whatever the series, the fast charts say what loops over single points say."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slow_spc import fewest_crossings, slow_chart

from plait.stats.spc import Chart, Rules, Signal, TwoOfThree, chart
from plait.stats.spc.exact import chances_of_runs, joint_of_arrangements, joint_of_coin
from plait.stats.spc.runs import critical_runs

quick = settings(max_examples=120, deadline=None, derandomize=True, database=None)


def many_series(seed):
    """Up to four series of whole numbers (so with ties), with gaps, breaks, a baseline and rules, or without."""
    rng = np.random.default_rng(seed)

    def one_of(*choices):
        return choices[rng.integers(len(choices))]

    k, n, kind = int(rng.integers(1, 5)), one_of(1, 5, 13, 24, 24, 40), one_of(*Chart)
    sizes = rng.integers(3, 40, (k, n)).astype(float) if kind.counts else None
    noise = rng.normal(size=(k, n))
    values = np.rint(one_of(noise, noise**5, noise.cumsum(axis=1)) * one_of(1.0, 3.0, 10.0))
    if sizes is not None:
        values = np.clip(np.abs(values + 4), 0, sizes)
    values[rng.random((k, n)) < one_of(0.0, 0.3)] = np.nan
    values[0, 0] = 1.0
    shape = one_of((n,), (k, n))
    return {
        "given": values,
        "kind": kind,
        "denominators": sizes,
        "breaks": one_of(rng.random(shape) < 0.06, None),
        "baseline": one_of(rng.random(shape) < 0.7, None, None),
        "rules": Rules(
            shift=one_of(4, None),
            trend=one_of(3, None),
            two_of_three=one_of(*TwoOfThree, None),
            screen=one_of(True, False),
            anhoej=one_of(True, True, False),
            fewest=3,
            settled=5,
            fewest_runs=5,
        ),
    }


@quick
@given(st.integers(0, 1_000_000))
def test_every_point_of_every_series_is_judged_as_by_hand(seed):
    case = many_series(seed)
    found = chart(**case, per=10.0)
    values, sizes = case["given"], case["denominators"]
    centre, sigma = found.centre, found.sigma
    for row, label in enumerate(np.broadcast_to(found.series.label, values.shape)):
        for segment in range(label.max() + 1):
            at = np.flatnonzero(label == segment)
            base = None if case["baseline"] is None else np.broadcast_to(case["baseline"], values.shape)[row, at]
            slow_centre, slow_sigma, signals, runs = slow_chart(
                values[row, at].tolist(),
                kind=case["kind"],
                denominators=None if sizes is None else sizes[row, at].tolist(),
                per=10.0,
                baseline=base,
                rules=found.rules,
            )
            assert centre[row, at] == pytest.approx(
                [math.nan if slow_centre is None else slow_centre] * len(at), nan_ok=True
            )
            there = np.isfinite(values[row, at])
            slow = [slow_sigma[i] for i in range(len(at))]
            assert sigma[row, at][there] == pytest.approx(np.array(slow)[there], nan_ok=True)
            named = [{each.name for each in Signal(int(code))} for code in found.signals[row, at]]
            assert named == [signals[i] for i in range(len(at))]
            told = (
                each[row, segment] for each in (found.useful_n, found.longest, found.crossings, found.few_crossings)
            )
            assert tuple(told) == runs


def test_longest_runs_and_fewest_crossings_are_those_of_whole_number_arithmetic():
    longest, fewest = critical_runs(200)
    for n in range(1, 201):
        assert fewest[n] == fewest_crossings(n)
        assert longest[n] == round(math.log2(n)) + 3


@pytest.mark.parametrize(("above", "below"), [(1, 0), (1, 1), (3, 2), (4, 4), (6, 5), (2, 9)])
def test_arrangements_are_counted_as_by_writing_them_all_down(above, below):
    n = above + below
    joint = np.zeros((n, n + 1))
    for places in itertools.combinations(range(n), above):
        ups = [place in places for place in range(n)]
        runs = [len(list(run)) for _, run in itertools.groupby(ups)]
        joint[len(runs) - 1, max(runs)] += 1 / math.comb(n, above)
    assert joint_of_arrangements(above, below) == pytest.approx(joint, abs=1e-12)


def test_tosses_of_a_coin_are_counted_as_by_writing_them_all_down():
    joint = np.zeros((9, 10))
    for tosses in itertools.product((0, 1), repeat=9):
        runs = [len(list(run)) for _, run in itertools.groupby(tosses)]
        joint[len(runs) - 1, max(runs)] += 1 / 2**9
    assert joint_of_coin(9) == pytest.approx(joint, abs=1e-12)


def test_a_chance_of_runs_adds_up_everything_as_rare():
    joint = joint_of_arrangements(5, 4)
    few, long = joint.sum(axis=1).cumsum(), joint.sum(axis=0)[::-1].cumsum()[::-1]
    for c, longest in itertools.product(range(9), range(10)):
        rarity = min(few[c], long[longest])
        total = sum(
            joint[i, j]
            for i, j in itertools.product(range(9), range(10))
            if min(few[i], long[j]) <= rarity * (1 + 1e-9)
        )
        assert chances_of_runs(5, 4)[c, longest] == pytest.approx(min(total, 1.0), abs=1e-12)
