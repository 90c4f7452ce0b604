"""Trusts and schools of the register, and whether people belong to them yet."""

from dataclasses import dataclass

import polars as pl

from plait.indicators.queries import search
from plait.indicators.queries.reach import require_open_data
from plait.indicators.store.reader import Store
from plait.organisations.domain import Scope, Status
from plait.organisations.models import Organisation
from plait.organisations.queries.organisations import list_adopted
from plait.organisations.roles import Kind
from plait.web import names, words
from plait.web.addresses import address

_KINDS = {search.Kind.SCHOOL: Kind.SCHOOL, search.Kind.TRUST: Kind.TRUST}


@dataclass(frozen=True, slots=True)
class Unadopted:
    """A school of a trust that nobody belongs to yet."""

    urn: int
    name: str
    town: str


@dataclass(frozen=True, slots=True)
class Registered:
    """A trust or school that a search found; `url` leads to its people, where it is here already."""

    kind: str
    number: int
    name: str
    under: str
    url: str
    open: bool


def list_unadopted(scope: Scope, *, store: Store, trust: Organisation) -> tuple[Unadopted, ...]:
    """The open schools of a trust that nobody has been invited to yet, by name."""
    require_open_data(scope)
    here = list_adopted(Kind.SCHOOL)
    schools = store.table("schools").filter(
        pl.col("trust_uid") == trust.uid, pl.col("status") == Status.OPEN.value, ~pl.col("urn").is_in(list(here))
    )
    rows = schools.sort("name", "urn").select("urn", "name", "town").iter_rows(named=True)
    return tuple(Unadopted(row["urn"], names.show(row["name"]), row["town"] or "") for row in rows)


def find_registered(scope: Scope, *, store: Store, typed: str) -> tuple[Registered, ...]:
    """Trusts and schools by name or number, trusts first."""
    found = search.find(scope, store=store, typed=typed)
    here = {kind: list_adopted(kind) for kind in (Kind.TRUST, Kind.SCHOOL)}
    hits = [hit for hit in found.hits if hit.kind in _KINDS and hit.number is not None]
    hits.sort(key=lambda hit: hit.kind is not search.Kind.TRUST)
    return tuple(_registered(hit, here[_KINDS[hit.kind]]) for hit in hits)


def _registered(hit: search.Hit, here: dict[int, int]) -> Registered:
    number = hit.number or 0
    about = [hit.place or "", names.show(hit.trust_name or ""), "" if hit.open else "closed"]
    if hit.kind is search.Kind.TRUST:
        about = [words.count(hit.schools_n or 0, "school"), "" if hit.open else "closed"]
    return Registered(
        kind=_KINDS[hit.kind].value,
        number=number,
        name=names.show(hit.name),
        under=" · ".join(part for part in about if part),
        url=address("organisation", here[number]) if number in here else "",
        open=hit.open,
    )
