"""The way of a definition of quality: talked about, agreed, in force, revised; each step kept as a version."""

import datetime as dt

from django.db import transaction

from plait.core import clock
from plait.core.errors import PlaitError
from plait.goals.models.quality import Definition
from plait.goals.models.versions import Kept
from plait.goals.quality import State
from plait.goals.quality_text import to_content
from plait.goals.queries.quality import build_whole
from plait.goals.services import versions
from plait.goals.services.quality_holding import hold, note, tell
from plait.organisations.models import Person
from plait.organisations.roles import May
from plait.organisations.services.authority import require, scope_of
from plait.organisations.visibility import Visibility

_OPEN = [each for each in State if each.is_open]


class NotYet(PlaitError):
    """The definition is not ready for this step, or the days of it make no sense."""


def consult(definition: Definition, *, until: dt.date, by: Person) -> Definition:
    """Open a definition to talk about, until a day; from now on the trust reads it.

    Raises
    ------
    NotAllowed
        If `by` does not write for the trust.
    WrongState
        If it is not a draft, and not being talked about already.
    NotYet
        If there is nothing to talk about, or the day is past.
    """
    with transaction.atomic():
        held = hold(definition, what=May.WRITE, by=by, states=[State.DRAFT, State.CONSULTING])
        _require_text(held)
        if until < clock.today():
            raise NotYet("It was not opened.", why=f"{until:%-d %B %Y} is past.", mend="Choose a day to come.")
        before = tell(held)
        held.state, held.consult_until = State.CONSULTING.value, until
        if held.visibility == Visibility.ME:
            held.visibility = Visibility.TRUST.value
        return _step(held, before, "definition.opened", f"Open to talk about until {until:%-d %B %Y}", by=by)


def agree(definition: Definition, *, because: str = "", by: Person) -> Definition:
    """Say that the text is agreed; it is not changed from now on, and not yet in force.

    Raises
    ------
    NotAllowed
        If `by` does not decide for the trust.
    WrongState
        If it is neither a draft nor being talked about.
    NotYet
        If it says nothing.
    """
    with transaction.atomic():
        held = hold(definition, what=May.DECIDE, by=by, states=[State.DRAFT, State.CONSULTING])
        _require_text(held)
        before = tell(held)
        held.state, held.agreed_on = State.AGREED.value, clock.today()
        if held.visibility == Visibility.ME:
            held.visibility = Visibility.TRUST.value
        return _step(held, before, "definition.agreed", "Agreed", by=by, because=because)


def put_in_force(definition: Definition, *, review_on: dt.date, because: str = "", by: Person) -> Definition:
    """Put an agreed definition in force from today; the one that was in force is so no longer. Trustees read it.

    Raises
    ------
    NotAllowed
        If `by` does not decide for the trust.
    WrongState
        If it is not agreed.
    NotYet
        If the day of review is not in the future.
    """
    with transaction.atomic():
        # Every row that changes is held first, by number, so that two who decide at once come one after the other.
        owned = Definition.objects.select_for_update().filter(owner=definition.owner_id).order_by("pk")
        others = [each for each in owned if each.state == State.IN_FORCE and each.pk != definition.pk]
        held = hold(definition, what=May.DECIDE, by=by, states=[State.AGREED])
        today = clock.today()
        if review_on <= today:
            raise NotYet(
                "It was not put in force.",
                why="The day of review is not in the future.",
                mend="Choose when you will look at it again: a year from now, for example.",
            )
        before = tell(held)
        for each in others:
            _retire(each, today, by=by, because=f"“{held.title}” came in force.")
        held.state, held.in_force_from, held.review_on = State.IN_FORCE.value, today, review_on
        held.exception = True
        return _step(
            held, before, "definition.put_in_force", f"In force from {today:%-d %B %Y}", by=by, because=because
        )


