"""What the page of clear goals says of each part: how far it has come, and where an empty trust begins."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from plait.goals.aims import AimState
from plait.goals.alignment import State as DecisionState
from plait.goals.models import Consultation, Decision, Definition, Goal
from plait.goals.quality import State
from plait.indicators.models import OwnMeasure
from plait.organisations.attention import Item
from plait.web.addresses import address
from plait.web.templatetags.plait import day
from plait.web.words import count, listed, starting

_DONE: Final = "Done."
_DECISIONS_N: Final = 3  # decisions after which a trust has begun


@dataclass(frozen=True, slots=True)
class Found:
    """What there is in a trust, as far as the viewer reads it."""

    definitions: Sequence[Definition]
    consultations: Sequence[Consultation]  # open ones
    goals: Sequence[Goal]  # proposed or in force
    decisions: Sequence[Decision]  # proposed or in force
    measures: Sequence[OwnMeasure]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of curating clear goals; `told`: how far it has come, in words."""

    title: str
    text: str
    url: str
    told: str
    waits: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing with which a trust begins; `done` says that it is, and where it stands."""

    title: str
    text: str
    done: str
    url: str
    action: str
    main: bool = False  # what comes next


# A route, its title, what it is for, and how the addresses of what waits there begin. What is not built has no link.
_PARTS: Final = (
    ("quality", "What we mean by quality", "One definition, agreed together, with examples.", "/quality"),
    ("consultations", "Agreeing together", "Comments, votes and comparisons on what is proposed.", "/consultations"),
    ("evaluations", "Self-evaluation", "Where each school says it stands, a term at a time.", "/self-evaluations"),
    ("goals", "Goals", "What the trust wants to reach, and where schools’ plans connect.", "/goals"),
    ("alignment", "What we do alike", "What every school does, what each may choose, and why.", "/alignment"),
    ("evidence", "What it stands on", "Evidence from outside and within, and what leans on it.", "/evidence"),
    ("measures", "Our own measures", "Attendance by week, drop-ins, staff absence: as trends.", "/measures"),
    ("improvement-model", "Our improvement model", "How we improve our schools, component by component.", "/trusts/"),
    (
        "board-report",
        "The report to trustees",
        "By exception: what changed, was decided, has stopped.",
        "/board-report",
    ),
)

_WITHIN: Final = frozenset({"consultations", "evaluations", "measures", "improvement-model"})  # not for trustees


def list_parts(found: Found, *, uid: int | None, query: str, waiting: Sequence[Item], reads: bool) -> tuple[Part, ...]:
    """Each part that is built, with what there is and what waits; `reads`: more than decisions and exceptions."""
    told = {
        "quality": say_quality(found.definitions),
        "consultations": f"{starting(count(len(found.consultations), 'is open', 'are open'))}."
        if found.consultations
        else "",
        "goals": _say_states([each.state for each in found.goals]),
        "alignment": _say_states([each.state for each in found.decisions]),
        "measures": f"{starting(count(len(found.measures), 'measure'))}." if found.measures else "",
    }
    parts = []
    for route, title, text, begins in _PARTS:
        of_trust = route == "improvement-model"
        url = (address(route, uid) if uid is not None else "") if of_trust else address(route)
        n = sum(each.url.startswith(begins) for each in waiting)
        waits = f"{starting(count(n, 'thing'))} waiting for you" if n else ""
        if url and (reads or route not in _WITHIN):
            parts.append(Part(title, text, url if of_trust else url + query, told.get(route, ""), waits))
    return tuple(parts)


def list_steps(found: Found, *, query: str) -> tuple[Step, ...]:
    """With what a trust begins; none once it has."""
    current = next((each for each in found.definitions if each.state == State.IN_FORCE), None)
    draft = next((each for each in found.definitions if State(each.state).is_open), None)
    enough = len(found.decisions) >= _DECISIONS_N
    if current is not None and enough and found.goals:
        return ()
    steps = (
        Step(
            "Say what you mean by quality",
            "Begin with an example of 12 statements, or with what you have already. Change what does not fit, then put "
            "it in force, or ask colleagues first.",
            _DONE if current is not None else "",
            address("quality-definition", draft.pk) if draft else address("quality-start") + query,
            "Go on with the draft" if draft else "Begin a definition",
        ),
        Step(
            "Settle three things",
            "What every school does in one way, what you share, what each chooses: with the reason, and a day to look "
            "again. There is a list of what many trusts settle.",
            _DONE if enough else _say_states([each.state for each in found.decisions]),
            address("alignment-new") + query,
            "Write a decision",
        ),
        Step(
            "Set a goal",
            "One sentence, why, and how anybody would know. Schools then say which of their priorities serve it.",
            _DONE if found.goals else "",
            address("goal-new") + query,
            "Write a goal",
        ),
        Step(
            "Tell trustees",
            "The report puts itself together from what stands here: two or three pages, by exception, to print.",
            "",
            address("board-report") + query,
            "See the report",
        ),
    )
    first = next(at for at, each in enumerate(steps) if each.done != _DONE)
    return tuple(replace(each, main=at == first) for at, each in enumerate(steps))


def say_quality(definitions: Sequence[Definition]) -> str:
    """How far the definition of quality has come."""
    current = next((each for each in definitions if each.state == State.IN_FORCE), None)
    coming = next((each for each in definitions if State(each.state).is_open), None)
    said = [] if current is None else [f"In force since {day(current.in_force_from)}."]
    match None if coming is None else State(coming.state):
        case State.DRAFT:
            said.append("The next is a draft." if current else "A draft.")
        case State.CONSULTING if coming is not None:
            said.append(f"{'The next is' if current else 'It is'} talked about until {day(coming.consult_until)}.")
        case State.AGREED:
            said.append("The next is agreed, and not yet in force." if current else "Agreed, and not yet in force.")
    return " ".join(said)


def _say_states(states: Sequence[str]) -> str:
    n = {
        "in force": sum(each == AimState.IN_FORCE for each in states),
        "proposed": sum(each == DecisionState.PROPOSED for each in states),
    }
    said = listed([count(each, label, label) for label, each in n.items() if each])
    return f"{starting(said)}." if said else ""
