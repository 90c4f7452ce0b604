"""Rows of a CSV as they stand: how many fields each has, which are blank, which are of the wrong width."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from plait.indicators.store.inputs import BadFile

_COMMA, _QUOTE, _FEED, _RETURN = 44, 34, 10, 13
# Bytes with which a formula may begin, told apart by what follows: see `may_hold_formulas`.
_STARTS = np.zeros(256, dtype=np.bool_)
_STARTS[[ord(sign) for sign in "=@+-"]] = True
_BEFORE = np.zeros(256, dtype=np.bool_)
_BEFORE[[_COMMA, _QUOTE, _FEED]] = True
_FIGURE = np.zeros(256, dtype=np.bool_)
_FIGURE[[ord(sign) for sign in '0123456789.,%\r\n"']] = True


@dataclass(frozen=True, slots=True)
class Records:
    """Where the rows of a table are.

    `start` and `end` (n) are offsets in bytes, `width` (n) the number of fields, `number` (n) the row number (1 is the
    line under the heading; blank rows count). Blank rows themselves are left out.
    """

    start: npt.NDArray[np.int64]
    end: npt.NDArray[np.int64]
    width: npt.NDArray[np.int64]
    number: npt.NDArray[np.int64]

    def only(self, which: npt.NDArray[np.bool_]) -> "Records":
        """The rows for which the mask (n) holds."""
        return Records(self.start[which], self.end[which], self.width[which], self.number[which])

    def folds(self, body: bytes) -> npt.NDArray[np.bool_]:
        """Which rows (n) run over several lines."""
        feeds = np.flatnonzero(np.frombuffer(body, dtype=np.uint8) == _FEED)
        return np.searchsorted(feeds, self.end) > np.searchsorted(feeds, self.start)


def find_records(body: bytes) -> Records:
    """Find the rows of a table without reading its fields.

    A quotation mark that is never closed makes one long row of all that follows; `read_fields` refuses it.
    """
    signs = np.frombuffer(body, dtype=np.uint8)
    feeds, commas = signs == _FEED, signs == _COMMA
    if b'"' in body:
        inside = np.bitwise_xor.accumulate((signs == _QUOTE).view(np.uint8)).view(np.bool_)
        feeds &= ~inside
        commas &= ~inside
    end = np.flatnonzero(feeds).astype(np.int64)
    if signs.size and (not end.size or end[-1] != signs.size - 1):
        end = np.append(end, np.int64(signs.size))
    start = np.concatenate(([0], end[:-1] + 1)).astype(np.int64) if end.size else end
    width = np.diff(np.searchsorted(np.flatnonzero(commas), end), prepend=0) + 1
    blank = (end == start) | ((end == start + 1) & (signs[start] == _RETURN)) if end.size else end == start
    filled = ~blank
    number = np.arange(1, end.size + 1, dtype=np.int64)
    return Records(start[filled], end[filled], width[filled].astype(np.int64), number[filled])


def read_fields(path: str, body: bytes, records: Records, columns: Sequence[int], width: int) -> pl.DataFrame:
    """The fields of some columns as text; fields that a short row does not have are null, like empty ones.

    Parameters
    ----------
    columns
        Positions of the columns wanted, ascending.
    width
        Number of columns of the table.

    Raises
    ------
    BadFile
        If the quotation marks of the file make no sense.
    """
    names = [f"c{position}" for position in range(width)]
    wanted = [names[position] for position in columns]
    if records.number.size == 0:
        return pl.DataFrame(schema=dict.fromkeys(wanted, pl.String))
    # The heading makes the reader expect the full width even if the first rows are short.
    whole = ",".join(names).encode() + b"\n" + _only_these(body, records)
    try:
        frame = pl.read_csv(whole, infer_schema=False, columns=wanted, truncate_ragged_lines=True)
    except pl.exceptions.PolarsError:
        frame = None
    if frame is None or frame.height != records.number.size:
        return _read_slowly(path, body, records, columns)
    return frame.select(wanted)


def may_hold_formulas(body: bytes) -> bool:
    """Whether any field begins as a formula might; figures with a sign do not count."""
    signs = np.frombuffer(body, dtype=np.uint8)
    at = np.flatnonzero(_STARTS[signs])
    if not at.size:
        return False
    before = np.where(at > 0, signs[np.maximum(at - 1, 0)], _FEED)
    after = np.where(at + 1 < signs.size, signs[np.minimum(at + 1, signs.size - 1)], _FEED)
    sign = signs[at]
    begins = _BEFORE[before] & ((sign == ord("=")) | (sign == ord("@")) | ~_FIGURE[after])
    return bool(begins.any())


def _only_these(body: bytes, records: Records) -> bytes:
    whole = records.end - records.start + 1
    if int(whole.sum()) >= len(body):
        return body
    return b"\n".join(body[a:b] for a, b in zip(records.start.tolist(), records.end.tolist(), strict=True))


def _read_slowly(path: str, body: bytes, records: Records, columns: Sequence[int]) -> pl.DataFrame:
    """Read row by row, to find the one with which the quick reader could not cope."""
    rows: list[list[str | None]] = []
    for number, start, end in zip(records.number.tolist(), records.start.tolist(), records.end.tolist(), strict=True):
        try:
            (fields,) = csv.reader(io.StringIO(body[start:end].decode("utf-8"), newline=""), strict=True)
        except (csv.Error, ValueError) as fault:
            raise _quotes(path, number, str(fault)) from fault
        rows.append([(fields[position] or None) if position < len(fields) else None for position in columns])
    names = [f"c{position}" for position in columns]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def _quotes(path: str, number: int, why: str) -> BadFile:
    return BadFile(
        f"{path} was not imported.",
        why=f"The quotation marks of row {number} make no sense ({why}).",
        mend="Mend that row, or download the file again and rerun the import.",
    )
