"""Writing a file so that a reader sees the whole of it or none."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

_READABLE = 0o644


def write_whole(path: Path, write: Callable[[Path], object], *, mode: int = _READABLE) -> None:
    """Let `write` fill a file beside `path`, flush it to the disk, and only then give it its name.

    Until then only the owner can read it; `mode` says who can afterwards.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=path.suffix)
    os.close(handle)
    beside = Path(name)
    try:
        write(beside)
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        beside.chmod(mode)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
