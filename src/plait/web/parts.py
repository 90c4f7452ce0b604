"""The parts that `templates/components` show: frozen dataclasses of strings and links, for presenters to fill."""

from dataclasses import dataclass
from typing import Any, Literal

from django.utils.safestring import SafeString

from plait.core.missing import Reason

Strand = Literal["", "goals", "capability", "initiatives"]


class Shown:
    """What a template reads. It tries `thing["name"]` before `thing.name`: this spares a page a thousand failures."""

    __slots__ = ()

    def __getitem__(self, name: str) -> Any:
        """The field of that name."""
        return getattr(self, name)


@dataclass(frozen=True, slots=True)
class Crumb(Shown):
    """One step of the breadcrumbs; the last, where the reader is, has no address."""

    label: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Link(Shown):
    """A link and its words."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Tab(Shown):
    """One of the pages about a thing."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Fact(Shown):
    """A figure in bold, with words before or after it."""

    value: str
    label: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Card(Shown):
    """What could come next. The strand colours its edge, and means that strand."""

    title: str
    text: str
    url: str = ""
    action: str = ""
    strand: Strand = ""
    button: bool = False


@dataclass(frozen=True, slots=True)
class LegendItem(Shown):
    """One sign of a chart, in words."""

    swatch: SafeString
    words: str


@dataclass(frozen=True, slots=True)
class Option(Shown):
    """One choice of a filter."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Filter(Shown):
    """A filter: what it is called, what is chosen now in words, and the choices."""

    name: str
    label: str
    options: tuple[Option, ...]
    value: str = ""
    many: bool = False


@dataclass(frozen=True, slots=True)
class Column(Shown):
    """A column of a table."""

    label: str
    number: bool = False
    sort_url: str = ""
    sort: Literal["", "ascending", "descending"] = ""
    wide_only: bool = False


@dataclass(frozen=True, slots=True)
class Cell(Shown):
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
class Row(Shown):
    """A row of a table; its first cell is its heading."""

    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table(Shown):
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
class Pages(Shown):
    """Where the reader is in a long list."""

    words: str
    previous_url: str = ""
    next_url: str = ""


@dataclass(frozen=True, slots=True)
class FieldError(Shown):
    """What is wrong with a field of a form."""

    text: str
    field: str
