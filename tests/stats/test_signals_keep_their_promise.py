"""Levels of any shape, and percentages near 0 and 100: intervals and flags hold what they say."""

import numpy as np
import pytest
from scipy.special import ndtr, ndtri
from scipy.stats import binom, norm

from plait.stats.errors import BadInput
from plait.stats.signals import (
    Variances,
    basis_of,
    bounded,
    change,
    expect_percentages,
    find_signals,
    fit_prior,
    fit_spreads,
    folds_of,
    margin_of,
    model_of,
    model_of_percentages,
    panel_of,
    panel_of_percentages,
    pupil_sd_of_percentage,
    spreads_of,
    trust_change,
    trust_level,
    underlying,
)

YEARS = np.arange(2020, 2025)
LEVELS = (0.5, 0.8, 0.9, 0.95)


def draw_levels(shape, *, rng, n=8_000):
    """Constant levels of variance 0.15², mean 0."""
    if shape == "normal":
        return 0.15 * rng.standard_normal(n)
    if shape == "heavy":
        return 0.15 * rng.standard_t(4, n) / np.sqrt(2)
    # One school in ten stands out above.
    out = rng.random(n) < 0.1
    return 0.1 * rng.standard_normal(n) + np.where(out, 0.3, 0.0) - 0.03


def judge(shape, seed, *, shaped=True):
    rng = np.random.default_rng((417, seed))
    level = draw_levels(shape, rng=rng)
    pupils = rng.integers(8, 120, (level.size, 1))
    chance = np.repeat(1.0 / pupils, YEARS.size, axis=1)
    figures = (
        level[:, None] + 0.08 * rng.standard_normal(chance.shape) + np.sqrt(chance) * rng.standard_normal(chance.shape)
    )
    panel = panel_of(figures, ids=np.arange(level.size), years=YEARS, chance=chance)
    model = model_of(panel, fit_spreads(panel))
    return level, underlying(model, prior=fit_prior(model) if shaped else None)


@pytest.fixture(scope="module", params=["normal", "heavy", "skewed"])
def sectors(request):
    return request.param, [judge(request.param, seed) for seed in range(3)]


def test_intervals_hold_whatever_the_shape_of_levels(sectors):
    for at in LEVELS:
        held = [
            np.mean((low <= level) & (level <= high)) for level, now in sectors[1] for low, high in [now.interval(at)]
        ]
        assert np.mean(held) == pytest.approx(at, abs=0.02)


@pytest.mark.parametrize("side", ["above", "below"])
def test_false_flags_on_either_side_are_as_few_as_stated_whatever_the_shape(sectors, side):
    false, listed, held = 0, 0, 0
    for level, now in sectors[1]:
        flagged = find_signals(getattr(now, side)(0.10), label=side, margin=0.10).listed
        own = level if side == "above" else -level
        low, high = now.interval(0.9)
        listed, false = listed + flagged.sum(), false + (own[flagged] <= 0.10).sum()
        held += ((low <= level) & (level <= high))[flagged].sum()
    error = np.sqrt(0.05 * 0.95 / listed)
    assert false / listed <= 0.05 + 2.5 * error
    assert held / listed == pytest.approx(0.9, abs=0.03)


def test_a_normal_posterior_would_flag_too_freely_where_tails_are_heavy():
    listed, false = 0, 0
    for seed in range(3):
        level, now = judge("heavy", seed, shaped=False)
        flagged = find_signals(now.below(0.10), label="below", margin=0.10).listed
        listed, false = listed + flagged.sum(), false + (level[flagged] >= -0.10).sum()
    assert false / listed > 0.055


def test_the_shape_is_seen(sectors):
    shape, _ = sectors
    rng = np.random.default_rng(5)
    level = draw_levels(shape, rng=rng)
    chance = np.full((level.size, 5), 0.01)
    panel = panel_of(
        level[:, None] + 0.1 * rng.standard_normal(chance.shape), ids=np.arange(level.size), years=YEARS, chance=chance
    )
    prior = fit_prior(model_of(panel, fit_spreads(panel)))
    assert prior.weight.sum() == pytest.approx(1.0)
    assert (prior.excess > 1.0) == (shape == "heavy") or shape == "skewed"
    assert (prior.skewness > 0.5) == (shape == "skewed")


def test_under_a_normal_shape_the_posterior_is_the_normal_one():
    _, now = judge("normal", 1)
    _, plain = judge("normal", 1, shaped=False)
    assert now.estimate == pytest.approx(plain.estimate, abs=0.1)
    assert np.mean(np.abs(now.estimate - plain.estimate)) < 0.004
    assert np.mean(now.sd / plain.sd) == pytest.approx(1.0, abs=0.01)
    assert now.school + now.trust == pytest.approx(now.estimate)


