"""The app of frameworks."""

from django.apps import AppConfig


class FrameworkConfig(AppConfig):
    """Frameworks, and trusts' improvement models."""

    name = "plait.framework"
    label = "framework"
    default_auto_field = "django.db.models.BigAutoField"
