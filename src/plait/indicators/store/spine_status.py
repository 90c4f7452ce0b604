"""Whether a school is open: the newest evidence counts.

Evidence is, each with its day:

- what a file states, on the day on which the file stood; a list of results shows only that a school was there when its
  year began;
- a successor, on the day of the list of links: the school has closed on the day of the link (not if it was split: then
  it goes on beside the new one);
- being a successor, on the day of the link: the school is open;
- absence from a list that holds every school of its phase, where the school was known to be open before: it has closed,
  and the day is not known.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from plait.organisations.domain import Status

_LONG_AGO = dt.date(1900, 1, 1)
_CLOSING_LINKS = ("Successor", "Successor - merged", "Successor - amalgamated")
_EVIDENCE = pl.Schema({"urn": pl.Int32(), "day": pl.Date(), "status": pl.String(), "closed": pl.Date()})


@dataclass(frozen=True, slots=True)
class Roll:
    """What one file says: `frame` has `urn`, `status`, `closed`; `phases` as in `FieldTable.complete`."""

    day: dt.date
    frame: pl.DataFrame
    phases: tuple[str, ...] | None


def decide_status(
    rolls: Sequence[Roll], *, links: pl.DataFrame, linked_as_at: dt.date, phases: pl.DataFrame
) -> pl.DataFrame:
    """The state of every school.

    Parameters
    ----------
    rolls
        What each file says.
    links
        The table `links`.
    linked_as_at
        The day on which the links stood.
    phases
        `urn`, `phase`: which lists a school must stand in.

    Returns
    -------
    pl.DataFrame
        `urn`, `status` (a value of `Status`), `closed` (null if open or not known), `status_day`.
    """
    stated = [
        roll.frame.select("urn", day=pl.lit(roll.day), status="status", closed="closed").filter(
            pl.col("status").is_not_null()
        )
        for roll in rolls
    ]
    evidence = pl.concat([frame.cast(_EVIDENCE) for frame in (*stated, *_from_links(links, linked_as_at))])
    evidence = pl.concat([evidence, *(frame.cast(_EVIDENCE) for frame in _absences(rolls, evidence, phases))])
    newest = (
        evidence.sort("urn", "day", "closed", nulls_last=False)
        .group_by("urn", maintain_order=True)
        .agg(
            pl.col("status").last(),
            pl.col("closed").filter(pl.col("status") == Status.CLOSED).drop_nulls().last(),
            status_day=pl.col("day").last(),
        )
    )
    return newest.with_columns(closed=pl.when(pl.col("status") == Status.CLOSED).then("closed"))


def _from_links(links: pl.DataFrame, as_at: dt.date) -> tuple[pl.DataFrame, pl.DataFrame]:
    ended = links.filter(pl.col("link_type").is_in(_CLOSING_LINKS))
    closed = ended.select("urn", day=pl.lit(as_at), status=pl.lit(Status.CLOSED.value), closed=pl.col("linked_on"))
    begun = links.filter(pl.col("link_type").str.starts_with("Successor")).select(
        urn="link_urn",
        day=pl.col("linked_on").fill_null(_LONG_AGO),
        status=pl.lit(Status.OPEN.value),
        closed=pl.lit(None, dtype=pl.Date),
    )
    return closed, begun


def _absences(rolls: Sequence[Roll], evidence: pl.DataFrame, phases: pl.DataFrame) -> list[pl.DataFrame]:
    found = []
    for roll in rolls:
        if roll.phases is None:
            continue
        before = (
            evidence.filter(pl.col("day") < roll.day)
            .sort("urn", "day")
            .group_by("urn", maintain_order=True)
            .agg(pl.col("status").last())
            .filter(pl.col("status") == Status.OPEN)
        )
        missing = before.join(roll.frame.select("urn"), on="urn", how="anti").join(phases, on="urn", how="left")
        if roll.phases:
            missing = missing.filter(pl.col("phase").is_in(roll.phases))
        found.append(
            missing.select(
                "urn",
                day=pl.lit(roll.day),
                status=pl.lit(Status.CLOSED.value),
                closed=pl.lit(None, dtype=pl.Date),
            )
        )
    return found
