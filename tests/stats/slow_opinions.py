"""Opinion groups the slow, obvious way: one vote after another, in plain Python."""

import math

import numpy as np


def conversation(rng, *, n, m, k=2, strength=3.0, seen=0.7, unsure=0.1, shared=0.5):
    """Votes of n people of k camps on m statements, a share of which divides the camps; and the camps."""
    camp = rng.integers(0, k, n)
    lean = rng.normal(0.0, strength, (k, m)) * (rng.random(m) >= shared)
    chance = 1.0 / (1.0 + np.exp(-(rng.normal(0.0, 1.0, m) + (lean - lean.mean(axis=0))[camp])))
    votes = np.where(rng.random((n, m)) < chance, 1.0, -1.0)
    votes[rng.random((n, m)) < unsure] = 0.0
    votes[rng.random((n, m)) >= seen] = np.nan
    return votes, camp


def cast(votes, person):
    return [(j, votes[person, j]) for j in range(votes.shape[1]) if not math.isnan(votes[person, j])]


def centre_of(votes):
    columns = [[v for v in votes[:, j].tolist() if not math.isnan(v)] for j in range(votes.shape[1])]
    return [sum(column) / len(column) if column else 0.0 for column in columns]


def places_of(votes):
    """Votes filled with the mean of their statement, principal components by the singular values, and √(m / votes)."""
    centre = centre_of(votes)
    filled = np.where(np.isnan(votes), centre, votes)
    axes = np.linalg.svd(filled - filled.mean(axis=0), full_matrices=False)[2][:2]
    places = []
    for person in range(len(votes)):
        own = cast(votes, person)
        stretch = math.sqrt(votes.shape[1] / max(len(own), 1))
        places.append([stretch * sum((v - centre[j]) * axis[j] for j, v in own) for axis in axes])
    return np.array(places)


def silhouette_of(places, group):
    """Rousseeuw's definition, place by place."""
    total = 0.0
    for i, here in enumerate(places):
        by_group = {}
        for j, there in enumerate(places):
            if i != j:
                by_group.setdefault(group[j], []).append(math.dist(here, there))
        own = by_group.pop(group[i], [])
        if own and by_group:
            a = sum(own) / len(own)
            b = min(sum(each) / len(each) for each in by_group.values())
            total += (b - a) / max(a, b) if max(a, b) > 0.0 else 0.0
    return total / len(places)


def counts_of(votes, group, number):
    """(agree, disagree, voters) of one group, statement by statement."""
    found = []
    for j in range(votes.shape[1]):
        own = [votes[i, j] for i in range(len(votes)) if group[i] == number and not math.isnan(votes[i, j])]
        found.append((own.count(1.0), own.count(-1.0), len(own)))
    return found


def adjusted_rand_of(one, other):
    """From the pairs: together in both, in one, in the other."""
    n = len(one)
    pairs = [(one[i] == one[j], other[i] == other[j]) for i in range(n) for j in range(i)]
    both, first, second = (sum(each) for each in zip(*[(a and b, a, b) for a, b in pairs], strict=True))
    expected = first * second / len(pairs)
    most = (first + second) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def spread_of(places, group):
    """Squared distances from the mean of the own group."""
    places = np.asarray(places)
    return sum(((places[group == each] - places[group == each].mean(axis=0)) ** 2).sum() for each in np.unique(group))
