"""How like a school some others are: the distance of circumstances, and in which they agree or differ. Open data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from plait.core.errors import PlaitError
from plait.core.years import AcademicYear
from plait.indicators.queries.remembered import once_per_build
from plait.indicators.store.reader import Store
from plait.insight.domain import Characteristic, Recipe
from plait.insight.queries import national, neighbours, spaces, spreads
from plait.insight.queries.national import National
from plait.insight.queries.signals_answers import Alike, Part
from plait.insight.queries.spaces import Ground
from plait.insight.queries.subjects import choose_basis
from plait.insight.recipes import shelf
from plait.stats import neighbours as statistics

ALIKE_SD: Final = 0.35  # standard deviations between schools: nearer than this two schools are much alike
UNLIKE_SD: Final = 1.0  # and beyond this they are not


@dataclass(frozen=True, slots=True, eq=False)
class Likeness:
    """One school among others under the recipe for its phase.

    `distance` has an entry for each of the others that can be compared; `note` says by which recipe, or why there is no
    likeness; `ground` is None where there is none.
    """

    note: str
    distance: Mapping[int, float]
    ground: Ground | None = None
    row: int = 0
    background: National | None = None

    @property
    def known(self) -> bool:
        """Whether the school can be compared at all."""
        return self.ground is not None


def measure(store: Store, subject: Mapping[str, Any], *, others: NDArray[np.int64]) -> Likeness:
    """The distance of circumstances from a school of the register to each of the others that can be compared."""
    recipe = shelf.get_recipe(neighbours.recommend_for(subject))
    try:
        made = choose_basis(store, recipe, urn=subject["urn"], year=None)
    except PlaitError as error:
        return Likeness(str(error), {})
    ground = spaces.get(store, recipe, made=made)
    row = ground.find_position(subject["urn"])
    if row is None:
        why = f"{subject['name']} cannot be matched under “{recipe.name}”, so likeness is not known."
        return Likeness(why, {})
    pool = np.isin(ground.space.ids, others)
    pool[row] = False
    if not pool.any():
        return Likeness("None of these schools can be compared with it.", {})
    found = statistics.k_nearest(
        ground.space, k=int(pool.sum()), queries=np.array([row]), pool=pool, exact=ground.exact
    )
    count = int(found.count[0])
    near = dict(zip(found.ids[0][:count].tolist(), found.distance[0][:count].tolist(), strict=True))
    note = f"Likeness under “{recipe.name}”, {AcademicYear(made.year)} basis."
    return Likeness(note, near, ground, row, national.get(store, recipe, ground=ground))


def take_apart(store: Store, likeness: Likeness, *, urns: Sequence[int]) -> dict[int, Alike]:
    """For each of some schools how near it is, and each circumstance of both, in the order of their weight."""
    ground, background = likeness.ground, likeness.background
    compared = [urn for urn in urns if urn in likeness.distance]
    if ground is None or background is None or not compared:
        return {}
    made, recipe = ground.made, ground.made.recipe
    rows = np.searchsorted(ground.space.ids, np.array(compared, dtype=np.int64))
    places = np.flatnonzero(made.matched)
    here, there = made.values[places[likeness.row]], made.values[places[rows]]
    apart = (there - here) / _spread_of(store, recipe, ground)
    shown = [spreads.as_published(item, np.append(there[:, at], here[at])) for at, item in enumerate(made.items)]
    order = np.argsort(-made.weights, kind="stable")
    return {
        urn: Alike(
            percentile=background.percentile(likeness.distance[urn]),
            parts=tuple(_part(made.items[at], shown[at], at=n, apart=float(apart[n, at])) for at in order),
        )
        for n, urn in enumerate(compared)
    }


def _part(item: Characteristic, shown: NDArray[np.float64], *, at: int, apart: float) -> Part:
    here, there = float(shown[-1]), float(shown[at])
    return Part(
        label=item.label,
        unit=item.unit,
        decimals=spreads.decimals_of(item),
        here=None if np.isnan(here) else here,
        there=None if np.isnan(there) else there,
        apart_sd=None if np.isnan(apart) else apart,
        alike=bool(abs(apart) <= ALIKE_SD),
        unlike=bool(abs(apart) >= UNLIKE_SD),
    )


def _spread_of(store: Store, recipe: Recipe, ground: Ground) -> NDArray[np.float64]:
    """How far schools of the pool differ in each input: one standard deviation, on the scale that is compared."""
    made = ground.made

    def work_out() -> NDArray[np.float64]:
        spread = np.nanstd(made.values[made.matched], axis=0)
        return np.asarray(np.where(spread > 0.0, spread, 1.0))

    return once_per_build(store, f"insight.likeness.{recipe.key}.{made.year}.{made.block}", work_out)
