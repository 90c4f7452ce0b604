"""Opinion groups: figures that can be worked out by hand."""

import math

import numpy as np
import pytest

from plait.stats.multiplicity import benjamini_hochberg_adjusted
from plait.stats.opinions import consensus, draw_next, extremity, group_votes, keep_numbers, place, priority, tally_of
from plait.stats.opinions.dividing import at_least_half_p, differing_p, divides_of
from plait.stats.opinions.gaps import gap_of
from plait.stats.opinions.parting import Parting, in_order, most_groups, part_into, ways_to_part
from plait.stats.opinions.steadiness import adjusted_rand, match
from plait.stats.opinions.votes import wilson
from plait.stats.opinions.withholding import may_be_told

NAN = float("nan")


def column_of(agree, disagree, unsure, of):
    cast = [1.0] * agree + [-1.0] * disagree + [0.0] * unsure
    return cast + [NAN] * (of - len(cast))


def test_votes_are_counted_with_the_unsure_among_all():
    votes = np.array([column_of(6, 3, 1, of=12), column_of(2, 1, 1, of=12)]).T
    found = tally_of(votes)
    assert found.voters_n.tolist() == [10, 4]
    assert found.shown.tolist() == [True, False]
    assert (found.agree_n[0], found.disagree_n[0], found.not_sure_n[0]) == (6, 3, 1)
    assert (found.agree_rate[0], found.disagree_rate[0]) == (0.6, 0.3)
    # Four voters: their votes are not told, and they are not zero.
    for each in (found.agree_n, found.agree_rate, found.agree_lo, found.disagree_hi, found.not_sure_n):
        assert math.isnan(each[1])


def test_the_interval_of_a_share_is_wilsons():
    # Newcombe (1998), table I: 81 of 263 and 15 of 148; 0 of 20; 1 of 29.
    lo, hi = wilson(np.array([81.0, 15, 0, 1]), np.array([263.0, 148, 20, 29]))
    assert lo == pytest.approx([0.2553, 0.0624, 0.0, 0.0061], abs=5e-5)
    assert hi == pytest.approx([0.3662, 0.1605, 0.1611, 0.1718], abs=5e-5)
    assert [each.tolist() for each in wilson(np.array([0.0]), np.array([0.0]))] == [[0.0], [1.0]]


def test_representativeness_of_a_small_example_by_hand():
    # Group A: 3 agree, 1 does not; group B: 1 agrees, 2 disagree.
    votes = np.array([[1.0], [1], [1], [-1], [1], [-1], [-1]])
    found = group_votes(votes, np.array([0, 0, 0, 0, 1, 1, 1]))
    assert found.agree_p[:, 0] == pytest.approx([4 / 6, 2 / 5])
    assert found.agree_everywhere[0] == pytest.approx(4 / 6 * 2 / 5)
    assert found.agree_ratio[:, 0] == pytest.approx([(4 / 6) / (2 / 5), (2 / 5) / (4 / 6)])
    assert found.agree_z[0, 0] == pytest.approx(2 * math.sqrt(5) * (4 / 5 - 0.5))
    pooled = 6 / 9
    z = (4 / 5 - 2 / 4) / math.sqrt(pooled * (1 - pooled) * (1 / 5 + 1 / 4))
    assert found.agree_ratio_z[:, 0] == pytest.approx([z, -z])


def test_where_everybody_agrees_no_group_stands_out():
    found = group_votes(np.ones((8, 2)), np.array([0] * 5 + [1] * 3))
    assert found.agree_ratio_z.tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_consensus_needs_more_than_half_beyond_chance_and_names_the_clearest_first():
    votes = np.array([column_of(9, 1, 0, of=10), column_of(6, 4, 0, of=10), [-1.0] * 10, column_of(8, 0, 2, of=10)]).T
    assert consensus(votes).agree == (0, 3)
    assert consensus(votes).disagree == (2,)
    assert consensus(votes, named=1).agree == (0,)


def test_a_new_statement_counts_most_and_the_formula_is_that_of_the_paper():
    votes = np.array(
        [column_of(0, 0, 0, of=20), column_of(8, 2, 0, of=20), column_of(2, 8, 0, of=20), column_of(2, 2, 6, of=20)]
    ).T
    found = priority(votes, extremity=np.array([0.0, 0.5, 0.5, 0.5]))
    assert found[0] == pytest.approx((0.5 * 0.5 * 9) ** 2)
    assert found[1] == pytest.approx(((11 / 12) * (9 / 12) * 1.5 * (1 + 8 / 4)) ** 2)
    assert found.argmax() == 1 or found[0] > found[2]
    assert found[1] > found[2] > found[3]


