"""The signals of a trust: its schools' underlying differences, what they share, and what changed. Open data.

What may need support is worked out, and shown to nobody who is not entitled to it.
"""

from functools import lru_cache
from typing import Any, Final, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from plait.core.years import AcademicYear
from plait.indicators.queries.reach import require_open_data
from plait.indicators.store.reader import Store
from plait.insight.queries import signals, signals_trust_rows
from plait.insight.queries import signals_kept as kept
from plait.insight.queries.signals_answers import Move, Refusal
from plait.insight.queries.signals_trust_answers import (
    Counted,
    Level,
    Listing,
    Member,
    TrustSignal,
    TrustSignals,
    Unjudged,
)
from plait.insight.queries.signals_trust_rows import STRONG, Ground, Judged
from plait.organisations.domain import Scope
from plait.stats.signals import CLEAR, Family, find_signals

SHARE: Final = 0.05  # largest expected share of false flags in each list of the page
FEWEST: Final = 3  # schools that must be judged before a trust's schools are said to share something
SEVERAL: Final = 2  # of them that must stand out


# A large trust names a few years some thousands of times.
_year = lru_cache(maxsize=64)(AcademicYear)


def get_trust(scope: Scope, store: Store, uid: int) -> TrustSignals:
    """Every outcome in which open schools of a trust are judged; what they share; and what is not known.

    Raises
    ------
    OpenDataClosed, NoSignals
        If the viewer may not read published figures, or signals were not worked out for this build.
    """
    require_open_data(scope)
    ground = signals_trust_rows.get(store)
    rows = ground.of_trust(uid)
    told = scope.may_see_needs_of(trust_uid=uid)
    better, worse = _family(rows, "better"), _family(rows, "worse")
    up, down = _moved(rows, up=True), _moved(rows, up=False)
    if rows.height:
        rows = rows.with_columns(
            pl.Series("listed", better.listed),
            pl.Series("rose", up.listed),
            pl.Series("fell", down.listed),
            pl.Series("chance", _chances(ground, rows)),
        )
    strengths, needs = _shared(ground, rows, uid=uid)
    found = []
    parts = rows.partition_by("at", as_dict=True) if rows.height else {}
    for each in ground.judged:
        part = parts.get((each.at,))
        if part is not None:
            shared: Literal["", "strength", "need"] = "strength" if each.at in strengths else ""
            if told and each.at in needs:
                shared = "need"
            schools = list(part.iter_rows(named=True))
            found.append(_signal(each, schools, uid=uid, told=told, shared=shared))
    register = _schools(store, uid)
    return TrustSignals(
        uid=uid,
        build=store.name,
        method=kept.METHOD,
        needs_told=told,
        schools_n=register.height,
        signals=tuple(found),
        spots=_listing(better),
        needs=_listing(worse) if told else None,
        rose=_listing(up),
        fell=_listing(down) if told else None,
        refused=_refused(ground, register),
        unjudged=_unjudged(rows, register),
    )


def list_of_trust(scope: Scope, store: Store, uid: int) -> list[TrustSignal]:
    """For each outcome the underlying differences of a trust's schools, their mean and how it changed."""
    return list(get_trust(scope, store, uid).signals)


def list_needs(scope: Scope, rows: pl.DataFrame, *, uid: int) -> tuple[pl.DataFrame, Listing]:
    """Of the rows of a trust those in its list of needs; nothing at all for a reader who is not entitled."""
    if not scope.may_see_needs_of(trust_uid=uid):
        return rows.clear(), Listing(0, 0, None)
    return _listed(rows, "worse")


def list_spots(rows: pl.DataFrame) -> tuple[pl.DataFrame, Listing]:
    """Of the rows of a trust those in its list of bright spots."""
    return _listed(rows, "better")


def _listed(rows: pl.DataFrame, side: str) -> tuple[pl.DataFrame, Listing]:
    family = _family(rows, side)
    return rows.filter(pl.Series(family.listed, dtype=pl.Boolean)), _listing(family)


