"""The parts that `templates/components` show: frozen dataclasses of strings and links, for presenters to fill."""

from dataclasses import dataclass
from typing import Literal

from django.utils.safestring import SafeString

from plait.core.missing import Reason

Strand = Literal["", "goals", "capability", "initiatives"]


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the breadcrumbs; the last, where the reader is, has no address."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A link and its words."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the pages about a thing."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure in bold, with words before or after it."""

    value: str
    label: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What could come next. The strand colours its edge, and means that strand."""

    title: str
    text: str
    url: str = ""
    action: str = ""
    strand: Strand = ""
    button: bool = False


@dataclass(frozen=True, slots=True)
class LegendItem:
    """One sign of a chart, in words."""

    swatch: SafeString
    words: str


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter: what it is called, what is chosen now in words, and the choices."""

    name: str
    label: str
    options: tuple[Option, ...]
    value: str = ""
    many: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    label: str
    number: bool = False
    sort_url: str = ""
    sort: Literal["", "ascending", "descending"] = ""
    wide_only: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, or the reason for its gap. `label` repeats the column where a phone stacks the cells."""

    text: str = ""
    url: str = ""
    note: str = ""
    pill: str = ""
    gap: Reason | None = None
    number: bool = False
    wide_only: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; its first cell is its heading."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    With `stack`, a phone shows each row as a small list; with `scrolls`, it may be scrolled by keyboard; with `dense`,
    rows are low, for a list of many.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption_hidden: bool = False
    stack: bool = False
    scrolls: bool = False
    dense: bool = False


@dataclass(frozen=True, slots=True)
class Pages:
    """Where the reader is in a long list."""

    words: str
    previous_url: str = ""
    next_url: str = ""


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with a field of a form."""

    text: str
    field: str
