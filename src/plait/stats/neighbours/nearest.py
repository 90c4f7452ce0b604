"""The k nearest schools: pools, blocks, shards, and the result."""

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np

from plait.stats.errors import BadInput, TooFewUnits
from plait.stats.neighbours.measure import UNKNOWN, Codes, Flags, Floats, Ints
from plait.stats.neighbours.search import Found, Task, search
from plait.stats.neighbours.space import Space

# Queries of one shard: enough to be worth sending to another process with its block, few enough to keep workers even.
SHARD_ROWS = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """The nearest schools of each school asked about, nearest first.

    Attributes
    ----------
    query_ids, query_positions
        Shape (q,): the schools asked about, and their rows in the space.
    ids, positions
        Shape (q, k): the neighbours, and their rows in the space; −1 where there are fewer than k.
    distance
        Shape (q, k), in weighted scale units; NaN where there is none.
    share
        Shape (q, k): share of the total weight, 0 to 1, on which the pair was compared; NaN where there is none.
    count
        Shape (q,): how many neighbours there are.
    refused
        Shape (q,): the school lacks too many characteristics, or its block is not known, so that nothing may be
        compared with it.
    preferred
        Shape (q, k): chosen because of a preference (see `prefer`); False everywhere without one.
    """

    query_ids: Ints
    query_positions: Ints
    ids: Ints
    positions: Ints
    distance: Floats
    share: Floats
    count: Ints
    refused: Flags
    preferred: Flags


def k_nearest(
    space: Space,
    *,
    k: int,
    queries: Ints | None = None,
    pool: Flags | None = None,
    exact: Sequence[Codes] = (),
    executor: Executor | None = None,
    shard_rows: int = SHARD_ROWS,
) -> Neighbours:
    """Find the k schools of the pool that are nearest to each school, exactly.

    Ties (distances that differ by rounding only) go to the smaller number. A school is never its own neighbour and no
    number is listed twice. The result does not depend on the executor or on the shards.

    Parameters
    ----------
    space
        The schools and the distance.
    k
        How many neighbours, at least 1. Where the pool has fewer, fewer are returned.
    queries
        Rows of the schools to find neighbours for; all if None.
    pool
        Shape (n,): which schools may be neighbours; all if None.
    exact
        Categories, each of shape (n,), in which a neighbour must be the same; −1 (not known) is the same as nothing.
    executor
        Runs the shards: threads, processes, or ``distributed.Client(...).get_executor()``; None runs them here, one
        after another.
    shard_rows
        Schools in a shard.

    Returns
    -------
    Neighbours

    Raises
    ------
    TooFewUnits
        No school of the pool has the characteristics that are needed.
    BadInput
        An argument is out of range.
    """
    _check(space, k=k, queries=queries, pool=pool, exact=exact, shard_rows=shard_rows)
    asked = np.arange(space.ids.size) if queries is None else np.asarray(queries, dtype=np.int64)
    usable = space.measure.enough(space.measure.known_share(space.points))
    for codes in exact:
        usable = usable & (codes != UNKNOWN)
    chosen = _pool_rows(space, usable if pool is None else usable & pool)
    blocks = _blocks_of(exact, space.ids.size)
    parts = _parts(asked, chosen, usable, blocks, shard_rows)
    tasks = [_task(space, asked[at], rows, k) for at, rows in parts]
    results = map(search, tasks) if executor is None else executor.map(search, tasks)
    return _assemble(space, asked, k, ~usable[asked], zip(parts, results, strict=True))


def _pool_rows(space: Space, allowed: Flags) -> Ints:
    """Return the rows that may be neighbours, by ascending number; of a number that stands twice, the first row."""
    _, first = np.unique(space.ids, return_index=True)
    rows = first[allowed[first]].astype(np.int64)
    if rows.size == 0:
        raise TooFewUnits(
            "No neighbours were looked for.",
            why=f"None of the {space.ids.size} schools is in the pool and has the characteristics that are needed.",
            mend="Widen the pool, or compare on the characteristics that both schools have.",
        )
    return rows


def _blocks_of(exact: Sequence[Codes], n: int) -> Ints:
    """Number the combinations of categories within which neighbours are looked for."""
    blocks = np.zeros(n, dtype=np.int64)
    for codes in exact:
        steps = codes.astype(np.int64) - int(codes.min(initial=0))
        blocks = blocks * (int(steps.max(initial=0)) + 1) + steps
    return blocks


def _parts(asked: Ints, chosen: Ints, usable: Flags, blocks: Ints, shard_rows: int) -> list[tuple[Ints, Ints]]:
    """Pair places in the list of queries with the rows that they are compared with, a block and a shard at a time."""
    parts = []
    places = np.flatnonzero(usable[asked])
    block_of_query, block_of_pool = blocks[asked[places]], blocks[chosen]
    for block in np.unique(block_of_query):
        rows = chosen[block_of_pool == block]
        here = places[block_of_query == block]
        if rows.size:
            parts += [(here[at : at + shard_rows], rows) for at in range(0, here.size, shard_rows)]
    return parts


def _task(space: Space, asked: Ints, rows: Ints, k: int) -> Task:
    pool = space.points if np.array_equal(rows, np.arange(space.ids.size)) else space.points.take(rows)
    return Task(space.measure, pool, space.ids[rows], space.points.take(asked), space.ids[asked], k)


def _assemble(
    space: Space, asked: Ints, k: int, refused: Flags, results: "zip[tuple[tuple[Ints, Ints], Found]]"
) -> Neighbours:
    shape = (asked.size, k)
    positions = np.full(shape, -1, dtype=np.int64)
    distance, share = np.full(shape, np.nan), np.full(shape, np.nan)
    for (at, rows), found in results:
        there = found.index >= 0
        positions[at] = np.where(there, rows[found.index], -1)
        distance[at] = np.where(there, space.measure.distance(found.score), np.nan)
        share[at] = found.share
    return Neighbours(
        query_ids=space.ids[asked],
        query_positions=asked,
        ids=np.where(positions >= 0, space.ids[positions], -1),
        positions=positions,
        distance=distance,
        share=share,
        count=(positions >= 0).sum(axis=1),
        refused=refused,
        preferred=np.zeros(shape, dtype=np.bool_),
    )


def _check(
    space: Space, *, k: int, queries: Ints | None, pool: Flags | None, exact: Sequence[Codes], shard_rows: int
) -> None:
    n = space.ids.size
    if k < 1 or shard_rows < 1:
        raise BadInput(
            "No neighbours were looked for.", why=f"k = {k} and {shard_rows} rows to a shard; both start at 1."
        )
    if queries is not None and np.size(queries) and (np.min(queries) < 0 or np.max(queries) >= n):
        raise BadInput("A school asked about is not in the space.", why=f"Its rows are 0 to {n - 1}.")
    if pool is not None and (pool.shape != (n,) or pool.dtype != np.bool_):
        raise BadInput("The pool does not fit.", why=f"It must say yes or no for each of {n} schools.")
    for codes in exact:
        if codes.shape != (n,):
            raise BadInput("A category does not fit.", why=f"It has shape {codes.shape}, for {n} schools.")
