"""Opinion groups: what is refused, by which name, and that the reason says what to do."""

import numpy as np
import pytest
from tests.stats.slow_opinions import conversation

from plait.stats.errors import BadInput, StatsError
from plait.stats.opinions import (
    GroupsRefused,
    GroupsTooSmall,
    GroupsUnstable,
    NoClearGroups,
    NothingLeft,
    TooFewVotes,
    draw_next,
    find_groups,
    group_votes,
    hear,
    keep_numbers,
    priority,
    tally_of,
    vote_table,
)
from plait.stats.opinions.withholding import may_be_told

QUICK = (39, 12)


def refusal_of(votes, **told):
    with pytest.raises(GroupsRefused) as caught:
        find_groups(votes, rng=np.random.default_rng(1), effort=QUICK, **told)
    assert caught.value.what.startswith("No opinion groups") or caught.value.what.startswith("Opinion groups were not")
    return caught.value


def camps(*sizes, m=12):
    """Camps that disagree on every statement, each person once the odd one out."""
    rng = np.random.default_rng(0)
    sides = np.array([[1.0] * m, [-1.0] * m, [1.0, -1.0] * (m // 2)])
    votes = np.vstack([np.tile(sides[each], (size, 1)) for each, size in enumerate(sizes)])
    votes[np.arange(len(votes)), rng.integers(0, m, len(votes))] *= -1.0
    return votes


def test_fewer_people_than_two_groups_need_are_too_few():
    refusal = refusal_of(camps(5, 4))
    assert isinstance(refusal, TooFewVotes)
    assert "9 people have voted on at least 7 of 12 statements; 10 people" in str(refusal)
    assert not isinstance(hear(camps(5, 5), rng=np.random.default_rng(1), effort=QUICK).groups, TooFewVotes)


def test_people_with_few_votes_do_not_count_and_two_statements_are_too_few():
    votes = camps(8, 8)
    votes[3:, 6:] = np.nan
    assert "3 people have voted" in refusal_of(votes).why
    assert isinstance(refusal_of(camps(20, 20, m=2)), TooFewVotes)


def test_people_with_too_few_votes_are_left_out_of_groups_and_it_is_said_how_many():
    votes = camps(14, 12)
    votes[[0, 20], 5:] = np.nan
    found = find_groups(votes, rng=np.random.default_rng(1), effort=QUICK)
    assert found.left_out_n == 2
    assert found.group[[0, 20]].tolist() == [-1, -1]
    assert found.sizes.tolist() == [13, 11]
    assert np.isnan(found.sure).tolist() == (found.group < 0).tolist()


def test_a_crowd_with_too_few_votes_does_not_crowd_out_those_with_enough():
    votes = np.vstack([camps(8, 7), np.where(np.arange(12) < 2, camps(200, 200), np.nan)])
    found = find_groups(votes, rng=np.random.default_rng(1), effort=QUICK, largest_k=2)
    assert found.left_out_n == 400
    assert found.sizes.tolist() == [8, 7]


def test_a_camp_of_four_is_not_told_of():
    votes = camps(20, 4)
    refusal = refusal_of(votes, largest_k=2)
    assert isinstance(refusal, GroupsTooSmall)
    assert "fewer than 5 people" in refusal.why
    assert find_groups(votes, rng=np.random.default_rng(1), effort=QUICK, smallest=4, largest_k=2).sizes[1] == 4


def test_everybody_alike_and_no_camps_are_no_clear_groups():
    assert isinstance(refusal_of(np.ones((20, 8))), NoClearGroups)
    assert "voted alike" in refusal_of(np.ones((20, 8))).why
    rng = np.random.default_rng(8)
    refusal = refusal_of(np.where(rng.random((40, 12)) < 0.5, 1.0, -1.0))
    assert isinstance(refusal, NoClearGroups)
    assert "5%" in refusal.why
    assert refusal.mend


def test_a_line_of_opinion_without_camps_is_unstable():
    rng = np.random.default_rng(3)
    lean = rng.normal(0.0, 1.2, (60, 1)) * np.where(rng.random(24) < 0.5, 1.0, -1.0)
    votes = np.where(rng.random((60, 24)) < 1.0 / (1.0 + np.exp(-lean)), 1.0, -1.0)
    votes[rng.random(votes.shape) < 0.3] = np.nan
    refusal = refusal_of(votes)
    assert isinstance(refusal, GroupsUnstable)
    assert "0.65" in refusal.why


def test_camps_that_rest_on_who_happened_to_take_part_are_unstable():
    votes, _ = conversation(np.random.default_rng(0), n=60, m=30, strength=2.5)
    assert isinstance(refusal_of(votes), GroupsUnstable)


@pytest.mark.parametrize(
    ("work", "because"),
    [
        (lambda: tally_of(np.array([1.0, 0.0])), "no matrix"),
        (lambda: tally_of(np.empty((0, 3))), "no matrix"),
        (lambda: tally_of(np.array([[1.0, 0.5]])), "Row 0, column 1 holds 0.5"),
        (lambda: tally_of(np.array([[np.inf]])), "none of the three"),
        (lambda: tally_of(np.ones((5, 1)), level=1.0), "level"),
        (lambda: vote_table([1, 2], statement=[1], vote=[1.0]), "cannot be read"),
        (lambda: vote_table([], statement=[], vote=[]), "cannot be read"),
        (lambda: vote_table([1], statement=[1], vote=[2.0]), "none of the three"),
        (lambda: group_votes(np.ones((3, 2)), np.array([0, 1])), "groups cannot be read"),
        (lambda: group_votes(np.ones((2, 2)), np.array([-1, -1])), "groups cannot be read"),
        (lambda: priority(np.ones((3, 2)), extremity=np.array([1.0])), "priorities"),
        (lambda: priority(np.ones((3, 2)), extremity=np.array([1.0, -1.0])), "priorities"),
        (lambda: may_be_told(np.ones((2, 3), dtype=int), others=np.array([1]), smallest=5), "cannot be decided"),
        (lambda: keep_numbers(np.array([0, 1]), known=np.array([0])), "known before"),
        (lambda: hear(camps(9, 9), rng=np.random.default_rng(1), smallest=1), "smallest group: 1"),
        (lambda: hear(camps(9, 9), rng=np.random.default_rng(1), largest_k=1), "most groups: 1"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(work, because):
    with pytest.raises(BadInput, match=because):
        work()


def test_somebody_who_has_seen_every_statement_is_shown_none():
    with pytest.raises(NothingLeft, match="voted on every one"):
        draw_next(np.ones(3), unseen=np.zeros(3, dtype=bool), rng=np.random.default_rng(1))


def test_every_reason_against_groups_is_one_kind_of_refusal():
    for kind in (TooFewVotes, GroupsTooSmall, NoClearGroups, GroupsUnstable):
        assert issubclass(kind, GroupsRefused)
        assert issubclass(kind, StatsError)
