"""The divisor of each input: from the pool, from the recipe, or from what the publisher gives."""

import math
from collections.abc import Sequence
from typing import Final, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from plait.core.years import AcademicYear
from plait.indicators.store.reader import Store
from plait.insight.domain import Characteristic, NoSuchYear, NotScaled, PublishedScale, Recipe, Scaling
from plait.stats import scaling
from plait.stats.errors import StatsError

_FROM_POOL: Final[dict[Scaling, scaling.Scaling]] = {
    Scaling.SAMPLE_SD: "sample_sd",
    Scaling.POPULATION_SD: "population_sd",
    Scaling.RANGE: "range",
    Scaling.MAD: "mad",
}


def find_scales(
    store: Store, recipe: Recipe, *, items: Sequence[Characteristic], values: NDArray[np.float64], year: int
) -> NDArray[np.float64]:
    """One divisor for each input; `values` has a row for each school that can be matched."""
    if recipe.scaling is Scaling.STATED:
        return np.array([cast("float", item.scale) for item in items])
    if recipe.scaling is Scaling.PUBLISHED_SD:
        return np.array(
            [
                _published_sd(store, cast("PublishedScale", recipe.published), name=str(item.constant), year=year)
                for item in items
            ]
        )
    try:
        return scaling.scale_of(values, names=[item.label for item in items], method=_FROM_POOL[recipe.scaling])
    except StatsError as error:
        raise NotScaled(
            f"The recipe “{recipe.name}” cannot be used with this build.",
            why=f"{error.what} {error.why}",
            mend="Import more files, or choose another recipe.",
        ) from error


def effective_weights(
    recipe: Recipe, *, weights: NDArray[np.float64], scales: NDArray[np.float64], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The share of the weight that each input has once the spread of the pool is taken into account; sums to 1.

    Where a recipe folds its weights into stated scales, or scales by the range, the weight as written says little: what
    counts is weight × variance / scale². For a recipe that divides by the standard deviation this is the weight itself.
    """
    if recipe.scaling in {Scaling.STATED, Scaling.RANGE, Scaling.MAD} and values.shape[0] > 1:
        worth = weights * np.nanvar(values, axis=0, ddof=1) / scales**2
        return np.asarray(worth / worth.sum())
    return np.asarray(weights / weights.sum())


def _published_sd(store: Store, published: PublishedScale, *, name: str, year: int) -> float:
    sd = _constant(store, published.source, name=name, year=year)
    if not published.population:
        return sd
    n = _constant(store, published.source, name=published.n, year=year)
    return sd * math.sqrt(n / (n - 1))


def _constant(store: Store, source: str, *, name: str, year: int) -> float:
    rows = store.table("constants").filter(
        (pl.col("source").cast(pl.String) == source)
        & (pl.col("year") == year)
        & (pl.col("name").cast(pl.String) == name)
    )
    if rows.height != 1 or rows["value"][0] is None:
        raise NoSuchYear(
            f"The published constant “{name}” for {AcademicYear(year)} is not in this build.",
            why=f"It comes with the source “{source}”.",
            mend="Import the file of national standard deviations.",
        )
    return float(rows["value"][0])
