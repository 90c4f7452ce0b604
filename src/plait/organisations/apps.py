"""The app of people and organisations."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Schools, trusts, people and what they may reach."""

    name = "plait.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Write down what happens to accounts."""
        from plait.organisations.services import account_events

        account_events.listen()
