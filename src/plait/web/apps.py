"""The application of pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates and template tags."""

    name = "plait.web"
    verbose_name = "Pages"
