"""Following a school through changes of its URN.

A school that becomes an academy gets a new URN. The register links the two: the old one has a `Successor`, the new
one a `Predecessor`. Only rows whose type begins with `Successor` make a chain, and only where a school has a single
one: two successors are a split, and the chain ends there. Links of a school to itself, and links that lie on a circle,
are dropped. Several schools may have the same successor (a merger): each of their chains ends in it.

`Predecessor` rows are the mirror of these, and are not used: of 16,800 in July 2025 only 50 tell of a school that has
no successor otherwise, a third of them amalgamations and splits, where several schools would be taken for one.
"""

import numpy as np
import numpy.typing as npt
import polars as pl

CHAIN_SCHEMA = pl.Schema(
    {
        "urn": pl.Int32(),
        "chain": pl.Int32(),
        "step": pl.Int16(),
        "next_urn": pl.Int32(),
    }
)

Nodes = npt.NDArray[np.intp]


def chain_links(links: pl.DataFrame, *, urns: pl.Series | None = None) -> pl.DataFrame:
    """For every school, the URN at the end of its chain of successors.

    Parameters
    ----------
    links
        Columns `urn` Int32, `link_urn` Int32, `link_type` String.
    urns
        Schools that must have a row, linked or not.

    Returns
    -------
    pl.DataFrame
        Sorted by `urn`: `urn`, `chain` (the last URN), `step` (0 for the oldest, else one more than the longest way
        from an oldest school), `next_urn` (null at the end).
    """
    edges = _single_successors(links)
    known = [links["urn"], links["link_urn"], *([] if urns is None else [urns])]
    nodes = np.unique(np.concatenate([series.drop_nulls().cast(pl.Int32).to_numpy() for series in known]))
    if nodes.size == 0:
        return pl.DataFrame(schema=CHAIN_SCHEMA)
    after = np.arange(nodes.size)
    after[np.searchsorted(nodes, edges["urn"].to_numpy())] = np.searchsorted(nodes, edges["link_urn"].to_numpy())
    after = _break_circles(after)
    moved = after != np.arange(nodes.size)
    frame = {
        "urn": nodes,
        "chain": nodes[_follow_to_end(after)],
        "step": _steps(after),
        "next_urn": nodes[after],
    }
    ends = pl.Series(~moved)
    return pl.DataFrame(frame).with_columns(next_urn=pl.when(~ends).then(pl.col("next_urn"))).cast(CHAIN_SCHEMA)


def _single_successors(links: pl.DataFrame) -> pl.DataFrame:
    """One row per school that has exactly one successor, and not itself."""
    return (
        links.filter(pl.col("link_type").str.starts_with("Successor") & (pl.col("urn") != pl.col("link_urn")))
        .select(pl.col("urn").cast(pl.Int32), pl.col("link_urn").cast(pl.Int32))
        .drop_nulls()
        .unique()
        .filter(pl.len().over("urn") == 1)
        .sort("urn")
    )


def _follow_to_end(after: Nodes) -> Nodes:
    """Where each node stands after as many steps as there are nodes; doubling takes the logarithm of that."""
    reached = after
    for _ in range(int(after.size).bit_length()):
        reached = reached[reached]
    return reached


def _break_circles(after: Nodes) -> Nodes:
    """Drop the links that lie on a circle; what leads to a circle ends where it would enter it."""
    ends = _follow_to_end(after)
    on_circle = np.unique(ends[after[ends] != ends])
    mended = after.copy()
    mended[on_circle] = on_circle
    return mended


def _steps(after: Nodes) -> Nodes:
    """The longest way to each node from one that nothing leads to."""
    steps = np.zeros(after.size, dtype=np.intp)
    moving = np.flatnonzero(after != np.arange(after.size))
    while True:
        longer = steps.copy()
        np.maximum.at(longer, after[moving], steps[moving] + 1)
        if np.array_equal(longer, steps):
            return steps
        steps = longer
