"""Known values: small cases whose answers can be worked out on paper."""

import numpy as np
import pytest

from plait.stats.funnel import binomial_limits, funnel_of, limits_of, winsorise
from plait.stats.multiplicity import bayesian_fdr
from plait.stats.shrinkage import shrink
from plait.stats.signals import (
    WORDS,
    Difference,
    Variances,
    answerable,
    basis_of,
    chance_of_interval,
    chance_of_mean,
    chance_of_percentage,
    change,
    find_signals,
    folds_of,
    margin_of,
    model_of,
    panel_of,
    parts_of,
    pupil_sd_of_percentage,
    pupils_of_mean,
    pupils_of_percentage,
    spreads_of,
    underlying,
    word,
)

NAN = float("nan")


def difference(estimate, sd=0.1, **figures):
    n = len(estimate)
    return Difference(
        ids=np.arange(n),
        estimate=np.array(estimate, dtype=float),
        sd=np.full(n, sd),
        spread_sd=np.zeros(n),
        prior_sd=np.full(n, 0.2),
        school=np.array(estimate, dtype=float),
        trust=np.zeros(n),
        years_n=np.array(figures.get("years_n", [4] * n)),
        last_year=np.array(figures.get("last_year", [2024] * n)),
    )


def test_chance_follows_the_cohort():
    assert chance_of_percentage(np.array([50.0]), pupils_n=np.array([25.0]))[0] == pytest.approx(100.0)
    assert chance_of_percentage(np.array([50.0]), pupils_n=np.array([25.0]), rounded_to=1.0)[0] == pytest.approx(
        100 + 1 / 12
    )
    # Nobody and everybody: half a pupil is kept back, 0.5 / 10 of 9 pupils.
    both = chance_of_percentage(np.array([0.0, 100.0]), pupils_n=np.array([9.0, 9.0]))
    assert both == pytest.approx([1e4 * 0.05 * 0.95 / 9] * 2)
    assert chance_of_mean(10.0, pupils_n=np.array([25.0]))[0] == pytest.approx(4.0)
    assert np.isnan(chance_of_mean(10.0, pupils_n=np.array([0.0, NAN]))).all()
    # 95 % from −1.96 to 1.96 is a standard error of one.
    assert chance_of_interval(np.array([-1.959964]), np.array([1.959964]))[0] == pytest.approx(1.0)


def test_units_are_those_a_person_reads():
    assert pupils_of_percentage(np.array([13.3]))[0] == pytest.approx(3.99)
    assert pupil_sd_of_percentage(50.0) == pytest.approx(50.0)
    assert margin_of(50.0) == pytest.approx(5.0)
    # Half a standard deviation up puts 69 % above the old middle: 5.7 more of 30.
    assert pupils_of_mean(np.array([9.0]), pupil_sd=18.0)[0] == pytest.approx(30 * (0.6914625 - 0.5))


def test_one_school_in_one_year_keeps_the_share_that_its_variances_say():
    """With the year effect known to be nothing (very many schools at zero), 0.04 of 0.04 + 0.01 + 0.05 is kept."""
    figures = np.zeros((2000, 1))
    figures[0, 0] = 1.0
    panel = panel_of(figures, ids=np.arange(2000), years=np.array([2024]), chance=np.full((2000, 1), 0.05))
    model = model_of(panel, spreads_of(school=Variances(0.04, 0.0, 0.01)))
    level = underlying(model)
    assert level.estimate[0] == pytest.approx(0.4, abs=1e-3)
    assert level.sd[0] ** 2 == pytest.approx(0.04 * 0.6, abs=1e-4)
    assert level.reliability[0] == pytest.approx(0.4, abs=1e-3)
    low, high = level.interval(0.95)
    assert (high[0] - low[0]) / level.sd[0] == pytest.approx(2 * 1.959964)
    parts = parts_of(model)
    assert parts.once[0, 0] == pytest.approx(0.1, abs=1e-3)
    assert parts.chance[0, 0] == pytest.approx(0.5, abs=1e-3)


