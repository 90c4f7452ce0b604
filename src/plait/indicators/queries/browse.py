"""Lists of schools and trusts to leaf through: by place and phase, from A to Z, never by a result. Open data."""

from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import polars as pl

from plait.indicators.queries.reach import require_open_data
from plait.indicators.queries.remembered import once_per_build
from plait.indicators.queries.schools import School, read_school
from plait.indicators.queries.trusts import Trust, read_trust
from plait.indicators.store.reader import Store
from plait.organisations.domain import Scope, Status

T = TypeVar("T")
PAGE_SIZE: Final = 50  # lines of a list on one page


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list, and how long the whole list is."""

    items: tuple[T, ...]
    number: int
    pages_n: int
    total_n: int


@dataclass(frozen=True, slots=True)
class Among:
    """Which schools or trusts to list; an empty text is any. `la` is an authority's name, `type` is of trusts."""

    region: str = ""
    la: str = ""
    phase: str = ""
    town: str = ""
    type: str = ""
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a filter, and how many open schools or trusts have it."""

    value: str
    label: str
    n: int


def list_schools(scope: Scope, *, store: Store, among: Among, page: int = 1) -> Page[School]:
    """Open schools in a place and phase, from A to Z."""
    require_open_data(scope)
    rows = _open_schools(store)
    wanted_of = {"region": among.region, "la_name": among.la, "phase": among.phase, "_letter": among.letter.upper()}
    for column, wanted in wanted_of.items():
        if wanted:
            rows = rows.filter(pl.col(column) == wanted)
    if among.town:
        rows = rows.filter(pl.col("town").str.to_lowercase() == among.town.lower())
    rows, number, pages_n, total_n = _cut(rows, page)
    return Page(tuple(read_school(row) for row in rows.iter_rows(named=True)), number, pages_n, total_n)


def list_trusts(scope: Scope, *, store: Store, among: Among, page: int = 1) -> Page[Trust]:
    """Trusts that are open and have a school, from A to Z."""
    require_open_data(scope)
    rows = _open_trusts(store)
    for column, wanted in (("region", among.region), ("type", among.type), ("_letter", among.letter.upper())):
        if wanted:
            rows = rows.filter(pl.col(column) == wanted)
    rows, number, pages_n, total_n = _cut(rows, page)
    return Page(tuple(read_trust(row) for row in rows.iter_rows(named=True)), number, pages_n, total_n)


def list_choices(scope: Scope, *, store: Store, of: str, column: str) -> tuple[Choice, ...]:
    """The values of a column over open `schools` or `trusts`, from A to Z, with how many have each."""
    require_open_data(scope)

    def work_out() -> tuple[Choice, ...]:
        rows = _open_schools(store) if of == "schools" else _open_trusts(store)
        counted = rows.filter(pl.col(column).is_not_null()).group_by(column).len().sort(column)
        return tuple(Choice(str(value), str(value), int(n)) for value, n in counted.iter_rows())

    return once_per_build(store, f"browse.choices.{of}.{column}", work_out)


def count_open_schools(scope: Scope, *, store: Store) -> int:
    """How many schools are open."""
    require_open_data(scope)
    return _open_schools(store).height


def count_open_trusts(scope: Scope, *, store: Store) -> int:
    """How many trusts are open and have a school."""
    require_open_data(scope)
    return _open_trusts(store).height


def _open_schools(store: Store) -> pl.DataFrame:
    return once_per_build(
        store,
        "browse.open_schools",
        lambda: _from_a_to_z(store.table("schools").filter(pl.col("status") == Status.OPEN.value), "urn"),
    )


def _open_trusts(store: Store) -> pl.DataFrame:
    standing = (pl.col("closed").is_null()) & (pl.col("schools_n") > 0)
    return once_per_build(
        store, "browse.open_trusts", lambda: _from_a_to_z(store.table("trusts").filter(standing), "uid")
    )


def _from_a_to_z(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    plain = pl.col("name").fill_null("").str.to_lowercase().str.replace(r"^the\s+", "").str.replace_all(r"['’.]", "")
    first = plain.str.slice(0, 1).str.to_uppercase()
    letter = pl.when(first.str.contains(r"^[A-Z]$")).then(first).otherwise(pl.lit("#"))
    return rows.with_columns(plain.alias("_plain"), letter.alias("_letter")).sort("_plain", key)


def _cut(rows: pl.DataFrame, page: int) -> tuple[pl.DataFrame, int, int, int]:
    pages_n = max(1, -(-rows.height // PAGE_SIZE))
    number = min(max(1, page), pages_n)
    return rows.slice((number - 1) * PAGE_SIZE, PAGE_SIZE), number, pages_n, rows.height
