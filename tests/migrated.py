"""A database that is up to date, made once: for what tests start where bringing it up is not the point."""

import contextlib
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management.commands.migrate import Command
from django.db import connection

from plait.core.home import Home
from tests.made_once import make_once

_MIGRATE = "import django; django.setup(); from plait.cli.serve import migrate; migrate()"


def copy_migrated(shared: Path, home: Home) -> None:
    """Put the database into a home that has none."""

    def make(root: Path) -> None:
        told = {"PLAIT_HOME": str(root), "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "plait.config.settings"}
        done = subprocess.run([sys.executable, "-c", _MIGRATE], env=told, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    made = make_once(shared, "migrated", make)
    with contextlib.closing(sqlite3.connect(made / "plait.sqlite3")) as connection:
        connection.execute("VACUUM INTO ?", [str(home.database)])


@contextlib.contextmanager
def migrated_once(shared: Path) -> Iterator[None]:
    """While the tests' own databases in memory are made: the first worker migrates, the others take what it made."""
    migrate = Command.handle

    def take(command: Command, *args: Any, **options: Any) -> Any:
        if connection.vendor != "sqlite":
            return migrate(command, *args, **options)

        def make(folder: Path) -> None:
            migrate(command, *args, **options)
            with contextlib.closing(sqlite3.connect(folder / "tests.sqlite3")) as kept:
                connection.connection.backup(kept)

        made = make_once(shared, "migrated-for-tests", make) / "tests.sqlite3"
        connection.ensure_connection()
        with contextlib.closing(sqlite3.connect(made)) as kept:
            kept.backup(connection.connection)
        return migrate(command, *args, **options)  # which finds nothing left to do

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Command, "handle", take)
        yield
