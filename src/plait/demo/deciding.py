"""Decisions on what is done alike: made, stood beside by schools, reviewed by impact, and now and then let off."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

from plait.core import clock
from plait.demo.cast import Place
from plait.demo.measuring import Kept
from plait.demo.stage import Stage, Story
from plait.demo.telling import Happening
from plait.demo.texts import read
from plait.framework.queries.frameworks import get_edition_number
from plait.goals.alignment import Asked, Heading, Outcome
from plait.goals.alignment_starters import list_starters
from plait.goals.alignment_written import Written
from plait.goals.models import AlignmentLevel, Decision, Exemption
from plait.goals.services import (
    alignment,
    alignment_levels,
    alignment_page,
    alignment_reviews,
    alignment_schools,
)
from plait.organisations.models import Organisation, Person

_TEXTS: Final = (
    "why",
    "loose",
    "evidence",
    "equity",
    "workload",
    "deployability",
    "cost",
    "risk",
    "consulted_whom",
    "consulted_how",
    "consulted_said",
    "travel",
)
_ROUNDS: Final = ((0, 52), (3, 34), (5, 30))  # when schools said where they stand: term and day


@dataclass
class Decided:
    """Decisions of the trust that is far on, by item, once they are told."""

    by_item: dict[str, Decision] = field(default_factory=dict)
    asked: dict[str, Exemption] = field(default_factory=dict)

    @property
    def proposal(self) -> Decision:
        """What is proposed and not decided."""
        return self.by_item[read("deciding")["proposed"]["item"]]


def write(told: Mapping[str, Any], *, levels: tuple[AlignmentLevel, ...], review_on: dt.date) -> Written:
    """What is written of a decision, from an item that comes with Plait and the trust's own words."""
    starter = next(each for each in list_starters() if each.item == told["item"])
    tie = told.get("tie", starter.tie)
    component = told.get("component", "")
    written = Written(
        item=starter.item,
        domain=starter.domain,
        level=next(each.pk for each in levels if each.tie == tie),
        review_on=review_on,
        phases=tuple(each.value for each in starter.phases),
        component=component,
        edition=get_edition_number() if component else None,
        shown=tuple(told.get("shown", ())),
        why=starter.why,
        loose=starter.loose,
        decides="The director of school improvement, with the heads",
    )
    return replace(written, **{name: told[name] for name in _TEXTS if name in told})


def tell(stage: Stage, decided: Decided, kept: Kept) -> Story:
    """Everything that the trust that is far on decided, and what became of it."""
    said = read("deciding")
    told = said["decision"][: stage.size.decisions]
    known = {each["item"] for each in told}
    return [
        *(_decide(stage, decided, kept, each) for each in told),
        *(each for one in told for each in _stand(stage, decided, one)),
        *(_review(stage, decided, each) for each in said["review"] if each["item"] in known),
        *(each for one in said["exemption"] if one["item"] in known for each in _exempt(stage, decided, one)),
        *_propose(stage, decided),
        *[_ask_today(stage, decided, each) for each in said["waiting"] if each["item"] in known][:1],
    ]


def _decide(stage: Stage, decided: Decided, kept: Kept, told: Mapping[str, Any]) -> Happening:
    director, trust = stage.people["director"], stage.places[Place.FIRST]

    def do() -> None:
        levels = alignment_levels.prepare(trust, by=director)
        # One is due this term and one was last week, so that there is something to look at again.
        review_on = stage.calendar.ahead(told["ahead"])
        written = write(told, levels=levels, review_on=review_on)
        shown = tuple(kept.name(each) for each in written.shown)
        made = alignment.propose(replace(written, shown=shown), trust=trust, by=director)
        decided.by_item[told["item"]] = alignment.decide(made, starts_on=clock.today(), by=director)

    return Happening(stage.calendar.when(told), do)


def _stand(stage: Stage, decided: Decided, told: Mapping[str, Any]) -> list[Happening]:
    """Schools say where they stand, three times: most come closer, some stay apart and say why."""

    def do(turn: int) -> None:
        decision = decided.by_item[told["item"]]
        decision.refresh_from_db()
        if decision.state != "in_force":
            return
        schools = [each for each in stage.schools[Place.FIRST] if decision.holds_for(each.phase)]
        there = round(told["stand"][min(turn, 2)] * len(schools) / 10)
        ahead = round(told["stand"][min(turn + 1, 2)] * len(schools) / 10)
        for at, school in enumerate(_turned(schools, by=len(told["item"]))):
            _state(stage, decision, school, there=at < there, coming=at < ahead, turn=turn)

    begun = stage.calendar.when(told)
    days = [*(stage.calendar.day(*each) for each in _ROUNDS), stage.calendar.recent(12)]
    return [Happening(day, partial(do, turn)) for turn, day in enumerate(days) if day > begun]


