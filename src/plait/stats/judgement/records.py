"""Judgements as they were made: who judged, which exemplar won, which lost, and which of them stood on the left."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from plait.stats.errors import BadInput

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class Pairing(StrEnum):
    """How the pairs came about, without which no reliability can be read."""

    BALANCED = "balanced"  # without a look at who won so far
    ADAPTIVE = "adaptive"  # by the measures so far
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, eq=False)
class Judgements:
    """Pairwise judgements of n exemplars by j judges.

    Attributes
    ----------
    exemplars, judges
        Shapes (n,) and (j,): their numbers, ascending.
    judge
        Shape (m,): the row of the judge in `judges`.
    winner, loser
        Shape (m,): rows in `exemplars`.
    winner_left
        Shape (m,): whether the winner stood on the left; None where nobody wrote it down.
    """

    exemplars: Ints
    judges: Ints
    judge: Ints
    winner: Ints
    loser: Ints
    winner_left: Bools | None

    def __len__(self) -> int:
        return len(self.winner)

    def only(self, keep: Bools) -> "Judgements":
        """Keep some judgements, shape (m,), and every exemplar and judge."""
        side = None if self.winner_left is None else self.winner_left[keep]
        return Judgements(self.exemplars, self.judges, self.judge[keep], self.winner[keep], self.loser[keep], side)

    def without(self, judges: Collection[int]) -> "Judgements":
        """Leave some judges out, and keep every exemplar: to see how far a scale rests on them."""
        stays = ~np.isin(self.judges, np.array(list(judges), dtype=np.int64))
        kept = self.only(stays[self.judge])
        row = np.cumsum(stays) - 1
        return Judgements(
            self.exemplars,
            self.judges[stays],
            row[kept.judge].astype(np.int64),
            kept.winner,
            kept.loser,
            kept.winner_left,
        )


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Judgements added up by pair.

    Attributes
    ----------
    first, second
        Shape (q,): rows of exemplars; with `by_side`, the one on the left and the one on the right.
    won, judged
        Shape (q,): how often the first won, and how often the pair was judged.
    """

    first: Ints
    second: Ints
    won: Floats
    judged: Floats


def judgements_of(
    judge: ArrayLike,
    *,
    winner: ArrayLike,
    loser: ArrayLike,
    exemplars: Sequence[int] | Ints | None = None,
    winner_left: ArrayLike | None = None,
) -> Judgements:
    """Read judgements by the numbers of judges and exemplars; the same pair may be judged any number of times.

    Parameters
    ----------
    judge, winner, loser
        Shape (m,): whole numbers that name judge, winner and loser.
    exemplars
        Shape (n,): all exemplars, judged or not. Without it, those that were judged.
    winner_left
        Shape (m,): whether the winner was shown on the left.

    Raises
    ------
    BadInput
        A number is not whole, lengths differ, an exemplar is judged against itself, is listed twice or is not listed.
    """
    by, won, lost = (_whole(each, name) for each, name in ((judge, "judge"), (winner, "winner"), (loser, "loser")))
    if not by.shape == won.shape == lost.shape:
        raise BadInput(
            "The judgements do not fit together.",
            why=f"There are {len(by)} judges, {len(won)} winners and {len(lost)} losers.",
            mend="Give one of each for every judgement.",
        )
    if (won == lost).any():
        raise BadInput(
            "An exemplar is judged against itself.", why=f"It is exemplar {won[won == lost][0]}.", mend="Leave it out."
        )
    ids = np.unique(np.concatenate([won, lost])) if exemplars is None else _listed(exemplars)
    judges, row = np.unique(by, return_inverse=True)
    return Judgements(
        exemplars=ids,
        judges=judges,
        judge=row.astype(np.int64),
        winner=_rows_of(won, ids),
        loser=_rows_of(lost, ids),
        winner_left=None if winner_left is None else _sides(winner_left, len(won)),
    )


def tally(judgements: Judgements, *, by_side: bool = False) -> Tally:
    """Add judgements up by pair, in either order or, with `by_side`, apart for left and right."""
    n = len(judgements.exemplars)
    if by_side:
        if judgements.winner_left is None:
            raise BadInput("Left and right are not known.", mend="Give `winner_left` with the judgements.")
        first_won = judgements.winner_left
    else:
        first_won = judgements.winner < judgements.loser
    first = np.where(first_won, judgements.winner, judgements.loser)
    second = np.where(first_won, judgements.loser, judgements.winner)
    key = first * n + second
    judged = np.bincount(key, minlength=n * n)
    won = np.bincount(key[first_won], minlength=n * n)
    pair = np.flatnonzero(judged)
    return Tally(pair // max(n, 1), pair % max(n, 1), won[pair].astype(np.float64), judged[pair].astype(np.float64))


def name_some(ids: Ints, *, most: int = 5) -> str:
    """Numbers for a message: all of a few, the first of many."""
    told = ", ".join(str(each) for each in ids[:most])
    return told if len(ids) <= most else f"{told} and {len(ids) - most} more"


def _whole(given: ArrayLike, name: str) -> Ints:
    values = np.asarray(given)
    if values.size == 0:
        values = values.astype(np.int64)
    if values.ndim != 1 or not np.issubdtype(values.dtype, np.integer):
        raise BadInput(
            f"The {name} of the judgements cannot be read.",
            why=f"It has the shape {values.shape} and the type {values.dtype}.",
            mend="Give a whole number for every judgement.",
        )
    return values.astype(np.int64)


def _listed(exemplars: Sequence[int] | Ints) -> Ints:
    ids, counts = np.unique(_whole(exemplars, "list of exemplars"), return_counts=True)
    if (counts > 1).any():
        raise BadInput("An exemplar is listed twice.", why=f"It is {name_some(ids[counts > 1])}.")
    return ids


def _rows_of(judged: Ints, ids: Ints) -> Ints:
    rows = np.searchsorted(ids, judged).astype(np.int64)
    strange = np.ones(len(judged), dtype=np.bool_) if not len(ids) else ids[np.minimum(rows, len(ids) - 1)] != judged
    if strange.any():
        raise BadInput(
            "An exemplar that is not listed was judged.",
            why=f"It is {name_some(np.unique(judged[strange]))}.",
            mend="List every exemplar, or leave its judgements out.",
        )
    return rows


def _sides(given: ArrayLike, length: int) -> Bools:
    sides = np.asarray(given)
    if sides.size == 0:
        sides = sides.astype(np.bool_)
    if sides.shape != (length,) or sides.dtype != np.bool_:
        raise BadInput(
            "The sides cannot be read.",
            why=f"They have the shape {sides.shape} and the type {sides.dtype}.",
            mend="Give true or false for every judgement.",
        )
    return sides
