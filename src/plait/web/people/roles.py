"""What the page of roles shows: the declarations themselves, and nothing beside them."""

from collections.abc import Mapping
from dataclasses import dataclass

from plait.organisations.roles import ROLES, May, Role
from plait.organisations.visibility import Visibility
from plait.web import words
from plait.web.parts import Cell, Column, Row, Table


@dataclass(frozen=True, slots=True)
class RoleShown:
    """One role: what it is for, where it is held, and what it may do, in sentences."""

    key: str
    name: str
    declared: str
    description: str
    where: str
    may: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RolesPage:
    """Every role, the same as a table, and who reads what."""

    roles: tuple[RoleShown, ...]
    table: Table
    readers: tuple[tuple[str, str], ...]


def present_roles(*, names: Mapping[str, str]) -> RolesPage:
    """The page; `names` are what the viewer's trust calls roles."""
    return RolesPage(
        roles=tuple(_show(role, names) for role in ROLES),
        table=_table(),
        readers=tuple((each.label, each.description) for each in Visibility),
    )


def _show(role: Role, names: Mapping[str, str]) -> RoleShown:
    own = names.get(role.key, "")
    notes = []
    if role.must_end:
        notes.append("It is only ever given until a day.")
    if role.stays_inside:
        notes.append("Held in a school it reaches that school alone, not its trust.")
    if role.has_function:
        notes.append("It is held for a function, such as finance, estates or administration.")
    if role.administers:
        notes.append("Its pages ask for a second step, a passkey or a code, but on a demonstration.")
    return RoleShown(
        key=role.key,
        name=own or role.name,
        declared=role.name if own else "",
        description=role.description,
        where=words.starting(words.listed(sorted(kind.label.lower() for kind in role.where))),
        may=tuple(what.label for what in May if what in role.may),
        notes=tuple(notes),
    )


def _table() -> Table:
    """Roles across, what may be done down."""
    rows = []
    for what in May:
        cells = [Cell("yes" if what in role.may else "–", label=role.name) for role in ROLES]
        rows.append(Row((Cell(what.label), *cells)))
    columns = (Column("What"), *(Column(role.name) for role in ROLES))
    return Table("What each role may do", columns, tuple(rows), scrolls=True)
