"""Which pair a judge sees next: coverage, balance, sides, and what is never shown."""

import itertools

import numpy as np
import pytest
from tests.stats.slow_judgement import judge_live

from plait.stats.errors import BadInput
from plait.stats.judgement import NoPairLeft, Pairing, Rules, Shown, judgements_of, next_pair

NOTHING = judgements_of([], winner=[], loser=[], exemplars=range(6), winner_left=[])


def pairs_of(made):
    return [frozenset(each) for each in zip(made.winner.tolist(), made.loser.tolist(), strict=True)]


def seen_of(made):
    return np.bincount(np.concatenate([made.winner, made.loser]), minlength=len(made.exemplars))


@pytest.fixture(scope="module", params=[Pairing.BALANCED, Pairing.ADAPTIVE])
def made(request):
    rng = np.random.default_rng(11)
    return judge_live(rng, truth=rng.normal(size=12), judges_n=5, each_n=40, pairing=request.param)


def test_no_judge_sees_the_same_pair_twice(made):
    for judge in range(5):
        own = [pair for pair, by in zip(pairs_of(made), made.judge, strict=True) if by == judge]
        assert len(own) == len(set(own)) == 40


def test_every_exemplar_is_on_the_left_about_as_often_as_on_the_right(made):
    left = np.where(made.winner_left, made.winner, made.loser)
    assert np.abs(2 * np.bincount(left, minlength=12) - seen_of(made)).max() <= 3


def test_balanced_pairing_shows_every_exemplar_as_often_as_every_other():
    made = judge_live(np.random.default_rng(2), truth=np.zeros(10), judges_n=4, each_n=15, pairing=Pairing.BALANCED)
    seen = seen_of(made)
    assert seen.max() - seen.min() <= 1
    # And pairs too: 60 judgements of 45 pairs, none more than a few times.
    assert max(pairs_of(made).count(pair) for pair in pairs_of(made)) <= 3


def test_balanced_pairing_never_looks_at_who_won():
    rng = np.random.default_rng(4)
    made = judge_live(rng, truth=np.linspace(-3, 3, 9), judges_n=3, each_n=8, pairing=Pairing.BALANCED)
    turned = judgements_of(
        made.judge, winner=made.loser, loser=made.winner, exemplars=range(9), winner_left=~made.winner_left
    )
    for seed in range(20):
        one, other = (next_pair(each, judge=7, rng=np.random.default_rng(seed)) for each in (made, turned))
        assert one == other


def test_adaptive_pairing_shows_each_exemplar_often_enough_before_measures_count():
    rng = np.random.default_rng(8)
    made = judge_live(
        rng, truth=np.linspace(-2, 2, 8), judges_n=4, each_n=5, pairing=Pairing.ADAPTIVE, rules=Rules(least_n=5)
    )
    assert seen_of(made).tolist() == [5] * 8
    rules = Rules(least_n=6)
    assert next_pair(made, judge=9, rng=rng, pairing=Pairing.ADAPTIVE, rules=rules).why == "coverage"
    assert next_pair(made, judge=9, rng=rng, pairing=Pairing.ADAPTIVE, rules=Rules(exploration=0.0)).why == (
        "information"
    )
    assert next_pair(made, judge=9, rng=rng, pairing=Pairing.ADAPTIVE, rules=Rules(exploration=1.0)).why == "balance"


def test_adaptive_pairing_shows_pairs_that_are_closer_than_balanced_pairing_does():
    truth = np.linspace(-3, 3, 12)
    apart = {}
    for pairing in (Pairing.BALANCED, Pairing.ADAPTIVE):
        made = judge_live(np.random.default_rng(6), truth=truth, judges_n=6, each_n=25, pairing=pairing)
        apart[pairing] = np.abs(truth[made.winner] - truth[made.loser])[60:].mean()
    assert apart[Pairing.ADAPTIVE] < 0.8 * apart[Pairing.BALANCED]


def test_a_judges_own_exemplars_and_pairs_that_were_skipped_are_not_shown():
    shown = [Shown(1, 2, 3), Shown(1, 5, 4)]
    left = {frozenset(pair) for pair in itertools.combinations([2, 3, 4, 5], 2)} - {
        frozenset({2, 3}),
        frozenset({4, 5}),
    }
    found = set()
    for seed in range(40):
        pair = next_pair(NOTHING, judge=1, rng=np.random.default_rng(seed), own=[0, 1], shown=shown)
        found.add(frozenset({pair.left, pair.right}))
    assert found == left


def test_a_pair_that_somebody_is_looking_at_counts_as_seen():
    # 0 and 1 are being judged, and 2 and 3: whoever comes next gets the two that nobody has.
    shown = [Shown(1, 0, 1), Shown(2, 2, 3)]
    pair = next_pair(NOTHING, judge=3, rng=np.random.default_rng(0), shown=shown)
    assert {pair.left, pair.right} == {4, 5}


def test_what_was_on_the_left_goes_to_the_right():
    made = judgements_of([1, 2], winner=[10, 30], loser=[20, 40], exemplars=[10, 20, 30, 40], winner_left=[True, False])
    # 10 and 40 were on the left; whichever pair of one of them with 20 or 30 comes, they go to the right.
    for seed in range(20):
        pair = next_pair(made, judge=3, rng=np.random.default_rng(seed))
        if {pair.left, pair.right} & {20, 30} and {pair.left, pair.right} & {10, 40}:
            assert pair.right in {10, 40}


def test_a_judge_sees_every_pair_once_and_is_thanked():
    made = judge_live(np.random.default_rng(1), truth=np.zeros(5), judges_n=1, each_n=10, pairing=Pairing.BALANCED)
    assert len(set(pairs_of(made))) == 10
    with pytest.raises(NoPairLeft, match="Judge 0 has seen every pair"):
        next_pair(made, judge=0, rng=np.random.default_rng(1))
    assert next_pair(made, judge=1, rng=np.random.default_rng(1)).why == "balance"


def test_the_same_seed_gives_the_same_pair():
    first, second = (next_pair(NOTHING, judge=1, rng=np.random.default_rng(3)) for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("how", "because"),
    [
        ({"pairing": Pairing.UNKNOWN}, "pairing is unknown"),
        ({"rules": Rules(least_n=0)}, "rules of pairing"),
        ({"rules": Rules(exploration=1.5)}, "rules of pairing"),
        ({"shown": [Shown(1, 0, 99)]}, "not listed"),
    ],
)
def test_rules_that_make_no_sense_are_refused_by_name(how, because):
    with pytest.raises(BadInput, match=because):
        next_pair(NOTHING, judge=1, rng=np.random.default_rng(1), **how)


@pytest.mark.parametrize(("exemplars", "own"), [([], []), ([1], []), ([1, 2, 3], [1, 2])])
def test_without_two_exemplars_to_show_there_is_no_pair(exemplars, own):
    nothing = judgements_of([], winner=[], loser=[], exemplars=exemplars)
    with pytest.raises(NoPairLeft, match="no pair left"):
        next_pair(nothing, judge=1, rng=np.random.default_rng(1), own=own)
