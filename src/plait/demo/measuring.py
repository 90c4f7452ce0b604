"""Measures that trusts keep themselves: two years of weeks with a change that shows, and one that has just begun."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

import numpy as np

from plait.core import clock
from plait.demo.cast import Place
from plait.demo.stage import Stage, Story
from plait.demo.telling import Happening
from plait.demo.texts import read
from plait.indicators.models import OwnMeasure
from plait.indicators.own import STARTERS, Move
from plait.indicators.periods import Cadence, Period, list_due
from plait.indicators.services import own_measures, own_values
from plait.indicators.services.own_measures import Written
from plait.indicators.services.own_values import Figure
from plait.organisations.domain import Phase
from plait.organisations.models import Organisation

_CHANGED: Final = (4, 9)  # term and day from which the office makes the first call
_GAIN: Final = 1.1  # percentage points of attendance that came of it
_SPREAD: Final = 0.4  # of a week beyond chance among pupils, in percentage points
_USUAL: Final = 7.0  # per cent of sessions missed, where nothing is published of a school
_OWN: Final = "own:"
_AT_ONCE: Final = 13  # weeks that are entered together
_LATELY: Final = 3  # weeks that were entered last
_SESSIONS: Final = 10  # of a pupil in a week


@dataclass
class Kept:
    """Measures by their key, once they are told."""

    by_key: dict[str, OwnMeasure] = field(default_factory=dict)

    def name(self, key: str) -> str:
        """What the texts call `own:attendance`, as records name it; any other key as it is."""
        return f"{_OWN}{self.by_key[key.removeprefix(_OWN)].pk}" if key.startswith(_OWN) else key


def tell(stage: Stage, kept: Kept) -> Story:
    """The measures of the trust that is far on: defined, entered bit by bit, put right, their limits begun anew."""
    day = stage.calendar.day
    return [
        *(Happening(day(0, 2), partial(_define, stage, kept, said)) for said in read("measures")["measure"]),
        *_enter_attendance(stage, kept),
        *_enter_counts(stage, kept),
        *_enter_reading(stage, kept),
        Happening(day(5, 18), lambda: _rebase(stage, kept)),
    ]


def define(stage: Stage, said: dict[str, Any], *, place: Place, by: str, starts_on: dt.date) -> OwnMeasure:
    """Begin to measure something, from an example that comes with Plait."""
    starter = next(each for each in STARTERS if each.key == said["starter"])
    written = Written(
        name=said.get("name", starter.name),
        unit=starter.unit,
        better=starter.better,
        cadence=starter.cadence,
        why=said["why"],
        counted=starter.counted,
        denominator=starter.denominator,
        per=starter.per,
        target=said.get("target"),
        entered_by=starter.entered_by,
        of_pupils=starter.of_pupils,
        starts_on=starts_on,
    )
    return own_measures.define(written, owner=stage.places[place], by=stage.people[by])


def _define(stage: Stage, kept: Kept, said: dict[str, Any]) -> None:
    starts_on = stage.calendar.terms[0].starts
    if said["starter"] == "attendance":
        starts_on = max(starts_on, stage.calendar.today - dt.timedelta(weeks=stage.size.weeks * 52 // 39))
    kept.by_key[said["key"]] = define(stage, said, place=Place.FIRST, by="director", starts_on=starts_on)


def attend(
    stage: Stage, school: Organisation, weeks: Sequence[Period], *, changed: dt.date | None
) -> Iterator[tuple[Period, int, int]]:
    """Sessions attended and possible in each week, around what is published of the school's absence."""
    missed = stage.share_of_school(school, "absence_overall") or _USUAL
    roll = stage.roll_of(school)
    for week in weeks:
        possible = roll * _SESSIONS
        level = 100.0 - missed + (_GAIN if changed is not None and week.start >= changed else 0.0)
        share = np.clip((level + stage.rng.normal(0.0, _SPREAD)) / 100.0, 0.5, 0.995)
        yield week, int(stage.rng.binomial(possible, share)), possible


