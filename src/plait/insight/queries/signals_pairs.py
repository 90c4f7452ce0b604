"""Needs that one school of a trust has and another answers: who could visit whom, matched in like circumstances.

Told only to those entitled to read which schools of the trust may need support.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from plait.core.errors import PlaitError
from plait.core.years import AcademicYear
from plait.indicators.queries.reach import require_open_data
from plait.indicators.store.reader import Store
from plait.insight.queries import pools, signals, signals_spots, signals_trust, signals_trust_rows
from plait.insight.queries import signals_kept as kept
from plait.insight.queries import signals_pairs_ground as likeness
from plait.insight.queries.signals_answers import Alike
from plait.insight.queries.signals_pairs_answers import Host, Pair, Pairs, Party, Unanswered, Why
from plait.insight.queries.signals_pairs_ground import Place
from plait.insight.queries.signals_trust_answers import Listing
from plait.insight.queries.signals_trust_rows import Judged
from plait.organisations.domain import Scope
from plait.stats.matching import Assignment, assign
from plait.stats.signals import WORDS

CAPACITY: Final = 2  # needs that a school hosts at a time
OUTSIDE: Final = 3  # bright spots elsewhere that are named for a need without a host
NEAR_MILES: Final = 50.0

Floats = NDArray[np.float64]


class NeedsNotShown(PlaitError):
    """The reader is not entitled to know which schools of a trust may need support."""


@dataclass(frozen=True, slots=True, eq=False)
class _Question:
    """Needs (one row for each school and outcome) and hosts (bright spots), as rows of the ground, and who can whom.

    `distance` has shape (needs, hosts): NaN where the host is no bright spot in the outcome, or is too unlike.
    """

    judged: dict[int, Judged]
    needs: list[dict[str, Any]]
    spots: dict[tuple[int, int], dict[str, Any]]
    hosts: list[int]
    distance: Floats
    places: dict[int, Place]
    needs_listing: Listing
    spots_listing: Listing


def get_pairs(scope: Scope, store: Store, uid: int, *, miles: float | None = NEAR_MILES) -> Pairs:
    """Pair the needs of a trust's schools with its bright spots in the same outcome.

    As many needs as can be are answered, each once, by hosts that take at most two at a time and work in like
    circumstances; among all ways to answer so many, the one with the least total distance. For a need without a host,
    the most alike bright spots within `miles` of the school (None: in all England).

    Raises
    ------
    OpenDataClosed, NeedsNotShown, NoSignals
        If this reader may not know, or signals were not worked out for this build.
    """
    require_open_data(scope)
    if not scope.may_see_needs_of(trust_uid=uid):
        raise NeedsNotShown(
            "Which schools of this trust may need support is not shown here.",
            why="It is told to people of the trust who are entitled to it.",
            mend="Look at its bright spots, which are shown to everyone.",
        )
    asked = _ask(scope, store, uid)
    plan = assign(asked.distance, capacity=CAPACITY)
    elsewhere = _look_elsewhere(store, asked, plan, uid=uid, miles=miles)
    answered = [at for at in range(len(asked.needs)) if plan.host[at] >= 0]
    return Pairs(
        uid=uid,
        build=store.name,
        method=kept.METHOD,
        level=next((each.one.card["level"] for each in asked.judged.values()), 0.90),
        capacity=CAPACITY,
        miles=miles,
        needs=asked.needs_listing,
        spots=asked.spots_listing,
        pairs=tuple(_pair(store, asked, plan, at) for at in answered),
        unanswered=tuple(
            _unanswered(asked, plan, at, outside=elsewhere.get(at, ()))
            for at in range(len(asked.needs))
            if plan.host[at] < 0
        ),
        bases=likeness.list_bases(asked.places),
        total=plan.total,
    )


def _ask(scope: Scope, store: Store, uid: int) -> _Question:
    """The needs by outcome and name, the hosts by URN: the same question whatever order the build is read in."""
    ground = signals_trust_rows.get(store)
    rows = ground.of_trust(uid)
    judged = {each.at: each for each in ground.judged}
    wanting, needs_listing = signals_trust.list_needs(scope, rows, uid=uid)
    bright, spots_listing = signals_trust.list_spots(rows)
    needs = list(wanting.iter_rows(named=True))
    spots = {(row["at"], row["urn"]): row for row in bright.iter_rows(named=True)}
    hosts = sorted({urn for _, urn in spots})
    places = likeness.find_places(store, list({row["urn"]: row for row in needs}.values()))
    distance = likeness.measure(places, needs=[row["urn"] for row in needs], hosts=hosts)
    if distance.size:
        distance[[[(need["at"], host) not in spots for host in hosts] for need in needs]] = np.nan
    return _Question(judged, needs, spots, hosts, distance, places, needs_listing, spots_listing)


def _pair(store: Store, asked: _Question, plan: Assignment, at: int) -> Pair:
    need = asked.needs[at]
    judged = asked.judged[need["at"]]
    chosen = int(plan.host[at])
    order = _by_likeness(asked.distance[at])
    others = [each for each in order if each != chosen]
    shown = [chosen, *others[:1]]
    distance = {asked.hosts[each]: float(asked.distance[at, each]) for each in shown}
    alike = likeness.take_apart(store, asked.places[need["urn"]], distance=distance)
    place = asked.places[need["urn"]]
    told = [
        _host(asked.spots[need["at"], urn], judged, need=need, distance=far, place=place, alike=alike.get(urn))
        for urn, far in distance.items()
    ]
    return Pair(
        outcome=judged.outcome,
        margin=judged.one.card["margin"],
        reach=judged.usual.reach,
        need=_party(need, judged, worse=True),
        host=told[0],
        willing_n=int(plan.willing[at]),
        nearer=tuple(asked.spots[need["at"], asked.hosts[each]]["name"] for each in order[: order.index(chosen)]),
        other=told[1] if len(told) > 1 else None,
    )


def _unanswered(asked: _Question, plan: Assignment, at: int, *, outside: tuple[Host, ...]) -> Unanswered:
    need = asked.needs[at]
    judged = asked.judged[need["at"]]
    bright = sum(which == need["at"] and urn != need["urn"] for which, urn in asked.spots)
    why: Why = "full" if plan.willing[at] else "unlike" if bright else "nobody"
    if need["urn"] not in asked.places:
        why = "unmatched"
    return Unanswered(
        outcome=judged.outcome,
        margin=judged.one.card["margin"],
        reach=judged.usual.reach,
        need=_party(need, judged, worse=True),
        why=why,
        spots_n=bright,
        outside=outside,
    )


def _look_elsewhere(
    store: Store, asked: _Question, plan: Assignment, *, uid: int, miles: float | None
) -> dict[int, tuple[Host, ...]]:
    """For each need without a host the most alike bright spots outside the trust; of equally alike the lower URN."""
    found = {}
    alone = [at for at, need in enumerate(asked.needs) if plan.host[at] < 0 and need["urn"] in asked.places]
    for which in sorted({asked.needs[at]["at"] for at in alone}):
        judged = asked.judged[which]
        listed = signals_spots.list_listed(store, judged.one).sort("urn")
        needs = [at for at in alone if asked.needs[at]["at"] == which]
        distance = likeness.measure(
            asked.places, needs=[asked.needs[at]["urn"] for at in needs], hosts=listed["urn"].to_list()
        )
        distance[:, (listed["trust_uid"] == uid).fill_null(value=False).to_numpy()] = np.nan
        for at, row in zip(needs, distance, strict=True):
            found[at] = _nearest(asked, at, row, listed=listed, miles=miles)
    return found


def _nearest(
    asked: _Question, at: int, distance: Floats, *, listed: pl.DataFrame, miles: float | None
) -> tuple[Host, ...]:
    need = asked.needs[at]
    if miles is not None:
        away = np.nan_to_num(pools.miles_away(need, register=listed), nan=np.inf)
        distance = np.where(away <= miles, distance, np.nan)
    judged, place = asked.judged[need["at"]], asked.places[need["urn"]]
    return tuple(
        _host(listed.row(each, named=True), judged, need=need, distance=float(distance[each]), place=place)
        for each in _by_likeness(distance)[:OUTSIDE]
    )


def _by_likeness(distance: Floats) -> list[int]:
    """The columns that can answer, the most alike first."""
    able = np.flatnonzero(np.isfinite(distance))
    return [int(each) for each in able[np.argsort(distance[able], kind="stable")]]


def _host(
    row: dict[str, Any],
    judged: Judged,
    *,
    need: dict[str, Any],
    distance: float,
    place: Place,
    alike: Alike | None = None,
) -> Host:
    return Host(
        party=_party(row, judged, worse=False),
        distance=distance,
        unlike_rate=place.yardstick.unlike_rate(distance),
        miles=pools.miles_between(need, row),
        alike=alike,
    )


def _party(row: dict[str, Any], judged: Judged, *, worse: bool) -> Party:
    return Party(
        **{each: row[each] for each in ("urn", "name", "town", "trust_uid", "trust_name", "estimate", "lo", "hi")},
        word=WORDS[row["strength"]],
        probability=row["worse" if worse else "better"],
        pupils=signals.say_pupils(judged.outcome, row, pupil_sd=judged.one.card["pupil_sd"]),
        years=tuple(map(AcademicYear, row["years"])),
    )
