"""Recovery: sectors drawn from a known truth, of the design of the method pages, and what is found in them."""

import numpy as np
import pytest
from scipy.special import ndtr

from plait.stats.multiplicity import benjamini_hochberg
from plait.stats.signals import (
    Category,
    Variances,
    basis_of,
    chance_of_percentage,
    change,
    curve_of,
    expect,
    find_signals,
    fit_spreads,
    folds_of,
    model_of,
    panel_of,
    spreads_of,
    trust_change,
    trust_level,
    underlying,
)

YEARS = np.array([2016, 2017, 2018, 2021, 2022, 2023])


class Sector:
    """Lasting SD 0.15 (60 % constant, 40 % moving, 0.9), yearly 0.08, pupils 1, trusts 0.05; 2 % bright by 0.25."""

    def __init__(self, seed, *, schools=6000, lasting=0.15, bright=0.02, years=YEARS, persistence=0.9, trust_sd=0.05):
        rng = np.random.default_rng(seed)
        self.years, self.ids = years, rng.permutation(schools) + 100_000
        self.cohort = np.clip(np.rint(np.exp(np.log(38) + 0.6 * rng.standard_normal(schools))), 6, 180)
        self.context = rng.normal(size=(schools, 5)) + 0.5 * rng.normal(size=(schools, 1))
        x = self.context.T
        self.expected = 0.25 * x[0] + 0.1 * np.tanh(x[2]) - 0.04 * x[4] ** 2 + 0.05 * x[3] * x[0]
        moving = np.empty((schools, len(years)))
        moving[:, 0] = rng.standard_normal(schools)
        for t in range(1, len(years)):
            kept = persistence ** (years[t] - years[t - 1])
            moving[:, t] = kept * moving[:, t - 1] + np.sqrt(1 - kept**2) * rng.standard_normal(schools)
        own = lasting * (np.sqrt(0.6) * rng.standard_normal((schools, 1)) + np.sqrt(0.4) * moving)
        own += 0.25 * (rng.random(schools) < bright)[:, None]
        self.trust = np.where(rng.random(schools) < 0.5, rng.integers(0, schools // 12, schools), -1)
        standing = trust_sd * rng.standard_normal(schools // 12)
        self.level = own + np.where(self.trust >= 0, standing[self.trust], 0.0)[:, None]
        self.chance = np.repeat((1 / self.cohort)[:, None], len(years), axis=1)
        noise = 0.08 * rng.standard_normal(own.shape) + np.sqrt(self.chance) * rng.standard_normal(own.shape)
        self.national = 0.1 * rng.standard_normal(len(years))
        self.figures = self.expected[:, None] + self.national + self.level + noise
        self.seen = self.figures.copy()
        # The smallest cohorts are withheld in some years, as suppression does.
        self.seen[(self.cohort < 12)[:, None] & (rng.random(own.shape) < 0.5)] = np.nan

    def panel(self, upto=None, **how):
        columns = slice(upto)
        basis = basis_of(self.context, names=list("abcde"))
        names = [str(year) for year in self.years[columns]]
        chance = np.where(np.isnan(self.seen), np.nan, self.chance)[:, columns]
        found = expect(basis, self.seen[:, columns], names=names, chance=chance, folds=folds_of(self.ids))
        return panel_of(
            self.seen[:, columns] - found.expected,
            ids=self.ids,
            years=self.years[columns],
            chance=chance,
            doubt=found.doubt,
            trust=self.trust,
            **how,
        )


@pytest.fixture(scope="module")
def sector():
    return Sector(7)


@pytest.fixture(scope="module")
def model(sector):
    panel = sector.panel()
    return model_of(panel, fit_spreads(panel))


def rows_of(sector, panel):
    """Where the panel's schools stand in the sector."""
    order = np.argsort(sector.ids)
    return order[np.searchsorted(sector.ids[order], panel.ids)]


def truth_of(sector, panel, year=-1):
    return sector.level[rows_of(sector, panel), year]


def test_spreads_are_found_within_their_errors(model):
    spreads = model.spreads
    planted = {"persistence": 0.9, "school.yearly": 0.0064, "trust.constant": 0.0025}
    error = dict(zip(spreads.free, np.sqrt(np.diag(spreads.covariance)), strict=True))
    for name, value in planted.items():
        assert abs(spreads.values[name] - value) < 4 * error[name]
    # What is constant and what moves slowly are hard to tell apart; together they are known well.
    assert spreads.school.lasting == pytest.approx(0.0225 + 0.02 * 0.98 * 0.25**2, rel=0.06)
    assert spreads.trust.lasting == pytest.approx(0.0025, rel=0.5)


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9, 0.95])
def test_intervals_hold_the_truth_as_often_as_they_say(sector, model, level):
    truth = truth_of(sector, model.panel)
    low, high = underlying(model).interval(level)
    assert np.mean((low <= truth) & (truth <= high)) == pytest.approx(level, abs=0.02)
    small = sector.cohort[rows_of(sector, model.panel)] < 25
    assert np.mean(((low <= truth) & (truth <= high))[small]) == pytest.approx(level, abs=0.03)


def test_changes_and_trusts_hold_as_often_as_they_say(sector, model):
    truth = truth_of(sector, model.panel) - truth_of(sector, model.panel, 3)
    low, high = change(model, since=2021).interval(0.9)
    assert np.mean((low <= truth) & (truth <= high)) == pytest.approx(0.9, abs=0.02)
    held, moved = [], []
    now, before = truth_of(sector, model.panel), truth_of(sector, model.panel, 3)
    level, since = trust_level(model), trust_change(model, since=2021)
    for found, true, kept in ((level, now, held), (since, now - before, moved)):
        low, high = found.interval(0.9)
        position = {uid: k for k, uid in enumerate(model.panel.trust_ids)}
        for uid, lo, hi in zip(found.ids, low, high, strict=True):
            kept.append(lo <= true[model.panel.trust == position[uid]].mean() <= hi)
    assert np.mean(held) == pytest.approx(0.9, abs=0.05)
    assert np.mean(moved) == pytest.approx(0.9, abs=0.05)


def test_flags_are_false_as_often_as_they_say_and_hold_next_year():
    """Three sectors, fitted on all years but the last: false flags, coverage among the flagged, next year's figure."""
    wrong, listed, covered, claimed, came, plain = 0, 0, 0, 0.0, 0.0, []
    for seed in (1, 2, 3):
        sector = Sector(seed, years=np.array([2018, 2021, 2022, 2023, 2024]))
        panel = sector.panel(upto=-1)
        model = model_of(panel, fit_spreads(panel))
        rows = rows_of(sector, panel)
        truth, level = sector.level[rows, -2], underlying(model)
        flags = find_signals(level.above(0.10), label="all", margin=0.10).listed
        low, high = level.interval(0.9)
        wrong, listed = wrong + (truth[flags] <= 0.10).sum(), listed + flags.sum()
        covered += ((low <= truth) & (truth <= high))[flags].sum()
        claimed += underlying(model, at=2024).estimate[flags].sum()
        came += (sector.figures[rows, -1] - sector.expected[rows] - sector.national[-1])[flags].sum()
        z = panel.residual[:, -1] / np.sqrt(panel.chance[:, -1])
        crowd = benjamini_hochberg(np.where(np.isnan(z), 1.0, ndtr(-np.nan_to_num(z))), share=0.05)
        plain.append((truth[crowd] <= 0.10).mean())
    assert listed > 300
    assert wrong / listed <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / listed)
    assert covered / listed == pytest.approx(0.9, abs=0.04)
    assert came / claimed == pytest.approx(1.0, abs=0.1)
    # Benjamini and Hochberg on one year's z-scores control another question.
    assert np.mean(plain) > 0.08


