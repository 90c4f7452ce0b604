"""What a pack is made of: pages that become slides and parts of a document, with their charts, tables and data.

A presenter fills these; `deck`, `document`, `paper` and `data` write them. Nothing here knows what a pack is about.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal


class Mark(StrEnum):
    """How a series is drawn: the chart grammar of the site, in parts that an office program can draw and edit."""

    LINE = "line"  # what was published: dots joined, gaps left open
    EXPECTED = "expected"  # a dash for each year, with a pale bar around it
    BAND = "band"  # as expected: a pale band
    INTERVAL = "interval"  # where the truth probably lies: a thick line
    BEST = "best"  # best estimate: a dot
    SIGNAL_INTERVAL = "signal interval"  # the same two in the colour of a signal worth following
    SIGNAL = "signal"


@dataclass(frozen=True, slots=True)
class Series:
    """One series; None is a gap. `minus` and `plus` are how far its bar of error goes either side (None: none)."""

    name: str
    mark: Mark
    values: tuple[float | None, ...]
    minus: tuple[float | None, ...] | None = None
    plus: tuple[float | None, ...] | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A native chart: categories along the bottom (`years`), or down the side with figures along the bottom (`rows`).

    `key` names its data; `low` to `high` is the scale in steps of `step`; `alt` says in a sentence what it shows.
    """

    key: str
    name: str
    alt: str
    kind: Literal["years", "rows"]
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    low: float
    high: float
    step: float
    number_format: str = "0"

    def take(self, start: int, stop: int) -> "Chart":
        """Some of its categories, on the same scale."""
        return replace(
            self,
            categories=self.categories[start:stop],
            series=tuple(
                replace(
                    each,
                    values=each.values[start:stop],
                    minus=None if each.minus is None else each.minus[start:stop],
                    plus=None if each.plus is None else each.plus[start:stop],
                )
                for each in self.series
            ),
        )


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading to each column; `numbers` are the columns set to the right, `widths` their shares."""

    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside one row of a chart: a name, and what is said of it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A row with pictures: a name and the line under it, one chart for each heading, a word and what is said."""

    name: str
    under: str
    charts: tuple[Chart | None, ...]
    word: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """One slide and one part of the document.

    `said` is the sentence for whoever speaks, `source` where the figures come from. With several charts they are small
    multiples; with one of rows, `beside` holds what is said of each row. `drawn` are rows with pictures under
    `drawn_heading`. `only` leaves a page out of the other file. `side` puts it into a half of the width on paper.
    """

    section: str
    title: str
    said: str
    source: str
    lede: str = ""
    points: tuple[str, ...] = ()
    legend: str = ""
    charts: tuple[Chart, ...] = ()
    beside: tuple[Beside, ...] = ()
    foot: str = ""
    table: Table | None = None
    only: Literal["", "deck", "document"] = ""
    drawn: tuple[Drawn, ...] = ()
    drawn_heading: tuple[str, ...] = ()
    side: Literal["", "left", "right"] = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of data: a sheet of the workbook, and a CSV file."""

    name: str
    heading: tuple[str, ...]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Pack:
    """A whole pack. `stamp` is the moment that every file of it bears: that of its figures, never of its making.

    `head` stands at the head of every sheet of paper, `foot` at its end; with `one_side` all of it is set to fit on one
    side of A4.
    """

    name: str
    title: str
    subtitle: str
    lines: tuple[str, ...]
    said: str
    source: str
    stamp: dt.datetime
    pages: tuple[Page, ...]
    sheets: tuple[Sheet, ...]
    readme: str
    head: str = ""
    foot: str = ""
    one_side: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """A file of a pack, whole in memory."""

    name: str
    content: bytes
