"""What an embedded database held, carried over into PostgreSQL: every table, every row under its own number."""
# ruff: noqa: SLF001  Django's description of its tables stands behind an underscore.

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from django.db.models import Model

_FROM: Final = "embedded"
_AT_ONCE: Final = 500  # rows of one statement
_LEFT: Final = {"sessions.Session", "usersessions.UserSession"}  # everybody signs in anew


def carry_over(copy: Path) -> int:
    """Fill the database that is set, which holds nothing, from an SQLite file; returns how many rows it took.

    Both are brought to what this version needs first. The rows come in one transaction: all of them, or none.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plait.config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections, transaction

    connections.databases[_FROM] = {
        **connections.databases["default"],
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(copy),
        "OPTIONS": {},
        "CONN_MAX_AGE": 0,
    }
    try:
        for alias in (_FROM, "default"):
            call_command("migrate", database=alias, verbosity=0, interactive=False)
        with transaction.atomic():
            models = _list_models()
            _empty(models)
            rows_n = sum(_copy(model) for model in models)
            _set_next_numbers(models)
        return rows_n
    finally:
        connections.close_all()
        del connections[_FROM], connections.databases[_FROM]


def _list_models() -> "list[type[Model]]":
    from django.apps import apps

    known = apps.get_models(include_auto_created=True)
    return [each for each in known if each._meta.managed and not each._meta.proxy and each._meta.label not in _LEFT]


def _empty(models: "Sequence[type[Model]]") -> None:
    """Take out what migrations put in; the trail's own triggers would refuse that."""
    from django.db import connection

    tables = [connection.ops.quote_name(each._meta.db_table) for each in models]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _copy(model: "type[Model]") -> int:
    """Copy the rows of a table as they are: no default, no “now”, no number of their own."""
    fields = [each for each in model._meta.concrete_fields if not each.generated]
    into: Any = model._base_manager.using("default")
    rows_n = 0
    for rows in _in_pieces(model._base_manager.using(_FROM).order_by("pk").iterator(_AT_ONCE)):
        into._insert(rows, fields=fields, using="default", raw=True)
        rows_n += len(rows)
    return rows_n


def _in_pieces(rows: "Iterator[Model]") -> "Iterator[list[Model]]":
    while piece := list(islice(rows, _AT_ONCE)):
        yield piece


def _set_next_numbers(models: "Sequence[type[Model]]") -> None:
    from django.core.management.color import no_style
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)