def _state(stage: Stage, decision: Decision, school: Organisation, *, there: bool, coming: bool, turn: int) -> None:
    levels = {each.tie: each.pk for each in AlignmentLevel.objects.filter(trust=decision.trust_id)}
    elsewhere = "frame" if decision.level.tie == "same" else "free" if decision.level.tie == "frame" else "frame"
    level = decision.level_id if there else levels[elsewhere]
    heading = Heading.STAYING if there or not coming else Heading.TOWARDS
    text = "" if there else "From next term." if coming else "Not yet: two colleagues who lead it are new."
    by = stage.head_of(school)
    alignment_schools.state(decision, school=school, level=level, heading=heading, text=text if turn else "", by=by)


def _turned(schools: list[Organisation], *, by: int) -> list[Organisation]:
    """Not always the same schools first."""
    at = by % len(schools) if schools else 0
    return schools[at:] + schools[:at]


def _review(stage: Stage, decided: Decided, told: Mapping[str, Any]) -> Happening:
    day, director = stage.calendar.when(told), stage.people["director"]

    def do() -> None:
        decision = decided.by_item[told["item"]]
        outcome = Outcome(told["outcome"])
        freer = AlignmentLevel.objects.filter(trust=decision.trust_id, position__gt=decision.level.position).first()
        alignment_reviews.review(
            decision,
            outcome=outcome,
            because=told["because"],
            next_on=None if outcome is Outcome.DROP else stage.calendar.ahead(told.get("next", 150)),
            level=freer.pk if outcome is Outcome.LOOSEN and freer is not None else None,
            store=stage.published_by(clock.today()),
            by=director,
        )

    return Happening(day, do)


def _exempt(stage: Stage, decided: Decided, told: Mapping[str, Any]) -> list[Happening]:
    day, director = stage.calendar.when(told), stage.people["director"]
    schools = stage.schools[Place.FIRST]
    school = schools[told["school"] % len(schools)]
    key = f"{told['item']} {told['school']}"

    def ask() -> None:
        decided.asked[key] = alignment_schools.ask(
            decided.by_item[told["item"]],
            school=school,
            reason=told["reason"],
            instead=told.get("instead", ""),
            until=day + dt.timedelta(days=told["days"]),
            by=stage.head_of(school),
        )

    def answer() -> None:
        asked, because = decided.asked[key], told["because"]
        if told["answer"] == Asked.WITHDRAWN:
            alignment_schools.withdraw(asked, because=because, by=stage.head_of(school))
        else:
            alignment_schools.answer(asked, grant=told["answer"] == Asked.GRANTED, because=because, by=director)

    return [Happening(day, ask), Happening(day + dt.timedelta(days=6), answer)]


def _propose(stage: Stage, decided: Decided) -> list[Happening]:
    """A proposal on which people are asked, and what they said of it; and the page that the trust publishes."""
    said, director, trust = read("deciding")["proposed"], stage.people["director"], stage.places[Place.FIRST]
    asked = ("consulted_whom", "consulted_how", "consulted_said")

    def put(texts: Mapping[str, Any]) -> Written:
        levels = alignment_levels.prepare(trust, by=director)
        return write(texts, levels=levels, review_on=stage.calendar.ahead(300))

    def propose() -> None:
        written = put({name: text for name, text in said.items() if name not in asked})
        decided.by_item[said["item"]] = alignment.propose(written, trust=trust, by=director)

    def note() -> None:
        held = decided.by_item[said["item"]]
        held.refresh_from_db()
        alignment.revise(held, written=put(said), version=held.version, because="What people said", by=director)

    def publish() -> None:
        words = "What our schools do alike, and what is theirs to choose. Each item says why, and when we look again."
        alignment_page.publish(trust, on=True, introduction=words, with_schools=True, by=director)

    recent = stage.calendar.recent
    return [Happening(recent(50), propose), Happening(recent(26), note), Happening(recent(24), publish)]


def _ask_today(stage: Stage, decided: Decided, said: Mapping[str, Any]) -> Happening:
    """The request that waits for the director who signs in."""
    school = stage.places[Place.FIRST_OTHER_SCHOOL]

    def do() -> None:
        alignment_schools.ask(
            decided.by_item[said["item"]],
            school=school,
            reason=said["reason"],
            instead=said["instead"],
            until=stage.calendar.ahead(said["days"]),
            by=stage.head_of(school),
        )

    return Happening(stage.calendar.recent(6), do)


def decide_now(told: Mapping[str, Any], *, trust: Organisation, review_on: dt.date, by: Person) -> Decision:
    """Propose and decide in one go."""
    levels = alignment_levels.prepare(trust, by=by)
    made = alignment.propose(write(told, levels=levels, review_on=review_on), trust=trust, by=by)
    return alignment.decide(made, starts_on=clock.today(), by=by)
