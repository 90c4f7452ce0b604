"""A trust's change: the mean over the schools that joined it, with what chance and its own movements can do."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from plait.stats.errors import NotIdentified
from plait.stats.trajectory.answers import Change, Point, Verdict
from plait.stats.trajectory.panel import Floats
from plait.stats.trajectory.placebo import Placebo


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """The mean change of some schools.

    Attributes
    ----------
    difference
        Mean of the schools' differences, each school counting the same, in the unit of the panel.
    schools_n
        How many schools are in the mean.
    draws
        Shape (R,), ascending: means of as many schools to which nothing was done.
    shared_known
        Whether enough trusts could tell how much the schools of one trust move together; if not, the interval leaves
        that out and is too narrow.
    """

    difference: float
    schools_n: int
    draws: Floats
    shared_known: bool

    def interval(self, level: float) -> tuple[float, float]:
        """The mean changes that would not be odd, at a level (0–1)."""
        low, high = np.quantile(self.draws, [(1 - level) / 2, (1 + level) / 2])
        return self.difference - float(high), self.difference - float(low)

    @property
    def chance(self) -> float:
        """Share of means of schools that did not join which moved at least as much, either way."""
        beyond = int((np.abs(self.draws) >= abs(self.difference)).sum())
        return (1 + beyond) / (1 + self.draws.size)


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One year of a trust's path: `event` 0 is the first year that a school spent wholly in the trust."""

    event: int
    pooled: Pooled


def pool(changes: Sequence[Change], *, rng: np.random.Generator, draws: int = 4000) -> Pooled:
    """The mean change of the schools that could be followed.

    Estimand: the mean over those schools of their differences in differences.

    Parameters
    ----------
    changes
        From `follow`; those that were not counted are left out.
    rng
        Draws the placebo means.
    draws
        How many.

    Returns
    -------
    Pooled

    Raises
    ------
    NotIdentified
        No school could be followed.

    Notes
    -----
    A placebo mean draws a score for each school from its own yardstick. A shared part with the correlation seen among
    schools of one trust that did not join goes through all of them, because chance for a trust is not chance for each
    of its schools alone.
    """
    counted = [each for each in changes if each.verdict is Verdict.COUNTED and each.placebo is not None]
    if not counted:
        raise NotIdentified(
            "The change since joining was not told.",
            why="No school of the trust has results both before and after it joined, and neighbours to compare with.",
            mend="Choose an outcome with more years, or look at the schools one by one.",
        )
    return _mean([(c.difference, c.noise, c.placebo) for c in counted if c.placebo], rng=rng, draws=draws)


def pool_dip(changes: Sequence[Change], *, rng: np.random.Generator, draws: int = 4000) -> Pooled | None:
    """How far the year before joining lay from the baseline, on average; None where no school has such a year."""
    rows = [
        (each.dip, each.dip_noise, each.dip_placebo)
        for each in changes
        if each.dip_placebo is not None and np.isfinite(each.dip)
    ]
    return _mean(rows, rng=rng, draws=draws) if rows else None


def pool_alike(changes: Sequence[Change], *, rng: np.random.Generator, draws: int = 4000) -> Pooled | None:
    """The second reading, against schools with the same results before; None where no school has one."""
    rows = [
        (each.alike, each.alike_noise, each.alike_placebo)
        for each in changes
        if each.alike_placebo is not None and np.isfinite(each.alike)
    ]
    return _mean(rows, rng=rng, draws=draws) if rows else None


def pool_path(changes: Sequence[Change], *, rng: np.random.Generator, draws: int = 2000) -> tuple[Step, ...]:
    """The mean path over schools in event time; each year holds the schools that have results in it."""
    points: dict[int, list[Point]] = defaultdict(list)
    for change in changes:
        if change.verdict is Verdict.COUNTED:
            for point in change.path:
                points[point.event].append(point)
    return tuple(
        Step(event, _mean([(p.difference, p.noise, p.placebo) for p in points[event]], rng=rng, draws=draws))
        for event in sorted(points)
    )


def _mean(rows: Sequence[tuple[float, float, Placebo]], *, rng: np.random.Generator, draws: int) -> Pooled:
    total = np.zeros(draws)
    shared = rng.standard_normal(draws)
    for _, noise, placebo in rows:
        rho = 0.0 if np.isnan(placebo.shared) else placebo.shared
        score = rng.choice(placebo.scores, draws)
        total += float(placebo.spread(noise)) * (np.sqrt(1 - rho) * score + np.sqrt(rho) * shared)
    return Pooled(
        difference=float(np.mean([difference for difference, _, _ in rows])),
        schools_n=len(rows),
        draws=np.sort(total / len(rows)),
        shared_known=not any(np.isnan(placebo.shared) for _, _, placebo in rows),
    )
