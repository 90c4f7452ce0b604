"""Proposing a trust's goal, changing it, putting it in force, ending it; and how one would know."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from plait.core import clock
from plait.core.services import audit
from plait.framework.queries.frameworks import find_component, get_edition_number
from plait.goals.aims import FIRST_WORDS, LONGEST_WORD, MOST_WORDS, AimState, Measure, refuse
from plait.goals.models import AimWords, Goal, Priority, Statement, SuccessMeasure
from plait.goals.services import versions
from plait.indicators.store.reader import Store
from plait.insight.queries.shown import figures_at, list_unknown
from plait.insight.queries.shown_answers import ShownFigure
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import Kind, May
from plait.organisations.services.authority import may, require, require_readable, scope_of
from plait.organisations.visibility import Visibility, at_least_trust

_FIELDS: Final = ("title", "why", "component", "edition", "statement", "review_on")
_LONGEST: Final = dt.timedelta(days=5 * 366)  # a goal is looked at again within five years


@dataclass(frozen=True, slots=True)
class WrittenGoal:
    """What somebody writes of a goal. `statement`: the number of one of the trust's definition of quality."""

    title: str
    why: str
    review_on: dt.date
    component: str = ""
    statement: int | None = None


def propose(written: WrittenGoal, *, trust: Organisation, draft: bool = False, by: Person) -> Goal:
    """Propose a goal for a trust; a draft is read by its writer alone until it is put forward.

    Raises
    ------
    NotAllowed
        If `by` does not write for the trust.
    NotAGoal
        If its component or statement is not there, or its review lies in the past.
    """
    with transaction.atomic():
        require(May.WRITE, at=trust, by=by)
        if trust.kind != Kind.TRUST:
            raise refuse("Goals of this kind are a trust’s.", "A school writes priorities.")
        made = Goal(owner=trust, trust=trust, author=by, keeper=by)
        made.visibility = (Visibility.ME if draft else Visibility.TRUST).value
        _put(made, written)
        made.save()
        if not draft:
            versions.keep(made, content=made.content(), note="Proposed", by=by)
        _note("goal.proposed", made, by=by, after=_told(made))
        return made


def put_forward(goal: Goal, *, by: Person) -> Goal:
    """Let the trust read a draft."""
    with transaction.atomic():
        standing = hold(goal, by=by)
        require_keeper(standing, by=by)
        if standing.visibility != Visibility.ME:
            return standing
        standing.visibility = Visibility.TRUST.value
        standing.save_over(standing.version, fields=["visibility"])
        _keep(standing, note="Proposed", by=by)
        _note("goal.put_forward", standing, by=by, after=_told(standing))
        return standing


def revise(goal: Goal, *, written: WrittenGoal, version: int, because: str = "", by: Person) -> Goal:
    """Change what a goal says; of one in force, only whoever decides. The version before is kept.

    Raises
    ------
    NotAllowed
        If `by` neither keeps the proposal nor decides for the trust.
    Conflict
        If somebody else has saved it since; both texts are in the error, and nothing is lost.
    """
    with transaction.atomic():
        standing = hold(goal, by=by)
        require_keeper(standing, by=by)
        before = standing.content()
        _put(standing, written)
        standing.save_over(version, fields=_FIELDS)
        if standing.content() != before:
            _keep(standing, note=because.strip() or "Changed", by=by)
            open_ = standing.visibility != Visibility.ME
            _note("goal.revised", standing, by=by, before=before if open_ else None, after=_told(standing))
        return standing


