"""The school that is asked about, and the year basis on which it can be matched. Open data."""

from typing import Any

import numpy as np

from plait.indicators.queries.remembered import once_per_build
from plait.indicators.queries.schools import NoSuchSchool
from plait.indicators.store.reader import Store
from plait.insight.domain import BadRecipe, Recipe, Unit
from plait.insight.queries import circumstances, spaces
from plait.insight.queries.circumstances import Circumstances


def get_subject(store: Store, urn: int) -> dict[str, Any]:
    """The register's row of a school.

    Raises
    ------
    NoSuchSchool
        If no school of the build has this URN.
    """
    schools = store.table("schools")  # sorted by its key, the URN
    urns = once_per_build(store, "insight.subjects", schools["urn"].to_numpy)
    at = int(np.searchsorted(urns, urn))
    if at >= len(urns) or urns[at] != urn:
        raise NoSuchSchool(
            f"No school has the URN {urn}.",
            why="It is not in the registers that this site was built from.",
            mend="Check the number, or search for the school by name or postcode.",
        )
    return schools.row(at, named=True)


def require_unit(recipe: Recipe, unit: Unit) -> None:
    """Refuse a recipe for trusts where schools are asked about, and the other way round."""
    if recipe.unit is not unit:
        raise BadRecipe(
            f"The recipe “{recipe.name}” finds neighbours of {recipe.unit}s, not of {unit}s.",
            mend="Choose another recipe.",
        )


def choose_basis(store: Store, recipe: Recipe, *, urn: int, year: int | None) -> Circumstances:
    """The matrix on the year asked for, or on the newest on which the school can be matched."""
    block = spaces.block_for(store, recipe, urn=urn)
    newest = circumstances.get(store, recipe, year=year, block=block)
    if year is not None or is_matched(newest, urn):
        return newest
    for each in circumstances.list_years(store, recipe)[1:]:
        older = circumstances.get(store, recipe, year=each, block=block)
        if is_matched(older, urn):
            return older
    return newest


def is_matched(made: Circumstances, urn: int) -> bool:
    """Whether a school has enough of the inputs to be compared."""
    row = made.find_row(urn)
    return row is not None and bool(made.matched[row])
