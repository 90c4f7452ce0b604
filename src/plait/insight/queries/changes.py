"""Who joined a school's neighbours and who left since another year or build, and why. Open data."""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
import polars as pl

from plait.core.errors import PlaitError
from plait.core.home import Home
from plait.core.years import AcademicYear
from plait.indicators.queries.reach import require_open_data
from plait.indicators.queries.remembered import once_per_build
from plait.indicators.store.reader import Store
from plait.insight.domain import Recipe
from plait.insight.queries import kept
from plait.insight.queries.subjects import get_subject
from plait.insight.recipes import shelf
from plait.organisations.domain import Scope

_HARDLY: Final = 1e-9  # distances that differ by less have not changed


class NothingKept(PlaitError):
    """There is no earlier set, or no set at all, to compare with."""


class Cause(StrEnum):
    """Why a school joined or left."""

    NEW = "new"
    GONE = "gone"
    NEARER = "nearer"
    FARTHER = "farther"
    ROOM = "room"
    CROWDED = "crowded"


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A year basis of a build with which sets were kept."""

    build: str
    year: int


@dataclass(frozen=True, slots=True)
class Change:
    """One school that joined or left. `input` is what moved it most, where a movement was the cause."""

    urn: int
    name: str
    cause: Cause
    input: str | None
    before: float | None
    after: float | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Changes:
    """The difference between a school's neighbours at two moments; `stayed` are URNs of the later set."""

    urn: int
    recipe: Recipe
    before: Moment
    after: Moment
    joined: tuple[Change, ...]
    left: tuple[Change, ...]
    stayed: tuple[int, ...]
    inputs_changed: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """One moment, seen from the school.

    Its neighbours and, for everybody, the parts of the squared distance by input.
    """

    near: dict[int, float]
    parts: dict[int, dict[str, float]]
    inputs: frozenset[str]

    def distance(self, urn: int, *, beside: "_Side") -> float:
        """The distance of a school that is no neighbour here, but is one at the other moment.

        What a category adds is not kept with the inputs: it is what the other moment's distance has beyond its parts.
        """
        added = beside.near[urn] ** 2 - sum(beside.parts[urn].values())
        return float(np.sqrt(sum(self.parts[urn].values()) + max(added, 0.0)))


def list_moments(scope: Scope, *, recipe: str, home: Home | None = None) -> list[Moment]:
    """The moments at which sets of a recipe were kept, latest first."""
    require_open_data(scope)
    chosen = shelf.get_recipe(recipe)
    moments = []
    for build in kept.list_builds(chosen, home=home):
        path = kept.sets_path(build, chosen, home=home)
        moments += [Moment(build, year) for year in _years_in(path, path.stat().st_mtime_ns)]
    return moments


@lru_cache(maxsize=256)
def _years_in(path: Path, _changed: int) -> tuple[int, ...]:
    years = pl.scan_parquet(path).select("year").unique().collect()["year"]
    return tuple(sorted(years.to_list(), reverse=True))


def get_changes(
    scope: Scope,
    *,
    store: Store,
    urn: int,
    recipe: str,
    before: Moment | None = None,
    after: Moment | None = None,
    home: Home | None = None,
) -> Changes:
    """Who joined and who left between two moments.

    By default the latest of this build and the one that was kept before it.

    Schools that changed URN in between are followed through their chain.

    Raises
    ------
    NothingKept
        If one of the two sets was not kept, or the school had no neighbours in it.
    NoSuchSchool, UnknownRecipe
        If what is asked for is not there.
    """
    require_open_data(scope)
    get_subject(store, urn)
    chosen = shelf.get_recipe(recipe)
    moments = list_moments(scope, recipe=recipe, home=home)
    earlier, later = _choose(chosen, moments, before=before, after=after, build=store.name)
    chain, names = _chains(store), _names(store)
    sets = [_look(chosen, each, urn=urn, chain=chain, home=home) for each in (earlier, later)]
    wanted = {chain.get(each, each) for frame in sets for each in (*frame["neighbour"], urn)}
    one, two = (
        _side(chosen, moment, frame, wanted=wanted, chain=chain, home=home)
        for moment, frame in zip((earlier, later), sets, strict=True)
    )
    joined = [each for each in two.near if each not in one.near]
    left = [each for each in one.near if each not in two.near]
    labels = {item.id: item.label for item in chosen.characteristics}
    return Changes(
        urn=urn,
        recipe=chosen,
        before=earlier,
        after=later,
        joined=tuple(_joined(each, one, two, names=names, labels=labels) for each in joined),
        left=tuple(_left(each, one, two, names=names, labels=labels) for each in left),
        stayed=tuple(each for each in two.near if each in one.near),
        inputs_changed=one.inputs != two.inputs,
    )


def _choose(
    recipe: Recipe, moments: list[Moment], *, before: Moment | None, after: Moment | None, build: str
) -> tuple[Moment, Moment]:
    """The two moments: by default the latest of this build, and the year before in it or else the newest before it."""
    later = after or next((each for each in moments if each.build == build), None)
    earlier = before or next((each for each in moments if later is not None and each < later), None)
    if later is None or earlier is None:
        raise NothingKept(
            f"There are no two sets under “{recipe.name}” to compare.",
            why="A comparison needs the sets of two years or of two builds.",
            mend="Run “plait neighbours build” with each build.",
        )
    return earlier, later


