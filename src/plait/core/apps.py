"""The application at the bottom of the house."""

from collections.abc import Iterable, Mapping

from django.apps import AppConfig, apps
from django.db.models import Model
from django.utils.module_loading import autodiscover_modules

from plait.core.personal import Declared, declare


class CoreConfig(AppConfig):
    """Holds the audit trail, and gathers what every model says of its personal data."""

    name = "plait.core"
    label = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        """Read the declarations beside the models, then each application's `declarations.py`."""
        for model in apps.get_models():
            personal, impersonal = read_model(model)
            if personal or impersonal:
                # Documented by Django, in spite of its name.
                declare(model._meta.label, personal=personal, impersonal=impersonal)  # noqa: SLF001
        autodiscover_modules("declarations")


def read_model(model: type[Model]) -> tuple[dict[str, Declared], set[str]]:
    """Gather `personal` and `impersonal` of a model and of its abstract bases."""
    personal: dict[str, Declared] = {}
    impersonal: set[str] = set()
    for base in reversed(model.__mro__):
        said: Mapping[str, Declared] = vars(base).get("personal", {})
        others: Iterable[str] = vars(base).get("impersonal", ())
        personal |= said
        impersonal |= set(others)
    return personal, impersonal
