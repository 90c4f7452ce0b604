"""The sources of a build: what the register says of each, and which of its files are held. Open data."""

import datetime as dt
from dataclasses import dataclass

from plait.indicators.queries.coverage import File, list_files
from plait.indicators.queries.reach import require_open_data
from plait.indicators.store.raw import Source
from plait.indicators.store.reader import Store
from plait.indicators.store.register import load_register
from plait.organisations.domain import Scope


@dataclass(frozen=True, slots=True)
class HeldSource:
    """A source of the register with its files in this build; `note` is the register's own remark."""

    source: Source
    note: str
    files: tuple[File, ...]

    @property
    def is_data(self) -> bool:
        """Whether figures or facts come from it; codebooks and lists of files are read beside them."""
        return not set(self.source.roles) <= {"codebook", "aside"}

    @property
    def years(self) -> tuple[int, ...]:
        """The years of its files, earliest first."""
        return tuple(sorted({file.year for file in self.files if file.year is not None}))

    @property
    def as_at(self) -> dt.date | None:
        """The latest day that its files describe, where they say."""
        return max((file.as_at for file in self.files if file.as_at is not None), default=None)

    @property
    def rows_kept(self) -> int:
        """Rows taken from its files."""
        return sum(file.rows_kept for file in self.files)

    @property
    def rows_rejected(self) -> int:
        """Rows not taken from its files."""
        return sum(file.rows_rejected for file in self.files)


def list_sources(scope: Scope, *, store: Store) -> list[HeldSource]:
    """The sources of which this build holds a file, by publisher and title."""
    require_open_data(scope)
    by_source: dict[str, list[File]] = {}
    for file in list_files(scope, store=store):
        by_source.setdefault(file.source, []).append(file)
    entries = load_register().entries
    held = [
        HeldSource(entries[name].source, entries[name].note, tuple(files))
        for name, files in by_source.items()
        if name in entries
    ]
    return sorted(held, key=lambda each: (each.source.publisher, each.source.title))
