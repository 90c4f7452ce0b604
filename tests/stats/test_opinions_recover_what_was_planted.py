"""Opinion groups: planted camps are found, none are found where there are none, and lists keep their promise."""

import numpy as np
import pytest
from tests.stats.slow_opinions import conversation

from plait.stats.opinions import Groups, GroupsRefused, NoClearGroups, find_groups, hear, place
from plait.stats.opinions.ballots import ballots_of
from plait.stats.opinions.chance import against_shuffles
from plait.stats.opinions.dividing import divides_of, without_each
from plait.stats.opinions.gaps import gap_of
from plait.stats.opinions.parting import ways_to_part
from plait.stats.opinions.steadiness import adjusted_rand

QUICK = (19, 12)


@pytest.mark.parametrize(("k", "n", "m"), [(2, 60, 24), (3, 150, 40)])
def test_planted_camps_are_found(k, n, m):
    votes, camp = conversation(np.random.default_rng(k), n=n, m=m, k=k, strength=5.0, shared=0.3)
    found = find_groups(votes, rng=np.random.default_rng(1), effort=QUICK)
    grouped = found.group >= 0
    assert len(found.sizes) == k
    assert adjusted_rand(found.group[grouped], camp[grouped]) > 0.85
    assert found.chance.p == pytest.approx(1 / 20)
    assert found.chance.accounted > 1.5 * found.chance.by_chance
    assert min(found.steadiness.people, found.steadiness.statements) > 0.75
    assert found.gap.clear
    # Those nearer to the edge are less sure; of those who are sure, nearly all are where they belong.
    assert 0.8 < found.steadiness.sure.mean() <= 1.0


def test_a_small_camp_is_found_and_seen_to_be_overruled():
    rng = np.random.default_rng(5)
    camp = np.repeat([0, 1], [70, 14])
    chance = np.where(rng.random(20) < 0.7, 0.92, 0.5)
    votes = np.where(rng.random((84, 20)) < np.where(camp[:, None] == 1, 1.0 - chance, chance), 1.0, -1.0)
    votes[rng.random(votes.shape) < 0.1] = np.nan
    found = find_groups(votes, rng=np.random.default_rng(1), effort=QUICK)
    assert found.sizes.tolist() == [70, 14]
    assert (found.divides.overrules[chance > 0.9] == 1).mean() > 0.7
    assert (found.divides.overrules[chance == 0.5] == -1).all()


def test_votes_without_camps_are_refused_and_the_chance_of_a_false_finding_is_as_stated():
    p, refused = [], []
    for seed in range(60):
        votes, _ = conversation(np.random.default_rng(seed), n=30, m=12, strength=0.0)
        ballots = ballots_of(votes, place(votes), enough=7, smallest=5, largest_k=5)
        p.append(against_shuffles(ballots, shuffles=9, rng=np.random.default_rng(seed)).p)
        if seed < 12:
            refused.append(hear(votes, rng=np.random.default_rng(1), effort=(19, 6)).groups)
    # Exact: p is uniform over 1/10, 2/10 … 1.
    assert 0.0 <= np.mean(np.array(p) <= 0.1) <= 0.2
    assert np.mean(p) == pytest.approx(0.55, abs=0.1)
    assert all(isinstance(each, GroupsRefused) for each in refused)
    assert sum(isinstance(each, NoClearGroups) for each in refused) >= 9


def test_statements_that_have_nothing_to_do_with_the_camps_are_seldom_said_to_divide():
    false, true, listed = 0, 0, 0
    for seed in range(8):
        rng = np.random.default_rng([seed, 1])
        votes, camp = conversation(rng, n=60, m=30, strength=5.0, seen=0.8, shared=0.5)
        votes[:, ::2] = np.where(rng.random((60, 15)) < 0.6, 1.0, -1.0)  # these divide nobody
        ballots = ballots_of(votes, place(votes), enough=7, smallest=5, largest_k=5)
        groups = without_each(ballots, camp, rng=rng)
        found = divides_of(votes, groups=groups, told=np.ones(30, dtype=bool))
        false += int(found.divides[::2].sum())
        listed += int(found.divides.sum())
        true += int(found.divides[1::2].sum())
    assert true > 30
    assert false / listed <= 0.1


def test_of_groups_found_with_a_statement_it_would_be_said_to_divide_too_often():
    with_it, without_it = [], []
    for seed in range(10):
        rng = np.random.default_rng([seed, 2])
        votes = np.where(rng.random((40, 8)) < 0.5, 1.0, -1.0)
        ballots = ballots_of(votes, place(votes), enough=7, smallest=5, largest_k=2)
        group = (place(votes).place[:, 0] > 0).astype(np.int64)
        told = np.ones(8, dtype=bool)
        without_it.append(divides_of(votes, groups=without_each(ballots, group, rng=rng), told=told).divides.sum())
        with_it.append(divides_of(votes, groups=np.tile(group, (8, 1)), told=told).divides.sum())
    assert np.mean(with_it) > 1.0
    assert np.mean(without_it) < 0.4


def test_a_refusal_leaves_what_all_said():
    votes, _ = conversation(np.random.default_rng(1), n=40, m=10, strength=0.0, seen=1.0)
    heard = hear(votes, rng=np.random.default_rng(1), effort=(19, 6))
    assert not isinstance(heard.groups, Groups)
    assert heard.all.shown.all()
    assert (heard.all.agree_lo < heard.all.agree_rate).all()
    assert heard.all.left_out_n.sum() == 0


def test_the_two_halves_of_a_line_are_not_said_to_have_a_gap_between_them():
    clear = 0
    for seed in range(30):
        rng = np.random.default_rng([seed, 3])
        lean = rng.standard_normal((80, 1)) * rng.normal(0.0, 1.5, 30)
        votes = np.where(rng.random((80, 30)) < 1.0 / (1.0 + np.exp(-lean)), 1.0, -1.0)
        places = place(votes).place
        clear += gap_of(places, ways_to_part(places, largest_k=2)[0]).clear
    assert clear <= 3
