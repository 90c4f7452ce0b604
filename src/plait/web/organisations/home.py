"""What the home page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from plait.indicators.queries.schools import School
from plait.indicators.queries.trusts import Trust
from plait.web import addresses, names, words
from plait.web.charts import legend, locator
from plait.web.charts.locator import Land
from plait.web.land import place_of
from plait.web.parts import Card, LegendItem, Link

_CLOSE_MILES: Final = 25


@dataclass(frozen=True, slots=True)
class Example:
    """A school on the map among its neighbours, and what that tells."""

    picture: SafeString
    legend: tuple[LegendItem, ...]
    sentence: str
    link: Link


@dataclass(frozen=True, slots=True)
class HomePage:
    """What Plait is for, in one screen, and the ways in."""

    schools_n: int
    trusts_n: int
    period: str
    cards: tuple[Card, ...]
    examples: tuple[Link, ...]
    example: Example | None


def present_home(
    *,
    schools_n: int,
    trusts_n: int,
    period: str,
    school: School | None,
    trust: Trust | None,
    near: Sequence[School] = (),
    land: Land,
) -> HomePage:
    """The home page, with a school and a trust to look at for a start, and the school on a map among those like it."""
    return HomePage(
        schools_n,
        trusts_n,
        period,
        _cards(),
        _examples(school, trust),
        None if school is None else _example(school, near, land),
    )


def _cards() -> tuple[Card, ...]:
    """The ways in that there are."""
    cards = (
        Card(
            "A school",
            "Who its pupils are, what its results have been with every gap explained, and how it came to be.",
            addresses.address("schools"),
            "Look through the schools",
        ),
        Card(
            "A trust",
            "Its schools, where they are, how their circumstances differ, and when each of them joined.",
            addresses.address("trusts"),
            "Look through the trusts",
        ),
        Card(
            "Bright spots",
            "Schools in like circumstances that are likely doing something worth learning from, and how sure that is.",
            addresses.address("bright-spots"),
            "Look for practice to learn from",
            strand="capability",
        ),
        Card(
            "How neighbours are chosen",
            "By circumstances and never by results. Each recipe is written down, with its weights and its limits.",
            addresses.address("methods"),
            "Read the method cards",
        ),
        Card(
            "What the figures are",
            "Where each comes from, how fresh it is, why some are missing, and what was not taken.",
            addresses.address("data"),
            "See the data",
        ),
    )
    return tuple(card for card in cards if card.url)


def _example(school: School, near: Sequence[School], land: Land) -> Example | None:
    here = place_of(school)
    places = tuple(place for each in near if (place := place_of(each)) is not None)
    if here is None or not places or not land.shapes:
        return None
    name = names.show(school.name)
    away = [locator.miles_between(here, place) for place in places]
    close = sum(miles <= _CLOSE_MILES for miles in away)
    told = "none is" if close == 0 else f"{words.count(close, 'is', 'are').replace(' ', ' of them ')}"
    return Example(
        picture=locator.draw(locator.Locator(f"{name} and its neighbours on a map", land, here, places)),
        legend=(legend.you(name), legend.places("its neighbours")),
        sentence=f"The {len(near)} schools in circumstances most like its own: {told} within {_CLOSE_MILES} miles, "
        f"the farthest {words.number(max(away))} miles away.",
        link=Link("See why each of them", addresses.neighbours(school.urn)),
    )


def _examples(school: School | None, trust: Trust | None) -> tuple[Link, ...]:
    examples: list[Link] = []
    if school is not None:
        examples.append(Link(names.show(school.name), addresses.school(school.urn)))
        neighbours = addresses.neighbours(school.urn)
        if neighbours:
            examples.append(Link("schools in circumstances like its own", neighbours))
    if trust is not None:
        examples.append(Link(names.show(trust.name), addresses.trust(trust.uid)))
    if school is not None and school.postcode:
        examples.append(Link(f"schools near {school.postcode}", addresses.address("search", q=school.postcode[:-2])))
    return tuple(examples)
