"""Exact nearest neighbours in one block: guess a reach, score what lies in it, then prove that nothing was missed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from plait.stats.neighbours.measure import Floats, Ints, Measure, Points, score_pairs
from plait.stats.neighbours.products import Singles
from plait.stats.neighbours.screen import Screen, screen_of

# Scores that differ by less than this share of themselves differ by rounding only (0.3 − 0.2 is not 0.2 − 0.1): a tie.
TIE = 1e-12
# Everything this little beyond the last neighbour is scored, so that a chain of ties that reaches past it is whole.
_MARGIN = 1e-9
# Below this many schools asked about, preparing the screen costs more than scoring every pair.
_FEW = 8
# Bounds held at once: fits the second-level cache of a core (1.4 MB), which is what makes the passes over it quick.
_TILE = 360_000
_WIDEST = 32_768
# Schools whose candidates are scored together.
_BATCH = 512


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """Everything a worker needs: it can be pickled, and it refers to nothing outside itself.

    Attributes
    ----------
    pool, pool_ids
        The schools to choose from, in ascending order of their numbers, none twice.
    queries, query_ids
        The schools to find neighbours for; one that is in the pool is not its own neighbour.
    k
        How many neighbours.
    """

    measure: Measure
    pool: Points
    pool_ids: Ints
    queries: Points
    query_ids: Ints
    k: int


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The k nearest of each query, nearest first; shapes (q, k).

    Attributes
    ----------
    index
        Row in the pool; −1 where there is none.
    score, share
        Score and share of weight of the pair; infinite and NaN where there is none.
    """

    index: NDArray[np.int32]
    score: Floats
    share: Floats


def search(task: Task) -> Found:
    """Find the exact k nearest of each query: what a double loop over `score_pairs` finds, to the last digit."""
    q, k = task.queries.count, task.k
    found = Found(np.full((q, k), -1, dtype=np.int32), np.full((q, k), np.inf), np.full((q, k), np.nan))
    screen = screen_of(task.measure, task.queries, task.pool) if q > _FEW and task.pool.count > 0 else None
    for start in range(0, q, _BATCH):
        batch = slice(start, min(start + _BATCH, q))
        doubtful = np.arange(batch.start, batch.stop)
        if screen is not None:
            doubtful = _search_screened(task, screen, batch, found)
        for row in doubtful:
            _search_all(task, int(row), found)
    return found


def _search_all(task: Task, row: int, found: Found) -> None:
    """Score the whole pool for one query."""
    score, share = score_pairs(task.measure, task.queries, task.pool, row, slice(None))
    score[task.pool_ids == task.query_ids[row]] = np.inf
    reach = _kth(score[None, :], task.k)[0] * (1.0 + _MARGIN)
    near = np.flatnonzero(score <= reach)
    _write(found, np.array([row]), near[None, :], score[None, near], share[None, near])


def _search_screened(task: Task, screen: Screen, batch: slice, found: Found) -> Ints:
    """Find the nearest of a batch among those the screen lets through; return those for which that is no proof."""
    row, column, reach, flooded = _candidates(screen, batch, pool_n=task.pool.count, k=task.k)
    score, share = score_pairs(task.measure, task.queries, task.pool, row + batch.start, column)
    score = np.where(task.pool_ids[column] == task.query_ids[row + batch.start], np.inf, score)
    count = np.bincount(row, minlength=reach.size)
    slot = np.arange(row.size) - (np.cumsum(count) - count)[row]
    shape = (reach.size, max(int(count.max()), task.k))
    scores, shares, columns = np.full(shape, np.inf), np.full(shape, np.nan), np.zeros(shape, dtype=np.int64)
    scores[row, slot], shares[row, slot], columns[row, slot] = score, share, column
    with np.errstate(invalid="ignore"):
        proved = (_kth(scores, task.k) * (1.0 + _MARGIN) <= reach) & ~flooded
    rows = np.arange(batch.start, batch.stop)
    _write(found, rows[proved], columns[proved], scores[proved], shares[proved])
    return rows[~proved]


