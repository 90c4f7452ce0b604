"""The funnel of an outcome: one year's differences from what was expected against the size of the cohort. Open data."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtri

from plait.core.years import AcademicYear
from plait.indicators.queries.reach import require_open_data
from plait.indicators.queries.remembered import once_per_build
from plait.indicators.store.reader import Store
from plait.insight.outcomes import shelf
from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries import neighbours, signals
from plait.insight.queries import signals_kept as kept
from plait.insight.queries.signals_answers import Skill
from plait.insight.queries.subjects import get_subject
from plait.organisations.domain import Scope
from plait.stats.funnel import LEVELS, Funnel, funnel_of, limits_of

_INNER: Final = float(ndtri(0.5 + LEVELS[0] / 2.0))  # standard errors to the inner limit
_COLUMNS, _ROWS = 64, 44  # cells across the size of the cohort and up the difference
_STEPS: Final = 33  # places along the size of the cohort at which limits are told
_EDGE_SHARE: Final = 0.002  # share of schools at each end that may lie beyond the drawing
_FEWEST: Final = 30  # schools with which a spread between schools can be told from chance


@dataclass(frozen=True, slots=True)
class Cell:
    """Schools that are drawn as one dot: the middle of their cohort sizes and of their differences."""

    pupils_n: float
    difference: float
    schools_n: int


@dataclass(frozen=True, slots=True)
class Limit:
    """Bounds for a cohort of a size: by chance alone (95 %), and with differences between schools (95 and 99.8 %)."""

    pupils_n: float
    chance: float
    usual: float
    far: float


@dataclass(frozen=True, slots=True)
class Place:
    """A school in the funnel. `name` is empty, and `urn` None, where this reader is not told who it is.

    That is so for every neighbour on the side of need: if only those beyond a limit were left out, the list of
    neighbours would tell who they are.

    `outside` is 1 beyond the upper limit (95 %, differences allowed for), −1 beyond the lower, else 0.
    """

    urn: int | None
    name: str
    pupils_n: float
    difference: float
    outside: int


@dataclass(frozen=True, slots=True)
class FunnelFacts:
    """The funnel of an outcome in its latest year.

    `tau` is the spread between schools beyond chance in outcome points, `ratio` the mean square of the distances in
    standard errors (1 where chance explains all); `beyond_chance_rate` and `beyond_usual_rate` are the shares of
    schools outside the 95 % limits by chance alone and with that spread allowed for. `own_told` says whether words may
    be put to the place of the school asked from; `own_missing` says why it has none.
    """

    outcome: Outcome
    build: str
    year: AcademicYear
    schools_n: int
    skill: Skill
    tau: float
    ratio: float
    beyond_chance_rate: float
    beyond_usual_rate: float
    pupils_lo: float
    pupils_hi: float
    reach: float
    cells: tuple[Cell, ...]
    limits: tuple[Limit, ...]
    own: Place | None
    own_told: bool
    own_missing: str
    neighbours: tuple[Place, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Whole:
    """Everyone: URNs ascending, cohorts and differences, shape (n,)."""

    urns: NDArray[np.int64]
    pupils: NDArray[np.float64]
    difference: NDArray[np.float64]
    funnel: Funnel
    facts: dict[str, Any]


def get_funnel(
    scope: Scope, store: Store, outcome: str, *, group: str | None = None, near: int | None = None
) -> FunnelFacts:
    """The funnel of the latest year of an outcome; with `near`, where that school and its neighbours stand in it.

    Raises
    ------
    UnknownOutcome, NoSuchSchool, NoSignals
        If what is asked for is not there, or too few schools have a figure.
    """
    require_open_data(scope)
    judged = shelf.get_outcome(outcome, group=group)
    one = kept.get(store, judged)
    key = f"insight.funnel.{one.folder}.{one.key}.{one.run}"
    whole = once_per_build(store, key, lambda: _lay(store, one))
    own, told, missing, near_places = _places(scope, store, judged, whole, near=near)
    return FunnelFacts(
        outcome=judged,
        build=store.name,
        year=AcademicYear(one.card["last_year"]),
        skill=signals.skill_of(one),
        own=own,
        own_told=told,
        own_missing=missing,
        neighbours=near_places,
        **whole.facts,
    )


def _lay(store: Store, one: kept.Kept) -> _Whole:
    known = pl.col("expected").is_not_null() & (pl.col("chance_sd") > 0.0) & (pl.col("cohort_n") > 0.0)
    rows = kept.frame(store, one, "years").filter((pl.col("year") == one.card["last_year"]) & known).sort("urn")
    if rows.height < _FEWEST:
        raise kept.NoSignals(
            "There is no funnel of this outcome.",
            why=f"Only {rows.height} schools have a figure of the latest year with its cohort.",
            mend="Choose another outcome.",
        )
    pupils, sd = rows["cohort_n"].to_numpy(), rows["chance_sd"].to_numpy()
    difference = (rows["observed"] - rows["expected"]).to_numpy()
    funnel = funnel_of(difference, chance=sd**2, target=0.0)
    reach, lo, hi = _ends(pupils, difference)
    facts: dict[str, Any] = {
        "schools_n": rows.height,
        "tau": float(np.sqrt(funnel.tau2)),
        "ratio": funnel.ratio,
        "beyond_chance_rate": _beyond(funnel.z),
        "beyond_usual_rate": _beyond(funnel.adjusted),
        "pupils_lo": lo,
        "pupils_hi": hi,
        "reach": reach,
        "cells": _cells(pupils, difference, reach=reach, lo=lo, hi=hi),
        "limits": _limits(funnel, per_pupil=float(np.median(sd**2 * pupils)), lo=lo, hi=hi),
    }
    return _Whole(rows["urn"].to_numpy(), pupils, difference, funnel, facts)


def _beyond(z: NDArray[np.float64]) -> float:
    return float(np.mean(np.abs(z) > _INNER))


def _ends(pupils: NDArray[np.float64], difference: NDArray[np.float64]) -> tuple[float, float, float]:
    """How far the drawing goes up and down, and from which cohort to which."""
    reach = float(np.quantile(np.abs(difference), 1.0 - _EDGE_SHARE))
    lo, hi = (float(each) for each in np.quantile(pupils, [_EDGE_SHARE, 1.0 - _EDGE_SHARE]))
    return reach, max(1.0, np.floor(lo)), max(np.floor(lo) + 1.0, np.ceil(hi))


def _cells(
    pupils: NDArray[np.float64], difference: NDArray[np.float64], *, reach: float, lo: float, hi: float
) -> tuple[Cell, ...]:
    """Everyone on a grid, even in the logarithm of the cohort; what lies beyond an end is counted in its last cell.

    Every second column stands half a cell higher, so that the grid does not read as rows.
    """
    across = np.log(np.clip(pupils, lo, hi) / lo) / np.log(hi / lo)
    up = (np.clip(difference, -reach, reach) + reach) / (2.0 * reach)
    column = np.minimum((across * _COLUMNS).astype(np.int64), _COLUMNS - 1)
    row = np.clip((up * _ROWS + 0.5 * (column % 2)).astype(np.int64), 0, _ROWS)
    place, count = np.unique(column * (_ROWS + 1) + row, return_counts=True)
    column, row = np.divmod(place, _ROWS + 1)
    size = lo * (hi / lo) ** ((column + 0.5) / _COLUMNS)
    height = np.clip((row + 0.5 - 0.5 * (column % 2)) / _ROWS, 0.0, 1.0) * 2.0 * reach - reach
    return tuple(Cell(float(x), float(y), int(n)) for x, y, n in zip(size, height, count, strict=True))


def _limits(funnel: Funnel, *, per_pupil: float, lo: float, hi: float) -> tuple[Limit, ...]:
    """Bounds for a typical school: its sampling variance is that of one pupil divided by the cohort."""
    size = lo * (hi / lo) ** np.linspace(0.0, 1.0, _STEPS)
    alone = Funnel(funnel.target, funnel.z, funnel.ratio, 0.0, funnel.z)
    chance = limits_of(alone, chance=per_pupil / size, level=LEVELS[0])[1]
    usual, far = (limits_of(funnel, chance=per_pupil / size, level=level)[1] for level in LEVELS)
    rows = zip(size.tolist(), chance.tolist(), usual.tolist(), far.tolist(), strict=True)
    return tuple(Limit(*row) for row in rows)


def _places(
    scope: Scope, store: Store, outcome: Outcome, whole: _Whole, *, near: int | None
) -> tuple[Place | None, bool, str, tuple[Place, ...]]:
    if near is None:
        return None, False, "", ()
    subject = get_subject(store, signals.end_of_chain(store, near))
    row = _find(whole, subject["urn"])
    if row is None:
        why = f"It is not a school of this phase ({outcome.phase.label.lower()})."
        if subject["phase"] == outcome.phase:
            why = "It has no figure of this year with circumstances enough and a known number of pupils."
        return None, False, why, ()
    own = _place(whole, row, urn=subject["urn"], name=subject["name"])
    told = own.outside * outcome.sign >= 0 or scope.may_see_needs_of(urn=subject["urn"], trust_uid=subject["trust_uid"])
    found = neighbours.get_set(scope, store=store, urn=subject["urn"], survival=False)
    places = []
    for each in found.neighbours:
        at = _find(whole, each.urn)
        if at is not None:
            place = _place(whole, at, urn=each.urn, name=each.name)
            seen = scope.may_see_needs_of(urn=each.urn, trust_uid=each.trust_uid)
            places.append(place if seen or place.difference * outcome.sign >= 0 else _unnamed(place))
    return own, told, "", tuple(sorted(places, key=lambda each: (not each.name, each.name, each.pupils_n)))


def _find(whole: _Whole, urn: int) -> int | None:
    at = int(np.searchsorted(whole.urns, urn))
    return at if at < whole.urns.size and whole.urns[at] == urn else None


def _place(whole: _Whole, row: int, *, urn: int, name: str) -> Place:
    z = whole.funnel.adjusted[row]
    outside = int(np.sign(z)) if abs(z) > _INNER else 0
    return Place(urn, name, float(whole.pupils[row]), float(whole.difference[row]), outside)


def _unnamed(place: Place) -> Place:
    """A place that could be anybody's: without a name, and without saying on which side of a limit it lies."""
    return Place(None, "", place.pupils_n, place.difference, 0)
