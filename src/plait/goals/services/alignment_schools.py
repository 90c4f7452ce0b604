"""Where schools stand beside a decision, and who is let off it for a while."""

import datetime as dt
from typing import Final

from django.db import IntegrityError, transaction

from plait.core import clock, events
from plait.core.errors import PlaitError
from plait.goals.alignment import Asked, Heading, State, Tie
from plait.goals.happenings import ExemptionChanged
from plait.goals.models import AlignmentLevel, Decision, Exemption, Position
from plait.goals.services.alignment import hold, note
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import May
from plait.organisations.services.authority import may, require
from plait.organisations.visibility import Visibility

LONGEST: Final = dt.timedelta(days=3 * 366)  # an exemption that lasts longer is a decision on the school's phase


class NotAPosition(PlaitError):
    """A school cannot stand there."""


class NotAnExemption(PlaitError):
    """It cannot be asked, answered or ended like this."""


def state(
    decision: Decision, *, school: Organisation, level: int, heading: Heading | None = None, text: str = "", by: Person
) -> Position:
    """Say where a school stands now; saying the same again adds nothing.

    Without a heading, a school that stands elsewhere is taken to stay there until it says otherwise.

    Raises
    ------
    NotAllowed
        If `by` does not decide at the school.
    NotAPosition
        If the decision is not about the school, is a draft or has ended, or the level is not the trust's.
    """
    with transaction.atomic():
        held = hold(decision, by=by)
        require(May.DECIDE, at=school, by=by)
        _check_position(held, school)
        chosen = AlignmentLevel.objects.filter(pk=level, trust=held.trust_id).first()
        if chosen is None:
            raise _no_position("The level is not one of the trust’s.", "Choose one of its levels.")
        going = heading or Heading.STAYING
        last = Position.objects.filter(decision=held, school=school).first()
        if last and (last.level_id, last.heading, last.note) == (level, going.value, text.strip()):
            return last
        made = Position(
            decision=held,
            school=school,
            level=chosen,
            heading=going.value,
            note=text.strip(),
            by=by,
            at=clock.now(),
        )
        made.full_clean(exclude=["decision", "school", "level", "by"], validate_constraints=False)
        made.save()
        before = None if last is None else {"level": last.level.name, "heading": last.heading}
        after = {"school": school.pk, "level": chosen.name, "heading": going.value}
        note("position.stated", held, by=by, before=before, after=after, organisation=school.pk)
        return made


def ask(
    decision: Decision, *, school: Organisation, reason: str, until: dt.date, instead: str = "", by: Person
) -> Exemption:
    """Ask for a school to be let off until a day, with a reason and what it does instead.

    Raises
    ------
    NotAllowed
        If `by` does not decide at the school.
    NotAnExemption
        If there is nothing to be let off, no reason, a day that cannot be, or a request that waits already.
    """
    with transaction.atomic():
        held = hold(decision, by=by)
        require(May.DECIDE, at=school, by=by)
        _check_request(held, school=school, reason=reason, until=until)
        made = Exemption(
            decision=held,
            school=school,
            reason=reason.strip(),
            instead=instead.strip(),
            until=until,
            asked_by=by,
            asked_at=clock.now(),
        )
        made.full_clean(exclude=["decision", "school", "asked_by"], validate_constraints=False)
        try:
            with transaction.atomic():
                made.save()
        except IntegrityError as twice:
            raise _no_exemption(
                "The school has asked already, and waits for the answer.", "Take the request back first, to ask anew."
            ) from twice
        events.record(ExemptionChanged(exemption=made.pk, what="asked", by=by.pk))
        note("exemption.asked", held, by=by, after=_told(made), organisation=school.pk)
        return made


