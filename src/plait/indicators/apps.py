"""The application of published figures, and of measures that trusts and schools keep themselves."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Holds the ledger of builds that this site has served, and the figures that people enter."""

    name = "plait.indicators"
    verbose_name = "Indicators"

    def ready(self) -> None:
        """Say on a person's page which figures are due, and let measures be shared."""
        from plait.indicators.queries import own_needing
        from plait.organisations import attention, shareable

        attention.register(own_needing.SOURCES)
        shareable.register(
            shareable.Shareable(record_type="indicators.ownmeasure", word="measure", called="Measure", route="measure")
        )
