"""What stands on the page before people are invited, and after."""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from plait.core.errors import PlaitError
from plait.organisations.invitation_lists import Fault, InvitationList, Wanted
from plait.organisations.models import Organisation
from plait.organisations.roles import ROLES, get_role
from plait.organisations.services import memberships
from plait.organisations.services.invitations import Sent
from plait.web.people.home import name_role
from plait.web.people.invite_forms import is_address


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: who, in which role, and what became of it."""

    line: int
    email: str
    role: str
    done: bool
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """Who will be invited, and which lines cannot be used."""

    lines: tuple[Line, ...]
    faults: tuple[Fault, ...]
    wanted: tuple[Wanted, ...]


def preview(
    listed: InvitationList,
    *,
    organisation: Organisation,
    role: str,
    function: str,
    until: dt.date | None,
    names: Mapping[str, str],
    held: Collection[tuple[str, str]],
) -> Preview:
    """Check each line as it will be when it is sent; `held` are the address and role of who is there already."""
    lines: list[Line] = []
    faults, wanted = list(listed.faults), []
    for each in _with_keys(listed.wanted, names):
        key, told = each.role or role, each.function or function
        if not is_address(each.email):
            faults.append(Fault(each.line, each.email, "This is not an e-mail address."))
            continue
        try:
            memberships.check_role(organisation, role=key, function=told, to_date=until)
        except PlaitError as refused:
            faults.append(Fault(each.line, each.email, f"{refused.what} {refused.why}"))
            continue
        shown = name_role(get_role(key), names=names, function=told)
        if (each.email, key) in held:
            faults.append(Fault(each.line, each.email, f"They are there already: {shown}."))
            continue
        wanted.append(each)
        lines.append(Line(each.line, each.email, shown, done=False))
    return Preview(tuple(lines), tuple(sorted(faults, key=lambda fault: fault.line)), tuple(wanted))


def pack(sent: Iterable[Sent]) -> str:
    """What became of each line, without an address, to be kept with the form that was handed in."""
    return json.dumps([[each.invitation is not None, each.why_not] for each in sent])


def unpack(kept: str, *, shown: Preview) -> tuple[Line, ...]:
    """What became of each line of the list that was shown."""
    outcomes = json.loads(kept)
    return tuple(
        replace(line, done=done, why_not=why_not) for line, (done, why_not) in zip(shown.lines, outcomes, strict=False)
    )


def _with_keys(wanted: Iterable[Wanted], names: Mapping[str, str]) -> list[Wanted]:
    """Lines whose role is written as people read it, as Plait knows it."""
    known = {role.name.lower(): role.key for role in ROLES} | {name.lower(): key for key, name in names.items()}
    return [replace(each, role=known.get(each.role, each.role)) for each in wanted]
