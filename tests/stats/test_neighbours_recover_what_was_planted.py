"""Recovery: neighbours, survival and isolation are what was planted in simulated data."""

import math

import numpy as np
import pytest
from scipy.stats import norm

from plait.stats.neighbours import Categorical, k_nearest, space_of, survival, typicality
from plait.stats.scaling import scale_of


def clusters(rng, *, n=1200, groups=6, p=4):
    """Six kinds of school, far apart against their own spread."""
    kind = rng.integers(0, groups, n)
    centres = rng.normal(size=(groups, p)) * 20.0
    return kind, centres[kind] + rng.normal(size=(n, p))


@pytest.mark.parametrize("method", ["sample_sd", "population_sd", "range", "mad"])
@pytest.mark.parametrize("metric", ["euclidean", "gower"])
def test_neighbours_come_from_the_kind_that_was_planted(method, metric):
    kind, values = clusters(np.random.default_rng(11))
    names = list("abcd")
    scale = scale_of(values, names=names, method=method)
    space = space_of(values, ids=np.arange(1200), names=names, weights=np.ones(4), scale=scale, metric=metric)
    found = k_nearest(space, k=50)
    assert (kind[found.positions] == kind[:, None]).all()


def test_kinds_are_recovered_when_a_tenth_of_the_figures_is_missing():
    rng = np.random.default_rng(12)
    kind, values = clusters(rng, p=8)
    values[rng.random(values.shape) < 0.1] = np.nan
    names = list("abcdefgh")
    scale = scale_of(values, names=names, method="sample_sd")
    space = space_of(
        values, ids=np.arange(1200), names=names, weights=np.ones(8), scale=scale, missing="shared", min_share=0.6
    )
    found = k_nearest(space, k=50)
    there = found.positions >= 0
    alike = kind[found.positions] == kind[:, None]
    assert alike[there].mean() > 0.99
    assert (found.share[there] >= 0.6).all()


def test_an_isolated_school_is_found():
    rng = np.random.default_rng(13)
    values = rng.normal(size=(400, 3))
    values[17] = [9.0, -9.0, 9.0]
    space = space_of(values, ids=np.arange(400), names=list("abc"), weights=np.ones(3), scale=np.ones(3))
    judged = typicality(k_nearest(space, k=20), isolated_from=0.95)
    assert judged.isolated[17]
    assert judged.percentile[17] == (399 + 400) / 800
    assert judged.isolated.sum() == 20


def two_rivals(figures, **how):
    values = np.array(figures)
    p = values.shape[1]
    return space_of(
        values,
        ids=np.arange(1, len(figures) + 1),
        names=[f"x{j}" for j in range(p)],
        weights=np.ones(p),
        scale=np.ones(p),
        **how,
    )


@pytest.mark.parametrize("further", [1.05, 1.2, 1.6])
def test_survival_under_shaken_weights_is_the_normal_probability_that_theory_gives(further):
    """One rival differs by 1 in the first characteristic, the other by r in the second.

    The first stays nearest while exp(s·z₁) < exp(s·z₂)·r², that is with probability Φ(2·ln r / (s·√2)).
    """
    space = two_rivals([[0.0, 0.0], [1.0, 0.0], [0.0, further]])
    draws, sd = 20_000, 0.3
    sure = survival(
        space,
        school=0,
        k=1,
        candidates=np.arange(3),
        weight_sd=sd,
        rounding=np.zeros(2),
        rng=np.random.default_rng(5),
        draws=draws,
    )
    expected = norm.cdf(2.0 * math.log(further) / (sd * math.sqrt(2.0)))
    assert sure.ids.tolist() == [2]
    assert sure.kept[0] == pytest.approx(expected, abs=4.0 * math.sqrt(expected * (1 - expected) / draws))


