"""Workbooks: the one inside each chart, which a person edits to change it, and the one of all data."""

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from typing import Any, Final

import xlsxwriter

from plait.core.spreadsheets import make_inert
from plait.web.packs.parts import Chart, Sheet

SHEET: Final = "Sheet1"
_QUICK: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
_LONGEST_NAME: Final = 31  # characters that a sheet's name may have


ROW: Final = "Row, from below"


def columns_of(chart: Chart) -> Iterator[tuple[str, tuple[float | None, ...]]]:
    """The columns of a chart's workbook after the categories: each series, then how far its bars go.

    A chart of rows also needs the height of each row, and its bands and intervals as lines with a gap after each.
    """
    n = len(chart.categories)
    if chart.kind == "rows":
        yield ROW, tuple(float(n - at) for at in range(n))
    for series in chart.series:
        if chart.kind == "rows" and series.minus is not None and series.plus is not None:
            ends = zip(series.values, series.minus, series.plus, strict=True)
            lines = [
                (None, None, None) if v is None else (round(v - (m or 0.0), 6), round(v + (p or 0.0), 6), None)
                for v, m, p in ends
            ]
            yield series.name, tuple(end for line in lines for end in line)
            yield f"{series.name}: row", tuple(end for at in range(n) for end in (float(n - at), float(n - at), None))
            continue
        yield series.name, series.values
        if series.minus is not None and series.plus is not None:
            yield f"{series.name}: down by", series.minus
            yield f"{series.name}: up by", series.plus


def write_chart_data(chart: Chart, *, stamp: dt.datetime) -> bytes:
    """The workbook of a chart: categories in the first column, then `columns_of`."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, _QUICK)
    book.set_properties({"created": stamp.replace(tzinfo=None)})
    page = book.add_worksheet(SHEET)
    page.write_column(1, 0, chart.categories)
    for at, (name, values) in enumerate(columns_of(chart), start=1):
        page.write_string(0, at, name)
        for row, value in enumerate(values, start=1):
            if value is not None:
                page.write_number(row, at, value)
    book.close()
    return held.getvalue()


def write_book(sheets: Sequence[Sheet], *, title: str, stamp: dt.datetime) -> bytes:
    """One workbook with a sheet for each table, its heading kept in sight."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, _QUICK)
    book.set_properties({"created": stamp.replace(tzinfo=None), "title": title, "author": "Plait"})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name[:_LONGEST_NAME])
        page.freeze_panes(1, 0)
        page.write_row(0, 0, sheet.heading, bold)
        for at, heading in enumerate(sheet.heading):
            page.set_column(at, at, max(10, min(40, len(heading) + 2)))
        for row, values in enumerate(sheet.rows, start=1):
            for at, value in enumerate(values):
                _write(page, row, at, value)
    book.close()
    return held.getvalue()


def _write(page: Any, row: int, at: int, value: object) -> None:
    if isinstance(value, bool):
        page.write_string(row, at, "yes" if value else "no")
    elif isinstance(value, int | float):
        page.write_number(row, at, value)
    elif value is not None:
        page.write_string(row, at, str(make_inert(str(value))))
