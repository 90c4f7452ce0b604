"""What the home page shows."""

from dataclasses import dataclass

from plait.indicators.queries.schools import School
from plait.indicators.queries.trusts import Trust
from plait.web import addresses, names
from plait.web.parts import Card, Link


@dataclass(frozen=True, slots=True)
class HomePage:
    """What Plait is for, in one screen, and the ways in."""

    schools_n: int
    trusts_n: int
    period: str
    cards: tuple[Card, ...]
    examples: tuple[Link, ...]


def present_home(*, schools_n: int, trusts_n: int, period: str, school: School | None, trust: Trust | None) -> HomePage:
    """The home page, with a school and a trust to look at for a start."""
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
    return HomePage(schools_n, trusts_n, period, tuple(card for card in cards if card.url), _examples(school, trust))


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
