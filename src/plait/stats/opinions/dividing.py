"""What unites the groups and what divides them, each statement judged by groups that were found without it."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.special import bdtrc, chdtrc

from plait.stats.multiplicity import benjamini_hochberg_adjusted
from plait.stats.opinions.ballots import Ballots
from plait.stats.opinions.parting import part_into
from plait.stats.opinions.placing import principal, project
from plait.stats.opinions.representing import UNGROUPED, counts_by_group
from plait.stats.opinions.steadiness import match
from plait.stats.opinions.votes import SMALLEST, Bools, Floats, Ints, wilson

# Statements are judged in so many lots, each by groups found from the other lots.
LOTS: Final = 5
SHARE_FALSE: Final = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Divides:
    """How far groups agree with one another on each of m statements.

    Attributes
    ----------
    judged
        Shape (m,): whether the statement was judged: enough of each group have voted on it.
    unites_agree, unites_disagree, divides
        Shape (m,): whether more than half of every group agree, disagree, or groups vote differently, on lists with an
        expected share of false ones of at most 5 %.
    unites_agree_q, unites_disagree_q, divides_q
        Shape (m,): the smallest such share at which the statement would be listed; NaN where it was not judged.
    gap, gap_lo, gap_hi
        Shape (m,), −1 to 1: share who agree in the group that agrees most, less that in the one that agrees least, and
        its 95 % interval; NaN where it was not judged.
    most, least
        Shape (m,): which groups these are; −1 where it was not judged.
    overrules
        Shape (m,): the group of which more than half disagree while more than half of all agree, or the other way
        round, both beyond the 95 % intervals; the smallest such group, −1 where there is none.
    """

    judged: Bools
    unites_agree: Bools
    unites_disagree: Bools
    divides: Bools
    unites_agree_q: Floats
    unites_disagree_q: Floats
    divides_q: Floats
    gap: Floats
    gap_lo: Floats
    gap_hi: Floats
    most: Ints
    least: Ints
    overrules: Ints


def without_each(ballots: Ballots, group: Ints, *, rng: np.random.Generator) -> Ints:
    """For each statement, groups found from the votes on other statements, (m, n): as many, numbered like those known.

    Notes
    -----
    k-means pulls apart whatever it is given, so that a difference between groups on a statement that helped to make
    them is no evidence. Of groups found without it, it is.
    """
    n, m = ballots.values.shape
    k, lots = int(group.max()) + 1, min(LOTS, m)
    lot = rng.permutation(np.arange(m) % lots)
    found = np.full((m, n), UNGROUPED, dtype=np.int64)
    for each in range(lots):
        used = np.flatnonzero(lot != each)
        values = ballots.values[:, used]
        votes_n = ballots.seen[:, used].sum(axis=1)[ballots.grouped]
        places = project(values[ballots.grouped], axes=principal(values)[0], votes_n=votes_n)
        parted = part_into(places, k=k).group
        found[np.ix_(lot == each, ballots.grouped)] = match(parted, group[ballots.grouped])[parted]
    return found


def divides_of(
    votes: Floats, *, groups: Ints, told: Bools, smallest: int = SMALLEST, share: float = SHARE_FALSE
) -> Divides:
    """Judge which statements unite the groups, and which divide them.

    The estimands: for each statement the smallest share of a group who would agree (disagree), and whether votes on it
    go with the group at all.

    Parameters
    ----------
    votes
        Shape (n, m): 1 agree, −1 disagree, 0 not sure, NaN not seen.
    groups
        Shape (m, n): for each statement the groups found without it, −1 for those in none.
    told
        Shape (m,): statements of which all groups' votes may be told.
    smallest
        Fewest voters of each group, found without the statement, for it to be judged.
    share
        Largest expected share of false statements on each of the lists.

    Notes
    -----
    *Unites*: the largest over groups of the exact one-sided binomial p of a share above one half, the unsure counted
    as not agreeing; both sides in one family. *Divides*: the statistic of Kruskal and Wallis with votes as scores and
    its χ² with k − 1 degrees of freedom. Both lists by Benjamini and Hochberg. The interval of a gap is Newcombe's.

    References
    ----------
    Berger, R. L. (1982). Multiparameter hypothesis testing and acceptance sampling. Technometrics 24.
    doi:10.1080/00401706.1982.10487790. Newcombe, R. G. (1998). Interval estimation for the difference between
    independent proportions. Statistics in Medicine 17, 873–890.
    """
    k, m = int(groups.max()) + 1, votes.shape[1]
    agree, disagree, voters = np.zeros((3, k, m), dtype=np.int64)
    for column in range(m):
        counts = counts_by_group(votes[:, [column]], groups[column])
        for total, count in zip((agree, disagree, voters), counts, strict=True):
            total[: len(count), column] = count[:, 0]
    judged = told & (voters >= smallest).all(axis=0)
    unites_p = np.stack([np.max(at_least_half_p(each, voters), axis=0) for each in (agree, disagree)])
    unites_q, divides_q = np.full((2, m), np.nan), np.full(m, np.nan)
    unites_q[:, judged] = benjamini_hochberg_adjusted(unites_p[:, judged].ravel()).reshape(2, -1)
    divides_q[judged] = benjamini_hochberg_adjusted(differing_p(agree, disagree, voters)[judged])
    most, least, gap, gap_lo, gap_hi = _gaps(agree, voters, judged)
    return Divides(
        judged=judged,
        unites_agree=np.asarray(unites_q[0] <= share),
        unites_disagree=np.asarray(unites_q[1] <= share),
        divides=np.asarray(divides_q <= share),
        unites_agree_q=unites_q[0],
        unites_disagree_q=unites_q[1],
        divides_q=divides_q,
        gap=gap,
        gap_lo=gap_lo,
        gap_hi=gap_hi,
        most=most,
        least=least,
        overrules=np.where(judged, _overruled(agree, disagree, voters), -1),
    )


def at_least_half_p(count: Ints, total: Ints) -> Floats:
    """Probability of so many or more of a group where each of them would with probability one half."""
    return np.where(count > 0, bdtrc(np.maximum(count, 1) - 1, np.maximum(total, 1), 0.5), 1.0)


def differing_p(agree: Ints, disagree: Ints, voters: Ints) -> Floats:
    """Probability of groups' mean votes differing so much by chance, (m,); 1 where all who voted voted alike."""
    n = voters.sum(axis=0)
    sums = agree - disagree
    mean = sums.sum(axis=0) / np.maximum(n, 1)
    squares = (agree + disagree).sum(axis=0) - n * mean**2
    between = (np.maximum(voters, 1) * (sums / np.maximum(voters, 1) - mean) ** 2 * (voters > 0)).sum(axis=0)
    varied = squares > 1e-9
    statistic = np.where(varied, between * (n - 1.0) / np.where(varied, squares, 1.0), 0.0)
    degrees = (voters > 0).sum(axis=0) - 1
    return np.where(degrees > 0, chdtrc(np.maximum(degrees, 1), statistic), 1.0)


