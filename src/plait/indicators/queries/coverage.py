"""What a build holds and what it lacks: figures and reasons by indicator and year, files, rejected rows. Open data."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import polars as pl

from plait.core.missing import Reason
from plait.indicators.queries.reach import require_open_data
from plait.indicators.queries.remembered import once_per_build
from plait.indicators.store.reader import Store
from plait.organisations.domain import Scope

REJECTS_PAGE: Final = 100  # lines of rejected rows on one page
REJECT_EXAMPLES: Final = 3  # rows that are named where many were not taken for one cause


@dataclass(frozen=True, slots=True)
class Cell:
    """How many schools have a figure for an indicator in a year, and why the others of the file have none."""

    indicator: str
    year: int
    values_n: int
    gaps: Mapping[Reason, int]

    @property
    def rows_n(self) -> int:
        """Schools that stand in the file, with a figure or a reason."""
        return self.values_n + sum(self.gaps.values())


@dataclass(frozen=True, slots=True)
class File:
    """One file that went into the build."""

    path: str
    sha256: str
    bytes: int
    source: str
    year: int | None
    as_at: dt.date | None
    rows_read: int
    rows_kept: int
    rows_national: int
    rows_rejected: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row or a value that was not taken, and how to mend it."""

    path: str
    row: int
    column: str
    value: str
    cause: str
    mend: str
    severity: str


@dataclass(frozen=True, slots=True)
class RejectCause:
    """Rows or values of a file that were not taken for one and the same cause: how many, and the first few rows."""

    path: str
    column: str
    cause: str
    mend: str
    severity: str
    n: int
    rows: tuple[int, ...]


def list_cells(scope: Scope, *, store: Store) -> list[Cell]:
    """The coverage of every indicator and year of the build."""
    require_open_data(scope)
    return once_per_build(store, "coverage.cells", lambda: _count(store))


def cells_of(scope: Scope, *, store: Store, indicator: str) -> list[Cell]:
    """The coverage of one indicator, earliest year first."""
    return [cell for cell in list_cells(scope, store=store) if cell.indicator == indicator]


def list_files(scope: Scope, *, store: Store) -> list[File]:
    """The files of the build, by source and name."""
    require_open_data(scope)
    rows = store.table("files").sort("source", "path")
    return [_read_file(row) for row in rows.iter_rows(named=True)]


def list_rejects(scope: Scope, *, store: Store, path: str | None = None, page: int = 1) -> tuple[list[Rejected], int]:
    """A page of what was not taken, of all files or of one, and how much there is in all."""
    rows = rejects_frame(scope, store=store)
    if path is not None:
        rows = rows.filter(pl.col("path") == path)
    cut = rows.slice((max(1, page) - 1) * REJECTS_PAGE, REJECTS_PAGE)
    return [_read_reject(row) for row in cut.iter_rows(named=True)], rows.height


def list_reject_causes(scope: Scope, *, store: Store) -> list[RejectCause]:
    """What was not taken, put together by file, column and cause, in the order of the files."""
    rows = rejects_frame(scope, store=store).group_by(
        "path", "column", "cause", "mend", "severity", maintain_order=True
    )
    found = rows.agg(pl.len().alias("n"), pl.col("row").head(REJECT_EXAMPLES).alias("rows"))
    return [RejectCause(**{**row, "rows": tuple(row["rows"])}) for row in found.iter_rows(named=True)]


def rejects_frame(scope: Scope, *, store: Store) -> pl.DataFrame:
    """All that was not taken."""
    require_open_data(scope)
    return store.table("rejects").sort("path", "row")


def count_gaps(scope: Scope, *, store: Store) -> dict[Reason, int]:
    """How many figures are missing for each reason, over the whole build."""
    total: dict[Reason, int] = {}
    for cell in list_cells(scope, store=store):
        for reason, n in cell.gaps.items():
            total[reason] = total.get(reason, 0) + n
    return dict(sorted(total.items(), key=lambda item: -item[1]))


def _count(store: Store) -> list[Cell]:
    rows = (
        store.table("values")
        .group_by("indicator", "year")
        .agg(
            pl.col("value").is_not_null().sum().alias("values"),
            pl.col("reason").drop_nulls().cast(pl.String).value_counts().alias("gaps"),
        )
        .sort("indicator", "year")
    )
    return [
        Cell(row["indicator"], row["year"], row["values"], {Reason(g["reason"]): g["count"] for g in row["gaps"]})
        for row in rows.iter_rows(named=True)
    ]


def _read_file(row: dict[str, Any]) -> File:
    return File(
        path=row["path"],
        sha256=row["sha256"],
        bytes=row["bytes"],
        source=row["source"],
        year=row["year"],
        as_at=row["as_at"],
        rows_read=row["rows_read"],
        rows_kept=row["rows_kept"],
        rows_national=row["rows_national"],
        rows_rejected=row["rows_rejected"],
    )


def _read_reject(row: dict[str, Any]) -> Rejected:
    return Rejected(
        path=row["path"],
        row=row["row"],
        column=row["column"] or "",
        value=row["value"] or "",
        cause=row["cause"] or "",
        mend=row["mend"] or "",
        severity=row["severity"] or "",
    )
