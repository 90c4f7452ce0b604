"""The history of which school stood in which trust from when to when.

A spell runs from its first day to the day before its last: `from_date <= day < to_date`. It begins on the day that the
register states, if that day fits with what was seen before, else on the day of the first snapshot in which the school
stands in the trust. It ends when the next one begins; or when the school or the trust closes; or on the first snapshot
that holds every academy and lacks the school; else it still runs. A trust that changes its name keeps its number, so
that this is no move. Snapshots of a part of the schools show where a school stands; their silence shows nothing.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from plait.indicators.store.raw import RawFile, Reject
from plait.indicators.store.spine_fields import read_table, stage
from plait.indicators.store.trusts import LEFT_OUT, day_of, resolve_names

MEMBERSHIP_SCHEMA = pl.Schema(
    {
        "urn": pl.Int32(),
        "trust_uid": pl.Int32(),
        "from_date": pl.Date(),
        "from_kind": pl.String(),
        "to_date": pl.Date(),
        "to_kind": pl.String(),
        "source": pl.String(),
    }
)
_STAGED = pl.Schema(
    {
        "urn": pl.Int32(),
        "trust_uid": pl.Int32(),
        "trust_name": pl.String(),
        "trust_type": pl.String(),
        "joined": pl.Date(),
        "as_at": pl.Date(),
    }
)
REGISTER_LAG = dt.timedelta(days=92)  # a stated day may lie so far before a snapshot that does not show it yet


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A day on which a file showed where schools stood; `phases` as in `FieldTable.complete`."""

    day: dt.date
    phases: tuple[str, ...] | None
    urns: pl.Series


@dataclass(frozen=True, slots=True)
class Observations:
    """Where schools were seen to stand.

    `seen` has one row for each school and day: `urn`, `day`, `trust_uid`, `trust_name`, `trust_type`, `joined`,
    `source`; `left_out` counts rows of sponsors, federations and other groups that are no academy trusts.
    """

    seen: pl.DataFrame
    snapshots: tuple[Snapshot, ...]
    left_out: int
    rejects: tuple[Reject, ...]


def observe(files: Sequence[RawFile], *, known: pl.DataFrame) -> Observations:
    """Read where every file shows schools to stand, and find the trusts that are given by name only.

    Parameters
    ----------
    files
        Files read as text; those whose source has `[fields.membership]` count.
    known
        `uid`, `name`, `opened`, `closed` of the trusts that the registers hold.
    """
    frames: list[pl.DataFrame] = []
    snapshots: list[Snapshot] = []
    rejects: list[Reject] = []
    left_out = 0
    for order, file in enumerate(files):
        table = read_table(file, "membership")
        if table is None:
            continue
        wanted = dict(_STAGED)
        listed = table.rules["urn"].converter == "list"
        wanted["urn"] = pl.List(pl.Int32()) if listed else pl.Int32()
        staged, bad = stage(file, table, wanted)
        staged = staged.explode("urn") if listed else staged
        rejects += bad
        left_out += staged.filter(pl.col("trust_type") == LEFT_OUT).height
        kept = staged.filter(
            pl.col("urn").is_not_null()
            & (pl.col("trust_type") != LEFT_OUT).fill_null(value=True)
            & (pl.col("trust_uid").is_not_null() | pl.col("trust_name").is_not_null())
        ).with_columns(
            day=pl.col("as_at").fill_null(day_of(file)),
            source=pl.lit(file.source.id),
            precedence=pl.lit(file.source.precedence),
            _file=pl.lit(order),
            _secondhand=pl.lit(table.secondhand),
        )
        frames.append(kept.drop("as_at"))
        if table.complete is not None:
            snapshots.append(Snapshot(day_of(file), table.complete, kept["urn"]))
    seen, unknown = _settle(frames, known=known, files=files)
    return Observations(seen, tuple(sorted(snapshots, key=lambda snap: snap.day)), left_out, (*rejects, *unknown))


