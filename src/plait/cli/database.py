"""What a command does before it reads or writes the site's database."""

import os

from plait.core.errors import PlaitError


class DatabaseNotReady(PlaitError):
    """The database cannot be reached, or is not yet as this version needs it."""


def open_database() -> None:
    """Set Django up, and refuse a database that this version has not migrated.

    Raises
    ------
    DatabaseNotReady
        If it cannot be reached, or a migration is missing.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plait.config.settings")
    import django

    django.setup()
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as fault:
        raise DatabaseNotReady(
            "Nothing was done.",
            why=f"The database cannot be used: {str(fault).strip().splitlines()[0]}.",
            mend="See that its server runs and DATABASE_URL is right; without one, that PLAIT_HOME can be written.",
        ) from fault
    if missing:
        raise DatabaseNotReady(
            "Nothing was done.",
            why="The database is not yet as this version needs it.",
            mend="Start the site once with `plait serve`, which brings it there.",
        )