def test_statements_are_drawn_in_proportion_to_their_priority_and_never_twice():
    rng = np.random.default_rng(1)
    drawn = [draw_next(np.array([1.0, 3.0, 6.0]), unseen=np.array([True, True, False]), rng=rng) for _ in range(2000)]
    assert set(drawn) == {0, 1}
    assert np.mean(drawn) == pytest.approx(0.75, abs=0.03)
    first = [draw_next(np.ones(9), unseen=np.ones(9, dtype=bool), rng=np.random.default_rng(4)) for _ in range(3)]
    assert len(set(first)) == 1


def test_two_camps_that_agree_on_nothing_lie_on_one_axis():
    votes = np.array([[1.0, 1, -1]] * 3 + [[-1.0, -1, 1]] * 3)
    found = place(votes)
    assert found.explained == pytest.approx([1.0, 0.0], abs=1e-12)
    assert np.abs(found.place[:, 0]) == pytest.approx([math.sqrt(3)] * 6)
    assert extremity(found) == pytest.approx([1.0] * 3)


def test_somebody_with_one_vote_stands_as_far_out_as_the_votes_of_others_put_them():
    votes = np.vstack([[[1.0, 1, 1, 1]] * 4, [[-1.0, -1, -1, -1]] * 4, [[1.0, NAN, NAN, NAN]]])
    found = place(votes)
    # A quarter of the votes is stretched by √4, so one vote of four counts as two.
    assert abs(found.place[8, 0]) == pytest.approx(abs(found.place[0, 0]) / 2, rel=0.1)
    assert found.place[[8], 0] * found.place[0, 0] > 0
    assert place(np.vstack([votes, [[NAN] * 4]])).place[9].tolist() == [0.0, 0.0]


def test_three_heaps_are_three_groups_numbered_by_size():
    heaps = np.repeat([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]], [3, 5, 4], axis=0)
    places = heaps + np.random.default_rng(1).normal(0, 0.1, heaps.shape)
    ways = ways_to_part(places, largest_k=5)
    assert int(np.argmax([way.clearness for way in ways])) == 1
    found = in_order(ways[1])
    assert found.sizes.tolist() == [5, 4, 3]
    assert found.group.tolist() == [2] * 3 + [0] * 5 + [1] * 4
    assert (part_into(places, k=3).group == ways[1].group).all()


def test_up_to_five_groups_are_looked_for_one_more_for_every_dozen():
    assert [most_groups(n, largest_k=5) for n in (10, 12, 24, 36, 2000)] == [2, 3, 4, 5, 5]


def test_agreement_of_partings_has_the_value_of_the_textbook():
    # Hubert and Arabie (1985): table (5 1 0 / 1 4 1 / 0 1 4) of 17: by its pairs.
    one = np.repeat([0, 0, 1, 1, 1, 2, 2], [5, 1, 1, 4, 1, 1, 4])
    other = np.repeat([0, 1, 0, 1, 2, 1, 2], [5, 1, 1, 4, 1, 1, 4])
    both, rows, columns = 10 + 6 + 6, 15 + 15 + 10, 15 + 15 + 10
    expected = rows * columns / 136
    assert adjusted_rand(one, other) == pytest.approx((both - expected) / ((rows + columns) / 2 - expected))


def test_groups_take_the_numbers_of_those_they_share_most_people_with():
    assert match(np.array([0, 0, 1, 1, 2]), np.array([1, 1, 0, 0, 0])).tolist() == [1, 0, 2]
    assert keep_numbers(np.array([0, 0, 0, 1, 1, -1]), known=np.array([1, 1, 0, 0, 0, 0])).tolist() == [
        1,
        1,
        1,
        0,
        0,
        -1,
    ]
    # Two are left of three, so they move up; a group of new people comes last.
    assert keep_numbers(np.array([0, 0, 1, 1]), known=np.array([2, 2, 1, 1])).tolist() == [1, 1, 0, 0]
    assert keep_numbers(np.array([0, 0, 1, 1]), known=np.array([-1, -1, 0, 0])).tolist() == [1, 1, 0, 0]


