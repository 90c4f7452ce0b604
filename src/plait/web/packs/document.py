"""The document of a pack: headings that a screen reader can walk, native charts with alternative texts, tables."""

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_BREAK
from docx.shared import Pt, RGBColor

from plait.web.packs import document_frame as frame
from plait.web.packs import document_tables as tables
from plait.web.packs import look
from plait.web.packs.chart_parts import Dress, Inner
from plait.web.packs.document_charts import add_chart
from plait.web.packs.parts import Chart, Drawn, File, Pack, Page, Table
from plait.web.packs.zips import restamp

_ROW: Final = 0.34  # inches for a row of a chart
# LibreOffice reads every chart of a Word file onto a sheet of 16 by 9 and stretches that to the frame, so a frame of
# about that shape keeps letters and dots as they are: ten rows, and small multiples of 3.2 by 1.8 inches.
_MOST_ROWS: Final = 10  # of one chart
_ACROSS: Final = 2  # small multiples side by side
_MULTIPLE: Final = 1.8  # inches, the height of one
_DRAWN: Final = (0.22, 0.19, 0.23, 0.36)  # shares of the width for a row with pictures
_SMALL: Final = 0.5  # inches, the height of a picture in a row
_TINY_YEARS: Final = Dress(5.5, 2, 4, 0.75, Inner(0.2, 0.06, 0.76, 0.6))
_TINY_ROWS: Final = Dress(5.5, 6, 4, 1, Inner(0.08, 0.04, 0.84, 0.58), band=0.3 * 72)

Tell = Callable[[int, int], object]


def tell_nobody(done: int, of: int) -> None:
    """Nobody waits to hear."""
    del done, of


@dataclass(slots=True)
class _Writing:
    """The document that is being written, how many charts it has, and how wide it is here, in inches."""

    pack: Pack
    whole: Any
    wide: float
    charts: int = 0

    def next_chart(self) -> int:
        self.charts += 1
        return self.charts


def write_document(pack: Pack, *, tell: Tell = tell_nobody) -> File:
    """The document; `tell` hears how many pages of how many are written."""
    writing = _Writing(pack, frame.open_document(pack), frame.setting_of(pack).wide)
    _begin(writing)
    pages = [each for each in pack.pages if each.only != "deck"]
    section, side = "", ""
    for done, page in enumerate(pages, start=1):
        further = _turn(writing, side, page.side)
        if page.section != section:
            heading = writing.whole.add_heading("", level=1)
            if further:
                heading.add_run().add_break(WD_BREAK.COLUMN)
            heading.add_run(page.section)
        if page.title != page.section:
            writing.whole.add_heading(page.title, level=2)
        section, side = page.section, page.side
        _write_page(writing, page)
        tell(done, len(pages))
    held = io.BytesIO()
    writing.whole.save(held)
    return File(f"{pack.name}.docx", restamp(held.getvalue(), stamp=pack.stamp))


def _begin(writing: _Writing) -> None:
    pack, whole = writing.pack, writing.whole
    whole.add_paragraph(pack.title, style="Title")
    whole.add_paragraph(pack.subtitle, style="Subtitle")
    for line in (*pack.lines, pack.said):
        if line:
            whole.add_paragraph(line)


def _turn(writing: _Writing, before: str, side: str) -> bool:
    """Into two columns and back to the whole width; whether the next part begins the second of them."""
    setting = frame.setting_of(writing.pack)
    if bool(before) != bool(side):
        frame.begin_columns(writing.whole, 2 if side else 1)
    writing.wide = setting.half if side else setting.wide
    return before == "left" and side == "right"


def _write_page(writing: _Writing, page: Page) -> None:
    whole = writing.whole
    for text in (page.lede, page.legend):
        if text:
            whole.add_paragraph(text).paragraph_format.keep_with_next = bool(page.charts)
    for point in page.points:
        whole.add_paragraph(point, style="List Bullet")
    _add_charts(writing, page)
    if page.drawn:
        _add_drawn(writing, page)
    beside = tuple((each.name, each.text) for each in page.beside)
    for table in (Table(("School", "What is known"), beside, (1.0, 2.2)) if beside else None, page.table):
        if table is not None:
            tables.add_table(whole, table, wide=writing.wide)
    if page.foot:
        whole.add_paragraph(page.foot)
    if page.source:
        for run in whole.add_paragraph(f"Source: {page.source}").runs:
            run.font.color.rgb = RGBColor.from_string(look.MUTED)


