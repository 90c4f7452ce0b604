"""Schools and trusts of a build, for the organisations to which people belong; their names as people write them."""

from typing import Any

import polars as pl

from plait.core import names
from plait.core.errors import PlaitError
from plait.indicators.queries.reach import NotInBuild
from plait.indicators.store.reader import Store
from plait.organisations.domain import Status
from plait.organisations.models import Organisation
from plait.organisations.queries.organisations import list_adopted
from plait.organisations.roles import Kind
from plait.organisations.services import register
from plait.organisations.services.register import RegisteredSchool, RegisteredTrust


def adopt_trust(store: Store, *, uid: int) -> Organisation:
    """The organisation of a trust of the build.

    Raises
    ------
    NotInBuild
        If the build does not know the trust.
    """
    found = _trusts(store, {uid}).get(uid)
    if found is None:
        raise _unknown("trust", "UID", uid)
    return register.adopt_trust(found, build=store.name)


def adopt_school(store: Store, *, urn: int) -> Organisation:
    """The organisation of a school of the build; of the school that it has become, where it has a new URN.

    Raises
    ------
    NotInBuild
        If the build does not know the school.
    """
    found = _schools(store, {urn}).get(urn)
    if found is None:
        raise _unknown("school", "URN", urn)
    return register.adopt_school(found, build=store.name)


def follow(store: Store) -> tuple[str, ...]:
    """Bring the organisations to which people belong into step with a build; what changed, one sentence each."""
    urns, uids = set(list_adopted(Kind.SCHOOL)), set(list_adopted(Kind.TRUST))
    if not urns | uids:
        return ()
    return register.follow(build=store.name, schools=_schools(store, urns), trusts=_trusts(store, uids))


def _trusts(store: Store, uids: set[int]) -> dict[int, RegisteredTrust]:
    rows = store.table("trusts").filter(pl.col("uid").is_in(list(uids)))
    return {
        row["uid"]: RegisteredTrust(row["uid"], names.show(row["name"]), _status(row))
        for row in rows.iter_rows(named=True)
    }


def _schools(store: Store, urns: set[int]) -> dict[int, RegisteredSchool]:
    """By the URN asked for; each is the school at the end of its chain of successors."""
    chains = store.table("chains").filter(pl.col("urn").is_in(list(urns)))
    ends = {urn: urn for urn in urns} | dict(zip(chains["urn"], chains["chain"], strict=True))
    rows = store.table("schools").filter(pl.col("urn").is_in(list(set(ends.values()))))
    known = {row["urn"]: row for row in rows.iter_rows(named=True)}
    trusts = _trusts(store, {row["trust_uid"] for row in known.values() if row["trust_uid"] is not None})
    return {urn: _school(known[end], trusts) for urn, end in ends.items() if end in known}


def _school(row: dict[str, Any], trusts: dict[int, RegisteredTrust]) -> RegisteredSchool:
    return RegisteredSchool(
        urn=row["urn"],
        name=names.show(row["name"]),
        status=_status(row),
        phase=row["phase"],
        trust=trusts.get(row["trust_uid"]),
    )


def _status(row: dict[str, Any]) -> Status:
    return Status(row["status"]) if row["status"] else Status.OPEN


def _unknown(what: str, number: str, asked: int) -> PlaitError:
    return NotInBuild(
        f"There is no {what} with the {number} {asked}.",
        why="It is not in the registers that this site was built from.",
        mend=f"Check the {number}, or search for the {what} by name.",
    )
