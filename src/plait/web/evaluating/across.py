"""The page for a trust: schools beside domains in words, after where schools ask for help or are not sure."""

from collections.abc import Callable
from dataclasses import dataclass

from plait.goals.queries.evaluating_trust import Across, Row, Square
from plait.web import names, words
from plait.web.addresses import address
from plait.web.parts import Cell, Column, Link, Table
from plait.web.parts import Row as TableRow


@dataclass(frozen=True, slots=True)
class Asking:
    """One statement, and the schools that ask for help with it or are not sure."""

    domain: str
    statement: str
    schools: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class AcrossView:
    """The page. `quiet` are schools that shared nothing; `away` those of which nobody has joined."""

    lede: str
    helping: tuple[Asking, ...]
    unsure: tuple[Asking, ...]
    table: Table | None
    quiet: tuple[str, ...]
    away: tuple[str, ...]


def present_across(across: Across) -> AcrossView:
    """What a trust's schools shared."""
    told = [each for each in across.rows if each.evaluation is not None]
    silent = [each.school for each in across.rows if each.evaluation is None]
    noun, they = ("school", "it says of itself") if len(across.rows) == 1 else ("schools", "they say of themselves")
    shared = f"{len(told)} of {len(across.rows)} {noun} shared what {they}."
    return AcrossView(
        lede=shared if across.rows else "No school of the trust is known here yet.",
        helping=_gather(told, lambda one: one.help_on),
        unsure=_gather(told, lambda one: one.unsure_of),
        table=_table(across, told) if told else None,
        quiet=tuple(names.show(each.name) for each in silent if each.number is not None),
        away=tuple(names.show(each.name) for each in silent if each.number is None),
    )


def _gather(rows: list[Row], of: Callable[[Square], tuple[str, ...]]) -> tuple[Asking, ...]:
    found: dict[tuple[str, str], list[Link]] = {}
    for row in rows:
        for square in row.squares:
            for text in of(square):
                found.setdefault((square.domain, text), []).append(_link(row))
    return tuple(Asking(domain, text, tuple(links)) for (domain, text), links in found.items())


def _link(row: Row) -> Link:
    number = row.evaluation.pk if row.evaluation else 0
    return Link(names.show(row.school.name), address("evaluation", number))


def _table(across: Across, rows: list[Row]) -> Table:
    columns = (Column("School"), Column("Term"), *(Column(each) for each in across.domains))
    made = []
    for row in rows:
        link, term = _link(row), words.starting(row.term.label) if row.term else ""
        cells = tuple(Cell(each.told, note=_note(each), label=each.domain) for each in row.squares)
        made.append(TableRow((Cell(link.label, url=link.url), Cell(term, label="Term"), *cells)))
    return Table("Schools beside domains", columns, tuple(made), stack=True, scrolls=True)


def _note(square: Square) -> str:
    told = []
    if square.help_on:
        told.append(f"asks for help with {len(square.help_on)}")
    if square.unsure_of:
        told.append(f"not sure of {len(square.unsure_of)}")
    return words.listed(told)
