"""The small tables of a build: constants, areas, inspections, files, codes, rejects."""

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

import polars as pl

from plait.indicators.store.raw import ROW, RawFile, Reject
from plait.indicators.store.read import FileRecord
from plait.indicators.store.register import Register

FILES = {
    "path": pl.String,
    "sha256": pl.String,
    "bytes": pl.Int64,
    "source": pl.String,
    "year": pl.Int16,
    "as_at": pl.Date,
    "encoding": pl.String,
    "bom": pl.Boolean,
    "rows_read": pl.Int64,
    "rows_kept": pl.Int64,
    "rows_national": pl.Int64,
    "rows_rejected": pl.Int64,
    "rows_repeated": pl.Int64,
    "rows_aside": pl.Int64,
    "note": pl.String,
}
CODES = {
    "path": pl.String,
    "source": pl.String,
    "column": pl.String,
    "code": pl.String,
    "reason": pl.String,
    "n": pl.Int64,
}
REJECTS = {
    "path": pl.String,
    "source": pl.String,
    "row": pl.Int64,
    "column": pl.String,
    "value": pl.String,
    "cause": pl.String,
    "mend": pl.String,
    "severity": pl.String,
}
CONSTANTS = {"source": pl.String, "year": pl.Int16, "name": pl.String, "value": pl.Float64}
AREAS = {"source": pl.String, "area": pl.String, "name": pl.String, "imd_rank": pl.Int32, "imd_decile": pl.Int8}
INSPECTIONS = {"urn": pl.Int32, "inspected_on": pl.Date, "grade": pl.Int8}
_DAYS = ("%Y%m%d", "%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y")
_NOT_A_FIGURE = "The text is not a figure."
_MEND = "Check the file against the published one."


def files_frame(records: Iterable[FileRecord]) -> pl.DataFrame:
    """The `files` table: what became of each file."""
    rows = [
        {name: getattr(record, name) for name in FILES} | {"year": record.year.start if record.year else None}
        for record in records
    ]
    return pl.DataFrame(rows, schema=FILES).sort("path")


def codes_frame(codes: pl.DataFrame) -> pl.DataFrame:
    """The `codes` table, in the order of its key."""
    cast_codes = codes.select(pl.col(name).cast(kind) for name, kind in CODES.items())
    return cast_codes.sort("path", "column", "code")


def rejects_frame(rejects: Iterable[Reject]) -> pl.DataFrame:
    """The `rejects` table: each row or value not taken, once, whoever found it."""
    rows = [[getattr(reject, name) for name in REJECTS] for reject in rejects]
    frame = pl.DataFrame(rows, schema=REJECTS, orient="row")
    once = frame.unique(subset=["path", "row", "column", "severity"], keep="first", maintain_order=True)
    return once.sort("path", "row", "column")


def assemble_constants(raws: Sequence[RawFile]) -> tuple[pl.DataFrame, list[Reject]]:
    """The `constants` table: every figure of a file of published constants, under the heading of its column."""
    parts, rejects = [], []
    for raw in _with_role(raws, "constants"):
        texts = raw.frame.unpivot(index=ROW, variable_name="name", value_name="text").drop_nulls("text")
        texts = texts.filter(pl.col("name") != "BASIS")
        figures = texts.with_columns(value=pl.col("text").str.strip_chars().cast(pl.Float64, strict=False))
        for row, name, text in figures.filter(pl.col("value").is_null()).select(ROW, "name", "text").iter_rows():
            rejects.append(Reject(raw.path, raw.source.id, row, name, text, _NOT_A_FIGURE, _MEND, "value"))
        year = pl.lit(raw.year.start if raw.year else None)
        parts.append(figures.drop_nulls("value").with_columns(source=pl.lit(raw.source.id), year=year))
    return _stack(parts, CONSTANTS, key=("source", "year", "name")), rejects


def assemble_areas(raws: Sequence[RawFile]) -> tuple[pl.DataFrame, list[Reject]]:
    """The `areas` table: deprivation of each small area, from each edition."""
    parts, rejects = [], []
    for raw in _with_role(raws, "area"):
        told = raw.frame.select(ROW, source=pl.lit(raw.source.id), **_columns(raw, "areas"))
        figures = told.with_columns(
            pl.col("imd_rank").str.replace_all(",", "").cast(pl.Int32, strict=False).alias("rank"),
            pl.col("imd_decile").cast(pl.Int8, strict=False).alias("decile"),
        )
        for column, figure in (("imd_rank", "rank"), ("imd_decile", "decile")):
            bad = figures.filter(pl.col(column).is_not_null() & pl.col(figure).is_null()).select(ROW, column)
            for row, text in bad.iter_rows():
                rejects.append(Reject(raw.path, raw.source.id, row, column, text, _NOT_A_FIGURE, _MEND, "value"))
        parts.append(figures.with_columns(imd_rank="rank", imd_decile="decile"))
    return _stack(parts, AREAS, key=("source", "area")), rejects


def assemble_inspections(raws: Sequence[RawFile], register: Register) -> tuple[pl.DataFrame, list[Reject]]:
    """The `inspections` table: each inspection of a school with an overall grade."""
    parts, rejects = [], []
    for raw in _with_role(raws, "inspections"):
        grades = register.entries[raw.source.id].grades
        told = raw.frame.select(ROW, **_columns(raw, "inspections"))
        read = told.with_columns(
            pl.col("urn").cast(pl.Int32, strict=False).alias("urn"),
            pl.coalesce(pl.col("inspected_on").str.to_date(day, strict=False) for day in _DAYS).alias("day"),
            pl.col("grade").str.strip_chars().replace_strict(grades, default=None, return_dtype=pl.Int8).alias("mark"),
        )
        for column, figure, cause in (
            ("inspected_on", "day", "The text is not a day."),
            ("grade", "mark", "The text is not a grade of this source."),
        ):
            for row, text in read.filter(pl.col(figure).is_null()).select(ROW, column).iter_rows():
                rejects.append(Reject(raw.path, raw.source.id, row, column, text or "", cause, _MEND, "value"))
        parts.append(read.drop_nulls(["day", "mark"]).with_columns(inspected_on="day", grade="mark"))
    return _stack(parts, INSPECTIONS, key=("urn", "inspected_on")), rejects


def _with_role(raws: Sequence[RawFile], role: str) -> list[RawFile]:
    found = [raw for raw in raws if role in raw.source.roles]
    return sorted(found, key=lambda raw: (-raw.source.precedence, raw.source.id, raw.path))


def _columns(raw: RawFile, table: str) -> dict[str, pl.Expr]:
    fields = cast("Mapping[str, str]", raw.source.fields[table])
    return {
        field: pl.col(heading) if heading in raw.frame.columns else pl.lit(None, pl.String)
        for field, heading in fields.items()
    }


def _stack(
    parts: Sequence[pl.DataFrame], schema: Mapping[str, type[pl.DataType]], *, key: Sequence[str]
) -> pl.DataFrame:
    typed = [part.select(pl.col(name).cast(kind) for name, kind in schema.items()) for part in parts]
    whole = pl.concat([pl.DataFrame(schema=dict(schema)), *typed])
    return whole.unique(subset=list(key), keep="first", maintain_order=True).sort(key)
