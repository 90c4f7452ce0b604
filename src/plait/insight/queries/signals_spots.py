"""Bright spots: schools in like circumstances that are likely doing something worth learning from. Open data."""

from typing import Any, Final

import numpy as np
import polars as pl

from plait.core.errors import PlaitError
from plait.core.years import AcademicYear
from plait.indicators.queries.reach import require_open_data
from plait.indicators.store.reader import Store
from plait.insight.outcomes import shelf
from plait.insight.queries import neighbours, pools, signals, spaces
from plait.insight.queries import signals_kept as kept
from plait.insight.queries.signals_answers import Spot, Spots
from plait.insight.queries.subjects import choose_basis, get_subject
from plait.insight.recipes import shelf as recipes
from plait.organisations.domain import Scope
from plait.stats import neighbours as nearness
from plait.stats.signals import WORDS

_NO_DISTANCE: Final = float("inf")


def list_spots(scope: Scope, store: Store, outcome: str, *, group: str | None = None, near: int | None = None) -> Spots:
    """The bright spots of an outcome: one family, with the expected share of false flags of the whole list stated.

    Grouped by strength of evidence, then by likeness to the school `near`; without one, by name. Schools that are
    closed now are counted in the family and not shown.

    Raises
    ------
    UnknownOutcome, NoSuchSchool, NoSignals
        If what is asked for is not there; a refused outcome says why.
    """
    require_open_data(scope)
    judged = shelf.get_outcome(outcome, group=group)
    one = kept.get(store, judged)
    table = kept.frame(store, one, "schools").filter(pl.col("listed"))
    schools = store.table("schools").with_columns(pl.col("urn").cast(pl.Int64)).filter(pl.col("status") == "open")
    rows = list(table.join(schools, on="urn").sort("name", "urn").iter_rows(named=True))
    subject = None if near is None else get_subject(store, signals.end_of_chain(store, near))
    likeness, note = ({}, "") if subject is None else _likeness(scope, store, subject, [row["urn"] for row in rows])
    spots = [
        _spot(
            row,
            subject=subject,
            distance=likeness.get(row["urn"]),
            pupils=signals.say_pupils(judged, row, pupil_sd=one.card["pupil_sd"]),
        )
        for row in rows
        if subject is None or row["urn"] != subject["urn"]
    ]
    spots.sort(key=lambda each: (-WORDS.index(each.word), _NO_DISTANCE if each.distance is None else each.distance))
    return Spots(
        outcome=judged,
        build=store.name,
        year=AcademicYear(one.card["last_year"]),
        family=signals.family_of(one),
        skill=signals.skill_of(one),
        unmeasured=judged.context.unmeasured,
        near=None if subject is None else subject["urn"],
        near_note=note,
        spots=tuple(spots),
    )


def _spot(row: dict[str, Any], *, subject: dict[str, Any] | None, distance: float | None, pupils: str) -> Spot:
    return Spot(
        **{each: row[each] for each in ("urn", "name", "town", "phase", "trust_uid", "trust_name")},
        word=WORDS[row["strength"]],
        probability=row["better"],
        **{each: row[each] for each in ("estimate", "lo", "hi")},
        pupils=pupils,
        years=tuple(AcademicYear(each) for each in row["years"]),
        distance=distance,
        miles=None if subject is None else pools.miles_between(subject, row),
    )


def _likeness(scope: Scope, store: Store, subject: dict[str, Any], others: list[int]) -> tuple[dict[int, float], str]:
    """Distance of circumstances to each of the others under the recipe for the school's phase, and what to say."""
    recipe = recipes.get_recipe(neighbours.recommend(scope, store=store, urn=subject["urn"]))
    try:
        made = choose_basis(store, recipe, urn=subject["urn"], year=None)
    except PlaitError as error:
        return {}, str(error)
    ground = spaces.get(store, recipe, made=made)
    row = ground.find_position(subject["urn"])
    if row is None:
        return {}, f"{subject['name']} cannot be matched under “{recipe.name}”, so likeness is not known."
    pool = np.isin(ground.space.ids, np.array(others, dtype=np.int64))
    pool[row] = False
    if not pool.any():
        return {}, "None of these schools can be compared with it."
    found = nearness.k_nearest(ground.space, k=int(pool.sum()), queries=np.array([row]), pool=pool, exact=ground.exact)
    count = int(found.count[0])
    near = dict(zip(found.ids[0][:count].tolist(), found.distance[0][:count].tolist(), strict=True))
    return near, f"Likeness under “{recipe.name}”, {AcademicYear(made.year)} basis."
