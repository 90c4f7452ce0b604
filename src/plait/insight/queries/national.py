"""How near neighbours usually are.

The background against which a school is typical or unusual, and a distance near or far. Open data.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from plait.indicators.queries.remembered import once_per_build
from plait.indicators.store.reader import Store
from plait.insight.domain import ConstraintKind, Recipe
from plait.insight.queries import kept
from plait.insight.queries.answers import Typicality
from plait.insight.queries.spaces import Ground
from plait.stats import neighbours as statistics

_GRID: Final = 1001  # points of the distribution of distances that are remembered: tenths of a percentile


@dataclass(frozen=True, slots=True, eq=False)
class National:
    """The mean distance of every school to its k neighbours, and the distribution of all distances.

    `means` and `nearest` have one figure for each row of the ground, NaN without neighbours; `ordered` are the known
    means, ascending; `grid` the distances at every tenth of a percentile.
    """

    means: NDArray[np.float64]
    nearest: NDArray[np.float64]
    ordered: NDArray[np.float64]
    grid: NDArray[np.float64]

    def percentile(self, distance: float) -> float:
        """Where a distance lies among those of all neighbours: 0 nearer than any, 100 farther than any."""
        if self.grid.size == 0:
            return 50.0
        lower = np.searchsorted(self.grid, distance, side="left")
        upper = np.searchsorted(self.grid, distance, side="right")
        return float((lower + upper) / 2 / self.grid.size * 100)

    def typicality(self, row: int) -> Typicality | None:
        """How typical a school is; None where it has no neighbours at all."""
        mean = float(self.means[row])
        if np.isnan(mean):
            return None
        farther = self.ordered.size - np.searchsorted(self.ordered, mean, side="right")
        return Typicality(
            nearer_rate=float(farther / max(1, self.ordered.size - 1)),
            mean_distance=mean,
            national_median=float(np.median(self.ordered)),
            nearest=float(self.nearest[row]),
            schools_n=int(self.ordered.size),
        )


def get(store: Store, recipe: Recipe, *, ground: Ground) -> National:
    """The background of a ground: from the kept sets, or worked out where nothing was kept; once for each build."""
    key = f"insight.national.{recipe.key}.{ground.made.year}.{ground.made.block}"
    return once_per_build(store, key, lambda: _gather(store, recipe, ground))


def find_all(recipe: Recipe, *, ground: Ground, k: int | None = None) -> statistics.Neighbours:
    """The neighbours of every school of a ground under the rules of the recipe, nearest first."""
    wanted = recipe.k if k is None else k
    preferred = [each for each in recipe.constraints if each.kind is ConstraintKind.PREFERRED]
    reach = max([wanted, *(each.among for each in preferred)])
    found = statistics.k_nearest(ground.space, k=reach, exact=ground.exact)
    return choose(found, ground=ground, keep=wanted) if preferred else found


def choose(found: statistics.Neighbours, *, ground: Ground, keep: int) -> statistics.Neighbours:
    """Of the nearest, those of the preferred category first, then the rest; `keep` in all, in order of distance."""
    preferences = [statistics.Preference(name=rule.label, codes=codes) for rule, codes in ground.preferred]
    return statistics.prefer(found, preferences=preferences, keep=keep)


def _gather(store: Store, recipe: Recipe, ground: Ground) -> National:
    distance = kept.find_distances(store, recipe, ground=ground)
    if distance is None:
        distance = find_all(recipe, ground=ground).distance
    known = np.sort(distance[~np.isnan(distance)])
    count = (~np.isnan(distance)).sum(axis=1)
    means = np.divide(np.nansum(distance, axis=1), count, out=np.full(count.size, np.nan), where=count > 0)
    grid = np.quantile(known, np.linspace(0, 1, _GRID)) if known.size else known
    return National(means=means, nearest=distance[:, 0], ordered=np.sort(means[~np.isnan(means)]), grid=grid)
