"""Which rows of a raw table are taken: not totals, not those without a proper key, not repeats."""

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from plait.indicators.store.raw import ROW, Reject
from plait.indicators.store.register import Entry

_DUPLICATE = "Another row has the same {key} and says something else, so that neither can be believed."


@dataclass(frozen=True, slots=True)
class Sifted:
    """The rows taken, and how many were totals, rejected, or word-for-word repeats of a row taken."""

    frame: pl.DataFrame
    totals_n: int
    rejected_n: int
    repeated_n: int
    rejects: tuple[Reject, ...]


def sift_rows(path: str, entry: Entry, frame: pl.DataFrame) -> Sifted:
    """Take out of a raw table the rows that are not about one school (or trust, or area), and count them.

    Parameters
    ----------
    path
        The file, for the rejects.
    entry
        Its source: the totals, the key, the patterns of identifiers.
    frame
        Text columns and `_row`.
    """
    keys = [name for name in {*entry.read.key, *entry.read.ids} if name in frame.columns]
    frame = frame.with_columns(pl.col(name).str.strip_chars() for name in keys)
    is_total = _is_total(entry, frame)
    rest = frame.filter(~is_total)
    rest, bad = _reject_bad_ids(path, entry, rest)
    rest, repeated, conflicting = _reject_duplicates(path, entry, rest)
    return Sifted(rest, int(is_total.sum()), len(bad) + len(conflicting), repeated, (*bad, *conflicting))


def _is_total(entry: Entry, frame: pl.DataFrame) -> pl.Series:
    found = pl.Series("total", [False]).new_from_index(0, frame.height)
    for rule in entry.read.totals:
        if rule.column in frame.columns:
            found |= frame[rule.column].str.strip_chars().is_in(list(rule.values)).fill_null(value=False)
    return found


def _reject_bad_ids(path: str, entry: Entry, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Reject]]:
    rejects: list[Reject] = []
    for column, pattern in entry.read.ids.items():
        if column not in frame.columns:
            continue
        good = frame[column].str.contains(f"^(?:{pattern})$").fill_null(value=False)
        if good.all():
            continue
        for row, value in frame.filter(~good).select(ROW, column).iter_rows():
            cause = f"The row has no {column}." if value is None else f"“{value}” is not a {column}."
            mend = (
                f"Give the row its {column} in the file, or leave it out." if value is None else "Mend it in the file."
            )
            rejects.append(Reject(path, entry.source.id, row, column, value or "", cause, mend, "row"))
        frame = frame.filter(good)
    return frame, rejects


def _reject_duplicates(path: str, entry: Entry, frame: pl.DataFrame) -> tuple[pl.DataFrame, int, list[Reject]]:
    key = [name for name in entry.read.key if name in frame.columns]
    if not key or not (twice := frame.select(key).is_duplicated()).any():
        return frame, 0, []
    said = [name for name in frame.columns if name != ROW]
    once = frame.unique(subset=said, keep="first", maintain_order=True)
    repeated = frame.height - once.height
    twice = once.select(key).is_duplicated()
    cause = _DUPLICATE.format(key=" and ".join(key))
    mend = "Remove all but the right one of these rows."
    rejects = [
        Reject(path, entry.source.id, row, ", ".join(key), _told(values), cause, mend, "row")
        for row, *values in once.filter(twice).select(ROW, *key).iter_rows()
    ]
    return once.filter(~twice), repeated, rejects


def _told(values: Iterable[str | None]) -> str:
    return ", ".join(value or "" for value in values)