def test_bounds_are_quantiles_and_probabilities_agree_with_them():
    _, now = judge("skewed", 2)
    low, high = now.interval(0.8)
    for row in (0, 100, 1000):
        margin = abs(low[row])
        told = now.above(margin)[row] if low[row] > 0 else 1.0 - now.below(margin)[row]
        assert told == pytest.approx(0.9, abs=2e-4)
        margin = abs(high[row])
        told = now.above(margin)[row] if high[row] > 0 else 1.0 - now.below(margin)[row]
        assert told == pytest.approx(0.1, abs=2e-4)


def test_where_no_school_differs_the_shape_stays_normal_and_nothing_is_flagged():
    rng = np.random.default_rng(8)
    chance = np.repeat(1.0 / rng.integers(8, 120, (4000, 1)), 5, axis=1)
    panel = panel_of(
        np.sqrt(chance) * rng.standard_normal(chance.shape), ids=np.arange(4000), years=YEARS, chance=chance
    )
    model = model_of(panel, fit_spreads(panel))
    now = underlying(model, prior=fit_prior(model))
    assert not find_signals(now.above(0.10), label="", margin=0.10).listed.any()
    assert np.isfinite(now.estimate).all()
    assert (now.sd >= 0).all()


# Percentages.


def draw_shares(middle, *, rng, n=8_000, link="probit"):
    """Levels in probits (or logits of the same size), circumstances, cohorts, published percentages."""
    told = rng.standard_normal(n)
    level, once = 0.15 * rng.standard_normal(n), 0.08 * rng.standard_normal((n, YEARS.size))
    pupils = np.clip(np.exp(np.log(38) + 0.65 * rng.standard_normal(n)), 6, 180).astype(int)
    base = ndtri(middle) + 0.3 * told
    curve, unit = (ndtr, 1.0) if link == "probit" else (lambda x: 1 / (1 + np.exp(-1.7 * x)), 1.0)
    reached = curve(unit * (base[:, None] + level[:, None] + once))
    grid, weights = np.polynomial.hermite_e.hermegauss(15)
    weights = weights / weights.sum()
    usual = sum(w * curve(base + level + 0.08 * g) for g, w in zip(grid, weights, strict=True))
    mean = sum(w * curve(base + np.hypot(0.15, 0.08) * g) for g, w in zip(grid, weights, strict=True))
    seen = 100 * rng.binomial(pupils[:, None], reached) / pupils[:, None]
    return told, pupils, seen, 100 * usual, 100 * mean


def judge_shares(middle, seed, **kinds):
    rng = np.random.default_rng((512, seed))
    told, pupils, seen, usual, mean = draw_shares(middle, rng=rng, **kinds)
    ids = np.arange(pupils.size)
    cohort = np.repeat(pupils[:, None], YEARS.size, axis=1).astype(float)
    basis = basis_of(np.column_stack([told, np.log(pupils)]), names=["circumstance", "log pupils"])
    found = expect_percentages(basis, seen, names=[str(year) for year in YEARS], pupils_n=cohort, folds=folds_of(ids))
    panel, shares = panel_of_percentages(
        seen, expected_pct=found.expected, pupils_n=cohort, ids=ids, years=YEARS, doubt_pct=found.doubt
    )
    model = model_of_percentages(panel, fit_spreads(panel), shares=shares)
    now = underlying(model, prior=fit_prior(model))
    return now, usual - mean, found.expected[:, -1], pupils


@pytest.mark.parametrize("link", ["probit", "logit"])
@pytest.mark.parametrize("middle", [0.03, 0.97, 0.60])
def test_intervals_of_percentages_hold_the_truth_and_stay_inside_0_to_100(middle, link):
    made = [judge_shares(middle, seed, link=link) for seed in range(2)]
    for at in LEVELS:
        held = [
            np.mean((low <= truth) & (truth <= high)) for now, truth, _, _ in made for low, high in [now.interval(at)]
        ]
        assert np.mean(held) == pytest.approx(at, abs=0.025)
    for now, _, expected, _ in made:
        low, high = now.interval(0.999)
        assert ((expected + low >= 0.0) & (expected + high <= 100.0)).all()
        assert ((expected + now.estimate > 0.0) & (expected + now.estimate < 100.0)).all()
        assert (low < high).all()


@pytest.mark.parametrize("middle", [0.03, 0.97])
def test_flags_among_percentages_near_the_end_are_seldom_false(middle):
    margin = margin_of(pupil_sd_of_percentage(100 * middle))
    false, listed = 0, 0
    for seed in range(3):
        now, truth, _, _ = judge_shares(middle, seed)
        for side, sign in (("above", 1), ("below", -1)):
            flagged = find_signals(getattr(now, side)(margin), label=side, margin=margin).listed
            listed, false = listed + flagged.sum(), false + (sign * truth[flagged] <= margin).sum()
    assert listed > 60
    assert false / listed < 0.05 + 3 * np.sqrt(0.05 * 0.95 / listed)


