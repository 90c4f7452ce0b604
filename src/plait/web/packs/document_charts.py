"""A native chart in a document: python-docx has none, so the part, its workbook and the frame are put in by hand."""

import datetime as dt
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Inches

from plait.web.packs.chart_parts import Dress
from plait.web.packs.chart_xml import write_chart
from plait.web.packs.parts import Chart
from plait.web.packs.workbooks import write_chart_data

_CHART: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006"


def add_chart(
    document: Any,
    paragraph: Any,
    chart: Chart,
    *,
    size: tuple[float, float],
    dress: Dress,
    number: int,
    stamp: dt.datetime,
) -> None:
    """A chart in a line of its own; `size` is in inches, `number` its place in the document."""
    package = document.part.package
    part = Part(PackURI(f"/word/charts/chart{number}.xml"), _CHART, write_chart(chart, dress=dress), package)
    book = Part(
        PackURI(f"/word/embeddings/Microsoft_Excel_Sheet{number}.xlsx"),
        _BOOK,
        write_chart_data(chart, stamp=stamp),
        package,
    )
    part.relate_to(book, RT.PACKAGE)
    own = document.part.relate_to(part, RT.CHART)
    wide, tall = (int(Inches(each)) for each in size)
    frame = (
        '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        f' xmlns:wp="{_DRAWING}/wordprocessingDrawing" xmlns:a="{_DRAWING}/main" xmlns:c="{_DRAWING}/chart"'
        ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{tall}"/>'
        '<wp:effectExtent l="0" t="0" r="0" b="0"/>'
        f'<wp:docPr id="{number}" name="Chart {number}" descr={quoteattr(chart.alt)}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{_DRAWING}/chart"><c:chart r:id="{own}"/></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing>"
    )
    paragraph.add_run()._r.append(parse_xml(frame))  # noqa: SLF001 (a run takes no other drawing)
