"""What the history of a definition shows: the versions that were kept, and the difference between two, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from plait.goals.differences import Change, Part, mark_words
from plait.goals.models.versions import Kept
from plait.goals.quality_text import describe_change
from plait.web.templatetags.plait import moment

_LONG = 40  # characters; texts longer than that are marked word by word


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version that was kept."""

    number: int
    note: str
    when: str
    by: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change: where, what, and both texts, marked word by word where both are long."""

    where: str
    what: str
    before: str
    after: str
    parts: tuple[Part, ...]


def present_versions(kept: Sequence[Kept]) -> tuple[VersionLine, ...]:
    """The versions, newest first."""
    return tuple(VersionLine(each.number, each.note, moment(each.at), each.by.name) for each in kept)


def present_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[ChangeLine, ...]:
    """What changed from one to another."""
    return tuple(_line(each) for each in describe_change(before, after))


def _line(change: Change) -> ChangeLine:
    both = bool(change.before and change.after) and change.what == "changed"
    long = both and max(len(change.before), len(change.after)) > _LONG
    parts = mark_words(change.before, change.after) if long else ()
    return ChangeLine(change.where, change.what, change.before, change.after, parts)
