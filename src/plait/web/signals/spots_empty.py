"""Where there is nothing to show: why, and what can be done about it."""

from dataclasses import dataclass, replace
from typing import Final

from plait.core.errors import PlaitError
from plait.indicators.queries.schools import School
from plait.insight.outcomes.shelf import Outcome
from plait.insight.queries.signals_answers import Spots
from plait.organisations.domain import Phase
from plait.web import figures, names, words
from plait.web.parts import Link
from plait.web.signals.spots_choices import Choice, link

_ROUTE: Final = "bright-spots"


@dataclass(frozen=True, slots=True)
class Empty:
    """Why there is nothing to show, and what can be done about it."""

    title: str
    text: str
    links: tuple[Link, ...] = ()


def of_refusal(error: PlaitError, *, route: str, choice: Choice) -> Empty:
    """An outcome, or a span of years, that this build cannot judge."""
    text = " ".join(part for part in (error.why, error.mend) if part)
    other = Link("Choose another outcome", link(route, replace(choice.whole, outcome="", span="")))
    return Empty(error.what, text, (other,))


def of_build(error: PlaitError) -> Empty:
    """A build with which nothing is judged yet."""
    return Empty(error.what, " ".join(part for part in (error.why, error.mend) if part))


def of_phase(outcome: Outcome, school: School, *, route: str, choice: Choice, still: str) -> Empty:
    """A school of another phase than the outcome."""
    those = figures.PHASE_PLURALS[school.phase]
    links = (
        Link(f"What is judged in {those}", link(route, Choice(near=choice.near))),
        Link("Leave the school out", link(route, replace(choice, near=None, miles=0.0, trust="", page=1))),
    )
    text = f"This outcome is of {figures.PHASE_PLURALS[outcome.phase]}. {still}"
    return Empty(f"{names.show(school.name)} is {a_phase(school.phase)}", text, links)


def of_spots(found: Spots, *, choice: Choice) -> Empty:
    """A list with nobody on it, or filters that leave nobody."""
    if found.listed_now_n == 0:
        return Empty(
            "No school can be listed",
            f"{found.family.asked_n:,} schools were asked. In none is the difference so sure that a list could be made "
            f"of which at most {words.percent(100 * found.family.share)} is expected to be false. That is no proof "
            "that nobody does well: the cohorts are too small, or the differences too short-lived, to tell.",
            (Link("Choose another outcome", link(_ROUTE, replace(choice.whole, outcome=""))),),
        )
    listed = words.starting(words.count(found.listed_now_n, "school is", "schools are"))
    return Empty(
        "No listed school is here",
        f"{listed} listed in England, and none of them fits what you asked for.",
        (Link("Look in all England", link(_ROUTE, choice.whole)),) if choice.among.narrows else (),
    )


def a_phase(phase: Phase) -> str:
    """“a primary school”, “an alternative provision”."""
    name = figures.name_phase(phase)
    return f"{'an' if name[:1] in 'AEIOU' else 'a'} {name[:1].lower()}{name[1:]}"
