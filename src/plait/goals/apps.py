"""The app of clear goals."""

from django.apps import AppConfig


class GoalsConfig(AppConfig):
    """Definitions of quality, ways of agreeing, self-evaluation, goals, alignment decisions and evidence."""

    name = "plait.goals"
    label = "goals"
    default_auto_field = "django.db.models.BigAutoField"
