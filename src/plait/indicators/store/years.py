"""Which academic year, or which day, a table is about."""

import datetime as dt

import polars as pl

from plait.core.years import AcademicYear, NotAnAcademicYear
from plait.indicators.store.heads import Table
from plait.indicators.store.inputs import BadFile
from plait.indicators.store.names import find_day, find_year
from plait.indicators.store.raw import ROW, RawFile, Reject
from plait.indicators.store.register import Entry, YearRule

_UNREAD = "The academic year of the row cannot be read."
_SAY = "Say which: plait data import --year 2022/23 …, or put the year into the name of the file or its folder."


def split_by_year(
    table: Table, entry: Entry, frame: pl.DataFrame, *, told: AcademicYear | None
) -> tuple[tuple[RawFile, ...], list[Reject]]:
    """One raw file for each academic year of a table, and the rows whose year cannot be read.

    Raises
    ------
    BadFile
        If the year is not told, a file that should be about one year holds several, or its name says another.
    """
    rule = entry.year
    if rule.origin != "column":
        year = _year_of_file(table, rule, told)
        return (_raw(table, entry, frame, year),), []
    texts = frame[rule.column].str.strip_chars()
    years = {text: _parse(text, rule) for text in texts.unique().drop_nulls().to_list()}
    unread = texts.is_null() | ~texts.is_in([text for text, year in years.items() if year is not None])
    rejects = [
        Reject(
            table.path, entry.source.id, row, rule.column, value or "", _UNREAD, "Write it as the other rows do.", "row"
        )
        for row, value in frame.filter(unread).select(ROW, rule.column).iter_rows()
    ]
    held = sorted({year for year in years.values() if year is not None})
    if not held:
        raise BadFile(f"{table.path} was not imported.", why=f"Column “{rule.column}” tells no year.", mend=_SAY)
    if len(held) > 1 and not rule.several:
        raise _mixed(table, rule, frame, texts, years)
    named = find_year(table.names[:1])
    if not rule.several and named not in (None, held[0]):
        raise BadFile(
            f"{table.path} was not imported.",
            why=f"Its name says {named}, and its column “{rule.column}” says {held[0]}.",
            mend="Rename the file if the column is right, or download the file of the year you want.",
        )
    parts = []
    for year in held:
        spellings = [text for text, meant in years.items() if meant == year]
        parts.append(_raw(table, entry, frame.filter(texts.is_in(spellings)), year))
    return tuple(parts), rejects


def find_as_at(table: Table, entry: Entry, year: AcademicYear | None) -> dt.date | None:
    """The day on which a register or a census stood, if the source has one."""
    rule = entry.as_at
    if rule.origin == "name":
        return find_day(table.names)
    if rule.origin == "year" and year is not None:
        calendar_year = year.start + (rule.month < 9)
        return dt.date(calendar_year, rule.month, rule.day)
    return None


def _raw(table: Table, entry: Entry, frame: pl.DataFrame, year: AcademicYear | None) -> RawFile:
    return RawFile(entry.source, table.path, year, find_as_at(table, entry, year), frame)


def _year_of_file(table: Table, rule: YearRule, told: AcademicYear | None) -> AcademicYear | None:
    if rule.origin == "none":
        return None
    if rule.origin == "constant":
        return rule.constant
    year = find_year(table.names) or told
    if year is None:
        raise BadFile(
            f"{table.path} was not imported.", why="Nothing tells which academic year it is about.", mend=_SAY
        )
    return year


def _parse(text: str, rule: YearRule) -> AcademicYear | None:
    try:
        if rule.written == "ending" and text.isdigit() and len(text) == 4:
            return AcademicYear(int(text) - 1)
        return AcademicYear.parse(text)
    except NotAnAcademicYear:
        return None


def _mixed(
    table: Table, rule: YearRule, frame: pl.DataFrame, texts: pl.Series, years: dict[str, AcademicYear | None]
) -> BadFile:
    first = years[texts.drop_nulls()[0]]
    other = [text for text, year in years.items() if year is not None and year != first]
    row = int(frame.filter(texts.is_in(other))[ROW][0])
    return BadFile(
        f"{table.path} was not imported.",
        why=f"It should be about one academic year, but column “{rule.column}” says {first} in its first row and "
        f"“{texts.filter(frame[ROW] == row)[0]}” in row {row}.",
        mend="Split the file by year, or download the file of each year.",
    )
