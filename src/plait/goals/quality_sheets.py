"""Rows of text from a CSV file, a pasted table or a workbook: nothing in it is run, and it is not endless."""

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree import ElementTree as ET

from plait.core.errors import PlaitError
from plait.goals.quality_tables import STATEMENTS

MOST_BYTES: Final = 2 * 1024 * 1024
_MOST_UNPACKED: Final = 30 * 1024 * 1024
_MOST_ROWS: Final = 2_000
_MOST_COLUMNS: Final = 40
_MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATIONS: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PACKAGE: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_REFERENCE = re.compile(r"([A-Z]{1,3})\d+")
_INERT: Final = re.compile(r"^'(?=[=+\-@\t\r\n])")
_EPOCH: Final = dt.date(1899, 12, 30)  # from which a workbook counts days

Rows = list[list[str]]


class NotATable(PlaitError):
    """A file that cannot be read as a table."""


def read_sheets(content: bytes, *, name: str) -> Mapping[str, Rows]:
    """The sheets of a workbook by name, or, of a CSV file or pasted text, one sheet of statements.

    Row 1 of a sheet is its heading. Text before which our own export put an apostrophe comes back without it.

    Raises
    ------
    NotATable
        If it is empty, too large, damaged, or neither.
    """
    if len(content) > MOST_BYTES:
        raise _refuse(name, "It is larger than 2 MB.", "Take out pictures, or other sheets.")
    if not content.strip():
        raise _refuse(name, "It is empty.", "Choose another file.")
    if content.startswith(b"PK\x03\x04"):
        return _read_workbook(content, name=name)
    return {STATEMENTS: _read_csv(content, name=name)}


def read_day(text: str) -> dt.date | None:
    """A day as people and workbooks write it: 2027-01-31, 31/01/2027, or a workbook's count of days."""
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"):
        try:
            return dt.datetime.strptime(text, form).date()  # noqa: DTZ007 a day has no time zone
        except ValueError:
            continue
    if text.replace(".0", "").isdecimal() and 30_000 < float(text) < 80_000:
        return _EPOCH + dt.timedelta(days=int(float(text)))
    msg = f"“{text}” is not a day."
    raise ValueError(msg)


def _read_csv(content: bytes, *, name: str) -> Rows:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")  # how older spreadsheets save CSV
    first = text.split("\n", 1)[0]
    separator = max("\t;,", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as fault:
        raise _refuse(name, "A quotation mark in it is not closed.", "Save it as CSV again.") from fault
    return _limit([[_clean(cell) for cell in row] for row in rows], name=name)


def _read_workbook(content: bytes, *, name: str) -> Mapping[str, Rows]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > _MOST_UNPACKED:
                raise _refuse(name, "It holds far more than it seems.", "Save the sheets alone as a new workbook.")
            shared = _shared_texts(packed)
            return {
                title: _limit(_sheet_rows(_parse(packed, path), shared), name=name)
                for title, path in _list_sheets(packed)
            }
    except (zipfile.BadZipFile, KeyError, ET.ParseError, IndexError, ValueError) as fault:
        raise _refuse(name, "It is not a workbook, or it is damaged.", "Save it as .xlsx again.") from fault


def _parse(packed: zipfile.ZipFile, path: str) -> ET.Element:
    text = packed.read(path)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        msg = "A workbook declares no entities."
        raise ValueError(msg)
    return ET.fromstring(text)  # noqa: S314 no entities, and no more than the limit above


def _list_sheets(packed: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    targets = {
        each.attrib["Id"]: each.attrib["Target"]
        for each in _parse(packed, "xl/_rels/workbook.xml.rels").iter(f"{_PACKAGE}Relationship")
    }
    for each in _parse(packed, "xl/workbook.xml").iter(f"{_MAIN}sheet"):
        target = targets[each.attrib[f"{_RELATIONS}id"]].lstrip("/")
        yield each.attrib["name"], target if target.startswith("xl/") else f"xl/{target}"


def _shared_texts(packed: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in packed.namelist():
        return []
    return [_text_of(each) for each in _parse(packed, "xl/sharedStrings.xml").iter(f"{_MAIN}si")]


def _text_of(element: ET.Element) -> str:
    """The text of a cell without its reading aids (`rPh`), which repeat it."""
    aside = {id(each) for aid in element.iter(f"{_MAIN}rPh") for each in aid.iter(f"{_MAIN}t")}
    return "".join(each.text or "" for each in element.iter(f"{_MAIN}t") if id(each) not in aside)


def _sheet_rows(sheet: ET.Element, shared: list[str]) -> Rows:
    rows: Rows = []
    for row in sheet.iter(f"{_MAIN}row"):
        number = int(row.attrib.get("r", len(rows) + 1))
        if number > _MOST_ROWS:
            break
        while len(rows) < number:
            rows.append([])
        for cell in row.iter(f"{_MAIN}c"):
            at = _column(cell.attrib.get("r", ""), default=len(rows[-1]))
            if at < _MOST_COLUMNS:
                rows[-1].extend([""] * (at + 1 - len(rows[-1])))
                rows[-1][at] = _clean(_value(cell, shared))
    return rows


def _value(cell: ET.Element, shared: list[str]) -> str:
    kind = cell.attrib.get("t", "")
    if kind == "inlineStr":
        return _text_of(cell)
    value = cell.findtext(f"{_MAIN}v") or ""
    return shared[int(value)] if kind == "s" and value else value


def _column(reference: str, *, default: int) -> int:
    found = _REFERENCE.fullmatch(reference)
    if found is None:
        return default
    at = 0
    for letter in found[1]:
        at = at * 26 + ord(letter) - ord("A") + 1
    return at - 1


def _limit(rows: Rows, *, name: str) -> Rows:
    if len(rows) > _MOST_ROWS:
        raise _refuse(name, f"It has more than {_MOST_ROWS:,} rows.", "Nobody could read such a definition.")
    return [row[:_MOST_COLUMNS] for row in rows]


def _clean(cell: str) -> str:
    return _INERT.sub("", cell.replace("\r\n", "\n").replace("\x00", "")).strip()


def _refuse(name: str, why: str, mend: str) -> NotATable:
    return NotATable(f"“{name[-80:]}” was not taken in.", why=why, mend=mend)
