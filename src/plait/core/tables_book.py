"""Sheets of a workbook (.xlsx) as cells, read from its parts alone: no macro, no formula and no link is followed."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree as ET

_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATIONS: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PACKAGE: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_MOST_UNPACKED: Final = 60 * 1024 * 1024
_MOST_COLUMNS: Final = 200
_MOST_ROWS: Final = 20_000
_EPOCH: Final = dt.datetime(1899, 12, 30)  # noqa: DTZ001 from which workbooks count days; a day has no time zone
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d+)")
# Numbers of formats that every workbook knows (ECMA-376, 18.8.30).
_DATE_FORMATS: Final = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_PERCENT_FORMATS: Final = {9, 10}
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')


class TooMuch(ValueError):
    """It unpacks to more than is read, or a sheet has too many rows or columns."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: what it shows as text, the value that a workbook holds, and whether it is a formula or a percentage."""

    text: str
    value: float | dt.datetime | None = None
    formula: bool = False
    percent: bool = False


@dataclass(frozen=True, slots=True)
class _Styles:
    dates: frozenset[int]
    percents: frozenset[int]


def read_book(content: bytes) -> Iterator[tuple[str, tuple[tuple[Cell, ...], ...]]]:
    """The sheets by name, in their order.

    Raises
    ------
    TooMuch
        If there is more of it than is read.
    ValueError, KeyError, zipfile.BadZipFile
        If it is no workbook, is damaged, or declares entities.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        if sum(each.file_size for each in packed.infolist()) > _MOST_UNPACKED:
            raise TooMuch
        shared, styles = _shared_texts(packed), _styles(packed)
        for title, path in _list_sheets(packed):
            yield title, _rows(_parse(packed, path), shared, styles)


def _parse(packed: zipfile.ZipFile, path: str) -> ET.Element:
    text = packed.read(path)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text or b"\x00" in text:  # no entities, nor hidden ones in UTF-16
        msg = "A workbook declares no entities, and is UTF-8."
        raise ValueError(msg)
    try:
        return ET.fromstring(text)  # noqa: S314 no entities, and no more than the limit above
    except ET.ParseError as fault:
        raise ValueError(path) from fault


def _list_sheets(packed: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    relations = _parse(packed, "xl/_rels/workbook.xml.rels").iter(f"{_PACKAGE}Relationship")
    targets = {each.attrib["Id"]: each.attrib["Target"] for each in relations}
    for each in _parse(packed, "xl/workbook.xml").iter(f"{_MAIN}sheet"):
        target = targets[each.attrib[f"{_RELATIONS}id"]].lstrip("/")
        if "worksheets/" in target:
            yield each.attrib["name"], target if target.startswith("xl/") else f"xl/{target}"


def _shared_texts(packed: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in packed.namelist():
        return []
    return [_text_of(each) for each in _parse(packed, "xl/sharedStrings.xml").iter(f"{_MAIN}si")]


def _styles(packed: zipfile.ZipFile) -> _Styles:
    """Which styles show a number as a day or as a percentage."""
    if "xl/styles.xml" not in packed.namelist():
        return _Styles(frozenset(), frozenset())
    told = _parse(packed, "xl/styles.xml")
    dates, percents = set(_DATE_FORMATS), set(_PERCENT_FORMATS)
    for each in told.iter(f"{_MAIN}numFmt"):
        code, number = _QUOTED.sub("", each.attrib.get("formatCode", "")).lower(), int(each.attrib["numFmtId"])
        if "%" in code:
            percents.add(number)
        elif "y" in code or "d" in code:
            dates.add(number)
    formats = [int(each.attrib.get("numFmtId", 0)) for each in told.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")]
    return _Styles(
        frozenset(at for at, number in enumerate(formats) if number in dates),
        frozenset(at for at, number in enumerate(formats) if number in percents),
    )


def _text_of(element: ET.Element) -> str:
    """The text of a cell without its reading aids (`rPh`), which repeat it."""
    aside = {id(each) for aid in element.iter(f"{_MAIN}rPh") for each in aid.iter(f"{_MAIN}t")}
    return "".join(each.text or "" for each in element.iter(f"{_MAIN}t") if id(each) not in aside)


def _rows(sheet: ET.Element, shared: list[str], styles: _Styles) -> tuple[tuple[Cell, ...], ...]:
    rows: list[list[Cell]] = []
    for row in sheet.iter(f"{_MAIN}row"):
        cells = [(_place(each, at), _cell(each, shared, styles)) for at, each in enumerate(row.iter(f"{_MAIN}c"))]
        told = {at: cell for at, cell in cells if cell.text.strip()}
        if not told:
            continue
        number = int(row.attrib.get("r", len(rows) + 1))
        if number > _MOST_ROWS or max(told) >= _MOST_COLUMNS:
            raise TooMuch
        rows.extend([] for _ in range(number - len(rows)))
        rows[number - 1] = [told.get(at, Cell("")) for at in range(max(told) + 1)]
    return tuple(tuple(row) for row in rows)


def _place(cell: ET.Element, default: int) -> int:
    found = _REFERENCE.fullmatch(cell.attrib.get("r", ""))
    if found is None:
        return default
    at = 0
    for letter in found[1]:
        at = at * 26 + ord(letter) - ord("A") + 1
    return at - 1


def _cell(cell: ET.Element, shared: list[str], styles: _Styles) -> Cell:
    formula, kind = cell.find(f"{_MAIN}f"), cell.attrib.get("t", "n")
    told = cell.findtext(f"{_MAIN}v") or ""
    if formula is not None:
        return Cell(f"={formula.text or ''}", formula=True)
    if kind == "s":
        return Cell(shared[int(told)] if told else "")
    if kind == "inlineStr":
        return Cell(_text_of(cell))
    if kind == "b":
        return Cell("yes" if told == "1" else "no")
    if kind == "e":
        return Cell(told or "an error", formula=True)
    return _number(told, int(cell.attrib.get("s", 0)), styles) if kind == "n" and told else Cell(told)


def _number(told: str, style: int, styles: _Styles) -> Cell:
    value = float(told)
    if style in styles.dates and 0 < value < 100_000:
        day = _EPOCH + dt.timedelta(days=value)
        return Cell(f"{day:%d/%m/%Y}", value=day)
    return Cell(f"{value:.15g}", value=value, percent=style in styles.percents)
