"""The whole audit trail as a file, which can be checked without the database and long after it."""

import csv
import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Final

from django.db import transaction

from plait.core import chain
from plait.core.chain import Head, Link, NotAHead, Verified
from plait.core.errors import PlaitError
from plait.core.files import write_whole
from plait.core.queries import audit as trail
from plait.core.services import audit
from plait.core.spreadsheets import make_inert

_PRIVATE: Final = 0o600
_COLUMNS: Final = (
    "id",
    "at",
    "actor",
    "on_behalf_of",
    "action",
    "record_type",
    "record_id",
    "organisation",
    "before",
    "after",
    "note",
    "erased",
)


class NotAnExport(PlaitError):
    """A file that was taken for an export of the audit trail is not one."""


def export(path: Path, *, by: int | None = None) -> Head:
    """Write every entry, oldest first, to a file that its owner alone can read, and note the export in the trail.

    A name that ends in .csv gives a table for a spreadsheet. Any other gives one JSON object a line, with the hashes,
    and the end of the chain on the last line: `verify_file` checks it. Returns the end of what was written.
    """
    written: list[Head] = []
    fill = _fill_table if path.suffix.lower() == ".csv" else _fill_lines
    write_whole(path, lambda beside: written.append(fill(beside)), mode=_PRIVATE)
    with transaction.atomic():
        audit.record("audit.exported", on=(audit.OF_ENTRIES, f"1-{written[0].count}"), by=by)
    return written[0]


def verify_file(path: Path, *, noted: Iterable[Head] = ()) -> Verified:
    """Check an export of JSON lines as `audit.verify` checks the database.

    Raises
    ------
    NotAnExport
        If the file is not one, or was cut off.
    """
    try:
        with path.open(encoding="utf-8") as file:
            head = _read_head(file)
            file.seek(0)
            return chain.verify_links(_read_links(file), expected=[head, *noted], count_now=lambda: head.count)
    except (ValueError, TypeError, KeyError) as fault:
        raise NotAnExport(
            f"{path.name} was not checked.",
            why="It is not an export of the audit trail in JSON lines, or its end is missing.",
            mend="Write one with `plait audit export --to trail.jsonl`.",
        ) from fault


def _fill_lines(path: Path) -> Head:
    last = Head()
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for link in trail.iterate_links():
            at = link.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
            file.write(json.dumps(asdict(link) | {"at": at}, ensure_ascii=False) + "\n")
            last = Head(link.id, link.hash)
        file.write(json.dumps({"head": str(last)}) + "\n")
    return last


def _fill_table(path: Path) -> Head:
    last = trail.get_head()
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(_COLUMNS)
        for entry in trail.iterate_entries(organisations=None):
            writer.writerow([make_inert(_cell(getattr(entry, name))) for name in _COLUMNS])
    return last


def _cell(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="seconds")
    return chain.write_payload(value) if isinstance(value, dict | list) else value


def _read_head(file: IO[str]) -> Head:
    last = ""
    for line in file:
        last = line
    told = json.loads(last)
    if set(told) != {"head"}:
        raise NotAHead("The last line does not say where the chain ends.")
    return Head.parse(told["head"])


def _read_links(file: IO[str]) -> Iterator[Link]:
    for line in file:
        held = json.loads(line)
        if "head" not in held:
            yield Link(**(held | {"at": dt.datetime.fromisoformat(held["at"])}))
