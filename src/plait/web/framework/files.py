"""What these pages give to download: a table as CSV or as a workbook, and text."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from plait.web.downloads import csv_response
from plait.web.packs.parts import Sheet
from plait.web.packs.workbooks import write_book

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def wants_file(request: HttpRequest) -> str:
    """Which file the address asks for by `as`: csv, xlsx, toml or svg; empty for the page."""
    return request.GET.get("as", "")


def table_file(kind: str, name: str, heading: Sequence[str], rows: Sequence[Sequence[object]]) -> HttpResponse:
    """A table as the kind of file that was asked for."""
    if kind == "csv":
        return csv_response(f"{name}.csv", heading, rows)
    if kind != "xlsx":
        raise Http404
    content = write_book([Sheet("Plait", tuple(heading), rows)], title=name, stamp=timezone.now())
    return text_file(content, f"{name}.xlsx", _XLSX)


def text_file(content: bytes | str, name: str, kind: str) -> HttpResponse:
    """A file to keep."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
