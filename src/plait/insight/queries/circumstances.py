"""The inputs of a recipe for every school of its pool: one matrix for each build, recipe and year. Open data."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from plait.core.missing import Reason
from plait.core.years import AcademicYear
from plait.indicators.queries.remembered import once_per_build
from plait.indicators.store.reader import Store
from plait.insight.domain import Characteristic, NoSuchYear, Recipe, YearKind
from plait.insight.queries.figures import NOT_PUBLISHED, REASONS, STALE_YEARS, Basis, Figures, find_figures, years_held
from plait.insight.queries.scales import find_scales
from plait.organisations.domain import Phase

ALL_THROUGH: Final = "all-through"
_FAITHLESS: Final = (
    *("None", "Does not apply", "Not applicable", "No religious character"),
    *("Not collected", "Unknown", "No religion"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Circumstances:
    """What a recipe compares, for every school (or trust) of its pool.

    `ids` has shape (n,), ascending; `values` shape (n, p) in the publisher's unit (their logarithm where the input says
    so), NaN where missing; `codes` shape (n, p), 0 for a value, else 1 + place in `figures.REASONS`; `scales` and
    `weights` shape (p,); `matched` says which rows have enough of the weight to be compared; `inherited` which took a
    figure from a predecessor; `register` has the row of each id.
    """

    recipe: Recipe
    build: str
    year: int
    block: str
    items: tuple[Characteristic, ...]
    ids: NDArray[np.int64]
    values: NDArray[np.float64]
    codes: NDArray[np.int8]
    inherited: NDArray[np.bool_]
    matched: NDArray[np.bool_]
    scales: NDArray[np.float64]
    weights: NDArray[np.float64]
    register: pl.DataFrame

    def find_row(self, id_: int) -> int | None:
        """The row of a school or trust, or None outside the pool."""
        at = int(np.searchsorted(self.ids, id_))
        return at if at < self.ids.size and self.ids[at] == id_ else None

    def reason_at(self, row: int, column: int) -> Reason | None:
        """Why a figure is missing; None where it is there."""
        code = int(self.codes[row, column])
        return REASONS[code - 1] if code else None


def list_years(store: Store, recipe: Recipe) -> list[int]:
    """The years on which a recipe can be based in this build, newest first."""
    return once_per_build(store, f"insight.years.{recipe.key}", lambda: _find_years(store, recipe))


def choose_year(store: Store, recipe: Recipe, *, year: int | None) -> int:
    """The year basis: the one asked for, or the newest that is held.

    Raises
    ------
    NoSuchYear
        If the build does not hold the inputs of the recipe for that year, or for any year.
    """
    years = list_years(store, recipe)
    if not years:
        raise NoSuchYear(
            f"The recipe “{recipe.name}” cannot be used with this build.",
            why="Its inputs are not in the files that were imported.",
            mend="Import the files that it needs (see its method card), or choose another recipe.",
        )
    if year is None:
        return years[0]
    if year not in years:
        held = ", ".join(str(AcademicYear(each)) for each in years)
        raise NoSuchYear(
            f"The recipe “{recipe.name}” has no {AcademicYear(year)} basis in this build.",
            mend=f"Choose one of: {held}.",
        )
    return year


def get(store: Store, recipe: Recipe, *, year: int | None = None, block: str = "") -> Circumstances:
    """The matrix of a recipe for schools, on a year basis (the newest by default).

    Raises
    ------
    NoSuchYear
        If the build does not hold the inputs of the recipe for that year, or for any year.
    """
    basis = choose_year(store, recipe, year=year)
    key = f"insight.circumstances.{recipe.key}.{basis}.{block}"
    return once_per_build(store, key, lambda: _gather(store, recipe, year=basis, block=block))


def list_blocks(store: Store, recipe: Recipe) -> list[str]:
    """The pools of their own that a recipe has in this build, largest first.

    There is one without a name where it does not pool by phase.
    """
    if not recipe.pool.by_phase:
        return [""]

    def work_out() -> list[str]:
        rows = _pool_frame(store, recipe, block="").group_by("phase", "all_through").len().iter_rows(named=True)
        size: dict[str, int] = {}
        for row in rows:
            size[block_of(row)] = size.get(block_of(row), 0) + row["len"]
        return sorted(size, key=lambda block: (-size[block], block))

    return once_per_build(store, f"insight.blocks.{recipe.key}", work_out)


def block_of(row: dict[str, Any]) -> str:
    """The pool of its own in which a school stands when a recipe pools by phase."""
    return ALL_THROUGH if row.get("all_through") else str(row["phase"])


def assemble(
    basis: Basis, *, block: str, items: tuple[Characteristic, ...], columns: list[Figures], register: pl.DataFrame
) -> Circumstances:
    """Put the inputs side by side, find who has enough of them, and give each its scale.

    `register` is sorted by `urn`.
    """
    recipe = basis.recipe
    values = np.column_stack([_on_scale(item, each.values) for item, each in zip(items, columns, strict=True)])
    weights = np.array([item.weight for item in items])
    matched = (~np.isnan(values)) @ weights >= recipe.min_weight_share * weights.sum() - 1e-9
    scales = find_scales(basis.store, recipe, items=items, values=values[matched], year=basis.year)
    made = Circumstances(
        recipe=recipe,
        build=basis.store.name,
        year=basis.year,
        block=block,
        items=items,
        ids=register["urn"].to_numpy().astype(np.int64),
        values=values,
        codes=np.column_stack([each.codes for each in columns]),
        inherited=np.logical_or.reduce([each.inherited for each in columns]),
        matched=matched,
        scales=scales,
        weights=weights,
        register=register,
    )
    for array in (made.ids, made.values, made.codes, made.inherited, made.matched, made.scales, made.weights):
        array.setflags(write=False)
    return made


def field_figures(register: pl.DataFrame, field: str) -> Figures:
    """An input that is a number of the register."""
    values = register[field].cast(pl.Float64).to_numpy().astype(np.float64)
    codes = np.where(np.isnan(values), NOT_PUBLISHED, 0).astype(np.int8)
    return Figures(values, codes, np.zeros(values.size, dtype=np.bool_))


def with_categories(schools: pl.DataFrame) -> pl.DataFrame:
    """The register with the categories that follow from it: stage, faith, settlement, and whether selective.

    A school that the register does not call selective counts as not selective.
    """
    primary, faith = pl.col("phase").cast(pl.String) == Phase.PRIMARY, pl.col("religious_character").cast(pl.String)
    settlement = pl.col("urban_rural").cast(pl.String)
    return schools.with_columns(
        pl.when(primary & (pl.col("age_high") <= 8))
        .then(pl.lit("infant"))
        .when(primary & (pl.col("age_low") >= 6))
        .then(pl.lit("junior"))
        .otherwise(pl.col("phase").cast(pl.String))
        .alias("stage"),
        pl.when(faith.is_null() | (faith == ""))
        .then(None)
        .when(faith.is_in(_FAITHLESS))
        .then(pl.lit("no faith"))
        .otherwise(pl.lit("faith"))
        .alias("faith"),
        pl.when(pl.col("admissions").cast(pl.String) == "selective")
        .then(pl.lit("selective"))
        .otherwise(pl.lit("not selective"))
        .alias("selective"),
        pl.when(settlement.str.contains("(?i)rural"))
        .then(pl.lit("rural"))
        .when(settlement.str.contains("(?i)urban"))
        .then(pl.lit("urban"))
        .alias("settlement"),
    )


def _find_years(store: Store, recipe: Recipe) -> list[int]:
    held = years_held(store)
    if recipe.years.kind is YearKind.FIXED:
        return [year for year in recipe.years.choices if _holds(recipe, held, year=year)]
    indicators = {each for item in recipe.characteristics for each in item.indicators}
    if not indicators <= held.keys():
        return []
    moving = {each for item in recipe.characteristics if not item.stands for each in item.indicators}
    span = max(recipe.years.window, STALE_YEARS)
    candidates = sorted({year for each in moving for year in held[each]}, reverse=True)
    return [year for year in candidates if all(any(year - span < y <= year for y in held[each]) for each in moving)]


def _holds(recipe: Recipe, held: dict[str, frozenset[int]], *, year: int) -> bool:
    items = recipe.characteristics_of(year)
    return all(year in held.get(each, ()) for item in items for each in item.indicators)


def _gather(store: Store, recipe: Recipe, *, year: int, block: str) -> Circumstances:
    register = _pool_frame(store, recipe, block=block)
    ids = register["urn"].to_numpy().astype(np.int64)
    items = recipe.characteristics_of(year)
    basis = Basis(store, recipe, year)
    columns = [
        field_figures(register, item.field) if item.field is not None else find_figures(basis, item, ids=ids)
        for item in items
    ]
    return assemble(basis, block=block, items=items, columns=columns, register=register)


def _pool_frame(store: Store, recipe: Recipe, *, block: str) -> pl.DataFrame:
    pool = with_categories(store.table("schools"))
    if recipe.pool.statuses:
        pool = pool.filter(pl.col("status").cast(pl.String).is_in(recipe.pool.statuses))
    if recipe.pool.phases:
        pool = pool.filter(pl.col("phase").cast(pl.String).is_in(recipe.pool.phases))
    through = pl.col("all_through").fill_null(value=False)
    if block == ALL_THROUGH:
        pool = pool.filter(through)
    elif block:
        pool = pool.filter((pl.col("phase").cast(pl.String) == block) & ~through)
    return pool.sort("urn")


def _on_scale(item: Characteristic, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The figures on the scale on which they are compared; a number without a logarithm is missing."""
    if not item.log:
        return values
    return np.log(values, out=np.full(values.size, np.nan), where=values > 0)
