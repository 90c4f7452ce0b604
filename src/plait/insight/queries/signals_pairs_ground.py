"""How like schools in need and possible hosts are: one matrix of distances over all phases of a trust."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from plait.core.errors import PlaitError
from plait.core.years import AcademicYear
from plait.indicators.queries.remembered import once_per_build
from plait.indicators.store.reader import Store
from plait.insight.queries import national, neighbours, signals_likeness, spaces
from plait.insight.queries.signals_answers import Alike
from plait.insight.queries.signals_likeness import Likeness
from plait.insight.queries.signals_pairs_answers import Basis
from plait.insight.queries.spaces import Ground
from plait.insight.queries.subjects import choose_basis
from plait.insight.recipes import shelf
from plait.stats import neighbours as statistics

# Two schools are in like circumstances when they are more alike than this share of pairs picked at random.
LIKE_RATE: Final = 0.5
_SAMPLE: Final = 400  # schools, evenly spaced by URN, whose pairs stand for all pairs: 80,000 of them

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Yardstick:
    """Distances between schools picked at random, ascending; up to `limit` two schools are in like circumstances."""

    ordered: Floats
    limit: float

    def unlike_rate(self, distance: float) -> float:
        """The share of pairs picked at random that are nearer than a distance."""
        return float(np.searchsorted(self.ordered, distance) / max(1, self.ordered.size))


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where a school stands: its row of a ground, and the yardstick of that ground."""

    ground: Ground
    row: int
    yardstick: Yardstick


def find_places(store: Store, schools: Sequence[Mapping[str, Any]]) -> dict[int, Place]:
    """The place of each school (rows with `urn` and `phase`) that can be compared, by URN."""
    found = {}
    for school in schools:
        recipe = shelf.get_recipe(neighbours.recommend_for(school))
        try:
            made = choose_basis(store, recipe, urn=school["urn"], year=None)
        except PlaitError:  # this build has nothing to compare schools of the phase by
            continue
        ground = spaces.get(store, recipe, made=made)
        row = ground.find_position(school["urn"])
        if row is not None:
            found[school["urn"]] = Place(ground, row, _yardstick(store, ground))
    return found


def measure(places: Mapping[int, Place], *, needs: Sequence[int], hosts: Sequence[int]) -> Floats:
    """Distances from each school in need to each host, NaN where they cannot be compared, or lie beyond the limit."""
    distance = np.full((len(needs), len(hosts)), np.nan)
    by_ground: dict[int, list[int]] = {}
    for at, urn in enumerate(needs):
        if urn in places:
            by_ground.setdefault(id(places[urn].ground), []).append(at)
    others = np.array(hosts, dtype=np.int64)
    for rows in by_ground.values():
        place = places[needs[rows[0]]]
        inside, there = _find(place.ground, others)
        here = np.array([places[needs[at]].row for at in rows], dtype=np.int64)
        found = _distances(place.ground, here, there)
        found[found > place.yardstick.limit] = np.nan
        distance[np.ix_(np.array(rows), np.flatnonzero(inside))] = found
    return distance


def take_apart(store: Store, place: Place, *, distance: Mapping[int, float]) -> dict[int, Alike]:
    """In what a school and each of some others agree and differ."""
    recipe = place.ground.made.recipe
    background = national.get(store, recipe, ground=place.ground)
    likeness = Likeness("", distance, place.ground, place.row, background)
    return signals_likeness.take_apart(store, likeness, urns=list(distance))


def list_bases(places: Mapping[int, Place]) -> tuple[Basis, ...]:
    """How likeness was measured, once for each ground."""
    grounds = {id(place.ground): place for place in places.values()}
    found = [
        Basis(
            recipe=place.ground.made.recipe.id,
            recipe_name=place.ground.made.recipe.name,
            year=AcademicYear(place.ground.made.year),
            limit=place.yardstick.limit,
        )
        for place in grounds.values()
    ]
    return tuple(sorted(found, key=lambda each: (each.recipe, -each.year.start)))


def _find(ground: Ground, urns: NDArray[np.int64]) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Which of some schools are in a ground, and the rows of those."""
    ids = ground.space.ids
    at = np.minimum(np.searchsorted(ids, urns), max(0, ids.size - 1))
    inside = ids[at] == urns if ids.size else np.zeros(urns.size, dtype=np.bool_)
    return inside, at[inside]


def _distances(ground: Ground, here: NDArray[np.int64], there: NDArray[np.int64]) -> Floats:
    """Every distance between two lists of rows; infinite where a category that must agree does not."""
    space = ground.space
    score, _ = statistics.score_pairs(space.measure, space.points, space.points, here[:, None], there[None, :])
    distance = space.measure.distance(np.broadcast_to(score, (here.size, there.size)).copy())
    for codes in ground.exact:
        distance[codes[here][:, None] != codes[there][None, :]] = np.inf
    distance[here[:, None] == there[None, :]] = np.inf
    return distance


def _yardstick(store: Store, ground: Ground) -> Yardstick:
    made = ground.made

    def work_out() -> Yardstick:
        rows = np.unique(np.linspace(0, ground.space.ids.size - 1, _SAMPLE).astype(np.int64))
        distance = _distances(ground, rows, rows)[np.triu_indices(rows.size, k=1)]
        ordered = np.sort(distance[np.isfinite(distance)])
        return Yardstick(ordered, float(np.quantile(ordered, LIKE_RATE)) if ordered.size else 0.0)

    return once_per_build(store, f"insight.pairs.{made.recipe.key}.{made.year}.{made.block}.{LIKE_RATE}", work_out)
