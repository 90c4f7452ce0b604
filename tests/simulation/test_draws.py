"""Draws that must be exact, because everything else is built on them."""

import numpy as np
import pytest
from scipy import stats

from plait.simulation.draws import Seed, flag, pick, settle, share_out
from plait.simulation.sampling import count_of, couple


def test_a_count_by_inversion_is_the_quantile_of_the_binomial() -> None:
    rng = np.random.default_rng(1)
    chance, share = rng.random(4_000), rng.uniform(0.01, 0.99, 4_000)
    cohort = rng.integers(1, 240, 4_000)
    assert (count_of(chance, share, cohort) == stats.binom.ppf(chance, cohort, np.round(share, 9))).all()


@pytest.mark.parametrize(("chance", "count"), [(1e-12, 0), (0.5, 15), (1.0, 30)])
def test_a_count_stays_within_the_cohort(chance: float, count: int) -> None:
    assert count_of(np.array([chance]), np.array([0.5]), np.array([30]))[0] == count


def test_counts_have_the_mean_and_variance_of_the_binomial() -> None:
    rng = np.random.default_rng(2)
    counts = count_of(rng.random(60_000), np.full(60_000, 0.62), np.full(60_000, 31))
    assert counts.mean() == pytest.approx(31 * 0.62, abs=0.05)
    assert counts.var() == pytest.approx(31 * 0.62 * 0.38, rel=0.03)


def test_coupled_draws_have_the_correlation_asked_for() -> None:
    rng = np.random.default_rng(3)
    shared = rng.standard_normal(50_000)
    coupled = couple(shared, rng.standard_normal(50_000), 0.55)
    assert np.corrcoef(shared, coupled)[0, 1] == pytest.approx(0.55, abs=0.02)
    assert coupled.std() == pytest.approx(1, abs=0.02)


def test_parts_of_a_sector_draw_from_streams_of_their_own() -> None:
    assert Seed(5).stream("places").random() == Seed(5).stream("places").random()
    assert Seed(5).stream("places").random() != Seed(5).stream("schools").random()
    assert Seed(5).stream("places").random() != Seed(6).stream("places").random()


def test_weights_decide_how_often_an_index_is_picked() -> None:
    drawn = pick(np.random.default_rng(4), (1.0, 3.0, 0.0, 6.0), 40_000)
    shares = np.bincount(drawn, minlength=4) / 40_000
    assert shares == pytest.approx([0.1, 0.3, 0.0, 0.6], abs=0.01)


def test_flags_come_up_with_their_probability() -> None:
    assert flag(np.random.default_rng(5), 0.02, 100_000).mean() == pytest.approx(0.02, abs=0.002)


@pytest.mark.parametrize(
    ("total", "weights", "parts"), [(10, [1, 1, 1], [4, 3, 3]), (7, [0.5, 0.5], [4, 3]), (0, [2, 3], [0, 0])]
)
def test_a_total_is_shared_out_whole_and_in_proportion(total: int, weights: list[float], parts: list[int]) -> None:
    assert share_out(total, weights) == parts


def test_a_last_bit_is_settled_away() -> None:
    value = np.array([0.123456789])
    assert settle(np.nextafter(value, 1.0)) == settle(value)
