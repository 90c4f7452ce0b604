"""Which groups' votes on which statements may be told, so that nobody's vote can be worked out by subtraction."""

import numpy as np

from plait.stats.errors import BadInput
from plait.stats.opinions.votes import Bools, Ints


def may_be_told(voters: Ints, *, others: Ints, smallest: int) -> tuple[Bools, Bools]:
    """Decide what of a table of groups × statements is told.

    Parameters
    ----------
    voters
        Shape (k, m): how many of each group voted on each statement.
    others
        Shape (m,): how many voted on it who are in no group.
    smallest
        Fewest voters whose votes are told.

    Returns
    -------
    Bools
        Shape (k, m): whether the votes of a group on a statement are told.
    Bools
        Shape (m,): whether the votes of those in no group count in the total of the statement.

    Notes
    -----
    A group with fewer voters is not told. What the groups told leave of the total is the votes of the groups not told
    and of those in no group. If these are fewer than `smallest`, then first those in no group are left out of the
    total, and where groups not told are still fewer, the next smallest group is not told either.
    """
    voters, others = np.asarray(voters), np.asarray(others)
    if voters.ndim != 2 or others.shape != voters.shape[1:]:
        raise BadInput(
            "What may be told cannot be decided.", why="Each statement needs its voters by group, and others."
        )
    told = voters >= smallest
    hidden = np.where(told, 0, voters).sum(axis=0)
    counted = (others == 0) | (hidden + others >= smallest)
    left = hidden + np.where(counted, others, 0)
    for column in np.flatnonzero((left > 0) & (left < smallest)):
        shown = np.flatnonzero(told[:, column])
        if shown.size:
            told[shown[np.argmin(voters[shown, column])], column] = False
    return told, counted
