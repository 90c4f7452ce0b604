"""Refusals: what the data cannot bear is refused by name, with the outcome, the school or the number in the message."""

import numpy as np
import pytest

from plait.stats.errors import BadInput, DidNotConverge, NotIdentified, NoVariation, StatsError, TooFewUnits
from plait.stats.funnel import binomial_limits, funnel_of, limits_of
from plait.stats.multilevel import fit_school_effects
from plait.stats.multiplicity import bayesian_fdr, benjamini_hochberg
from plait.stats.shrinkage import between_variance
from plait.stats.signals import (
    Category,
    Variances,
    basis_of,
    chance_of_interval,
    chance_of_mean,
    change,
    expect,
    find_signals,
    fit_spreads,
    folds_of,
    model_of,
    panel_of,
    pupil_sd_of_percentage,
    spreads_of,
    trust_level,
    underlying,
    word,
)

RNG = np.random.default_rng(1)


def panel(figures=None, **how):
    figures = RNG.normal(size=(60, 3)) if figures is None else figures
    n, width = figures.shape
    given = {"ids": np.arange(n), "years": np.arange(2021, 2021 + width), "chance": np.full(figures.shape, 0.1)} | how
    return panel_of(figures, **given)


@pytest.mark.parametrize(
    ("how", "named"),
    [
        ({"ids": np.arange(59)}, "`ids`"),
        ({"chance": np.ones((60, 2))}, "`chance`"),
        ({"trust": np.zeros(3, dtype=int)}, "`trust`"),
        ({"segment": np.zeros(2, dtype=int)}, "`segment`"),
        ({"ids": np.append(np.arange(59), 7)}, "School 7 stands twice"),
        ({"years": np.array([2021, 2023, 2022])}, "not ascending"),
        ({"segment": np.array([1, 1, 0])}, "segments are not ascending"),
        ({"chance": np.full((60, 3), np.nan)}, "row 0, year 0"),
        ({"chance": np.full((60, 3), -1.0)}, "cannot be used"),
    ],
)
def test_a_panel_that_makes_no_sense_is_refused_by_name(how, named):
    with pytest.raises(BadInput, match=named):
        panel(**how)


def test_few_schools_bear_no_spread():
    with pytest.raises(TooFewUnits, match="29 schools"):
        panel(RNG.normal(size=(29, 3)))
    lacking = np.full((60, 3), np.nan)
    lacking[:30, 1] = 1.0
    assert panel(lacking).schools_n == 30
    with pytest.raises(BadInput, match="empty"):
        panel_of(np.zeros((0, 0)), ids=np.zeros(0, dtype=int), years=np.zeros(0, dtype=int), chance=np.zeros((0, 0)))


def test_one_year_cannot_tell_what_lasts():
    with pytest.raises(NotIdentified, match=r"two years.*2021"):
        fit_spreads(panel(RNG.normal(size=(60, 1))))
    # Two years that share too few schools are one year each.
    apart = np.full((80, 2), np.nan)
    apart[:45, 0], apart[40:, 1] = 1.0, 2.0
    with pytest.raises(NotIdentified, match="30 schools"):
        fit_spreads(panel(apart))


def test_a_likelihood_that_still_rises_is_no_answer():
    with pytest.raises(DidNotConverge, match="1 steps"):
        fit_spreads(panel(), max_steps=1)


def test_spreads_of_another_panel_do_not_fit():
    spreads = spreads_of(school=Variances(1.0, 0.0, 0.0), scale=np.array([2.0, 1.0]))
    with pytest.raises(BadInput, match=r"2 segments.*has 1"):
        model_of(panel(), spreads)


def test_questions_that_make_no_sense_are_refused():
    model = model_of(panel(trust=np.arange(60) % 5), spreads_of(school=Variances(0.5, 0.1, 0.1)))
    with pytest.raises(BadInput, match="2023 is not before 2023"):
        change(model, since=2023)
    with pytest.raises(BadInput, match="2024 is not before 2023"):
        change(model, since=2024)
    with pytest.raises(BadInput, match="weights"):
        trust_level(model, weights=np.full(60, -1.0))
    with pytest.raises(BadInput, match=r"level of 1\.0"):
        underlying(model).interval(1.0)
    with pytest.raises(BadInput, match="margin"):
        word(underlying(model), margin=-0.1)
    with pytest.raises(BadInput, match="share"):
        find_signals(underlying(model).above(0.1), label="x", margin=0.1, share=0.0)


