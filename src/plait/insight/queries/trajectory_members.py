"""Which schools are or were in a trust, and between which years of results they joined and left. Open data."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from plait.core.years import AcademicYear
from plait.indicators.queries.remembered import once_per_build
from plait.indicators.store.reader import Store
from plait.insight.queries import trajectory_panel
from plait.organisations.domain import Phase, Status
from plait.stats.trajectory import Joining

_AUGUST: Final = 8


@dataclass(frozen=True, slots=True)
class Member:
    """A school that is or was in a trust, by the URN at the end of its chain.

    `seen` says that the day of joining is not stated: the school was first seen in the trust then. `new` says that no
    school went before it under another URN, and that it opened in the year of joining.
    """

    chain: int
    name: str
    phase: Phase
    joined: dt.date
    seen: bool
    left: dt.date | None
    closed: dt.date | None
    shut: bool
    new: bool

    @property
    def gone(self) -> dt.date | None:
        """The day from which it was no longer in the trust, or no longer open; None while it is there."""
        days = [day for day in (self.left, self.closed if self.shut else None) if day is not None]
        return min(days, default=None)


def list_members(store: Store, uid: int, *, phase: Phase) -> tuple[Member, ...]:
    """Every school of a phase that is or was in the trust, in order of joining."""
    return tuple(each for each in _by_trust(store).get(uid, ()) if each.phase is phase)


def list_all(store: Store, *, phase: Phase) -> tuple[Member, ...]:
    """Every school of a phase that ever joined a trust, once for each trust."""
    return tuple(each for members in _by_trust(store).values() for each in members if each.phase is phase)


def list_phases(store: Store, uid: int) -> list[Phase]:
    """Phases of the schools that are or were in a trust."""
    held = {each.phase for each in _by_trust(store).get(uid, ())}
    return [phase for phase in Phase if phase in held]


def list_trusts_of(store: Store, chain: int) -> tuple[int, ...]:
    """The trusts that a school is or was in, last joined first."""

    def work_out() -> dict[int, tuple[int, ...]]:
        times: dict[int, list[tuple[dt.date, int]]] = {}
        for uid, members in _by_trust(store).items():
            for each in members:
                times.setdefault(each.chain, []).append((each.joined, uid))
        return {urn: tuple(uid for _, uid in sorted(own, reverse=True)) for urn, own in times.items()}

    return once_per_build(store, "insight.trajectory.trusts-of", work_out).get(chain, ())


def find_chain(store: Store, urn: int) -> int:
    """The URN at the end of a school's chain of successors."""

    def work_out() -> dict[int, int]:
        return dict(store.table("chains").select("urn", "chain").drop_nulls().iter_rows())

    return once_per_build(store, "insight.trajectory.chains", work_out).get(urn, urn)


def joining_of(member: Member, *, row: int, held: list[int]) -> Joining:
    """When a school joined, in years of results; its basis is a place in `held`, the years of circumstances."""
    last_before, first_after = years_around(member.joined)
    return Joining(
        row=row,
        last_before=last_before,
        first_after=first_after,
        last_in=None if member.gone is None else last_year_in(member.gone),
        basis=held.index(find_basis(held, last_before)),
    )


def years_around(joined: dt.date) -> tuple[int, int]:
    """The last academic year wholly before a day of joining, and the first wholly after; September is its start."""
    year = AcademicYear.of_date(joined).start
    return year - 1, year if joined.month == AcademicYear(year).first_day.month else year + 1


def last_year_in(left: dt.date) -> int:
    """The last academic year that a school finished in a trust it left on a day: August and September are its end."""
    if left.month == _AUGUST:
        return AcademicYear.of_date(left).start
    return AcademicYear.of_date(left).start - 1


def find_basis(held: list[int], last_before: int) -> int:
    """The newest basis of circumstances before joining; where there is none, the oldest there is."""
    return max((year for year in held if year <= last_before), default=min(held))


def _by_trust(store: Store) -> Mapping[int, tuple[Member, ...]]:
    def work_out() -> dict[int, tuple[Member, ...]]:
        spells = trajectory_panel.spells(store).drop_nulls("trust_uid")
        own = spells.group_by("trust_uid", "chain").agg(
            pl.col("from_date", "from_kind").sort_by("from_date").first(),
            pl.col("to_date").sort_by("from_date").last(),
        )
        register = store.table("schools").select(
            pl.col("urn").alias("chain"), "name", pl.col("phase", "status").cast(pl.String), "opened", "closed"
        )
        later = store.table("chains").filter(pl.col("step") > 0).select("chain").unique()
        rows = own.join(register, on="chain").join(later.with_columns(followed=True), on="chain", how="left")
        found: dict[int, list[Member]] = {}
        for row in rows.sort("from_date", "chain").iter_rows(named=True):
            found.setdefault(row["trust_uid"], []).append(_member(row))
        return {uid: tuple(members) for uid, members in found.items()}

    return once_per_build(store, "insight.trajectory.members", work_out)


def _member(row: Mapping[str, Any]) -> Member:
    lately = row["opened"] is not None and row["opened"] >= AcademicYear.of_date(row["from_date"]).first_day
    return Member(
        chain=row["chain"],
        name=row["name"],
        phase=Phase(row["phase"] or Phase.OTHER.value),
        joined=row["from_date"],
        seen=row["from_kind"] == "seen",
        left=row["to_date"],
        closed=row["closed"],
        shut=row["status"] == Status.CLOSED.value,
        new=lately and not row["followed"],
    )
