"""The schools in like circumstances to a school: who, how near, why, and how sure. Open data."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import numpy as np
import polars as pl

from plait.core.errors import PlaitError
from plait.core.years import AcademicYear
from plait.indicators.queries.reach import require_open_data
from plait.indicators.queries.remembered import lately_per_build
from plait.indicators.store.reader import Store
from plait.insight.domain import ConstraintKind, Recipe, Unit
from plait.insight.queries import circumstances, matching, national, pools, spaces, spreads
from plait.insight.queries.answers import NeighbourSet
from plait.insight.queries.circumstances import Circumstances
from plait.insight.queries.obstacles import known_rate, list_obstacles
from plait.insight.queries.pools import ENGLAND, NO_FILTERS, Filters, Reach
from plait.insight.queries.spaces import Ground
from plait.insight.queries.subjects import choose_basis, get_subject, is_matched, require_unit
from plait.insight.recipes import shelf
from plait.organisations.domain import Phase, Scope

MOST: Final = 200  # neighbours that may be asked for at once
NEAR_MILES: Final = 25.0
_KEPT: Final = 256  # answers at hand, of some 70 kB each: pages of a school ask for the same, one after another
_BY_PHASE: Final = {
    Phase.PRIMARY: "open-primary",
    Phase.SECONDARY: "open-secondary",
    Phase.SPECIAL: "open-special",
}


class BadCount(PlaitError):
    """A number of neighbours that makes no sense."""


def get_set(
    scope: Scope,
    *,
    store: Store,
    urn: int,
    recipe: str | None = None,
    reach: Reach = ENGLAND,
    k: int | None = None,
    year: int | None = None,
    filters: Filters = NO_FILTERS,
    survival: bool = True,
) -> NeighbourSet:
    """The neighbours of a school under a recipe, nearest first, with why they are neighbours and how sure that is.

    Without a recipe, the one on open data for the school's phase. Without a year, the newest basis on which the school
    can be matched. Distances do not depend on the pool: the scales are those of the whole national pool of the recipe.

    Raises
    ------
    NoSuchSchool, UnknownRecipe, NoSuchYear, NotScaled, BadPool, BadCount
        If what is asked for is not there, or cannot be.
    """
    require_open_data(scope)
    subject = get_subject(store, urn)
    chosen = shelf.get_recipe(recipe or recommend(scope, store=store, urn=urn))
    require_unit(chosen, Unit.SCHOOL)
    wanted = check_count(chosen.k if k is None else k)
    made = choose_basis(store, chosen, urn=urn, year=year)

    def find() -> NeighbourSet:
        answer = describe(store, made=made, subject=subject, reach=reach, filters=filters, k=wanted)
        ground = spaces.get(store, chosen, made=made)
        row = ground.find_position(urn)
        if row is None:
            return answer
        allowed = pools.mask(reach, subject=subject, register=ground.register)
        allowed &= pools.filter_mask(filters, register=ground.register)
        asked = matching.Question(row=row, subject=subject, allowed=allowed, k=wanted, survival=survival)
        return complete(store, answer, ground=ground, asked=asked)

    asked_for = (urn, chosen.key, made.year, made.block, reach, wanted, filters, survival)
    return lately_per_build(store, "insight.neighbours", asked_for, find, most=_KEPT)


def recommend(scope: Scope, *, store: Store, urn: int) -> str:
    """The id of the recipe that suits a school when nothing else is asked for."""
    require_open_data(scope)
    return recommend_for(get_subject(store, urn))


def recommend_for(school: Mapping[str, Any]) -> str:
    """The id of the recipe that suits a school of the register."""
    return _BY_PHASE.get(Phase(school["phase"] or "other"), "fbit")


def list_recipes_for(scope: Scope, *, store: Store, urn: int) -> list[tuple[Recipe, bool]]:
    """Every recipe for schools, and whether it can be used for this one; the recommended one first."""
    require_open_data(scope)
    first = recommend(scope, store=store, urn=urn)
    found = [(each, _can_match(store, each, urn=urn)) for each in shelf.list_recipes(unit=Unit.SCHOOL)]
    return sorted(found, key=lambda pair: (pair[0].id != first, not pair[1], pair[0].id))


def check_count(k: int) -> int:
    """The number of neighbours asked for, refused where it makes no sense."""
    if not 1 <= k <= MOST:
        raise BadCount(f"{k} neighbours cannot be shown.", mend=f"Ask for 1 to {MOST}.")
    return k


def _can_match(store: Store, recipe: Recipe, *, urn: int) -> bool:
    try:
        return is_matched(choose_basis(store, recipe, urn=urn, year=None), urn)
    except PlaitError:
        return False


def describe(
    store: Store, *, made: Circumstances, subject: dict[str, Any], reach: Reach, filters: Filters, k: int
) -> NeighbourSet:
    """The answer without neighbours: what is known of the school, and what stands in the way if anything does."""
    recipe = made.recipe
    row = made.find_row(subject["urn"])
    rules = [each.label for each in recipe.constraints if each.kind is ConstraintKind.PENALISED]
    return NeighbourSet(
        urn=subject["urn"],
        name=subject["name"],
        trust_uid=subject.get("trust_uid"),
        trust_name=subject.get("trust_name"),
        recipe=recipe,
        build=store.name,
        year=AcademicYear(made.year),
        years=tuple(AcademicYear(each) for each in circumstances.list_years(store, recipe)),
        reach=reach,
        pool=pools.describe(reach, subject=subject, trusts=_trust_names(store, reach)),
        filters=filters,
        k=k,
        matched=False,
        obstacles=list_obstacles(recipe, made=made, subject=subject),
        pool_n=0,
        standings=_stand(store, made, row=row, near=np.empty((0, len(made.items)))),
        share_labels=(*(item.label for item in made.items), *rules),
        neighbours=(),
        typicality=None,
        trust_n=0,
        near_n=0,
        placed_n=0,
        inherited=row is not None and bool(made.inherited[row]),
        compared_rate=known_rate(made, row),
    )


def complete(store: Store, answer: NeighbourSet, *, ground: Ground, asked: matching.Question) -> NeighbourSet:
    """The answer with its neighbours: who they are, where they stand, and how typical the school is."""
    background = national.get(store, answer.recipe, ground=ground)
    done = matching.match(asked, ground=ground, background=background)
    row = ground.made.find_row(answer.urn)
    return replace(
        answer,
        matched=True,
        pool_n=done.pool_n,
        standings=_stand(store, ground.made, row=row, near=done.values),
        neighbours=done.neighbours,
        typicality=background.typicality(asked.row),
        trust_n=sum(each.same_trust for each in done.neighbours),
        near_n=sum(each.miles is not None and each.miles <= NEAR_MILES for each in done.neighbours),
        placed_n=sum(each.miles is not None for each in done.neighbours),
    )


def _stand(store: Store, made: Circumstances, *, row: int | None, near: Any) -> Any:
    return spreads.stand(spreads.list_spreads(store, made.recipe, made=made), made=made, row=row, near=near)


def _trust_names(store: Store, reach: Reach) -> list[str]:
    if not reach.trusts:
        return []
    return store.table("trusts").filter(pl.col("uid").is_in(reach.trusts)).sort("uid")["name"].to_list()
