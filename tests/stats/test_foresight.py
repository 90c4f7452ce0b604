"""What further years would make of a school: held to the model that is solved anew with those years in it."""

import numpy as np
import pytest

from plait.stats.errors import BadInput
from plait.stats.foresight import Known, foresee
from plait.stats.signals import Variances, model_of, panel_of, spreads_of, underlying

YEARS = np.array([2015, 2016, 2017, 2022, 2023])
LASTING = Variances(constant=30.0, moving=70.0, yearly=9.0)


def known_of(residual: np.ndarray, *, estimate: float, sd: float, chance: float = 40.0, doubt: float = 0.0) -> Known:
    return Known(
        years=YEARS,
        residual=residual,
        chance=np.full(5, chance),
        reach=np.ones(5),
        doubt=doubt,
        lasting=LASTING,
        persistence=0.85,
        now=2023,
        estimate=estimate,
        sd=sd,
    )


def solve(
    residual: np.ndarray, years: np.ndarray, *, chance: float, doubt: float = 0.0, trust: Variances | None = None
):
    """Every school's level in the last year, by the model of the site; 4,000 of them, so that years are well known."""
    n = len(residual)
    uid = None if trust is None else np.repeat(np.arange(n // 10), 10)
    panel = panel_of(
        residual,
        ids=np.arange(n),
        years=years,
        chance=np.full(residual.shape, chance),
        doubt=np.full(residual.shape, doubt),
        trust=uid,
    )
    return underlying(model_of(panel, spreads_of(school=LASTING, trust=trust, persistence=0.85)))


def make_schools(rng: np.random.Generator, *, doubt: float = 0.0) -> np.ndarray:
    n, t = 4_000, len(YEARS)
    apart = np.abs(YEARS[:, None] - YEARS[None, :])
    level = rng.multivariate_normal(np.zeros(t), 30.0 + 70.0 * 0.85**apart, size=n)
    return level + rng.normal(0.0, np.sqrt(49.0), (n, t)) + doubt * rng.normal(size=(n, 1))


@pytest.mark.parametrize("doubt", [0.0, 3.0])
@pytest.mark.parametrize("ahead", [1, 2])
def test_it_foresees_what_the_model_says_once_the_years_are_there(ahead: int, doubt: float):
    rng = np.random.default_rng(4)
    residual = make_schools(rng, doubt=doubt)
    now = solve(residual, YEARS, chance=40.0, doubt=doubt)
    later = np.append(YEARS, 2023 + 1 + np.arange(ahead))
    # The other schools' further years are as they were drawn; what the six in question show is set.
    more = np.hstack([residual, rng.normal(0.0, 12.0, (4_000, ahead))])
    more[:6, 5:] = np.array([0.0, 12.0, -5.0, 3.0, 20.0, 0.0])[:, None]
    then = solve(more, later, chance=40.0, doubt=doubt)
    for i in range(6):
        known = known_of(residual[i], estimate=now.estimate[i], sd=now.sd[i], doubt=doubt)
        found = foresee(known, ahead=ahead, chance=40.0)
        # The model estimates one mean for each year, which 4,000 schools leave within 0.3 points.
        assert found.constant + found.gain * more[i, 5] == pytest.approx(then.estimate[i], abs=0.35)
        assert found.sd == pytest.approx(then.sd[i], rel=0.01)


def test_what_the_trust_says_is_carried_on_nearly_as_the_model_does():
    rng = np.random.default_rng(5)
    trust = Variances(constant=6.0, moving=18.0, yearly=0.0)
    residual = make_schools(rng) + np.repeat(rng.normal(0.0, np.sqrt(24.0), (400, 1)), 10, axis=0)
    now = solve(residual, YEARS, chance=40.0, trust=trust)
    more = np.hstack([residual, residual[:, [-1]]])
    more[0, 5] = 0.0
    then = solve(more, np.append(YEARS, 2024), chance=40.0, trust=trust)
    both = Variances(36.0, 88.0, 9.0)
    known = known_of(residual[0], estimate=now.estimate[0], sd=now.sd[0])
    known = Known(**{name: getattr(known, name) for name in Known.__slots__} | {"lasting": both})
    found = foresee(known, ahead=1, chance=40.0)
    assert found.constant == pytest.approx(then.estimate[0], abs=0.8)
    assert found.sd == pytest.approx(then.sd[0], rel=0.03)


def test_a_further_year_pulls_the_level_towards_itself_and_narrows_it():
    known = known_of(np.full(5, 15.0), estimate=12.0, sd=4.0)
    found = foresee(known, ahead=1, chance=40.0)
    back, as_before = found.constant, found.constant + found.gain * 15.0
    assert 0.0 < back < 12.0 < as_before < 15.0
    assert found.probability_above(5.0, residual=0.0) < found.probability_above(5.0, residual=15.0)


def test_more_years_at_what_is_expected_say_more():
    known = known_of(np.full(5, 15.0), estimate=12.0, sd=4.0)
    levels = [foresee(known, ahead=years, chance=40.0).constant for years in (1, 2, 3)]
    assert levels == sorted(levels, reverse=True)


def test_the_residual_that_is_needed_gives_the_probability_that_is_asked_for():
    found = foresee(known_of(np.full(5, 2.0), estimate=1.5, sd=4.0), ahead=1, chance=40.0)
    needed = found.residual_for(0.8, margin=4.0)
    assert found.probability_above(4.0, residual=needed) == pytest.approx(0.8)


def test_a_year_of_a_large_cohort_counts_for_more():
    known = known_of(np.full(5, 15.0), estimate=12.0, sd=4.0)
    small, large = (foresee(known, ahead=1, chance=chance).gain for chance in (160.0, 10.0))
    assert large > small


def test_nothing_is_foreseen_from_nothing():
    known = known_of(np.full(5, 15.0), estimate=12.0, sd=4.0)
    empty = Known(**{name: getattr(known, name) for name in Known.__slots__} | {"years": np.empty(0, dtype=np.int64)})
    for wrong, ahead in ((known, 0), (empty, 1)):
        with pytest.raises(BadInput, match="Nothing can be foreseen"):
            foresee(wrong, ahead=ahead, chance=40.0)