def test_nothing_is_flagged_where_there_is_nothing():
    sector = Sector(4, lasting=0.0, bright=0.0, trust_sd=0.0)
    panel = sector.panel()
    level = underlying(model_of(panel, fit_spreads(panel)))
    for probability in (level.above(0.10), level.below(0.10)):
        assert not find_signals(probability, label="null", margin=0.10).listed.any()
    # Even where no lasting difference is found, no interval has lost its width.
    assert level.sd.min() > 0.0


def test_a_break_in_series_and_its_scale_are_found():
    sector = Sector(9, trust_sd=0.0)
    old = np.isin(sector.years, [2016, 2017, 2018])
    sector.seen[:, old] *= 3.0
    sector.chance[:, old] *= 9.0
    panel = sector.panel(segment=np.where(old, 0, 1))
    spreads = fit_spreads(panel)
    assert spreads.scale == pytest.approx([3.0, 1.0], rel=0.05)
    truth = truth_of(sector, panel)
    low, high = underlying(model_of(panel, spreads)).interval(0.9)
    assert np.mean((low <= truth) & (truth <= high)) == pytest.approx(0.9, abs=0.02)


def test_percentages_near_the_ends_keep_their_intervals():
    """Binomial results about 90 %, cohorts from six pupils, chance from the expected share."""
    rng = np.random.default_rng(3)
    n, years = 5000, np.arange(2021, 2025)
    cohort = np.clip(np.rint(np.exp(np.log(38) + 0.6 * rng.standard_normal(n))), 6, 180)
    level = 4.0 * rng.standard_normal((n, 1))
    share = np.clip(90.0 + level + 2.0 * rng.standard_normal((n, 4)), 1.0, 99.0)
    figures = 100 * rng.binomial(cohort[:, None].astype(int), share / 100) / cohort[:, None]
    pupils = np.repeat(cohort[:, None], 4, axis=1)
    chance = chance_of_percentage(np.full((n, 4), 90.0), pupils_n=pupils)
    panel = panel_of(figures - figures.mean(), ids=np.arange(n), years=years, chance=chance)
    found = underlying(model_of(panel, fit_spreads(panel)))
    true = np.clip(90.0 + level[:, 0], 1, 99) - np.clip(90.0 + level, 1, 99).mean()
    low, high = found.interval(0.9)
    assert np.mean((low <= true) & (true <= high)) == pytest.approx(0.9, abs=0.02)


