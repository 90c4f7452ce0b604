"""Figures into the text of official files, and the files themselves: codes, percent signs, encodings, line ends."""

import functools
import tomllib
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Literal

import numpy as np
import polars as pl

from plait.simulation.draws import Bools, Floats, Ints

Column = pl.Series | Sequence[str] | str
_EPOCH = 719_163  # ordinal of 1 January 1970


@functools.cache
def official_headings(kind: str) -> tuple[str, ...]:
    """The official headings of a kind of file, in order."""
    text = resources.files("plait.simulation").joinpath("headings.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)[kind])


def whole(values: Ints) -> pl.Series:
    """Whole numbers."""
    return pl.Series(values).cast(pl.String)


def number(values: Floats, places: int) -> pl.Series:
    """Numbers to some places, rounded half up, without trailing noughts: 46.2, 47."""
    return _rounded(values, places).cast(pl.String).str.strip_suffix(".0")


def fixed(values: Floats, sign: str = "") -> pl.Series:
    """Numbers to one place that keep their nought, as the censuses from 2021/22 have them: 46.2%, 47.0%."""
    return _rounded(values, 1).cast(pl.String) + sign


def percent(values: Floats) -> pl.Series:
    """Whole per cent with the sign: 66%."""
    return _rounded(values, 0).cast(pl.Int64).cast(pl.String) + "%"


def _rounded(values: Floats, places: int) -> pl.Series:
    scale = 10.0**places
    return pl.Series(np.floor(values * scale + 0.5 + 1e-9) / scale + 0.0)


def day(ordinals: Ints, style: str = "%d-%m-%Y") -> pl.Series:
    """Dates; 0 is empty."""
    shown = pl.Series(ordinals - _EPOCH).cast(pl.Int32).cast(pl.Date).dt.to_string(style)
    return withhold(shown, ordinals == 0, "")


def withhold(series: pl.Series, where: Bools, code: str) -> pl.Series:
    """Put a code where a figure is not to be shown."""
    mask = pl.Series(where)
    return pl.select(pl.when(mask).then(pl.lit(code)).otherwise(series)).to_series()


def choose(options: Sequence[str], index: Ints) -> pl.Series:
    """Texts by index."""
    return pl.Series(list(options), dtype=pl.String).gather(pl.Series(index))


def write_table(
    path: Path,
    kind: str | Sequence[str],
    columns: Mapping[str, Column],
    *,
    rows: int,
    encoding: Literal["utf-8", "utf-8-sig", "cp1252"] = "utf-8",
    quoted: bool = False,
    totals: Sequence[Mapping[str, str]] = (),
    only: Sequence[str] | None = None,
) -> None:
    """Write one file under official headings.

    Parameters
    ----------
    kind : name of a list in `headings.toml`, or the headings
    columns : heading → texts (a single text stands in every row); headings that are not given are empty
    totals : rows under the schools' rows, such as those of authorities and the country
    only : the headings of this year, where a file lacks some
    """
    headings = [h for h in (official_headings(kind) if isinstance(kind, str) else kind) if only is None or h in only]
    frame = fill_table(headings, columns, rows=rows)
    if totals:
        extra = pl.DataFrame({h: pl.Series([row.get(h, "") for row in totals], dtype=pl.String) for h in headings})
        frame = pl.concat([frame, extra])
    if not quoted:
        frame = frame.with_columns(pl.all().replace("", None))  # an empty text would be written as two quotes
    text = frame.write_csv(line_terminator="\r\n", quote_style="always" if quoted else "necessary")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))


def fill_table(headings: Sequence[str], columns: Mapping[str, Column], *, rows: int) -> pl.DataFrame:
    """Put texts under headings; a single text stands in every row, and headings that are not given are empty.

    Parameters
    ----------
    headings : in the order of the file
    columns : heading → texts; what has no heading is left out

    Returns
    -------
    polars.DataFrame of String, (rows, headings).
    """
    data = {}
    for heading in headings:
        given = columns.get(heading, "")
        if isinstance(given, str):
            data[heading] = pl.Series([given], dtype=pl.String).new_from_index(0, rows)
        else:
            data[heading] = pl.Series(given, dtype=pl.String)
    return pl.DataFrame(data)
