"""Sets of neighbours that were kept with a build, so that last year's can be compared with this year's. Open data."""

from pathlib import Path
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from plait.core.home import Home, find_home
from plait.indicators.store.reader import Store
from plait.insight.domain import Recipe
from plait.insight.queries.spaces import Ground

# One row for each school and neighbour, sorted by year, school and order.
SET_SCHEMA: Final = pl.Schema(
    {
        "year": pl.Int16(),
        "urn": pl.Int32(),
        "order": pl.Int16(),
        "neighbour": pl.Int32(),
        "distance": pl.Float64(),
    }
)
# One row for each school of the pool and input: what was compared, and how much it weighed.
INPUT_SCHEMA: Final = pl.Schema(
    {
        "year": pl.Int16(),
        "urn": pl.Int32(),
        "input": pl.String(),
        "value": pl.Float64(),
        "scale": pl.Float64(),
        "weight": pl.Float64(),
    }
)


def folder_of(build: str, *, home: Home | None = None) -> Path:
    """Where the sets of a build lie."""
    return (home or find_home()).store / "neighbours" / build


def sets_path(build: str, recipe: Recipe, *, home: Home | None = None) -> Path:
    """The file of one recipe's sets."""
    return folder_of(build, home=home) / f"{recipe.key}.parquet"


def inputs_path(build: str, recipe: Recipe, *, home: Home | None = None) -> Path:
    """The file of what one recipe compared."""
    return folder_of(build, home=home) / f"{recipe.key}.inputs.parquet"


def card_path(build: str, recipe: Recipe, *, home: Home | None = None) -> Path:
    """The file of how stable one recipe is on this build."""
    return folder_of(build, home=home) / f"{recipe.key}.json"


def list_builds(recipe: Recipe, *, home: Home | None = None) -> list[str]:
    """The builds with which sets of a recipe were kept, newest first (their names begin with their period and time)."""
    root = (home or find_home()).store / "neighbours"
    if not root.is_dir():
        return []
    return sorted((path.parent.name for path in root.glob(f"*/{recipe.key}.parquet")), reverse=True)


def find_frame(build: str, recipe: Recipe, *, home: Home | None = None) -> pl.DataFrame | None:
    """The sets of a recipe that were kept with a build, or None."""
    path = sets_path(build, recipe, home=home)
    return pl.read_parquet(path) if path.is_file() else None


def find_inputs(build: str, recipe: Recipe, *, home: Home | None = None) -> pl.DataFrame | None:
    """What a recipe compared when its sets were kept with a build, or None."""
    path = inputs_path(build, recipe, home=home)
    return pl.read_parquet(path) if path.is_file() else None


def find_distances(store: Store, recipe: Recipe, *, ground: Ground) -> NDArray[np.float64] | None:
    """The kept distances of every school of a ground, shape (n, k), NaN where there are fewer.

    None where nothing was kept.
    """
    path = sets_path(store.name, recipe)
    if not path.is_file():
        return None
    year = ground.made.year
    rows = pl.scan_parquet(path).filter(pl.col("year") == year).select("urn", "order", "distance").collect()
    at = np.searchsorted(ground.space.ids, rows["urn"].to_numpy())
    inside = at < ground.space.ids.size
    inside[inside] = ground.space.ids[at[inside]] == rows["urn"].to_numpy()[inside]
    if not inside.any():
        return None
    distance = np.full((ground.space.ids.size, recipe.k), np.nan)
    distance[at[inside], rows["order"].to_numpy()[inside] - 1] = rows["distance"].to_numpy()[inside]
    return distance
