"""Whether other participants, or other statements, would have given the same groups."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import linear_sum_assignment

from plait.stats.opinions.ballots import Ballots
from plait.stats.opinions.parting import Numbers, Parting, choose, nearest, ways_to_part
from plait.stats.opinions.placing import principal, project
from plait.stats.opinions.votes import Floats, Ints

# Adjusted Rand index below which agreement of two partings counts as poor: Steinley (2004).
STEADY: Final = 0.65
# One statement in so many is left out to see whether the groups rest on the choice of statements.
LEFT_OUT: Final = 5


@dataclass(frozen=True, slots=True, eq=False)
class Steadiness:
    """How far groups found anew agree with those found.

    Attributes
    ----------
    people
        Mean adjusted Rand index over draws of the participants, with replacement: 1 the same groups, 0 as by chance.
    statements
        The same with one statement in five left out, at random each time.
    same_k
        0 to 1: share of all draws in which as many groups were found.
    sure
        Shape (g,), 0 to 1: for each of those in groups, in which share of the draws of participants they fell to the
        same group.
    draws_n
        How many draws of each kind.
    """

    people: float
    statements: float
    same_k: float
    sure: Floats
    draws_n: int


def steadiness_of(ballots: Ballots, parting: Parting, *, draws: int, rng: np.random.Generator) -> Steadiness:
    """Find groups anew among participants drawn with replacement, and from four fifths of the statements, and compare.

    Each draw goes all the way: map, number of groups, groups; then all who were in groups are put to the nearest of the
    new ones.

    References
    ----------
    Hubert, L. and Arabie, P. (1985). Comparing partitions. Journal of Classification 2. doi:10.1007/BF01908075.
    Steinley, D. (2004). Properties of the Hubert–Arabie adjusted Rand index. Psychological Methods 9.
    doi:10.1037/1082-989X.9.3.386. Hennig, C. (2007). Cluster-wise assessment of cluster stability. Computational
    Statistics & Data Analysis 52. doi:10.1016/j.csda.2006.11.025.
    """
    m, k = ballots.values.shape[1], len(parting.centres)
    # As many with enough votes, and as many without, as there are.
    kinds = [np.flatnonzero(ballots.grouped), np.flatnonzero(~ballots.grouped)]
    agreed, same_k = np.empty((2, draws)), 0
    same_group = np.zeros(len(parting.group))
    for draw in range(draws):
        others = _with_people(ballots, np.concatenate([rng.choice(kind, kind.size) for kind in kinds]))
        agreed[0, draw] = adjusted_rand(others.group, parting.group)
        same_group += match(others.group, parting.group)[others.group] == parting.group
        statements = _with_statements(ballots, rng.permutation(m)[: m - max(m // LEFT_OUT, 1)])
        agreed[1, draw] = adjusted_rand(statements.group, parting.group)
        same_k += (len(others.centres) == k) + (len(statements.centres) == k)
    return Steadiness(
        people=float(agreed[0].mean()),
        statements=float(agreed[1].mean()),
        same_k=same_k / (2 * draws),
        sure=same_group / draws,
        draws_n=draws,
    )


def adjusted_rand(one: Ints, other: Ints) -> float:
    """How far two partings agree: 1 when they are the same, 0 on average when they have nothing to do with each other.

    Of two partings that both leave everybody together, or everybody alone, it is 1.
    """
    table = _crossed(one, other).astype(np.float64)

    def pairs(counts: Floats) -> float:
        return float((counts * (counts - 1.0) / 2.0).sum())

    both, rows, columns = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    expected = rows * columns / max(pairs(np.array([float(len(one))])), 1.0)
    most = (rows + columns) / 2.0
    return 1.0 if most == expected else (both - expected) / (most - expected)


def match(found: Ints, known: Ints) -> Ints:
    """For each group found, the number of the known group with which it shares most people, each at most once.

    Groups found beyond the number of known ones get the numbers that follow.
    """
    table = _crossed(found, known)
    rows, columns = linear_sum_assignment(-table)
    number = np.full(table.shape[0], -1, dtype=np.int64)
    number[rows] = columns
    number[number < 0] = table.shape[1] + np.arange(np.count_nonzero(number < 0))
    return number


def _crossed(one: Ints, other: Ints) -> Ints:
    columns = int(other.max()) + 1
    return np.bincount(one * columns + other, minlength=(int(one.max()) + 1) * columns).reshape(-1, columns)


def _with_people(ballots: Ballots, drawn: Ints) -> Parting:
    values, seen = ballots.values[drawn], ballots.seen[drawn].astype(ballots.values.dtype)
    moved = values.sum(axis=0) / np.maximum(seen.sum(axis=0), 1.0)
    values -= seen * moved
    axes, _ = principal(values)
    # Votes less the means among those drawn, along the axes found among them.
    grouped = ballots.grouped
    along = project(ballots.values[grouped], axes=axes, votes_n=ballots.votes_n[grouped])
    shift = project(ballots.seen[grouped].astype(moved.dtype), axes=axes * moved, votes_n=ballots.votes_n[grouped])
    places = along - shift
    # Those drawn, as often as they were, decide where the groups are; then everybody goes to the nearest.
    times = np.bincount(drawn, minlength=len(grouped))[grouped]
    found = _part(np.repeat(places, times, axis=0), ballots)
    return Parting(nearest(places, centres=found.centres), found.centres, found.clearness)


def _with_statements(ballots: Ballots, kept: Ints) -> Parting:
    values = ballots.values[:, kept]
    votes_n = ballots.seen[:, kept].sum(axis=1)[ballots.grouped]
    return _part(project(values[ballots.grouped], axes=principal(values)[0], votes_n=votes_n), ballots)


def _part(places: Numbers, ballots: Ballots) -> Parting:
    ways = ways_to_part(places, largest_k=ballots.largest_k)
    if not ways:
        return Parting(np.zeros(len(places), dtype=np.int64), places.mean(axis=0)[None, :], 0.0)
    return choose(ways, smallest=ballots.smallest)
