"""Opening a consultation, keeping its day, and closing it."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from django.db import transaction

from plait.core import clock, events
from plait.core.errors import NotAllowed
from plait.core.services import audit
from plait.goals import alignment as aligning
from plait.goals import quality as defining
from plait.goals.agreeing import (
    FEWEST_EXEMPLARS,
    LONGEST,
    LONGEST_CLAIM,
    MOST_CLAIMS,
    Asked,
    NotOpen,
    Way,
    refused,
)
from plait.goals.happenings import ConsultationChanged
from plait.goals.models import Claim, Comparing, Consultation, Decision, Definition, Statement
from plait.goals.queries.agreeing import may_lead, may_take_part
from plait.goals.queries.agreeing_next import exemplars_of
from plait.organisations.models import Person
from plait.organisations.roles import May
from plait.organisations.services.authority import require, require_readable, scope_of
from plait.organisations.visibility import Visibility

TYPE: Final = "goals.consultation"


def open_consultation(asked: Asked, *, on: Definition | Decision, by: Person) -> Consultation:
    """Ask the people of a trust what they think of a definition on its way, or of a proposal.

    Raises
    ------
    NotAllowed
        If `by` may not read what it is on, or does not write for the trust.
    NotAConsultation
        If it is a draft that nobody else reads or is decided already, no way is chosen, there is nothing to vote on or
        to compare, or the days make no sense.
    """
    with transaction.atomic():
        require_readable(on, by=by)
        subject: Definition | Decision = type(on)._default_manager.select_related("owner", "trust").get(pk=on.pk)  # noqa: SLF001 Django's own documented manager
        require(May.WRITE, at=subject.owner, by=by)
        _check_subject(subject)
        opens_on = asked.opens_on or clock.today()
        _check_days(opens_on, asked.closes_on)
        if not asked.ways:
            raise refused("No way of answering is chosen.", "Choose one of the three, or more.")
        made = Consultation(
            owner=subject.owner,
            trust=subject.trust,
            author=by,
            keeper=by,
            visibility=Visibility.TRUST.value,
            definition=subject if isinstance(subject, Definition) else None,
            decision=subject if isinstance(subject, Decision) else None,
            title=asked.title.strip(),
            question=asked.question.strip(),
            opens_on=opens_on,
            closes_on=asked.closes_on,
            ways=[each.value for each in Way if each in asked.ways],
        )
        made.full_clean(exclude=["owner", "trust", "author", "keeper", "definition", "decision"])
        made.save()
        if Way.VOTES in asked.ways:
            _put_claims(made, asked.claims, by=by)
        if Way.COMPARING in asked.ways:
            _put_comparing(made, asked, by=by)
        events.record(ConsultationChanged(consultation=made.pk, what="opened", by=by.pk))
        note("consultation.opened", made, by=by, after=_told(made))
        return made


def move_closing(consultation: Consultation, *, closes_on: dt.date, version: int, by: Person) -> Consultation:
    """Give people more time, or less; what was closed is opened again until then.

    Raises
    ------
    NotAllowed
        If `by` does not lead it.
    NotAConsultation
        If the day is past, or more than a year on.
    Conflict
        If somebody else has saved it since.
    """
    with transaction.atomic():
        held = hold_to_lead(consultation, by=by)
        before = _told(held)
        _check_days(max(held.opens_on, clock.today()), closes_on)
        held.closes_on, held.closed_at = closes_on, None
        held.save_over(version, fields=["closes_on", "closed_at"])
        events.record(ConsultationChanged(consultation=held.pk, what="moved", by=by.pk))
        note("consultation.moved", held, by=by, before=before, after=_told(held))
        return held


def close(consultation: Consultation, *, by: Person) -> Consultation:
    """Close it before its day: nothing more is taken, and what was said stays."""
    with transaction.atomic():
        held = hold_to_lead(consultation, by=by)
        if held.is_over(clock.today()):
            return held
        before = _told(held)
        held.closed_at = clock.now()
        held.save_over(held.version, fields=["closed_at"])
        events.record(ConsultationChanged(consultation=held.pk, what="closed", by=by.pk))
        note("consultation.closed", held, by=by, before=before, after=_told(held))
        return held


def hold(consultation: Consultation, *, by: Person) -> Consultation:
    """The consultation as it stands, its row held until the transaction ends, for somebody who may read it."""
    require_readable(consultation, by=by)
    rows = Consultation.objects.select_for_update(of=("self",)).select_related("owner", "trust", "decision")
    return rows.get(pk=consultation.pk)


def hold_to_lead(consultation: Consultation, *, by: Person) -> Consultation:
    """The same, for whoever leads it."""
    held = hold(consultation, by=by)
    if not may_lead(scope_of(by), held):
        require(May.DECIDE, at=held.owner, by=by)
    return held


def require_open(consultation: Consultation, *, way: Way, by: Person) -> Consultation:
    """The consultation as it stands, for somebody who may say something in this way today.

    Raises
    ------
    NotAllowed
        If `by` may not read it, or does not belong to the trust.
    NotOpen
        If it has not begun or is closed, or is not answered in this way.
    """
    require_readable(consultation, by=by)
    standing = Consultation.objects.select_related("owner", "trust", "decision").get(pk=consultation.pk)
    if not may_take_part(scope_of(by), standing):
        raise NotAllowed(
            "Nothing was saved.",
            why=f"Those who belong to {standing.owner.name} take part.",
            mend="Ask whoever leads it.",
        )
    today = clock.today()
    if not standing.goes_by(way):
        raise NotOpen(
            "Nothing was saved.",
            why=f"This consultation is not answered by “{way.label.lower()}”.",
            mend="Its page shows in which ways it is.",
        )
    if not standing.is_open(today):
        when = "is closed" if standing.is_over(today) else f"begins on {standing.opens_on:%-d %B %Y}"
        raise NotOpen(
            "Nothing was saved.",
            why=f"The consultation {when}.",
            mend=f"Ask {standing.keeper.name}, who leads it, for more time." if standing.is_over(today) else "",
        )
    return standing


def note(
    action: str,
    consultation: Consultation,
    *,
    by: Person,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """Write the trail: last in a service's transaction."""
    whose = consultation.owner_id
    audit.record(action, on=(TYPE, consultation.pk), by=by.pk, organisation=whose, before=before, after=after)


