"""Which days a report is about: the term so far, or those that are asked for."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import BadRequest

from plait.core.errors import PlaitError
from plait.goals.evaluating import Term

_LONGEST: Final = dt.timedelta(days=2 * 366)
_YOUNG: Final = dt.timedelta(days=28)  # a term so young has little to report yet: the one before comes with it


class NoSpan(PlaitError, BadRequest):
    """The days asked for make no span that can be reported on."""


@dataclass(frozen=True, slots=True)
class Span:
    """From one day to another, both within."""

    since: dt.date
    until: dt.date


def choose_span(since: str, until: str, *, today: dt.date) -> Span:
    """The span asked for; else from the beginning of this term, or of the one before while this one is young."""
    last = _read(until, "until") or today
    first = _read(since, "since")
    if first is None:
        begun = Term.of(last).starts
        first = begun if last - begun >= _YOUNG else Term.of(begun - dt.timedelta(days=1)).starts
    if not first <= last <= today or last - first > _LONGEST:
        raise NoSpan(
            "There is no report on these days.",
            why=f"From {first:%-d %B %Y} to {last:%-d %B %Y} is no span for one.",
            mend="Give an earlier and a later day, none to come, within two years.",
        )
    return Span(first, last)


def _read(text: str, name: str) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise NoSpan(
            "There is no report on these days.", why=f"“{text}” is not a day.", mend=f"Give {name} as 2026-09-01."
        ) from error
