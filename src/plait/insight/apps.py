"""The app of signals and what people find behind them."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Neighbours, signals and findings."""

    name = "plait.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell heads what was found at their schools, and say which signals and drafts wait for somebody."""
        from plait.insight.queries import findings_needing
        from plait.insight.services import finding_notices
        from plait.organisations import attention, shareable

        finding_notices.listen()
        attention.register(findings_needing.SOURCES)
        shareable.register(
            shareable.Shareable(record_type="insight.finding", word="finding", called="Finding", route="finding")
        )
