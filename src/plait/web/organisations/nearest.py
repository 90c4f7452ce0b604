"""A school's nearest neighbours in circumstances, for pages that only point to them."""

from plait.indicators.queries.schools import School
from plait.indicators.store.reader import Store
from plait.insight.domain import NoSuchYear, NotScaled
from plait.insight.queries import neighbours
from plait.insight.queries.answers import Neighbour
from plait.organisations.domain import Scope, Status


def find_neighbours(scope: Scope, *, store: Store, school: School, k: int | None = None) -> tuple[Neighbour, ...]:
    """The nearest, nearest first; none for a school that is not open, or where a build cannot tell."""
    if school.status is not Status.OPEN:
        return ()
    try:
        return neighbours.get_set(scope, store=store, urn=school.urn, k=k, survival=False).neighbours
    except (NoSuchYear, NotScaled):
        return ()


def find_nearest(scope: Scope, *, store: Store, school: School, k: int | None = None) -> tuple[int, ...]:
    """The URNs of the nearest, nearest first."""
    return tuple(each.urn for each in find_neighbours(scope, store=store, school=school, k=k))
