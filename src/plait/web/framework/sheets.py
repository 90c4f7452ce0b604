"""Reading what comes back in: tables as CSV or workbook, and frameworks as TOML too."""

from collections.abc import Sequence

from django.utils import timezone

from plait.core.errors import PlaitError
from plait.core.spreadsheets import write_csv
from plait.framework import tables
from plait.framework.domain import FrameworkText
from plait.framework.files import read_toml, write_toml
from plait.goals.quality_sheets import read_sheets
from plait.web.packs.parts import Sheet
from plait.web.packs.workbooks import write_book


class NotThisTable(PlaitError):
    """A file that holds another table than the one that was asked for."""


def read_framework(content: bytes, *, name: str) -> FrameworkText:
    """A framework from a file of any of the kinds that its page gives."""
    if name.lower().endswith(".toml"):
        return read_toml(content.decode("utf-8", errors="replace"), name=name)
    return tables.read_framework(read_rows(content, name=name, heading=tables.FRAMEWORK))


def read_rows(content: bytes, *, name: str, heading: Sequence[str]) -> list[dict[str, str]]:
    """The rows under the heading of the first sheet, by column; wholly empty ones are left out at the end.

    Raises
    ------
    NotThisTable
        If a column of the heading is missing.
    """
    sheets = read_sheets(content, name=name)
    rows = next(iter(sheets.values()), [])
    first = [each.strip() for each in rows[0]] if rows else []
    missing = [each for each in heading if each not in first]
    if missing:
        raise NotThisTable(
            f"{name} was not read.",
            why=f"Row 1 has no column “{missing[0]}”.",
            mend="Download the table here, change that, and bring it back.",
        )
    body = [dict(zip(first, [*row, *([""] * (len(first) - len(row)))], strict=False)) for row in rows[1:]]
    while body and not any(body[-1].values()):
        body.pop()
    return body


def write_framework(text: FrameworkText, *, ending: str) -> bytes:
    """A framework as a file: `.toml`, `.csv` or `.xlsx`.

    Raises
    ------
    NotThisTable
        If the ending is another.
    """
    rows = tables.framework_rows(text)
    match ending.lower():
        case ".toml":
            return write_toml(text).encode()
        case ".csv":
            return write_csv(tables.FRAMEWORK, rows).encode("utf-8-sig")
        case ".xlsx":
            return write_book([Sheet("Plait", tables.FRAMEWORK, rows)], title=text.name, stamp=timezone.now())
    raise NotThisTable(
        "The framework was not written.", why=f"“{ending}” is no kind of file for it.", mend="Use .toml, .csv or .xlsx."
    )
