"""What components and indicators are called on these pages, and the choices of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from plait.framework.files import MAIN
from plait.framework.queries.frameworks import component_choices, list_components
from plait.goals.quality_text import Whole
from plait.indicators.queries.shown import list_choices
from plait.indicators.store.definitions import load_definitions
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.web.addresses import address
from plait.web.families import FAMILY_TITLES
from plait.web.parts import Link

_OF_PLAIT, _OWN = "indicator:", "own:"
Choices = list[tuple[str, str | list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Names:
    """Components by key, and indicators by the key under which a definition mentions them, as links."""

    components: Mapping[str, Link]
    measures: Mapping[str, Link]


def read_names(scope: Scope, whole: Whole, *, trust: Organisation) -> Names:
    """The names of what a definition mentions; what is not known any more is called by its key."""
    known = {each.key: each.name for each in list_components()}
    framework = address("framework", MAIN)
    components = {
        key: Link(known.get(key, key), f"{framework}#{key}" if framework and key in known else "")
        for key in {each.component for each in whole.domains if each.component}
    }
    mentioned = {one.measure for each in whole.statements for one in each.shown}
    return Names(components, name_measures(scope, mentioned, trust=trust))


def name_measures(scope: Scope, keys: set[str], *, trust: Organisation) -> dict[str, Link]:
    """Indicators and the trust's own measures by key, as links to what they are."""
    published = load_definitions()
    own = {each.key: each.label for each in list_choices(scope, trust=trust)} if _any_own(keys) else {}
    found: dict[str, Link] = {}
    for key in keys:
        of, number = key.startswith(_OF_PLAIT), key.partition(":")[2]
        if of and number in published:
            found[key] = Link(published[number].name, address("indicator", number))
        elif key in own:
            found[key] = Link(own[key], address("measure", int(number)))
        else:
            found[key] = Link("A measure that you may not read" if key.startswith(_OWN) else key, "")
    return found


def measure_choices(scope: Scope, *, trust: Organisation) -> Choices:
    """What may be mentioned: the trust's own measures, and the published indicators in their families."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for each in list_choices(scope, trust=trust):
        if each.own:
            groups.setdefault("Measures of our own", []).append((each.key, each.label))
    for one in load_definitions().values():
        title = FAMILY_TITLES.get(one.family, one.family.capitalize())
        groups.setdefault(title, []).append((f"{_OF_PLAIT}{one.id}", one.name))
    return [("", "No indicator"), *((title, rows) for title, rows in groups.items())]


def _any_own(keys: set[str]) -> bool:
    return any(each.startswith(_OWN) for each in keys)


def component_options() -> Choices:
    """The components of the framework, by strand."""
    return [("", "No component"), *((strand, list(rows)) for strand, rows in component_choices())]
