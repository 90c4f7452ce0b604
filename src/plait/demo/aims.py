"""Goals of the trust, priorities of its schools, and what was made of both, term by term."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from plait.core import clock
from plait.demo.cast import Place
from plait.demo.measuring import Kept
from plait.demo.quality import Told
from plait.demo.stage import Stage, Story
from plait.demo.telling import Happening
from plait.demo.texts import read
from plait.goals.aims import Measure, NotedFigure
from plait.goals.models import Goal, Priority
from plait.goals.services import aims, aims_reviews, aims_schools
from plait.goals.services.aims import WrittenGoal
from plait.goals.services.aims_reviews import WrittenReview
from plait.goals.services.aims_schools import WrittenPriority
from plait.organisations.models import Organisation

_REVIEWED: Final = 66  # days into the term


@dataclass
class Aimed:
    """Goals by their key, once they are told, and priorities of schools of the cast."""

    goals: dict[str, Goal] = field(default_factory=dict)
    own: list[Priority] = field(default_factory=list)


def tell(stage: Stage, aimed: Aimed, *, told: Told, kept: Kept) -> Story:
    """The goals of the trust that is far on, each with its reviews; one has ended."""
    story: Story = []
    for goal in read("aims")["goal"]:
        story.append(_set(stage, aimed, goal, told=told, kept=kept))
        story += _review(stage, aimed, goal)
        if "ended" in goal:
            day = stage.calendar.day(goal["ended_term"], goal["ended_day"])
            story.append(Happening(day, partial(_end, stage, aimed, goal)))
    return [*story, *_set_priorities(stage, aimed), *_tell_own(stage, aimed)]


def _set(stage: Stage, aimed: Aimed, said: Mapping[str, Any], *, told: Told, kept: Kept) -> Happening:
    day, director = stage.calendar.day(said["term"], said["day"]), stage.people["director"]

    def do() -> None:
        statement = told.statement(said["statement"], at=0).pk if said["statement"] else None
        review_on = stage.calendar.day(said["term"], _REVIEWED)
        written = WrittenGoal(said["title"], said["why"], review_on, said["component"], statement)
        made = aims.propose(written, trust=stage.places[Place.FIRST], by=director)
        made = aims.decide(made, starts_on=clock.today(), by=director)
        aims.measure_goal(made, measure=_measure(stage, said, day=day), store=stage.published_by(day), by=director)
        if "own" in said:
            aims.measure_goal(made, measure=_measure_own(stage, said["own"], kept), store=stage.store, by=director)
        aimed.goals[said["key"]] = made

    return Happening(day, do)


def _measure(stage: Stage, said: Mapping[str, Any], *, day: dt.date) -> Measure:
    """How one would know: from the published figures of the schools together, or counted by the trust itself."""
    baseline, expected = said.get("baseline"), said.get("expected")
    words = said.get("own_words", "")
    if "indicator" in said:
        found = stage.share_of(said["indicator"], place=Place.FIRST, day=day)
        if found is not None:
            baseline, year = round(found[0], 1), found[1]
            expected = [round(baseline + each, 1) for each in said["gain"]]
            words = f"Our schools together, weighted by roll, from the published figures of {year}"
    lo, hi = expected or (None, None)
    by_when = stage.calendar.day(5, 100) + dt.timedelta(days=365)
    return Measure("", said["measure"], baseline, lo, hi, by_when, said["stop"], words)


def _measure_own(stage: Stage, said: Mapping[str, Any], kept: Kept) -> Measure:
    """How one would know sooner: by a figure that the trust keeps itself, from its first weeks on."""
    baseline, words = said.get("baseline"), "From the tests that schools kept each for itself the year before"
    if "missed" in said:
        found = stage.share_of(said["missed"], place=Place.FIRST, day=clock.today())
        if found is not None:
            baseline, year = round(100.0 - found[0], 1), found[1]
            words = f"What the published absence of our schools in {year} leaves, weighted by roll"
    lo, hi = (None, None) if baseline is None else (round(baseline + each, 1) for each in said["gain"])
    key, by_when = kept.name(said["measure"]), stage.calendar.ahead(240)
    return Measure(key, "", baseline, lo, hi, by_when, said["stop"], "" if baseline is None else words)


def _review(stage: Stage, aimed: Aimed, said: Mapping[str, Any]) -> list[Happening]:
    """A review each term from the one in which it was decided, in the words of the story."""
    terms = range(said["term"], min(said["term"] + len(said["review"]), stage.size.terms))

    def do(term: int) -> None:
        written = said["review"][term - said["term"]]
        today = clock.today()
        text = written["text"]
        if "{" in text:
            found = stage.share_of(said["indicator"], place=Place.FIRST, day=today)
            value, year = (f"{found[0]:.1f}%", str(found[1])) if found is not None else ("no figure", "the year before")
            text = text.format(value=value, year=year)
        held = Goal.objects.get(pk=aimed.goals[said["key"]].pk)
        noted = {}
        if "figure" in written:
            (counted,) = held.measures.filter(key="")
            noted[counted.pk] = NotedFigure(written["figure"], today, written["source"])
        aims_reviews.review_goal(
            held,
            written=WrittenReview(text, written["judgement"], _next_review(stage, term), noted),
            store=stage.published_by(today),
            by=stage.people["director"],
        )

    days = {term: stage.calendar.day(term, _REVIEWED) for term in terms}
    story = [Happening(day, partial(do, term)) for term, day in days.items()]
    if "now" in said:
        story.append(Happening(stage.calendar.when(said["now"]), partial(_review_now, stage, aimed, said)))
    return story


def _review_now(stage: Stage, aimed: Aimed, said: Mapping[str, Any]) -> None:
    """What was made of it this term already, before the next visit of trustees."""
    written = WrittenReview(said["now"]["text"], said["now"]["judgement"], stage.calendar.ahead(100))
    held = Goal.objects.get(pk=aimed.goals[said["key"]].pk)
    aims_reviews.review_goal(held, written=written, store=stage.store, by=stage.people["director"])


def _next_review(stage: Stage, term: int) -> dt.date:
    """The same week of the next term; for the last, a day that is still to come."""
    if term + 1 < len(stage.calendar.terms) - 1:
        return stage.calendar.day(term + 1, _REVIEWED)
    return stage.calendar.ahead(18)


def _end(stage: Stage, aimed: Aimed, said: Mapping[str, Any]) -> None:
    aims.end(aimed.goals[said["key"]], because=said["ended"], by=stage.people["director"])


def _set_priorities(stage: Stage, aimed: Aimed) -> list[Happening]:
    """Every school says what it works on under each goal, or why on none; the last school has still to say."""
    said = read("aims")

    def do(at: int, school: Organisation) -> None:
        by = stage.head_of(school)
        for number, (key, why) in enumerate(said["without"].items()):
            goal = aimed.goals[key]
            found = [each for each in said["priority"] if each["goal"] == key and school.phase in each["phases"]]
            if (at + 3 * number) % 5 == 3 or not found:
                aims_schools.say_without(goal, school=school, reason=why, by=by)
            else:
                written = WrittenPriority(found[0]["title"], stage.calendar.ahead(30 + at), goal.pk)
                aims_schools.set_priority(written, school=school, by=by)

    day = stage.calendar.day
    telling = stage.schools[Place.FIRST][: max(2, len(stage.schools[Place.FIRST]) - 1)]
    return [Happening(day(3, 16 + at % 5), partial(do, at, school)) for at, school in enumerate(telling)]


def _tell_own(stage: Stage, aimed: Aimed) -> list[Happening]:
    """A priority of one school under no goal, and its reviews by the head who signs in."""
    said, head, school = read("aims"), stage.people["head"], stage.places[Place.FIRST_SCHOOL]
    own = said["own"]

    def begin() -> None:
        written = WrittenPriority(own["title"], stage.calendar.day(4, _REVIEWED), reason=own["reason"])
        aimed.own.append(aims_schools.set_priority(written, school=school, by=head))

    def review(number: int, term: int) -> None:
        told = said["own_review"][number]
        written = WrittenReview(told["text"], told["judgement"], _next_review(stage, term))
        held = Priority.objects.get(pk=aimed.own[0].pk)
        aims_reviews.review_priority(held, written=written, store=stage.published_by(clock.today()), by=head)

    day = stage.calendar.day
    return [
        Happening(day(3, 18), begin),
        Happening(day(4, _REVIEWED), lambda: review(0, 4)),
        Happening(day(5, _REVIEWED), lambda: review(1, 5)),
    ]