def _settle(
    frames: Sequence[pl.DataFrame], *, known: pl.DataFrame, files: Sequence[RawFile]
) -> tuple[pl.DataFrame, list[Reject]]:
    schema = {**{name: dtype for name, dtype in _STAGED.items() if name != "as_at"}, "_row": pl.Int64()}
    schema |= {
        "day": pl.Date(),
        "source": pl.String(),
        "precedence": pl.Int32(),
        "_file": pl.Int32(),
        "_secondhand": pl.Boolean(),
    }
    rows = pl.concat([pl.DataFrame(schema=schema), *frames], how="diagonal_relaxed").cast(pl.Schema(schema))
    numbered = rows.filter(pl.col("trust_uid").is_not_null())
    closing = known.select("uid", "opened", "closed").unique("uid", keep="last", maintain_order=True)
    names = pl.concat([known.select("uid", "name"), numbered.select(uid="trust_uid", name="trust_name").unique()]).join(
        closing, on="uid", how="left"
    )
    stood = numbered.filter(~pl.col("_secondhand")).select("urn", uid="trust_uid", seen_on="day").unique()
    nameless = rows.filter(pl.col("trust_uid").is_null()).drop("trust_uid")
    named = resolve_names(nameless, known=names, stood=stood)
    rejects = _unknown_names(named.filter(pl.col("trust_uid").is_null()), files)
    found = pl.concat([numbered, named.filter(pl.col("trust_uid").is_not_null())], how="diagonal_relaxed")
    seen = (
        found.sort("urn", "day", "precedence", "_file", descending=[False, False, True, True])
        .unique(["urn", "day"], keep="first", maintain_order=True)
        .drop("_row", "_file", "_secondhand", "precedence")
    )
    return seen, rejects


def _unknown_names(rows: pl.DataFrame, files: Sequence[RawFile]) -> list[Reject]:
    counted = rows.group_by("trust_name", "_file").agg(pl.col("_row").min(), n=pl.len()).sort("_file", "_row")
    return [
        Reject(
            path=files[order].path,
            source=files[order].source.id,
            row=row,
            column=_heading_of_names(files[order]),
            value=name,
            cause=f"No trust, or more than one, goes by this name ({n} rows).",
            mend="Import a register of groups of the same time.",
            severity="value",
        )
        for name, order, row, n in counted.iter_rows()
    ]


def _heading_of_names(file: RawFile) -> str:
    table = read_table(file, "membership")
    return table.rules["trust_name"].columns[0] if table else ""


def build_memberships(
    observations: Observations, *, schools: pl.DataFrame, trusts_closed: pl.DataFrame
) -> pl.DataFrame:
    """Join what was seen into spells.

    Parameters
    ----------
    observations
        Where schools were seen to stand.
    schools
        `urn`, `phase`, `status`, `closed`.
    trusts_closed
        `uid`, `closed`: the day on which a trust closed, if it did.

    Returns
    -------
    pl.DataFrame
        The table `memberships`, sorted by `urn` and `from_date`; the spells of a school do not overlap.
    """
    spells = _start(_spells(observations.seen))
    ends = _last_ends(spells, observations.snapshots, schools=schools, trusts_closed=trusts_closed)
    following = pl.col("from_date").shift(-1).over("urn")
    return (
        spells.join(ends, on=["urn", "_spell"], how="left", maintain_order="left")
        .with_columns(
            to_date=pl.coalesce(following, "_end"),
            to_kind=pl.when(following.is_not_null())
            .then(pl.col("from_kind").shift(-1).over("urn"))
            .otherwise(pl.col("_end_kind")),
        )
        .select(MEMBERSHIP_SCHEMA.names())
        .cast(MEMBERSHIP_SCHEMA)
        .sort("urn", "from_date")
    )


def _spells(seen: pl.DataFrame) -> pl.DataFrame:
    """One row for each unbroken run of observations in one trust."""
    return (
        seen.sort("urn", "day")
        .with_columns(
            _spell=((pl.col("trust_uid") != pl.col("trust_uid").shift(1)) | (pl.col("urn") != pl.col("urn").shift(1)))
            .fill_null(value=True)
            .cum_sum()
        )
        .group_by("urn", "_spell", maintain_order=True)
        .agg(
            pl.col("trust_uid").first(),
            pl.col("source").first(),
            first_seen=pl.col("day").first(),
            last_seen=pl.col("day").last(),
            joined=pl.col("joined"),
        )
    )


def _start(spells: pl.DataFrame) -> pl.DataFrame:
    """The newest stated day that fits with what was seen before, else the first day seen."""
    before = pl.col("last_seen").shift(1).over("urn")
    earliest = (before - REGISTER_LAG).fill_null(dt.date(1900, 1, 2))
    stated = (
        spells.with_columns(_earliest=earliest)
        .explode("joined")
        .filter((pl.col("joined") <= pl.col("first_seen")) & (pl.col("joined") >= pl.col("_earliest")))
        .group_by("urn", "_spell", maintain_order=True)
        .agg(pl.col("joined").last())
    )
    spells = spells.drop("joined").join(stated, on=["urn", "_spell"], how="left", maintain_order="left")
    spells = spells.with_columns(
        from_date=pl.coalesce("joined", "first_seen"),
        from_kind=pl.when(pl.col("joined").is_not_null()).then(pl.lit("stated")).otherwise(pl.lit("seen")),
    )
    while True:
        too_early = (pl.col("from_date") <= pl.col("from_date").shift(1).over("urn")).fill_null(value=False)
        if not spells.select(too_early.any()).item():
            return spells
        spells = spells.with_columns(
            from_date=pl.when(too_early).then("first_seen").otherwise("from_date"),
            from_kind=pl.when(too_early).then(pl.lit("seen")).otherwise("from_kind"),
        )


