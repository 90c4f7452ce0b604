"""Comparative judgement: values that can be worked out by hand."""

import math

import numpy as np
import pytest

from plait.stats.judgement import (
    Pairing,
    Scale,
    boundaries_at,
    boundaries_between,
    fit,
    judgements_of,
    linkage_of,
    linked,
    misfit_of_exemplars,
    misfit_of_judges,
    place,
    position_of,
    project,
    separation_of,
)

LOG3 = math.log(3.0)


def judged(*pairs, **how):
    """Each (winner, loser, times), by one judge."""
    winner = [a for a, _, times in pairs for _ in range(times)]
    loser = [b for _, b, times in pairs for _ in range(times)]
    return judgements_of([1] * len(winner), winner=winner, loser=loser, **how)


def scale_of(measure, variance, exemplars=None):
    n = len(measure)
    centre = np.eye(n) - 1.0 / n
    ids = np.arange(n) if exemplars is None else np.array(exemplars)
    return Scale(
        exemplars=ids,
        measure=np.array(measure, dtype=float),
        covariance=variance * centre,
        judged_n=np.full(n, 10),
        won_n=np.full(n, 5),
        method="reduced",
        spread=None,
        log_likelihood=0.0,
        steps_n=1,
    )


def test_two_exemplars_stand_apart_by_the_log_odds_of_the_wins():
    # 9 of 12: log odds log 3; their variance is 1 / (12 · ¾ · ¼).
    found = fit(judged((1, 2, 9), (2, 1, 3)), method="likelihood")
    assert found.difference(1, 2) == pytest.approx((LOG3, math.sqrt(1 / 2.25)))
    assert found.measure.tolist() == pytest.approx([LOG3 / 2, -LOG3 / 2])
    assert found.chance(1, 2) == pytest.approx(0.75)
    assert found.log_likelihood == pytest.approx(9 * math.log(0.75) + 3 * math.log(0.25))
    assert (found.judged_n.tolist(), found.won_n.tolist()) == ([12, 12], [9, 3])


@pytest.mark.parametrize(("won", "lost"), [(1, 0), (5, 0), (9, 3), (4, 4)])
def test_reduced_bias_adds_half_a_win_to_each_of_two_exemplars(won, lost):
    # Haldane and Anscombe's estimate of log odds, of which Firth's is the general form.
    found = fit(judged((1, 2, won), (2, 1, lost)))
    assert found.difference(1, 2)[0] == pytest.approx(math.log((won + 0.5) / (lost + 0.5)))


def test_odds_that_multiply_out_are_repeated_exactly():
    # a : b = 3 : 1 and b : c = 3 : 1, so that a : c = 9 : 1 contradicts nothing.
    found = fit(judged((1, 2, 3), (2, 1, 1), (2, 3, 3), (3, 2, 1), (1, 3, 9), (3, 1, 1)), method="likelihood")
    assert found.measure.tolist() == pytest.approx([LOG3, 0.0, -LOG3])


def test_limits_are_normal_limits_of_the_standard_error():
    lo, hi = scale_of([-1.0, 0.0, 1.0], 0.5).interval(0.95)
    reach = 1.959964 * math.sqrt(0.5 * 2 / 3)
    assert lo.tolist() == pytest.approx([-1 - reach, -reach, 1 - reach], abs=1e-6)
    assert hi.tolist() == pytest.approx([-1 + reach, reach, 1 + reach], abs=1e-6)


def test_separation_is_the_share_of_the_variance_that_is_not_error():
    # Variance of the measures 1, error variance 0.25: reliability ¾, G = √3, (4 √3 + 1) / 3 levels.
    found = separation_of(scale_of([-1.0, 0.0, 1.0], 0.25), pairing=Pairing.BALANCED)
    assert (found.reliability, found.spread, found.error) == pytest.approx((0.75, 1.0, 0.5))
    assert (found.index, found.spread_true) == pytest.approx((math.sqrt(3.0), math.sqrt(0.75)))
    assert found.strata == pytest.approx((4 * math.sqrt(3.0) + 1) / 3)
    # Chi-squared with two degrees of freedom has the quantiles −2 log(tail).
    assert found.hi == pytest.approx(1 - 0.25 * -2 * math.log(0.95) / 2)
    assert found.lo == pytest.approx(1 - 0.25 * -2 * math.log(0.05) / 2)
    assert found.judgements_n == 15


def test_measures_that_differ_less_than_their_errors_have_no_reliability():
    found = separation_of(scale_of([-0.1, 0.0, 0.1], 0.25), pairing=Pairing.BALANCED)
    assert (found.reliability, found.index, found.spread_true, found.strata) == (0.0, 0.0, 0.0, 1 / 3)


def test_four_times_the_judgements_bring_a_half_to_four_fifths():
    found = separation_of(scale_of([-1.0, 0.0, 1.0], 0.5), pairing=Pairing.BALANCED)
    plan = project(found, wished=0.8)
    assert (found.reliability, found.judgements_n) == (0.5, 15)
    assert (plan.more_n, plan.per_exemplar) == (45.0, pytest.approx(2 * 60 / 3))
    assert plan.more_lo == 0.0
    assert plan.more_hi == math.inf  # its lower limit is no reliability at all
    assert project(found, wished=0.4).more_n == 0.0


