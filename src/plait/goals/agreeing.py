"""Plain rules of agreeing together: the three ways, what may be said of a claim, and how much is wished for."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any, Final

from plait.core.errors import PlaitError

MOST_CLAIMS: Final = 60  # more than anybody will vote on
LONGEST_CLAIM: Final = 300
FEWEST_EXEMPLARS: Final = 3  # with two there is no scale
# Ten judgements in which each exemplar takes part are mostly enough; each judgement counts for two exemplars.
WISHED_EACH: Final = 10
# Results are worked out again when so many people have said something new: from fewer, one could read their votes.
ENOUGH_NEW: Final = 5
SOON: Final = dt.timedelta(days=3)
LONGEST: Final = dt.timedelta(days=366)


class NotAConsultation(PlaitError):
    """Something of a consultation cannot stand like this."""


class NotOpen(PlaitError):
    """The consultation has not begun, or it is closed: nothing more is taken."""


class Way(StrEnum):
    """One of the three ways of agreeing together."""

    COMMENTS = "comments"
    VOTES = "votes"
    COMPARING = "comparing"

    @property
    def label(self) -> str:
        """What people do."""
        return _WAYS[self][0]

    @property
    def told(self) -> str:
        """What it is good for, in a sentence."""
        return _WAYS[self][1]


_WAYS: Final = {
    Way.COMMENTS: ("Comment on passages", "For the words themselves. Comments carry names, and whoever leads answers."),
    Way.VOTES: (
        "Vote on claims: agree, disagree, not sure",
        "For what people think. Nobody sees who voted how; people may add claims of their own.",
    ),
    Way.COMPARING: (
        "Compare examples, two at a time",
        "For what a level looks like. The choices of many make a scale, so that levels are told by examples.",
    ),
}


class Choice(IntEnum):
    """What somebody says of a claim; the numbers are those of `stats.opinions`."""

    DISAGREE = -1
    NOT_SURE = 0
    AGREE = 1

    @property
    def label(self) -> str:
        """As the button says it."""
        return {Choice.AGREE: "Agree", Choice.DISAGREE: "Disagree", Choice.NOT_SURE: "Not sure"}[self]


class ClaimState(StrEnum):
    """Whether others vote on a claim."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"

    @property
    def label(self) -> str:
        """In words."""
        return _CLAIMS[self]


_CLAIMS: Final = {
    ClaimState.WAITING: "Waits to be accepted",
    ClaimState.ACCEPTED: "People vote on it",
    ClaimState.DECLINED: "Not taken up",
}


def count_wished(exemplars_n: int) -> int:
    """How many judgements are wished for so many exemplars."""
    return exemplars_n * WISHED_EACH // 2


@dataclass(frozen=True, slots=True)
class Asked:
    """What a consultation asks.

    `claims` are voted on. `compare` is what is asked of two exemplars, of the statement of this number or, without
    one, of all of the definition; `adaptive` chooses pairs by what was judged so far.
    """

    title: str
    question: str
    closes_on: dt.date
    ways: tuple[Way, ...]
    opens_on: dt.date | None = None
    claims: tuple[str, ...] = ()
    compare: str = ""
    statement: int | None = None
    adaptive: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage on which people comment: its anchor, such as `statement:12`, what stands over it, and its words."""

    anchor: str
    heading: str
    text: str


def name_open(number: int, *, closes_on: dt.date, today: dt.date) -> str:
    """What the notice is called that a consultation is open, or, when few days are left, that it is about to close."""
    soon = closes_on - today <= SOON
    return f"consultation:{number}:soon:{closes_on}" if soon else f"consultation:{number}:open"


def refused(why: str, mend: str) -> NotAConsultation:
    """What cannot stand like this."""
    return NotAConsultation("Nothing was saved.", why=why, mend=mend)


def without_judges(content: Mapping[str, Any]) -> dict[str, Any]:
    """A result as everybody reads it: how alike people judge is for whoever leads."""
    return {name: value for name, value in content.items() if name != "judges"}