def decide(goal: Goal, *, starts_on: dt.date, by: Person) -> Goal:
    """Put a goal in force; trustees read it from now on.

    Raises
    ------
    NotAllowed
        If `by` does not decide for the trust.
    NotAGoal
        If it is no proposal, or would be reviewed before it starts.
    """
    with transaction.atomic():
        standing = hold(goal, by=by)
        require(May.DECIDE, at=standing.owner, by=by)
        if standing.state != AimState.PROPOSED:
            raise refuse(f"It is {AimState(standing.state).label.lower()} already.", "Only a proposal is decided.")
        if starts_on >= standing.review_on:
            raise refuse("It would be reviewed before it starts.", "Choose an earlier start, or a later review.")
        before = _told(standing)
        standing.state, standing.starts_on = AimState.IN_FORCE.value, starts_on
        standing.visibility, standing.exception = at_least_trust(standing.visibility).value, True
        standing.save_over(standing.version, fields=["state", "starts_on", "visibility", "exception"])
        _keep(standing, note=f"In force from {starts_on:%-d %B %Y}", by=by)
        _note("goal.decided", standing, by=by, before=before, after=_told(standing))
        return standing


def end(goal: Goal, *, because: str, by: Person) -> Goal:
    """End a goal, or lay a proposal aside; it stays to be read, with the reason."""
    with transaction.atomic():
        standing = hold(goal, by=by)
        require_keeper(standing, by=by)
        if not because.strip():
            raise refuse("No reason is given.", "Say in a sentence why it ends; whoever asks later will want to know.")
        before = _told(standing)
        standing.state, standing.ended_on = AimState.ENDED.value, clock.today()
        standing.ended_because = because.strip()
        standing.save_over(standing.version, fields=["state", "ended_on", "ended_because"])
        _keep(standing, note="Ended", by=by)
        _note("goal.ended", standing, by=by, before=before, after=_told(standing))
        return standing


def measure_goal(goal: Goal, *, measure: Measure, store: Store | None, by: Person) -> SuccessMeasure:
    """Say how one would know of a goal; where no baseline is given it is the trust's figure as it stands."""
    with transaction.atomic():
        standing = hold(goal, by=by)
        require_keeper(standing, by=by)
        made = SuccessMeasure(goal=standing)
        fill(made, measure, at=standing.owner, store=store, by=by)
        made.save()
        _keep(standing, note=f"Success measure: {made.name}"[:300], by=by)
        open_ = standing.visibility != Visibility.ME
        _note("goal.measured", standing, by=by, after=made.content() if open_ else None)
        return made


def choose_words(trust: Organisation, *, words: Sequence[str], by: Person) -> AimWords:
    """Choose the words in which a trust says how a goal stands; past reviews keep theirs."""
    with transaction.atomic():
        require(May.DECIDE, at=trust, by=by)
        told = list(dict.fromkeys(each.strip() for each in words if each.strip()))
        if not 2 <= len(told) <= MOST_WORDS or any(len(each) > LONGEST_WORD for each in told):
            raise refuse(
                f"{len(told)} words were given.",
                f"Give 2 to {MOST_WORDS}, each on a line of its own and of at most {LONGEST_WORD} characters.",
            )
        held = AimWords.objects.select_for_update().filter(trust=trust).first() or AimWords(trust=trust)
        before = held.words or list(FIRST_WORDS)
        held.words = told
        held.save()
        audit.record(
            "goals.words_chosen",
            on=("organisations.organisation", str(trust.pk)),
            by=by.pk,
            organisation=trust.pk,
            before={"words": before},
            after={"words": told},
        )
        return held


def fill(made: SuccessMeasure, measure: Measure, *, at: Organisation, store: Store | None, by: Person) -> None:
    """Put a measure of a trust or a school together, with its baseline from the figure where none was given.

    Saves nothing. What it named before stays named, also by somebody who may not read it.
    """
    shown = _figure(measure.key, at=at, store=store, by=by, before=made.key)
    made.key, made.name = measure.key, measure.name.strip() or (shown.name if shown is not None else "")
    if not made.name:
        raise refuse("The measure has no name.", "Choose a figure, or say in your own words what you look at.")
    lo, hi = measure.expected_lo, measure.expected_hi
    if lo is not None and hi is not None and lo > hi:
        raise refuse("The expected range ends below where it begins.", "Put the lower number first.")
    made.baseline, made.baseline_told = measure.baseline, measure.baseline_told
    if measure.baseline is not None:
        made.baseline_told = made.baseline_told or "Entered by hand"
    elif shown is not None and shown.value is not None:
        made.baseline = shown.value
        made.baseline_told = shown.origin_text[:300]
    made.expected_lo, made.expected_hi, made.stop_if = lo, hi, measure.stop_if.strip()
    if not isinstance(measure.by_when, dt.date):
        raise refuse("No day is given by which it is expected.", "Give a day.")
    made.by_when = measure.by_when
    made.full_clean(validate_constraints=False, exclude=["goal", "priority"])


