"""A calendar file (RFC 5545) that a mail program offers to put into a person's calendar."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_LINE_BYTES: Final = 75  # octets of one line, its end not counted (RFC 5545, 3.1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """Something with a date. `start` and `end` are both days (the end the first day after it) or both moments.

    `uid` stays the same when the appointment is sent again, and `sequence` goes up, so that a calendar moves it.
    """

    uid: str
    start: dt.date | dt.datetime
    end: dt.date | dt.datetime
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    sequence: int = 0
    cancelled: bool = False


def write_calendar(appointments: Iterable[Appointment], *, made_at: dt.datetime) -> str:
    """The appointments as one calendar file, with the line ends and folds that the standard asks for."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Plait//Plait//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for each in appointments:
        lines += _write(each, made_at=made_at)
    lines.append("END:VCALENDAR")
    return "".join(f"{_fold(line)}\r\n" for line in lines)


def _write(each: Appointment, *, made_at: dt.datetime) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_escape(each.uid)}",
        f"DTSTAMP:{_moment(made_at)}",
        _when("DTSTART", each.start),
        _when("DTEND", each.end),
        f"SUMMARY:{_escape(each.summary)}",
        f"SEQUENCE:{each.sequence}",
    ]
    lines += [f"DESCRIPTION:{_escape(each.description)}"] if each.description else []
    lines += [f"LOCATION:{_escape(each.location)}"] if each.location else []
    lines += [f"URL:{_one_line(each.url)}"] if each.url else []
    lines += ["STATUS:CANCELLED"] if each.cancelled else []
    return [*lines, "END:VEVENT"]


def _when(name: str, at: dt.date | dt.datetime) -> str:
    return f"{name}:{_moment(at)}" if isinstance(at, dt.datetime) else f"{name};VALUE=DATE:{at:%Y%m%d}"


def _moment(at: dt.datetime) -> str:
    return f"{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _escape(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(escaped.splitlines())


def _one_line(text: str) -> str:
    return "".join(text.split())


def _fold(line: str) -> str:
    """Break a long line before a whole character; the rest begins with a space."""
    parts, size = [""], 0
    for character in line:
        width = len(character.encode())
        if size + width > _LINE_BYTES:
            parts.append(" ")
            size = 1
        parts[-1] += character
        size += width
    return "\r\n".join(parts)
