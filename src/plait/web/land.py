"""The land on which places are shown: drawn by the schools of the build themselves, once for each build."""

from plait.indicators.queries.remembered import once_per_build
from plait.indicators.queries.schools import School, places_frame
from plait.indicators.store.reader import Store
from plait.organisations.domain import Scope
from plait.web.charts.locator import Land, Place, survey


def land_of(scope: Scope, *, store: Store) -> Land:
    """The land of a build."""
    places = places_frame(scope, store=store)

    def draw() -> Land:
        return survey(Place(easting, northing) for easting, northing in places.iter_rows())

    return once_per_build(store, "web.land", draw)


def place_of(school: School) -> Place | None:
    """Where a school is, if its coordinates are known."""
    if school.easting is None or school.northing is None:
        return None
    return Place(school.easting, school.northing)
