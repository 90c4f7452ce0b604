"""The app of clear goals."""

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate


class GoalsConfig(AppConfig):
    """Definitions of quality, ways of agreeing, self-evaluation, goals, alignment decisions and evidence."""

    name = "plait.goals"
    label = "goals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what of clear goals waits for people, tell them what happened, and do what each day brings."""
        from plait.goals.queries import (
            agreeing_needing,
            aims_needing,
            alignment_needing,
            carrying,
            evaluating_needing,
            evidence_needing,
            quality_needing,
        )
        from plait.goals.services import (
            agreeing_closing,
            agreeing_notices,
            alignment_notices,
            evaluating_notices,
            evidence_notices,
            uploads,
        )
        from plait.goals.sharing import KINDS
        from plait.organisations import attention, daily, shareable

        for sources in (
            agreeing_needing.SOURCES,
            aims_needing.SOURCES,
            alignment_needing.SOURCES,
            carrying.SOURCES,
            evaluating_needing.SOURCES,
            evidence_needing.SOURCES,
            quality_needing.SOURCES,
        ):
            attention.register(sources)
        shareable.register(*KINDS)
        for told in (agreeing_notices, alignment_notices, evaluating_notices, evidence_notices):
            told.listen()
        daily.register("consultations closed", agreeing_closing.close_due)
        daily.register("entries of evidence past their day", evidence_notices.tell_expired)
        daily.register("files removed that nothing names", uploads.sweep)
        post_migrate.connect(_load_shipped, sender=self, dispatch_uid="plait.goals.shipped")


def _load_shipped(using: str = "default", **_told: Any) -> None:
    """Bring in the evidence that Plait ships, unless its table is not there: after a migration back to nothing."""
    from plait.goals.models import Entry
    from plait.goals.services.evidence_shipped import load_shipped

    if using == "default" and Entry._meta.db_table in connections[using].introspection.table_names():  # noqa: SLF001
        load_shipped()
