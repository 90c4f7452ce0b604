"""CSV twins of tables, safe to open in a spreadsheet."""

from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from plait.core.spreadsheets import write_csv

_MARK = "\ufeff"  # by which spreadsheets know UTF-8


def csv_response(name: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A CSV file to download."""
    response = HttpResponse(_MARK + write_csv(heading, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
