"""The document of a pack: headings that a screen reader can walk, native charts with alternative texts, tables."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from plait.web.packs import look
from plait.web.packs.chart_parts import Dress, Inner
from plait.web.packs.document_charts import add_chart
from plait.web.packs.parts import Chart, File, Pack, Page, Table
from plait.web.packs.zips import restamp

_WIDE: Final = 6.7  # inches between the margins
_EMU: Final = 914_400  # English Metric Units in an inch
_SIZE: Final = 11
_ROW: Final = 0.34  # inches for a row of a chart
_MOST_ROWS: Final = 20  # rows of one chart on a page
_ACROSS: Final = 2  # small multiples side by side

Tell = Callable[[int, int], object]


def tell_nobody(done: int, of: int) -> None:
    """Nobody waits to hear."""
    del done, of


@dataclass(slots=True)
class _Writing:
    """The document that is being written, and how many charts it has."""

    pack: Pack
    whole: Any
    charts: int = 0

    def next_chart(self) -> int:
        self.charts += 1
        return self.charts


def write_document(pack: Pack, *, tell: Tell = tell_nobody) -> File:
    """The document; `tell` hears how many pages of how many are written."""
    writing = _Writing(pack, _open(pack))
    _begin(writing)
    pages = [each for each in pack.pages if each.only != "deck"]
    section = ""
    for done, page in enumerate(pages, start=1):
        if page.section != section:
            section = page.section
            writing.whole.add_heading(section, level=1)
        _write_page(writing, page)
        tell(done, len(pages))
    held = io.BytesIO()
    writing.whole.save(held)
    return File(f"{pack.name}.docx", restamp(held.getvalue(), stamp=pack.stamp))


def _open(pack: Pack) -> Any:
    whole = Document()
    about = whole.core_properties
    about.title, about.author, about.last_modified_by, about.language = pack.title, "Plait", "Plait", "en-GB"
    about.created = about.modified = pack.stamp.replace(tzinfo=None)
    about.comments, about.revision = "", 1
    page = whole.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(20)
    for name, size in (("Normal", _SIZE), ("Title", 30), ("Subtitle", 15), ("Heading 1", 20), ("Heading 2", 14)):
        style = whole.styles[name]
        face = look.TEXT if name == "Normal" else look.HEADINGS
        style.font.name, style.font.size, style.font.bold = face, Pt(size), False
        style.font.italic = False
        style.font.color.rgb = RGBColor.from_string(look.MUTED if name == "Subtitle" else look.INK)
        fonts = style.element.rPr.rFonts
        for role in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(role), None)
        fonts.set(qn("w:ascii"), face)
        fonts.set(qn("w:hAnsi"), face)
    for tongue in whole.styles.element.iter(qn("w:lang")):
        tongue.set(qn("w:val"), "en-GB")
    whole.styles["Normal"].paragraph_format.space_after = Pt(6)
    return whole


def _begin(writing: _Writing) -> None:
    pack, whole = writing.pack, writing.whole
    whole.add_paragraph(pack.title, style="Title")
    whole.add_paragraph(pack.subtitle, style="Subtitle")
    for line in (*pack.lines, pack.said):
        whole.add_paragraph(line)


def _write_page(writing: _Writing, page: Page) -> None:
    whole = writing.whole
    whole.add_heading(page.title, level=2)
    for text in (page.lede, page.legend):
        if text:
            whole.add_paragraph(text).paragraph_format.keep_with_next = bool(page.charts)
    for point in page.points:
        whole.add_paragraph(point, style="List Bullet")
    if len(page.charts) > 1:
        _add_multiples(writing, page.charts)
    elif page.charts:
        _add_one(writing, page.charts[0])
    if page.beside:
        rows = tuple((each.name, each.text) for each in page.beside)
        _add_table(whole, Table(("School", "What is known"), rows, (1.0, 2.2)))
    if page.table is not None:
        _add_table(whole, page.table)
    if page.foot:
        whole.add_paragraph(page.foot)
    source = whole.add_paragraph(f"Source: {page.source}")
    for run in source.runs:
        run.font.color.rgb = RGBColor.from_string(look.MUTED)


def _add_one(writing: _Writing, chart: Chart) -> None:
    if chart.kind == "years":
        dress = Dress(10, 7, 4, 2, Inner(0.08, 0.03, 0.9, 0.85))
        _place(writing, writing.whole.add_paragraph(), chart, size=(_WIDE, 2.9), dress=dress)
        return
    for start in range(0, len(chart.categories), _MOST_ROWS):
        part = chart.take(start, start + _MOST_ROWS)
        tall = _ROW * len(part.categories) + 0.4
        inner = Inner(0.46, 0.0, 0.51, 1 - 0.4 / tall)
        dress = Dress(10, 8, 4, 1.5, inner, band=_ROW * 72, named=True)
        _place(writing, writing.whole.add_paragraph(), part, size=(_WIDE, tall), dress=dress)


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
        _place(writing, cell.add_paragraph(), chart, size=(_WIDE / _ACROSS - 0.1, 1.5), dress=dress)
    for row in grid.rows:
        _keep_whole(row)


def _place(writing: _Writing, paragraph: Any, chart: Chart, *, size: tuple[float, float], dress: Dress) -> None:
    number = writing.next_chart()
    stamp = writing.pack.stamp
    add_chart(writing.whole, paragraph, chart, size=size, dress=dress, number=number, stamp=stamp)


def _keep_whole(row: Any) -> None:
    """No row is torn over two pages."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 (rows have no such setter)
    properties.append(properties.makeelement(qn("w:cantSplit"), {}))


def _add_table(whole: Any, table: Table) -> None:
    grid = whole.add_table(rows=0, cols=len(table.heading), style="Table Grid")
    grid.autofit = False
    total = sum(table.widths)
    for column, share in zip(grid.columns, table.widths, strict=True):
        column.width = int(_WIDE * _EMU * share / total)
    for at, texts in enumerate((table.heading, *table.rows)):
        row = grid.add_row()
        _keep_whole(row)
        if at == 0:
            properties = row._tr.get_or_add_trPr()  # noqa: SLF001
            properties.append(properties.makeelement(qn("w:tblHeader"), {}))
        for column, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = int(_WIDE * _EMU * table.widths[column] / total)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.add_run(text).bold = at == 0 or column == 0
            if column in table.numbers:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    whole.add_paragraph()
