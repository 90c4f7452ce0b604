"""The figures of one input for many schools at once, on a recipe's year basis, with the reasons for gaps. Open data."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from plait.core.missing import Reason
from plait.indicators.queries.remembered import once_per_build
from plait.indicators.store.definitions import are_comparable, load_definitions
from plait.indicators.store.reader import Store
from plait.insight.domain import Characteristic, Recipe, YearKind

REASONS: Final = tuple(Reason)  # a code is 1 + the place in this list; 0 is a value
NOT_PUBLISHED: Final = np.int8(1 + REASONS.index(Reason.NOT_PUBLISHED))
STALE_YEARS: Final = 3  # a figure older than this many years before the basis is not taken for “latest”
_GENERATIONS: Final = 4  # how far back along a chain of predecessors a figure is looked for

Values = NDArray[np.float64]
Codes = NDArray[np.int8]
Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Basis:
    """From where, by which rule and on which year figures are taken."""

    store: Store
    recipe: Recipe
    year: int


@dataclass(frozen=True, slots=True, eq=False)
class Figures:
    """One input for n schools: `values`, NaN where missing, `codes` of the reasons, and which are a predecessor's."""

    values: Values
    codes: Codes
    inherited: NDArray[np.bool_]


def years_held(store: Store) -> dict[str, frozenset[int]]:
    """For each indicator the years in which any school has a figure."""

    def work_out() -> dict[str, frozenset[int]]:
        known = store.table("values").lazy().filter(pl.col("value").is_not_null())
        rows = known.select("indicator", "year").unique().collect()
        held: dict[str, set[int]] = {}
        for indicator, year in rows.iter_rows():
            held.setdefault(indicator, set()).add(year)
        return {indicator: frozenset(years) for indicator, years in held.items()}

    return once_per_build(store, "insight.years_held", work_out)


def find_figures(basis: Basis, item: Characteristic, *, ids: Ids) -> Figures:
    """The figures of an input made of indicators.

    A school without one takes its single predecessor's, if the recipe says so.
    """
    values, codes = _summed(basis, item, ids=ids)
    inherited = np.zeros(ids.size, dtype=np.bool_)
    if not basis.recipe.years.follow_chain:
        return Figures(values, codes, inherited)
    previous = _previous(basis.store)
    asked = ids.copy()
    for _ in range(_GENERATIONS):
        lacking = np.flatnonzero(codes == NOT_PUBLISHED)
        asked[lacking] = [previous.get(int(id_), -1) for id_ in asked[lacking]]
        lacking = lacking[asked[lacking] >= 0]
        if lacking.size == 0:
            break
        values[lacking], codes[lacking] = _summed(basis, item, ids=asked[lacking])
        inherited[lacking] = ~np.isnan(values[lacking])
    return Figures(values, codes, inherited)


def _summed(basis: Basis, item: Characteristic, *, ids: Ids) -> tuple[Values, Codes]:
    """The sum of the indicators that an input is made of; a gap in one is a gap in the sum."""
    values, codes = np.zeros(ids.size), np.zeros(ids.size, dtype=np.int8)
    for indicator in item.indicators:
        part, why = _over_years(basis, item, indicator=indicator, ids=ids)
        values = values + part
        codes = np.where(codes > 0, codes, why).astype(np.int8)
    return values, codes


def _over_years(basis: Basis, item: Characteristic, *, indicator: str, ids: Ids) -> tuple[Values, Codes]:
    """One indicator on the year basis: the newest figure, or the mean of those in comparable years of the window."""
    total, count = np.zeros(ids.size), np.zeros(ids.size)
    codes = np.zeros(ids.size, dtype=np.int8)
    years = _years_back(basis, item, indicator=indicator)
    for year in years:
        if not are_comparable(load_definitions()[indicator], years[0], year) and year != years[0]:
            break
        found, why = _look_up(basis.store, indicator, year, ids=ids)
        wanted = ~np.isnan(found) & ((count == 0) | (basis.recipe.years.kind is YearKind.MEAN))
        total[wanted] += found[wanted]
        count[wanted] += 1
        codes = np.where((codes == 0) & (why > 0), why, codes)
    values = np.divide(total, count, out=np.full(ids.size, np.nan), where=count > 0)
    return values, np.where(count > 0, 0, np.where(codes > 0, codes, NOT_PUBLISHED)).astype(np.int8)


def _years_back(basis: Basis, item: Characteristic, *, indicator: str) -> list[int]:
    held = years_held(basis.store).get(indicator, frozenset())
    year, window = basis.year, basis.recipe.years.window
    if item.stands:
        return [max((y for y in held if y <= year), default=min(held))] if held else []
    if basis.recipe.years.kind is YearKind.FIXED:
        return [year] if year in held else []
    newest = max((y for y in held if year - max(window, STALE_YEARS) < y <= year), default=None)
    return [] if newest is None else [y for y in range(newest, newest - window, -1) if y in held]


def _look_up(store: Store, indicator: str, year: int, *, ids: Ids) -> tuple[Values, Codes]:
    frame = store.values_of_indicator(indicator, year)
    urns = frame["urn"].to_numpy().astype(np.int64)
    if urns.size == 0:
        return np.full(ids.size, np.nan), np.zeros(ids.size, dtype=np.int8)
    values, codes = frame["value"].to_numpy().astype(np.float64), _codes_of(frame["reason"])
    order = np.argsort(urns, kind="stable")
    at = order[np.minimum(np.searchsorted(urns[order], ids), urns.size - 1)]
    hit = urns[at] == ids
    return np.where(hit, values[at], np.nan), np.where(hit, codes[at], 0).astype(np.int8)


def _codes_of(reasons: pl.Series) -> Codes:
    places = {str(reason): 1 + at for at, reason in enumerate(REASONS)}
    coded = reasons.cast(pl.String).replace_strict(places, default=0, return_dtype=pl.Int8)
    return coded.fill_null(0).to_numpy().astype(np.int8)


def _previous(store: Store) -> dict[int, int]:
    """The one predecessor of each URN that has just one; a school formed from several has none."""

    def work_out() -> dict[int, int]:
        moves = store.table("chains").filter(pl.col("next_urn").is_not_null()).select("next_urn", "urn")
        return dict(moves.filter(pl.len().over("next_urn") == 1).iter_rows())

    return once_per_build(store, "insight.previous", work_out)