def test_a_margin_that_would_leave_100_per_cent_is_never_exceeded():
    now, _, expected, _ = judge_shares(0.97, 4)
    beyond = expected + 3.0 >= 100.0
    assert beyond.any()
    assert (now.above(3.0)[beyond] == 0.0).all()
    assert (now.below(3.0) > 0.0).any()


def test_one_school_by_itself_agrees_with_the_binomial_integrated_by_hand():
    """97 % expected of 40 pupils in each of three years, and 34, 36 and 35 reach it; levels known to vary by 0.3."""
    n, years = 40, np.array([2022, 2023, 2024])
    reached = np.array([34, 36, 35])
    base = ndtri(0.97) * np.sqrt(1.09)
    seen = np.full((400, 3), 100.0 * ndtr(base))
    seen[0] = 100.0 * reached / n
    panel, shares = panel_of_percentages(
        seen,
        expected_pct=np.full(seen.shape, 97.0),
        pupils_n=np.full(seen.shape, float(n)),
        ids=np.arange(400),
        years=years,
    )
    within = 0.09 / 1.09  # of the mean over schools, so that it is 0.09 of a school's own
    spreads = spreads_of(school=Variances(within, 0.0, 0.0))
    now = underlying(model_of_percentages(panel, spreads, shares=shares))
    grid = np.linspace(-3, 2, 20_001)
    # The other 399 schools set the year effects near 0, so they are left out by hand.
    weight = norm.pdf(grid, scale=0.3) * np.prod([binom.pmf(k, n, ndtr(base + grid)) for k in reached], axis=0)
    weight /= weight.sum()
    points = 100 * ndtr(base + grid) - 97.0
    mean = weight @ points
    low, high = now.interval(0.9)
    total = np.cumsum(weight)
    assert now.estimate[0] == pytest.approx(mean, abs=0.35)
    assert now.sd[0] == pytest.approx(np.sqrt(weight @ (points - mean) ** 2), rel=0.1)
    assert low[0] == pytest.approx(points[np.searchsorted(total, 0.05)], abs=0.6)
    assert high[0] == pytest.approx(points[np.searchsorted(total, 0.95)], abs=0.6)
    # In straight points the raw difference of −9.5 would hardly be drawn in.
    assert -9.5 < now.estimate[0] < -4.0


def test_changes_and_trusts_of_percentages_are_told_in_points():
    rng = np.random.default_rng(12)
    n = 1200
    trust = np.repeat(np.arange(200), 6)
    shared = 0.3 * rng.standard_normal(200)[trust]
    reached = ndtr(0.25 + shared[:, None] + 0.1 * rng.standard_normal((n, 1)) + np.zeros((n, 5)))
    seen = 100 * rng.binomial(100, reached) / 100
    panel, shares = panel_of_percentages(
        seen,
        expected_pct=np.full(seen.shape, 60.0),
        pupils_n=np.full(seen.shape, 100.0),
        ids=np.arange(n),
        years=YEARS,
        trust=trust,
    )
    model = model_of_percentages(panel, fit_spreads(panel), shares=shares)
    level = trust_level(model)
    raw = np.array([seen[trust == k].mean() for k in range(200)]) - 60.0
    assert np.corrcoef(level.estimate, raw)[0, 1] > 0.99
    assert np.polyfit(raw, level.estimate, 1)[0] == pytest.approx(1.0, abs=0.06)
    moved = change(model, since=2020)
    assert np.abs(moved.estimate).max() < 5.0
    assert trust_change(model, since=2020).estimate == pytest.approx(np.zeros(200), abs=2.0)


def test_no_school_informs_its_own_expected_percentage_near_the_end():
    rng = np.random.default_rng((512, 9))
    told, pupils, seen, _, _ = draw_shares(0.96, rng=rng, n=1500)
    cohort = np.repeat(pupils[:, None], YEARS.size, axis=1).astype(float)
    basis = basis_of(told[:, None], names=["circumstance"])
    other = seen.copy()
    other[7] = 0.0
    one, two = (
        expect_percentages(basis, each, names=list("abcde"), pupils_n=cohort, folds=folds_of(np.arange(1500)))
        for each in (seen, other)
    )
    assert not np.allclose(one.expected, two.expected, atol=1e-6)  # it informs the others
    # The national mean sets the starting weights; by cohort alone they move all expectations by a breath.
    assert one.expected[7] == pytest.approx(two.expected[7], abs=1e-3)
    assert ((one.expected > 0) & (one.expected < 100)).all()


def test_percentages_outside_0_to_100_are_refused():
    with pytest.raises(BadInput, match="outside 0 to 100"):
        panel_of_percentages(
            np.full((40, 2), 101.0),
            expected_pct=np.full((40, 2), 50.0),
            pupils_n=np.full((40, 2), 30.0),
            ids=np.arange(40),
            years=np.array([1, 2]),
        )
    assert bounded(np.array([-3.0, 50.0, 104.0])).tolist() == [0.2, 50.0, 99.8]
