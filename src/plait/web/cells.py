"""The body of a table as markup.

Written here and not in a template: the page of a trust of 85 schools holds more than a thousand cells, and a template
that is included for each of them takes as long as all the rest of the page.
"""

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe

from plait.web.parts import Cell, Row


def write_rows(rows: Iterable[Row]) -> SafeString:
    """The rows of a table; the first cell of each is its heading."""
    return mark_safe("".join(f"\n<tr>{_row(row)}</tr>" for row in rows))  # noqa: S308 — every text went through escape()


def _row(row: Row) -> str:
    return "".join(
        f'<th scope="row">{write_cell(cell)}</th>' if at == 0 else f"<td{_attributes(cell)}>{write_cell(cell)}</td>"
        for at, cell in enumerate(row.cells)
    )


def write_cell(cell: Cell) -> SafeString:
    """What stands in a cell: the reason for its gap, or its text with its link, its pill and its note."""
    if cell.gap is not None:
        body = f'<span class="pl-gap" title="{escape(cell.gap.sentence)}">{escape(cell.gap.short)}</span>'
    elif cell.url:
        body = f'<a href="{escape(cell.url)}">{escape(cell.text)}</a>'
    else:
        body = escape(cell.text)
    if cell.pill:
        body += f' <span class="pl-pill pl-pill--own">{escape(cell.pill)}</span>'
    if cell.note:
        body += f"<small>{escape(cell.note)}</small>"
    return mark_safe(body)  # noqa: S308 — every text went through escape()


def _attributes(cell: Cell) -> str:
    classes = " ".join(name for name, held in (("pl-num", cell.number), ("pl-wide-only", cell.wide_only)) if held)
    told = f' class="{classes}"' if classes else ""
    return f'{told} data-label="{escape(cell.label)}"' if cell.label else told
