"""Parts of a slide: text, tables and native charts, each in its place. Sizes are in inches, type in points."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import CONTENT_TYPE as CT
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.packuri import PackURI
from pptx.oxml.ns import qn
from pptx.oxml.shapes.graphfrm import CT_GraphicalObjectFrame
from pptx.parts.chart import ChartPart
from pptx.parts.embeddedpackage import EmbeddedXlsxPart
from pptx.util import Inches, Pt

from plait.web.packs import look
from plait.web.packs.chart_parts import Dress
from plait.web.packs.chart_xml import write_chart
from plait.web.packs.parts import Chart, Table
from plait.web.packs.workbooks import write_chart_data

CELL_SIDE, CELL_TOP = 7.0, 4.0  # points free inside a cell


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a slide."""

    left: float
    top: float
    wide: float
    tall: float

    def lengths(self) -> tuple[Any, Any, Any, Any]:
        """The four as the library wants them."""
        return Inches(self.left), Inches(self.top), Inches(self.wide), Inches(self.tall)


@dataclass(frozen=True, slots=True)
class Run:
    """A paragraph: its text and how it is set."""

    text: str
    size: float = look.BODY
    bold: bool = False
    colour: str = look.INK
    after: float = 0.0
    bullet: bool = False
    right: bool = False


def add_text(slide: Any, box: Box, runs: Sequence[Run], *, name: str, middle: bool = False) -> None:
    """A box of text that neither shrinks nor grows: what goes in has been measured."""
    shape = slide.shapes.add_textbox(*box.lengths())
    shape.name = name
    frame = shape.text_frame
    frame.word_wrap = True
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE if middle else MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for at, run in enumerate(runs):
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        _set(paragraph, run)


def _set(paragraph: Any, run: Run) -> None:
    paragraph.space_after = Pt(run.after)
    paragraph.line_spacing = 1.0
    paragraph.alignment = PP_ALIGN.RIGHT if run.right else PP_ALIGN.LEFT
    if run.bullet:
        _make_bullet(paragraph)
    text = paragraph.add_run()
    text.text = run.text
    text.font.size, text.font.bold, text.font.name = Pt(run.size), run.bold, look.TEXT
    text.font.color.rgb = _colour(run.colour)


def _colour(written: str) -> RGBColor:
    red, green, blue = bytes.fromhex(written)
    return RGBColor(red, green, blue)  # type: ignore[no-untyped-call]


def _make_bullet(paragraph: Any) -> None:
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 (bullets have no setter)
    properties.set("marL", str(Inches(0.3)))
    properties.set("indent", str(-Inches(0.3)))
    properties.append(properties.makeelement(qn("a:buChar"), {"char": "•"}))


def add_table(slide: Any, box: Box, table: Table, *, heights: Sequence[float], name: str) -> None:
    """A table with a heading row; lines instead of fills."""
    rows = 1 + len(table.rows)
    shape = slide.shapes.add_table(rows, len(table.heading), *box.lengths())
    shape.name = name
    shape._element.nvGraphicFramePr.cNvPr.set("descr", name)  # noqa: SLF001 (alternative text has no setter)
    grid = shape.table
    grid.first_row, grid.horz_banding = True, False
    whole = sum(table.widths)
    for at, share in enumerate(table.widths):
        grid.columns[at].width = Inches(box.wide * share / whole)
    for row, texts in enumerate((table.heading, *table.rows)):
        grid.rows[row].height = Pt(heights[row])
        for column, text in enumerate(texts):
            cell = grid.cell(row, column)
            cell.fill.solid()
            cell.fill.fore_color.rgb = _colour(look.SURFACE if row else look.BAND)
            cell.margin_left = cell.margin_right = Pt(CELL_SIDE)
            cell.margin_top = cell.margin_bottom = Pt(CELL_TOP)
            cell.vertical_anchor = MSO_ANCHOR.TOP
            run = Run(text, size=look.SMALLEST, bold=row == 0 or column == 0, right=column in table.numbers)
            _set(cell.text_frame.paragraphs[0], run)


def add_chart(slide: Any, box: Box, chart: Chart, *, dress: Dress, number: int, stamp: Any) -> None:
    """A native chart with its workbook inside and its alternative text; `number` is its place in the deck."""
    package = slide.part.package
    part = ChartPart.load(
        PackURI(f"/ppt/charts/chart{number}.xml"), CT.DML_CHART, package, write_chart(chart, dress=dress)
    )
    book = EmbeddedXlsxPart(
        PackURI(f"/ppt/embeddings/Microsoft_Excel_Sheet{number}.xlsx"),
        CT.SML_SHEET,
        package,
        write_chart_data(chart, stamp=stamp),
    )
    part.relate_to(book, RT.PACKAGE)
    own = slide.part.relate_to(part, RT.CHART)
    frame = CT_GraphicalObjectFrame.new_chart_graphicFrame(2 + len(slide.shapes), "Chart", own, *box.lengths())
    about = frame.nvGraphicFramePr.cNvPr
    about.set("name", f"Chart: {chart.name}")  # set here, because the library writes a name as it comes
    about.set("descr", chart.alt)
    slide.shapes.element.append(frame)