def test_a_judge_who_is_surprising_as_often_as_the_scale_says_fits_exactly():
    # ¾ against ¼: three expected choices and one surprise give mean squares of 1; two surprises of two give 3.
    scale = scale_of([LOG3 / 2, -LOG3 / 2], 0.1, exemplars=[1, 2])
    made = judgements_of([7] * 4 + [8] * 2, winner=[1, 1, 1, 2, 2, 2], loser=[2, 2, 2, 1, 1, 1])
    found = misfit_of_judges(made, scale)
    assert found.number.tolist() == [7, 8]
    assert found.infit.tolist() == pytest.approx([1.0, 3.0])
    assert found.outfit.tolist() == pytest.approx([1.0, 3.0])
    assert found.limit == 1.3
    # Two judgements: mean square 3, its SD √(2 (w − 4 w²)) / 2 w with w = 3/16; by Wilson and Hilferty 2.1 or so.
    deviation = math.sqrt(2 * (3 / 16 - 4 * (3 / 16) ** 2)) / (6 / 16)
    assert found.z[1] == pytest.approx((3 ** (1 / 3) - 1) * 3 / deviation + deviation / 3)
    by_exemplar = misfit_of_exemplars(made, scale)
    assert by_exemplar.infit.tolist() == pytest.approx([(0.75 + 2 * 0.5625) / (6 * 0.1875)] * 2)


def test_the_pull_of_the_left_is_the_mean_of_the_log_odds_both_ways_round():
    # 1 on the left wins 8 of 10, 2 on the left wins 7 of 10; half a win is added to each (bias reduced, saturated).
    made = judgements_of(
        [1] * 20,
        winner=[1] * 8 + [2] * 2 + [2] * 7 + [1] * 3,
        loser=[2] * 8 + [1] * 2 + [1] * 7 + [2] * 3,
        winner_left=[True] * 8 + [False] * 2 + [True] * 7 + [False] * 3,
    )
    found = position_of(made)
    one, other = math.log(8.5 / 2.5), math.log(7.5 / 3.5)
    assert found.lean == pytest.approx((one + other) / 2)
    assert found.share == pytest.approx(1 / (1 + math.exp(-(one + other) / 2)))
    assert found.lo < found.share < found.hi
    assert (found.left_n.tolist(), found.judged_n.tolist()) == ([15], [20])
    assert found.expected_n[0] == pytest.approx(10 * 8.5 / 11 + 10 * 7.5 / 11)


def test_a_boundary_lies_half_way_between_the_anchors_of_two_levels():
    scale = scale_of([-2.0, -1.0, 0.0, 1.0, 2.0], 0.04, exemplars=[11, 12, 13, 14, 15])
    edges = boundaries_between(scale, level_of={11: 0, 12: 0, 15: 1})
    assert edges.position.tolist() == pytest.approx([0.25])
    # (½ · ½, ½ · ½, ½): the squares sum to 3/8, less 1/5 for mean zero.
    assert edges.se.tolist() == pytest.approx([math.sqrt(0.04 * (3 / 8 - 1 / 5))])
    found = place(scale, edges)
    assert found.level.tolist() == [0, 0, 0, 1, 1]
    # Exemplar 13: −0.25 away, and independent of the anchors: variance 0.04 · (1 + 3/8).
    assert found.above[2, 0] == pytest.approx(0.5 * math.erfc(0.25 / math.sqrt(0.04 * 1.375) / math.sqrt(2)))
    assert (found.lowest.tolist(), found.highest.tolist()) == ([0, 0, 0, 1, 1], [0, 0, 1, 1, 1])


def test_an_exemplar_that_is_the_boundary_is_as_likely_above_as_below():
    found = place(scale := scale_of([-1.0, 0.0, 1.0], 0.04), boundaries_at(scale, exemplars=[1]))
    assert found.above[1, 0] == 0.5
    assert (found.lowest[1], found.highest[1]) == (0, 1)
    assert found.above[2, 0] == pytest.approx(1.0, abs=1e-3)


def test_groups_never_compared_and_fords_condition_are_found():
    made = judged((1, 2, 3), (2, 1, 1), (2, 3, 2), (8, 9, 1), exemplars=[1, 2, 3, 8, 9, 10])
    found = linkage_of(made)
    assert found.group.tolist() == [0, 0, 0, 1, 1, 2]
    assert (found.groups_n, found.linked, found.finite) == (3, False, False)
    assert found.always_won.tolist() == [False, False, False, True, False, False]
    assert found.always_lost.tolist() == [False, False, True, False, True, False]
    kept, left_out = linked(made)
    assert (kept.exemplars.tolist(), left_out.tolist(), len(kept)) == ([1, 2, 3], [8, 9, 10], 6)
    assert fit(kept).judged_n.tolist() == [4, 6, 2]
    assert linkage_of(judged((1, 2, 1), (2, 3, 1), (3, 1, 1))).finite


def test_a_scale_can_be_had_without_a_judge():
    made = judgements_of([5, 6, 7, 7], winner=[1, 2, 2, 1], loser=[2, 1, 3, 3], winner_left=[True, False, True, False])
    rest = made.without([6])
    assert (rest.judges.tolist(), rest.judge.tolist()) == ([5, 7], [0, 1, 1])
    assert (rest.exemplars.tolist(), rest.winner.tolist()) == ([1, 2, 3], [0, 1, 0])
    assert rest.winner_left.tolist() == [True, True, False]
    assert len(made.without([5, 6, 7])) == 0
    assert len(made.without([99])) == len(made) == 4


def test_exemplars_of_which_every_judgement_is_contradicted_are_all_alike():
    made = judged((1, 2, 4), (2, 1, 4), (2, 3, 4), (3, 2, 4), (1, 3, 4), (3, 1, 4))
    for method in ("reduced", "likelihood", "drawn"):
        assert np.abs(fit(made, method=method).measure).max() < 1e-9
    assert separation_of(fit(made, method="drawn"), pairing=Pairing.ADAPTIVE).reliability < 0.1
