"""Keep the neighbours of every school with the build they were found in, so that they can be compared next year.

Files are written beside their place and renamed into it, the sets last; what stands there is never changed.
"""

import itertools
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from plait.core.errors import PlaitError
from plait.core.files import write_whole
from plait.core.home import Home, find_home
from plait.indicators.store.reader import Store
from plait.insight.domain import Recipe, Unit
from plait.insight.queries import circumstances, kept, matching, national, spaces, trust_circumstances
from plait.insight.queries.spaces import Ground
from plait.insight.recipes import shelf
from plait.stats import neighbours as statistics

SAMPLE: Final = 200  # schools over which the stability of a recipe is averaged
KEPT_YEARS: Final = 3  # year bases that are kept with a build, newest first: this year's, and two to compare it with


@dataclass(frozen=True, slots=True)
class KeptSet:
    """What was done for one recipe: the years and schools that were kept, or why nothing was."""

    recipe: str
    years: tuple[int, ...]
    schools_n: int
    seconds: float
    already: bool
    skipped: str


def build(
    store: Store,
    *,
    home: Home | None = None,
    recipes: Iterable[Recipe] | None = None,
    tell: Callable[[KeptSet], None] | None = None,
) -> list[KeptSet]:
    """Find and keep the sets of every recipe that this build can feed; what is kept already stays as it is."""
    done = []
    for recipe in shelf.list_recipes() if recipes is None else recipes:
        one = _keep(store, recipe, home=home or find_home())
        done.append(one)
        if tell is not None:
            tell(one)
    return done


def _keep(store: Store, recipe: Recipe, *, home: Home) -> KeptSet:
    started = time.perf_counter()
    if kept.sets_path(store.name, recipe, home=home).is_file():
        return KeptSet(recipe.id, (), 0, 0.0, already=True, skipped="")
    years = circumstances.list_years(store, recipe)[:KEPT_YEARS]
    grounds: list[Ground] = []
    problem = "" if years else "Its inputs are not in this build."
    for year, block in itertools.product(years, circumstances.list_blocks(store, recipe)):
        try:
            grounds.append(_lay(store, recipe, year=year, block=block))
        except PlaitError as error:
            problem = str(error)
    grounds = [ground for ground in grounds if ground.space.ids.size > 1]
    if not grounds:
        problem = problem or "Too few schools have its inputs."
        return KeptSet(recipe.id, (), 0, time.perf_counter() - started, already=False, skipped=problem)
    found = [(ground, national.find_all(recipe, ground=ground)) for ground in grounds]
    _write(store, recipe, found, home=home)
    kept_years = tuple(sorted({ground.made.year for ground in grounds}, reverse=True))
    schools_n = sum(ground.space.ids.size for ground in grounds if ground.made.year == kept_years[0])
    return KeptSet(recipe.id, kept_years, schools_n, time.perf_counter() - started, already=False, skipped="")


def _lay(store: Store, recipe: Recipe, *, year: int, block: str) -> Ground:
    if recipe.unit is Unit.TRUST:
        return spaces.get(store, recipe, made=trust_circumstances.get(store, recipe, year=year))
    return spaces.get(store, recipe, made=circumstances.get(store, recipe, year=year, block=block))


def _write(store: Store, recipe: Recipe, found: list[tuple[Ground, statistics.Neighbours]], *, home: Home) -> None:
    kept.folder_of(store.name, home=home).mkdir(parents=True, exist_ok=True)
    sets = pl.concat([_sets_frame(ground, near) for ground, near in found]).sort("year", "urn", "order")
    inputs = pl.concat([_inputs_frame(ground) for ground, _ in found]).sort("year", "urn", "input")
    card = json.dumps(_measure(recipe, found, sets=sets), indent=1, sort_keys=True)
    write_whole(kept.inputs_path(store.name, recipe, home=home), inputs.write_parquet)
    write_whole(kept.card_path(store.name, recipe, home=home), lambda path: _write_text(path, card))
    write_whole(kept.sets_path(store.name, recipe, home=home), sets.write_parquet)


