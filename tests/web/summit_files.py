"""Reading a pack back as another program would: the deck, the document and the zip, without our own writers."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from docx import Document
from pptx import Presentation

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def open_deck(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


def open_document(content: bytes) -> Any:
    return Document(io.BytesIO(content))


def texts_of(slide: Any) -> str:
    """All words of a slide, its notes left out."""
    words = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            words.append(shape.text_frame.text)
        if shape.has_table:
            words += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(words)


def charts_of(deck: Any) -> Iterator[tuple[Any, Any]]:
    """Every chart with its frame."""
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_chart:
                yield shape, shape.chart


def alt_of(shape: Any) -> str:
    return str(shape._element.nvGraphicFramePr.cNvPr.get("descr") or "")


def columns_of_workbook(content: bytes) -> dict[str, list[float | str | None]]:
    """The first sheet of a workbook by heading; the heading of the first column may be empty."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        strings = []
        if "xl/sharedStrings.xml" in book.namelist():
            shared = ET.fromstring(book.read("xl/sharedStrings.xml"))
            strings = ["".join(t.text or "" for t in item.iter(f"{SHEET}t")) for item in shared]
        sheet = ET.fromstring(book.read("xl/worksheets/sheet1.xml"))
    cells: dict[tuple[int, str], float | str | None] = {}
    for cell in sheet.iter(f"{SHEET}c"):
        name = cell.get("r") or ""
        letters = name.rstrip("0123456789")
        value = cell.find(f"{SHEET}v")
        if value is not None and value.text is not None:
            held = strings[int(value.text)] if cell.get("t") == "s" else float(value.text)
            cells[int(name[len(letters) :]), letters] = held
    last = max(row for row, _ in cells)
    names = sorted({letters for _, letters in cells})
    return {str(cells.get((1, each), "")): [cells.get((row, each)) for row in range(2, last + 1)] for each in names}


def caches_of(chart: Any) -> dict[str, list[float | None]]:
    """What each series of a chart draws, by its name: values up, or along for an XY chart."""
    found = {}
    for series in chart._chartSpace.iter(f"{CHART}ser"):
        name = series.find(f"{CHART}tx//{CHART}v").text
        held = series.find(f"{CHART}xVal")
        cache = (held if held is not None else series.find(f"{CHART}val")).find(f".//{CHART}numCache")
        if cache is None:
            continue
        values: list[float | None] = [None] * int(cache.find(f"{CHART}ptCount").get("val"))
        for point in cache.iter(f"{CHART}pt"):
            values[int(point.get("idx"))] = float(point.find(f"{CHART}v").text)
        found[name] = values
    return found