def reopen(definition: Definition, *, because: str, by: Person) -> Definition:
    """Make what is talked about or agreed a draft again, so that it can be changed.

    Raises
    ------
    NotAllowed
        If `by` does not decide for the trust.
    WrongState
        If it is neither.
    NotYet
        If no reason is given.
    """
    with transaction.atomic():
        held = hold(definition, what=May.DECIDE, by=by, states=[State.CONSULTING, State.AGREED])
        _require_reason(because)
        before = tell(held)
        held.state, held.agreed_on, held.consult_until = State.DRAFT.value, None, None
        return _step(held, before, "definition.opened_again", "Opened again", by=by, because=because)


def set_aside(definition: Definition, *, because: str, by: Person) -> Definition:
    """Give up a definition that never came in force; it stays readable, and is changed no more.

    Raises
    ------
    NotAllowed
        If `by` does not decide for the trust, and it is not their own draft.
    WrongState
        If it is in force, or was.
    NotYet
        If no reason is given.
    """
    with transaction.atomic():
        own = definition.visibility == Visibility.ME and definition.keeper_id == by.pk
        held = hold(definition, what=May.WRITE if own else May.DECIDE, by=by, states=_OPEN)
        _require_reason(because)
        before = tell(held)
        held.state = State.RETIRED.value
        return _step(held, before, "definition.set_aside", "Set aside", by=by, because=because)


def keep_version(definition: Definition, *, called: str, by: Person) -> Kept:
    """Keep the text as it stands under a name, such as “After the heads’ meeting”.

    Raises
    ------
    NotAllowed
        If `by` does not write for the trust.
    NotYet
        If it has no name.
    """
    with transaction.atomic():
        held = hold(definition, what=May.WRITE, by=by, states=_OPEN)
        if not called.strip():
            raise NotYet("Nothing was kept.", why="The version has no name.", mend="Say what it is, in a few words.")
        kept = versions.keep(held, content=_content(held, by=by), note=called.strip(), by=by)
        note("definition.version_kept", held, by=by, after={"number": kept.number, "called": kept.note})
        return kept


def change_visibility(definition: Definition, *, visibility: Visibility, by: Person) -> Definition:
    """Let the sector or everybody read what is in force, or take that back.

    Raises
    ------
    NotAllowed
        If `by` does not agree on sharing for the trust.
    WrongState
        If it is not in force.
    NotYet
        If it would be closed to the trust itself.
    """
    with transaction.atomic():
        held = hold(definition, what=May.SHARE, by=by, states=[State.IN_FORCE, State.RETIRED])
        if visibility in {Visibility.ME, Visibility.SCHOOL}:
            raise NotYet(
                "Nothing was changed.",
                why="What is in force is read by the whole trust.",
                mend="Choose the trust, its partners, the sector, or everyone.",
            )
        before = tell(held)
        held.visibility = visibility.value
        held.save_over(held.version, fields=["visibility"])
        note("definition.shared", held, by=by, before=before, after=tell(held))
        return held


def _step(
    held: Definition, before: dict[str, object], action: str, called: str, *, by: Person, because: str = ""
) -> Definition:
    held.save_over(held.version)
    reason = because.strip()
    said = f"{called}: {reason}" if reason else called
    decided = held.state == State.IN_FORCE
    versions.keep(held, content=_content(held, by=by), note=said, decided=decided, by=by)
    note(action, held, by=by, before=before, after=tell(held), because=reason)
    return held


def _retire(other: Definition, today: dt.date, *, by: Person, because: str) -> None:
    require(May.DECIDE, at=other.owner, by=by)
    before = tell(other)
    other.state, other.in_force_until = State.RETIRED.value, today
    other.save_over(other.version)
    note("definition.retired", other, by=by, before=before, after=tell(other), because=because)


def _content(held: Definition, *, by: Person) -> dict[str, object]:
    return to_content(build_whole(scope_of(by), definition=held))


def _require_text(held: Definition) -> None:
    if not held.domains.filter(statements__isnull=False).exists():
        raise NotYet(
            "Nothing was changed.",
            why="It has no statement yet.",
            mend="Write at least one: what is so where quality is high?",
        )


def _require_reason(because: str) -> None:
    if not because.strip():
        raise NotYet("Nothing was changed.", why="No reason was given.", mend="Say why, in a sentence.")
