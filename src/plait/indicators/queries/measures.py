"""What the measures are, as the definitions say. Open data."""

from collections.abc import Mapping

from plait.indicators.queries.reach import NotInBuild, require_open_data
from plait.indicators.store.definition_parts import Definition
from plait.indicators.store.definitions import load_definitions
from plait.indicators.store.raw import Source
from plait.indicators.store.register import load_register
from plait.organisations.domain import Scope


class NoSuchMeasure(NotInBuild):
    """No measure has this id."""


def list_measures(scope: Scope) -> Mapping[str, Definition]:
    """Every measure, by id, in the order of the definitions."""
    require_open_data(scope)
    return load_definitions()


def get_measure(scope: Scope, *, indicator_id: str) -> Definition:
    """The measure with this id.

    Raises
    ------
    NoSuchMeasure
        If there is none.
    """
    definition = list_measures(scope).get(indicator_id)
    if definition is None:
        raise NoSuchMeasure(
            f"There is no measure “{indicator_id}”.", mend="Look for it in the list of measures on the data page."
        )
    return definition


def list_sources_of(scope: Scope, *, indicator_id: str) -> list[Source]:
    """The sources from which a measure comes; those of the figures from which it is worked out, where it is."""
    definition = get_measure(scope, indicator_id=indicator_id)
    named = (
        [definition] if definition.derived is None else [list_measures(scope)[each] for each in definition.derived.of]
    )
    entries = load_register().entries
    wanted = dict.fromkeys(origin.source for each in named for origin in each.origins)
    return [entries[name].source for name in wanted if name in entries]
