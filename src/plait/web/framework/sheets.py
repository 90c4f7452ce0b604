"""Reading what comes back in: tables as CSV or workbook, and frameworks as TOML too."""

from collections.abc import Sequence

from django.utils import timezone

from plait.core.errors import PlaitError
from plait.core.spreadsheets import write_csv
from plait.core.tables_in import Column, read_table
from plait.framework import tables
from plait.framework.domain import FrameworkText
from plait.framework.files import read_toml, write_toml
from plait.web.packs.parts import Sheet
from plait.web.packs.workbooks import write_book


class NotThisKind(PlaitError):
    """A framework is written as TOML, CSV or a workbook, and as nothing else."""


def read_framework(content: bytes, *, name: str) -> FrameworkText:
    """A framework from a file of any of the kinds that its page gives."""
    if name.lower().endswith(".toml"):
        return read_toml(content.decode("utf-8", errors="replace"), name=name)
    return tables.read_framework(read_rows(content, name=name, heading=tables.FRAMEWORK))


def read_rows(content: bytes, *, name: str, heading: Sequence[str]) -> list[dict[str, str]]:
    """The rows of a table by column; under `tables.ROW` stands which row of the sheet it is.

    Raises
    ------
    NotATable, BadTable
        If it is no table, a column of the heading is missing, or a cell cannot be read: each is named.
    """
    columns = [Column(each, expected=True) for each in heading]
    rows = read_table(content, name=name, columns=columns)
    return [{tables.ROW: str(row.number)} | {each: row.text(each) for each in heading} for row in rows]


def write_framework(text: FrameworkText, *, ending: str) -> bytes:
    """A framework as a file: `.toml`, `.csv` or `.xlsx`.

    Raises
    ------
    NotThisKind
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
    raise NotThisKind(
        "The framework was not written.", why=f"“{ending}” is no kind of file for it.", mend="Use .toml, .csv or .xlsx."
    )