def _look(recipe: Recipe, moment: Moment, *, urn: int, chain: dict[int, int], home: Home | None) -> pl.DataFrame:
    """The neighbours of a school at a moment, under whatever URN it had then."""
    same = [each for each, end in chain.items() if end == chain.get(urn, urn)] or [urn]
    path = kept.sets_path(moment.build, recipe, home=home)
    if not path.is_file():
        raise NothingKept(f"No sets were kept with the build {moment.build}.", mend="Run “plait neighbours build”.")
    mine = (pl.col("year") == moment.year) & pl.col("urn").is_in(same)
    own = pl.scan_parquet(path).filter(mine).collect().sort("order")
    if own.height == 0:
        raise NothingKept(
            f"{urn} had no neighbours under “{recipe.name}” on the {AcademicYear(moment.year)} basis.",
            why="It lacked some of the inputs, or was not in the pool.",
            mend="Choose another year or recipe.",
        )
    return own


def _side(
    recipe: Recipe, moment: Moment, own: pl.DataFrame, *, wanted: set[int], chain: dict[int, int], home: Home | None
) -> _Side:
    """A moment as the school sees it; only those that were neighbours at one of the two are looked at."""
    urns = [each for each, end in chain.items() if end in wanted] + sorted(wanted)
    path = kept.inputs_path(moment.build, recipe, home=home)
    rows = pl.scan_parquet(path).filter((pl.col("year") == moment.year) & pl.col("urn").is_in(urns)).collect()
    near = {chain.get(each, each): distance for each, distance in own.select("neighbour", "distance").iter_rows()}
    parts, inputs = _parts(rows, subject=int(own["urn"][0]), chain=chain)
    return _Side(near, parts, inputs)


def _parts(
    inputs: pl.DataFrame, *, subject: int, chain: dict[int, int]
) -> tuple[dict[int, dict[str, float]], frozenset[str]]:
    """For each school of the pool the parts of its squared distance to the subject, by input.

    Where a figure is missing the others are weighted up to the whole, as in the match.
    """
    own = inputs.filter(pl.col("urn") == subject).select("input", pl.col("value").alias("own"))
    gap = (pl.col("value") - pl.col("own")) / pl.col("scale")
    shared = pl.col("weight").filter(gap.is_not_null()).sum().over("urn")
    part = pl.col("weight") * gap**2 * pl.col("weight").sum().over("urn") / shared
    rows = inputs.join(own, on="input").with_columns(part.fill_null(0.0).alias("part"))
    parts: dict[int, dict[str, float]] = {}
    for urn, name, part in rows.select("urn", "input", "part").iter_rows():
        parts.setdefault(chain.get(urn, urn), {})[name] = part
    return parts, frozenset(own["input"].to_list())


def _joined(urn: int, one: _Side, two: _Side, *, names: dict[int, str], labels: dict[str, str]) -> Change:
    name, after = names.get(urn, f"School {urn}"), two.near[urn]
    if urn not in one.parts:
        return Change(urn, name, Cause.NEW, None, None, after, "It could not be matched before, and can be now.")
    before = one.distance(urn, beside=two)
    if after < before - _HARDLY:
        moved = _most_moved(two.parts[urn], one.parts[urn], labels=labels)
        return Change(
            urn, name, Cause.NEARER, moved, before, after, f"The two schools have come closer, most of all in: {moved}."
        )
    return Change(urn, name, Cause.ROOM, None, before, after, "It is no closer than before; others have moved away.")


def _left(urn: int, one: _Side, two: _Side, *, names: dict[int, str], labels: dict[str, str]) -> Change:
    name, before = names.get(urn, f"School {urn}"), one.near[urn]
    if urn not in two.parts:
        return Change(
            urn, name, Cause.GONE, None, before, None, "It can no longer be matched: closed, or without the figures."
        )
    after = two.distance(urn, beside=one)
    if after > before + _HARDLY:
        moved = _most_moved(one.parts[urn], two.parts[urn], labels=labels)
        return Change(
            urn,
            name,
            Cause.FARTHER,
            moved,
            before,
            after,
            f"The two schools have moved apart, most of all in: {moved}.",
        )
    return Change(
        urn, name, Cause.CROWDED, None, before, after, "It is no farther than before; others have come closer."
    )


def _most_moved(near: dict[str, float], far: dict[str, float], *, labels: dict[str, str]) -> str:
    """The input whose part of the squared distance differs most between the near moment and the far one."""
    gap = {name: far.get(name, 0.0) - near.get(name, 0.0) for name in far.keys() | near.keys()}
    most = max(sorted(gap), key=lambda name: gap[name])
    return labels.get(most, most)


def _chains(store: Store) -> dict[int, int]:
    def work_out() -> dict[int, int]:
        return dict(store.table("schools").filter(pl.col("chain").is_not_null()).select("urn", "chain").iter_rows())

    return once_per_build(store, "insight.chains", work_out)


def _names(store: Store) -> dict[int, str]:
    return once_per_build(
        store, "insight.names", lambda: dict(store.table("schools").select("urn", "name").iter_rows())
    )
