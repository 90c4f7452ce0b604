"""What the register shows: the questions it answers at once, and the decisions under each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from plait.goals.alignment import State, name_phase, name_term
from plait.goals.models import Decision
from plait.goals.queries.alignment_register import Line, Register
from plait.web import names
from plait.web.addresses import address
from plait.web.alignment import said, signs
from plait.web.parts import Crumb, Filter, Link, Option, Tab
from plait.web.templatetags.plait import day
from plait.web.trusts import Chosen

_QUESTIONS: Final[tuple[tuple[str, str, Callable[[Register], tuple[Line, ...]]], ...]] = (
    ("", "Everything in force", lambda told: tuple(each for each in told.lines if each.in_force)),
    ("must", "What must we all do?", lambda told: told.must),
    ("may", "What may we choose?", lambda told: told.may),
    ("review", "What is up for review?", lambda told: told.due),
    ("apart", "Where do we say one thing and do another?", lambda told: told.apart),
    ("proposed", "What is proposed?", lambda told: told.proposed),
    ("ended", "What has ended?", lambda told: tuple(x for x in told.lines if x.decision.state == State.ENDED)),
)
_EMPTY: Final = {
    "": "Nothing is in force yet.",
    "must": "Nothing ties every school yet.",
    "may": "Nothing has been left open in so many words yet.",
    "review": "Nothing is up for review this term.",
    "apart": "Wherever schools have said where they stand, they stand where it was decided, are let off, or nobody has "
    "said anything yet.",
    "proposed": "Nothing waits for a decision.",
    "ended": "No decision has ended.",
}
_ANSWERS: Final = {
    "must": "What ties every school it is for. Under each stands what is still yours to decide.",
    "may": "What is left to each school whole, and the room within what we hold in common.",
    "review": "Due by the end of the {term}, or overdue. Each is kept, loosened, tightened or dropped by what it has "
    "brought.",
    "apart": "Schools that say they do otherwise than was decided, and are not let off. It may be the school that is "
    "to change, or the decision.",
    "proposed": "Not decided yet. Say what you think while it counts.",
    "ended": "What we stopped doing alike, and why.",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One of the questions, and how many decisions answer it."""

    label: str
    url: str
    n: int
    current: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One decision in the list."""

    number: int
    item: str
    url: str
    level: str
    sign: SafeString
    under: str
    why: str
    loose: str
    schools: str
    apart: str
    review: str
    overdue: bool
    draft: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The decisions of one domain."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """The page."""

    trust: str
    lede: str
    questions: tuple[Question, ...]
    question: str
    answer: str
    groups: tuple[Group, ...]
    empty: str
    filters: tuple[Filter, ...]
    show: str
    nothing: bool
    may_propose: bool
    tabs: tuple[Tab, ...]
    links: tuple[Link, ...]
    trusts: tuple[Option, ...]
    trust_query: str
    new_url: str
    crumbs: tuple[Crumb, ...]


def present_register(
    register: Register, *, chosen: Chosen, asked: Mapping[str, str], may_propose: bool, speaks: tuple[int, ...]
) -> RegisterPage:
    """The register under one question, of a phase and a level where they are chosen."""
    show = asked.get("show", "")
    known = {key: (label, pick) for key, label, pick in _QUESTIONS}
    label, pick = known.get(show, known[""])
    lines = [each for each in pick(register) if _fits(each, asked)]
    here = address("alignment")
    trust = chosen.number
    return RegisterPage(
        trust=names.show(register.trust.name),
        lede=said.say_register(register) if register.lines else "",
        questions=tuple(
            Question(each, address("alignment", show=key, trust=trust) or here, len(of(register)), key == show)
            for key, each, of in _QUESTIONS
        ),
        question=label,
        answer=_ANSWERS.get(show, "").format(term=name_term(register.today)),
        groups=_group(lines, show=show, register=register),
        empty=_EMPTY.get(show, _EMPTY[""]),
        filters=_filters(register, asked),
        show=show,
        nothing=not register.lines,
        may_propose=may_propose,
        tabs=list_tabs("register", trust=trust, speaks=speaks),
        links=_links(trust),
        trusts=chosen.options,
        trust_query=trust,
        new_url=address("alignment-new", trust=trust),
        crumbs=crumbs_of(trust=trust),
    )


def list_tabs(current: str, *, trust: str, speaks: tuple[int, ...]) -> tuple[Tab, ...]:
    """The pages of alignment; `speaks` are the URNs of schools for which the viewer speaks."""
    tabs = [Tab("Register", address("alignment", trust=trust), current == "register")]
    tabs.append(Tab("Matrix", address("alignment-matrix", trust=trust), current == "matrix"))
    if speaks:
        label = "Where my school stands" if len(speaks) == 1 else "Where schools stand"
        tabs.append(Tab(label, address("alignment-school", speaks[0]), current == "school"))
    return tuple(tabs)


def crumbs_of(*last: str | Crumb, trust: str = "") -> tuple[Crumb, ...]:
    """The way here."""
    way = [Crumb("Plait", "/"), Crumb("Clear goals", address("curate"))]
    way = [each for each in way if each.url]
    here = Crumb("What we do alike", address("alignment", trust=trust) if last else "")
    return (*way, here, *(Crumb(each) if isinstance(each, str) else each for each in last))


def crumb_to(decision: Decision) -> Crumb:
    """The way back to a decision from a page below it."""
    return Crumb(decision.item, address("alignment-decision", decision.pk))


def say_item(line: Line, *, register: Register) -> Item:
    """One decision of the list."""
    one = line.decision
    parts = [said.say_phases(one.phases).capitalize(), said.say_travel(one.travel)]
    if one.state != State.IN_FORCE or (one.starts_on and one.starts_on > register.today):
        parts.append(said.say_state(one, today=register.today))
    return Item(
        number=one.pk,
        item=one.item,
        url=address("alignment-decision", one.pk),
        level=one.level.name,
        sign=signs.draw(line.tie),
        under=" · ".join(parts),
        why=one.why,
        loose=one.loose,
        schools=said.say_schools(line),
        apart=said.say_apart(line),
        review="" if one.state == State.ENDED else day(one.review_on),
        overdue=line.in_force and one.review_on < register.today,
        draft=one.visibility == "me",
    )


def _fits(line: Line, asked: Mapping[str, str]) -> bool:
    phase, level, domain = asked.get("phase", ""), asked.get("level", ""), asked.get("domain", "")
    return (
        (not phase or line.decision.holds_for(phase))
        and (not level or str(line.decision.level_id) == level)
        and (not domain or line.decision.domain == domain)
    )


def _group(lines: list[Line], *, show: str, register: Register) -> tuple[Group, ...]:
    if show == "review":
        return (Group("", tuple(say_item(each, register=register) for each in lines)),) if lines else ()
    domains = dict.fromkeys(each.decision.domain for each in lines)
    return tuple(
        Group(domain, tuple(say_item(each, register=register) for each in lines if each.decision.domain == domain))
        for domain in domains
    )


def _filters(register: Register, asked: Mapping[str, str]) -> tuple[Filter, ...]:
    phases = [(each, name_phase(each)) for each in register.phases]
    levels = [(str(each.pk), each.name) for each in register.levels]
    domains = [(each, each) for each in dict.fromkeys(line.decision.domain for line in register.lines)]
    told = (("phase", "Phase", phases), ("level", "Level", levels), ("domain", "Part of the work", domains))
    return tuple(
        _filter(name, label, choices, asked.get(name, "")) for name, label, choices in told if len(choices) > 1
    )


def _filter(name: str, label: str, choices: list[tuple[str, str]], chosen: str) -> Filter:
    options = tuple(Option(value, text, chosen=value == chosen) for value, text in [("", "any"), *choices])
    return Filter(name, label, options, value=dict(choices).get(chosen, "any"))


def _links(trust: str) -> tuple[Link, ...]:
    told = (
        Link("Decisions as CSV", address("alignment-file", "decisions", "csv", trust=trust)),
        Link("Everything as a workbook", address("alignment-file", "register", "xlsx", trust=trust)),
        Link("Reviews by impact as CSV", address("alignment-file", "reviews", "csv", trust=trust)),
        Link("Bring a table in", address("alignment-in", trust=trust)),
        Link("What our levels are called", address("alignment-levels", trust=trust)),
    )
    return tuple(each for each in told if each.url)