def test_a_gap_counts_as_the_time_that_went_by():
    """A moving level of one figure three years ago is remembered at persistence cubed, and not at persistence."""
    figures = np.zeros((2000, 2))
    figures[0] = [1.0, NAN]
    panel = panel_of(figures, ids=np.arange(2000), years=np.array([2018, 2021]), chance=np.full((2000, 2), 0.05))
    level = underlying(model_of(panel, spreads_of(school=Variances(0.0, 0.05, 0.0), persistence=0.8)))
    assert level.estimate[0] == pytest.approx(0.5 * 0.8**3, abs=1e-3)


def test_a_year_of_another_scale_is_read_on_its_own_scale():
    """Twice the unit, twice the figure and four times the chance: the same level."""
    figures = np.zeros((2000, 2))
    figures[0], figures[1] = [2.0, NAN], [NAN, 1.0]
    chance = np.tile([0.2, 0.05], (2000, 1))
    panel = panel_of(
        figures, ids=np.arange(2000), years=np.array([2016, 2018]), chance=chance, segment=np.array([16, 18])
    )
    spreads = spreads_of(school=Variances(0.05, 0.0, 0.0), scale=np.array([2.0, 1.0]))
    level = underlying(model_of(panel, spreads))
    assert level.estimate[0] == pytest.approx(level.estimate[1], abs=1e-3)
    assert level.estimate[1] == pytest.approx(0.5, abs=1e-3)


def test_what_moves_for_all_schools_is_no_change_of_a_school():
    rng = np.random.default_rng(5)
    figures = rng.normal(0, 0.2, (300, 1)) + np.array([0.0, 0.7, -2.0])
    panel = panel_of(figures, ids=np.arange(300), years=np.array([2022, 2023, 2024]), chance=np.full((300, 3), 0.01))
    model = model_of(panel, spreads_of(school=Variances(0.03, 0.01, 0.005)))
    moved = change(model, since=2022)
    assert moved.estimate == pytest.approx(np.zeros(300), abs=1e-9)
    assert model.solution.year_effect[2] - model.solution.year_effect[0] == pytest.approx(-2.0)


def test_the_list_of_a_worked_example_stops_where_the_mean_error_passes_the_share():
    """Errors 0.01, 0.02, 0.06, 0.10, 0.30: means 0.010, 0.015, 0.030, 0.0475, 0.098."""
    family = find_signals(np.array([0.98, 0.70, 0.99, 0.94, 0.90, NAN]), label="example", margin=0.1, share=0.05)
    assert family.listed.tolist() == [True, False, True, True, True, False]
    assert family.holds == pytest.approx(1 - 0.0475)
    assert family.asked_n == 5
    clear = family.probability >= 0.95
    assert family.holds_among(clear) == pytest.approx(0.985)
    assert bayesian_fdr(np.array([0.06, 0.06]), share=0.05).listed.tolist() == [False, False]
    assert np.isnan(bayesian_fdr(np.array([0.06])).cut)


def test_words_follow_their_thresholds_on_both_sides():
    # z of 95 %, 80 %, 50 % beyond a margin of 0.1 with SD 0.1.
    cuts = np.array([0.1 + 0.16449, 0.1 + 0.08417, 0.1001, 0.0])
    said = word(difference(np.concatenate([cuts, -cuts])), margin=0.1)
    assert [WORDS[each] for each in said.strength] == ["clear", "likely", "possible", "as expected"] * 2
    assert said.side.tolist() == [1, 1, 1, 0, -1, -1, -1, 0]
    assert said.probability[:3] == pytest.approx([0.95, 0.80, 0.50], abs=1e-3)
    just_under = word(difference(cuts - 0.0005), margin=0.1)
    assert just_under.strength.tolist() == [2, 1, 0, 0]


def test_thin_figures_are_refused_with_their_reason():
    found = answerable(
        difference([0.5] * 5, years_n=[1, 2, 2, 2, 2], last_year=[2024, 2024, 2024, 2020, 2021]),
        pupils_n=np.array([400, 29, NAN, 90, 30]),
        now=2024,
    )
    assert found.yes.tolist() == [False, False, False, False, True]
    assert "one year" in found.why[0]
    assert "30 pupils" in found.why[1]
    assert "30 pupils" in found.why[2]
    assert "last 3 years" in found.why[3]


