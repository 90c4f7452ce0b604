"""A database that several threads can write at once, on SQLite too."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
from django.db import connection, connections

from tests.serving import PATIENCE

T = TypeVar("T")
AtOnce = Callable[[Callable[[int], T], int], list[T]]


@pytest.fixture
def shared_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """The test's database, open to threads.

    On SQLite the tests' database is in memory, which threads cannot share as processes share a file; so they get a
    file with the same tables and triggers, opened as a site opens it. The test's own thread keeps the one in memory.
    """
    if connection.vendor != "sqlite":
        yield
        return
    from plait.config.databases import from_environment
    from plait.core.home import Home

    file = tmp_path / "shared.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])
    settings = connections.settings["default"]
    kept = {name: settings[name] for name in ("NAME", "OPTIONS")}
    options = from_environment(Home(tmp_path))["OPTIONS"]
    options["init_command"] += f" PRAGMA busy_timeout={PATIENCE * 1000};"  # whoever waits, waits for all the others
    settings |= {"NAME": str(file), "OPTIONS": options}
    yield
    settings |= kept


@pytest.fixture
def at_once(shared_database: None) -> AtOnce:
    """Call a function in so many threads at the same moment, each with its own connection, and return the answers."""

    def call(work: Callable[[int], T], n: int) -> list[T]:
        gate = threading.Barrier(n)

        def one(number: int) -> T:
            try:
                gate.wait(timeout=PATIENCE)
                return work(number)
            finally:
                connections.close_all()

        with ThreadPoolExecutor(n) as pool:
            return list(pool.map(one, range(n), timeout=PATIENCE))

    return call
