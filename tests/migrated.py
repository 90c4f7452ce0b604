"""A database that is up to date, made once: for what tests start where bringing it up is not the point."""

import contextlib
import sqlite3
import subprocess
import sys
from pathlib import Path

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
