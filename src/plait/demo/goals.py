"""Clear goals in the demonstration: three trusts, one far on, one in the middle of agreeing, one just begun."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from django.utils import timezone

from plait.demo.cast import Place
from plait.framework.answers import Part
from plait.framework.services import improvement
from plait.goals.agreeing import Asked, Choice, Way
from plait.goals.alignment import Heading
from plait.goals.alignment_starters import Starter, list_starters
from plait.goals.alignment_written import Written
from plait.goals.evaluating import Said
from plait.goals.models import AlignmentLevel, Consultation, Decision, Definition, Goal, Judged
from plait.goals.quality_starters import read_starter
from plait.goals.services import (
    agreeing,
    agreeing_saying,
    aims,
    aims_schools,
    alignment,
    alignment_levels,
    alignment_page,
    alignment_schools,
    evaluating,
    quality,
    quality_steps,
)
from plait.organisations.models import Organisation, Person

_IN_FORCE, _OF_SECOND = 4, 2  # how many of the starting items each trust has decided
_MODEL: Final = {
    "quality-and-goals": Part(
        words="What we would want for our own children",
        how="One definition of quality, written with heads, looked at each summer.",
        common="The words, and the levels.",
        open="How a school shows it.",
        evidence="Visits by colleagues from other schools.",
        working_out="How to hear pupils without another survey.",
    ),
    "evidence-use": Part(
        how="Every decision names what it rests on, and when we look again.",
        common="The question: what would we expect to see, and when?",
        open="Which sources a school reads.",
    ),
}
_CLAIMS: Final = (
    "Our definition of quality says what we would want for our own children.",
    "It says enough about pupils who find school hard.",
    "It leaves schools enough room.",
    "It can be read in ten minutes.",
    "It should say more about support staff.",
)
_ANSWERS: Final = (1, 1, 1, -1, 1, 1, 0, 1, -1, 1)  # by turns, so that the same demonstration comes each time


def write_all(*, people: Mapping[str, Person], places: Mapping[Place, Organisation]) -> None:
    """Write everything, each by whoever may."""
    _write_first(people, places)
    _write_second(people, places)
    director = people["third-director"]
    quality.begin(places[Place.THIRD], whole=read_starter(), shared=False, by=director)


def _write_first(people: Mapping[str, Person], places: Mapping[Place, Organisation]) -> None:
    """The trust that is far on: everything in force, its next definition being agreed on."""
    trust, director, head = places[Place.FIRST], people["director"], people["head"]
    model = improvement.begin(trust, by=director)
    improvement.write(model, parts=_MODEL, by=director)
    improvement.keep(model, note="A first version", by=director)
    definition = quality.begin(trust, whole=read_starter(), shared=True, by=director)
    quality_steps.agree(definition, by=director)
    quality_steps.put_in_force(definition, review_on=_in(300), by=director)
    levels = alignment_levels.prepare(trust, by=director)
    decisions = [_decide(each, trust=trust, levels=levels, by=director) for each in list_starters()[:_IN_FORCE]]
    _take_positions(decisions, people=people, places=places)
    alignment_page.publish(trust, on=True, introduction="What our schools do alike, and what is theirs.", by=director)
    goal = _set_goal("Every child a fluent reader by eleven", trust=trust, by=director)
    _set_goal("Every colleague learns from another school each year", trust=trust, by=director)
    written = aims_schools.WrittenPriority(title="Daily reading with an adult", review_on=_in(120), goal=goal.pk)
    aims_schools.set_priority(written, school=places[Place.FIRST_SCHOOL], by=head)
    aims_schools.say_without(
        goal,
        school=places[Place.FIRST_OTHER_SCHOOL],
        reason="Most of our pupils read well; we help two sister schools instead.",
        by=people["other-head"],
    )
    _evaluate(places[Place.FIRST_SCHOOL], by=head)
    _agree(quality.revise(definition, by=director), people=people, by=director)


def _write_second(people: Mapping[str, Person], places: Mapping[Place, Organisation]) -> None:
    """The trust in the middle: a definition that people talk about, and proposals."""
    trust, director = places[Place.SECOND], people["second-director"]
    definition = quality.begin(trust, whole=read_starter(), shared=True, by=director)
    quality_steps.consult(definition, until=_in(21), by=director)
    levels = alignment_levels.prepare(trust, by=director)
    for each in list_starters()[:_OF_SECOND]:
        alignment.propose(_written(each, levels=levels), trust=trust, by=director)


def _in(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def _written(starter: Starter, *, levels: tuple[AlignmentLevel, ...]) -> Written:
    level = next(each for each in levels if each.tie == starter.tie)
    return Written(
        item=starter.item,
        domain=starter.domain,
        level=level.pk,
        why=starter.why,
        loose=starter.loose,
        phases=tuple(each.value for each in starter.phases),
        review_on=_in(180),
    )


def _decide(starter: Starter, *, trust: Organisation, levels: tuple[AlignmentLevel, ...], by: Person) -> Decision:
    made = alignment.propose(_written(starter, levels=levels), trust=trust, by=by)
    return alignment.decide(made, starts_on=_in(-20), by=by)


def _take_positions(
    decisions: list[Decision], *, people: Mapping[str, Person], places: Mapping[Place, Organisation]
) -> None:
    """One head is where it was decided; another asks to be let off from one."""
    school, other = places[Place.FIRST_SCHOOL], places[Place.FIRST_OTHER_SCHOOL]
    for each in decisions:
        if each.holds_for(school.phase):
            alignment_schools.state(
                each, school=school, level=each.level_id, heading=Heading.STAYING, by=people["head"]
            )
    tied = next((each for each in decisions if each.holds_for(other.phase) and each.level.tie != "free"), None)
    if tied is not None:
        alignment_schools.ask(
            tied,
            school=other,
            reason="We open a resourced provision in January.",
            until=_in(200),
            by=people["other-head"],
        )


def _set_goal(title: str, *, trust: Organisation, by: Person) -> Goal:
    written = aims.WrittenGoal(title=title, why="It is what our definition of quality asks first.", review_on=_in(200))
    return aims.decide(aims.propose(written, trust=trust, by=by), starts_on=_in(-10), by=by)


def _evaluate(school: Organisation, *, by: Person) -> None:
    """The first statements judged: a term's update that is half done."""
    evaluation = evaluating.begin(school, by=by)
    rows = list(Judged.objects.filter(evaluation=evaluation).select_related("statement__domain__definition"))[:3]
    levels = list(rows[0].statement.domain.definition.levels.all()) if rows else []
    said = [
        Said(each.pk, each.version, levels[1 if at else 0].pk, confidence="fairly", evidence="Drop-ins in October.")
        for at, each in enumerate(rows)
    ]
    evaluating.judge(evaluation, said=said, by=by)


def _agree(definition: Definition, *, people: Mapping[str, Person], by: Person) -> Consultation:
    """The next definition, on which people of the trust comment and vote."""
    quality_steps.consult(definition, until=_in(21), by=by)
    asked = Asked(
        title="Our definition of quality, a year on",
        question="What should it say differently?",
        closes_on=_in(21),
        ways=(Way.COMMENTS, Way.VOTES),
        claims=_CLAIMS,
    )
    made = agreeing.open_consultation(asked, on=definition, by=by)
    voters = ("analyst", "network", "finance", "head", "colleague", "other-head")
    for at, key in enumerate(voters):
        for turn, claim in enumerate(made.claims.all()):
            choice = Choice(_ANSWERS[(3 * at + turn) % len(_ANSWERS)])
            agreeing_saying.vote(claim, choice=choice, by=people[key])
    return made
