"""Comments beside the passages they are on."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from plait.goals.agreeing import Passage
from plait.goals.models import Comment


@dataclass(frozen=True, slots=True)
class Spoken:
    """One comment; `was` is how the passage read, where it reads otherwise now."""

    number: int
    who: str
    when: str
    text: str
    was: str
    answer: str
    answered: str


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage and what was said of it; `open`: somebody is writing here and is to mend it."""

    id: str
    anchor: str
    heading: str
    text: str
    comments: tuple[Spoken, ...]
    open: bool


def present_comments(
    passages: Sequence[Passage], comments: Sequence[Comment], *, failed: str | None
) -> tuple[PassageRow, ...]:
    """Every passage in order; comments on what is gone stand last."""
    known = {each.anchor: each for each in passages}
    gone = [each for each in comments if each.anchor not in known]
    rows = [
        PassageRow(
            each.anchor.replace(":", "-") or "whole",
            each.anchor,
            each.heading,
            each.text,
            tuple(_say(one, each.text) for one in comments if one.anchor == each.anchor),
            failed == each.anchor,
        )
        for each in passages
    ]
    if gone:
        text = "These were said of passages that do not stand any more."
        rows.append(PassageRow("gone", "", "Earlier passages", text, tuple(_say(one, "") for one in gone), open=False))
    return tuple(rows)


def _say(one: Comment, text: str) -> Spoken:
    answered = (
        f"{one.answered_by.name}, {timezone.localtime(one.answered_at):%-d %B}"
        if one.answered_by and one.answered_at
        else ""
    )
    was = one.passage if one.passage != text[:2000] else ""
    return Spoken(one.pk, one.author.name, f"{timezone.localtime(one.at):%-d %B}", one.text, was, one.answer, answered)
