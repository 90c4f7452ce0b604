"""The app of frameworks."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class FrameworkConfig(AppConfig):
    """Frameworks, and trusts' improvement models."""

    name = "plait.framework"
    label = "framework"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Bring the shipped frameworks in when the database has been made, and say which models wait for somebody."""
        from plait.framework.queries import needing
        from plait.organisations import attention, shareable

        attention.register(needing.SOURCES)
        shareable.register(
            shareable.Shareable(
                record_type="framework.improvementmodel",
                word="model",
                called="Improvement model",
                route="improvement-model",
                by_trust=True,
            )
        )
        post_migrate.connect(_load_shipped, sender=self, dispatch_uid="plait.framework.shipped")


def _load_shipped(using: str = "default", **_told: Any) -> None:
    """Bring them in, unless the tables are not there: after a migration back to nothing they are gone."""
    from plait.framework.models import Edition
    from plait.framework.services.crosswalks import load_shipped as load_crosswalks
    from plait.framework.services.frameworks import load_shipped

    if using != "default" or Edition._meta.db_table not in connections[using].introspection.table_names():  # noqa: SLF001
        return
    load_shipped()
    load_crosswalks()
