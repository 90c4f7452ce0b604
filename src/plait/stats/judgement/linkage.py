"""What has been compared with what: whether judgements put all exemplars on one scale."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from plait.stats.errors import NotIdentified, TooFewUnits
from plait.stats.judgement.records import Bools, Ints, Judgements, name_some


@dataclass(frozen=True, slots=True, eq=False)
class Linkage:
    """How judgements tie exemplars together.

    Attributes
    ----------
    group
        Shape (n,): exemplars with the same number are tied by judgements; 0 is the largest group.
    groups_n
        How many such groups there are. With more than one, nothing says how they stand to each other.
    always_won, always_lost
        Shape (n,): exemplars that were judged and never lost, or never won.
    chains_n
        Groups within which there is a way of wins from each exemplar to each other one. With one, Ford's condition
        holds: the likelihood has its largest value at finite measures.
    """

    group: Ints
    groups_n: int
    always_won: Bools
    always_lost: Bools
    chains_n: int

    @property
    def linked(self) -> bool:
        """Whether all exemplars are on one scale."""
        return self.groups_n == 1

    @property
    def finite(self) -> bool:
        """Whether Ford's condition holds, so that maximum likelihood is finite."""
        return self.chains_n == 1


def linkage_of(judgements: Judgements) -> Linkage:
    """Look at which exemplars are tied by judgements, and by wins both ways.

    References
    ----------
    Ford, L. R. (1957). Solution of a ranking problem from binary comparisons. American Mathematical Monthly 64.
    doi:10.2307/2308513.
    """
    n = len(judgements.exemplars)
    wins = coo_array((np.ones(len(judgements)), (judgements.winner, judgements.loser)), shape=(n, n)).tocsr()
    groups_n, group = connected_components(wins, directed=True, connection="weak")
    chains_n, _ = connected_components(wins, directed=True, connection="strong")
    by_size = np.argsort(-np.bincount(group, minlength=groups_n), kind="stable")
    number = np.empty(groups_n, dtype=np.int64)
    number[by_size] = np.arange(groups_n)
    won = np.bincount(judgements.winner, minlength=n)
    lost = np.bincount(judgements.loser, minlength=n)
    return Linkage(
        group=number[group],
        groups_n=int(groups_n),
        always_won=(won > 0) & (lost == 0),
        always_lost=(lost > 0) & (won == 0),
        chains_n=int(chains_n),
    )


def linked(judgements: Judgements) -> tuple[Judgements, Ints]:
    """Keep the largest group of exemplars that judgements tie together; also give the numbers of those left out."""
    group = linkage_of(judgements).group
    inside = group == 0
    row = np.cumsum(inside) - 1
    kept = judgements.only(inside[judgements.winner])
    return (
        Judgements(
            judgements.exemplars[inside],
            kept.judges,
            kept.judge,
            row[kept.winner].astype(np.int64),
            row[kept.loser].astype(np.int64),
            kept.winner_left,
        ),
        judgements.exemplars[~inside],
    )


def require_linked(judgements: Judgements) -> Linkage:
    """Raise where no scale holds all exemplars.

    Raises
    ------
    TooFewUnits
        Fewer than two exemplars, or no judgement.
    NotIdentified
        Exemplars fall into groups that were never compared.
    """
    if len(judgements.exemplars) < 2 or not len(judgements):
        raise TooFewUnits(
            "There is no scale yet.",
            why=f"There are {len(judgements.exemplars)} exemplars and {len(judgements)} judgements.",
            mend="Judge at least one pair.",
        )
    linkage = linkage_of(judgements)
    if not linkage.linked:
        apart = judgements.exemplars[linkage.group > 0]
        raise NotIdentified(
            "The exemplars are not on one scale.",
            why=f"They fall into {linkage.groups_n} groups that were never compared; "
            f"outside the largest: {name_some(apart)}.",
            mend="Judge pairs across the groups, or keep the largest with `linked`.",
        )
    return linkage