def _family(rows: pl.DataFrame, side: str) -> Family:
    """One family: all schools of a trust in all recent outcomes."""
    if rows.is_empty():
        return find_signals(np.empty(0), label=side, margin=0.0, share=SHARE)
    able = (rows["answerable"] & rows["recent"]).to_numpy()
    return find_signals(rows[side].to_numpy(), label=side, margin=0.0, share=SHARE, answerable=able)


def _moved(rows: pl.DataFrame, *, up: bool) -> Family:
    if rows.is_empty():
        return _family(rows, "moved")
    probability = rows.select(pl.coalesce("long_up", "last_up")).to_series().cast(pl.Float64).fill_null(float("nan"))
    moved = probability.to_numpy() if up else 1.0 - probability.to_numpy()
    able = rows["recent"].to_numpy() & ~np.isnan(moved)
    return find_signals(moved, label="moved", margin=0.0, share=SHARE, answerable=able)


def _chances(ground: Ground, rows: pl.DataFrame) -> NDArray[np.float64]:
    margins = np.array([each.one.card["margin"] for each in ground.judged])[rows["at"].to_numpy()]
    return signals_trust_rows.chance_of_word(rows, margin=margins)


def _shared(ground: Ground, rows: pl.DataFrame, *, uid: int) -> tuple[frozenset[int], frozenset[int]]:
    """The outcomes in which several schools differ to the better, and to the worse.

    The whole interval of the trust's mean lies on that side; and more schools stand out than chance gives, and than
    there would be among as many schools of England.
    """
    if rows.is_empty():
        return frozenset(), frozenset()
    strong = (rows["strength"] >= STRONG) & rows["answerable"]
    counts = (
        rows.with_columns((strong & (rows["side"] > 0)).alias("b"), (strong & (rows["side"] < 0)).alias("w"))
        .filter(pl.col("recent") & pl.col("answerable"))
        .group_by("at", maintain_order=True)
        .agg(pl.len(), pl.col("b").sum(), pl.col("w").sum(), pl.col("chance").sum())
    )
    strengths, needs = set(), set()
    for at, n, b, w, chance in counts.iter_rows():
        judged = ground.judged[at]
        trust = judged.trusts.get(uid)
        if trust is None or n < FEWEST or trust["schools_n"] < FEWEST:
            continue
        better = _better(judged, trust)
        if better >= CLEAR and b >= SEVERAL and b > max(chance, n * judged.usual.better_rate):
            strengths.add(at)
        if 1.0 - better >= CLEAR and w >= SEVERAL and w > max(chance, n * judged.usual.worse_rate):
            needs.add(at)
    return frozenset(strengths), frozenset(needs)


def _better(judged: Judged, trust: dict[str, Any]) -> float:
    return float(ndtr(judged.sign * trust["estimate"] / trust["sd"])) if trust["sd"] > 0.0 else 0.5


def _listing(family: Family) -> Listing:
    listed = int(family.listed.sum())
    return Listing(family.asked_n, listed, 1.0 - family.holds if listed else None)


def _signal(
    judged: Judged, rows: list[dict[str, Any]], *, uid: int, told: bool, shared: Literal["", "strength", "need"]
) -> TrustSignal:
    card = judged.one.card
    trust = judged.trusts.get(uid)
    return TrustSignal(
        outcome=judged.outcome,
        name=judged.outcome.definition.name,
        year=AcademicYear(card["last_year"]),
        recent=judged.recent,
        level_of_interval=card["level"],
        margin=card["margin"],
        reach=judged.usual.reach,
        mean=None
        if trust is None
        else Level(trust["estimate"], trust["lo"], trust["hi"], trust["schools_n"], _better(judged, trust)),
        moves=_trust_moves(judged, trust, told=told),
        counted=_counted(judged, rows, told=told),
        shared=shared,
        skill=signals.skill_of(judged.one),
        members=tuple(_member(judged, row, told=told) for row in rows),
    )


def _counted(judged: Judged, rows: list[dict[str, Any]], *, told: bool) -> Counted:
    able = [row for row in rows if row["answerable"]]
    sides = [row["side"] for row in able if row["strength"] >= STRONG]
    return Counted(
        judged_n=len(able),
        better_n=sides.count(1),
        worse_n=sides.count(-1) if told else None,
        chance_n=float(sum(row["chance"] for row in able)),
        england_better_rate=judged.usual.better_rate,
        england_worse_rate=judged.usual.worse_rate,
    )


