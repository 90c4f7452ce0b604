"""The locator: where in England a school lies, on a land drawn by the schools themselves."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from plait.web.charts import svg
from plait.web.parts import Cell, Column, Row, Table

_CELL = 10_000.0  # metres: one dot of land for each square of ten kilometres with a school in it
_METRES_IN_A_MILE = 1609.344
_CLASSES = (1, 4, 16)  # schools in a square from which its dot is small, middling, large
_MARGIN = 1.5  # cells
_SCALE_MILES = 50


@dataclass(frozen=True, slots=True)
class Land:
    """The land, ready to be drawn: made once for a build, used on every page. Places are in cells of ten kilometres."""

    west: float
    north: float
    width: float
    height: float
    shapes: str


@dataclass(frozen=True, slots=True)
class Place:
    """A point on the National Grid, in metres."""

    easting: float
    northing: float


@dataclass(frozen=True, slots=True)
class Locator:
    """Where one school lies, and others with it."""

    label: str
    land: Land
    here: Place | None
    others: tuple[Place, ...] = ()
    where: str = ""
    others_name: str = "neighbours"


def survey(places: Iterable[Place]) -> Land:
    """Draw the land: a dot for each square with schools in it, larger where there are more."""
    counts = Counter((math.floor(p.easting / _CELL), math.floor(p.northing / _CELL)) for p in places if _known(p))
    if not counts:
        return Land(0, 1, 1, 1, "")
    west, east = min(x for x, _ in counts), max(x for x, _ in counts) + 1
    south, north = min(y for _, y in counts), max(y for _, y in counts) + 1
    shapes = []
    for size, least in enumerate(_CLASSES, start=1):
        most = _CLASSES[size] if size < len(_CLASSES) else math.inf
        dots = sorted((y, x) for (x, y), n in counts.items() if least <= n < most)
        path = "".join(f"M{svg.short(x - west + 0.5)} {svg.short(north - y - 0.5)}h0" for y, x in dots)
        if path:
            shapes.append(svg.element("path", cls=f"ch-land ch-land-{size}", d=path))
    return Land(west, north, east - west, north - south, "".join(shapes))


def draw(locator: Locator) -> SafeString:
    """The map as SVG; as high as the land is."""
    land = locator.land
    parts = [land.shapes]
    parts += [_dot(land, place, cls="ch-place", r=0.55) for place in locator.others if _known(place)]
    if locator.here is not None and _known(locator.here):
        parts.append(_dot(land, locator.here, cls="ch-here", r=1.15))
    parts.append(_miles(land))
    wide, tall = svg.short(land.width + 2 * _MARGIN), svg.short(land.height + 2 * _MARGIN + 1)
    box = f"{svg.short(-_MARGIN)} {svg.short(-_MARGIN)} {wide} {tall}"
    return svg.figure(parts, name=locator.label, description=sentence(locator), cls="ch-map", viewbox=box)


def _known(place: Place) -> bool:
    return math.isfinite(place.easting) and math.isfinite(place.northing) and place.easting > 0 and place.northing > 0


def _dot(land: Land, place: Place, *, cls: str, r: float) -> str:
    x, y = place.easting / _CELL - land.west, land.north - place.northing / _CELL
    return svg.element("circle", cls=cls, cx=x, cy=y, r=r)


def _miles(land: Land) -> str:
    """A rule of fifty miles at the foot."""
    long = _SCALE_MILES * _METRES_IN_A_MILE / _CELL
    y = land.height + _MARGIN - 0.2
    rule = svg.element("path", cls="ch-rule", d=f"M0 {svg.short(y - 0.5)}v.5h{svg.short(long)}v-.5")
    return rule + svg.words(f"{_SCALE_MILES} miles", cls="ch-map-label", x=long + 0.8, y=y + 0.3)


def miles_between(here: Place, there: Place) -> float:
    """The distance as the crow flies, in miles."""
    return math.hypot(here.easting - there.easting, here.northing - there.northing) / _METRES_IN_A_MILE


def sentence(locator: Locator) -> str:
    """The map in words."""
    if locator.here is None or not _known(locator.here):
        return "Where this school lies is not published."
    said = f"In {locator.where}" if locator.where else "On the map of England"
    away = sorted(miles_between(locator.here, place) for place in locator.others if _known(place))
    if away:
        near = sum(1 for miles in away if miles <= 25)
        said += f"; of {len(away)} {locator.others_name}, {near} {'is' if near == 1 else 'are'} within 25 miles"
    return f"{said}."


def table(locator: Locator) -> Table:
    """The places as grid references in metres."""
    places = [("Here", locator.here), *((f"{i}", place) for i, place in enumerate(locator.others, start=1))]
    return Table(
        caption=locator.label,
        columns=(Column("Place"), Column("Easting", number=True), Column("Northing", number=True)),
        rows=tuple(
            Row((Cell(name), Cell(f"{place.easting:.0f}", number=True), Cell(f"{place.northing:.0f}", number=True)))
            for name, place in places
            if place is not None and _known(place)
        ),
    )
