"""Reading what comes back in: tables as CSV or workbook, and frameworks as TOML too."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile

from plait.framework import tables
from plait.framework.domain import FrameworkText
from plait.framework.files import BadFramework, read_toml

_MOST_BYTES = 1_000_000


def read_framework(upload: UploadedFile[Any]) -> FrameworkText:
    """A framework from a file of any of the kinds that its page gives."""
    if str(upload.name).lower().endswith(".toml"):
        return read_toml(_content(upload).decode("utf-8", errors="replace"), name=str(upload.name))
    return tables.read_framework(read_rows(upload, tables.FRAMEWORK))


def read_rows(upload: UploadedFile[Any], heading: Sequence[str]) -> list[dict[str, str]]:
    """The rows of a table, by its headings."""
    text = _content(upload).decode("utf-8-sig", errors="replace")
    rows = list(csv.DictReader(text.splitlines(keepends=True)))
    missing = [each for each in heading if rows and each not in rows[0]]
    if not rows or missing:
        raise BadFramework(
            "The file was not read.",
            why=f"It has no column “{missing[0]}”." if missing else "It has no rows.",
            mend="Download the table here, change that, and bring it back.",
        )
    return [{name: (value or "").removeprefix("'") for name, value in row.items() if name} for row in rows]


def _content(upload: UploadedFile[Any]) -> bytes:
    if (upload.size or 0) > _MOST_BYTES:
        raise BadFramework("The file was not read.", why="It is larger than a megabyte.", mend="Take a smaller one.")
    return bytes(upload.read())
