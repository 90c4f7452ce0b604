"""Trusts: who they are, which schools they have and have had. Open data."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import polars as pl

from plait.indicators.queries.reach import NotInBuild, require_open_data
from plait.indicators.queries.remembered import once_per_build, places_by
from plait.indicators.queries.schools import School, Spell, find_schools, read_spells
from plait.indicators.store.reader import Store
from plait.organisations.domain import Scope, Status


class NoSuchTrust(NotInBuild):
    """No trust of the build has this UID."""


@dataclass(frozen=True, slots=True)
class Trust:
    """A trust as the register has it. What the files do not say is None."""

    uid: int
    name: str
    type: str | None = None
    status: str | None = None
    opened: dt.date | None = None
    closed: dt.date | None = None
    companies_house: str | None = None
    group_id: str | None = None
    ukprn: str | None = None
    town: str | None = None
    postcode: str | None = None
    region: str | None = None
    schools_n: int | None = None


@dataclass(frozen=True, slots=True)
class PastSchool:
    """A school that was in a trust and is no longer, with the last of its times there."""

    school: School
    spell: Spell


_COLUMNS = tuple(field.name for field in fields(Trust))


def read_trust(row: Mapping[str, Any]) -> Trust:
    """A trust from a row of the `trusts` table."""
    known = {name: row[name] for name in _COLUMNS if name in row}
    return Trust(**{**known, "name": row["name"] or f"Trust {row['uid']}"})


def find_trust(scope: Scope, *, store: Store, uid: int) -> Trust | None:
    """The trust with this UID, or None."""
    require_open_data(scope)
    at = places_by(store, "trusts", "uid").get(uid)
    return None if at is None else read_trust(store.table("trusts").row(at, named=True))


def get_trust(scope: Scope, *, store: Store, uid: int) -> Trust:
    """The trust with this UID.

    Raises
    ------
    NoSuchTrust
        If no trust of the build has it.
    """
    trust = find_trust(scope, store=store, uid=uid)
    if trust is None:
        raise NoSuchTrust(
            f"No trust has the UID {uid}.",
            why="It is not in the registers that this site was built from.",
            mend="Check the number, or search for the trust or one of its schools by name.",
        )
    return trust


def list_schools_of(scope: Scope, *, store: Store, uid: int) -> list[School]:
    """The open schools of a trust, from A to Z."""
    urns = _urns_by_trust(store).get(uid, ())
    schools = find_schools(scope, store=store, urns=urns)
    return sorted(schools, key=lambda school: (school.name.casefold(), school.urn))


def list_past_schools_of(scope: Scope, *, store: Store, uid: int) -> list[PastSchool]:
    """Schools that were in the trust and are now in another, in none, or closed; latest to leave first.

    A school whose later URN is still in the trust has not left it.
    """
    require_open_data(scope)
    rows = store.table("memberships").filter(pl.col("trust_uid") == uid).sort("from_date")
    last = {spell.urn: spell for spell in read_spells(rows, store=store)}
    schools = find_schools(scope, store=store, urns=tuple(last))
    standing = _urns_by_trust(store).get(uid, ())
    chains = {school.chain for school in find_schools(scope, store=store, urns=standing)} - {None}
    gone = [
        PastSchool(school, last[school.urn])
        for school in schools
        if school.urn not in standing and school.chain not in chains
    ]
    return sorted(gone, key=lambda past: (past.spell.to_date or dt.date.max, past.school.name), reverse=True)


def _urns_by_trust(store: Store) -> dict[int, tuple[int, ...]]:
    def work_out() -> dict[int, tuple[int, ...]]:
        standing = (pl.col("status") == Status.OPEN.value) & pl.col("trust_uid").is_not_null()
        rows = store.table("schools").filter(standing).select("trust_uid", "urn")
        return {uid[0]: tuple(urns["urn"].to_list()) for uid, urns in rows.group_by("trust_uid")}

    return once_per_build(store, "trusts.urns", work_out)
