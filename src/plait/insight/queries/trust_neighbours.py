"""Trusts in like circumstances to a trust; and for each of its schools the nearest inside the trust and outside it.

Open data.
"""

from typing import Any

import numpy as np
import polars as pl

from plait.core.errors import PlaitError
from plait.indicators.queries.reach import require_open_data
from plait.indicators.store.reader import Store
from plait.insight.domain import Unit
from plait.insight.queries import matching, national, neighbours, spaces, trust_circumstances
from plait.insight.queries.answers import InOut, Neighbour, NeighbourSet, Obstacle
from plait.insight.queries.obstacles import list_obstacles
from plait.insight.queries.pools import ENGLAND, NO_FILTERS
from plait.insight.queries.subjects import choose_basis, require_unit
from plait.insight.recipes import shelf
from plait.organisations.domain import Scope

TRUST_RECIPE = "trust"


class NoSuchTrust(PlaitError):
    """No trust of the build has this UID."""


def get_set(
    scope: Scope,
    *,
    store: Store,
    uid: int,
    recipe: str = TRUST_RECIPE,
    k: int | None = None,
    year: int | None = None,
    survival: bool = True,
) -> NeighbourSet:
    """The trusts in like circumstances, nearest first; `urn` in the answer is the UID.

    Raises
    ------
    NoSuchTrust, UnknownRecipe, NoSuchYear, NotScaled, BadCount
        If what is asked for is not there, or cannot be.
    """
    require_open_data(scope)
    trust = _get_trust(store, uid)
    chosen = shelf.get_recipe(recipe)
    require_unit(chosen, Unit.TRUST)
    wanted = neighbours.check_count(chosen.k if k is None else k)
    made = trust_circumstances.get(store, chosen, year=year)
    row = made.find_row(uid)
    subject = trust if row is None else made.register.row(row, named=True)
    answer = neighbours.describe(store, made=made, subject=subject, reach=ENGLAND, filters=NO_FILTERS, k=wanted)
    ground = spaces.get(store, chosen, made=made)
    at = ground.find_position(uid)
    if at is None:
        return answer
    everyone = np.ones(ground.register.height, dtype=np.bool_)
    asked = matching.Question(row=at, subject=subject, allowed=everyone, k=wanted, survival=survival)
    return neighbours.complete(store, answer, ground=ground, asked=asked)


def list_in_out(scope: Scope, *, store: Store, uid: int, recipe: str | None = None) -> list[InOut]:
    """For each open school of a trust: the nearest in the trust and the nearest outside, with absolute similarity.

    Each school is matched under the recipe for its phase, unless one is named.

    Raises
    ------
    NoSuchTrust, UnknownRecipe
        If what is asked for is not there.
    """
    require_open_data(scope)
    _get_trust(store, uid)
    schools = store.table("schools").filter((pl.col("trust_uid") == uid) & (pl.col("status").cast(pl.String) == "open"))
    by_recipe: dict[str, list[dict[str, Any]]] = {}
    for school in schools.iter_rows(named=True):
        by_recipe.setdefault(recipe or neighbours.recommend_for(school), []).append(school)
    found = [each for name, group in by_recipe.items() for each in _list_under(store, name, schools=group, uid=uid)]
    return sorted(found, key=lambda each: (each.name, each.urn))


def _list_under(store: Store, recipe: str, *, schools: list[dict[str, Any]], uid: int) -> list[InOut]:
    """The schools of a trust that are matched under one recipe; those of one matrix are looked up together."""
    chosen = shelf.get_recipe(recipe)
    require_unit(chosen, Unit.SCHOOL)
    answers: list[InOut] = []
    together: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for school in schools:
        try:
            made = choose_basis(store, chosen, urn=school["urn"], year=None)
        except PlaitError as error:
            why = Obstacle(label=chosen.name, reason=None, sentence=str(error))
            answers.append(InOut(school["urn"], school["name"], recipe, None, None, (why,)))
            continue
        met = list_obstacles(chosen, made=made, subject=school)
        if met:
            answers.append(InOut(school["urn"], school["name"], recipe, None, None, met))
        else:
            together.setdefault((made.year, made.block), []).append(school)
    for group in together.values():
        made = choose_basis(store, chosen, urn=group[0]["urn"], year=None)
        answers += _look_up(store, spaces.get(store, chosen, made=made), schools=group, uid=uid)
    return answers


def _look_up(store: Store, ground: spaces.Ground, *, schools: list[dict[str, Any]], uid: int) -> list[InOut]:
    background = national.get(store, ground.made.recipe, ground=ground)
    rows = np.searchsorted(ground.space.ids, np.array([school["urn"] for school in schools]))
    mine = (ground.register["trust_uid"] == uid).fill_null(value=False).to_numpy()
    inside = _nearest(ground, rows=rows, pool=mine)
    outside = _nearest(ground, rows=rows, pool=~mine)

    def one(found: Any, at: int) -> Neighbour | None:
        if found is None:
            return None
        asked = matching.Question(row=int(rows[at]), subject=schools[at], allowed=mine, k=1, survival=False)
        near = matching.present(asked, found, ground=ground, background=background, kept={}, query=at)
        return near[0] if near else None

    recipe = ground.made.recipe.id
    return [
        InOut(school["urn"], school["name"], recipe, one(inside, at), one(outside, at), ())
        for at, school in enumerate(schools)
    ]


def _nearest(ground: spaces.Ground, *, rows: Any, pool: Any) -> Any:
    """The nearest of the pool to each row; None where the pool is empty."""
    return matching.find_nearest(ground, rows=rows, pool=pool, k=1) if pool.any() else None


def _get_trust(store: Store, uid: int) -> dict[str, Any]:
    found = store.table("trusts").filter(pl.col("uid") == uid)
    if found.height == 0:
        raise NoSuchTrust(
            f"No trust has the UID {uid}.",
            why="It is not in the registers that this site was built from.",
            mend="Check the number, or search for the trust by name.",
        )
    row = found.row(0, named=True)
    known = {"urn": uid, "status": "open", "phase": None, "trust_uid": uid, "trust_name": row["name"]}
    return {**row, **known}
