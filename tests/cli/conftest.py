"""Databases of their own for processes that are started, killed and looked at afterwards."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from plait.core.home import Home
from tests.cli.running import run_code
from tests.made_once import find_shared
from tests.migrated import copy_migrated

Database = Callable[[], dict[str, str]]
Migrate = Callable[[Path, dict[str, str]], None]


@pytest.fixture
def new_database() -> Iterator[Database]:
    """A new, empty database of the kind that the tests run on, as an environment."""
    made: list[str] = []

    def make() -> dict[str, str]:
        if connection.vendor != "postgresql":
            return {"DATABASE_URL": ""}
        name = f"backup_{uuid.uuid4().hex[:8]}"
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name}")
        made.append(name)
        told = connection.settings_dict
        return {"DATABASE_URL": f"postgres://{told['USER']}@{told['HOST']}:{told['PORT']}/{name}"}

    yield make
    for name in made:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def migrate(tmp_path_factory: pytest.TempPathFactory) -> Migrate:
    """Bring the database of a home up to date."""

    def bring_up(home: Path, database: dict[str, str]) -> None:
        if database["DATABASE_URL"]:
            run_code(home, database, "import django; django.setup()\nfrom plait.cli.serve import migrate; migrate()")
        else:
            copy_migrated(find_shared(tmp_path_factory), Home(home))

    return bring_up
