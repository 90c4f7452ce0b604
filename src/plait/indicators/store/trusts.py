"""The register of trusts: who they are, under which names they went, and which of two alike a name means."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from plait.indicators.store.raw import RawFile, Reject
from plait.indicators.store.spine_fields import read_table, stage

TRUST_SCHEMA = pl.Schema(
    {
        "uid": pl.Int32(),
        "name": pl.String(),
        "type": pl.String(),
        "status": pl.String(),
        "opened": pl.Date(),
        "closed": pl.Date(),
        "companies_house": pl.String(),
        "group_id": pl.String(),
        "ukprn": pl.String(),
        "town": pl.String(),
        "postcode": pl.String(),
        "region": pl.String(),
        "schools_n": pl.Int32(),
    }
)
_STATED = pl.Schema({name: dtype for name, dtype in TRUST_SCHEMA.items() if name != "schools_n"})
LEFT_OUT = "left out"  # what the vocabulary of trust types gives for sponsors, federations and other groups


@dataclass(frozen=True, slots=True)
class Groups:
    """What the files say of groups.

    `stated` has one row for each file and trust with the columns of `trusts` and `day`; `left_out` counts the groups
    that are no academy trusts in the newest register that names them.
    """

    stated: pl.DataFrame
    left_out: int
    rejects: tuple[Reject, ...]


def gather_groups(files: Sequence[RawFile]) -> Groups:
    """Read every register of groups and every other file that describes trusts."""
    frames: list[pl.DataFrame] = []
    rejects: list[Reject] = []
    for file in files:
        table = read_table(file, "trust")
        if table is None:
            continue
        staged, bad = stage(file, table, _STATED)
        rejects += bad
        frames.append(
            staged.filter(pl.col("uid").is_not_null()).with_columns(
                day=pl.lit(day_of(file)), precedence=pl.lit(file.source.precedence)
            )
        )
    empty = pl.DataFrame(schema={**_STATED, "day": pl.Date(), "precedence": pl.Int32()})
    stated = pl.concat([empty, *frames], how="diagonal_relaxed").sort("uid", "day", "precedence")
    left_out = stated.filter(pl.col("type") == LEFT_OUT)["uid"].n_unique()
    return Groups(stated.filter(pl.col("type").ne_missing(LEFT_OUT)), left_out, tuple(rejects))


def day_of(file: RawFile) -> dt.date:
    """The day on which a file stood: its own, else the last of its academic year, else long ago."""
    if file.as_at is not None:
        return file.as_at
    return file.year.last_day if file.year is not None else dt.date(1900, 1, 1)


def tidy_name(name: str) -> pl.Expr:
    """A name for comparing: capitals, `&` as AND, no punctuation, single spaces."""
    return (
        pl.col(name)
        .str.to_uppercase()
        .str.replace_all("&", " AND ", literal=True)
        .str.replace_all(r"['’`.]", "")
        .str.replace_all(r"[^A-Z0-9]+", " ")
        .str.strip_chars()
    )


def resolve_names(named: pl.DataFrame, *, known: pl.DataFrame, stood: pl.DataFrame) -> pl.DataFrame:
    """Find the trust that a name means.

    A name that only one trust has ever had means that trust. Where several have had it, those count that were open on
    the day; of these it means the one in which the school stands on the nearest other day; else none.

    Parameters
    ----------
    named
        `urn`, `trust_name`, `day`: a school said to be in a trust of this name on this day.
    known
        `uid`, `name`, `opened`, `closed`: every name of every trust.
    stood
        `urn`, `uid`, `seen_on`: where schools are known by number to have stood.

    Returns
    -------
    pl.DataFrame
        The rows of `named` with `trust_uid`, null where the name is not known or means several.
    """
    names = known.with_columns(_key=tidy_name("name")).select("_key", "uid", "opened", "closed").unique()
    rows = named.with_row_index("_at").with_columns(_key=tidy_name("trust_name"))
    open_then = (pl.col("opened").is_null() | (pl.col("opened") <= pl.col("day"))) & (
        pl.col("closed").is_null() | (pl.col("closed") > pl.col("day"))
    )
    away = (pl.col("day") - pl.col("seen_on")).dt.total_days().abs()
    meant = (
        rows.join(names, on="_key", how="inner")
        .join(stood, on=["urn", "uid"], how="left")
        .group_by("_at", "uid")
        .agg(_away=away.min(), _open=open_then.any())
    )
    meant = meant.filter(pl.col("_open") | ~pl.col("_open").any().over("_at"))
    nearest = (pl.col("_away") == pl.col("_away").min().over("_at")).fill_null(value=False)
    single = pl.len().over("_at") == 1
    found = pl.concat([meant.filter(single), meant.filter(~single).filter(nearest).filter(single)])
    return rows.join(found.select("_at", trust_uid="uid"), on="_at", how="left", maintain_order="left").drop(
        "_at", "_key"
    )


def assemble_trusts(stated: pl.DataFrame, *, schools: pl.DataFrame) -> pl.DataFrame:
    """One row for each trust: the newest statement of each field, and the open academies it has now.

    Parameters
    ----------
    stated
        Rows with the columns of `trusts` and `day`, sorted by `uid` and `day`; registers and memberships alike.
    schools
        `trust_uid`, `status`, `region`.

    Returns
    -------
    pl.DataFrame
        The table `trusts`. `region` is the stated lead region, else that of most of its open schools.
    """
    newest = stated.group_by("uid", maintain_order=True).agg(
        pl.col(name).drop_nulls().last() for name in _STATED if name != "uid"
    )
    running = schools.filter((pl.col("status") == "open") & pl.col("trust_uid").is_not_null())
    counted = running.group_by(uid="trust_uid").agg(schools_n=pl.len())
    home = (
        running.filter(pl.col("region").is_not_null())
        .group_by("region", uid="trust_uid")
        .agg(n=pl.len())
        .sort("uid", "n", "region", descending=[False, True, False])
        .unique("uid", keep="first", maintain_order=True)
        .select("uid", _home="region")
    )
    joined = newest.join(counted, on="uid", how="left").join(home, on="uid", how="left")
    return (
        joined.with_columns(
            pl.col("schools_n").fill_null(0),
            region=pl.coalesce("region", "_home"),
            type=pl.col("type").fill_null("other"),
            status=pl.when(pl.col("closed").is_not_null() & pl.col("status").is_null())
            .then(pl.lit("closed"))
            .when(pl.col("status").is_null() & (pl.col("schools_n") > 0))
            .then(pl.lit("open"))
            .otherwise(pl.col("status")),
        )
        .select(TRUST_SCHEMA.names())
        .cast(TRUST_SCHEMA)
        .sort("uid")
    )
