"""Taking figures of a measure in from a table: all of it, or nothing and every bad cell by name."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plait.core.tables_in import BadCell, BadTable, Row, read_day, read_table
from plait.indicators import own_tables as tables
from plait.indicators.models import OwnMeasure
from plait.indicators.periods import Cadence, NotAPeriod, period_of, read_period
from plait.indicators.queries.own_measures import list_places, list_points, may_enter
from plait.indicators.services import own_values
from plait.indicators.services.own_values import Figure, NotAFigure, Saved
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation, Person
from plait.organisations.services.authority import scope_of


@dataclass(frozen=True, slots=True)
class Change:
    """One figure as it stands and as it would: `before` is None for a new one."""

    figure: Figure
    before: float | None

    @property
    def is_same(self) -> bool:
        """Whether nothing would change."""
        return self.before is not None and round(self.before, 6) == round(self.figure.value or 0.0, 6)


@dataclass(slots=True)
class _Work:
    measure: OwnMeasure
    scope: Scope
    by_urn: Mapping[int, Organisation]
    by_name: Mapping[str, Organisation]
    one: Organisation | None
    bad: list[BadCell]
    seen: dict[tuple[int, dt.date], int]

    def refuse(self, row: Row, column: str, mend: str) -> None:
        self.bad.append(BadCell(row.sheet, row.number, column, row.text(column)[:80], mend))


def preview(measure: OwnMeasure, *, content: bytes | str, name: str, by: Person) -> tuple[Change, ...]:
    """What a table would change, figure by figure; nothing is saved.

    Raises
    ------
    NotATable
        If it is no table.
    BadTable
        If a cell cannot be taken: each is named.
    """
    scope = scope_of(by)
    places = list_places(scope, measure=measure)
    work = _Work(
        measure=measure,
        scope=scope,
        by_urn={each.urn: each for each in places if each.urn is not None},
        by_name={_plain(each.name): each for each in places},
        one=places[0] if len(places) == 1 else None,
        bad=[],
        seen={},
    )
    try:
        rows = read_table(content, name=name, columns=tables.list_columns(measure), sheet="Figures")
    except BadTable as refused:  # what is wrong with the other rows is told at once
        rows = refused.rows
        work.bad.extend(refused.cells)
    found = [figure for row in rows if not _is_blank(row) and (figure := _read(work, row)) is not None]
    if work.bad:
        raise BadTable(name, sorted(work.bad, key=lambda cell: cell.row))
    standing = {(each.place, each.starts_on): each.value for each in list_points(scope, measure=measure)}
    return tuple(Change(each, standing.get((each.place.pk, each.day))) for each in found)


def take_in(measure: OwnMeasure, *, content: bytes | str, name: str, because: str = "", by: Person) -> Saved:
    """Save the figures of a table, all or none.

    Raises
    ------
    BadTable
        If a cell cannot be taken: each is named, and nothing is saved.
    """
    changes = preview(measure, content=content, name=name, by=by)
    return own_values.enter(measure, figures=[each.figure for each in changes], because=because, by=by)


def _is_blank(row: Row) -> bool:
    """A row of the template that nobody filled in, or whose figure was not told: it stays as it is."""
    told = [row.values.get(name) for name in (tables.VALUE, tables.COUNT, tables.OUT_OF)]
    return all(value in {None, tables.WITHHELD} for value in told)


def _read(work: _Work, row: Row) -> Figure | None:
    place, day = _place(work, row), _day(work, row)
    if place is None or day is None:
        return None
    first = work.seen.setdefault((place.pk, day), row.number)
    if first != row.number:
        work.refuse(row, tables.PERIOD, f"Row {first} has a figure of the same place and period. Keep one.")
        return None
    up, down, value = (row.figure(name) for name in (tables.COUNT, tables.OUT_OF, tables.VALUE))
    try:
        return own_values.check(work.measure, Figure(place, day, value, up, down))
    except NotAFigure as refused:
        work.refuse(row, refused.column, f"{refused.why} {refused.mend}")
    return None


def _place(work: _Work, row: Row) -> Organisation | None:
    urn, name = row.figure(tables.URN), row.text(tables.PLACE)
    column = tables.URN if urn is not None else tables.PLACE
    found = work.by_urn.get(int(urn)) if urn is not None else work.by_name.get(_plain(name)) if name else work.one
    if found is None:
        work.refuse(row, column, "It is no school of the trust. Write its URN, or its name as Plait shows it.")
    elif not may_enter(work.scope, work.measure, found):
        work.refuse(row, column, "You do not enter figures of this school. Leave its rows out.")
        return None
    return found


def _day(work: _Work, row: Row) -> dt.date | None:
    told, cadence = row.text(tables.PERIOD), Cadence(work.measure.cadence)
    try:
        return period_of(read_day(told), cadence=cadence).start
    except ValueError:
        pass
    try:
        bare = told.removeprefix("Week of ").removeprefix("week of ")
        return read_period(told, cadence=cadence, day=read_day(bare) if bare != told else None).start
    except NotAPeriod as refused:
        work.refuse(row, tables.PERIOD, refused.mend)
    except ValueError as refused:
        work.refuse(row, tables.PERIOD, str(refused))
    return None


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())


def list_changing(changes: Sequence[Change]) -> tuple[Change, ...]:
    """Those that would change something."""
    return tuple(each for each in changes if not each.is_same)
