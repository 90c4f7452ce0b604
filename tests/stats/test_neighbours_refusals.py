"""Refusals: what cannot be answered is refused by name, with the characteristic or the number in the message."""

import numpy as np
import pytest

from plait.stats.errors import BadInput, NoVariation, StatsError, TooFewUnits
from plait.stats.neighbours import Categorical, Preference, codes_of, explain, k_nearest, prefer, space_of, survival
from plait.stats.neighbours import typicality as judge
from plait.stats.scaling import scale_of


def space(values=((0.0, 0.0), (1.0, 2.0), (3.0, 1.0)), **how):
    given = {
        "ids": np.array([1, 2, 3]),
        "names": ["pupils", "EAL"],
        "weights": np.ones(2),
        "scale": np.ones(2),
    } | how
    return space_of(np.array(values), **given)


@pytest.mark.parametrize(
    ("how", "named"),
    [
        ({"weights": np.array([1.0, 0.0])}, "weight of “EAL”"),
        ({"scale": np.array([np.nan, 1.0])}, "scale of “pupils”"),
        ({"weights": np.ones(3)}, "2 weights"),
        ({"names": ["pupils"]}, "1 names"),
        ({"ids": np.array([1.0, 2.0, 3.0])}, "whole numbers"),
        ({"min_share": 0.0}, "share"),
        ({"categoricals": [Categorical("gender", codes_of(["a", "b"]), 1.0)]}, "gender"),
        ({"categoricals": [Categorical("gender", codes_of(["a", "b", "a"]), -1.0)]}, "gender"),
    ],
)
def test_a_space_that_makes_no_sense_is_refused_by_name(how, named):
    with pytest.raises(BadInput, match=named):
        space(**how)


def test_an_infinite_figure_is_refused_with_its_place():
    with pytest.raises(BadInput, match="“EAL” is infinite in row 1"):
        space(values=((0.0, 0.0), (1.0, np.inf), (3.0, 1.0)))


@pytest.mark.parametrize("method", ["sample_sd", "population_sd", "range", "mad"])
def test_a_characteristic_that_is_the_same_everywhere_is_refused_by_name(method):
    values = np.array([[1.0, 0.1], [2.0, 0.1], [5.0, 0.1], [4.0, 0.1]])
    with pytest.raises(NoVariation, match="“boarders”"):
        scale_of(values, names=["pupils", "boarders"], method=method)


def test_a_characteristic_that_most_schools_share_has_no_median_deviation():
    values = np.array([[0.0], [0.0], [0.0], [7.0]])
    with pytest.raises(NoVariation, match=r"“EHC plans”.*mad over 4 schools"):
        scale_of(values, names=["EHC plans"], method="mad")


def test_a_characteristic_known_for_one_school_has_no_scale():
    with pytest.raises(TooFewUnits, match=r"“POLAR4”.*1 schools"):
        scale_of(np.array([[np.nan], [2.0]]), names=["POLAR4"], method="range")


def test_an_unknown_scaling_is_refused():
    with pytest.raises(BadInput, match="iqr"):
        scale_of(np.array([[1.0], [2.0]]), names=["x"], method="iqr")


def test_an_empty_pool_is_refused():
    with pytest.raises(TooFewUnits, match="None of the 3 schools"):
        k_nearest(space(), k=1, pool=np.zeros(3, dtype=bool))


@pytest.mark.parametrize(
    "how",
    [
        {"k": 0},
        {"k": 1, "shard_rows": 0},
        {"k": 1, "queries": np.array([3])},
        {"k": 1, "queries": np.array([-1])},
        {"k": 1, "pool": np.ones(2, dtype=bool)},
        {"k": 1, "exact": [np.zeros(2, dtype=np.int32)]},
    ],
)
def test_a_question_out_of_range_is_refused(how):
    with pytest.raises(BadInput):
        k_nearest(space(), **how)


def test_choosing_more_than_were_found_is_refused():
    found = k_nearest(space(), k=2)
    with pytest.raises(BadInput, match="3 were to be kept of 2"):
        prefer(found, preferences=[Preference("region", codes_of(["a", "b", "a"]))], keep=3)


def test_isolation_is_judged_only_against_sets_of_one_size_and_by_a_percentile():
    found, fewer = k_nearest(space(), k=2), k_nearest(space(), k=1)
    with pytest.raises(BadInput, match="equally large"):
        judge(found, among=fewer, isolated_from=0.95)
    with pytest.raises(BadInput, match=r"1\.5"):
        judge(found, isolated_from=1.5)
    lonely = k_nearest(space(), k=2, exact=[np.arange(3, dtype=np.int32)])
    with pytest.raises(TooFewUnits):
        judge(lonely, isolated_from=0.95)


def test_only_schools_of_the_space_are_explained():
    with pytest.raises(BadInput):
        explain(space(), school=0, others=np.array([5]))


def test_survival_needs_candidates_that_can_be_compared():
    rng = np.random.default_rng(0)
    how = {"k": 1, "weight_sd": 0.1, "rng": rng}
    with pytest.raises(TooFewUnits, match="1 can be compared with none"):
        survival(space(), school=0, candidates=np.array([0]), rounding=np.zeros(2), **how)
    with pytest.raises(BadInput):
        survival(space(), school=0, candidates=np.array([1]), rounding=np.zeros(1), **how)


def test_every_refusal_says_what_why_and_how_to_mend():
    with pytest.raises(StatsError) as caught:
        k_nearest(space(), k=1, pool=np.zeros(3, dtype=bool))
    assert caught.value.what == "No neighbours were looked for."
    assert caught.value.why
    assert caught.value.mend
    assert str(caught.value).startswith(caught.value.what)
