"""Replication: the methods of the Department for Education, written anew from their published descriptions."""

import numpy as np

from plait.stats.neighbours import Preference, codes_of, k_nearest, prefer, space_of
from plait.stats.scaling import scale_of


def full_matrix_sets(pupils, meals, needs, regions, *, nearest=60, size=30):
    """Sets of the financial benchmarking service: full matrices, then the schools of the region first.

    Schools stand in order of their number, so that a stable sort breaks ties by it. A set counts the school itself.
    """

    def part(weight, figures):
        return weight * (np.abs(figures[:, None] - figures[None, :]) / np.ptp(figures)) ** 2

    distance = np.sqrt(part(0.5, pupils) + part(0.4, meals) + part(0.1, needs))
    sets = []
    for school in range(pupils.size):
        others = np.delete(np.arange(pupils.size), school)
        close = others[np.argsort(distance[school, others], kind="stable")[:nearest]]
        here = [int(other) for other in close if regions[other] == regions[school]]
        rest = [int(other) for other in close if regions[other] != regions[school]]
        sets.append((here + rest)[: size - 1])
    return distance, sets


def test_range_scaled_weights_and_the_region_first_give_the_sets_of_financial_benchmarking():
    rng = np.random.default_rng(2024)
    n = 700
    pupils, meals, needs = rng.lognormal(5.6, 0.5, n).round(), rng.uniform(0, 70, n), rng.uniform(0, 40, n)
    regions = rng.choice(["London", "North East", "South West"], n)
    distance, sets = full_matrix_sets(pupils, meals, needs, regions)
    values = np.column_stack([pupils, meals, needs])
    names = ["pupils", "free school meals", "SEN"]
    space = space_of(
        values,
        ids=np.arange(n) + 100_000,
        names=names,
        weights=np.array([0.5, 0.4, 0.1]),
        scale=scale_of(values, names=names, method="range"),
    )
    chosen = prefer(k_nearest(space, k=60), preferences=[Preference("region", codes_of(regions.tolist()))], keep=29)
    for school in range(n):
        assert sorted(chosen.positions[school].tolist()) == sorted(sets[school])
        np.testing.assert_allclose(
            chosen.distance[school], distance[school, chosen.positions[school]], rtol=1e-12, atol=0
        )


def test_a_scale_that_holds_the_weight_is_the_same_distance_as_weight_and_standard_deviation():
    """The primary method of the similar schools service is given as sd / √weight; the secondary as sd and weight."""
    rng = np.random.default_rng(7)
    values = rng.normal(size=(300, 3)) * [10.0, 300.0, 0.1] + [30.0, 900.0, 0.2]
    names, weights = ["PP", "pupils", "IDACI"], np.array([0.6, 0.3, 0.1])
    sd = scale_of(values, names=names, method="sample_sd")
    given = {"ids": np.arange(300), "names": names}
    one = k_nearest(space_of(values, weights=weights, scale=sd, **given), k=50)
    other = k_nearest(space_of(values, weights=np.ones(3), scale=sd / np.sqrt(weights), **given), k=50)
    np.testing.assert_array_equal(one.ids, other.ids)
    np.testing.assert_allclose(one.distance, other.distance, rtol=1e-13)