def _enter_attendance(stage: Stage, kept: Kept) -> list[Happening]:
    """Each school enters its own, some weeks at a time; one comes late, and one is put right."""
    first = max(stage.calendar.terms[0].starts, stage.calendar.today - dt.timedelta(weeks=stage.size.weeks * 52 // 39))
    weeks = list_due(first, stage.calendar.today, cadence=Cadence.WEEKLY)
    changed = stage.calendar.day(*_CHANGED)
    changed -= dt.timedelta(days=changed.weekday())
    story: list[Happening] = []
    for at, school in enumerate(stage.schools[Place.FIRST]):
        gains = at % 5 != 4  # in two schools of ten nothing came of it
        told = list(attend(stage, school, weeks, changed=changed if gains else None))
        late = 1 if at == len(stage.schools[Place.FIRST]) - 1 else 0  # the last school has this week's still to enter
        # Counted from the end, so that what is looked at this term is not old.
        whole = len(told) - _LATELY
        ends = [*range(whole % _AT_ONCE, whole + 1, _AT_ONCE), len(told) - late]
        for start, end in zip([0, *ends], ends, strict=False):
            if end > start:
                story.append(_enter_some(stage, kept, school, told[start:end]))
        if at == 2 and len(told) > 20:
            story.append(_correct(stage, kept, school, told[-12]))
    return story


def _enter_some(stage: Stage, kept: Kept, school: Organisation, some: Sequence[tuple[Period, int, int]]) -> Happening:
    figures = [Figure(school, week.start, counted_n=up, denominator_n=down) for week, up, down in some]
    day = min(some[-1][0].end + dt.timedelta(days=1), stage.calendar.recent(1))

    def do() -> None:
        own_values.enter(kept.by_key["attendance"], figures=figures, by=stage.head_of(school))

    return Happening(day, do)


def _correct(stage: Stage, kept: Kept, school: Organisation, told: tuple[Period, int, int]) -> Happening:
    week, up, down = told
    figure = Figure(school, week.start, counted_n=min(down, up + round(0.004 * down)), denominator_n=down)

    def do() -> None:
        because = read("measures")["correction"]["because"]
        own_values.enter(kept.by_key["attendance"], figures=[figure], because=because, by=stage.head_of(school))

    return Happening(stage.calendar.recent(4), do)


def _enter_counts(stage: Stage, kept: Kept) -> list[Happening]:
    """Suspensions each half-term and drop-ins each week."""
    story = []
    first = stage.calendar.terms[0].starts
    for school in stage.schools[Place.FIRST]:
        roll, secondary = stage.roll_of(school), school.phase == Phase.SECONDARY.value
        halves = list_due(first, stage.calendar.today, cadence=Cadence.HALF_TERMLY)[-stage.size.weeks // 6 :]
        sent = stage.rng.poisson(roll * (0.022 if secondary else 0.0015), size=len(halves))
        rows = [
            Figure(school, half.start, counted_n=int(n), denominator_n=roll)
            for half, n in zip(halves, sent, strict=True)
        ]
        for start in range(0, len(rows), 3):
            last = halves[min(start + 2, len(halves) - 1)].end
            story.append(_enter_some_of(stage, kept, "suspensions", rows[start : start + 3], school, on=last))
        weeks = list_due(first, stage.calendar.today, cadence=Cadence.WEEKLY)[-stage.size.weeks // 2 :]
        counts = stage.rng.poisson(6.0 if secondary else 2.5, size=len(weeks))
        figures = [Figure(school, week.start, float(n)) for week, n in zip(weeks, counts, strict=True)]
        for start in range(0, len(figures), _AT_ONCE):
            some = figures[start : start + _AT_ONCE]
            story.append(_enter_some_of(stage, kept, "visits", some, school, on=some[-1].day + dt.timedelta(days=6)))
    return story


def _enter_reading(stage: Stage, kept: Kept) -> list[Happening]:
    """Pupils who read at their age or above, in the same fortnight of each term."""
    story = []
    for school in stage.schools[Place.FIRST]:
        tested = max(12, stage.roll_of(school) // 3)
        share = 0.58 + 0.12 * stage.rng.random()
        for term in range(stage.size.terms):
            on = stage.calendar.day(term, 57)
            reading = int(stage.rng.binomial(tested, min(0.95, share + 0.014 * term)))
            figure = Figure(school, on, counted_n=reading, denominator_n=tested)
            story.append(_enter_some_of(stage, kept, "reading", [figure], school, on=on))
    return story


def _enter_some_of(
    stage: Stage, kept: Kept, key: str, figures: list[Figure], school: Organisation, *, on: dt.date
) -> Happening:
    day = min(on + dt.timedelta(days=2), stage.calendar.recent(1))
    return Happening(day, lambda: own_values.enter(kept.by_key[key], figures=figures, by=stage.head_of(school)))


def _rebase(stage: Stage, kept: Kept) -> None:
    """New limits from the week in which the office began to call, with the reason on every chart."""
    note, at = read("measures")["rebase"]["note"], stage.calendar.day(*_CHANGED)
    if at >= kept.by_key["attendance"].starts_on:
        own_measures.set_limits(
            kept.by_key["attendance"], move=Move.REBASE, at=at, note=note, by=stage.people["director"]
        )


def tell_begun(stage: Stage) -> Story:
    """The trust that begins: attendance of its three schools, of seven weeks."""
    made: list[OwnMeasure] = []
    weeks = [
        each
        for each in list_due(stage.calendar.recent(75), stage.calendar.today, cadence=Cadence.WEEKLY)
        if each.end < clock.today()
    ][-7:]
    if not weeks:
        return []

    def begin() -> None:
        said = {"starter": "attendance", "why": read("measures")["begun"]["why"]}
        made.append(define(stage, said, place=Place.THIRD, by="third-director", starts_on=weeks[0].start))

    def enter(school: Organisation) -> None:
        told = attend(stage, school, weeks, changed=None)
        figures = [Figure(school, week.start, counted_n=up, denominator_n=down) for week, up, down in told]
        own_values.enter(made[0], figures=figures, by=stage.head_of(school))

    schools = stage.schools[Place.THIRD]
    return [
        Happening(stage.calendar.recent(12), begin),
        *(Happening(stage.calendar.recent(2), partial(enter, school)) for school in schools),
    ]
