"""Recovery: how often nothing is called something, and how often something is found. Seeds are fixed, sizes small."""

import numpy as np
import pytest

from plait.stats.spc import (
    ANHOEJ,
    Chart,
    Rules,
    Signal,
    anhoej_false_alarm,
    chart,
    expected_false,
    false_alarms,
    watch,
)

# Points, and shares of series without change that break each rule: beyond XmR limits (screened), seven on one side,
# either, Anhøj's rules; from another simulation, of 60,000 series each, mean as centre line.
KNOWN = [
    (8, 0.029, 0.0, 0.029, 0.0),
    (12, 0.055, 0.013, 0.062, 0.017),
    (24, 0.096, 0.087, 0.165, 0.041),
    (36, 0.131, 0.165, 0.261, 0.055),
    (60, 0.197, 0.315, 0.433, 0.052),
]
THEIRS, OURS = 60_000, 10_000


@pytest.mark.parametrize(("points_n", "beyond", "shift", "either", "anhoej"), KNOWN)
def test_false_signals_are_as_many_as_another_simulation_found(points_n, beyond, shift, either, anhoej):
    two = false_alarms(points_n, rules=Rules(trend=None, two_of_three=None, anhoej=False), runs=OURS)
    runs = false_alarms(points_n, rules=Rules(beyond=False, shift=None, trend=None, two_of_three=None), runs=OURS)
    for found, known in (
        (two.beyond, beyond),
        (two.shift, shift),
        (two.any_rule, either),
        (runs.anhoej, anhoej),
        (runs.any_rule, anhoej),
    ):
        share = max(known, 1e-3)
        error = np.sqrt(share * (1 - share) * (1 / THEIRS + 1 / OURS))
        assert abs(found - known) < 4 * error + 5e-4  # and what rounding took


@pytest.mark.parametrize("points_n", [12, 24, 41])
def test_exact_shares_for_runs_are_those_of_simulation(points_n):
    rng = np.random.default_rng(7)
    exponential = rng.exponential(size=(10_000, points_n))  # any distribution will do about its own median
    found = chart(exponential, kind=Chart.RUN)
    broken = found.few_crossings[:, 0] | ((found.signals & Signal.LONG_RUN) > 0).any(axis=1)
    share = anhoej_false_alarm(points_n)
    assert abs(broken.mean() - share) < 4 * np.sqrt(share * (1 - share) / 10_000)


def test_a_frozen_line_makes_more_false_signals_than_one_that_moves_along():
    whole, frozen = false_alarms(24, runs=5000), false_alarms(24, baseline_n=12, runs=5000)
    assert frozen.any_rule > whole.any_rule + 0.1
    assert frozen.anhoej > whole.anhoej


def test_a_chart_of_shares_is_held_to_counts_and_not_to_a_curve():
    # Two of a hundred: the lower limit is nought, and the upper one is passed more often than by normal figures.
    rare = false_alarms(24, kind=Chart.P, level=0.02, denominator=100, runs=5000)
    usual = false_alarms(24, kind=Chart.P, level=0.5, denominator=100, runs=5000)
    assert rare.beyond > 2 * usual.beyond
    assert 0.02 < usual.beyond < 0.07
    assert false_alarms(24, kind=Chart.U, level=0.02, denominator=100, runs=5000).beyond > 2 * usual.beyond


def test_a_family_has_as_many_false_signals_as_it_is_told_to_expect():
    rng = np.random.default_rng(11)
    found = chart(rng.normal(5.0, 2.0, size=(4000, 12)))
    seen = int(((found.signals > 0).any(axis=1) | found.few_crossings[:, 0]).sum())
    told = expected_false([12] * 4000)
    assert abs(seen - told.expected) < 4 * np.hypot(told.spread, told.error)


def test_shifts_are_found_by_runs_and_large_ones_at_once():
    rng = np.random.default_rng(13)
    base = rng.normal(size=(2000, 24))
    for size, least in ((1.0, 0.15), (2.0, 0.65), (3.0, 0.95)):
        moved = base + size * (np.arange(24) >= 12)
        found = chart(moved, rules=ANHOEJ)
        assert (found.few_crossings[:, 0] | ((found.signals & Signal.LONG_RUN) > 0).any(axis=1)).mean() > least
        frozen = chart(moved, baseline=np.arange(24) < 12)
        assert ((frozen.signals[:, 12:] & Signal.SHIFT) > 0).any(axis=1).mean() > least
    spike = base.copy()
    spike[:, 20] += 6.0
    assert ((chart(spike).signals[:, 20] & Signal.BEYOND) > 0).mean() > 0.9


def test_laney_keeps_its_rate_where_a_chart_of_shares_loses_it():
    # Attendance of 40,000 sessions whose true share itself varies by a percentage point from week to week.
    rng = np.random.default_rng(17)
    share = np.clip(rng.normal(0.94, 0.01, size=(2000, 24)), 0.0, 1.0)
    sessions = rng.integers(38_000, 42_000, size=share.shape)
    counts = rng.binomial(sessions, share)
    plain, prime = (chart(counts, kind=kind, denominators=sessions) for kind in (Chart.P, Chart.P_PRIME))
    beyond = [((each.signals & Signal.BEYOND) > 0).mean() for each in (plain, prime)]
    assert beyond[0] > 0.4
    assert beyond[1] < 0.006
    assert np.median(prime.unit_sigmas / plain.unit_sigmas) == pytest.approx(8.5, abs=0.5)


def test_points_that_resemble_the_last_make_signals_and_are_warned_of():
    rng = np.random.default_rng(19)
    noise = rng.normal(size=(1000, 24))
    for t in range(1, 24):
        noise[:, t] += 0.8 * noise[:, t - 1]
    found = chart(noise)
    assert ((found.signals & Signal.BEYOND) > 0).any(axis=1).mean() > 0.3  # 10 in 100 without
    assert ((found.cautions & 64) > 0).mean() > 0.8


def test_the_list_holds_few_unchanged_series_and_most_that_changed():
    rng = np.random.default_rng(23)
    figures = rng.normal(size=(3000, 24))
    figures[:200, 12:] += 3.0
    figures[200:400, 7] += 8.0
    found = watch(chart(figures), runs=20_000)
    changed = np.arange(3000) < 400
    assert (found.listed & ~changed).sum() <= 0.08 * found.listed.sum()
    assert (found.listed & changed).sum() > 0.85 * 400
    assert found.judged_n == 3000


@pytest.mark.parametrize("frozen", [False, True])
@pytest.mark.parametrize("kind", list(Chart))
def test_probabilities_of_series_without_change_are_not_too_small(kind, frozen):
    rng = np.random.default_rng(29)
    given = rng.binomial(60, 0.3, size=(3000, 14)) if kind.counts else rng.normal(size=(3000, 14))
    baseline = np.arange(14) < 9 if frozen else None
    found = watch(chart(given, kind=kind, denominators=60 if kind.counts else None, baseline=baseline), runs=10_000)
    for share in (0.01, 0.05, 0.2):
        assert (found.p <= share).mean() < share + 4 * np.sqrt(share / 3000)
    assert not found.listed.any()
