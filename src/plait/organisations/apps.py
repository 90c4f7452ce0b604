"""The app of people and organisations."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Schools, trusts, people and what they may reach."""

    name = "plait.organisations"
    label = "organisations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Write down what happens to accounts, tell people what concerns them, and say what needs them."""
        from plait.core.services import audit, outbox
        from plait.organisations import attention, daily
        from plait.organisations.queries import acting, needing
        from plait.organisations.services import account_events, memberships, moves, notice_events, notices

        audit.say_behalf_by(acting.find_behalf)
        account_events.listen()
        notice_events.listen()
        moves.listen()
        daily.register("letters sent again", lambda: outbox.send_again().sent_n)
        daily.register("memberships that have lapsed", memberships.hand_over_lapsed)
        daily.register("notices of trusts that people have left", notices.forget_lapsed)
        attention.register(needing.SOURCES)
