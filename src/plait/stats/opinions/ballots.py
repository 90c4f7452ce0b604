"""What every step of the search for groups works on."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from plait.stats.errors import BadInput
from plait.stats.opinions.parting import most_groups
from plait.stats.opinions.placing import OpinionMap
from plait.stats.opinions.refusals import TooFewVotes
from plait.stats.opinions.votes import Bools, Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Ballots:
    """Votes, made ready for being shuffled and drawn anew many times.

    Attributes
    ----------
    values
        Shape (n, m), single precision: votes less the mean of their statement, 0 where there is none.
    seen
        Shape (n, m): which votes were cast.
    votes_n
        Shape (n,): on how many statements each has voted.
    grouped
        Shape (n,): who has voted on enough of them to be put in a group.
    cast
        For each statement the rows of those who voted on it, and their votes less the mean.
    largest_k, smallest
        Most groups looked for, and fewest people in one.
    """

    values: NDArray[np.floating[Any]]
    seen: Bools
    votes_n: Ints
    grouped: Bools
    cast: tuple[tuple[Ints, NDArray[np.floating[Any]]], ...]
    largest_k: int
    smallest: int


def ballots_of(votes: Floats, found: OpinionMap, *, enough: int, smallest: int, largest_k: int) -> Ballots:
    """Make votes ready, or refuse where too few people have voted on enough statements.

    Raises
    ------
    TooFewVotes
        There are fewer than two groups' worth of such people, or fewer than three statements.
    BadInput
        A limit makes no sense.
    """
    if enough < 1 or smallest < 2 or largest_k < 2:
        raise BadInput(
            "Opinion groups cannot be looked for so.",
            why=f"Votes that are enough: {enough}; smallest group: {smallest}; most groups: {largest_k}.",
            mend="Give at least 1, 2 and 2.",
        )
    m = votes.shape[1]
    needed = min(enough, m)
    grouped = found.votes_n >= needed
    n = int(grouped.sum())
    if n < 2 * smallest or m < 3:
        raise TooFewVotes(
            "Opinion groups were not looked for.",
            why=f"{n} people have voted on at least {needed} of {m} statements; "
            f"{2 * smallest} people and 3 statements are needed.",
            mend="Ask more people, or ask those who have begun to vote on more statements.",
        )
    seen = ~np.isnan(votes)
    values = np.where(seen, np.nan_to_num(votes) - found.centre, 0.0).astype(np.float32)
    voters = [np.flatnonzero(column) for column in seen.T]
    return Ballots(
        values=values,
        seen=seen,
        votes_n=found.votes_n,
        grouped=grouped,
        cast=tuple((who, values[who, column]) for column, who in enumerate(voters)),
        largest_k=most_groups(n, largest_k=largest_k),
        smallest=smallest,
    )
