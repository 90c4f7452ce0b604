"""Property: whatever the data, the fast search finds what a double loop in plain Python finds, to the last digit."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import slow_neighbours
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plait.stats.errors import TooFewUnits
from plait.stats.neighbours import Categorical, k_nearest, search, space_of

unhurried = settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def figures(rng, shape, kind):
    match kind:
        case "percentages":  # one decimal, so that true ties differ by rounding noise
            return rng.integers(0, 60, shape) / 10.0
        case "small integers":
            return rng.integers(0, 4, shape).astype(float)
        case "skewed":
            return rng.lognormal(0, 2, shape)
        case "far from zero":  # eastings and northings
            return 430_000.0 + rng.integers(0, 500, shape)
        case "two far clusters":
            return rng.normal(size=shape) * 1e-3 + rng.choice([-1e4, 1e4], shape)
        case "too large for single precision":
            return rng.normal(size=shape) * 1e20
    raise AssertionError(kind)


KINDS = (
    "percentages",
    "small integers",
    "skewed",
    "far from zero",
    "two far clusters",
    "too large for single precision",
)


@st.composite
def sectors(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.sampled_from([2, 9, 30, 30, 700]))
    p, categories = draw(st.integers(1, 4)), draw(st.integers(0, 2))
    missing = draw(st.sampled_from(["complete", "shared"]))
    values = figures(rng, (n, p), draw(st.sampled_from(KINDS)))
    values[rng.random((n, p)) < draw(st.sampled_from([0.0, 0.05, 0.4]))] = np.nan
    ids = rng.permutation(n) + 100_000
    if draw(st.booleans()):
        ids[-1] = ids[0]  # a school that stands twice
    sector = slow_neighbours.Sector(
        ids=ids.tolist(),
        values=[[None if np.isnan(x) else float(x) for x in row] for row in values],
        weights=[draw(st.sampled_from([0.1, 0.25, 0.36, 1.0])) for _ in range(p)],
        scale=[draw(st.sampled_from([0.3, 1.0, 17.0])) for _ in range(p)],
        metric=draw(st.sampled_from(["euclidean", "gower"])),
        missing=missing,
        min_share=draw(st.sampled_from([0.01, 0.5, 0.8, 1.0])) if missing == "shared" else 1.0,
        codes=[rng.integers(-1, 3, n).tolist() for _ in range(categories)],
        category_weights=[draw(st.sampled_from([0.1, 0.5])) for _ in range(categories)],
    )
    return sector, rng


def space_like(sector):
    return space_of(
        np.array([[np.nan if x is None else x for x in row] for row in sector.values]),
        ids=np.array(sector.ids),
        names=[f"x{j}" for j in range(len(sector.weights))],
        weights=np.array(sector.weights),
        scale=np.array(sector.scale),
        metric=sector.metric,
        missing=sector.missing,
        min_share=sector.min_share,
        categoricals=[
            Categorical(f"c{j}", np.array(codes, dtype=np.int32), weight)
            for j, (codes, weight) in enumerate(zip(sector.codes, sector.category_weights, strict=True))
        ],
    )


def assert_agree(sector, found, *, k, pool=None, exact=()):
    for at, school in enumerate(found.query_positions.tolist()):
        expected = slow_neighbours.k_nearest(sector, school, k=k, pool=pool, exact=exact)
        count = int(found.count[at])
        assert list(zip(found.ids[at, :count].tolist(), found.distance[at, :count].tolist(), strict=True)) == expected
        assert (found.ids[at, count:] == -1).all()
        assert np.isnan(found.distance[at, count:]).all()


def found_or_none(sector, **how):
    """What the fast search finds; None if it refuses, which it may only do where nobody has a neighbour."""
    try:
        return k_nearest(space_like(sector), **how)
    except TooFewUnits:
        asked = {"pool": how.get("pool"), "exact": how.get("exact", ())}
        assert not any(slow_neighbours.k_nearest(sector, school, k=1, **asked) for school in range(len(sector.ids)))
        return None


def some(rng, n, few):
    return np.sort(rng.choice(n, min(n, few), replace=False))


@unhurried
@given(sectors(), st.sampled_from([1, 3, 50]))
def test_every_school_of_a_sector_gets_the_neighbours_that_a_double_loop_finds(made, k):
    sector, rng = made
    queries = some(rng, len(sector.ids), 30)
    found = found_or_none(sector, k=k, queries=queries)
    if found is not None:
        assert_agree(sector, found, k=k)


@unhurried
@given(sectors())
def test_pools_and_exact_constraints_are_kept(made):
    sector, rng = made
    n = len(sector.ids)
    pool = rng.random(n) < 0.7
    pool[0] = True
    exact = [rng.integers(-1, 2, n).astype(np.int32), rng.integers(0, 2, n).astype(np.int32)]
    found = found_or_none(sector, k=4, queries=some(rng, n, 25), pool=pool, exact=exact)
    if found is not None:
        assert_agree(sector, found, k=4, pool=pool, exact=[codes.tolist() for codes in exact])


@unhurried
@given(sectors())
def test_narrow_tiles_and_many_pieces_of_the_pool_change_nothing(made):
    sector, rng = made
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "_WIDEST", 150)
        patch.setattr(search, "_TILE", 600)
        patch.setattr(search, "_BATCH", 7)
        patch.setattr(search, "_FEW", 0)
        found = found_or_none(sector, k=3, queries=some(rng, len(sector.ids), 20))
    if found is not None:
        assert_agree(sector, found, k=3)


@settings(unhurried, max_examples=15)
@given(sectors(), st.sampled_from([1, 5, 64]))
def test_the_shards_and_who_runs_them_change_nothing(made, shard_rows):
    sector, _ = made
    alone = found_or_none(sector, k=5)
    if alone is None:
        return
    with ThreadPoolExecutor(2) as executor:
        sharded = k_nearest(space_like(sector), k=5, executor=executor, shard_rows=shard_rows)
    np.testing.assert_array_equal(sharded.ids, alone.ids)
    np.testing.assert_array_equal(sharded.distance, alone.distance)
    np.testing.assert_array_equal(sharded.share, alone.share)


def test_thousands_of_identical_schools_are_listed_by_number():
    n = 2600
    ids = np.random.default_rng(1).permutation(n) + 1
    values = np.ones((n, 2))
    values[:3] = [[0.0, 1.0], [1.0, 0.0], [2.0, 1.0]]
    space = space_of(values, ids=ids, names=["a", "b"], weights=np.ones(2), scale=np.ones(2))
    found = k_nearest(space, k=4, queries=np.arange(10, 30))
    others = np.sort(ids[3:])
    for row, school in enumerate(found.query_ids):
        assert found.ids[row].tolist() == others[others != school][:4].tolist()
    assert (found.distance == 0.0).all()


def test_the_screen_never_rules_out_a_school_by_its_bound():
    """The lower bound of every pair is at most its score, in every kind of data, metric and rule."""
    rng = np.random.default_rng(3)
    for kind in KINDS[:-1]:
        for metric in ("euclidean", "gower"):
            for gaps in (0.0, 0.2):
                values = figures(rng, (200, 5), kind)
                values[rng.random(values.shape) < gaps] = np.nan
                codes = rng.integers(-1, 4, 200).astype(np.int32)
                space = space_of(
                    values,
                    ids=np.arange(200),
                    names=list("abcde"),
                    weights=rng.random(5) + 0.1,
                    scale=rng.random(5) + 0.1,
                    metric=metric,
                    missing="shared",
                    min_share=0.3,
                    categoricals=[Categorical("c", codes, 0.7)],
                )
                screen = search.screen_of(space.measure, space.points, space.points)
                bound = np.empty((200, 200), dtype=np.float32)
                screen.lower(slice(0, 200), slice(0, 200), out=bound, scratch=np.empty_like(bound))
                i, j = (each.ravel() for each in np.indices((200, 200)))
                score, _ = search.score_pairs(space.measure, space.points, space.points, i, j)
                assert (bound.ravel() <= score).all(), (kind, metric, gaps)
                # and it is a bound worth having: within a thousandth of the spread of scores
                there = np.isfinite(score)
                assert (score[there] - bound.ravel()[there]).max() < 1e-3 * score[there].max()
