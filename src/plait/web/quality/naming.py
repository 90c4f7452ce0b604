"""What components and indicators are called on these pages, and the choices of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from plait.framework.files import MAIN
from plait.framework.queries.frameworks import component_choices, list_components
from plait.goals.quality_text import Whole
from plait.indicators.queries.measures import list_measures
from plait.organisations.domain import Scope
from plait.web.addresses import address
from plait.web.families import FAMILY_TITLES
from plait.web.parts import Link

_OF_PLAIT = "indicator:"
Choices = list[tuple[str, str | list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Names:
    """Components by key, and indicators by the key under which a definition mentions them, as links."""

    components: Mapping[str, Link]
    measures: Mapping[str, Link]


def read_names(scope: Scope, whole: Whole) -> Names:
    """The names of what a definition mentions; what is not known any more is called by its key."""
    known = {each.key: each.name for each in list_components()}
    framework = address("framework", MAIN)
    components = {
        key: Link(known.get(key, key), f"{framework}#{key}" if framework and key in known else "")
        for key in {each.component for each in whole.domains if each.component}
    }
    mentioned = {one.measure for each in whole.statements for one in each.shown}
    return Names(components, name_measures(scope, mentioned))


def name_measures(scope: Scope, keys: set[str]) -> dict[str, Link]:
    """Indicators by key, as links to what they are."""
    if not keys:
        return {}
    national = list_measures(scope) if scope.may_read_open_data else {}
    found: dict[str, Link] = {}
    for key in keys:
        number = key.removeprefix(_OF_PLAIT)
        definition = national.get(number) if key.startswith(_OF_PLAIT) else None
        found[key] = Link(definition.name, address("indicator", number)) if definition else Link(key, "")
    return found


def measure_choices(scope: Scope) -> Choices:
    """The indicators that may be mentioned, in their families."""
    groups: dict[str, list[tuple[str, str]]] = {}
    if scope.may_read_open_data:
        for each in list_measures(scope).values():
            title = FAMILY_TITLES.get(each.family, each.family.capitalize())
            groups.setdefault(title, []).append((f"{_OF_PLAIT}{each.id}", each.name))
    return [("", "No indicator"), *((title, rows) for title, rows in groups.items())]


def component_options() -> Choices:
    """The components of the framework, by strand."""
    return [("", "No component"), *((strand, list(rows)) for strand, rows in component_choices())]
