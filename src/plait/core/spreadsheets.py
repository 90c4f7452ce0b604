"""CSV that is safe to open in a spreadsheet: no text in it can act as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

# A spreadsheet takes a cell that begins with one of these for a formula (OWASP, “CSV injection”).
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_csv(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table as CSV; text that a spreadsheet would run gets an apostrophe before it."""
    held = io.StringIO(newline="")
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow([make_inert(name) for name in heading])
    writer.writerows([make_inert(value) for value in row] for row in rows)
    return held.getvalue()


def make_inert(value: Any) -> Any:
    """A cell that no spreadsheet runs; numbers stay numbers, and what is missing stays empty."""
    if isinstance(value, str) and value.startswith(_DANGEROUS):
        return f"'{value}"
    return "" if value is None else value
