"""What was done to a finding, by whom and when: which parts changed, and never what stood there before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from plait.core.queries.audit import Entry
from plait.web import words
from plait.web.templatetags.plait import moment

_PARTS: Final = {
    "stance": "what is made of the signal",
    "seen": "what was seen",
    "learn": "what others could take from it",
    "looked_on": "the day of looking",
    "visibility": "who may read it",
    "exception": "whether trustees read it",
}
_DONE: Final = {"finding.written": "wrote it", "finding.revised": "changed it"}


@dataclass(frozen=True, slots=True)
class PastLine:
    """One thing that was done."""

    when: str
    told: str


def present_past(entries: Sequence[Entry], *, names: Mapping[int, str]) -> tuple[PastLine, ...]:
    """What was done, newest first. Agreements to share stand in their register, for the sides alone."""
    return tuple(
        PastLine(moment(each.at), f"{_who(each, names)} {_say(each)}") for each in entries if each.action in _DONE
    )


def _who(entry: Entry, names: Mapping[int, str]) -> str:
    return "The site itself" if entry.actor is None else names.get(entry.actor, f"Person {entry.actor}")


def _say(entry: Entry) -> str:
    before, after = entry.before or {}, entry.after or {}
    if entry.action == "finding.written" or not isinstance(before, dict) or not isinstance(after, dict):
        return _DONE[entry.action]
    parts = [label for name, label in _PARTS.items() if before.get(name) != after.get(name)]
    return f"changed {words.listed(parts)}" if parts else _DONE[entry.action]
