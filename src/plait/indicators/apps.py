"""The application of published figures."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Holds the ledger of builds that this site has served."""

    name = "plait.indicators"
    verbose_name = "Indicators"
