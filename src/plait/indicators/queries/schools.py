"""Schools: who they are, what they were before, and the trusts they have been in. Open data."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from plait.indicators.queries.reach import NotInBuild, require_open_data
from plait.indicators.queries.remembered import once_per_build, places_by
from plait.indicators.store.reader import Store
from plait.organisations.domain import Phase, Scope, Status


class NoSuchSchool(NotInBuild):
    """No school of the build has this URN."""


@dataclass(frozen=True, slots=True)
class School:
    """A school as the register has it. What the files do not say is None, and an unknown phase `Phase.OTHER`."""

    urn: int
    name: str
    phase: Phase
    status: Status | None
    all_through: bool | None = None
    middle: bool | None = None
    type: str | None = None
    type_group: str | None = None
    academy: bool | None = None
    opened: dt.date | None = None
    closed: dt.date | None = None
    laestab: int | None = None
    la_code: int | None = None
    la_name: str | None = None
    region: str | None = None
    town: str | None = None
    postcode: str | None = None
    easting: float | None = None
    northing: float | None = None
    urban_rural: str | None = None
    age_low: int | None = None
    age_high: int | None = None
    gender: str | None = None
    religious_character: str | None = None
    admissions: str | None = None
    sixth_form: bool | None = None
    nursery_provision: bool | None = None
    pupils_n: int | None = None
    trust_uid: int | None = None
    trust_name: str | None = None
    trust_since: dt.date | None = None
    trust_since_kind: str | None = None
    chain: int | None = None
    as_at: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Spell:
    """A time in a trust. `from_kind` and `to_kind` are `stated` (the register gives the day) or `seen` (a snapshot)."""

    urn: int
    trust_uid: int
    trust_name: str
    from_date: dt.date
    from_kind: str
    to_date: dt.date | None
    to_kind: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Line:
    """One school through its changes of URN, oldest first, ending in the one that stands now.

    `formed_from` are the schools that were joined to make the oldest of the line: their figures are of other pupils, so
    they are named and not carried on.
    """

    schools: tuple[School, ...]
    formed_from: tuple[School, ...]

    @property
    def urns(self) -> tuple[int, ...]:
        """The URNs, oldest first."""
        return tuple(school.urn for school in self.schools)

    def before(self, urn: int) -> tuple[School, ...]:
        """Those before a URN, oldest first."""
        return self.schools[: self.urns.index(urn)]

    def after(self, urn: int) -> tuple[School, ...]:
        """Those after a URN, oldest first."""
        return self.schools[self.urns.index(urn) + 1 :]


_COLUMNS = tuple(field.name for field in fields(School))


def read_school(row: Mapping[str, Any]) -> School:
    """A school from a row of the `schools` table."""
    known = {name: row[name] for name in _COLUMNS if name in row}
    return School(
        **{**known, "phase": Phase(row["phase"] or "other"), "status": Status(row["status"]) if row["status"] else None}
    )


def find_school(scope: Scope, *, store: Store, urn: int) -> School | None:
    """The school with this URN, or None."""
    found = find_schools(scope, store=store, urns=(urn,))
    return found[0] if found else None


def get_school(scope: Scope, *, store: Store, urn: int) -> School:
    """The school with this URN.

    Raises
    ------
    NoSuchSchool
        If no school of the build has it.
    """
    school = find_school(scope, store=store, urn=urn)
    if school is None:
        raise NoSuchSchool(
            f"No school has the URN {urn}.",
            why="It is not in the registers that this site was built from.",
            mend="Check the number, or search for the school by name or postcode.",
        )
    return school


def find_schools(scope: Scope, *, store: Store, urns: tuple[int, ...]) -> list[School]:
    """Those of the schools that are in the build, in the order asked for."""
    require_open_data(scope)
    position = places_by(store, "schools", "urn")
    table = store.table("schools")
    return [read_school(table.row(position[urn], named=True)) for urn in urns if urn in position]


def get_line(scope: Scope, *, store: Store, urn: int) -> Line:
    """The school's line of URNs: back while there is one predecessor, forward to the last successor."""
    onward, back = _steps(store)
    urns = [urn]
    while (following := onward.get(urns[-1])) is not None and following not in urns:
        urns.append(following)
    formed_from: tuple[int, ...] = ()
    while parents := [each for each in back.get(urns[0], ()) if each not in urns]:
        if len(parents) > 1:
            formed_from = tuple(sorted(parents))
            break
        urns.insert(0, parents[0])
    schools = find_schools(scope, store=store, urns=tuple(urns))
    return Line(schools=tuple(schools), formed_from=tuple(find_schools(scope, store=store, urns=formed_from)))


def list_spells(scope: Scope, *, store: Store, urns: tuple[int, ...]) -> list[Spell]:
    """The times in trusts of the schools with these URNs, oldest first."""
    require_open_data(scope)
    held, places = _spells_by_urn(store)
    spans = [(places.searchsorted(urn, "left"), places.searchsorted(urn, "right")) for urn in sorted(set(urns))]
    rows = pl.concat([held[int(first) : int(last)] for first, last in spans]) if spans else held.clear()
    spells = read_spells(rows, store=store)
    return sorted(spells, key=lambda each: (each.from_date, each.urn))


def _spells_by_urn(store: Store) -> tuple[pl.DataFrame, NDArray[np.int64]]:
    """Every spell in order of URN, and those URNs: a school's stand side by side."""

    def work_out() -> tuple[pl.DataFrame, NDArray[np.int64]]:
        held = store.table("memberships").sort("urn", maintain_order=True)
        return held, held["urn"].cast(pl.Int64).to_numpy()

    return once_per_build(store, "schools.spells", work_out)


def read_spells(rows: pl.DataFrame, *, store: Store) -> list[Spell]:
    """Spells from rows of the `memberships` table, with the names of the trusts."""
    names = trust_names(store)
    return [
        Spell(
            urn=row["urn"],
            trust_uid=row["trust_uid"],
            trust_name=names.get(row["trust_uid"]) or f"Trust {row['trust_uid']}",
            from_date=row["from_date"],
            from_kind=row["from_kind"],
            to_date=row["to_date"],
            to_kind=row["to_kind"],
            source=row["source"],
        )
        for row in rows.iter_rows(named=True)
    ]


def trust_names(store: Store) -> dict[int, str]:
    """The name of each trust by UID."""
    return once_per_build(
        store,
        "schools.trust_names",
        lambda: dict(store.table("trusts").select("uid", "name").iter_rows()),
    )


def places_frame(scope: Scope, *, store: Store) -> pl.DataFrame:
    """Easting and northing in metres of every open school that has them."""
    require_open_data(scope)

    def work_out() -> pl.DataFrame:
        standing = store.table("schools").filter(pl.col("status") == Status.OPEN.value)
        return standing.select("easting", "northing").drop_nulls()

    return once_per_build(store, "schools.places", work_out)


def _steps(store: Store) -> tuple[dict[int, int], dict[int, list[int]]]:
    def work_out() -> tuple[dict[int, int], dict[int, list[int]]]:
        moves = store.table("chains").filter(pl.col("next_urn").is_not_null()).select("urn", "next_urn")
        back: dict[int, list[int]] = {}
        for urn, following in moves.iter_rows():
            back.setdefault(following, []).append(urn)
        return dict(moves.iter_rows()), back

    return once_per_build(store, "schools.steps", work_out)
