"""Needs and hosts: known values, every way to do it by hand, never worse than greedy, and refusals."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from plait.stats.errors import BadInput
from plait.stats.matching import NO_HOST, assign

NO = float("inf")
# Distances in quarters make many ties; some pairs are forbidden.
ENTRIES = st.one_of(st.integers(0, 12).map(lambda each: each / 4), st.just(NO))
SMALL = st.tuples(st.integers(1, 5), st.integers(1, 4)).flatmap(
    lambda shape: arrays.arrays(np.float64, shape, elements=ENTRIES)
)


def every_way(distance, *, capacity, limit=NO):
    """The most needs that can be answered, and the least total distance with which they can: by trying everything."""
    n, m = distance.shape
    best = (0, 0.0)
    for hosts in itertools.product(range(-1, m), repeat=n):
        if any(hosts.count(host) > capacity[host] for host in range(m)):
            continue
        paid = [distance[need, host] for need, host in enumerate(hosts) if host >= 0]
        if all(each < NO and each <= limit for each in paid):
            best = min(best, (-len(paid), sum(paid)))
    return -best[0], best[1]


def nearest_first(distance, *, capacity):
    """What somebody does who takes the nearest pair, then the next."""
    left, answered, total = list(capacity), set(), 0.0
    for need, host in sorted(np.ndindex(distance.shape), key=lambda at: (distance[at], at)):
        if distance[need, host] < NO and need not in answered and left[host]:
            left[host] -= 1
            answered.add(need)
            total += distance[need, host]
    return len(answered), total


def test_answering_both_needs_comes_before_the_nearest_pair():
    # Greedy gives the first need its nearest host (0.1) and leaves the second, which has no other, unanswered.
    found = assign(np.array([[0.1, 0.9], [0.2, NO]]), capacity=1)
    assert found.host.tolist() == [1, 0]
    assert found.total == pytest.approx(1.1)
    assert (found.answered_n, found.willing.tolist()) == (2, [2, 1])


def test_among_ways_to_answer_all_the_least_total_distance_is_taken():
    # By hand: 1 + 2 + 2 = 5 along the other diagonal of a textbook square; the main one costs 4 + 0 + 2 = 6.
    found = assign(np.array([[4.0, 1.0, 3.0], [2.0, 0.0, 5.0], [3.0, 2.0, 2.0]]), capacity=1)
    assert found.host.tolist() == [1, 0, 2]
    assert found.total == pytest.approx(5.0)


def test_a_host_takes_no_more_than_two_at_a_time():
    found = assign(np.array([[0.3], [0.1], [0.2]]), capacity=2)
    assert found.host.tolist() == [NO_HOST, 0, 0]
    assert np.isnan(found.distance[0])
    assert found.willing.tolist() == [1, 1, 1]
    assert assign(np.array([[0.3], [0.1], [0.2]]), capacity=np.array([3])).answered_n == 3


def test_a_pair_at_the_limit_is_allowed_and_beyond_it_is_not():
    assert assign(np.array([[0.5]]), capacity=1, limit=0.5).host.tolist() == [0]
    assert assign(np.array([[0.5000001]]), capacity=1, limit=0.5).host.tolist() == [NO_HOST]


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0, 0)])
def test_no_needs_or_no_hosts_are_no_pairs(shape):
    found = assign(np.empty(shape), capacity=2)
    assert found.host.tolist() == [NO_HOST] * shape[0]
    assert (found.answered_n, found.total) == (0, 0.0)


def test_a_host_without_a_place_and_a_missing_distance_answer_nothing():
    found = assign(np.array([[0.1, np.nan, 0.7]]), capacity=np.array([0, 2, 2]))
    assert found.host.tolist() == [2]
    assert found.willing.tolist() == [1]


@given(SMALL, st.data())
@settings(max_examples=150)
def test_it_agrees_with_trying_every_way(distance, data):
    capacity = np.array(data.draw(st.lists(st.integers(0, 2), min_size=distance.shape[1], max_size=distance.shape[1])))
    limit = data.draw(st.sampled_from([1.0, 2.0, NO]))
    found = assign(distance, capacity=capacity, limit=limit)
    answered, total = every_way(distance, capacity=capacity.tolist(), limit=limit)
    assert (found.answered_n, found.total) == (answered, pytest.approx(total, abs=1e-9))
    for need, host in enumerate(found.host):
        assert host == NO_HOST or distance[need, host] <= limit
        assert host == NO_HOST or found.distance[need] == distance[need, host]
    assert (np.bincount(found.host[found.host >= 0], minlength=distance.shape[1]) <= capacity).all()


@given(arrays.arrays(np.float64, st.tuples(st.integers(1, 30), st.integers(1, 20)), elements=ENTRIES))
def test_it_is_never_worse_than_taking_the_nearest_pair_first(distance):
    found = assign(distance, capacity=2)
    answered, total = nearest_first(distance, capacity=[2] * distance.shape[1])
    assert found.answered_n >= answered
    assert found.answered_n > answered or found.total <= total + 1e-9


@given(SMALL, st.randoms(use_true_random=False))
def test_the_order_in_which_needs_come_changes_neither_number_nor_total(distance, random):
    order = list(range(distance.shape[0]))
    random.shuffle(order)
    found, other = assign(distance, capacity=2), assign(distance[order], capacity=2)
    assert (found.answered_n, found.total) == (other.answered_n, other.total)


def test_the_same_matrix_gives_the_same_pairs():
    distance = np.round(np.random.default_rng(7).uniform(0.0, 2.0, (60, 25)), 1)
    assert assign(distance, capacity=2).host.tolist() == assign(distance.copy(), capacity=2).host.tolist()
    assert assign(distance, capacity=2).answered_n == 50


@pytest.mark.parametrize(
    ("distance", "told", "because"),
    [
        ([1.0, 2.0], {"capacity": 2}, "no matrix"),
        ([[-0.1]], {"capacity": 2}, "negative"),
        ([[0.1]], {"capacity": -1}, "capacity"),
        ([[0.1]], {"capacity": 1.5}, "capacity"),
        ([[0.1]], {"capacity": np.array([1, 2])}, "capacity"),
        ([[0.1]], {"capacity": 1, "limit": -1.0}, "limit"),
        ([[0.1]], {"capacity": 1, "limit": float("nan")}, "limit"),
        ([[1e12]], {"capacity": 1}, "too large"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(distance, told, because):
    with pytest.raises(BadInput, match=because):
        assign(np.array(distance), **told)