def hold(goal: Goal, *, by: Person) -> Goal:
    """A goal that has not ended, its row held until the transaction ends, for somebody who may read it."""
    require_readable(goal, by=by)
    rows = Goal.objects.select_for_update(of=("self",)).select_related("owner", "trust")
    standing = rows.get(pk=goal.pk)
    if standing.state == AimState.ENDED:
        raise refuse("It has ended, and stays as it was.", "Write a new goal.")
    return standing


def require_keeper(aim: Goal | Priority, *, by: Person) -> None:
    """Refuse whoever neither looks after a proposal nor decides where it belongs."""
    keeps = aim.keeper_id == by.pk and aim.state == AimState.PROPOSED
    if not (keeps and may(May.WRITE, at=aim.owner, by=by)):
        require(May.DECIDE, at=aim.owner, by=by)


def _figure(key: str, *, at: Organisation, store: Store | None, by: Person, before: str) -> ShownFigure | None:
    if not key:
        return None
    scope = scope_of(by)
    trust, school = (at, None) if at.kind == Kind.TRUST else (at.parent or at, at)
    if key != before and list_unknown(scope, [key], trust=trust, school=school):
        raise refuse(f"“{key}” names no indicator, and no measure that the trust reads.", "Choose one from the list.")
    return figures_at(scope, store, [key], at=at).get(key)


def _put(goal: Goal, written: WrittenGoal) -> None:
    if written.component not in {"", goal.component} and find_component(written.component) is None:
        raise refuse(f"“{written.component}” is no component of the framework.", "Choose one from the list.")
    statement = None
    if written.statement is not None:
        theirs = Statement.objects.filter(domain__definition__owner=goal.owner_id)
        # A goal is read by the trust, and says the statement's words: so none of a draft that is somebody's own.
        statement = (
            theirs.exclude(domain__definition__visibility=Visibility.ME.value).filter(pk=written.statement).first()
        )
        if statement is None:
            raise refuse("The statement is not one of the trust’s definition of quality.", "Choose one from the list.")
    check_review(written.review_on, before=goal.review_on)
    goal.title, goal.why = written.title.strip(), written.why.strip()
    if written.component != goal.component:  # what stays was filed under its own edition
        goal.edition = get_edition_number() if written.component else None
    goal.component, goal.statement = written.component, statement
    goal.review_on = written.review_on
    goal.full_clean(validate_constraints=False, exclude=["owner", "trust", "author", "keeper", "statement"])


def check_review(day: dt.date, *, before: dt.date | None) -> None:
    """Refuse a review in the past or years away, unless it is the day that stood."""
    today = clock.today()
    if day != before and not today < day <= today + _LONGEST:
        raise refuse(f"{day:%-d %B %Y} is not a day for its review.", "Choose a day from tomorrow to five years on.")


def _keep(goal: Goal, *, note: str, by: Person) -> None:
    if goal.visibility != Visibility.ME:
        versions.keep(goal, content=goal.content(), note=note, decided=goal.exception, by=by)


def _told(goal: Goal) -> dict[str, object]:
    """What the trail keeps: of a draft, only that it is one; it is its writer's alone."""
    return {"visibility": goal.visibility} if goal.visibility == Visibility.ME else goal.content()


def _note(
    action: str,
    goal: Goal,
    *,
    by: Person,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    audit.record(
        action, on=("goals.goal", str(goal.pk)), by=by.pk, organisation=goal.owner_id, before=before, after=after
    )
