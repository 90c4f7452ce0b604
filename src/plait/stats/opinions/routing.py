"""Which statement to show somebody next, so that every statement is heard and everybody finds a place on the map."""

from typing import Final

import numpy as np

from plait.stats.errors import BadInput
from plait.stats.opinions.refusals import NothingLeft
from plait.stats.opinions.votes import AGREE, NOT_SURE, Bools, Floats, check_votes

# A statement without votes counts 1 + 8 times; each further five votes halve the 8. As in Pol.is.
NEW: Final = 8.0
HALVED_BY: Final = 5.0


def priority(votes: Floats, *, extremity: Floats | None = None) -> Floats:
    """How much each statement should be shown next, (m,), positive, in no unit.

    Parameters
    ----------
    votes
        Shape (n, m): 1 agree, −1 disagree, 0 not sure, NaN not seen.
    extremity
        Shape (m,), 0 or more: how far agreeing with the statement moves one on the map (`extremity`); 0 everywhere
        while there is no map.

    Notes
    -----
    ((1 − p) a (1 + e) (1 + 8 · 2^(−n / 5)))², with a = (agree + 1) / (n + 2), p = (not sure + 1) / (n + 2) and the
    extremity e: new statements come first, then those that are understood, agreed with, and place people.

    References
    ----------
    Small, C. and others (2021). Polis: scaling deliberation by mapping high dimensional opinion spaces. Recerca 26(2).
    doi:10.6035/recerca.5516.
    """
    votes = check_votes(votes)
    n = (~np.isnan(votes)).sum(axis=0)
    far = np.zeros(votes.shape[1]) if extremity is None else np.asarray(extremity, dtype=np.float64)
    if far.shape != n.shape or not (far >= 0.0).all():
        raise BadInput("The priorities cannot be worked out.", why="Each statement needs an extremity of 0 or more.")
    agreed = ((votes == AGREE).sum(axis=0) + 1.0) / (n + 2.0)
    unsure = ((votes == NOT_SURE).sum(axis=0) + 1.0) / (n + 2.0)
    new = 1.0 + NEW * 2.0 ** (-n / HALVED_BY)
    return np.asarray(((1.0 - unsure) * agreed * (1.0 + far) * new) ** 2)


def draw_next(priorities: Floats, *, unseen: Bools, rng: np.random.Generator) -> int:
    """The column of the statement to show next, drawn with chances in proportion to the priorities.

    Raises
    ------
    NothingLeft
        There is no statement that this participant has not seen.
    """
    weights = np.where(unseen, np.asarray(priorities, dtype=np.float64), 0.0)
    upto = np.cumsum(weights)
    if upto[-1] <= 0.0:
        raise NothingLeft("There is no statement to show next.", why="This participant has voted on every one.")
    return int(np.searchsorted(upto, rng.random() * upto[-1], side="right"))