def test_a_group_of_few_is_withheld_and_another_with_it():
    told, counted = may_be_told(
        np.array([[20, 20, 20, 20], [9, 9, 3, 0], [3, 6, 4, 8]]), others=np.array([0, 2, 0, 1]), smallest=5
    )
    # Three in the last group: the next smallest is withheld too. Two in no group: they do not count in the total.
    assert told[:, 0].tolist() == [True, False, False]
    assert told[:, 1].tolist() == [True, True, True]
    # Three and four withheld are seven, so the first may stay; where a group has no voter nothing is hidden.
    assert told[:, 2].tolist() == [True, False, False]
    assert told[:, 3].tolist() == [True, False, True]
    assert counted.tolist() == [True, False, True, False]


def test_differences_between_groups_are_judged_by_kruskal_and_wallis():
    # 10 people, votes 1 1 1 1 0 | -1 -1 -1 0 1 as scores: H = (n - 1) × between / all squares.
    votes = [1, 1, 1, 1, 0], [-1, -1, -1, 0, 1]
    mean = 0.2
    between = 5 * (0.8 - mean) ** 2 + 5 * (-0.4 - mean) ** 2
    squares = 8 - 10 * mean**2
    p = math.erfc(math.sqrt(9 * between / squares / 2))
    counts = [np.array([[side.count(said)] for side in votes]) for said in (1, -1)]
    assert differing_p(*counts, np.array([[5], [5]]))[0] == pytest.approx(p)
    assert differing_p(np.array([[5], [5]]), np.array([[0], [0]]), np.array([[5], [5]]))[0] == 1.0


def test_more_than_half_of_every_group_is_judged_by_the_binomial():
    assert at_least_half_p(np.array([8, 0, 5]), np.array([10, 6, 5])) == pytest.approx([56 / 1024, 1.0, 1 / 32])


def test_what_unites_and_what_divides_is_told_with_a_gap_and_a_group_that_is_overruled():
    agreed = column_of(28, 2, 0, of=30), column_of(9, 1, 0, of=10)
    divided = column_of(28, 2, 0, of=30), column_of(0, 10, 0, of=10)
    votes = np.array([agreed[0] + agreed[1], divided[0] + divided[1], [-1.0] * 40]).T
    groups = np.tile(np.repeat([0, 1], [30, 10]), (3, 1))
    found = divides_of(votes, groups=groups, told=np.array([True, True, True]))
    assert found.unites_agree.tolist() == [True, False, False]
    assert found.unites_disagree.tolist() == [False, False, True]
    assert found.divides.tolist() == [False, True, False]
    assert found.overrules.tolist() == [-1, 1, -1]
    assert found.gap[1] == pytest.approx(28 / 30)
    assert (found.most[1], found.least[1]) == (0, 1)
    assert 0.6 < found.gap_lo[1] < 28 / 30 < found.gap_hi[1] <= 1.0
    p = [11 / 1024, 1.0, 1.0, 1.0, 1.0, 2.0**-10]
    assert found.unites_agree_q[0] == pytest.approx(benjamini_hochberg_adjusted(np.array(p))[0])
    hidden = divides_of(votes, groups=groups, told=np.array([True, False, True]))
    assert math.isnan(hidden.gap[1])
    assert not hidden.divides[1]


def test_a_gap_is_told_where_few_stand_halfway_between_two_groups():
    # Two groups with their middles at 0 and 4: of 12 between them one stands between 1 and 3.
    apart = np.array([-1.0] * 8 + [0.5] * 6 + [1.5] + [3.5] * 5 + [5.0] * 9)
    centres = np.array([[0.0, 0.0], [4.0, 0.0]])
    group = (apart > 2.0).astype(np.int64)
    found = gap_of(np.column_stack([apart, apart]) * [1.0, 0.0], Parting(group, centres, 0.9))
    assert (found.between_n, found.middle_n, found.groups) == (12, 1, (0, 1))
    assert found.p == pytest.approx(0.6**12 + 12 * 0.4 * 0.6**11)
    assert found.clear
    even = np.linspace(-2.0, 6.0, 41)
    line = gap_of(np.column_stack([even, 0.0 * even]), Parting((even > 2.0).astype(np.int64), centres, 0.5))
    assert line.middle_n == pytest.approx(line.between_n / 2, abs=2)
    assert not line.clear


def test_of_three_groups_the_two_that_are_least_apart_decide():
    places = np.array(
        [[x, 0.0] for x in [0.0] * 9 + [10.0] * 9 + [10.9, 11.0, 11.5, 12.0, 12.0, 12.0, 12.5, 12.9] + [14.0] * 9]
    )
    group = np.repeat([0, 1, 2], [9, 13, 13])
    found = gap_of(places, Parting(group, np.array([[0.0, 0.0], [10.0, 0.0], [14.0, 0.0]]), 0.8))
    assert found.groups == (1, 2)
    assert not found.clear
