"""The schools of the fictional sector that tests ask about, found by what they are."""

import polars as pl

from plait.core.home import Home
from plait.indicators.store.reader import Store, open_current


def store_of(home: Home) -> Store:
    """The build of a home."""
    return open_current(home)


def find_urns(home: Home, *, phase: str, in_trust: bool | None = None, status: str = "open") -> list[int]:
    """URNs of schools of a phase, ascending; in a trust with at least two others of the phase, or in none."""
    schools = store_of(home).table("schools")
    those = schools.filter((pl.col("phase").cast(pl.String) == phase) & (pl.col("status").cast(pl.String) == status))
    if in_trust is False:
        those = those.filter(pl.col("trust_uid").is_null())
    if in_trust:
        known = those.filter(pl.col("trust_uid").is_not_null())
        those = known.filter(pl.len().over("trust_uid") > 2)
    return those["urn"].sort().to_list()


def name_of(home: Home, urn: int) -> str:
    """The name of a school."""
    return str(store_of(home).table("schools").filter(pl.col("urn") == urn)["name"][0])


def trust_of(home: Home, urn: int) -> tuple[int, str]:
    """The UID and the name of the trust of a school."""
    row = store_of(home).table("schools").filter(pl.col("urn") == urn).row(0, named=True)
    return row["trust_uid"], row["trust_name"]
