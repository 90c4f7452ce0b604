"""Reading a report back as another program would: its PDF, its document, and the page beside them."""

import io
import re
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

_VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
_SKIPPED = {"pl-screen-only", "pl-tabs", "pl-crumbs", "pl-legend", "govuk-breadcrumbs"}
_NUMBER = re.compile(r"[+−]?\d[\d,.:]*%?")


class _Main(HTMLParser):
    """The words of a page that paper has too: its main part, without what is for the screen alone."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self._deep, self._main, self._skipped = 0, 0, 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        self._deep += 1
        classes = set((dict(attrs).get("class") or "").split())
        if tag == "main":
            self._main = self._deep
        seen_only = dict(attrs).get("aria-hidden") == "true"
        if not self._skipped and (classes & _SKIPPED or seen_only or tag in {"svg", "nav", "form"}):
            self._skipped = self._deep

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        self._skipped = 0 if self._deep == self._skipped else self._skipped
        self._main = 0 if self._deep == self._main else self._main
        self._deep -= 1

    def handle_data(self, data: str) -> None:
        if self._main and not self._skipped:
            self.words.append(data)


def words_of_page(html: str) -> str:
    return " ".join(" ".join(_Main(html).words).split())


def numbers_of(text: str) -> set[str]:
    return {each.rstrip(".,:") for each in _NUMBER.findall(text)}


def open_paper(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def words_of_paper(paper: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in paper.pages).split())


def tags_of(paper: PdfReader) -> Iterator[tuple[str, str]]:
    """Every tag in reading order with its alternative text."""

    def walk(part: Any) -> Iterator[tuple[str, str]]:
        part = part.get_object() if hasattr(part, "get_object") else part
        if isinstance(part, list):
            for each in part:
                yield from walk(each)
        elif isinstance(part, dict):
            if "/S" in part:
                yield str(part["/S"]), str(part.get("/Alt") or "")
            if "/K" in part:
                yield from walk(part["/K"])

    yield from walk(paper.trailer["/Root"]["/StructTreeRoot"])  # type: ignore[index]


def words_of_document(content: bytes) -> str:
    """All words, with those at the head and the foot of each sheet."""
    whole = Document(io.BytesIO(content))
    edges = [part._element for each in whole.sections for part in (each.header, each.footer)]
    paragraphs = [each for part in (whole.element.body, *edges) for each in part.iter(qn("w:p"))]
    joined = ["".join(part.text or "" for part in each.iter(qn("w:t"))) for each in paragraphs]
    return " ".join(" ".join(joined).split())


def alts_of_document(content: bytes) -> list[str]:
    """The alternative text of each picture."""
    body = Document(io.BytesIO(content)).element.body
    named = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
    return [str(each.get("descr") or "") for each in body.iter(named)]


def members_of(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        return whole.namelist()
