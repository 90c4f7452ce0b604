"""The data of a pack: a workbook with a sheet for each table, and each table as CSV, in one zip."""

from typing import Final

from plait.core.spreadsheets import write_csv
from plait.web.packs.parts import File, Pack
from plait.web.packs.workbooks import write_book
from plait.web.packs.zips import write_zip

_MARK: Final = "\ufeff"  # by which spreadsheets know UTF-8


def write_data(pack: Pack) -> File:
    """The zip."""
    members = [
        ("README.txt", pack.readme.replace("\n", "\r\n").encode()),
        (f"{pack.name}.xlsx", write_book(pack.sheets, title=pack.title, stamp=pack.stamp)),
        *((f"csv/{sheet.name}.csv", (_MARK + write_csv(sheet.heading, sheet.rows)).encode()) for sheet in pack.sheets),
    ]
    return File(f"{pack.name}-data.zip", write_zip(members, stamp=pack.stamp))
