"""What the recipe for trusts compares: size, phases, spread, and the circumstances of pupils over the schools.

Open data.
"""

from typing import Final

import numpy as np
import polars as pl

from plait.core.missing import Reason
from plait.indicators.queries.remembered import once_per_build
from plait.indicators.store.reader import Store
from plait.insight.domain import Characteristic, Recipe
from plait.insight.queries import circumstances
from plait.insight.queries.circumstances import Circumstances
from plait.insight.queries.figures import NOT_PUBLISHED, REASONS, Basis, Figures, find_figures
from plait.insight.queries.pools import METRES_PER_MILE
from plait.organisations.domain import Phase

FEWEST_SCHOOLS: Final = 2
# An average needs figures for schools with at least this share of the trust's pupils (a spread: of its schools).
KNOWN_ENOUGH: Final = 0.5
ROLL: Final = "roll"
_SPECIAL: Final = (Phase.SPECIAL, Phase.ALTERNATIVE)


def get(store: Store, recipe: Recipe, *, year: int | None = None) -> Circumstances:
    """The matrix of a recipe for trusts; `ids` are UIDs, and so is `urn` of the register."""
    basis = circumstances.choose_year(store, recipe, year=year)
    key = f"insight.trust_circumstances.{recipe.key}.{basis}"
    return once_per_build(store, key, lambda: _gather(Basis(store, recipe, basis)))


def _gather(basis: Basis) -> Circumstances:
    schools = _schools(basis)
    register = _register(basis.store, schools)
    items = basis.recipe.characteristics_of(basis.year)
    columns = [
        circumstances.field_figures(register, item.field)
        if item.field is not None
        else _average(basis, item, schools=schools, register=register)
        for item in items
    ]
    return circumstances.assemble(basis, block="", items=items, columns=columns, register=register)


def _schools(basis: Basis) -> pl.DataFrame:
    """The open schools of trusts, each with the pupils by whom it counts (the register's where the census has none)."""
    schools = basis.store.table("schools").filter(
        (pl.col("status").cast(pl.String).is_in(basis.recipe.pool.statuses)) & pl.col("trust_uid").is_not_null()
    )
    item = Characteristic(id=ROLL, label="Pupils", weight=1.0, unit="count", rounding=1.0, indicator=ROLL)
    roll = find_figures(basis, item, ids=schools["urn"].to_numpy().astype(np.int64)).values
    counted = pl.Series("pupils", roll).fill_nan(None)
    return schools.with_columns(counted.fill_null(schools["pupils_n"].cast(pl.Float64)).alias("pupils"))


def _register(store: Store, schools: pl.DataFrame) -> pl.DataFrame:
    """One row for each trust with two or more open schools, in the columns of a register of schools."""
    phase = pl.col("phase").cast(pl.String)
    placed = pl.col("easting").is_not_null() & pl.col("northing").is_not_null()
    away = (
        (pl.col("easting") - pl.col("easting").mean()) ** 2 + (pl.col("northing") - pl.col("northing").mean()) ** 2
    ).sqrt()
    sums = schools.group_by("trust_uid").agg(
        pl.len().cast(pl.Float64).alias("schools_n"),
        (100.0 * (phase == Phase.PRIMARY).mean()).alias("primary_share"),
        (100.0 * (phase == Phase.SECONDARY).mean()).alias("secondary_share"),
        (100.0 * phase.is_in(_SPECIAL).mean()).alias("special_share"),
        placed.mean().alias("placed"),
        (away.mean() / METRES_PER_MILE).alias("spread_miles"),
        pl.col("easting").mean(),
        pl.col("northing").mean(),
        pl.col("pupils").sum().alias("pupils_n"),
    )
    known = pl.when((pl.col("placed") >= KNOWN_ENOUGH) & (pl.col("schools_n") * pl.col("placed") >= FEWEST_SCHOOLS))
    trusts = store.table("trusts").select(
        pl.col("uid").alias("trust_uid"), pl.col("name"), pl.col("town"), pl.col("region"), pl.col("type")
    )
    register = sums.filter(pl.col("schools_n") >= FEWEST_SCHOOLS).join(trusts, on="trust_uid", how="inner")
    return register.with_columns(
        known.then(pl.col("spread_miles")).alias("spread_miles"),
        pl.col("trust_uid").alias("urn"),
        pl.col("name").alias("trust_name"),
        pl.lit("open").alias("status"),
        pl.lit(None, dtype=pl.String).alias("phase"),
    ).sort("urn")


def _average(basis: Basis, item: Characteristic, *, schools: pl.DataFrame, register: pl.DataFrame) -> Figures:
    """The mean over a trust's schools, each counted by its pupils; missing where too few pupils are covered."""
    found = find_figures(basis, item, ids=schools["urn"].to_numpy().astype(np.int64))
    pupils = schools["pupils"].fill_null(0.0).to_numpy().astype(np.float64)
    trust = np.searchsorted(register["urn"].to_numpy(), schools["trust_uid"].to_numpy())
    trust = np.minimum(trust, register.height - 1)
    inside = register["urn"].to_numpy()[trust] == schools["trust_uid"].to_numpy()
    known = inside & ~np.isnan(found.values)
    n = register.height
    covered = np.bincount(trust[known], weights=pupils[known], minlength=n)
    everyone = np.bincount(trust[inside], weights=pupils[inside], minlength=n)
    total = np.bincount(trust[known], weights=pupils[known] * found.values[known], minlength=n)
    enough = (covered > 0) & (covered >= KNOWN_ENOUGH * everyone)
    values = np.divide(total, covered, out=np.full(n, np.nan), where=enough)
    thin = np.int8(1 + REASONS.index(Reason.LOW_COVERAGE))
    codes = np.where(enough, 0, np.where(covered > 0, thin, NOT_PUBLISHED)).astype(np.int8)
    return Figures(values, codes, np.zeros(n, dtype=np.bool_))
