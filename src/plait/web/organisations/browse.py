"""What the lists of schools and trusts show."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_uppercase

from plait.indicators.queries.browse import Among, Choice, Page
from plait.indicators.queries.schools import School
from plait.indicators.queries.trusts import Trust
from plait.organisations.domain import Phase
from plait.web import addresses, figures, names, words
from plait.web.parts import Cell, Column, Option, Pages, Row, Table

_TRUST_TYPES = {"multi": "Multi-academy trust", "single": "Single-academy trust", "other": "Other"}


@dataclass(frozen=True, slots=True)
class Select:
    """A drop-down list of the form above the list."""

    name: str
    label: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of the alphabet, with its address where the list has names under it."""

    label: str
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class BrowsePage:
    """A list from A to Z, the form that narrows it, and where the reader is in it."""

    title: str
    lede: str
    action: str
    selects: tuple[Select, ...]
    letters: tuple[Letter, ...]
    hidden: tuple[tuple[str, str], ...]
    table: Table
    pages: Pages
    section: str


def present_schools(page: Page[School], *, among: Among, choices: Mapping[str, tuple[Choice, ...]]) -> BrowsePage:
    """The list of schools."""
    where = names.place(among.town or among.la or among.region)
    kind = f"{Phase(among.phase).label.lower()}s" if among.phase else "schools"
    query = {"region": among.region, "la": among.la, "phase": among.phase, "town": among.town}
    return BrowsePage(
        title=f"{words.starting(_plural(kind))} in {where}" if where else f"{words.starting(_plural(kind))} in England",
        lede=f"{page.total_n:,} open {_plural(kind) if page.total_n != 1 else 'school'}, from A to Z.",
        action=addresses.address("schools"),
        selects=(
            _select("region", "Region", "Any region", choices["region"], among.region),
            _select("la", "Local authority", "Any local authority", choices["la_name"], among.la),
            _select("phase", "Phase", "Any phase", _phases(choices["phase"]), among.phase),
        ),
        letters=_letters("schools", query, choices["_letter"], among.letter),
        hidden=(("town", among.town),) if among.town else (),
        table=_school_table(page.items),
        pages=_pages("schools", {**query, "letter": among.letter}, page, "School"),
        section="schools",
    )


def present_trusts(page: Page[Trust], *, among: Among, choices: Mapping[str, tuple[Choice, ...]]) -> BrowsePage:
    """The list of trusts."""
    query = {"region": among.region, "type": among.type}
    where = f"Trusts in {among.region}" if among.region else "Trusts in England"
    kinds = tuple(Choice(c.value, _TRUST_TYPES.get(c.value, c.label), c.n) for c in choices["type"])
    return BrowsePage(
        title=where,
        lede=f"{page.total_n:,} trusts that have a school open now, from A to Z.",
        action=addresses.address("trusts"),
        selects=(
            _select("region", "Region", "Any region", choices["region"], among.region),
            _select("type", "Kind of trust", "Any kind", kinds, among.type),
        ),
        letters=_letters("trusts", query, choices["_letter"], among.letter),
        hidden=(),
        table=_trust_table(page.items),
        pages=_pages("trusts", {**query, "letter": among.letter}, page, "Trust"),
        section="trusts",
    )


def _school_table(schools: tuple[School, ...]) -> Table:
    rows = []
    for school in schools:
        place = names.place(school.town or school.la_name or "Place not in the files")
        pupils = Cell("not known" if school.pupils_n is None else f"{school.pupils_n:,}", number=True, label="Pupils")
        owner = names.show(school.trust_name) if school.trust_name else ("" if school.academy else "Not in a trust")
        rows.append(
            Row(
                (
                    Cell(names.show(school.name), url=addresses.school(school.urn), note=f"URN {school.urn}"),
                    Cell(figures.name_phase(school.phase), label="Phase"),
                    Cell(
                        place,
                        note=school.la_name if school.town and school.la_name and school.la_name != school.town else "",
                        label="Place",
                    ),
                    Cell(owner, url=addresses.trust(school.trust_uid) if school.trust_uid else "", label="Trust"),
                    pupils,
                )
            )
        )
    columns = (Column("School"), Column("Phase"), Column("Place"), Column("Trust"), Column("Pupils", number=True))
    return Table("Schools from A to Z", columns, tuple(rows), caption_hidden=True, stack=True)


def _trust_table(trusts: tuple[Trust, ...]) -> Table:
    rows = [
        Row(
            (
                Cell(names.show(trust.name), url=addresses.trust(trust.uid), note=f"UID {trust.uid}"),
                Cell(_TRUST_TYPES.get(trust.type or "", "Not known"), label="Kind"),
                Cell(names.place(trust.town or trust.region or "not known"), label="Place"),
                Cell(f"{trust.schools_n or 0:,}", number=True, label="Schools"),
            )
        )
        for trust in trusts
    ]
    columns = (Column("Trust"), Column("Kind"), Column("Place"), Column("Schools open now", number=True))
    return Table("Trusts from A to Z", columns, tuple(rows), caption_hidden=True, stack=True)


def _select(name: str, label: str, anything: str, choices: tuple[Choice, ...], chosen: str) -> Select:
    options = [Option("", anything, chosen == "")]
    options += [Option(c.value, f"{c.label} ({c.n:,})", c.value == chosen) for c in choices]
    return Select(name, label, tuple(options))


def _phases(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    order = [phase.value for phase in Phase]
    return tuple(
        Choice(c.value, Phase(c.value).label, c.n) for c in sorted(choices, key=lambda c: order.index(c.value))
    )


def _letters(route: str, query: Mapping[str, str], choices: tuple[Choice, ...], chosen: str) -> tuple[Letter, ...]:
    there = {choice.value for choice in choices}
    everyone = Letter("All", addresses.address(route, **query), chosen == "")
    return (
        everyone,
        *(
            Letter(label, addresses.address(route, **query, letter=label), chosen == label)
            for label in (*ascii_uppercase, "#")
            if label in there
        ),
    )


def _pages(route: str, query: Mapping[str, str], page: Page[School] | Page[Trust], noun: str) -> Pages:
    first = (
        (page.number - 1) * max(1, len(page.items)) + 1
        if page.number < page.pages_n
        else page.total_n - len(page.items) + 1
    )
    last = first + len(page.items) - 1
    previous_url = addresses.address(route, **query, page=page.number - 1 or None) if page.number > 1 else ""
    next_url = addresses.address(route, **query, page=page.number + 1) if page.number < page.pages_n else ""
    said = f"{noun}s {first:,} to {last:,} of {page.total_n:,}" if page.items else f"No {noun.lower()}s"
    return Pages(said, previous_url, next_url)


def _plural(kind: str) -> str:
    return {"alternative provisions": "alternative provision", "other providers": "providers of other kinds"}.get(
        kind, kind
    )
