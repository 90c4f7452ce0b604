"""The slow, obvious way to find neighbours under a recipe.

One pair at a time, in plain Python, from the tables of a build.
"""

import math
from typing import Any

import polars as pl

from plait.indicators.store.reader import Store
from plait.insight.domain import ConstraintKind, Recipe
from plait.insight.queries.circumstances import with_categories


def figure(store: Store, recipe: Recipe, item: Any, urn: int, year: int) -> float | None:
    """One input of one school: the newest figure, or the mean over the window; the sum where it is made of several."""
    if recipe.years.follow_chain and store.values_of_school(urn).height == 0:
        moves = dict(store.table("chains").select("next_urn", "urn").iter_rows())
        return figure(store, recipe, item, moves[urn], year) if urn in moves else None
    total = 0.0
    for indicator in item.indicators:
        rows = store.table("values").filter(
            (pl.col("urn") == urn) & (pl.col("indicator").cast(pl.String) == indicator) & pl.col("value").is_not_null()
        )
        held = dict(rows.select("year", "value").iter_rows())
        if item.stands:
            years = sorted(held)[:1]
        elif recipe.years.kind == "fixed":
            years = [year] if year in held else []
        else:
            years = [each for each in held if year - recipe.years.window < each <= year]
            years = years if recipe.years.kind == "mean" else years[-1:]
        if not years:
            return None
        total += sum(held[each] for each in years) / len(years)
    return total


def scales(recipe: Recipe, table: dict[int, list[float | None]], constants: dict[str, float], year: int) -> list[float]:
    found = []
    for at, item in enumerate(recipe.characteristics_of(year)):
        known = [row[at] for row in table.values() if row[at] is not None]
        mean = sum(known) / len(known)
        if recipe.scaling == "sample_sd":
            found.append(math.sqrt(sum((each - mean) ** 2 for each in known) / (len(known) - 1)))
        elif recipe.scaling == "range":
            found.append(max(known) - min(known))
        else:
            n = constants["RowCount"]
            found.append(constants[item.constant] * math.sqrt(n / (n - 1)))
    return found


def find(store: Store, recipe: Recipe, urn: int, *, year: int, phase: str, k: int) -> list[tuple[int, float]]:
    """The k nearest, as (URN, distance)."""
    schools = {row["urn"]: row for row in with_categories(store.table("schools")).iter_rows(named=True)}
    pool = [
        each
        for each, row in schools.items()
        if (not recipe.pool.statuses or row["status"] in recipe.pool.statuses)
        and (not recipe.pool.phases or row["phase"] in recipe.pool.phases)
        and (not recipe.pool.by_phase or row["phase"] == phase)
    ]
    items = recipe.characteristics_of(year)
    weights = [item.weight for item in items]
    table = {each: [figure(store, recipe, item, each, year) for item in items] for each in pool}
    table = {
        each: row
        for each, row in table.items()
        if sum(w for w, value in zip(weights, row, strict=True) if value is not None)
        >= recipe.min_weight_share * sum(weights) - 1e-9
    }
    constants = {name: value for source, y, name, value in store.table("constants").iter_rows() if y == year and source}
    scale = scales(recipe, table, constants, year)
    found = []
    for each, row in table.items():
        if each == urn or not _agree(recipe, schools[urn], schools[each]):
            continue
        parts, shared = 0.0, 0.0
        for w, s, one, two in zip(weights, scale, table[urn], row, strict=True):
            if one is not None and two is not None:
                parts += w * ((one - two) / s) ** 2
                shared += w
        if shared < recipe.min_weight_share * sum(weights) - 1e-9:
            continue
        square = parts * sum(weights) / shared
        for rule in recipe.constraints:
            if rule.kind is ConstraintKind.PENALISED and schools[urn][rule.field] != schools[each][rule.field]:
                square += rule.penalty
        found.append((math.sqrt(square), each))
    found = sorted((round(distance, 12), each) for distance, each in found)
    preferred = [rule for rule in recipe.constraints if rule.kind is ConstraintKind.PREFERRED]
    if preferred:
        near = found[: preferred[0].among]
        same = [pair for pair in near if schools[pair[1]][preferred[0].field] == schools[urn][preferred[0].field]]
        found = sorted((same + [pair for pair in near if pair not in same])[:k])
    return [(each, distance) for distance, each in found[:k]]


def _agree(recipe: Recipe, one: dict[str, Any], two: dict[str, Any]) -> bool:
    rules = [rule for rule in recipe.constraints if rule.kind is ConstraintKind.EXACT]
    return all(one[rule.field] == two[rule.field] for rule in rules)
