"""Property: whatever the panel, the fast model says what dense matrices over all figures say."""

import dataclasses

import numpy as np
import pytest
import slow_signals
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from plait.stats.funnel import binomial_limits
from plait.stats.multiplicity import bayesian_fdr, benjamini_hochberg, benjamini_hochberg_adjusted
from plait.stats.signals import (
    Variances,
    change,
    model_of,
    panel_of,
    parts_of,
    spreads_of,
    trust_change,
    trust_level,
    underlying,
)
from plait.stats.signals.batches import invert_all, multiply_all
from plait.stats.signals.likelihood import blocks_of, information_of, slope_of, solve
from plait.stats.signals.spreads import spreads_from

unhurried = settings(max_examples=10, deadline=None, derandomize=True, database=None)
quick = settings(max_examples=100, deadline=None, derandomize=True, database=None)


@st.composite
def panels(draw):
    """30 schools, two to five years with gaps, trusts of any size (or none), two scales or one, doubt or none."""
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    years = np.sort(rng.choice(np.arange(2015, 2025), draw(st.integers(2, 4)), replace=False))
    shape = (30, len(years))
    residual = rng.normal(size=shape)
    residual[rng.random(shape) < draw(st.sampled_from([0.0, 0.3]))] = np.nan
    residual[:, 0] = rng.normal(size=30)
    segment = np.arange(len(years)) * draw(st.integers(0, 1)) // 2
    trust = rng.integers(-1, draw(st.sampled_from([0, 3, 12])), 30) if draw(st.booleans()) else None
    return panel_of(
        residual,
        ids=rng.permutation(30),
        years=years,
        chance=rng.uniform(0.1, 1.0, shape),
        doubt=rng.uniform(0.0, 0.4, shape) if draw(st.booleans()) else None,
        segment=segment,
        trust=trust,
        inside=rng.random(shape) < 0.8,
    )


@st.composite
def cases(draw):
    panel = draw(panels())
    size = st.sampled_from([0.0, 0.2, 0.7])
    spreads = spreads_of(
        school=Variances(draw(size), draw(size), 0.3),
        trust=Variances(draw(size), draw(size), draw(size)),
        persistence=draw(st.sampled_from([0.4, 0.9])),
        scale=np.array([1.6, 1.0])[-1 - panel.segment[-1] :],
    )
    return panel, spreads


def trusts_of(panel, weights, year):
    rows, ids = [], []
    for k, uid in enumerate(panel.trust_ids):
        row = np.array(
            [w * (panel.trust[i] == k and slow_signals.belongs(panel, i, year)) for i, w in enumerate(weights)]
        )
        if row.sum() > 0:
            rows.append(row / row.sum())
            ids.append(uid)
    return np.array(rows), ids


@given(cases())
@unhurried
def test_levels_and_likelihood_are_those_of_the_dense_model(case):
    panel, spreads = case
    last = int(panel.years[-1])
    dense = slow_signals.answer(panel, spreads, {last: 1.0})
    solution = solve(blocks_of(panel), spreads)
    assert solution.log_likelihood == pytest.approx(dense.log_likelihood, abs=1e-8)
    assert solution.year_effect == pytest.approx(dense.year_effect, abs=1e-9)
    fast = underlying(model_of(panel, spreads))
    assert fast.estimate == pytest.approx(dense.mean, abs=1e-9)
    assert fast.sd == pytest.approx(dense.sd, abs=1e-7)


@given(cases(), st.integers(-3, 4))
@unhurried
def test_changes_and_forecasts_are_those_of_the_dense_model(case, ahead):
    panel, spreads = case
    first, last = int(panel.years[0]), int(panel.years[-1])
    if ahead > 0:
        dense = slow_signals.answer(panel, spreads, {last + ahead: 1.0})
        fast = underlying(model_of(panel, spreads), at=last + ahead)
    else:
        dense = slow_signals.answer(panel, spreads, {last: 1.0, first + ahead: -1.0})
        fast = change(model_of(panel, spreads), since=first + ahead)
    assert fast.estimate == pytest.approx(dense.mean, abs=1e-9)
    assert fast.sd == pytest.approx(dense.sd, abs=1e-7)


@given(cases(), st.booleans())
@unhurried
def test_trusts_are_those_of_the_dense_model(case, moved):
    panel, spreads = case
    weights = np.linspace(0.5, 2.0, panel.schools_n)
    first, last = int(panel.years[0]), int(panel.years[-1])
    groups, ids = trusts_of(panel, weights, last)
    if not ids:
        return
    dense = slow_signals.answer(panel, spreads, {last: 1.0, first: -1.0} if moved else {last: 1.0}, groups)
    if moved:
        fast = trust_change(model_of(panel, spreads), since=first, weights=weights)
    else:
        fast = trust_level(model_of(panel, spreads), weights=weights)
    listed = np.isin(fast.ids, ids)
    assert fast.estimate[listed] == pytest.approx(dense.mean, abs=1e-9)
    assert fast.sd[listed] == pytest.approx(dense.sd, abs=1e-7)


@given(cases())
@unhurried
def test_the_slope_of_the_likelihood_is_its_difference_quotient(case):
    panel, spreads = case
    blocks, step = blocks_of(panel), 1e-5
    slope = slope_of(solve(blocks, spreads))
    for name, value in spreads.values.items():
        if value < step and not name.startswith("scale."):
            continue
        up, down = (
            solve(blocks, spreads_from(spreads.values | {name: value + sign * step})).log_likelihood for sign in (1, -1)
        )
        assert slope[name] == pytest.approx((up - down) / (2 * step), rel=1e-5, abs=1e-4)
    information = information_of(solve(blocks, spreads), ("school.constant", "school.yearly"))
    assert information == pytest.approx(information.T)
    assert (np.linalg.eigvalsh(information) > 0).all()


