"""What of one's own measures needs a viewer: figures that are due."""

import datetime as dt
from typing import Final

from plait.core import clock
from plait.indicators.models import OwnMeasure
from plait.indicators.periods import Cadence, list_due
from plait.indicators.queries.own_measures import list_entered, list_to_enter
from plait.organisations.addresses import address
from plait.organisations.attention import Item, Sources
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.roles import Kind, May

_MOST: Final = 3  # places of one viewer that are asked
_LATE: Final = 2  # periods back that are looked at: what is older will hardly be entered


def list_due_figures(scope: Scope) -> list[Item]:
    """Figures of the viewer's own places that are over and not entered: one item to a place."""
    own = Organisation.objects.filter(
        pk__in=scope.organisations_where(May.WRITE), kind__in=[Kind.SCHOOL.value, Kind.TRUST.value]
    )
    return [item for place in own[:_MOST] if (item := _of_place(scope, place)) is not None]


def _of_place(scope: Scope, place: Organisation) -> Item | None:
    mine = list_to_enter(scope, place=place)
    entered = list_entered(scope, measures=mine, place=place) if mine else set()
    missing = [each.name for each in mine if _is_missing(each, entered)]
    if not missing:
        return None
    told = missing[0] if len(missing) == 1 else f"{missing[0]} and {len(missing) - 1} more"
    return Item(
        f"Figures of {place.name} are due: {told}.",
        f"{address('measures-enter')}?place={place.pk}",
        "Enter them",
        weight=6,
    )


def _is_missing(measure: OwnMeasure, entered: set[tuple[int, dt.date]]) -> bool:
    due = list_due(measure.starts_on, clock.today(), cadence=Cadence(measure.cadence))[-_LATE:]
    return any((measure.pk, each.start) not in entered for each in due)


SOURCES: Final[Sources] = {list_due_figures: (OwnMeasure,)}
