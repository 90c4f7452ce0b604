"""What components and indicators are called on these pages, and the choices of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from plait.framework.files import MAIN
from plait.framework.queries.frameworks import component_choices, list_components, name_component
from plait.goals.quality_text import Whole
from plait.organisations.domain import Scope
from plait.web.addresses import address
from plait.web.parts import Link
from plait.web.shown import Choices, link_keys


@dataclass(frozen=True, slots=True)
class Names:
    """Components by key, and indicators by the key under which a definition mentions them, as links."""

    components: Mapping[str, Link]
    measures: Mapping[str, Link]


def read_names(scope: Scope, whole: Whole, *, edition: int | None = None) -> Names:
    """The names of what a definition mentions; of components, those of the edition under which it was written."""
    known = {each.key: each.name for each in list_components()}
    framework = address("framework", MAIN)
    components = {
        key: Link(
            known.get(key) or name_component(key, edition=edition),
            f"{framework}#{key}" if framework and key in known else "",
        )
        for key in {each.component for each in whole.domains if each.component}
    }
    mentioned = {one.measure for each in whole.statements for one in each.shown}
    return Names(components, link_keys(scope, mentioned))


def component_options(*, kept: str = "", edition: int | None = None) -> Choices:
    """The components of the framework, by strand; `kept`, under which a domain stands, stays a choice."""
    found = component_choices(kept=kept, edition=edition)
    return [("", "No component"), *((strand, list(rows)) for strand, rows in found)]