def _candidates(screen: Screen, batch: slice, *, pool_n: int, k: int) -> tuple[Ints, Ints, Floats, NDArray[np.bool_]]:
    """List the pairs whose bound lies within reach of their query.

    Returns
    -------
    row, column
        The pairs, by row (counted from the start of the batch) and then by column.
    reach
        By query: every pair left out scores more than this.
    flooded
        By query: so many lie within reach that scoring the whole pool is as quick; its pairs are left out.
    """
    size = batch.stop - batch.start
    width = min(pool_n, _WIDEST)
    tile = max(4, _TILE // width)
    out, scratch = np.empty((2, tile * width), dtype=np.float32)
    rows: list[Ints] = []
    columns: list[Ints] = []
    reach = np.full(size, np.inf, dtype=np.float32)
    # The k + 1 smallest bounds seen, of schools all different (one may be the school itself); the largest comes last.
    lowest = np.full((size, k + 1), np.inf, dtype=np.float32)
    # The part of the pool changes slowest, so that it stays in the cache while the queries pass over it.
    for left in range(0, pool_n, width):
        part = slice(left, min(left + width, pool_n))
        for first in range(0, size, tile):
            here = slice(first, min(first + tile, size))
            asked = slice(batch.start + here.start, batch.start + here.stop)
            shape = (here.stop - here.start, part.stop - part.start)
            bound = out[: shape[0] * shape[1]].reshape(shape)
            screen.lower(asked, part, out=bound, scratch=scratch[: bound.size].reshape(shape))
            smallest = np.hstack([lowest[here], _of_groups(bound, k)])
            lowest[here] = np.partition(smallest, k, axis=1)[:, : k + 1]
            guess = lowest[here, k].astype(np.float64)
            guess = guess + screen.gap[asked] + screen.gap_rate * np.maximum(guess, 0.0)
            reach[here] = np.minimum(reach[here], np.nextafter(guess.astype(np.float32), np.float32(np.inf)))
            at = np.flatnonzero(bound <= reach[here, None])
            rows.append(at // shape[1] + first)
            columns.append(at % shape[1] + left)
    row, column = np.concatenate(rows), np.concatenate(columns)
    flooded = np.bincount(row, minlength=size) > max(2048, 16 * k)
    order = np.flatnonzero(~flooded[row])
    order = order[np.argsort(row[order].astype(np.uint16), kind="stable")]
    return row[order], column[order], reach.astype(np.float64), flooded


def _of_groups(bound: Singles, k: int) -> Singles:
    """Deal the columns into groups and return the smallest bound of each.

    They belong to different schools, so the (k + 1)-th smallest of them is no less than the (k + 1)-th smallest of all.
    With many more groups than neighbours it is hardly more, and it is found in a fraction of the time.
    """
    groups = max(128, 8 * (k + 1))
    deep = bound.shape[1] // groups
    if deep < 4:
        return bound
    return np.asarray(bound[:, : deep * groups].reshape(bound.shape[0], deep, groups).min(axis=1))


def _kth(score: NDArray[np.floating], k: int) -> Floats:
    """Return the k-th smallest of each row; infinite where there are fewer."""
    if score.shape[1] < k:
        return np.full(score.shape[0], np.inf)
    return np.partition(score, k - 1, axis=1)[:, k - 1].astype(np.float64)


def _write(found: Found, rows: Ints, columns: Ints, scores: Floats, shares: Floats) -> None:
    """Put the candidates of some queries in order, and write the first k."""
    order = in_order(scores)[:, : found.score.shape[1]]
    n = order.shape[1]
    score = np.take_along_axis(scores, order, axis=1)
    there = np.isfinite(score)
    found.score[rows, :n] = score
    found.index[rows, :n] = np.where(there, np.take_along_axis(columns, order, axis=1), -1)
    found.share[rows, :n] = np.where(there, np.take_along_axis(shares, order, axis=1), np.nan)


def in_order(scores: Floats) -> Ints:
    """Order each row by score, ties in the order in which they stand (the smaller number first).

    A tie is a chain of scores of which each exceeds the one before by at most the share `TIE` of itself.
    """
    order = np.argsort(scores, axis=1, kind="stable")
    ranked = np.take_along_axis(scores, order, axis=1)
    with np.errstate(invalid="ignore"):
        step = ranked[:, 1:] - ranked[:, :-1]
        apart = ~(step <= TIE * ranked[:, 1:]) | np.isinf(ranked[:, 1:])
    for row in np.flatnonzero(((step > 0.0) & ~apart).any(axis=1)):
        chain = np.concatenate([[0], np.cumsum(apart[row])])
        order[row] = order[row][np.lexsort((order[row], chain))]
    return order