def test_a_school_keeps_its_fold_whoever_else_is_there():
    ids = np.arange(100_000, 120_000)
    folds = folds_of(ids)
    assert folds_of(ids[::7]).tolist() == folds[::7].tolist()
    assert np.bincount(folds) == pytest.approx([4000] * 5, rel=0.05)
    # Neighbouring numbers do not go in turn.
    assert np.mean(folds[1:] == folds[:-1]) == pytest.approx(0.2, abs=0.02)


def test_what_a_school_lacks_leaves_its_sum_and_is_said():
    values = np.column_stack([np.linspace(0, 1, 400), np.linspace(5, -5, 400) ** 2, np.ones(400).cumsum() % 7])
    values[3, 0] = values[5, 0] = values[5, 1] = NAN
    basis = basis_of(values, names=["free meals", "roll", "faith"])
    assert basis.share[[0, 3, 5]] == pytest.approx([1, 2 / 3, 1 / 3])
    assert basis.usable[[0, 3, 5]].tolist() == [True, True, False]
    of_meals = [
        i
        for i, name in enumerate(basis.names)
        if name.startswith("free meals") and "not known" not in name and "×" not in name
    ]
    assert (basis.terms[3, of_meals] == 0).all()
    assert basis.terms[3, basis.names.index("free meals not known")] == 1
    known = basis.terms[~np.isnan(values).any(axis=1)][:, of_meals]
    assert known.mean(axis=0) == pytest.approx(np.zeros(known.shape[1]), abs=0.02)
    assert (known.T @ known / len(known)) == pytest.approx(np.eye(known.shape[1]), abs=0.05)


def test_a_funnel_of_chance_alone_has_the_limits_of_its_standard_errors():
    funnel = funnel_of(np.array([40.0, 50.0, 60.0]), chance=np.array([100.0, 100.0, 100.0]), target=50.0, allow="none")
    assert funnel.z.tolist() == [-1.0, 0.0, 1.0]
    low, high = limits_of(funnel, chance=np.array([25.0]), level=0.95)
    assert (low[0], high[0]) == pytest.approx((50 - 9.7998, 50 + 9.7998), abs=1e-4)
    assert winsorise(np.arange(11.0), share=0.1).tolist() == [1.0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9]


def test_binomial_limits_of_four_pupils_are_those_worked_out_by_hand():
    """Four pupils at one half: P(X ≤ 0..4) = 1, 5, 11, 15, 16 sixteenths. A tail of 3/32 is met half-way to X = 1."""
    low, high = binomial_limits(np.array([4]), target_pct=50.0, level=1 - 6 / 32)
    # (5/16 − 3/32) / (4/16) = 7/8 of a pupil below 1.
    assert low[0] == pytest.approx(100 * (1 - 7 / 8) / 4)
    assert high[0] == pytest.approx(100 * (3 - (15 / 16 - 29 / 32) / (4 / 16)) / 4)


def test_winsorised_over_dispersion_finds_less_than_there_is():
    """The pitfall of the method page, in numbers: a real spread of 4 points is halved by drawing in the ends."""
    rng = np.random.default_rng(11)
    chance = 1e4 * 0.25 / rng.integers(20, 120, 6000)
    figures = 60 + 4 * rng.standard_normal(6000) + np.sqrt(chance) * rng.standard_normal(6000)
    winsorised = funnel_of(figures, chance=chance, target=60.0, allow="winsorised").tau2
    restricted = funnel_of(figures, chance=chance, target=60.0, allow="reml").tau2
    assert restricted == pytest.approx(16.0, rel=0.15)
    assert winsorised < 0.6 * restricted


def test_shrinkage_of_equal_errors_is_james_and_steins():
    """k = 5, variance 1, sum of squares 20: the factor is 1 − (5 − 3)·1/20."""
    values = np.array([-2.0, -1.0, 0.0, 1.0, 2.0]) * np.sqrt(2.0)
    found = shrink(values, variances=np.ones(5), few=True)
    assert found.estimate == pytest.approx(0.9 * values)