@given(cases())
@unhurried
def test_what_the_spreads_leave_open_is_the_difference_quotient_of_the_estimate(case):
    panel, spreads = case
    names = ("school.yearly", "persistence")
    loose = dataclasses.replace(spreads, free=names, covariance=np.array([[0.04, 0.01], [0.01, 0.09]]))
    along = []
    for name in names:
        up, down = (
            underlying(
                model_of(panel, spreads_from(spreads.values | {name: spreads.values[name] + sign * 1e-5}))
            ).estimate
            for sign in (1, -1)
        )
        along.append((up - down) / 2e-5)
    expected = np.einsum("in,ij,jn->n", along, loose.covariance, along)
    found = underlying(model_of(panel, loose))
    assert found.spread_sd**2 == pytest.approx(expected, rel=1e-4, abs=1e-9)
    assert found.sd**2 == pytest.approx(underlying(model_of(panel, spreads)).sd ** 2 + expected, rel=1e-4)


@given(cases())
@unhurried
def test_the_parts_of_every_figure_sum_to_it(case):
    panel, spreads = case
    parts = parts_of(model_of(panel, spreads))
    total = sum(getattr(parts, name) for name in ("year", "school", "trust", "once", "doubt", "chance"))
    assert total == pytest.approx(panel.residual, abs=1e-9, nan_ok=True)
    level = underlying(model_of(panel, spreads))
    here = ~np.isnan(panel.residual[:, -1])
    assert parts.school[here, -1] == pytest.approx(level.school[here], abs=1e-9)


@given(cases(), st.randoms(use_true_random=False))
@unhurried
def test_the_order_of_schools_and_the_unit_do_not_matter(case, random):
    panel, spreads = case
    order = list(range(panel.schools_n))
    random.shuffle(order)
    uid = np.where(panel.trust >= 0, panel.trust_ids[panel.trust] if len(panel.trust_ids) else -1, -1)
    shuffled = panel_of(
        7.0 * panel.residual[order],
        ids=panel.ids[order],
        years=panel.years,
        chance=49.0 * panel.chance[order],
        doubt=7.0 * panel.doubt[order],
        segment=panel.segment,
        trust=uid[order],
        inside=panel.inside[order],
    )
    wider = {
        name: 49.0 * value if name.startswith(("school.", "trust.")) else value
        for name, value in spreads.values.items()
    }
    one, other = underlying(model_of(panel, spreads)), underlying(model_of(shuffled, spreads_from(wider)))
    assert other.estimate == pytest.approx(7.0 * one.estimate[order], abs=1e-8)
    assert other.sd == pytest.approx(7.0 * one.sd[order], abs=1e-7)


@given(st.integers(1, 9), st.integers(0, 1000))
@quick
def test_sweeping_inverts_every_matrix(width, seed):
    rng = np.random.default_rng(seed)
    roots = rng.normal(size=(5, width, width))
    matrices = roots @ roots.transpose(0, 2, 1) + 0.1 * np.eye(width)
    inverse, logs = invert_all(matrices.transpose(1, 2, 0))
    assert inverse.transpose(2, 0, 1) == pytest.approx(np.linalg.inv(matrices), rel=1e-6, abs=1e-6)
    assert logs == pytest.approx(np.linalg.slogdet(matrices)[1], abs=1e-8)
    product = multiply_all(inverse, matrices.transpose(1, 2, 0))
    assert product.transpose(2, 0, 1) == pytest.approx(np.broadcast_to(np.eye(width), matrices.shape), abs=1e-6)


@given(st.lists(st.integers(0, 20), max_size=9), st.sampled_from([0.05, 0.2, 0.4]))
@quick
def test_the_list_is_the_largest_whose_mean_error_is_within_the_share(twentieths, share):
    error = np.array(twentieths, dtype=float) / 20
    shown = bayesian_fdr(error, share=share)
    within = [
        n
        for n in range(1, len(error) + 1)
        if np.sort(error)[:n].mean() <= share + 1e-12 and (n == len(error) or np.sort(error)[n] > np.sort(error)[n - 1])
    ]
    assert shown.listed.sum() == max(within, default=0)
    if within:
        assert shown.false_share == pytest.approx(error[shown.listed].mean())
        assert error[shown.listed].max() < error[~shown.listed].min(initial=2.0)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.sampled_from([0.01, 0.05, 0.3]))
@quick
def test_benjamini_and_hochberg_reject_what_their_rule_says(p, share):
    values = np.array(p)
    ordered = np.sort(values)
    passing = [k for k in range(1, len(p) + 1) if ordered[k - 1] <= share * k / len(p)]
    cut = ordered[max(passing) - 1] if passing else -1.0
    near = np.isclose(benjamini_hochberg_adjusted(values), share, rtol=1e-12)
    assert (benjamini_hochberg(values, share=share) == (values <= cut))[~near].all()


@given(st.integers(1, 400), st.floats(1, 99))
@quick
def test_binomial_limits_lie_within_a_pupil_of_the_exact_ones(pupils, target):
    low, high = binomial_limits(np.array([pupils]), target_pct=target, level=0.95)
    for bound, tail in ((low[0], 0.025), (high[0], 0.975)):
        exact = next(k for k in range(pupils + 1) if binom.cdf(k, pupils, target / 100) >= tail)
        assert max(exact - 1, 0) - 1e-9 <= bound * pupils / 100 <= exact + 1e-9
    assert low[0] <= target + 100 / pupils