def _put_claims(consultation: Consultation, claims: tuple[str, ...], *, by: Person) -> None:
    said = list(dict.fromkeys(" ".join(each.split()) for each in claims if each.strip()))
    if not said:
        raise refused("There is nothing to vote on.", "Write at least one claim; three or more make groups visible.")
    if len(said) > MOST_CLAIMS:
        raise refused(f"There are {len(said)} claims.", f"Choose {MOST_CLAIMS} or fewer: nobody votes on more.")
    long = next((each for each in said if len(each) > LONGEST_CLAIM), None)
    if long is not None:
        raise refused(f"“{long[:60]}…” is too long for a claim.", f"Say it in {LONGEST_CLAIM} characters or fewer.")
    at = clock.now()
    Claim.objects.bulk_create(Claim(consultation=consultation, text=each, author=by, at=at) for each in said)


def _put_comparing(consultation: Consultation, asked: Asked, *, by: Person) -> None:
    statement = None
    if asked.statement is not None:
        theirs = Statement.objects.filter(domain__definition__owner=consultation.owner_id)
        if consultation.definition_id is not None:
            theirs = theirs.filter(domain__definition=consultation.definition_id)
        else:
            theirs = theirs.filter(domain__definition__state=defining.State.IN_FORCE.value)
        statement = theirs.filter(pk=asked.statement).first()
        if statement is None:
            raise refused("The statement is not one of the trust’s.", "Choose one from the list.")
    elif consultation.definition_id is None:
        raise refused("No statement is chosen.", "Choose the statement whose examples are compared.")
    made = Comparing(
        consultation=consultation, question=asked.compare.strip(), statement=statement, adaptive=asked.adaptive
    )
    made.full_clean(exclude=["consultation", "statement"])
    found: int = exemplars_of(scope_of(by), comparing=made, consultation=consultation).count()
    if found < FEWEST_EXEMPLARS:
        raise refused(
            f"There are {found} examples to compare.",
            f"Add examples to the definition until there are {FEWEST_EXEMPLARS} or more; ten make a scale.",
        )
    made.save()


def _check_subject(subject: Definition | Decision) -> None:
    if subject.visibility == Visibility.ME:
        raise refused("It is a draft that nobody else reads.", "Share it with the trust first.")
    if isinstance(subject, Definition):
        if not defining.State(subject.state).is_open:
            raise refused(
                f"The definition is {defining.State(subject.state).label.lower()}.",
                "Begin a revision, and ask on that.",
            )
    elif subject.state != aligning.State.PROPOSED:
        raise refused("It is decided already.", "Ask on a proposal.")


def _check_days(opens_on: dt.date, closes_on: dt.date) -> None:
    today = clock.today()
    if opens_on < today or not opens_on <= closes_on <= today + LONGEST:
        raise refused(
            f"From {opens_on:%-d %B %Y} until {closes_on:%-d %B %Y} is no time in which people could answer.",
            "Choose a last day from today to a year on; two to three weeks suit most schools.",
        )


def _told(consultation: Consultation) -> dict[str, object]:
    return {
        "title": consultation.title,
        "opens_on": consultation.opens_on,
        "closes_on": consultation.closes_on,
        "closed_at": consultation.closed_at,
        "ways": consultation.ways,
    }
