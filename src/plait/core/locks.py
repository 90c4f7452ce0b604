"""One process at a time: a lock that ends with the process that holds it, however it ends."""

import datetime as dt
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from plait.core.errors import PlaitError


@contextmanager
def hold(path: Path, *, refuse: Callable[[str], PlaitError]) -> Iterator[None]:
    """Hold the lock of a file; where another holds it, raise what `refuse` makes of who that is and since when.

    The lock belongs to the process, so there is no stale lock to remove.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            lock.seek(0)
            raise refuse(lock.read().strip() or "it does not say since when") from fault
        lock.seek(0)
        lock.truncate()
        lock.write(f"process {os.getpid()}, since {dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M:%S} UTC")
        lock.flush()
        yield
