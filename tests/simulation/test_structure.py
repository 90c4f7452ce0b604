"""The sector must have the structures that were fitted to the real files, and the truth that was planted."""

import numpy as np
import pytest

from plait.simulation.absence import miss_school
from plait.simulation.draws import Floats, Seed
from plait.simulation.effects import BRIGHT_SIZE, EXAM_YEARS, YEARS, draw_effects, find_spreads
from plait.simulation.fitted import load_fitted
from plait.simulation.ks2 import mean_of_year as rwm_of_year
from plait.simulation.ks4 import mean_of_year as a8_of_year
from plait.simulation.schools import PRIMARY, SECONDARY, SPECIAL
from plait.simulation.sector import Sector
from plait.simulation.trusts import JOINING_SIZE

FITTED = load_fitted()
NOW, NEXT = EXAM_YEARS.index(2023), EXAM_YEARS.index(2024)


def r(one: Floats, other: Floats) -> float:
    return float(np.corrcoef(one, other)[0, 1])


def secondaries(sector: Sector, name: str) -> Floats:
    rows = sector.schools.phase[sector.ks4.school] == SECONDARY
    return sector.ks4.figures[name][rows]


def primaries(sector: Sector, name: str) -> Floats:
    rows = (sector.schools.phase[sector.ks2.school] == PRIMARY) & (sector.ks2.cohort.min(axis=1) > 5)
    return sector.ks2.figures[name][rows]


def test_attainment_8_has_the_fitted_mean_spread_and_persistence(large: Sector) -> None:
    a8, years = secondaries(large, "a8"), FITTED["secondary"]["years"]
    for column, year in enumerate(EXAM_YEARS):
        assert a8[:, column].mean() == pytest.approx(a8_of_year(year), abs=0.8)
    assert a8[:, NOW].std() == pytest.approx(years["sd_2023"], abs=0.8)
    assert r(a8[:, NOW], a8[:, NEXT]) == pytest.approx(years["r_2024_2025_all"], abs=0.015)
    change = (a8[:, NEXT] - a8[:, NOW]).std()
    assert change == pytest.approx(FITTED["secondary"]["persistence"]["sd_change"], rel=0.15)


def test_progress_8_has_the_fitted_spread(large: Sector) -> None:
    p8 = secondaries(large, "p8")
    assert p8.mean() == pytest.approx(0, abs=0.08)
    assert p8[:, NOW].std() == pytest.approx(FITTED["secondary"]["years"]["p8_sd_2023"], abs=0.04)


def test_selective_schools_stand_where_the_real_ones_do(large: Sector) -> None:
    rows = large.schools.selective[large.ks4.school]
    assert large.ks4.figures["a8"][rows].mean() == pytest.approx(FITTED["secondary"]["years"]["selective_a8"], abs=2)


def test_reading_writing_and_maths_has_the_fitted_mean_spread_and_persistence(large: Sector) -> None:
    rwm, told = primaries(large, "rwm"), FITTED["primary"]["rwm"]
    for column, year in enumerate(EXAM_YEARS):
        assert rwm[:, column].mean() == pytest.approx(rwm_of_year(year), abs=1.5)
    assert rwm[:, NOW].std() == pytest.approx(told["sd"], abs=1)
    assert r(rwm[:, NOW], rwm[:, NEXT]) == pytest.approx(told["r_2024_2025"], abs=0.05)
    assert (rwm[:, NEXT] - rwm[:, NOW]).std() == pytest.approx(told["sd_change"], abs=1.2)


@pytest.mark.parametrize("name", ["read", "mat", "gps"])
def test_scaled_scores_have_the_fitted_mean_spread_and_correlations(large: Sector, name: str) -> None:
    values, told = primaries(large, name), FITTED["primary"][name]
    assert values[:, NOW].mean() == pytest.approx(told["mean"], abs=0.6)
    assert values[:, NOW].std() == pytest.approx(told["sd"], abs=0.35)
    assert r(values[:, NOW], values[:, NEXT]) == pytest.approx(told["r_next"], abs=0.06)
    assert r(values[:, NOW], primaries(large, "rwm")[:, NOW]) == pytest.approx(told["r_rwm"], abs=0.08)


def test_progress_at_key_stage_2_has_the_fitted_spread_and_persistence(large: Sector) -> None:
    values, told = primaries(large, "readprog"), FITTED["primary"]["progress"]
    assert values[:, 2].std() == pytest.approx(told["read_sd"], abs=0.3)
    assert r(values[:, 1], values[:, 2]) == pytest.approx(told["r_next"], abs=0.09)


@pytest.mark.parametrize(("phase", "label"), [(PRIMARY, "primary"), (SECONDARY, "secondary")])
def test_context_has_the_fitted_correlations(large: Sector, phase: int, label: str) -> None:
    here = (large.schools.phase == phase) & ~large.schools.selective
    told = FITTED["context"][label]
    names = told["region_shift"]["variables"].split("|")
    for row, name in enumerate(names):
        for column, other in enumerate(names[:row]):
            wanted = told["within"][f"correlation_{row}"][column]
            assert r(large.schools.scores[name][here], large.schools.scores[other][here]) == pytest.approx(
                wanted, abs=0.08
            )


