"""What a trust brings to a summit of its schools: who they are, trends, what changed and bright spots. Open data.

What may need support is in it only for a reader who is entitled to it.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from plait.core.years import AcademicYear
from plait.indicators.queries import sources, trusts
from plait.indicators.queries.schools import School
from plait.indicators.queries.sources import HeldSource
from plait.indicators.queries.trusts import Trust
from plait.indicators.store.reader import Store
from plait.insight.outcomes import shelf
from plait.insight.queries import signals, signals_pairs, signals_spots, signals_trust, trajectories
from plait.insight.queries.signals_answers import Move, Spot, YearFigure
from plait.insight.queries.signals_pairs_answers import Pairs
from plait.insight.queries.signals_trust_answers import Member, TrustSignal, TrustSignals
from plait.insight.queries.trajectory_answers import NotFollowed, TrustTrajectory
from plait.organisations.domain import Scope
from plait.simulation.histories import FIRST_URN

# Whose trends are drawn where nobody chose: one of attainment for each phase, and absence.
MAIN: Final = (
    "primary.ks2_rwm_expected",
    "primary.absence_persistent",
    "secondary.attainment8",
    "secondary.absence_persistent",
    "sixth-form.a_level_points",
)


@dataclass(frozen=True, slots=True)
class Trend:
    """The years of one school in one outcome: what was published, and what was expected."""

    urn: int
    name: str
    figures: tuple[YearFigure, ...]


@dataclass(frozen=True, slots=True)
class Trends:
    """One outcome over the years, school by school, by name."""

    signal: TrustSignal
    schools: tuple[Trend, ...]


@dataclass(frozen=True, slots=True)
class BrightSpots:
    """The bright spots of a trust in one outcome, by name, each with its years."""

    signal: TrustSignal
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """The schools of a trust whose underlying level likely rose in one outcome, by name; those that fell if told."""

    signal: TrustSignal
    rose: tuple[tuple[Member, Move], ...]
    fell: tuple[tuple[Member, Move], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Summit:
    """Everything in a pack.

    `fictional` says that its schools are made up; `chosen` are the outcomes asked for, empty for all. `pairs` is None
    where this reader is not told of needs; `since` is empty where no school was followed: `since_refusal` says why.
    """

    trust: Trust
    build: str
    built_at: dt.datetime
    period: AcademicYear
    fictional: bool
    chosen: tuple[str, ...]
    schools: tuple[School, ...]
    signals: TrustSignals
    trends: tuple[Trends, ...]
    bright: tuple[BrightSpots, ...]
    moved: tuple[Moved, ...]
    pairs: Pairs | None
    since: tuple[TrustTrajectory, ...]
    since_refusal: str
    sources: tuple[HeldSource, ...]

    @property
    def judged(self) -> tuple[TrustSignal, ...]:
        """The outcomes of the pack that say something of the present."""
        return tuple(each for each in self.signals.recent if not self.chosen or each.outcome.key in self.chosen)


def get_summit(scope: Scope, store: Store, uid: int, *, outcomes: Sequence[str] = ()) -> Summit:
    """Gather a trust's pack; without outcomes the trends of the main ones, and everything else of all.

    Raises
    ------
    OpenDataClosed, NoSuchTrust, UnknownOutcome, NoSignals
        If the viewer may not read published figures, there is no such trust or outcome, or signals were not worked out.
    """
    trust = trusts.get_trust(scope, store=store, uid=uid)
    chosen = tuple(dict.fromkeys(shelf.get_outcome(each).key for each in outcomes))
    found = signals_trust.get_trust(scope, store, uid)
    judged = [each for each in found.recent if not chosen or each.outcome.key in chosen]
    told = scope.may_see_needs_of(trust_uid=uid)
    schools = tuple(trusts.list_schools_of(scope, store=store, uid=uid))
    since, refusal = _since(scope, store, uid)
    return Summit(
        trust=trust,
        build=store.name,
        built_at=dt.datetime.fromisoformat(store.manifest.built_at),
        period=AcademicYear.parse(store.manifest.period),
        fictional=any(each.urn >= FIRST_URN for each in schools),
        chosen=chosen,
        schools=schools,
        signals=found,
        trends=tuple(_trends(store, each) for each in judged if each.outcome.key in (chosen or MAIN)),
        bright=tuple(_bright(store, each, trust=trust) for each in judged if any(m.listed for m in each.members)),
        moved=tuple(moved for each in judged if (moved := _moved(each)) is not None),
        pairs=signals_pairs.get_pairs(scope, store, uid) if told else None,
        since=since,
        since_refusal=refusal,
        sources=tuple(each for each in sources.list_sources(scope, store=store) if each.is_data),
    )


def _figures(store: Store, signal: TrustSignal, members: Sequence[Member]) -> dict[int, tuple[YearFigure, ...]]:
    one = signals.newest(store)[signal.outcome.key]
    return signals_spots.figures_of(store, one, urns=[each.urn for each in members])


def _trends(store: Store, signal: TrustSignal) -> Trends:
    figures = _figures(store, signal, signal.members)
    return Trends(signal, tuple(Trend(each.urn, each.name, figures[each.urn]) for each in signal.members))


def _bright(store: Store, signal: TrustSignal, *, trust: Trust) -> BrightSpots:
    listed = [each for each in signal.members if each.listed]
    figures = _figures(store, signal, listed)
    return BrightSpots(
        signal,
        tuple(
            Spot(
                **{name: getattr(each, name) for name in ("urn", "name", "town", "estimate", "lo", "hi", "pupils")},
                phase=signal.outcome.phase.value,
                trust_uid=trust.uid,
                trust_name=trust.name,
                word=each.word or "",
                probability=each.probability or 0.0,
                years=each.years,
                distance=None,
                miles=None,
                figures=figures[each.urn],
            )
            for each in listed
        ),
    )


def _moved(signal: TrustSignal) -> Moved | None:
    listed = [(each, move) for each in signal.members for move in each.moves if move.listed]
    rose = tuple(pair for pair in listed if (pair[1].probability or 0.0) >= 0.5)
    fell = tuple(pair for pair in listed if pair not in rose)
    return Moved(signal, rose, fell) if listed else None


def _since(scope: Scope, store: Store, uid: int) -> tuple[tuple[TrustTrajectory, ...], str]:
    try:
        return trajectories.list_of_trust(scope, store=store, uid=uid), ""
    except NotFollowed as refusal:
        return (), f"{refusal.what} {refusal.why}"