def _add_charts(writing: _Writing, page: Page) -> None:
    """Small multiples of years side by side; charts of rows one below the other, since each names its rows."""
    if len(page.charts) > 1 and all(each.kind == "years" for each in page.charts):
        _add_multiples(writing, page.charts)
        return
    for chart in page.charts:
        _add_one(writing, chart, named=len(page.charts) > 1)


def _add_one(writing: _Writing, chart: Chart, *, named: bool) -> None:
    if named:
        name = writing.whole.add_paragraph()
        name.add_run(chart.name).bold = True
        name.paragraph_format.keep_with_next = True
    if chart.kind == "years":
        dress = Dress(10, 7, 4, 2, Inner(0.08, 0.03, 0.9, 0.85))
        _place(writing, writing.whole.add_paragraph(), chart, size=(writing.wide, 2.9), dress=dress)
        return
    rows_n = len(chart.categories)
    each_n = -(-rows_n // max(1, -(-rows_n // _MOST_ROWS)))  # parts of about the same length
    for start in range(0, rows_n, each_n or 1):
        part = chart.take(start, start + each_n)
        tall = _ROW * len(part.categories) + 0.4
        inner = Inner(0.46, 0.0, 0.51, 1 - 0.4 / tall)
        dress = Dress(10, 8, 4, 1.5, inner, band=_ROW * 72, named=True)
        _place(writing, writing.whole.add_paragraph(), part, size=(writing.wide, tall), dress=dress)


def _add_multiples(writing: _Writing, charts: tuple[Chart, ...]) -> None:
    """Small multiples in a table without lines: name and chart in each cell, in reading order."""
    grid = writing.whole.add_table(rows=-(-len(charts) // _ACROSS), cols=_ACROSS)
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    dress = Dress(10, 4, 5, 1.5, Inner(0.12, 0.05, 0.86, 0.75))
    cells = [cell for row in grid.rows for cell in row.cells]
    for cell, chart in zip(cells, charts, strict=False):
        name = cell.paragraphs[0].add_run(chart.name)
        name.bold = True
        cell.paragraphs[0].paragraph_format.keep_with_next = True
        _place(writing, cell.add_paragraph(), chart, size=(writing.wide / _ACROSS - 0.1, _MULTIPLE), dress=dress)
    for row in grid.rows:
        tables.keep_whole(row)


def _add_drawn(writing: _Writing, page: Page) -> None:
    """Rows with pictures, as a table whose heading says what stands in each column."""
    grid = tables.open_grid(writing.whole, [writing.wide * share for share in _DRAWN])
    for cell, text in zip(tables.add_row(grid, heading=True), page.drawn_heading, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for each in page.drawn:
        _write_drawn(writing, tables.add_row(grid), each)
    tables.close_grid(writing.whole)


def _write_drawn(writing: _Writing, cells: Any, row: Drawn) -> None:
    first, *pictures, last = cells
    first.paragraphs[0].add_run(row.name).bold = True
    if row.under:
        under = first.add_paragraph(row.under)
        under.paragraph_format.space_after = Pt(0)
    for cell, chart, share in zip(pictures, row.charts, _DRAWN[1:], strict=False):
        if chart is not None:
            size = (writing.wide * share - 0.16, _SMALL)
            if chart.kind == "years":
                years = replace(chart, categories=tuple(each[-2:] for each in chart.categories))  # as in the summit's
                _place(writing, cell.paragraphs[0], years, size=size, dress=_TINY_YEARS)
            else:
                _place(writing, cell.paragraphs[0], chart, size=size, dress=_TINY_ROWS)
    if row.word:
        last.paragraphs[0].add_run(f"{row.word}. ").bold = True
    last.paragraphs[0].add_run(row.text)


def _place(writing: _Writing, paragraph: Any, chart: Chart, *, size: tuple[float, float], dress: Dress) -> None:
    number = writing.next_chart()
    stamp = writing.pack.stamp
    add_chart(writing.whole, paragraph, chart, size=size, dress=dress, number=number, stamp=stamp)
