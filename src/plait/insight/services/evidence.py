"""What the inputs of a recipe explain of an outcome, in schools that the fit has not seen.

Where open recipes get their weights.

Run by `plait neighbours evidence`; the numbers it prints are those in the recipe's file.
"""

import itertools
import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plait.core.errors import PlaitError
from plait.indicators.store.reader import Store
from plait.insight.domain import Evidence, Recipe, freeze
from plait.insight.queries import circumstances

FOLDS: Final = 10
SEED: Final = 20261121
FEWEST: Final = 100  # schools below which nothing is claimed


class TooFewSchools(PlaitError):
    """Too few schools have both the inputs and the outcome."""


@dataclass(frozen=True, slots=True, eq=False)
class _Fold:
    """Cross-products of one fold: Gram matrix of the constant and inputs, product with the outcome, squares of it."""

    gram: NDArray[np.float64]
    product: NDArray[np.float64]
    square: float


def weigh(store: Store, recipe: Recipe, *, outcome: str, year: int, inputs_year: int, unit: str) -> Evidence:
    """The share of an outcome's variance that the inputs explain out of sample, and each input's part in that.

    A linear fit of the outcome on the standardised inputs, ten-fold cross-validated. The part of an input is its
    Shapley value: what it adds to the explained variance, averaged over every order in which the inputs could be
    brought in. Parts that come out below zero count as zero, and the shares are of what is left.

    Raises
    ------
    TooFewSchools
        If fewer than a hundred schools have every input and the outcome.
    """
    made = circumstances.get(store, recipe, year=inputs_year)
    figures = store.values_of_indicator(outcome, year)
    known = {urn: value for urn, value in figures.select("urn", "value").iter_rows() if value is not None}
    result = np.array([known.get(int(id_), np.nan) for id_ in made.ids])
    whole = ~np.isnan(made.values).any(axis=1) & ~np.isnan(result)
    n = int(whole.sum())
    if n < FEWEST:
        raise TooFewSchools(
            f"The inputs of “{recipe.name}” were not weighed against {outcome}.",
            why=f"Only {n} schools have all of the inputs and the outcome.",
            mend="Import the files of that year.",
        )
    inputs = made.values[whole]
    inputs = (inputs - inputs.mean(axis=0)) / inputs.std(axis=0)
    explained, parts = explain_variance(inputs, result[whole], rng=np.random.default_rng(SEED))
    worth = np.maximum(parts, 0.0)
    spread = float(np.std(result[whole]))
    return Evidence(
        outcome=outcome,
        year=year,
        inputs_year=inputs_year,
        explained=explained,
        schools_n=n,
        residual_sd=spread * math.sqrt(max(0.0, 1.0 - explained)),
        unit=unit,
        shares=freeze({item.id: float(w) for item, w in zip(made.items, worth / worth.sum(), strict=True)}),
    )


def explain_variance(
    inputs: NDArray[np.float64], outcome: NDArray[np.float64], *, rng: np.random.Generator
) -> tuple[float, NDArray[np.float64]]:
    """The cross-validated R² of all inputs (n, p) together, and its Shapley parts (p,), which sum to it."""
    n, p = inputs.shape
    fold = rng.permutation(n) % FOLDS
    design = np.column_stack([np.ones(n), inputs])
    folds = [_fold_of(design[fold == each], outcome[fold == each]) for each in range(FOLDS)]
    spread = float(((outcome - outcome.mean()) ** 2).sum())
    worth = {
        chosen: _explained(folds, chosen, spread=spread)
        for size in range(p + 1)
        for chosen in itertools.combinations(range(p), size)
    }
    parts = np.array([_part(worth, column, p=p) for column in range(p)])
    return worth[tuple(range(p))], parts


def _fold_of(design: NDArray[np.float64], outcome: NDArray[np.float64]) -> _Fold:
    return _Fold(design.T @ design, design.T @ outcome, float(outcome @ outcome))


def _explained(folds: list[_Fold], chosen: tuple[int, ...], *, spread: float) -> float:
    """1 − the squared error in the folds left out ÷ the squared deviations from the mean.

    Nothing chosen explains nothing.
    """
    if not chosen:
        return 0.0
    at = np.array([0, *(1 + column for column in chosen)])
    gram = sum(each.gram[np.ix_(at, at)] for each in folds)
    product = sum(each.product[at] for each in folds)
    error = 0.0
    for left in folds:
        own = left.gram[np.ix_(at, at)]
        fit = np.linalg.solve(gram - own, product - left.product[at])
        error += left.square - 2.0 * float(fit @ left.product[at]) + float(fit @ own @ fit)
    return 1.0 - error / spread


def _part(worth: dict[tuple[int, ...], float], column: int, *, p: int) -> float:
    others = [each for each in range(p) if each != column]
    part = 0.0
    for size in range(p):
        chance = math.factorial(size) * math.factorial(p - size - 1) / math.factorial(p)
        for chosen in itertools.combinations(others, size):
            part += chance * (worth[tuple(sorted((*chosen, column)))] - worth[chosen])
    return part