def _sets_frame(ground: Ground, found: statistics.Neighbours) -> pl.DataFrame:
    n, k = found.ids.shape
    there = (found.positions >= 0).ravel()
    columns = {
        "year": np.full(n * k, ground.made.year),
        "urn": np.repeat(found.query_ids, k),
        "order": np.tile(np.arange(1, k + 1), n),
        "neighbour": found.ids.ravel(),
        "distance": found.distance.ravel(),
    }
    return pl.DataFrame({name: column[there] for name, column in columns.items()}).cast(kept.SET_SCHEMA)


def _inputs_frame(ground: Ground) -> pl.DataFrame:
    made = ground.made
    values, p = made.values[made.matched], len(made.items)
    n = ground.space.ids.size
    columns = {
        "year": np.full(n * p, made.year),
        "urn": np.repeat(ground.space.ids, p),
        "input": np.tile(np.array([item.id for item in made.items]), n),
        "value": values.ravel(),
        "scale": np.tile(made.scales, n),
        "weight": np.tile(made.weights, n),
    }
    return pl.DataFrame(columns).with_columns(pl.col("value").fill_nan(None)).cast(kept.INPUT_SCHEMA)


def _measure(
    recipe: Recipe, found: list[tuple[Ground, statistics.Neighbours]], *, sets: pl.DataFrame
) -> dict[str, object]:
    """How stable the sets are: the share of neighbours kept when weights and figures are disturbed.

    And from year to year.
    """
    newest = max(ground.made.year for ground, _ in found)
    rates = [rate for ground, near in found if ground.made.year == newest for rate in _disturb(recipe, ground, near)]
    able = [ground.made.values for ground, _ in found if ground.made.year == newest]
    pool_n = sum(int((~np.isnan(values)).any(axis=1).sum()) for values in able)
    matched_n = sum(ground.space.ids.size for ground, _ in found if ground.made.year == newest)
    return {
        "year": newest,
        "pool_n": pool_n,
        "matched_n": matched_n,
        "jitter_rate": float(np.mean(rates)) if rates else None,
        "sample_n": len(rates),
        "years_rate": {f"{before}→{after}": rate for before, after, rate in _between_years(sets)},
    }


def _disturb(recipe: Recipe, ground: Ground, near: statistics.Neighbours) -> list[float]:
    """For a sample of schools: the mean share of their neighbours that stay."""
    rng = np.random.default_rng(matching.SEED)
    able = np.flatnonzero(near.count > 0)
    rates = []
    for row in np.sort(rng.choice(able, size=min(SAMPLE, able.size), replace=False)):
        allowed = np.ones(ground.space.ids.size, dtype=np.bool_)
        for codes in ground.exact:
            allowed &= codes == codes[row]
        done = statistics.survival(
            ground.space,
            school=int(row),
            k=recipe.k,
            candidates=np.flatnonzero(allowed),
            weight_sd=matching.WEIGHT_SD,
            rounding=matching.rounding_of(ground),
            rng=rng,
        )
        rates.append(done.overlap)
    return rates


def _between_years(sets: pl.DataFrame) -> list[tuple[int, int, float]]:
    """For each pair of neighbouring year bases: the share of the earlier neighbours that are still there."""
    years = sorted(sets["year"].unique().to_list())
    pairs = []
    for before, after in itertools.pairwise(years):
        one = sets.filter(pl.col("year") == before).select("urn", "neighbour")
        two = sets.filter(pl.col("year") == after).select("urn", "neighbour")
        one = one.join(two.select("urn").unique(), on="urn", how="semi")
        if one.height:
            pairs.append((before, after, one.join(two, on=["urn", "neighbour"], how="semi").height / one.height))
    return pairs


def _write_text(path: Path, text: str) -> None:
    path.write_text(text + "\n", encoding="utf-8")
