"""The history of a goal or a priority: each version, newest first, with what changed from the one before."""

from collections.abc import Sequence
from typing import Any, Final

from plait.goals.differences import describe
from plait.goals.models import Kept
from plait.web.templatetags.plait import day

_LABELS: Final = {
    "why": "Why",
    "component": "Component",
    "goal": "The goal it serves",
    "reason": "Why it serves no goal",
    "ended_because": "Why it ended",
    "starts_on": "Start",
    "review_on": "Review",
    "ended_on": "End",
    "state": "State",
    "statement": "Statement of quality",
    "measures": "How we would know",
    "baseline": "Where we started",
    "baseline_told": "Where that comes from",
    "expected_lo": "Expected, from",
    "expected_hi": "Expected, to",
    "by_when": "By when",
    "stop_if": "We stop if",
}
Step = tuple[str, list[str]]


def present_history(kept: Sequence[Kept], *, title: str, untold: frozenset[str] = frozenset()) -> list[Step]:
    """What each version was, and its changes in words.

    `title` is what its title is called; parts that are `untold` are left out, before and after.
    """
    labels = {"title": title} | _LABELS
    contents = [{name: value for name, value in each.content.items() if name not in untold} for each in kept]
    told: list[Step] = []
    for each, content, before in zip(kept, contents, [*contents[1:], None], strict=False):
        told.append(
            (f"{each.note.rstrip('.')}: {each.by.name}, {day(each.at.date())}", _changes(before, content, labels))
        )
    return told


def _changes(before: dict[str, Any] | None, after: dict[str, Any], labels: dict[str, str]) -> list[str]:
    if before is None:
        return []
    # What an earlier version did not keep at all was not added since.
    held = {name: value for name, value in after.items() if name in before}
    return [change.sentence for change in describe(before, held, labels=labels)]
