"""What inputs explain: known values, a slow reference, recovery of what was planted, and the numbers in the recipes."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plait.core.home import Home
from plait.indicators.store.reader import Store, open_current
from plait.insight.recipes import shelf
from plait.insight.services import evidence


def explain_slowly(inputs: np.ndarray, outcome: np.ndarray, *, seed: int) -> tuple[float, list[float]]:
    """Fit every subset on nine folds, predict the tenth, and average what an input adds over every order."""
    n, p = inputs.shape
    fold = np.random.default_rng(seed).permutation(n) % evidence.FOLDS
    spread = ((outcome - outcome.mean()) ** 2).sum()

    def explained(chosen: tuple[int, ...]) -> float:
        if not chosen:
            return 0.0
        design = np.column_stack([np.ones(n), inputs[:, list(chosen)]])
        error = 0.0
        for each in range(evidence.FOLDS):
            out = fold == each
            fit, *_ = np.linalg.lstsq(design[~out], outcome[~out], rcond=None)
            error += ((outcome[out] - design[out] @ fit) ** 2).sum()
        return 1 - error / spread

    parts = [0.0] * p
    for order in itertools.permutations(range(p)):
        for at, column in enumerate(order):
            with_it, without = tuple(sorted(order[: at + 1])), tuple(sorted(order[:at]))
            parts[column] += (explained(with_it) - explained(without)) / math.factorial(p)
    return explained(tuple(range(p))), parts


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), p=st.integers(1, 3))
def test_it_agrees_with_the_obvious_way(seed: int, p: int):
    rng = np.random.default_rng(seed)
    inputs = rng.normal(size=(120, p))
    outcome = inputs @ rng.normal(size=p) + rng.normal(size=120)
    whole, parts = evidence.explain_variance(inputs, outcome, rng=np.random.default_rng(seed))
    slow_whole, slow_parts = explain_slowly(inputs, outcome, seed=seed)
    assert whole == pytest.approx(slow_whole, abs=1e-9)
    assert parts.tolist() == pytest.approx(slow_parts, abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_parts_sum_to_the_whole(seed: int):
    rng = np.random.default_rng(seed)
    inputs = rng.normal(size=(150, 4))
    outcome = inputs[:, 0] + rng.normal(size=150)
    whole, parts = evidence.explain_variance(inputs, outcome, rng=np.random.default_rng(seed))
    assert parts.sum() == pytest.approx(whole, abs=1e-9)


def test_independent_inputs_get_back_the_share_that_was_planted():
    rng = np.random.default_rng(1)
    inputs = rng.normal(size=(20_000, 3))
    outcome = math.sqrt(0.3) * inputs[:, 0] + math.sqrt(0.2) * inputs[:, 1] + math.sqrt(0.5) * rng.normal(size=20_000)
    whole, parts = evidence.explain_variance(inputs, outcome, rng=rng)
    assert whole == pytest.approx(0.5, abs=0.02)
    assert parts.tolist() == pytest.approx([0.3, 0.2, 0.0], abs=0.02)


def test_noise_explains_nothing_out_of_sample():
    rng = np.random.default_rng(2)
    whole, _ = evidence.explain_variance(rng.normal(size=(400, 5)), rng.normal(size=400), rng=rng)
    assert whole < 0.01


def test_too_few_schools_are_refused_with_their_number(store: Store):
    with pytest.raises(evidence.TooFewSchools, match="Only 30 schools"):
        evidence.weigh(
            *(store, shelf.get_recipe("open-secondary")),
            outcome="attainment8",
            year=2022,
            inputs_year=2022,
            unit="points",
        )


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize("name", ["open-primary", "open-secondary", "open-special"])
def test_the_evidence_in_a_recipe_is_what_the_real_files_give(england: Home, name: str):
    recipe = shelf.get_recipe(name)
    (written,) = recipe.evidence
    found = evidence.weigh(
        *(open_current(england), recipe),
        outcome=written.outcome,
        year=written.year,
        inputs_year=written.inputs_year,
        unit=written.unit,
    )
    assert found.explained == pytest.approx(written.explained, abs=0.01)
    assert found.residual_sd == pytest.approx(written.residual_sd, rel=0.02)
    assert found.schools_n == pytest.approx(written.schools_n, rel=0.02)
    assert dict(found.shares) == pytest.approx(dict(written.shares), abs=0.02)
