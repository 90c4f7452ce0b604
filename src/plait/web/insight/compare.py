"""What the page of schools side by side shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from plait.core.errors import PlaitError
from plait.indicators.queries.schools import School
from plait.indicators.queries.search import Hit
from plait.indicators.store.definition_parts import Definition
from plait.insight.queries import comparison
from plait.insight.queries.comparison import Comparison
from plait.insight.queries.pools import METRES_PER_MILE
from plait.organisations.domain import Status
from plait.web import addresses, families, figures, names, nearness, words
from plait.web.insight.sureness import in_words
from plait.web.parts import Cell, Column, Crumb, Link, Row, Table

_YES_NO: Final = {True: "yes", False: "no"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A school of the comparison, and the address of the page without it."""

    urn: int
    name: str
    url: str
    under: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Part:
    """A table of one family of figures."""

    id: str
    title: str
    table: Table


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Everything on the page, in the order in which it is read."""

    title: str
    lede: str
    crumbs: tuple[Crumb, ...]
    chosen: tuple[Chosen, ...]
    problem: PlaitError | None
    may_add: bool
    typed: str
    candidates: tuple[Link, ...]
    nothing_found: str
    register: Table | None
    parts: tuple[Part, ...]
    csv_url: str
    print_url: str


def present_comparison(found: Comparison, *, definitions: Mapping[str, Definition], search: "Search") -> ComparePage:
    """Two to six schools side by side."""
    urns = [school.urn for school in found.schools]
    shown = [names.show(school.name) for school in found.schools]
    return ComparePage(
        title="Schools side by side",
        lede=f"{words.listed(shown)}: who they are, their circumstances, then their results. The order of the schools "
        "is the order in which they were chosen.",
        crumbs=_crumbs(),
        chosen=_chosen(found.schools),
        problem=None,
        may_add=len(urns) < comparison.MOST,
        typed=search.typed,
        candidates=list_candidates(search.hits, urns),
        nothing_found=search.say_nothing(),
        register=_register(found.schools, shown),
        parts=_parts(found, definitions, shown),
        csv_url=link("compare-csv", urns),
        print_url=link("compare-print", urns),
    )


def present_problem(schools: Sequence[School], problem: PlaitError, *, search: "Search") -> ComparePage:
    """A choice of too few or too many schools, with what can be done about it."""
    urns = [school.urn for school in schools]
    return ComparePage(
        title="Choose schools to put side by side",
        lede=f"Two to six schools can stand side by side. {_counted(len(schools))}",
        crumbs=_crumbs(),
        chosen=_chosen(schools),
        problem=problem if schools else None,
        may_add=len(urns) < comparison.MOST,
        typed=search.typed,
        candidates=list_candidates(search.hits, urns),
        nothing_found=search.say_nothing(),
        register=None,
        parts=(),
        csv_url="",
        print_url="",
    )


@dataclass(frozen=True, slots=True)
class Search:
    """What was typed to add a school, and what was found."""

    typed: str = ""
    hits: tuple[Hit, ...] = ()

    def say_nothing(self) -> str:
        """That nothing was found, where something was typed."""
        return f"No school was found for “{self.typed}”." if self.typed and not self.hits else ""


def link(route: str, urns: Sequence[int]) -> str:
    """The address of a comparison."""
    path = addresses.address(route)
    return f"{path}?{'&'.join(f'urn={urn}' for urn in urns)}" if urns else path


def list_candidates(hits: Sequence[Hit], urns: Sequence[int]) -> tuple[Link, ...]:
    """Schools that what was typed may mean, each as the comparison with it."""
    told = []
    for hit in hits:
        if hit.number is not None and hit.number not in urns:
            place = ", ".join(part for part in (hit.place, "" if hit.open else "closed") if part)
            label = f"{names.show(hit.name)}{f' ({place})' if place else ''}"
            told.append(Link(label, link("compare", [*urns, hit.number])))
    return tuple(told)


def _counted(n: int) -> str:
    if n == 0:
        return "No school is chosen yet: add the first by its name or URN."
    if n == 1:
        return "One is chosen: add another by its name or URN."
    return f"{n} are chosen: take {in_words(n - comparison.MOST)} away."


def _crumbs() -> tuple[Crumb, ...]:
    return (Crumb("Schools", addresses.address("schools")), Crumb("Side by side"))


def _chosen(schools: Sequence[School]) -> tuple[Chosen, ...]:
    urns = [school.urn for school in schools]
    return tuple(
        Chosen(
            urn=school.urn,
            name=names.show(school.name),
            url=addresses.school(school.urn),
            under=" · ".join(part for part in (school.town or school.la_name or "", f"URN {school.urn}") if part),
            remove_url=link("compare", [urn for urn in urns if urn != school.urn]),
        )
        for school in schools
    )


def _register(schools: Sequence[School], shown: Sequence[str]) -> Table:
    """Who the schools are, as the register has it."""
    lines = [
        ("Phase", [figures.name_phase(school.phase) for school in schools]),
        ("Standing", ["closed" if school.status is Status.CLOSED else "open" for school in schools]),
        ("Ages", [_ages(school) for school in schools]),
        ("Kind of school", [school.type or "" for school in schools]),
        ("Trust", [names.show(school.trust_name) if school.trust_name else "not in a trust" for school in schools]),
        ("Local authority", [school.la_name or "" for school in schools]),
        ("Region", [school.region or "" for school in schools]),
        ("Urban or rural", [school.urban_rural or "" for school in schools]),
        ("Girls or boys", [_pupils(school) for school in schools]),
        ("Religious character", [_faith(school) for school in schools]),
        ("Admissions", [school.admissions or "" for school in schools]),
        ("Sixth form", ["" if s.sixth_form is None else _YES_NO[s.sixth_form] for s in schools]),
        ("Nursery classes", ["" if s.nursery_provision is None else _YES_NO[s.nursery_provision] for s in schools]),
        (f"Miles from {shown[0]}", ["", *(_miles(schools[0], each) for each in schools[1:])]),
    ]
    if all(school.status is Status.OPEN for school in schools):
        lines = [line for line in lines if line[0] != "Standing"]
    rows = tuple(
        Row((Cell(label), *(Cell(text or "not known", label=name) for text, name in zip(told, shown, strict=True))))
        for label, told in ((name, _own(name, values)) for name, values in lines)
        if any(told)
    )
    return _table("Who they are", "", shown, rows)


def _own(label: str, told: list[str]) -> list[str]:
    return ["–", *told[1:]] if label.startswith("Miles") and any(told[1:]) else told


def _faith(school: School) -> str:
    told = school.religious_character or ""
    return told.lower() if told in {"None", "Does not apply"} else told


def _ages(school: School) -> str:
    return "" if school.age_low is None or school.age_high is None else f"{school.age_low} to {school.age_high}"


def _pupils(school: School) -> str:
    return {"mixed": "girls and boys", "girls": "girls", "boys": "boys"}.get(school.gender or "", "")


def _miles(one: School, two: School) -> str:
    if one.easting is None or one.northing is None or two.easting is None or two.northing is None:
        return ""
    away = ((one.easting - two.easting) ** 2 + (one.northing - two.northing) ** 2) ** 0.5
    return nearness.say_miles(away / METRES_PER_MILE)


def _parts(found: Comparison, definitions: Mapping[str, Definition], shown: Sequence[str]) -> tuple[Part, ...]:
    """Circumstances, then results, each family a table; an indicator that none of them has stays away."""
    groups: dict[str, list[comparison.Row]] = {}
    for row in (*found.context, *found.outcomes):
        groups.setdefault(row.family, []).append(row)
    order = [family for family in families.FAMILY_TITLES if family in groups]
    order += [family for family in groups if family not in order]
    parts = []
    for family in order:
        title = families.FAMILY_TITLES.get(family, words.starting(family))
        rows = tuple(_row(row, definitions[row.indicator], found.schools, shown) for row in groups[family])
        parts.append(Part(family, title, _table(title, "Year", shown, rows)))
    return tuple(parts)


def _table(title: str, second: str, shown: Sequence[str], rows: tuple[Row, ...]) -> Table:
    first = (Column("Measure" if second else "What"), *((Column(second),) if second else ()))
    columns = (*first, *(Column(name, number=bool(second)) for name in shown))
    return Table(f"{title}, side by side", columns, rows, caption_hidden=True, stack=True)


def _row(row: comparison.Row, definition: Definition, schools: Sequence[School], shown: Sequence[str]) -> Row:
    told = [Cell(row.name, url=addresses.indicator(row.indicator)), Cell(str(row.year), label="Year")]
    for cell, school, name in zip(row.cells, schools, shown, strict=True):
        if cell.value is None:
            told.append(Cell(gap=cell.reason, number=True, label=name))
            continue
        notes = []
        if cell.lo is not None and cell.hi is not None:
            notes.append(f"interval {figures.write_range(definition, cell.lo, cell.hi)}")
        if cell.inherited:
            notes.append(f"before URN {school.urn}")
        told.append(Cell(figures.write(definition, cell.value), number=True, label=name, note=", ".join(notes)))
    return Row(tuple(told))
