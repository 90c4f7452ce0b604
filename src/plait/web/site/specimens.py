"""One of everything for the style guide, made with the same parts that pages use."""

from dataclasses import dataclass

from plait.web.parts import Card, Fact, Link, Tab


@dataclass(frozen=True, slots=True)
class Specimens:
    """What the style guide shows."""

    facts: tuple[Fact, ...]
    tabs: tuple[Tab, ...]
    cards: tuple[Card, ...]
    links: tuple[Link, ...]


def collect() -> Specimens:
    """Gather the specimens; every name and figure is made up."""
    return Specimens(
        facts=(
            Fact("412", "pupils"),
            Fact("38%", "ever eligible for free school meals"),
            Fact("September 2017", before="in the trust since"),
        ),
        tabs=(
            Tab("At a glance", "#tabs", current=True),
            Tab("Similar schools", "#tabs"),
            Tab("Since joining", "#tabs"),
        ),
        cards=(Card("Find out how", "Nobody has looked yet.", "#cards", "Arrange a visit", "capability", button=True),),
        links=(Link("Table", "#links"), Link("Method", "#links")),
    )