def _gaps(agree: Ints, voters: Ints, judged: Bools) -> tuple[Ints, Ints, Floats, Floats, Floats]:
    rate = np.where(voters > 0, agree / np.maximum(voters, 1), np.nan)
    columns = np.arange(agree.shape[1])
    known = judged & (np.isfinite(rate).sum(axis=0) > 1)
    most = np.where(np.isnan(rate), -np.inf, rate).argmax(axis=0)
    least = np.where(np.isnan(rate), np.inf, rate).argmin(axis=0)
    lo, hi = wilson(agree, voters)
    up, down = rate[most, columns], rate[least, columns]
    gap = up - down
    below = gap - np.hypot(up - lo[most, columns], hi[least, columns] - down)
    above = gap + np.hypot(hi[most, columns] - up, down - lo[least, columns])
    told = [np.where(known, each, np.nan) for each in (gap, np.maximum(below, -1.0), np.minimum(above, 1.0))]
    return np.where(known, most, -1), np.where(known, least, -1), told[0], told[1], told[2]


def _overruled(agree: Ints, disagree: Ints, voters: Ints) -> Ints:
    """The smallest group that is clearly on the other side than clearly most of all."""
    n = voters.sum(axis=0)
    agreed, disagreed = (wilson(each.sum(axis=0), n)[0] > 0.5 for each in (agree, disagree))
    group_agrees, group_disagrees = (wilson(each, voters)[0] > 0.5 for each in (agree, disagree))
    against = (agreed & group_disagrees) | (disagreed & group_agrees)
    size = np.where(against, voters, np.iinfo(np.int64).max)
    return np.where(against.any(axis=0), size.argmin(axis=0), -1)