def _member(judged: Judged, row: dict[str, Any], *, told: bool) -> Member:
    word, needs, probability = signals.say_word(row, needs_told=told)
    return Member(
        **{each: row[each] for each in ("urn", "name", "estimate", "lo", "hi", "town", "la_name", "listed")},
        word=word,
        needs=needs,
        refusal="" if row["answerable"] else str(row["why"]),
        probability=probability,
        pupils=signals.say_pupils(judged.outcome, row, pupil_sd=judged.one.card["pupil_sd"]),
        years=tuple(map(_year, row["years"])),
        moves=_member_moves(judged, row, told=told),
    )


def _member_moves(judged: Judged, row: dict[str, Any], *, told: bool) -> tuple[Move, ...]:
    """What changed for a school; the longer span is in the list of this trust's movers, or the only one."""
    found: list[Move] = []
    listed = row["rose"] or (told and row["fell"])
    for name, since in _spans(judged):
        up = row[f"{name}_up"]
        if up is not None:
            moved = (row[f"{name}_change"], row[f"{name}_sd"])
            found.append(_move(judged, since, moved=moved, up=up, told=told, listed=listed and not found))
    return tuple(found)


def _trust_moves(judged: Judged, trust: dict[str, Any] | None, *, told: bool) -> tuple[Move, ...]:
    found = []
    for name, since in _spans(judged):
        change = None if trust is None else trust.get(f"{name}_change")
        if trust is not None and change is not None:
            sd = trust[f"{name}_sd"]
            up = float(ndtr(judged.sign * change / sd)) if sd > 0.0 else 0.5
            found.append(_move(judged, since, moved=(change, sd), up=up, told=told, listed=False))
    return tuple(found)


def _spans(judged: Judged) -> list[tuple[str, int]]:
    """The spans over which changes are told: the longer, then since last year."""
    spans = judged.one.card["changes_since"]
    return [(name, spans[name]) for name in reversed(signals.MOVES) if spans[name] is not None]


def _move(judged: Judged, since: int, *, moved: tuple[float, float], up: float, told: bool, listed: bool) -> Move:
    change, reach = moved[0], float(ndtri(0.5 + judged.one.card["level"] / 2.0)) * moved[1]
    probability = up if up >= 0.5 or told else None
    return Move(_year(since), change, change - reach, change + reach, probability, listed)


def _schools(store: Store, uid: int) -> pl.DataFrame:
    inside = (pl.col("trust_uid") == uid) & (pl.col("status").cast(pl.String) == "open")
    return (
        store.table("schools").filter(inside).select("urn", "name", pl.col("phase").cast(pl.String)).sort("name", "urn")
    )


def _refused(ground: Ground, schools: pl.DataFrame) -> tuple[tuple[str, Refusal], ...]:
    phases = set(schools["phase"].to_list())
    return tuple(
        (outcome.definition.name, Refusal(told["what"], told["why"], told["mend"]))
        for outcome, told in ground.refused
        if outcome.phase.value in phases
    )


def _unjudged(rows: pl.DataFrame, schools: pl.DataFrame) -> tuple[Unjudged, ...]:
    """Open schools that bear no word in any recent outcome, and why."""
    able: set[int] = set()
    why: dict[int, str] = {}
    if rows.height:
        recent = rows.filter("recent")
        able = set(recent.filter("answerable")["urn"].to_list())
        why = dict(recent.filter(~pl.col("answerable")).select("urn", "why").iter_rows())
    found = []
    for urn, name, phase in schools.iter_rows():
        if urn in able:
            continue
        if phase not in {"primary", "secondary"}:
            told = "no outcome is judged for its kind of school: too few are alike, or no results are published"
        else:
            told = why.get(urn, "no figures of recent years with circumstances and a known number of pupils")
        found.append(Unjudged(urn, name, phase or "other", told))
    return tuple(found)
