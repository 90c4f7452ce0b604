"""What the page of roles shows: the declarations themselves, and nothing beside them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from plait.organisations.meanings import MEANINGS, REACH, WITHOUT_ROLE
from plait.organisations.roles import ROLES, May, Role
from plait.organisations.visibility import Visibility
from plait.web import words
from plait.web.access import Address, Rule, Who
from plait.web.parts import Cell, Column, Row, Table


@dataclass(frozen=True, slots=True)
class RoleShown:
    """One role: what it is for, where it is held, and what it may do, in sentences."""

    key: str
    name: str
    declared: str
    description: str
    where: str
    may: tuple[May, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeaningShown:
    """One permission: what it comes to, and who has it."""

    may: May
    lines: tuple[str, ...]
    held_by: str


@dataclass(frozen=True, slots=True)
class RolesPage:
    """Every role, the same as a table, what each permission comes to, and who reads what without any."""

    roles: tuple[RoleShown, ...]
    table: Table
    readers: tuple[tuple[str, str], ...]
    meanings: tuple[MeaningShown, ...]
    without: tuple[tuple[str, tuple[str, ...]], ...]
    reach: tuple[str, ...]


def present_roles(*, names: Mapping[str, str]) -> RolesPage:
    """The page; `names` are what the viewer's trust calls roles."""
    return RolesPage(
        roles=tuple(_show(role, names) for role in ROLES),
        table=_table(),
        readers=tuple((each.label, each.description) for each in Visibility),
        meanings=tuple(MeaningShown(what, MEANINGS[what], _held_by(what, names)) for what in May),
        without=WITHOUT_ROLE,
        reach=REACH,
    )


def address_rows(addresses: Iterable[Address]) -> list[tuple[str, str, str]]:
    """Every address of the site by its path, with who may read there and who may write, as it is declared."""
    told = ((_path(each.route), each.access) for each in addresses)
    return sorted((path, _who(access.read), _who(access.write)) for path, access in told if access is not None)


def address_table(rows: Iterable[tuple[str, str, str]]) -> Table:
    """The same as a table."""
    columns = (Column("Address"), Column("Who may read"), Column("Who may send something"))
    shown = (
        Row((Cell(path), Cell(read, label=columns[1].label), Cell(write, label=columns[2].label)))
        for path, read, write in rows
    )
    return Table("Every address, and who may reach it", columns, tuple(shown), stack=True)


def _path(route: str) -> str:
    """A route as somebody reads it, also where it was written as a pattern."""
    return "/" + re.sub(r"\(\?P(<\w+>)(?:\[[^\]]*\]|\.)\+\)", r"\1", route).replace("^", "").replace("$", "")


def _who(who: Who | None) -> str:
    """The rule; where it is a permission, the roles that have one of them."""
    if who is None:
        return "–"
    if who.rule is not Rule.MAY:
        return who.rule.value
    held = words.listed([role.name.lower() for role in ROLES if not role.may.isdisjoint(who.what)])
    return f"{words.starting(held)}: {'; '.join(what.label for what in who.what)}"


def _held_by(what: May, names: Mapping[str, str]) -> str:
    held = [(names.get(role.key) or role.name).lower() for role in ROLES if what in role.may]
    return words.starting(words.listed(held))


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
        may=tuple(what for what in May if what in role.may),
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
