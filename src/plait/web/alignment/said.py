"""How decisions are said: the same words in the register, on a decision's own page, in the matrix and in files."""

import datetime as dt
from collections.abc import Sequence

from plait.goals.alignment import State, Travel, name_phase
from plait.goals.models import Decision
from plait.goals.queries.alignment_register import Line, Register
from plait.web import words
from plait.web.templatetags.plait import day


def say_phases(phases: Sequence[str]) -> str:
    """For which schools it is: “all phases”, “primary and special”."""
    if not phases:
        return "all phases"
    return words.listed([name_phase(each).lower() for each in phases])


def say_travel(travel: str) -> str:
    """Where the trust is going with it."""
    return Travel(travel).label


def say_state(decision: Decision, *, today: dt.date) -> str:
    """How far it has come, with its day."""
    if decision.visibility == "me":
        return "Your draft: nobody else reads it"
    match decision.state:
        case State.IN_FORCE if decision.starts_on and decision.starts_on > today:
            return f"In force from {day(decision.starts_on)}"
        case State.IN_FORCE:
            return f"In force since {day(decision.starts_on)}"
        case State.ENDED:
            return f"Ended {day(decision.ended_on)}"
        case _:
            return f"Proposed {day(decision.created_at.date())}"


def say_schools(line: Line) -> str:
    """Where the schools stand, in one sentence; nothing where none is concerned."""
    of = len(line.stands)
    if not of:
        return ""
    if not line.stated_n:
        return "No school has said where it stands yet."
    silent = of - line.stated_n
    if line.there_n == line.stated_n:
        there = "Every school stands" if not silent else f"All {line.stated_n} that have said so stand"
        there = "The one that has said so stands" if silent and line.stated_n == 1 else there
    else:
        there = f"{line.there_n or 'No school'} of {line.stated_n} {'stands' if line.there_n < 2 else 'stand'}"
    told = f"{there} where it was decided."
    return f"{told} {words.starting(words.count(silent, 'school has', 'schools have'))} not said." if silent else told


def say_apart(line: Line) -> str:
    """Which schools do otherwise than was decided, without an exemption."""
    going = [each.school.name for each in line.apart if each.on_the_way]
    others = [each.school.name for each in line.apart if not each.on_the_way]
    told = []
    if others:
        told.append(f"Otherwise: {words.listed(others)}.")
    if going:
        told.append(f"On the way: {words.listed(going)}.")
    return " ".join(told)


def say_register(register: Register) -> str:
    """The register in two or three sentences."""
    force = [each for each in register.lines if each.in_force]
    if not force:
        return "Nothing is in force yet. What is proposed stands below."
    counts = [
        (sum(each.decision.level_id == level.pk for each in force), level.name.lower()) for level in register.levels
    ]
    shares = words.listed([f"{n or 'none'} {name}" for n, name in counts])
    told = f"{words.starting(words.count(len(force), 'decision is', 'decisions are'))} in force: {shares}."
    if register.due:
        n = len(register.due)
        told += f" {words.starting(words.count(n, 'is', 'are'))} up for review this term."
    if register.apart:
        n = len(register.apart)
        told += f" On {words.count(n, 'of them', 'of them')}, schools do otherwise than was decided."
    return told
