"""What can be named as the figure that would show something: national indicators, and measures of one's own."""

from dataclasses import dataclass

from plait.indicators.queries.own_measures import list_measures
from plait.indicators.store.definitions import load_definitions
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Choice:
    """A figure that can be chosen: its key, such as `indicator:ks4_att8` or `own:12`, and its name."""

    key: str
    label: str
    own: bool


def list_choices(scope: Scope, *, trust: Organisation) -> tuple[Choice, ...]:
    """The measures of a trust that the viewer may read, then the published indicators, each by name."""
    own = [Choice(f"own:{each.pk}", each.name, own=True) for each in list_measures(scope, trust=trust.pk)]
    published = sorted(
        (Choice(f"indicator:{key}", each.name, own=False) for key, each in load_definitions().items()),
        key=lambda each: each.label,
    )
    return (*own, *published)
