"""What passes between the steps of an import: a source of the register, a file read as text, a rejected row."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from plait.core.missing import Reason
from plait.core.years import AcademicYear

ROW = "_row"  # Int64 column of every raw frame: 1 is the line under the heading


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of the register: what a kind of published file is and how it is read.

    `codes` maps a code as it stands in the file ("SUPP") to its reason, or to the number it stands for
    (`SP`, "small percentage", is a value and not a gap).
    """

    id: str
    title: str
    publisher: str
    licence: str
    page: str
    cadence: str
    owner: str
    next_review: dt.date
    roles: tuple[str, ...]
    codes: Mapping[str, Reason | float] = field(default_factory=dict)
    fields: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    precedence: int = 0
    fetch: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file read as text.

    `frame` has only String columns under the headings of the file (byte order mark, quotes and outer spaces removed;
    renamed to the register's spelling where an entry says so) and the Int64 column `_row`. Rows that are national or
    local-authority totals are already out, and counted.
    """

    source: Source
    path: str
    year: AcademicYear | None
    as_at: dt.date | None
    frame: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Reject:
    """One row, or one value of a row, that was not taken, with the cause and the mend.

    `row` 0 is the file as a whole.
    """

    path: str
    source: str
    row: int
    column: str
    value: str
    cause: str
    mend: str
    severity: Literal["row", "value"]
