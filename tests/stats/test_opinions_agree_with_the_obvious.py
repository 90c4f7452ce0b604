"""Opinion groups: the quick way gives what the slow, obvious way gives, and what must not matter does not."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from tests.stats.slow_opinions import (
    adjusted_rand_of,
    conversation,
    counts_of,
    places_of,
    silhouette_of,
    spread_of,
)

from plait.stats.opinions import GroupsRefused, find_groups, group_votes, hear, place, tally_of, vote_table
from plait.stats.opinions.parting import ways_to_part
from plait.stats.opinions.steadiness import adjusted_rand, match
from plait.stats.opinions.withholding import may_be_told

VOTES = arrays.arrays(
    np.float64,
    st.tuples(st.integers(6, 14), st.integers(3, 7)),
    elements=st.sampled_from([1.0, 1.0, -1.0, 0.0, float("nan")]),
)


def distances(places):
    return np.hypot(*(places[:, None, :] - places[None, :, :]).transpose(2, 0, 1))


@given(st.integers(0, 10_000))
@settings(max_examples=25)
def test_the_map_is_that_of_the_filled_votes(seed):
    votes, _ = conversation(np.random.default_rng(seed), n=20, m=9, seen=0.6)
    found = place(votes)
    # Axes have no direction, so places are compared by what lies between them.
    assert distances(found.place) == pytest.approx(distances(places_of(votes)), abs=1e-8)
    assert 0.0 <= found.explained[1] <= found.explained[0] <= 1.0 + 1e-12


@given(st.integers(0, 10_000))
@settings(max_examples=15)
def test_the_clearness_is_that_of_rousseeuw_and_groups_are_no_wider_than_those_of_other_starts(seed):
    rng = np.random.default_rng(seed)
    places = rng.normal(size=(24, 2)) + 3.0 * rng.integers(0, 2, (24, 1))
    for way in ways_to_part(places, largest_k=3):
        assert way.clearness == pytest.approx(silhouette_of(places, way.group.tolist()), abs=1e-9)
        # Settled: everybody is nearest to the centre of the own group.
        away = ((places[:, None, :] - way.centres[None, :, :]) ** 2).sum(axis=2)
        assert (away.argmin(axis=1) == way.group).all()
    cuts = [np.where(places @ [np.cos(turn), np.sin(turn)] > 0.0, 1, 0) for turn in np.linspace(0, np.pi, 12)]
    two = ways_to_part(places, largest_k=2)[0]
    assert spread_of(places, two.group) <= min(spread_of(places, cut) for cut in cuts if 0 < cut.sum() < 24) + 1e-9


@given(VOTES, st.integers(1, 3), st.data())
@settings(max_examples=60)
def test_votes_are_counted_by_group_as_one_would_by_hand(votes, k, data):
    group = np.array(data.draw(st.lists(st.integers(-1, k - 1), min_size=len(votes), max_size=len(votes))))
    group[:k] = np.arange(k)
    found = group_votes(votes, group)
    for number in range(k):
        theirs = counts_of(votes, group, number)
        rest = np.sum(
            [counts_of(votes, group, each) for each in range(k) if each != number] or [[(0, 0, 0)] * 50], axis=0
        )
        for column, (agree, disagree, voters) in enumerate(theirs):
            assert found.agree_n[number, column] == agree
            assert found.disagree_n[number, column] == disagree
            assert found.voters_n[number, column] == voters
            elsewhere = (rest[column][0] + 1) / (rest[column][2] + 2)
            assert found.agree_ratio[number, column] == pytest.approx((agree + 1) / (voters + 2) / elsewhere)


@given(st.lists(st.integers(0, 3), min_size=2, max_size=15), st.data())
@settings(max_examples=60)
def test_agreement_of_partings_is_that_of_their_pairs(one, data):
    other = data.draw(st.lists(st.integers(0, 3), min_size=len(one), max_size=len(one)))
    first, second = np.array(one), np.array(other)
    assert adjusted_rand(first, second) == pytest.approx(adjusted_rand_of(one, other))
    assert adjusted_rand(first, 3 - first) == pytest.approx(1.0)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.sampled_from([1.0, -1.0, 0.0])), min_size=1))
@settings(max_examples=60)
def test_the_last_vote_of_a_person_on_a_statement_counts(cast):
    table = vote_table(
        [each[0] for each in cast], statement=[each[1] for each in cast], vote=[each[2] for each in cast]
    )
    last = {(who, what): said for who, what, said in cast}
    for row, who in enumerate(table.participants.tolist()):
        for column, what in enumerate(table.statements.tolist()):
            assert table.votes[row, column] == pytest.approx(last.get((who, what), np.nan), nan_ok=True)


@given(
    arrays.arrays(np.int64, st.tuples(st.integers(2, 4), st.integers(1, 4)), elements=st.integers(0, 9)),
    st.data(),
)
@settings(max_examples=150)
def test_nobody_can_subtract_their_way_to_the_votes_of_a_few(voters, data):
    others = np.array(data.draw(st.lists(st.integers(0, 7), min_size=voters.shape[1], max_size=voters.shape[1])))
    told, counted = may_be_told(voters, others=others, smallest=5)
    assert (voters[told] >= 5).all()
    for column in range(voters.shape[1]):
        left = voters[~told[:, column], column].sum() + (others[column] if counted[column] else 0)
        # Nothing is left, or the votes of five or more, or no group is told at all.
        assert left == 0 or left >= 5 or not told[:, column].any()
    if (voters >= 5).all() and (others == 0).all():
        assert told.all()


def planted():
    return conversation(np.random.default_rng(3), n=60, m=20, strength=6.0, seen=0.9, shared=0.3)[0]


def judged(votes, **told):
    return find_groups(votes, rng=np.random.default_rng(1), effort=(39, 20), **told)


def test_the_same_votes_and_seed_give_the_same_result():
    one, other = judged(planted()), judged(planted())
    assert (one.group == other.group).all()
    assert (one.chance, one.steadiness.people) == (other.chance, other.steadiness.people)
    assert one.divides.divides_q.tolist() == other.divides.divides_q.tolist()


def test_neither_the_order_of_people_and_statements_nor_the_side_that_is_asked_changes_groups():
    votes, rng = planted(), np.random.default_rng(2)
    found = judged(votes)
    people, statements = rng.permutation(votes.shape[0]), rng.permutation(votes.shape[1])
    mixed = judged(votes[np.ix_(people, statements)])
    assert adjusted_rand(mixed.group, found.group[people]) == 1.0
    assert mixed.sizes.tolist() == found.sizes.tolist()
    number = match(mixed.group, found.group[people])
    assert mixed.agree_n[np.argsort(number)] == pytest.approx(found.agree_n[:, statements])
    turned = votes * np.where(rng.random(votes.shape[1]) < 0.5, -1.0, 1.0)
    other = judged(turned)
    assert (other.group == found.group).all()
    assert other.chance == found.chance
    assert other.divides.divides_q == pytest.approx(found.divides.divides_q)


def test_turning_every_statement_round_swaps_agreement_and_disagreement():
    votes = planted()
    one, other = judged(votes), judged(-votes)
    assert other.divides.unites_agree_q == pytest.approx(one.divides.unites_disagree_q)
    assert other.agree_n == pytest.approx(one.disagree_n)
    assert tally_of(-votes).disagree_hi == pytest.approx(tally_of(votes).agree_hi)


def test_groups_keep_their_numbers_when_votes_are_added():
    votes = planted()
    before = judged(votes)
    known = np.append(1 - before.group, [-1, -1])
    more = np.vstack([votes, votes[:2]])
    after = judged(more, known=known)
    assert (after.group[:-2] == 1 - before.group).mean() > 0.9
    assert after.sizes.tolist() == np.bincount(after.group).tolist()
    # Places, counts and sureness follow the numbers.
    assert after.agree_n == pytest.approx(group_votes(more, after.group).agree_n)
    assert after.steadiness.sure.mean() > 0.8


@pytest.mark.parametrize("seed", range(4))
def test_counts_told_of_groups_and_of_all_never_give_away_a_few(seed):
    votes, _ = conversation(np.random.default_rng(seed), n=60, m=12, strength=5.0, seen=0.75, shared=0.2)
    votes[np.random.default_rng(seed).random(60) < 0.15, 3:] = np.nan  # some stop after three statements
    heard = hear(votes, rng=np.random.default_rng(1), effort=(39, 20))
    assert not isinstance(heard.groups, GroupsRefused)
    told, all_n = heard.groups.voters_n, heard.all.voters_n
    assert heard.groups.left_out_n > 0
    for column in range(12):
        some = told[~np.isnan(told[:, column]), column]
        assert (some >= 5).all()
        for take in range(len(some) + 1):
            for chosen in itertools.combinations(some, take):
                left = all_n[column] - sum(chosen)
                assert left == 0 or left >= 5
    voted = (~np.isnan(votes)).sum(axis=0)
    assert (heard.all.voters_n + heard.all.left_out_n == voted).all()
    hidden = np.isnan(told).any(axis=0)
    assert np.isnan(heard.groups.consensus[hidden]).all()
    assert not heard.groups.divides.judged[hidden].any()
    named = {each.statement for group in heard.groups.telling for each in group}
    assert not named & set(np.flatnonzero(hidden).tolist())
