"""The application of pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates and template tags."""

    name = "plait.web"
    verbose_name = "Pages"

    def ready(self) -> None:
        """A second step that was set up a moment ago counts as shown; codes that were refused are looked at."""
        from plait.web.accounts import confirming, failures, second_step

        confirming.listen()
        second_step.listen()
        failures.listen()
