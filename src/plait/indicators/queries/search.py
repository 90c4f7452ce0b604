"""Find a school, a trust or a place by what a person types. Open data."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

import polars as pl

from plait.indicators.queries.reach import require_open_data
from plait.indicators.queries.remembered import once_per_build
from plait.indicators.queries.search_index import Entry, Index, build_index
from plait.indicators.queries.search_text import fold_query
from plait.indicators.store.reader import Store
from plait.organisations.domain import Phase, Scope, Status

SUGGESTIONS_N: Final = 8  # lines of a list that opens under the search box
_URN = re.compile(r"(?:urn\s*:?\s*)?(\d{6})", re.IGNORECASE)
_LAESTAB = re.compile(r"(\d{3})\s*/?\s*(\d{4})")
_UID = re.compile(r"(?:uid\s*:?\s*)?(\d{3,5})", re.IGNORECASE)
_GROUP = re.compile(r"tr\s*\d{3,6}", re.IGNORECASE)
_COMPANY = re.compile(r"\d{8}")
_POSTCODE = re.compile(r"([a-z]{1,2}\d[a-z\d]?)\s*(\d[a-z]{2})", re.IGNORECASE)
_POSTCODE_START = re.compile(r"([a-z]{1,2}\d[a-z\d]?)(?:\s+(\d)[a-z]?)?", re.IGNORECASE)


class Kind(StrEnum):
    """What was found."""

    SCHOOL = "school"
    TRUST = "trust"
    LA = "la"
    TOWN = "town"


class Way(StrEnum):
    """How it was found, so that the page can say so."""

    NOTHING = "nothing"
    NAME = "name"
    URN = "urn"
    LAESTAB = "laestab"
    TRUST_NUMBER = "trust_number"
    POSTCODE = "postcode"
    POSTCODE_START = "postcode_start"


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found. `number` is the URN, the UID or the local-authority code; a town has its name."""

    kind: Kind
    name: str
    number: int | None = None
    place: str | None = None
    phase: Phase | None = None
    trust_name: str | None = None
    open: bool = True
    schools_n: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, and how. `only` is set where a number or postcode names one thing."""

    way: Way
    hits: tuple[Hit, ...]
    typed: str

    @property
    def only(self) -> Hit | None:
        """The one thing that an exact number or postcode leads to."""
        exact = self.way not in {Way.NAME, Way.NOTHING, Way.POSTCODE_START}
        return self.hits[0] if exact and len(self.hits) == 1 else None


@dataclass(frozen=True, slots=True)
class _Directory:
    index: Index
    hits: tuple[Hit, ...]


def suggest(scope: Scope, *, store: Store, typed: str, limit: int = SUGGESTIONS_N) -> Found:
    """What the typed text may mean so far, surest first. Quick enough to ask at every key."""
    return find(scope, store=store, typed=typed, limit=limit)


def find(scope: Scope, *, store: Store, typed: str, limit: int = 50) -> Found:
    """Schools, trusts and places for a name, URN, LAESTAB, UID, UKPRN, company number or postcode."""
    require_open_data(scope)
    typed = " ".join(typed.split())
    if not typed:
        return Found(Way.NOTHING, (), "")
    exact = _by_number(store, typed) or _by_postcode(store, typed, limit=limit)
    if exact is not None:
        return exact
    directory = _directory(store)
    hits = tuple(directory.hits[at] for at, _ in directory.index.find(fold_query(typed), limit=limit))
    return Found(Way.NAME if hits else Way.NOTHING, hits, typed)


def _by_number(store: Store, typed: str) -> Found | None:
    """Numbers name one thing or nothing."""
    plain = typed.replace(" ", "")
    schools, trusts = store.table("schools"), store.table("trusts")
    if (match := _URN.fullmatch(typed)) is not None:
        return _found(Way.URN, typed, schools.filter(pl.col("urn") == int(match[1])), trusts.clear())
    if (match := _LAESTAB.fullmatch(typed)) is not None:
        rows = schools.filter(pl.col("laestab") == int(match[1] + match[2]))
        current = rows.filter(pl.col("status") == Status.OPEN.value)
        return _found(Way.LAESTAB, typed, current if current.height else rows, trusts.clear())
    if (match := _UID.fullmatch(typed)) is not None:
        return _found(Way.TRUST_NUMBER, typed, schools.clear(), trusts.filter(pl.col("uid") == int(match[1])))
    if _GROUP.fullmatch(plain) is not None:
        same = pl.col("group_id").str.to_uppercase() == plain.upper()
        return _found(Way.TRUST_NUMBER, typed, schools.clear(), trusts.filter(same))
    if _COMPANY.fullmatch(plain) is not None:
        same = (pl.col("ukprn").cast(pl.String) == plain) | (
            pl.col("companies_house").cast(pl.String).str.zfill(8) == plain
        )
        return _found(Way.TRUST_NUMBER, typed, schools.clear(), trusts.filter(same))
    return None


def _by_postcode(store: Store, typed: str, *, limit: int) -> Found | None:
    """Schools at a postcode; with none there, those which share its first part."""
    nobody = store.table("trusts").clear()
    if (match := _POSTCODE.fullmatch(typed)) is not None:
        whole = f"{match[1]} {match[2]}".upper()
        rows = (
            store.table("schools").filter(pl.col("postcode") == whole).sort("status", "name", descending=[True, False])
        )
        if rows.height:
            current = rows.filter(pl.col("status") == Status.OPEN.value)
            return _found(Way.POSTCODE, typed, current if current.height else rows, nobody)
        start = f"{match[1]} {match[2][0]}".upper()
    elif (match := _POSTCODE_START.fullmatch(typed)) is not None:
        start = f"{match[1]} {match[2] or ''}".upper()
    else:
        return None
    near = pl.col("postcode").str.starts_with(start) & (pl.col("status") == Status.OPEN.value)
    rows = store.table("schools").filter(near).sort("name", "urn").head(limit)
    return _found(Way.POSTCODE_START, typed, rows, nobody) if rows.height else None


def _found(way: Way, typed: str, schools: pl.DataFrame, trusts: pl.DataFrame) -> Found:
    hits = [_school_hit(row) for row in schools.iter_rows(named=True)]
    hits += [_trust_hit(row) for row in trusts.iter_rows(named=True)]
    return Found(way, tuple(hits), typed)


def _directory(store: Store) -> _Directory:
    return once_per_build(store, "search.directory", lambda: _make_directory(store))


def _make_directory(store: Store) -> _Directory:
    schools = store.table("schools").select(
        "urn", "name", "phase", "status", "town", "la_name", "postcode", "trust_name"
    )
    hits = [_school_hit(row) for row in schools.iter_rows(named=True)]
    entries = [
        Entry(
            name=row["name"] or "",
            place=" ".join(filter(None, (row["town"], row["la_name"]))),
            trust=row["trust_name"] or "",
            closed=row["status"] == Status.CLOSED.value,
        )
        for row in schools.iter_rows(named=True)
    ]
    for row in store.table("trusts").iter_rows(named=True):
        hit = _trust_hit(row)
        hits.append(hit)
        entries.append(Entry(name=hit.name, place=hit.place or "", closed=not hit.open))
    for hit in _places(schools):
        hits.append(hit)
        entries.append(Entry(name=hit.name))
    return _Directory(build_index(entries), tuple(hits))


def _places(schools: pl.DataFrame) -> list[Hit]:
    standing = schools.filter(pl.col("status") == Status.OPEN.value)
    places: list[Hit] = []
    for kind, column in ((Kind.LA, "la_name"), (Kind.TOWN, "town")):
        counted = standing.filter(pl.col(column).is_not_null()).group_by(column).len().sort(column)
        places += [Hit(kind, name, schools_n=n) for name, n in counted.iter_rows() if n > 1]
    authorities = {hit.name.casefold() for hit in places if hit.kind is Kind.LA}
    return [hit for hit in places if hit.kind is Kind.LA or hit.name.casefold() not in authorities]


def _school_hit(row: dict[str, Any]) -> Hit:
    return Hit(
        kind=Kind.SCHOOL,
        name=row["name"] or f"School {row['urn']}",
        number=row["urn"],
        place=row["town"] or row["la_name"],
        phase=Phase(row["phase"] or "other"),
        trust_name=row["trust_name"],
        open=row["status"] != Status.CLOSED.value,
    )


def _trust_hit(row: dict[str, Any]) -> Hit:
    return Hit(
        kind=Kind.TRUST,
        name=row["name"] or f"Trust {row['uid']}",
        number=row["uid"],
        place=row["town"] or row["region"],
        open=row["closed"] is None and (row["schools_n"] or 0) > 0,
        schools_n=row["schools_n"],
    )