def test_probabilities_must_be_probabilities():
    with pytest.raises(BadInput, match="between 0 and 1"):
        bayesian_fdr(np.array([0.5, 1.5]))
    with pytest.raises(BadInput, match="between 0 and 1"):
        benjamini_hochberg(np.array([-0.1]))


def context(n=400):
    return RNG.normal(size=(n, 2))


@pytest.mark.parametrize(
    ("values", "kind", "named"),
    [
        (np.column_stack([context()[:, 0], np.full(400, np.nan)]), TooFewUnits, "“EAL”"),
        (np.column_stack([context()[:, 0], np.full(400, 3.1)]), NoVariation, "“EAL”"),
        (np.column_stack([context()[:, 0], np.full(400, np.inf)]), BadInput, "finite"),
        (context()[:, :1], BadInput, "2 names"),
    ],
)
def test_circumstances_that_make_no_sense_are_refused_by_name(values, kind, named):
    with pytest.raises(kind, match=named):
        basis_of(values, names=["FSM", "EAL"])


def test_codes_beyond_their_labels_are_refused():
    with pytest.raises(BadInput, match="region"):
        basis_of(context(), names=["a", "b"], categories=[Category("region", ("x",), np.ones(400, dtype=int))])


def test_too_few_schools_bear_no_expectation():
    basis, figures = basis_of(context(), names=["a", "b"]), RNG.normal(size=(400, 1))
    figures[99:] = np.nan
    with pytest.raises(TooFewUnits, match=r"“KS2 maths”.*99 schools"):
        expect(basis, figures, names=["KS2 maths"], chance=np.ones((400, 1)), folds=folds_of(np.arange(400)))
    with pytest.raises(BadInput, match="do not fit"):
        expect(basis, figures, names=["one", "two"], chance=np.ones((400, 1)), folds=folds_of(np.arange(400)))
    with pytest.raises(BadInput, match="leave no school out"):
        folds_of(np.arange(9), folds=1)


def test_schools_without_circumstances_enough_have_no_expectation():
    values = context()
    values[5] = np.nan
    basis = basis_of(values, names=["a", "b"])
    found = expect(
        basis, RNG.normal(size=(400, 1)), names=["y"], chance=np.ones((400, 1)), folds=folds_of(np.arange(400))
    )
    assert np.isnan(found.expected[5, 0])
    assert np.isfinite(np.delete(found.expected, 5)).all()


@pytest.mark.parametrize(
    "question",
    [
        lambda: chance_of_mean(0.0, pupils_n=np.ones(2)),
        lambda: chance_of_interval(np.array([2.0]), np.array([1.0])),
        lambda: chance_of_interval(np.array([1.0]), np.array([2.0]), level=95),
        lambda: pupil_sd_of_percentage(100.0),
        lambda: funnel_of(np.ones(2), chance=np.ones(2), target=0.0),
        lambda: funnel_of(np.ones(3), chance=np.zeros(3), target=0.0),
        lambda: limits_of(funnel_of(np.arange(3.0), chance=np.ones(3), target=0.0), chance=np.ones(2), level=0.0),
        lambda: binomial_limits(np.array([0]), target_pct=50.0),
        lambda: binomial_limits(np.array([5]), target_pct=100.0),
        lambda: between_variance(np.ones(2), variances=np.ones(2)),
        lambda: between_variance(np.array([1.0, np.nan, 2.0]), variances=np.ones(3)),
    ],
)
def test_figures_without_meaning_are_refused(question):
    with pytest.raises(StatsError) as refusal:
        question()
    assert refusal.value.what


def test_school_effects_need_schools_with_rows():
    rows = RNG.normal(size=6)
    with pytest.raises(NotIdentified, match="6 rows in 6 schools"):
        fit_school_effects(rows, context=np.ones((6, 1)), school=np.arange(6))
    with pytest.raises(NotIdentified, match="rank 1"):
        fit_school_effects(rows, context=np.ones((6, 2)), school=np.arange(6) // 2)
    with pytest.raises(BadInput, match="missing"):
        fit_school_effects(np.full(6, np.nan), context=np.ones((6, 1)), school=np.arange(6) // 2)
    with pytest.raises(BadInput, match="do not fit"):
        fit_school_effects(rows, context=np.ones((5, 1)), school=np.arange(6) // 2)
