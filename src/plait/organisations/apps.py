"""The app of people and organisations."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Schools, trusts, people and what they may reach."""

    name = "plait.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Write down what happens to accounts, tell people what concerns them, and say what needs them."""
        from plait.core.services import outbox
        from plait.organisations import attention, daily
        from plait.organisations.queries import needing
        from plait.organisations.services import account_events, moves, notice_events

        account_events.listen()
        notice_events.listen()
        moves.listen()
        daily.register("letters sent again", lambda: outbox.send_again().sent_n)
        attention.register(needing.SOURCES)
