"""Reading the real files for tests of what comes after reading: by the register, without the import engine."""

import re
from pathlib import Path

import polars as pl

from plait.core.years import AcademicYear
from plait.indicators.store.raw import ROW, RawFile
from plait.indicators.store.register import Entry, load_register, normalise

_SPAN = re.compile(r"(20\d\d)_(\d\d)")


def read_real(folder: Path, patterns: tuple[str, ...] = ("*/*.csv*",)) -> list[RawFile]:
    """The files of a folder whose source gives figures."""
    paths = sorted({path for pattern in patterns for path in folder.glob(pattern)})
    found = [read_one(path) for path in paths if "meta" not in path.parts]
    return [raw for raw in found if raw is not None]


def read_one(path: Path) -> RawFile | None:
    frame = pl.read_csv(path, infer_schema=False, encoding="utf8-lossy")
    entry = _recognise(frame)
    if entry is None or not {"values", "trust_values"} & set(entry.source.roles):
        return None
    spelling = entry.spelling()
    frame = frame.rename({name: spelling.get(normalise(name), name.strip("\ufeff")) for name in frame.columns})
    frame = frame.with_row_index(ROW, offset=1).with_columns(pl.col(ROW).cast(pl.Int64))
    for rule in entry.read.totals:
        frame = frame.filter(~pl.col(rule.column).is_in(list(rule.values)).fill_null(value=False))
    for column, pattern in entry.read.ids.items():
        frame = frame.filter(pl.col(column).str.contains(f"^(?:{pattern})$").fill_null(value=False))
    return RawFile(source=entry.source, path=path.name, year=_year(entry, frame, path), as_at=None, frame=frame)


def _recognise(frame: pl.DataFrame) -> Entry | None:
    headings = {normalise(name) for name in frame.columns}
    fitting = [
        entry
        for entry in load_register().entries.values()
        if headings.issuperset(map(normalise, entry.recognise.all_of))
        and (not entry.recognise.any_of or headings & set(map(normalise, entry.recognise.any_of)))
        and not headings & set(map(normalise, entry.recognise.none_of))
    ]
    return max(fitting, key=lambda entry: len(entry.recognise.all_of), default=None)


def _year(entry: Entry, frame: pl.DataFrame, path: Path) -> AcademicYear | None:
    if entry.year.origin == "constant":
        return entry.year.constant
    if entry.year.origin == "name":
        found = _SPAN.search(path.name)
        return AcademicYear(int(found[1])) if found else None
    if entry.year.origin == "column":
        text = frame[entry.year.column].drop_nulls()[0]
        return AcademicYear(int(text) - 1) if entry.year.written == "ending" else AcademicYear.parse(text)
    return None
