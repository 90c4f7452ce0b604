"""From the columns of a file to figures: one row for each school (or trust) and year, with a value or a reason."""

import re
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from plait.core.missing import Reason
from plait.core.years import AcademicYear
from plait.indicators.store.cells import TypedColumn, reject_unknown, type_column
from plait.indicators.store.definition_parts import STATUSES, Definition, Origin
from plait.indicators.store.raw import ROW, RawFile, Reject

REASONS = pl.Enum([str(reason) for reason in Reason])
FIGURES: dict[str, pl.DataType | type[pl.DataType]] = {
    "id": pl.Int32,
    "year": pl.Int16,
    "value": pl.Float64,
    "reason": REASONS,
    "cohort_n": pl.Float64,
    "lo": pl.Float64,
    "hi": pl.Float64,
    "schools_n": pl.Float64,
    "source": pl.String,
    "rank": pl.UInt32,
    "file": pl.UInt32,
    ROW: pl.Int64,
}
CODES: dict[str, pl.DataType | type[pl.DataType]] = {
    "path": pl.String,
    "source": pl.String,
    "column": pl.String,
    "code": pl.String,
    "reason": REASONS,
    "n": pl.UInt32,
}
_YEAR = "{year}"
_KEPT_FIGURES = 12  # significant figures: what is beyond is noise of binary fractions (0.274 · 100)


class FigureReader:
    """Reads figures from files, typing each column once, and keeps what it met: codes and rejected values.

    Parameters
    ----------
    files
        The files of an import.
    schools
        The `schools` table: `urn`, `phase`, `postcode`, `all_through`, `middle`.
    """

    def __init__(self, files: Sequence[RawFile], schools: pl.DataFrame) -> None:
        self.files = files
        self.rejects: list[Reject] = []
        self._typed: dict[tuple[int, str], TypedColumn] = {}
        self._keys: dict[tuple[int, str], pl.Series] = {}
        self._postcodes = schools.select(id=pl.col("urn").cast(pl.Int32), postcode=fold_postcode("postcode"))
        self._headings = [{name.casefold(): name for name in raw.frame.columns} for raw in files]
        self._by_source: dict[str, list[int]] = {}
        # A later publication goes before an earlier one of the same standing.
        for number in sorted(range(len(files)), key=lambda n: _date_of(files[n]), reverse=True):
            self._by_source.setdefault(files[number].source.id, []).append(number)

    def read(self, definition: Definition, origins: Sequence[Origin]) -> pl.DataFrame:
        """All figures that the files hold for an indicator, most trusted first within a school and year.

        Returns
        -------
        pl.DataFrame
            Columns of `FIGURES`; `rank` is lower for what is believed first.
        """
        found = []
        for place, origin in enumerate(origins):
            for age, number in enumerate(self._by_source.get(origin.source, [])):
                rank = (STATUSES.index(origin.status) * 100 + place) * 1000 + age
                found += [
                    frame.with_columns(rank=pl.lit(rank, pl.UInt32), file=pl.lit(number, pl.UInt32))
                    for frame in self._read_file(number, origin)
                ]
        if not found:
            return pl.DataFrame(schema=FIGURES)
        frame = pl.concat(found).select(FIGURES.keys())
        # The range is that of one school: a trust's headcount has no such bound.
        of_trusts = any(origin.key == "uid" for origin in origins)
        return frame if of_trusts and definition.unit == "count" else self.refuse_implausible(frame, definition)

    def list_codes(self) -> pl.DataFrame:
        """How often each code was met, by file and column: columns of `CODES`."""
        rows = [
            (self.files[number].path, self.files[number].source.id, column, code.code, code.reason, code.n)
            for (number, column), typed in self._typed.items()
            for code in typed.codes
        ]
        return pl.DataFrame(rows, schema=CODES, orient="row").sort("path", "column", "code")

    def _read_file(self, number: int, origin: Origin) -> Iterator[pl.DataFrame]:
        raw = self.files[number]
        if origin.years is not None and (raw.year is None or raw.year.start not in origin.years):
            return
        headings = self._headings[number]
        if any(name.casefold() not in headings for name in (origin.key_column, *origin.where)):
            return
        for columns, year in _find_columns(raw, origin, headings):
            start = origin.year if origin.year is not None else year
            if start is not None:
                yield self._read_columns(number, origin, columns, start + origin.offset)

    def _read_columns(self, number: int, origin: Origin, columns: Sequence[str], year: int) -> pl.DataFrame:
        raw = self.files[number]
        typed = [self._type(number, column) for column in columns]
        value, reason = typed[0].value, typed[0].reason
        if len(typed) > 1:
            table = pl.DataFrame([item.reason.alias(str(n)) for n, item in enumerate(typed)])
            reason = table.select(pl.coalesce(pl.all())).to_series()
            value = sum((item.value for item in typed[1:]), typed[0].value)
        frame = pl.DataFrame(
            {
                "value": (value * origin.scale).round_sig_figs(_KEPT_FIGURES),
                "reason": reason.cast(REASONS),
                "cohort_n": self._count(number, origin.cohort),
                "lo": self._companion(number, origin.lo, origin.scale),
                "hi": self._companion(number, origin.hi, origin.scale),
                "schools_n": self._count(number, origin.schools),
                ROW: raw.frame[ROW],
                "key": self._key(number, origin),
            }
        )
        frame = frame.with_columns(year=pl.lit(year, pl.Int16), source=pl.lit(raw.source.id))
        if origin.where:
            frame = frame.filter(_mask(raw.frame, origin.where, self._headings[number]))
        if origin.key == "postcode":
            return frame.join(self._postcodes, left_on="key", right_on="postcode", how="inner").drop("key")
        return frame.rename({"key": "id"}).filter(pl.col("id").is_not_null())

    def _key(self, number: int, origin: Origin) -> pl.Series:
        place = (number, origin.key_column)
        if place not in self._keys:
            text = self.files[number].frame.select(
                pl.col(self._headings[number][origin.key_column.casefold()]).alias("key")
            )
            key = fold_postcode("key") if origin.key == "postcode" else _read_number("key")
            self._keys[place] = text.select(key.alias("key")).to_series()
        return self._keys[place]

    def _companion(self, number: int, column: str | None, scale: float) -> pl.Series:
        raw = self.files[number]
        heading = self._headings[number].get(column.casefold()) if column else None
        if heading is None:
            return pl.Series([None], dtype=pl.Float64).new_from_index(0, raw.frame.height)
        return self._type(number, heading).value * scale

    def _count(self, number: int, column: str | None) -> pl.Series:
        counted = self._companion(number, column, 1)
        return counted.set(counted < 0, None)

    def _type(self, number: int, column: str) -> TypedColumn:
        if (number, column) not in self._typed:
            raw = self.files[number]
            typed = type_column(raw.frame[column], raw.source.codes)
            self.rejects += reject_unknown(raw, column, typed)
            self._typed[number, column] = typed
        return self._typed[number, column]

    def refuse_implausible(self, frame: pl.DataFrame, definition: Definition) -> pl.DataFrame:
        """Turn figures outside the plausible range into errors, and name each with file and row."""
        low, high = definition.plausible
        outside = ~pl.col("value").is_between(low, high)
        for number, row, year, value in frame.filter(outside).select("file", ROW, "year", "value").iter_rows():
            raw = self.files[number]
            self.rejects.append(
                Reject(
                    raw.path,
                    raw.source.id,
                    row,
                    self._columns_told(number, year, definition),
                    f"{value:g}",
                    f"The figure lies outside {low:g} to {high:g}, which is what “{definition.short}” can be.",
                    "Check the cell against the published file; if it is right, widen the range in the definition.",
                    "value",
                )
            )
        return frame.with_columns(
            value=pl.when(outside).then(None).otherwise("value"),
            reason=pl.when(outside).then(pl.lit(str(Reason.ERROR), REASONS)).otherwise("reason"),
        )

    def _columns_told(self, number: int, year: int, definition: Definition) -> str:
        """The headings from which a file gives an indicator for a year; the indicator, if it was worked out."""
        raw = self.files[number]
        found = [
            column
            for origin in (*definition.origins, *definition.trust_origins)
            if origin.source == raw.source.id
            for columns, start in _find_columns(raw, origin, self._headings[number])
            if (origin.year if origin.year is not None else start or 0) + origin.offset == year
            for column in columns
        ]
        return ", ".join(dict.fromkeys(found)) or definition.id


