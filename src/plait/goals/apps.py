"""The app of clear goals."""

from django.apps import AppConfig


class GoalsConfig(AppConfig):
    """Definitions of quality, ways of agreeing, self-evaluation, goals, alignment decisions and evidence."""

    name = "plait.goals"
    label = "goals"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say on a person's page what of clear goals waits for them."""
        from plait.goals.queries import alignment_needing, evaluating_needing, quality_needing
        from plait.organisations import attention

        for source in (*alignment_needing.SOURCES, *evaluating_needing.SOURCES, *quality_needing.SOURCES):
            attention.register(source)
