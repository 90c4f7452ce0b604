"""Votes as a matrix, and what all who voted said of each statement, with intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from plait.stats.errors import BadInput

AGREE: Final = 1.0
DISAGREE: Final = -1.0
NOT_SURE: Final = 0.0
# Fewest voters of whom counts are told; the site's rule for small numbers of people.
SMALLEST: Final = 5

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class VoteTable:
    """Votes of n participants on m statements.

    Attributes
    ----------
    votes
        Shape (n, m): 1 agree, −1 disagree, 0 not sure, NaN not seen.
    participants, statements
        Shapes (n,) and (m,): their numbers, ascending.
    """

    votes: Floats
    participants: Ints
    statements: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """What all who voted said of each of m statements.

    Attributes
    ----------
    voters_n
        Shape (m,): how many are counted.
    left_out_n
        Shape (m,): how many more voted, but are not counted, because their votes could be worked out from the groups'.
    shown
        Shape (m,): whether so many are counted that their votes may be told.
    agree_n, disagree_n, not_sure_n
        Shape (m,): counts; NaN where they may not be told.
    agree_rate, agree_lo, agree_hi, disagree_rate, disagree_lo, disagree_hi
        Shape (m,), 0 to 1: shares of those counted, the unsure among them, with Wilson intervals; NaN where not told.
    """

    voters_n: Ints
    left_out_n: Ints
    shown: Bools
    agree_n: Floats
    disagree_n: Floats
    not_sure_n: Floats
    agree_rate: Floats
    agree_lo: Floats
    agree_hi: Floats
    disagree_rate: Floats
    disagree_lo: Floats
    disagree_hi: Floats


def vote_table(
    participant: Sequence[int] | Ints, *, statement: Sequence[int] | Ints, vote: Sequence[float] | Floats
) -> VoteTable:
    """Arrange single votes as a matrix; of several votes of one person on one statement the last one given counts.

    Parameters
    ----------
    participant, statement, vote
        Shape (v,), in the order in which they were cast: who, on what, and 1, −1 or 0.

    Raises
    ------
    BadInput
        The lengths differ, there is no vote, or a vote is none of the three.
    """
    who, what, said = np.asarray(participant), np.asarray(statement), np.asarray(vote, dtype=np.float64)
    if who.ndim != 1 or who.shape != what.shape or who.shape != said.shape or who.size == 0:
        raise BadInput("The votes cannot be read.", why="Each needs a participant, a statement and a vote.")
    participants, row = np.unique(who, return_inverse=True)
    statements, column = np.unique(what, return_inverse=True)
    matrix = np.full((len(participants), len(statements)), np.nan)
    # Written one after the other where a pair is repeated, so the last one stays.
    last = len(row) - 1 - np.unique((row * len(statements) + column)[::-1], return_index=True)[1]
    matrix[row[last], column[last]] = said[last]
    return VoteTable(check_votes(matrix), participants.astype(np.int64), statements.astype(np.int64))


def tally_of(votes: Floats, *, smallest: int = SMALLEST, left_out: Bools | None = None, level: float = 0.95) -> Tally:
    """Count the votes on each statement.

    The estimand: the share of people like those who took part who would agree, or disagree, with the statement.

    Parameters
    ----------
    votes
        Shape (n, m): 1 agree, −1 disagree, 0 not sure, NaN not seen.
    smallest
        Fewest voters whose votes are told.
    left_out
        Shape (n, m): votes that do not count here; none where it is not given.
    level
        Of the intervals, between 0 and 1.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22.
    doi:10.1080/01621459.1927.10502953.
    """
    votes = check_votes(votes)
    seen = ~np.isnan(votes)
    counted = seen if left_out is None else seen & ~left_out
    voters = counted.sum(axis=0, dtype=np.int64)
    shown = voters >= smallest
    agree, disagree = (_told(((votes == said) & counted).sum(axis=0), shown) for said in (AGREE, DISAGREE))
    agree_lo, agree_hi = wilson(agree, voters, level=level)
    disagree_lo, disagree_hi = wilson(disagree, voters, level=level)
    whole = np.maximum(voters, 1)
    return Tally(
        voters_n=voters,
        left_out_n=seen.sum(axis=0, dtype=np.int64) - voters,
        shown=shown,
        agree_n=agree,
        disagree_n=disagree,
        not_sure_n=voters - agree - disagree,
        agree_rate=agree / whole,
        agree_lo=agree_lo,
        agree_hi=agree_hi,
        disagree_rate=disagree / whole,
        disagree_lo=disagree_lo,
        disagree_hi=disagree_hi,
    )


def wilson(count: Floats | Ints, total: Floats | Ints, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Wilson's interval of a share; 0 to 1 where nobody is counted, NaN where the count is."""
    if not 0.0 < level < 1.0:
        raise BadInput("The level of the interval is out of range.", why=f"{level} is not between 0 and 1.")
    z2 = float(ndtri(0.5 + level / 2.0)) ** 2
    count, n = np.asarray(count, dtype=np.float64), np.asarray(total, dtype=np.float64)
    spread = np.sqrt(z2 * (count * (n - count) / np.maximum(n, 1.0) + z2 / 4.0))
    lo, hi = (count + z2 / 2.0 - spread) / (n + z2), (count + z2 / 2.0 + spread) / (n + z2)
    return np.maximum(lo, 0.0), np.minimum(hi, 1.0)


def check_votes(votes: Floats) -> Floats:
    """The votes as a matrix of numbers, or a refusal that names the first that is none."""
    matrix = np.asarray(votes, dtype=np.float64)
    if matrix.ndim != 2 or 0 in matrix.shape:
        raise BadInput(
            "The votes are no matrix.", why=f"Their shape is {matrix.shape}.", mend="Give a row for each participant."
        )
    known = np.isnan(matrix) | (matrix == AGREE) | (matrix == DISAGREE) | (matrix == NOT_SURE)
    if not known.all():
        row, column = np.argwhere(~known)[0]
        raise BadInput(
            "A vote is none of the three.",
            why=f"Row {row}, column {column} holds {matrix[row, column]:g}.",
            mend="Give 1 for agree, −1 for disagree, 0 for not sure, NaN for not seen.",
        )
    return matrix


def _told(count: Ints, shown: Bools) -> Floats:
    return np.where(shown, count.astype(np.float64), np.nan)