def test_the_start_does_not_change_the_spreads(sector):
    panel = sector.panel()
    cold = fit_spreads(panel)
    for persistence in (0.5, 0.95):
        start = spreads_of(
            school=Variances(0.001, 0.05, 0.02), trust=Variances(0.01, 0.01, 0.01), persistence=persistence
        )
        warm = fit_spreads(panel, start=start)
        assert warm.log_likelihood == pytest.approx(cold.log_likelihood, abs=1e-3)
        assert warm.school.lasting == pytest.approx(cold.school.lasting, rel=0.01)


def test_no_school_informs_its_own_expectation(sector):
    """A school's figure goes up by a thousand standard deviations: its own expectation does not move, others' do."""
    basis, folds = basis_of(sector.context, names=list("abcde")), folds_of(sector.ids)
    figures, chance = sector.figures[:, :1], sector.chance[:, :1]
    before = expect(basis, figures, names=["y"], chance=chance, folds=folds).expected
    shifted = figures.copy()
    shifted[7] += 1000.0
    after = expect(basis, shifted, names=["y"], chance=chance, folds=folds).expected
    together = folds == folds[7]
    assert after[together] == pytest.approx(before[together], abs=1e-9)
    assert np.abs(after[~together] - before[~together]).max() > 0.1


def test_expected_results_follow_curves_and_say_how_well(sector):
    """The planted curve explains a known share; the residual is the level, the year's noise and chance."""
    basis = basis_of(
        sector.context,
        names=list("abcde"),
        categories=[Category("region", ("north", "south"), np.arange(len(sector.ids)) % 2)],
    )
    found = expect(
        basis, sector.figures[:, :2], names=["2016", "2017"], chance=sector.chance[:, :2], folds=folds_of(sector.ids)
    )
    skill = found.skill[0]
    signal = sector.expected.var()
    noise = np.mean((sector.figures[:, 0] - sector.expected - sector.national[0]) ** 2)
    assert skill.r2 == pytest.approx(signal / (signal + noise), abs=0.04)
    assert skill.residual_sd == pytest.approx(np.sqrt(noise), rel=0.03)
    assert skill.r2 < skill.ceiling < 1.0
    assert not skill.weak
    missed = found.expected[:, 0] - sector.expected - sector.national[0]
    assert np.sqrt(np.mean(missed**2)) < 0.04
    assert np.mean((missed / found.doubt[:, 0]) ** 2) < 3.0
    grid = np.array([-1.5, 0.0, 1.5])
    curve, error = curve_of(basis, found, outcome=0, characteristic=4, grid=grid)
    assert curve[1] - curve[[0, 2]] == pytest.approx([0.04 * 1.5**2] * 2, abs=0.03)
    assert (error < 0.03).all()
    kinds = [found.coefficients[0][basis.names.index(f"region: {name}")] for name in ("north", "south")]
    assert kinds == pytest.approx([0.0, 0.0], abs=0.02)


def test_circumstances_that_say_nothing_are_called_weak(sector):
    noise = np.random.default_rng(1).normal(size=sector.context.shape)
    found = expect(
        basis_of(noise, names=list("abcde")),
        sector.figures[:, :1],
        names=["y"],
        chance=sector.chance[:, :1],
        folds=folds_of(sector.ids),
    )
    assert found.skill[0].weak
    assert found.skill[0].r2 == pytest.approx(0.0, abs=0.01)
