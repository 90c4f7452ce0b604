"""Zip files that are the same bytes for the same content: every member bears the moment of the figures."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterable
from typing import Final

_FIRST: Final = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)  # no zip can say an earlier one
_READABLE: Final = 0o644 << 16


def write_zip(members: Iterable[tuple[str, bytes]], *, stamp: dt.datetime) -> bytes:
    """A zip of members in the order given."""
    when = max(stamp, _FIRST).timetuple()[:6]
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name, date_time=when)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = _READABLE
            archive.writestr(info, content)
    return held.getvalue()


def restamp(content: bytes, *, stamp: dt.datetime) -> bytes:
    """The same zip with the same members in the same order, each of them with this moment."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return write_zip([(each.filename, archive.read(each)) for each in archive.infolist()], stamp=stamp)
