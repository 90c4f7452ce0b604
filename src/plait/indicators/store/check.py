"""What a build holds, how fresh it is, where figures are missing and why, and what was not taken."""

import datetime as dt

import polars as pl

from plait.core.years import AcademicYear
from plait.indicators.store.reader import Store
from plait.indicators.store.register import Register

# A yearly table is published within nine months of the end of its academic year.
_YEARLY_DELAY = dt.timedelta(days=273)
# A register that changes daily is old after a term.
_DAILY_AGE = dt.timedelta(days=92)
_LONG = ("what", "name", "year", "row", "column", "value", "n", "says")


def freshness_frame(store: Store, register: Register, *, today: dt.date) -> pl.DataFrame:
    """One row for each source of which the build has files.

    Returns
    -------
    polars.DataFrame
        `source`, `title`, `files_n`, `latest` (text: the last academic year or day), `cadence`, `is_old` (whether a
        later one should be out), `next_review`, `review_is_due`.
    """
    held = (
        store.table("files")
        .filter(pl.col("source") != "")
        .group_by("source")
        .agg(files_n=pl.len(), year=pl.col("year").max(), as_at=pl.col("as_at").max())
        .sort("source")
    )
    rows = []
    for source, files_n, year, as_at in held.iter_rows():
        entry = register.entries.get(source)
        if entry is None:
            continue
        told = entry.source
        latest = str(AcademicYear(year)) if year is not None else (as_at.isoformat() if as_at else "")
        rows.append(
            {
                "source": source,
                "title": told.title,
                "files_n": files_n,
                "latest": latest,
                "cadence": told.cadence,
                "is_old": _is_old(told.cadence, year, as_at, today),
                "next_review": told.next_review,
                "review_is_due": told.next_review < today,
            }
        )
    return pl.DataFrame(rows, infer_schema_length=None)


def gaps_frame(store: Store) -> pl.DataFrame:
    """For each indicator and year: how many figures, and how many gaps for each reason.

    Returns
    -------
    polars.DataFrame
        `indicator`, `year`, `reason` (null: there is a figure), `n`.
    """
    values = store.table("values").select(pl.col("indicator", "reason").cast(pl.String), "year")
    return values.group_by("indicator", "year", "reason").len("n").sort("indicator", "year", "reason")


def long_frame(store: Store) -> pl.DataFrame:
    """Files, gaps and rejects in one table, for a spreadsheet.

    Returns
    -------
    polars.DataFrame
        `what` (`file`, `figures`, `gap`, `reject`), `name` (path or indicator), `year`, `row`, `column`, `value`, `n`,
        `says`.
    """
    files = store.table("files").select(
        what=pl.lit("file"),
        name="path",
        year="year",
        row=pl.lit(None),
        column=pl.lit(None),
        value="source",
        n="rows_kept",
        says="note",
    )
    gaps = gaps_frame(store).select(
        what=pl.when(pl.col("reason").is_null()).then(pl.lit("figures")).otherwise(pl.lit("gap")),
        name="indicator",
        year="year",
        row=pl.lit(None),
        column=pl.lit(None),
        value=pl.lit(None),
        n="n",
        says="reason",
    )
    rejects = store.table("rejects").select(
        what=pl.lit("reject"),
        name="path",
        year=pl.lit(None),
        row="row",
        column="column",
        value="value",
        n=pl.lit(1),
        says=pl.col("cause") + " " + pl.col("mend"),
    )
    kinds = {name: pl.Int64 if name in {"year", "row", "n"} else pl.String for name in _LONG}
    return pl.concat(
        part.select(pl.col(name).cast(kind) for name, kind in kinds.items()) for part in (files, gaps, rejects)
    )


def _is_old(cadence: str, year: int | None, as_at: dt.date | None, today: dt.date) -> bool:
    if cadence == "daily":
        return as_at is not None and as_at + _DAILY_AGE < today
    if cadence == "yearly" and year is not None:
        return AcademicYear(year + 1).last_day + _YEARLY_DELAY < today
    return False
