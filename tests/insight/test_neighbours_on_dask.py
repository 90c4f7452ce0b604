"""Neighbours run on any executor: processes, and a local Dask cluster with two worker processes."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pytest
from distributed import Client, LocalCluster

from plait.stats.neighbours import Categorical, Neighbours, Space, k_nearest, space_of


@pytest.fixture(scope="module")
def space() -> Space:
    """Two thousand schools, a few figures missing, one category that adds to the distance."""
    rng = np.random.default_rng(4)
    values = rng.integers(0, 300, (2000, 4)) / 10.0
    values[rng.random(values.shape) < 0.05] = np.nan
    return space_of(
        values,
        ids=rng.permutation(2000) + 100_000,
        names=["FSM", "EAL", "SEN", "stability"],
        weights=np.array([0.4, 0.3, 0.2, 0.1]),
        scale=np.array([12.0, 18.0, 4.0, 6.0]),
        missing="shared",
        min_share=0.6,
        categoricals=[Categorical("gender", rng.integers(-1, 3, 2000).astype(np.int32), 0.5)],
    )


@pytest.fixture(scope="module")
def block() -> np.ndarray:
    """Phases, within which neighbours are looked for."""
    return np.random.default_rng(5).integers(0, 3, 2000).astype(np.int32)


def assert_same(one: Neighbours, other: Neighbours) -> None:
    for name in ("ids", "positions", "distance", "share", "count", "refused"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_a_dask_cluster_finds_the_same_neighbours_as_one_thread(space, block):
    alone = k_nearest(space, k=20, exact=[block])
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        spread = k_nearest(space, k=20, exact=[block], executor=client.get_executor(), shard_rows=300)
    assert (alone.count[~alone.refused] == 20).all()
    assert_same(spread, alone)


def test_a_pool_of_processes_finds_the_same_neighbours_as_one_thread(space, block):
    alone = k_nearest(space, k=20, exact=[block])
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        spread = k_nearest(space, k=20, exact=[block], executor=executor, shard_rows=500)
    assert_same(spread, alone)