def test_free_school_meals_have_the_fitted_quantiles(large: Sector) -> None:
    here = (large.schools.phase == PRIMARY) & (large.schools.closed == 0)
    values = large.panel.context["fsm"][here, YEARS.index(2022)]
    probabilities, wanted = FITTED["scale"]["probabilities"], FITTED["context"]["primary"]["marginal"]["fsm"]
    for p, quantile in zip(probabilities[2:-2], wanted[2:-2], strict=True):
        assert np.quantile(values, p) == pytest.approx(quantile, abs=2.0)


def test_cohorts_have_the_fitted_sizes(large: Sector) -> None:
    rows = large.schools.phase[large.ks2.school] == PRIMARY
    assert np.median(large.ks2.cohort[rows]) == pytest.approx(FITTED["primary"]["progress"]["cohort"][5], abs=5)


def test_more_of_attainment_follows_context_at_secondary_than_at_primary(large: Sector) -> None:
    secondary = large.ks4.school[large.schools.phase[large.ks4.school] == SECONDARY]
    primary = (large.schools.phase[large.ks2.school] == PRIMARY) & (large.ks2.cohort.min(axis=1) > 5)
    strong = r(large.schools.scores["prior"][secondary], secondaries(large, "a8")[:, NOW])
    weak = r(large.schools.scores["fsm"][large.ks2.school[primary]], primaries(large, "rwm")[:, NOW])
    assert strong > 0.6
    assert -0.5 < weak < -0.2


@pytest.mark.parametrize(("phase", "label"), [(PRIMARY, "primary"), (SECONDARY, "secondary"), (SPECIAL, "special")])
def test_absence_changes_its_regime_with_covid(large: Sector, phase: int, label: str) -> None:
    rows = large.schools.phase[large.absence.school] == phase
    before, after = (
        large.absence.overall[rows, EXAM_YEARS.index(2018)],
        large.absence.overall[rows, EXAM_YEARS.index(2022)],
    )
    told = FITTED["absence"][label]
    assert np.median(before) == pytest.approx(told["before"][5], rel=0.06)
    assert np.median(after) == pytest.approx(told["after"][5], rel=0.06)
    if phase != SPECIAL:
        assert r(before, after) == pytest.approx(told["r_across_covid"], abs=0.08)


def test_absence_keeps_to_its_school_within_a_regime() -> None:
    from plait.simulation.places import lay_out
    from plait.simulation.schools import found_schools

    seed = Seed(8)
    _, places = lay_out(seed, 3_000)
    absence = miss_school(seed, found_schools(seed, places, open_schools=3_000))
    rows = slice(None)
    early = absence.overall[rows, 0], absence.overall[rows, 1]
    assert r(*early) > 0.85


def test_one_school_in_fifty_is_a_true_bright_spot(large: Sector) -> None:
    assert large.effects.bright.mean() == pytest.approx(0.02, abs=0.006)
    assert BRIGHT_SIZE == 0.25


def test_the_lasting_effect_is_permanent_and_slowly_moving_as_designed() -> None:
    effects = draw_effects(Seed(2), 40_000)
    plain = ~effects.bright & (effects.planted_year == 0)
    lasting = effects.lasting["ks4"][plain]
    assert lasting.std() == pytest.approx(find_spreads("ks4").school, rel=0.02)
    for lag in (1, 4, 9):
        assert r(lasting[:, 0], lasting[:, lag]) == pytest.approx(0.6 + 0.4 * 0.9**lag, abs=0.02)


def test_a_planted_change_is_a_step_of_its_size_at_its_year() -> None:
    seed = Seed(2)
    effects = draw_effects(seed, 40_000)
    for year in (2017, 2021, 2023):
        planted = effects.planted_year == year
        column = YEARS.index(year)
        jump = effects.lasting["ks2"][planted, column] - effects.lasting["ks2"][planted, column - 1]
        wander = np.sqrt(0.4 * 2 * (1 - 0.9)) * find_spreads("ks2").school
        assert (jump - effects.planted_size[planted]).mean() == pytest.approx(
            0, abs=4 * wander / np.sqrt(planted.sum())
        )


def test_joining_adds_its_effect_over_three_years_and_nothing_before(large: Sector) -> None:
    joined = large.history.joined_year
    helped = (large.member_of >= 0) & (large.trusts.joining[np.maximum(large.member_of, 0)] > 0)
    assert helped.sum() > 50
    years = np.array(YEARS)[None, :]
    part = large.panel.joining_part[helped]
    since = years - joined[helped, None]
    assert (part[since < 0] == 0).all()
    assert part[since >= 2] == pytest.approx(JOINING_SIZE)
    assert part[since == 0] == pytest.approx(JOINING_SIZE / 3)
    assert (large.panel.joining_part[~helped] == 0).all()


def test_schools_taken_on_after_a_bad_year_come_back_by_themselves(large: Sector) -> None:
    inside = np.flatnonzero((large.member_of >= 0) & (large.schools.opened == 0) & (large.schools.closed == 0))
    inside = inside[large.trusts.after_bad_year[large.member_of[inside]] & (large.schools.phase[inside] == PRIMARY)]
    years = large.history.joined_year[inside]
    noise = large.panel.noise["ks2"][inside]
    before = noise[np.arange(len(inside)), years - 1 - YEARS[0]]
    after = noise[np.arange(len(inside)), np.minimum(years, YEARS[-1]) - YEARS[0]]
    assert before.mean() < -find_spreads("ks2").year
    assert after.mean() > before.mean() + 0.5 * find_spreads("ks2").year
