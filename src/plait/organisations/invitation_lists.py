"""Reading a pasted list or a CSV file of people to invite: every bad line is named, and nothing is guessed."""

import csv
import io
import re
from dataclasses import dataclass
from typing import Final

_ADDRESS: Final = re.compile(r"^[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+$")
_NAMED: Final = re.compile(r"^(?P<name>.*?)<(?P<email>[^<>]+)>$")
_HEADINGS: Final = {"email", "e-mail", "email address", "e-mail address"}
MOST: Final = 500  # invitations in one list: more than the staff of the largest school


@dataclass(frozen=True, slots=True)
class Wanted:
    """One person of a list: the address, and role and function where the line gives them."""

    line: int
    email: str
    role: str = ""
    function: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A line that cannot be used, as it was typed, and why."""

    line: int
    typed: str
    why: str


@dataclass(frozen=True, slots=True)
class InvitationList:
    """What a list holds: whom to invite, and what has to be mended."""

    wanted: tuple[Wanted, ...]
    faults: tuple[Fault, ...]


def read_list(text: str) -> InvitationList:
    """Read addresses from pasted text or a CSV file.

    One to a line, or separated by commas or semicolons; `Name <address>` as mail programs write it; or a table whose
    heading has a column `email` and may have `role` and `function`.
    """
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    first = next((line for line in lines if line.strip()), "")
    heading = [cell.strip().lower() for cell in next(csv.reader([first]), [])]
    wanted, faults = _read_table(text) if _HEADINGS & set(heading) else _read_lines(lines)
    return _without_repeats(wanted, faults)


def _read_lines(lines: list[str]) -> tuple[list[Wanted], list[Fault]]:
    wanted: list[Wanted] = []
    faults: list[Fault] = []
    for number, line in enumerate(lines, start=1):
        for part in re.split(r"[,;]", line):
            told = part.strip()
            if not told:
                continue
            _take(told, Wanted(number, _address_of(told)), wanted=wanted, faults=faults)
    return wanted, faults


def _read_table(text: str) -> tuple[list[Wanted], list[Fault]]:
    wanted: list[Wanted] = []
    faults: list[Fault] = []
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    reader.fieldnames = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    column = next(name for name in reader.fieldnames if name in _HEADINGS)
    for row in reader:
        told = (row.get(column) or "").strip()
        if not any((value or "").strip() for value in row.values() if isinstance(value, str)):
            continue
        role, function = (row.get("role") or "").strip().lower(), (row.get("function") or "").strip()
        _take(told, Wanted(reader.line_num, _address_of(told), role, function), wanted=wanted, faults=faults)
    return wanted, faults


def _address_of(told: str) -> str:
    named = _NAMED.match(told)
    return (named["email"] if named else told).strip().lower()


def _take(told: str, one: Wanted, *, wanted: list[Wanted], faults: list[Fault]) -> None:
    if not _ADDRESS.match(one.email) or len(one.email) > 254:
        faults.append(Fault(one.line, told, "This is not an e-mail address."))
    elif len(wanted) >= MOST:
        faults.append(Fault(one.line, told, f"A list holds {MOST} people at most. Send the rest afterwards."))
    else:
        wanted.append(one)


def _without_repeats(wanted: list[Wanted], faults: list[Fault]) -> InvitationList:
    seen: dict[tuple[str, str], Wanted] = {}
    for one in wanted:
        seen.setdefault((one.email, one.role), one)
    return InvitationList(tuple(seen.values()), tuple(faults))