def fold_postcode(column: str) -> pl.Expr:
    """A postcode in capitals without spaces; null where there is none."""
    folded = pl.col(column).str.to_uppercase().str.replace_all(r"\s", "")
    return pl.when(folded.str.len_bytes() > 0).then(folded)


def _read_number(column: str) -> pl.Expr:
    # The trust tables of 2023/24 write 16752X for the trust that was 16752 (same company) the year before.
    return pl.col(column).str.strip_suffix("X").cast(pl.Int32, strict=False)


def _find_columns(
    raw: RawFile, origin: Origin, headings: Mapping[str, str]
) -> Iterator[tuple[Sequence[str], int | None]]:
    if not any(_YEAR in column for column in origin.columns):
        if all(column.casefold() in headings for column in origin.columns):
            yield [headings[column.casefold()] for column in origin.columns], raw.year.start if raw.year else None
        return
    before, after = (re.escape(part) for part in origin.columns[0].split(_YEAR))
    for heading in raw.frame.columns:
        found = re.fullmatch(f"{before}(?P<year>\\d{{6}}){after}", heading, re.IGNORECASE)
        if found:
            yield [heading], AcademicYear.parse(found["year"]).start


def _mask(frame: pl.DataFrame, where: Mapping[str, tuple[str, ...]], headings: Mapping[str, str]) -> pl.Series:
    masks = [
        pl.col(headings[column.casefold()]).str.to_lowercase().is_in([text.lower() for text in texts])
        for column, texts in where.items()
    ]
    return frame.select(pl.all_horizontal(masks).fill_null(value=False).alias("mask")).to_series()


def _date_of(raw: RawFile) -> tuple[int, str]:
    return (raw.year.start if raw.year else 0, raw.as_at.isoformat() if raw.as_at else "")
