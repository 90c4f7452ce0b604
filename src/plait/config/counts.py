"""Where attempts are counted: in files that every process of the site shares."""

import os
import secrets
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache


class SharedCounts(FileBasedCache):
    """Django's cache of files, with an `add` that only one of several processes wins, and that drops the oldest first.

    The sign-in library locks a count by adding a key. Django's own `add` looks first and writes after, so two
    processes could both believe that they hold the lock, and an attempt would go uncounted. Django drops files at
    random when there are too many; a count of attempts must not go because somebody else makes many.
    """

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Write a key unless it is there; True for exactly one of those who try at once."""
        place = Path(self._key_to_file(key, version))  # type: ignore[attr-defined]
        self._createdir()  # type: ignore[attr-defined]
        if self.has_key(key, version):  # takes away what is out of date
            return False
        made = place.with_name(f"{secrets.token_hex(8)}.tmp")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            self._write_content(file, timeout, value)  # type: ignore[attr-defined]
        try:
            os.link(made, place)  # fails if another process was first
        except FileExistsError:
            return False
        finally:
            made.unlink()
        return True

    def _cull(self) -> None:
        files = [Path(name) for name in self._list_cache_files()]  # type: ignore[attr-defined]
        if len(files) < self._max_entries:
            return
        oldest = sorted(files, key=_written_at)[: len(files) // self._cull_frequency]
        for file in oldest:
            file.unlink(missing_ok=True)


def _written_at(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0.0
