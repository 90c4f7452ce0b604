"""Known values, worked by hand or published."""

import numpy as np
import pytest

from plait.stats.neighbours import (
    Categorical,
    Metric,
    Preference,
    codes_of,
    explain,
    k_nearest,
    prefer,
    space_of,
    typicality,
)
from plait.stats.scaling import scale_of


def line(figures, *, ids=None, **how):
    """Schools on a line: one characteristic, weight and scale one."""
    values = np.array(figures, dtype=float).reshape(len(figures), -1)
    p = values.shape[1]
    given = {"weights": np.ones(p), "scale": np.ones(p), "names": [f"x{j}" for j in range(p)]} | how
    return space_of(values, ids=np.array(ids or range(1, len(figures) + 1)), **given)


def test_the_distance_is_the_root_of_the_weighted_squared_differences_in_scale_units():
    # (4 − 1)/2 = 1.5 and (10 − 30)/10 = −2: √(0.6·2.25 + 0.4·4) = √2.95
    space = line([[1.0, 30.0], [4.0, 10.0]], weights=np.array([0.6, 0.4]), scale=np.array([2.0, 10.0]))
    found = k_nearest(space, k=1)
    assert found.distance[0, 0] == pytest.approx(2.95**0.5, rel=1e-15)
    assert found.ids.tolist() == [[2], [1]]


def test_an_explanation_lays_the_characteristics_side_by_side_and_their_shares_sum_to_one():
    space = line([[1.0, 30.0], [4.0, 10.0]], weights=np.array([0.6, 0.4]), scale=np.array([2.0, 10.0]))
    why = explain(space, school=0, others=np.array([1]))
    assert why.difference.tolist() == [[3.0, -20.0]]
    assert why.scaled.tolist() == [[1.5, -2.0]]
    np.testing.assert_allclose(why.contribution, [[1.35 / 2.95, 1.6 / 2.95]], rtol=1e-15)


# What daisy() of R's package cluster prints for its data set `agriculture`: column B, without standardisation, and
# with Gower's coefficient. The data: Struyf, Hubert and Rousseeuw (1997), doi:10.18637/jss.v001.i04.
DAISY = {
    "DK": (5.408327, 0.22148078), "D": (2.061553, 0.08178881), "GR": (22.339651, 0.84384585),
    "E": (9.818350, 0.38135483), "F": (3.448188, 0.11538211), "IRL": (12.747549, 0.47547804),
    "I": (5.803447, 0.15222215), "L": (4.275512, 0.15646414), "NL": (1.649242, 0.05318802),
    "P": (17.236299, 0.66155453), "UK": (2.828427, 0.10095934),
}  # fmt: skip


@pytest.mark.parametrize(("metric", "column"), [("euclidean", 0), ("gower", 1)])
def test_twelve_countries_have_the_distances_that_daisy_prints(metric: Metric, column: int):
    """Gross national product a head, and percentage of the population in agriculture, European Union 1993."""
    names = ["B", "DK", "D", "GR", "E", "F", "IRL", "I", "L", "NL", "P", "UK"]
    figures = [
        (16.8, 2.7), (21.3, 5.7), (18.7, 3.5), (5.9, 22.2), (11.4, 10.9), (17.8, 6.0),
        (10.9, 14.0), (16.6, 8.5), (21.0, 3.5), (16.4, 4.3), (7.8, 17.4), (14.0, 2.3),
    ]  # fmt: skip
    scale = np.ones(2) if metric == "euclidean" else scale_of(np.array(figures), names=["GNP", "%"], method="range")
    found = k_nearest(line(figures, metric=metric, scale=scale), k=11)
    to = dict(zip((names[at] for at in found.positions[0]), found.distance[0], strict=True))
    assert to == pytest.approx({country: told[column] for country, told in DAISY.items()}, abs=5e-7)


def test_schools_equally_far_in_published_decimals_are_a_tie_even_where_floating_point_disagrees():
    assert 0.3 - 0.2 != 0.2 - 0.1  # the two differences that a reader sees as 0.1
    for ids in ([7, 5, 9], [7, 9, 5]):
        found = k_nearest(line([0.2, 0.3, 0.1], ids=ids), k=2, queries=np.array([0]))
        assert found.ids.tolist() == [[5, 9]]


def test_a_pair_is_compared_on_what_both_have_and_weighted_up_to_the_total():
    space = line(
        [[0.0, 0.0], [3.0, np.nan], [np.nan, 1.0]],
        weights=np.array([0.8, 0.2]),
        missing="shared",
        min_share=0.5,
    )
    found = k_nearest(space, k=2)
    assert found.ids.tolist() == [[2, -1], [1, -1], [-1, -1]]
    assert found.distance[0, 0] == pytest.approx(3.0)  # √(0.8·9 · 1/0.8)
    assert found.share[0, 0] == pytest.approx(0.8)
    assert found.refused.tolist() == [False, False, True]
    assert found.count.tolist() == [1, 1, 0]


def test_a_share_that_equals_the_minimum_is_enough():
    values = [[1.0, 1.0, 1.0, 1.0, np.nan], [2.0, 2.0, 2.0, 2.0, 2.0]]
    space = line(values, weights=np.full(5, 0.2), missing="shared", min_share=0.8)
    assert k_nearest(space, k=1).count.tolist() == [1, 1]


def test_without_a_missing_rule_only_complete_schools_take_part():
    found = k_nearest(line([[0.0, 0.0], [0.0, np.nan], [5.0, 5.0]]), k=2)
    assert found.ids.tolist() == [[3, -1], [-1, -1], [1, -1]]
    assert found.refused.tolist() == [False, True, False]