def answer(exemption: Exemption, *, grant: bool, because: str, until: dt.date | None = None, by: Person) -> Exemption:
    """Grant a request until a day, or do not, with the reason.

    Raises
    ------
    NotAllowed
        If `by` does not decide for the trust.
    NotAnExemption
        If it has been answered, no reason is given, or the day cannot be.
    """
    with transaction.atomic():
        held = _hold(exemption, by=by)
        require(May.DECIDE, at=held.decision.owner, by=by)
        if held.state != Asked.WAITING:
            raise _no_exemption(f"It is answered: {Asked(held.state).label.lower()}.", "Look at what was decided.")
        if not because.strip():
            raise _no_exemption("No reason is given.", "Say in a sentence why; the school reads it.")
        if grant:
            held.until = until or held.until
            _check_day(held.until)
        before = _told(held)
        held.state = (Asked.GRANTED if grant else Asked.REFUSED).value
        _close(held, because=because, by=by)
        events.record(ExemptionChanged(exemption=held.pk, what="answered", by=by.pk))
        note("exemption.answered", held.decision, by=by, before=before, after=_told(held), organisation=held.school_id)
        return held


def withdraw(exemption: Exemption, *, because: str = "", by: Person) -> Exemption:
    """Take a request back, or end an exemption before its day; the school may, and whoever decides for the trust."""
    with transaction.atomic():
        held = _hold(exemption, by=by)
        if not may(May.DECIDE, at=held.school, by=by):
            require(May.DECIDE, at=held.decision.owner, by=by)
        ends = {Asked.WAITING.value: Asked.WITHDRAWN, Asked.GRANTED.value: Asked.ENDED}
        if held.state not in ends:
            raise _no_exemption(f"It is over: {Asked(held.state).label.lower()}.", "Nothing is left to end.")
        before = _told(held)
        held.state = ends[held.state].value
        _close(held, because=because or held.because, by=by)
        events.record(ExemptionChanged(exemption=held.pk, what="ended", by=by.pk))
        note("exemption.ended", held.decision, by=by, before=before, after=_told(held), organisation=held.school_id)
        return held


def _hold(exemption: Exemption, *, by: Person) -> Exemption:
    """The request as it stands, reached through a decision that `by` may read; both rows are held."""
    decision = hold(exemption.decision, by=by)
    held = Exemption.objects.select_for_update(of=("self",)).select_related("school").get(pk=exemption.pk)
    held.decision = decision
    return held


def _close(exemption: Exemption, *, because: str, by: Person) -> None:
    exemption.decided_by, exemption.decided_at = by, clock.now()
    exemption.because = because.strip()
    exemption.save(update_fields=["state", "until", "decided_by", "decided_at", "because"])


def _check_position(decision: Decision, school: Organisation) -> None:
    faults = {
        f"{school.name} is not a school of the trust.": school.parent_id != decision.trust_id
        or school.school_id is None,
        "The decision is not about schools of this phase.": not decision.holds_for(school.phase),
        "The decision has ended.": decision.state == State.ENDED,
        "The decision is still a draft.": decision.visibility == Visibility.ME,
    }
    for why, wrong in faults.items():
        if wrong:
            raise _no_position(why, "Choose another decision, or another school.")


def _check_request(decision: Decision, *, school: Organisation, reason: str, until: dt.date) -> None:
    _check_position(decision, school)
    faults = {
        "The decision is not in force yet.": decision.state != State.IN_FORCE,
        "Here each school chooses for itself.": decision.level.tie == Tie.FREE,
        "No reason is given.": not reason.strip(),
    }
    for why, wrong in faults.items():
        if wrong:
            raise _no_exemption(why, "There is nothing to be let off." if "reason" not in why else "Say why in a line.")
    _check_day(until)


def _check_day(until: dt.date) -> None:
    today = clock.today()
    if not today < until <= today + LONGEST:
        raise _no_exemption(
            f"It cannot last until {until:%-d %B %Y}.", "Choose a day from tomorrow, at most three years ahead."
        )


def _told(exemption: Exemption) -> dict[str, object]:
    """What the trail keeps of a request: its reasons stand in the record."""
    return {
        "school": exemption.school_id,
        "state": exemption.state,
        "until": exemption.until.isoformat(),
        "because": exemption.because,
    }


def _no_position(why: str, mend: str) -> NotAPosition:
    return NotAPosition("The position was not saved.", why=why, mend=mend)


def _no_exemption(why: str, mend: str) -> NotAnExemption:
    return NotAnExemption("The exemption was not saved.", why=why, mend=mend)
