"""CSV twins of tables, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from django.http import HttpResponse

_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def csv_response(name: str, heading: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A CSV file in UTF-8, with the mark by which spreadsheets know it; no text in it can act as a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(heading)
    writer.writerows([_cell(value) for value in row] for row in rows)
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _cell(value: object) -> object:
    """A number as it is, nothing for None, and a text that a spreadsheet would run behind an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(_STARTS_A_FORMULA):
        return f"'{value}"
    return value
