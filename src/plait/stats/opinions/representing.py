"""Which statements tell a group from the others: representativeness and consensus as Pol.is works them out."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from plait.stats.errors import BadInput
from plait.stats.opinions.votes import AGREE, DISAGREE, Bools, Floats, Ints, check_votes

# One-sided 90 % point of the normal distribution, as rounded in Pol.is; a statement must lie beyond it.
SIGNIFICANT: Final = 1.2816
# How many statements Pol.is names for each group, and for each side of what all agree on.
NAMED: Final = 5
UNGROUPED: Final = -1


@dataclass(frozen=True, slots=True, eq=False)
class GroupVotes:
    """How each of k groups voted on each of m statements, beside all other groups together.

    Attributes
    ----------
    agree_n, disagree_n, voters_n
        Shape (k, m): counts; voters with the unsure.
    agree_p, disagree_p
        Shape (k, m): (count + 1) / (voters + 2).
    agree_z, disagree_z
        Shape (k, m): one-proportion z against one half, with one voter of that opinion added.
    agree_ratio, disagree_ratio
        Shape (k, m): representativeness: the probability in the group over that in the other groups.
    agree_ratio_z, disagree_ratio_z
        Shape (k, m): two-proportion z, with one voter of that opinion added to either side.
    agree_everywhere, disagree_everywhere
        Shape (m,): group-informed consensus: the product over groups of their probabilities.
    """

    agree_n: Ints
    disagree_n: Ints
    voters_n: Ints
    agree_p: Floats
    disagree_p: Floats
    agree_z: Floats
    disagree_z: Floats
    agree_ratio: Floats
    disagree_ratio: Floats
    agree_ratio_z: Floats
    disagree_ratio_z: Floats
    agree_everywhere: Floats
    disagree_everywhere: Floats


@dataclass(frozen=True, slots=True)
class Telling:
    """A statement that tells a group from the others.

    Attributes
    ----------
    statement
        Its column.
    agrees
        True where the group agrees with it more than others, False where it disagrees more.
    most_agreed
        Whether it stands there because the group agrees with it most, whatever the others do.
    """

    statement: int
    agrees: bool
    most_agreed: bool


@dataclass(frozen=True, slots=True)
class Consensus:
    """Columns of the statements with which most agree, and disagree; the clearest first."""

    agree: tuple[int, ...]
    disagree: tuple[int, ...]


def group_votes(votes: Floats, group: Ints) -> GroupVotes:
    """Count votes by group, and compare each group with all others together.

    Parameters
    ----------
    votes
        Shape (n, m): 1 agree, −1 disagree, 0 not sure, NaN not seen.
    group
        Shape (n,): 0 to k − 1, or −1 for those in no group, who are not counted.

    References
    ----------
    Small, C. and others (2021). Polis: scaling deliberation by mapping high dimensional opinion spaces. Recerca 26(2).
    doi:10.6035/recerca.5516. The constants are those of the project's published program (`repness`, `stats`).
    """
    agree, disagree, voters = counts_by_group(votes, group)
    agree_rest, disagree_rest, voters_rest = (each.sum(axis=0) - each for each in (agree, disagree, voters))
    agree_p, disagree_p = (agree + 1) / (voters + 2), (disagree + 1) / (voters + 2)
    return GroupVotes(
        agree_n=agree,
        disagree_n=disagree,
        voters_n=voters,
        agree_p=agree_p,
        disagree_p=disagree_p,
        agree_z=one_proportion_z(agree, voters),
        disagree_z=one_proportion_z(disagree, voters),
        agree_ratio=agree_p / ((agree_rest + 1) / (voters_rest + 2)),
        disagree_ratio=disagree_p / ((disagree_rest + 1) / (voters_rest + 2)),
        agree_ratio_z=two_proportions_z(agree, voters, agree_rest, voters_rest),
        disagree_ratio_z=two_proportions_z(disagree, voters, disagree_rest, voters_rest),
        agree_everywhere=agree_p.prod(axis=0),
        disagree_everywhere=disagree_p.prod(axis=0),
    )


def counts_by_group(votes: Floats, group: Ints) -> tuple[Ints, Ints, Ints]:
    """Those who agree, those who disagree, and all who voted, each (k, m)."""
    votes, group = check_votes(votes), np.asarray(group)
    if group.shape != (len(votes),) or not np.issubdtype(group.dtype, np.integer) or group.max(initial=-1) < 0:
        raise BadInput("The groups cannot be read.", why="Each participant needs the number of a group, or −1.")
    member = (group == np.arange(int(group.max()) + 1)[:, None]).astype(np.float64)

    def count(which: Bools) -> Ints:
        return np.asarray(np.rint(member @ which), dtype=np.int64)

    return count(votes == AGREE), count(votes == DISAGREE), count(~np.isnan(votes))


def one_proportion_z(count: Ints | Floats, total: Ints | Floats) -> Floats:
    """2 √(n + 1) ((x + 1) / (n + 1) − ½): how far a share lies above one half."""
    n = np.asarray(total, dtype=np.float64) + 1.0
    return np.asarray(2.0 * np.sqrt(n) * ((np.asarray(count) + 1.0) / n - 0.5))


def two_proportions_z(count: Ints, total: Ints, other_count: Ints, other_total: Ints) -> Floats:
    """How far a share lies above another, by the pooled variance, after one is added to all four; 0 where all agree."""
    x, n, y, k = (np.asarray(each, dtype=np.float64) + 1.0 for each in (count, total, other_count, other_total))
    pooled = (x + y) / (n + k)
    variance = pooled * (1.0 - pooled) * (1.0 / n + 1.0 / k)
    return np.where(variance > 0.0, (x / n - y / k) / np.sqrt(np.where(variance > 0.0, variance, 1.0)), 0.0)


def telling(found: GroupVotes, *, among: Bools | None = None, named: int = NAMED) -> tuple[tuple[Telling, ...], ...]:
    """For each group the statements that tell it from the others, chosen as Pol.is chooses them.

    Those are named whose share and whose ratio both lie beyond the 90 % point, the largest product of ratio, share and
    their z first; where there is none, the one of the largest z. The statement the group agrees with most comes before
    all; agreement comes before disagreement.

    Parameters
    ----------
    found
        From `group_votes`.
    among
        Shape (m,): statements that may be named; all where it is not given.
    named
        How many at most for each group.
    """
    columns = range(found.agree_n.shape[1]) if among is None else np.flatnonzero(among).tolist()
    return tuple(_telling_of(found, group, list(columns), named) for group in range(found.agree_n.shape[0]))


def consensus(votes: Floats, *, named: int = NAMED, among: Bools | None = None) -> Consensus:
    """The statements with which most who voted agree, and disagree, by Pol.is: share above ½, z beyond 1.2816."""
    votes = check_votes(votes)
    voters = (~np.isnan(votes)).sum(axis=0)
    may = np.ones(votes.shape[1], dtype=np.bool_) if among is None else among

    def clearest(said: float) -> tuple[int, ...]:
        count = (votes == said).sum(axis=0)
        share, z = (count + 1) / (voters + 2), one_proportion_z(count, voters)
        good = np.flatnonzero(may & (share > 0.5) & (z > SIGNIFICANT))
        return tuple(good[np.argsort(-(share * z)[good], kind="stable")][:named].tolist())

    return Consensus(clearest(AGREE), clearest(DISAGREE))


def _telling_of(found: GroupVotes, group: int, columns: list[int], named: int) -> tuple[Telling, ...]:
    agrees = found.agree_ratio_z[group] > found.disagree_ratio_z[group]
    weight = np.where(
        agrees,
        found.agree_ratio[group] * found.agree_ratio_z[group] * found.agree_p[group] * found.agree_z[group],
        found.disagree_ratio[group] * found.disagree_ratio_z[group] * found.disagree_p[group] * found.disagree_z[group],
    )
    good = (np.minimum(found.agree_ratio_z[group], found.agree_z[group]) > SIGNIFICANT) | (
        np.minimum(found.disagree_ratio_z[group], found.disagree_z[group]) > SIGNIFICANT
    )
    most = _most_agreed(found, group, columns)
    chosen = [each for each in columns if good[each] and each != most]
    chosen.sort(key=lambda each: -weight[each])
    if most >= 0:
        chosen = [most, *chosen] if good[columns].any() else [most]
    elif not chosen and columns:
        largest = np.maximum(found.agree_ratio_z[group], found.disagree_ratio_z[group])
        chosen = [max(columns, key=lambda each: largest[each])]
    told = [Telling(each, bool(agrees[each]), each == most) for each in chosen[:named]]
    return tuple(sorted(told, key=lambda each: not each.agrees))


def _most_agreed(found: GroupVotes, group: int, columns: list[int]) -> int:
    """The statement the group agrees with most, −1 where there is none: Pol.is walks through them in this manner."""
    most = -1
    ratio, share, z = found.agree_ratio[group], found.agree_p[group], found.agree_z[group]
    with_ratio, plain = ratio * found.agree_ratio_z[group] * share * z, share * z
    for each in columns:
        if found.agree_n[group, each] == 0 and found.disagree_n[group, each] == 0:
            continue
        if most < 0:
            better = z[each] > SIGNIFICANT or (ratio[each] > 1.0 and share[each] > 0.5)
        else:
            weight = with_ratio if ratio[most] > 1.0 else plain
            better = weight[each] > weight[most]
        most = each if better else most
    return most
