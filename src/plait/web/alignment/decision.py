"""What the page of a decision shows."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString

from plait.framework.files import MAIN
from plait.framework.queries.frameworks import name_component
from plait.goals.alignment import REASONS, Asked, Heading, Outcome, State, Tie
from plait.goals.differences import describe
from plait.goals.models import AlignmentLevel, Decision, Exemption, ImpactReview, Position
from plait.goals.models.versions import Kept
from plait.goals.queries.alignment_register import Line, Stand
from plait.web import names
from plait.web.addresses import address
from plait.web.alignment import said, signs
from plait.web.alignment.register import crumbs_of
from plait.web.alignment.stood import StoodFigures, present_figures
from plait.web.parts import Card, Crumb, Fact, Link
from plait.web.templatetags.plait import day, moment

# What parts of a version are called; a part without a name is passed over.
LABELS: Final[Mapping[str, str]] = {
    "item": "What it is about",
    "domain": "Part of the work",
    "component": "Component",
    "why": "Why",
    **{name: label for name, label, _ in REASONS},
    "loose": "What stays loose",
    "consulted_whom": "Who was asked",
    "consulted_how": "How they were asked",
    "consulted_said": "What they said",
    "told": "Public text",
    "ended_because": "Why it ended",
    "decides": "Who decides",
    "delegation": "Scheme of delegation",
    "shown": "Figures",
    "published": "May be published",
    "starts_on": "Starts",
    "review_on": "Next review",
    "ended_on": "Ended",
    "phases": "Phases",
    "level": "Level",
    "travel": "Direction",
    "state": "State",
}


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """Where one school stands."""

    name: str
    position: str
    heading: str
    note: str
    exempt: str
    apart: str
    when: str
    url: str


@dataclass(frozen=True, slots=True)
class Share:
    """How many schools stand at a level, for the bar above them."""

    name: str
    n: int
    sign: SafeString
    decided: bool
    blocks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """A request for an exemption."""

    number: int
    school: str
    told: str
    reason: str
    instead: str
    answer: str
    waits: bool
    may_answer: bool
    may_end: bool
    until: str


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A review by impact, with its figures as they stood."""

    number: int
    title: str
    under: str
    because: str
    schools: str
    figures: tuple[StoodFigures, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One version, with what it changed."""

    title: str
    under: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """The page."""

    number: int
    item: str
    eyebrow: str
    level: str
    sign: SafeString
    meaning: str
    why: str
    facts: tuple[Fact, ...]
    draft: bool
    proposed: bool
    in_force: bool
    ended: str
    reasons: tuple[tuple[str, str], ...]
    loose: str
    free: bool
    consulted: tuple[tuple[str, str], ...]
    decides: str
    component: str
    component_url: str
    figures: tuple[Link, ...]
    shares: tuple[Share, ...]
    schools_told: str
    schools: tuple[SchoolRow, ...]
    history: tuple[str, ...]
    requests: tuple[Request, ...]
    reviews: tuple[Reviewed, ...]
    steps: tuple[Step, ...]
    cards: tuple[Card, ...]
    crumbs: tuple[Crumb, ...]
    published: str


@dataclass(frozen=True, slots=True)
class Past:
    """What has happened beside a decision, newest first."""

    history: Sequence[Position]
    exemptions: Sequence[Exemption]
    reviews: Sequence[ImpactReview]
    kept: Sequence[Kept]


@dataclass(frozen=True, slots=True)
class Reader:
    """What the reader may do here: decide for the trust, and speak for schools, by their numbers."""

    decides: bool
    speaks: frozenset[int]
    today: dt.date


def present_decision(
    line: Line, *, levels: Sequence[AlignmentLevel], past: Past, reader: Reader, measures: Mapping[str, Link]
) -> DecisionPage:
    """One decision, whole."""
    one = line.decision
    return DecisionPage(
        number=one.pk,
        item=one.item,
        eyebrow=f"{one.domain} · {said.say_phases(one.phases)}",
        level=one.level.name,
        sign=signs.draw(line.tie),
        meaning=one.level.description or f"{line.tie.label}.",
        why=one.why,
        facts=_facts(one, reader.today),
        draft=one.visibility == "me",
        proposed=one.state == State.PROPOSED,
        in_force=line.in_force,
        ended=one.ended_because if one.state == State.ENDED else "",
        reasons=tuple((label, text) for name, label, _ in REASONS if (text := str(getattr(one, name)))),
        loose=one.loose,
        free=line.tie is Tie.FREE,
        consulted=_consulted(one),
        decides=". ".join(part for part in (one.decides, one.delegation) if part),
        component=name_component(one.component, edition=one.edition) if one.component else "",
        component_url=f"{address('framework', MAIN)}#{one.component}" if one.component else "",
        figures=_figures(one, measures),
        shares=_shares(line, levels),
        schools_told=said.say_schools(line),
        schools=tuple(_school(each, line) for each in line.stands),
        history=tuple(_say_position(each) for each in past.history),
        requests=tuple(_request(each, reader) for each in past.exemptions),
        reviews=tuple(_review(each) for each in past.reviews),
        steps=_steps(past.kept, measures),
        cards=_cards(one, line, decides=reader.decides, speaks=bool(reader.speaks)),
        crumbs=crumbs_of(one.item),
        published=_published(one),
    )


def _facts(one: Decision, today: dt.date) -> tuple[Fact, ...]:
    review = "was due" if one.review_on < today else "up for review"
    facts = [
        Fact(said.say_state(one, today=today)),
        Fact(day(one.review_on), before=review) if one.state != State.ENDED else None,
        Fact(said.say_travel(one.travel), before="the trust is") if one.state != State.ENDED else None,
    ]
    return tuple(each for each in facts if each is not None)


def _consulted(one: Decision) -> tuple[tuple[str, str], ...]:
    told = (("Who", one.consulted_whom), ("How", one.consulted_how), ("What they said", one.consulted_said))
    return tuple((label, text) for label, text in told if text)


def _shares(line: Line, levels: Sequence[AlignmentLevel]) -> tuple[Share, ...]:
    counts = line.counts
    return tuple(
        Share(
            each.name,
            counts.get(each.pk, 0),
            signs.draw(Tie(each.tie)),
            each.pk == line.decision.level_id,
            tuple(
                names.show(stand.school.name)
                for stand in line.stands
                if stand.position is not None and stand.position.level_id == each.pk
            ),
        )
        for each in levels
    )


def _school(stand: Stand, line: Line) -> SchoolRow:
    said_so = stand.position
    apart = "on the way" if stand.on_the_way else "otherwise than decided" if stand.apart else ""
    return SchoolRow(
        name=names.show(stand.school.name),
        position=said_so.level.name if said_so else "has not said",
        heading=_heading(said_so, line),
        note=said_so.note if said_so else "",
        exempt=f"let off until {day(stand.exemption.until)}" if stand.exemption else "",
        apart=apart,
        when=day(said_so.at.date()) if said_so else "",
        url=address("school", stand.school.urn),
    )


def _heading(position: Position | None, line: Line) -> str:
    if position is None or (position.level_id == line.decision.level_id and position.heading == Heading.STAYING):
        return ""
    return Heading(position.heading).label


def _say_position(one: Position) -> str:
    note = f" “{one.note}”" if one.note else ""
    going = Heading(one.heading).label.lower()
    return f"{moment(one.at)}: {names.show(one.school.name)}, {one.level.name}, {going} ({one.by.name}).{note}"


def _request(one: Exemption, reader: Reader) -> Request:
    over = one.state == Asked.GRANTED and one.until < reader.today
    standing = f"Ended {day(one.until)}" if over else Asked(one.state).label
    until = f" until {day(one.until)}" if one.state == Asked.GRANTED and not over else ""
    waits = one.state == Asked.WAITING
    answered = one.decided_by is not None and one.decided_at is not None and not waits
    told = f"{standing}{until}. Asked by {one.asked_by.name} on {day(one.asked_at.date())}"
    told += f", for the time until {day(one.until)}." if waits else "."
    return Request(
        number=one.pk,
        school=names.show(one.school.name),
        told=told,
        reason=one.reason,
        instead=one.instead,
        answer=f"{one.decided_by.name}, {day(one.decided_at.date())}: {one.because}"
        if answered and one.because and one.decided_by and one.decided_at
        else "",
        waits=waits,
        may_answer=waits and reader.decides,
        may_end=(waits and one.school_id in reader.speaks)
        or (one.state == Asked.GRANTED and not over and (reader.decides or one.school_id in reader.speaks)),
        until=one.until.isoformat(),
    )


def _review(one: ImpactReview) -> Reviewed:
    moved = ""
    if one.level_after is not None and one.level_after_id != one.level_before_id:
        moved = f", from {one.level_before.name} to {one.level_after.name}"
    figures = one.figures
    return Reviewed(
        number=one.number,
        title=f"{Outcome(one.outcome).label}{moved}",
        under=f"{day(one.reviewed_on)}, {one.by.name}",
        because=one.because,
        schools=_say_figures(figures),
        figures=present_figures(figures),
    )


def _say_figures(figures: Mapping[str, int]) -> str:
    """Where the schools stood that day, in words."""
    if not figures.get("schools_n"):
        return ""
    told = [
        f"{figures['stated_n']} of {figures['schools_n']} schools had said where they stood",
        f"{figures['there_n']} where it was decided",
    ]
    if figures.get("on_the_way_n"):
        told.append(f"{figures['on_the_way_n']} on the way")
    if rest := figures.get("apart_n", 0) - figures.get("on_the_way_n", 0):
        told.append(f"{rest} otherwise")
    if figures.get("exempt_n"):
        told.append(f"{figures['exempt_n']} let off")
    return f"As it stood that day: {'; '.join(told)}."


def _figures(one: Decision, measures: Mapping[str, Link]) -> tuple[Link, ...]:
    return tuple(measures.get(key, Link(key, "")) for key in one.shown)


def _steps(kept: Sequence[Kept], measures: Mapping[str, Link]) -> tuple[Step, ...]:
    """The versions, newest first, each with what it changed in words."""
    said_so = [
        {**each.content, "shown": [measures.get(x, Link(x, "")).label for x in each.content.get("shown", [])]}
        for each in kept
    ]
    steps = []
    for at, each in enumerate(kept):
        before = said_so[at + 1] if at + 1 < len(kept) else None
        changes = () if before is None else tuple(x.sentence for x in describe(before, said_so[at], labels=LABELS))
        steps.append(Step(f"Version {each.number}: {each.note}", f"{moment(each.at)}, {each.by.name}", changes))
    return tuple(steps)


def _cards(one: Decision, line: Line, *, decides: bool, speaks: bool) -> tuple[Card, ...]:
    cards: list[Card] = []
    if decides and one.state == State.IN_FORCE:
        cards.append(
            Card(
                "Has it been worth it?",
                "Look at what it has brought and what it has cost: keep, loosen, tighten or drop it.",
                address("alignment-review", one.pk),
                "Review it by its impact",
                "goals",
            )
        )
    if speaks and one.state == State.IN_FORCE and line.tie is not Tie.FREE:
        cards.append(
            Card(
                "Can a school not do this?",
                "Ask to be let off, with a reason and a day. It is answered with a reason too.",
                address("alignment-exemption", one.pk),
                "Ask for an exemption",
                "goals",
            )
        )
    return tuple(each for each in cards if each.url)


def _published(one: Decision) -> str:
    if one.state != State.IN_FORCE:
        return ""
    if not one.published:
        return "It is kept off the trust’s public page."
    return "If the trust publishes its matrix: item, phases, level, direction and dates" + (
        f", and “{one.told}”" if one.told else "."
    )


def list_links(one: Decision, *, may_change: bool) -> tuple[Link, ...]:
    """What else can be done with it."""
    told = [Link("Change or deepen it", address("alignment-change", one.pk))] if may_change else []
    return tuple(each for each in told if each.url)
