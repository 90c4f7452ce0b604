"""The app of signals and what people find behind them."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Neighbours, signals and findings."""

    name = "plait.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"
