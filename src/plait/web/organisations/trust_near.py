"""What the page of a trust's neighbours shows: for each school the nearest inside and outside, and trusts like it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from plait.indicators.domain import format_number
from plait.indicators.queries.trusts import Trust
from plait.indicators.store.reader import Store
from plait.insight.domain import NoSuchYear, NotScaled
from plait.insight.queries import trust_neighbours
from plait.insight.queries.answers import InOut, Neighbour, NeighbourSet, Standing
from plait.organisations.domain import Scope
from plait.web import addresses, names, nearness, words
from plait.web.organisations.trust_tables import MANY
from plait.web.parts import Cell, Column, Crumb, Link, Row, Tab, Table
from plait.web.signals import trust_tabs

CSV_HEADING: Final = (
    *("urn", "school", "recipe", "nearest_inside_urn", "nearest_inside", "inside_distance"),
    *("nearest_outside_urn", "nearest_outside", "outside_trust", "outside_distance", "outside_miles", "why_not"),
)


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Trusts cannot be matched with this build, and why."""

    why: str


@dataclass(frozen=True, slots=True)
class TrustNearPage:
    """The page of a trust's neighbours."""

    name: str
    lede: str
    crumbs: tuple[Crumb, ...]
    tabs: tuple[Tab, ...]
    schools: Table
    trusts: Table | None
    why: Table | None
    no_trusts: str
    links: tuple[Link, ...]


def find_near(scope: Scope, *, store: Store, uid: int) -> NeighbourSet | Unmatched:
    """Trusts in like circumstances, or why this build cannot tell."""
    try:
        return trust_neighbours.get_set(scope, store=store, uid=uid, survival=False)
    except (NoSuchYear, NotScaled) as error:
        return Unmatched(str(error))


def present_near(trust: Trust, *, pairs: list[InOut], near: NeighbourSet | Unmatched) -> TrustNearPage:
    """The page of a trust's neighbours."""
    inside = sum(each.inside is not None and say_alike(each.inside) == nearness.NEAR for each in pairs)
    method = addresses.address("method", trust_neighbours.TRUST_RECIPE)
    found = near if isinstance(near, NeighbourSet) and near.neighbours else None
    links = [Link("Download CSV", addresses.address("trust-neighbours-csv", trust.uid))]
    if method:
        links.append(Link("How trusts are matched", method))
    return TrustNearPage(
        name=names.show(trust.name),
        lede=_lede(len(pairs), inside),
        crumbs=trust_tabs.crumbs_of(trust.uid, name=names.show(trust.name), here="Similar schools and trusts"),
        tabs=trust_tabs.tabs_of(trust.uid, current="near"),
        schools=_school_table(pairs),
        trusts=None if found is None else _trust_table(found),
        why=None if found is None else _why_table(found),
        no_trusts=_why_not(near),
        links=tuple(links),
    )


def csv_rows(pairs: list[InOut]) -> Iterator[tuple[object, ...]]:
    """One row for each school of the trust."""
    for each in pairs:
        inside = (
            (None, None, None) if each.inside is None else (each.inside.urn, each.inside.name, each.inside.distance)
        )
        outside: tuple[object, ...] = (None, None, None, None, None)
        if each.outside is not None:
            found = each.outside
            outside = (found.urn, found.name, found.trust_name, found.distance, found.miles)
        why_not = " ".join(obstacle.sentence for obstacle in each.obstacles)
        yield (each.urn, each.name, each.recipe, *inside, *outside, why_not)


def say_alike(neighbour: Neighbour) -> str:
    """How near a neighbour is, beside the neighbours that schools in England have."""
    return nearness.say(neighbour.distance_percentile)


def _lede(schools_n: int, inside: int) -> str:
    if schools_n == 0:
        return "It has no school open now."
    if schools_n == 1:
        return (
            "Its one school has no other in the trust to look to. The nearest outside is below. Results play no part."
        )
    told = words.starting(words.count(inside, "school"))
    those = f"{told} of {schools_n} {'has' if inside == 1 else 'have'} a near neighbour inside the trust"
    return f"{those}; for the others, look outside. Results play no part in the choice."


def _school_table(pairs: list[InOut]) -> Table:
    rows = []
    for each in pairs:
        school = Cell(names.show(each.name), url=addresses.neighbours(each.urn) or addresses.school(each.urn))
        if each.obstacles:
            why = Cell("Cannot be matched", note=each.obstacles[0].sentence, label="Inside the trust")
            rows.append(
                Row((school, why, Cell("", label="How alike"), Cell("", label="Outside"), Cell("", label="How alike")))
            )
            continue
        rows.append(Row((school, *_pair(each.inside, "Inside the trust"), *_pair(each.outside, "Outside"))))
    columns = (
        Column("School"),
        Column("Nearest inside the trust"),
        Column("How alike"),
        Column("Nearest outside"),
        Column("How alike"),
    )
    return Table(
        "Each school and its nearest", columns, tuple(rows), caption_hidden=True, stack=True, dense=len(rows) > MANY
    )


def _pair(found: Neighbour | None, label: str) -> tuple[Cell, Cell]:
    if found is None:
        return Cell("No other school of its kind", label=label), Cell("", label="How alike")
    miles = "" if found.miles is None else nearness.say_miles(found.miles)
    owner = "" if found.same_trust or not found.trust_name else names.show(found.trust_name)
    note = " · ".join(part for part in (found.town or "", miles, owner) if part)
    name = Cell(names.show(found.name), url=addresses.school(found.urn), note=note, label=label)
    return name, Cell(say_alike(found), note=f"distance {words.number(found.distance, places=2)}", label="How alike")


def _trust_table(near: NeighbourSet) -> Table:
    schools_at = next((at for at, each in enumerate(near.standings) if each.label == "Schools"), None)
    rows = []
    for each in near.neighbours:
        n = None if schools_at is None else each.values[schools_at]
        rows.append(
            Row(
                (
                    Cell(names.show(each.name), url=addresses.trust(each.urn)),
                    Cell("" if n is None else f"{n:,.0f}", number=True, label="Schools"),
                    Cell(say_alike(each), note=f"distance {words.number(each.distance, places=2)}", label="How alike"),
                )
            )
        )
    columns = (Column("Trust"), Column("Schools", number=True), Column("How alike"))
    return Table("Trusts in like circumstances", columns, tuple(rows), caption_hidden=True, stack=True)


def _why_table(near: NeighbourSet) -> Table:
    rows = tuple(
        Row(
            (
                Cell(each.label),
                Cell(
                    _write(each, each.value),
                    gap=each.reason if each.value is None else None,
                    number=True,
                    label="This trust",
                ),
                Cell(_write(each, each.typical), number=True, label="Typical neighbour"),
                Cell(words.percent(100 * each.weight_rate), number=True, label="Share of the weight"),
            )
        )
        for each in near.standings
    )
    columns = (
        Column("Circumstance"),
        Column("This trust", number=True),
        Column("A typical neighbour", number=True),
        Column("Share of the weight", number=True),
    )
    return Table("Why these trusts", columns, rows, caption_hidden=True, stack=True)


def _write(standing: Standing, value: float | None) -> str:
    if value is None:
        return ""
    return format_number(value, unit="percent" if standing.unit == "percent" else "count", decimals=standing.decimals)


def _why_not(near: NeighbourSet | Unmatched) -> str:
    if isinstance(near, Unmatched):
        return near.why
    if near.neighbours:
        return ""
    return " ".join(each.sentence for each in near.obstacles) or "No other trust can be matched with it."
