"""Whether groups are more than k-means makes of anything: held against shuffled votes."""

from dataclasses import dataclass

import numpy as np

from plait.stats.opinions.ballots import Ballots
from plait.stats.opinions.parting import Numbers, Parting, choose, ways_to_part
from plait.stats.opinions.placing import principal, project
from plait.stats.opinions.votes import Floats


@dataclass(frozen=True, slots=True)
class Chance:
    """What groups account for, and what they would by chance.

    Attributes
    ----------
    accounted
        0 to 1: share of the differences between the votes of those in groups that lies between the groups.
    by_chance
        The same share in the middle one of the shuffles.
    p
        Share of shuffles, the votes as they are among them, whose groups are as clear: (1 + b) / (1 + shuffles_n).
    shuffles_n
        How often votes were shuffled.
    """

    accounted: float
    by_chance: float
    p: float
    shuffles_n: int


def against_shuffles(ballots: Ballots, *, shuffles: int, rng: np.random.Generator) -> Chance:
    """Hold groups against those that the same steps find in votes without any groups.

    Within each statement the votes are dealt out anew among those who voted on it. So each statement keeps its counts,
    everybody keeps the statements voted on, and what one thinks of one statement tells nothing of the others. What is
    compared is the share that the groups account for, beside the mean share of as many groups over all shuffles and the
    votes as they are: more groups always account for more.

    Notes
    -----
    The test is exact: where the votes are as good as dealt out, p is at most α in a share α of consultations, because
    the same is done with every shuffle as with the votes. It knows nothing of which side of a statement is agreement,
    so turning statements round changes nothing.

    References
    ----------
    Phipson, B. and Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical Applications in Genetics
    and Molecular Biology 9. doi:10.2202/1544-6115.1585.
    """
    largest_k = ballots.largest_k
    shares, chosen = np.full((1 + shuffles, largest_k - 1), np.nan), np.empty(1 + shuffles, dtype=np.int64)
    values = ballots.values
    for draw in range(1 + shuffles):
        inside = values[ballots.grouped]
        places = project(inside, axes=principal(values)[0], votes_n=ballots.votes_n[ballots.grouped])
        ways = ways_to_part(places, largest_k=largest_k)
        shares[draw, : len(ways)] = _shares(inside, ways)
        chosen[draw] = len(choose(ways, smallest=ballots.smallest).centres) - 2
        values = _dealt(ballots, rng)
    beside = shares[np.arange(1 + shuffles), chosen] / np.nanmean(shares, axis=0)[chosen]
    return Chance(
        accounted=float(shares[0, chosen[0]]),
        by_chance=float(np.nanmedian(shares[1:, chosen[0]])),
        p=float(np.count_nonzero(beside >= beside[0] * (1.0 - 1e-6)) / (1 + shuffles)),
        shuffles_n=shuffles,
    )


def _dealt(ballots: Ballots, rng: np.random.Generator) -> Numbers:
    """Each statement's votes, dealt out anew among those who voted on it."""
    n, m = ballots.values.shape
    dealt = np.zeros((m, n), dtype=ballots.values.dtype)
    for row, (who, cast) in zip(dealt, ballots.cast, strict=True):
        row[who] = rng.permutation(cast)
    return dealt.T


def _shares(values: Numbers, ways: tuple[Parting, ...]) -> Floats:
    """Of the squared differences between votes, the share between the groups of each way."""
    level = float((values.sum(axis=0, dtype=np.float64) ** 2).sum()) / len(values)
    total = float(np.vdot(values, values)) - level
    between = np.empty(len(ways))
    for each, way in enumerate(ways):
        member = np.zeros((len(values), len(way.centres)), dtype=values.dtype)
        member[np.arange(len(values)), way.group] = 1.0
        sums = (member.T @ values).astype(np.float64)
        between[each] = float((sums**2 / way.sizes[:, None]).sum()) - level
    return between / total