def test_survival_under_rounding_is_the_triangular_probability_that_theory_gives():
    """Rivals at 1.00 and −1.05 (k = 1), figures rounded to 0.1.

    The school's own shift u and the rivals' a and b, each uniform on ±0.05: the first stays nearest while
    1 + a − u < 1.05 − b + u, that is a + b − 2u < 0.05.
    """
    space = two_rivals([[0.0], [1.0], [-1.05]])
    rng = np.random.default_rng(6)
    a, b, u = rng.uniform(-0.05, 0.05, (3, 2_000_000))
    expected = float(np.mean(a + b - 2.0 * u < 0.05))
    sure = survival(
        space,
        school=0,
        k=1,
        candidates=np.arange(3),
        weight_sd=0.0,
        rounding=np.array([0.1]),
        rng=np.random.default_rng(7),
        draws=20_000,
    )
    assert sure.kept[0] == pytest.approx(expected, abs=0.015)


@pytest.mark.parametrize("metric", ["euclidean", "gower"])
@pytest.mark.parametrize("gaps", [0.0, 0.1])
def test_survival_looks_at_every_school_that_could_matter(metric, gaps):
    """Moving every school of the pool in every draw, the slow way, gives the same shares within Monte Carlo error."""
    rng = np.random.default_rng(21)
    n, p, k, draws = 900, 4, 10, 4_000
    values = rng.normal(size=(n, p))
    values[rng.random(values.shape) < gaps] = np.nan
    values[0] = rng.normal(size=p)
    codes = rng.integers(0, 3, n).astype(np.int32)
    weights, unit = np.array([0.4, 0.3, 0.2, 0.1]), np.full(p, 0.3)
    space = space_of(
        values,
        ids=np.arange(n),
        names=list("abcd"),
        weights=weights,
        scale=np.ones(p),
        metric=metric,
        missing="shared",
        min_share=0.5,
        categoricals=[Categorical("kind", codes, 0.2)],
    )
    sure = survival(space, school=0, k=k, candidates=np.arange(n), weight_sd=0.25, rounding=unit, rng=rng, draws=draws)
    times = np.zeros(n)
    other = codes != codes[0]
    has = ~np.isnan(values)
    for _ in range(draws):
        every = np.append(weights, 0.2) if metric == "gower" else weights
        w = every * np.exp(0.25 * rng.standard_normal(every.size))
        w *= every.sum() / w.sum()
        step = values + rng.uniform(-0.5, 0.5, (n, p)) * unit
        step = step - step[0]
        size = np.where(has, np.abs(step) if metric == "gower" else step**2, 0.0)
        shared = has @ w[:p]
        score = size @ w[:p]
        score = (score + w[-1] * other) / (shared + w[-1]) if metric == "gower" else score / shared + 0.2 * other
        score[(has @ weights + (0.2 if metric == "gower" else 0.0)) / every.sum() < 0.5] = np.inf
        score[0] = np.inf
        times[np.argpartition(score, k)[:k]] += 1
    np.testing.assert_allclose(sure.kept, times[sure.positions] / draws, atol=5.0 * math.sqrt(0.5 / draws))
    assert 0.2 < sure.overlap < 0.98


def test_nothing_shaken_and_nothing_rounded_keeps_every_neighbour():
    values = np.random.default_rng(8).normal(size=(600, 3))
    space = two_rivals(values.tolist())
    sure = survival(
        space,
        school=3,
        k=25,
        candidates=np.arange(600),
        weight_sd=0.0,
        rounding=np.zeros(3),
        rng=np.random.default_rng(1),
        draws=50,
    )
    assert sure.kept.tolist() == [1.0] * 25
    assert sure.kept_se.tolist() == [0.0] * 25
    assert sure.overlap == 1.0
    assert sure.ids.tolist() == k_nearest(space, k=25, queries=np.array([3])).ids[0].tolist()


def test_the_same_seed_gives_the_same_survival():
    values = np.random.default_rng(9).normal(size=(300, 3))
    space = two_rivals(values.tolist())
    once, again = (
        survival(
            space,
            school=0,
            k=10,
            candidates=np.arange(300),
            weight_sd=0.2,
            rounding=np.full(3, 0.1),
            rng=np.random.default_rng(42),
        )
        for _ in range(2)
    )
    np.testing.assert_array_equal(once.kept, again.kept)
