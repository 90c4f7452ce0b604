"""A workbook of sheets of text, in which nothing is a formula."""

import io
from collections.abc import Sequence
from typing import Final

import xlsxwriter

from plait.goals.quality_tables import Sheet

_WIDE: Final = 46  # characters
_NARROW: Final = 16
_LONG: Final = ("Statement", "Why", "Looks", "Words", "What", "About")
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def write_workbook(sheets: Sequence[Sheet]) -> bytes:
    """The sheets, each with its heading held in place."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, _OPTIONS) as book:
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        for each in sheets:
            page = book.add_worksheet(each.name)
            page.freeze_panes(1, 0)
            for at, name in enumerate(each.heading):
                wide = name.startswith(_LONG) and not name.endswith("key")
                page.set_column(at, at, _WIDE if wide else _NARROW)
                page.write_string(0, at, name, bold)
            for row, cells in enumerate(each.rows, start=1):
                for at, text in enumerate(cells):
                    page.write_string(row, at, text, plain)
    return held.getvalue()
