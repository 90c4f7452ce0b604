"""Tables of a document: quiet rules along the rows, a heading that is repeated, no row torn over two pages."""

from typing import Any, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from plait.web.packs import look
from plait.web.packs.parts import Table

_EMU: Final = 914_400  # English Metric Units in an inch


def add_table(whole: Any, table: Table, *, wide: float) -> None:
    """A table as wide as there is room, in inches; figures to the right."""
    total = sum(table.widths)
    grid = open_grid(whole, [wide * share / total for share in table.widths])
    for at, texts in enumerate((table.heading, *table.rows)):
        cells = add_row(grid, heading=at == 0)
        for column, (cell, text) in enumerate(zip(cells, texts, strict=True)):
            paragraph = cell.paragraphs[0]
            paragraph.add_run(text).bold = at == 0
            if column in table.numbers:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    close_grid(whole)


def open_grid(whole: Any, widths: list[float]) -> Any:
    """A table without rows yet, each column so many inches wide."""
    grid = whole.add_table(rows=0, cols=len(widths))
    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = int(width * _EMU)
    _rule(grid._tbl.tblPr)  # noqa: SLF001 (tables have no such setter)
    return grid


def _rule(properties: Any) -> None:
    """Rules under the rows alone, and no room left of the first column; each where the schema has its place."""
    rules = properties.makeelement(qn("w:tblBorders"), {})
    for side in ("bottom", "insideH"):
        kind = {qn("w:val"): "single", qn("w:sz"): "4", qn("w:space"): "0", qn("w:color"): look.LINE}
        rules.append(properties.makeelement(qn(f"w:{side}"), kind))
    edges = properties.makeelement(qn("w:tblCellMar"), {})
    for side, room in (("left", "0"), ("right", "115")):
        edges.append(properties.makeelement(qn(f"w:{side}"), {qn("w:w"): room, qn("w:type"): "dxa"}))
    properties.find(qn("w:tblLayout")).addprevious(rules)
    properties.find(qn("w:tblLayout")).addnext(edges)


def add_row(grid: Any, *, heading: bool = False) -> Any:
    """The cells of a new row; a heading is repeated on every sheet that the table reaches."""
    row = grid.add_row()
    keep_whole(row)
    if heading:
        properties = row._tr.get_or_add_trPr()  # noqa: SLF001
        properties.append(properties.makeelement(qn("w:tblHeader"), {}))
    for cell, column in zip(row.cells, grid.columns, strict=True):
        cell.width = column.width
        cell.paragraphs[0].paragraph_format.space_after = Pt(0)
    return row.cells


def keep_whole(row: Any) -> None:
    """No row is torn over two pages."""
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001
    properties.append(properties.makeelement(qn("w:cantSplit"), {}))


def close_grid(whole: Any) -> None:
    """A low line after a table, without which the next one would grow into it."""
    after = whole.add_paragraph()
    after.paragraph_format.space_after = Pt(0)
    after.paragraph_format.line_spacing = Pt(6)
