"""Comparative judgement: it agrees with slow and obvious versions of itself, whatever the numbers and the order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.stats.slow_judgement import (
    chance,
    judge_at_random,
    slow_drawn_mean,
    slow_fit,
    slow_misfit,
    slow_wear,
)

from plait.stats.judgement import (
    Pairing,
    Rules,
    Shown,
    fit,
    judgements_of,
    linkage_of,
    misfit_of_judges,
    next_pair,
    separation_of,
)
from plait.stats.judgement.drawn import PRIOR
from plait.stats.judgement.pairing import rough_measures
from plait.stats.judgement.records import tally


@st.composite
def wins(draw, fewest=2, most=5):
    """Pairs (winner, loser) among a few exemplars, with a chain that ties all of them."""
    n = draw(st.integers(fewest, most))
    pair = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda each: each[0] != each[1])
    chain = [(row, row + 1) if draw(st.booleans()) else (row + 1, row) for row in range(n - 1)]
    return n, chain + draw(st.lists(pair, max_size=12))


def made_of(won, judge=None):
    winner, loser = zip(*won, strict=True)
    return judgements_of(judge or [1] * len(won), winner=winner, loser=loser)


@given(wins())
@settings(max_examples=25, deadline=None)
def test_reduced_measures_are_those_that_a_general_optimiser_finds(drawn):
    n, won = drawn
    found = fit(made_of(won))
    measure, covariance = slow_fit(won, n, reduced=True)
    assert found.measure == pytest.approx(measure, abs=1e-4)
    assert found.covariance == pytest.approx(covariance, rel=1e-3, abs=1e-4)


@given(wins())
@settings(max_examples=40, deadline=None)
def test_likelihood_is_finite_exactly_under_fords_condition_and_then_the_largest(drawn):
    n, won = drawn
    back = [*won, *((b, a) for a, b in won)]
    assert linkage_of(made_of(back)).finite
    if linkage_of(made_of(won)).finite:
        measure, _ = slow_fit(won, n, reduced=False)
        assert fit(made_of(won), method="likelihood").measure == pytest.approx(measure, abs=1e-4)


@pytest.mark.parametrize("won", [[(0, 1)] * 8 + [(1, 0)] * 3, [(0, 1)] * 30 + [(1, 0)] * 3, [(0, 1), (1, 0)] * 5])
def test_a_drawn_difference_is_near_that_of_every_difference_and_every_spread(won):
    # Laplace's method with a first-order correction: alike to about one part in a hundred.
    found = fit(made_of(won), method="drawn").difference(0, 1)[0]
    assert found == pytest.approx(slow_drawn_mean(won, prior=PRIOR), rel=0.02, abs=1e-9)


@given(wins(), st.randoms(use_true_random=False), st.sampled_from(["reduced", "drawn"]))
@settings(max_examples=20, deadline=None)
def test_neither_numbers_nor_order_change_where_exemplars_stand(drawn, random, method):
    n, won = drawn
    renamed = random.sample(range(100, 999), n)
    other = [(renamed[a], renamed[b]) for a, b in won]
    random.shuffle(other)
    found, again = fit(made_of(won), method=method), fit(made_of(other), method=method)
    assert [again.measure[again.row_of(renamed[row])] for row in range(n)] == pytest.approx(
        found.measure.tolist(), abs=1e-4
    )


@given(wins(), st.sampled_from(["reduced", "drawn"]))
@settings(max_examples=20, deadline=None)
def test_judging_the_other_way_round_turns_the_scale_round(drawn, method):
    _, won = drawn
    found = fit(made_of(won), method=method)
    turned = fit(made_of([(b, a) for a, b in won]), method=method)
    assert turned.measure == pytest.approx(-found.measure, abs=1e-4)
    assert turned.se == pytest.approx(found.se, rel=1e-3)


@given(wins(fewest=3))
@settings(max_examples=20, deadline=None)
def test_a_reliability_lies_between_its_limits_and_both_between_none_and_all(drawn):
    for method in ("reduced", "drawn"):
        found = separation_of(fit(made_of(drawn[1]), method=method), pairing=Pairing.BALANCED)
        assert 0.0 <= found.lo <= found.reliability <= found.hi <= 1.0


def test_misfit_is_what_loops_over_judgements_say():
    made = judge_at_random(np.random.default_rng(3), truth=np.linspace(-1.5, 1.5, 8), judges_n=5, each_n=30)
    scale = fit(made)
    found = misfit_of_judges(made, scale)
    for row in range(5):
        own = made.judge == row
        infit, outfit = slow_misfit(scale.measure, list(zip(made.winner[own], made.loser[own], strict=True)))
        assert (found.infit[row], found.outfit[row]) == pytest.approx((infit, outfit))


@given(wins(fewest=3), st.integers(0, 2**32), st.sets(st.integers(0, 2), max_size=1))
@settings(max_examples=40, deadline=None)
def test_balanced_pairing_takes_what_was_seen_least_and_never_the_same_or_ones_own(drawn, seed, own):
    n, won = drawn
    judge = [1 + at % 3 for at in range(len(won))]
    mine = [set(pair) for pair, by in zip(won, judge, strict=True) if by == 1]
    left_over = slow_wear(won, n, seen_by_judge=mine, own=own)
    if not left_over:
        return
    found = next_pair(made_of(won, judge), judge=1, rng=np.random.default_rng(seed), own=own)
    assert left_over[tuple(sorted((found.left, found.right)))] == min(left_over.values())


def test_adaptive_pairing_takes_the_judgement_that_is_expected_to_say_most():
    made = judge_at_random(np.random.default_rng(5), truth=np.linspace(-2, 2, 9), judges_n=4, each_n=30)
    measure, variance = rough_measures(tally(made), 9)
    assert measure == pytest.approx(fit(made).measure, abs=0.35)
    gain = {
        (a, b): chance(measure[a], measure[b]) * chance(measure[b], measure[a]) * (variance[a] + variance[b])
        for a in range(9)
        for b in range(a + 1, 9)
    }
    order = []
    shown = []
    for _ in range(36):
        found = next_pair(
            made,
            judge=99,
            rng=np.random.default_rng(1),
            shown=shown,
            pairing=Pairing.ADAPTIVE,
            rules=Rules(exploration=0.0),
        )
        pair = tuple(sorted((found.left, found.right)))
        assert found.why == "information"
        order.append(gain.pop(pair))
        shown.append(Shown(99, found.left, found.right))
    assert gain == {}
    assert order == pytest.approx(sorted(order, reverse=True))