def _last_ends(
    spells: pl.DataFrame, snapshots: Sequence[Snapshot], *, schools: pl.DataFrame, trusts_closed: pl.DataFrame
) -> pl.DataFrame:
    """When each school's last spell ended, if it did: the earliest of closure, the trust's closure, and absence."""
    last = (
        spells.unique("urn", keep="last", maintain_order=True)
        .select("urn", "_spell", "trust_uid", "last_seen")
        .join(schools.select("urn", "phase", "status", school_closed="closed"), on="urn", how="left")
        .join(trusts_closed.select(trust_uid="uid", trust_closed="closed"), on="trust_uid", how="left")
        .with_columns(absent=pl.lit(None, dtype=pl.Date))
    )
    for snapshot in snapshots:
        covered = pl.col("phase").is_in(snapshot.phases) if snapshot.phases else pl.lit(value=True)
        gone = (
            (pl.col("last_seen") < snapshot.day)
            & ~pl.col("urn").is_in(snapshot.urns.to_list())
            & covered.fill_null(value=False)
        )
        last = last.with_columns(absent=pl.coalesce("absent", pl.when(gone).then(pl.lit(snapshot.day))))
    stated = pl.min_horizontal(
        pl.when(pl.col(name) > pl.col("last_seen")).then(pl.col(name)) for name in ("school_closed", "trust_closed")
    )
    stale = (pl.col("school_closed") <= pl.col("last_seen")) & (pl.col("status") == "closed")
    end = pl.min_horizontal(stated, "absent", pl.when(stale).then(pl.col("last_seen") + dt.timedelta(days=1)))
    kind = pl.when(end == stated).then(pl.lit("stated")).when(end.is_not_null()).then(pl.lit("seen"))
    return last.select("urn", "_spell", _end=end, _end_kind=kind)


def memberships_on(memberships: pl.DataFrame, *, day: dt.date) -> pl.DataFrame:
    """The spells that run on a day: at most one for each school."""
    return memberships.filter((pl.col("from_date") <= day) & (pl.col("to_date").is_null() | (pl.col("to_date") > day)))


def membership_on(memberships: pl.DataFrame, *, urn: int, day: dt.date) -> int | None:
    """The UID of the trust in which a school stands on a day, or None."""
    found = memberships_on(memberships.filter(pl.col("urn") == urn), day=day)["trust_uid"]
    return int(found[0]) if found.len() else None


def in_trust_since(memberships: pl.DataFrame, *, day: dt.date, chains: pl.DataFrame) -> pl.DataFrame:
    """Since when each school has stood in the trust in which it stands on a day.

    A predecessor in the same trust counts: a school that was taken over under a new URN has not joined anew. It counts
    if its spell runs to within a quarter of a year of the successor's.

    Parameters
    ----------
    memberships
        The table `memberships`.
    day
        The day.
    chains
        The table `chains`.

    Returns
    -------
    pl.DataFrame
        `urn`, `trust_uid`, `since`, `kind`.
    """
    standing = memberships_on(memberships, day=day).select("urn", "trust_uid", since="from_date", kind="from_kind")
    edges = chains.filter(pl.col("next_urn").is_not_null()).select(old="urn", new="next_urn")
    frontier = standing.with_columns(at=pl.col("urn"))
    found = [standing]
    while frontier.height:
        earlier = (
            frontier.join(edges, left_on="at", right_on="new")
            .join(memberships, left_on=["old", "trust_uid"], right_on=["urn", "trust_uid"])
            .filter(
                (pl.col("from_date") < pl.col("since"))
                & (pl.col("to_date").is_null() | (pl.col("to_date") >= pl.col("since") - REGISTER_LAG))
            )
        )
        frontier = earlier.select("urn", "trust_uid", since="from_date", kind="from_kind", at="old")
        found.append(frontier.drop("at"))
    return pl.concat(found).sort("urn", "since").unique("urn", keep="first", maintain_order=True)