def test_gower_averages_range_scaled_differences_and_mismatches_over_what_both_have():
    # Ranges 10 and 4. Pair 1–2: (0.5·1 + 0.25·2 + 1·1)/(1 + 2 + 1) = 0.5.
    # Pair 1–3, where the category is missing: (1·1 + 1·2)/(1 + 2) = 1.
    space = line(
        [[0.0, 0.0], [5.0, 1.0], [10.0, 4.0]],
        weights=np.array([1.0, 2.0]),
        scale=np.array([10.0, 4.0]),
        metric="gower",
        missing="shared",
        min_share=0.5,
        categoricals=[Categorical("gender", codes_of(["girls", "mixed", None]), 1.0)],
    )
    found = k_nearest(space, k=2, queries=np.array([0]))
    assert found.distance.tolist() == [[0.5, 1.0]]
    assert found.share.tolist() == [[1.0, 0.75]]
    why = explain(space, school=0, others=np.array([1, 2]))
    np.testing.assert_allclose(why.contribution, [[0.25, 0.25, 0.5], [1 / 3, 2 / 3, np.nan]])


def test_a_penalised_category_adds_its_stated_squared_distance():
    codes = codes_of(["mixed", "girls", "mixed", None])
    space = line([0.0, 1.0, 1.5, 0.5], categoricals=[Categorical("gender", codes, 3.0)])
    found = k_nearest(space, k=3, queries=np.array([0]))
    assert found.ids.tolist() == [[3, 4, 2]]
    np.testing.assert_allclose(found.distance, [[1.5, 3.25**0.5, 2.0]])  # an unknown category counts as different


def test_an_exact_category_must_be_known_and_the_same():
    codes = codes_of(["selective", "selective", "not", None, "selective"])
    found = k_nearest(line([0.0, 9.0, 0.1, 0.1, 4.0]), k=2, exact=[codes])
    assert found.ids.tolist() == [[5, 2], [5, 1], [-1, -1], [-1, -1], [1, 2]]
    assert found.refused.tolist() == [False, False, False, True, False]


def test_a_school_is_not_its_own_neighbour_and_a_number_is_listed_once():
    found = k_nearest(line([0.0, 0.0, 1.0, 1.1], ids=[11, 11, 12, 12]), k=3)
    assert found.ids.tolist() == [[12, -1, -1], [12, -1, -1], [11, -1, -1], [11, -1, -1]]


def test_the_pool_says_who_may_be_a_neighbour_not_who_may_ask():
    found = k_nearest(line([0.0, 1.0, 2.0, 3.0]), k=2, pool=np.array([False, True, False, True]))
    assert found.ids.tolist() == [[2, 4], [4, -1], [2, 4], [2, -1]]


def test_preference_takes_the_like_among_the_nearest_first_and_fills_with_the_rest():
    regions = codes_of(["north", "south", "north", "south", "south", "north", "north"])
    nearest = k_nearest(line([0, 1, 2, 3, 4, 5, 6]), k=5, queries=np.array([0]))
    chosen = prefer(nearest, preferences=[Preference("region", regions)], keep=3)
    # North among the five nearest: 3 and 6 (7 is the sixth, out of reach). The nearest of the rest fills: 2.
    assert chosen.ids.tolist() == [[2, 3, 6]]
    assert chosen.preferred.tolist() == [[False, True, True]]
    assert chosen.distance.tolist() == [[1.0, 2.0, 5.0]]


def test_a_school_that_meets_two_preferences_enters_once_and_a_preference_may_bind_only_some():
    boarding = codes_of(["yes", "no", "yes", "no", "yes"])
    regions = codes_of(["north", "north", "north", "south", "south"])
    yes = int(boarding[0])
    wishes = [Preference("boarding", boarding, only_for=frozenset({yes})), Preference("region", regions)]
    nearest = k_nearest(line([0, 1, 2, 3, 4]), k=4)
    chosen = prefer(nearest, preferences=wishes, keep=3)
    assert chosen.ids[0].tolist() == [2, 3, 5]  # boarding: 3, 5; then region: 2
    assert chosen.ids[3].tolist() == [3, 5, 2]  # not boarding: its region (5), then the nearest; by distance


def test_typicality_is_the_percentile_of_the_mean_distance_to_the_neighbours():
    found = k_nearest(line([0.0, 1.0, 2.0, 3.0, 50.0]), k=2)
    judged = typicality(found, isolated_from=0.9)
    assert judged.mean_distance.tolist() == [1.5, 1.0, 1.0, 1.5, 47.5]
    np.testing.assert_allclose(judged.percentile, [0.6, 0.2, 0.2, 0.6, 0.9])
    assert judged.isolated.tolist() == [False, False, False, False, True]
    one = k_nearest(line([0.0, 1.0, 2.0, 3.0, 50.0]), k=2, queries=np.array([4]))
    assert typicality(one, among=found, isolated_from=0.9).percentile.tolist() == [0.9]


@pytest.mark.parametrize(
    ("method", "expected"),
    [("sample_sd", 1.8708286933869707), ("population_sd", 1.707825127659933), ("range", 5.0), ("mad", 2.2239033)],
)
def test_scales_of_the_first_six_whole_numbers(method, expected):
    values = np.array([[1.0], [2.0], [3.0], [np.nan], [4.0], [5.0], [6.0]])
    np.testing.assert_allclose(scale_of(values, names=["x"], method=method), [expected], rtol=1e-7)
