"""What the page of a crosswalk shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from plait.framework.domain import FrameworkText, LinkText
from plait.framework.models import Edition
from plait.web import addresses, words
from plait.web.framework.helix import COLOURED
from plait.web.framework.page import crumbs_of
from plait.web.parts import Crumb


@dataclass(frozen=True, slots=True)
class LinkLine:
    """One link, read from left to right."""

    number: str
    words: str
    other: str
    note: str


@dataclass(frozen=True, slots=True)
class CrosswalkRow:
    """A component with everything that is said of it."""

    name: str
    strand: str
    colour: str
    links: tuple[LinkLine, ...]


@dataclass(frozen=True, slots=True)
class CrosswalkPage:
    """Two frameworks beside each other."""

    first: str
    other: str
    first_url: str
    other_url: str
    sentence: str
    rows: tuple[CrosswalkRow, ...]
    alone: tuple[str, ...]
    crumbs: tuple[Crumb, ...]


def present_crosswalk(
    first: Edition, other: Edition, *, texts: tuple[FrameworkText, FrameworkText], links: Sequence[LinkText]
) -> CrosswalkPage:
    """The components of the one with what they are to the other; then those of the other of which nothing is said."""
    known = {each.key: each.name for each in texts[1].components}
    by_key: dict[str, list[LinkText]] = {}
    for each in links:
        by_key.setdefault(each.component, []).append(each)
    linked = {each.other for each in links}
    rows = tuple(
        CrosswalkRow(
            name=each.name,
            strand=strand.name,
            colour=strand.key if strand.key in COLOURED else "",
            links=tuple(
                LinkLine(
                    f"{link.component} {link.other}", link.kind.label, known.get(link.other, link.other), link.note
                )
                for link in by_key.get(each.key, ())
            ),
        )
        for strand in texts[0].strands
        for each in strand.components
    )
    return CrosswalkPage(
        first=texts[0].name,
        other=texts[1].name,
        first_url=addresses.address("framework", first.framework.key),
        other_url=addresses.address("framework", other.framework.key),
        sentence=_say(len(links), sum(bool(row.links) for row in rows), len(rows)),
        rows=rows,
        alone=tuple(name for key, name in known.items() if key not in linked),
        crumbs=crumbs_of(
            Crumb(texts[0].name, addresses.address("framework", first.framework.key)), Crumb(texts[1].name)
        ),
    )


def _say(links: int, linked: int, all_: int) -> str:
    if not links:
        return "Nothing is said about how they stand to each other yet."
    return f"{words.starting(words.count(links, 'link'))}; {linked} of {all_} components on the left have one."
