"""Proposing what a trust does alike or leaves open, deciding it, changing it, and ending it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict
from typing import Final

from django.db import transaction

from plait.core import clock, events
from plait.core.errors import PlaitError
from plait.core.services import audit
from plait.framework.queries.frameworks import get_edition_number
from plait.goals.alignment import State
from plait.goals.alignment_written import FIELDS, Written
from plait.goals.happenings import DecisionChanged
from plait.goals.models import AlignmentLevel, Decision
from plait.goals.services import versions
from plait.insight.queries.shown import list_unknown
from plait.organisations.domain import Phase
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import Kind, May
from plait.organisations.services.authority import may, require, require_readable, scope_of
from plait.organisations.visibility import Visibility, at_least_trust

TYPE: Final = "goals.decision"
LONGEST: Final = dt.timedelta(days=5 * 366)  # a decision is looked at again within five years
_PHASES: Final = {each.value for each in Phase}


class NotADecision(PlaitError):
    """Something of the decision cannot stand like this."""


def propose(written: Written, *, trust: Organisation, draft: bool = False, by: Person) -> Decision:
    """Write down a proposal; a draft is read by its writer alone until it is put forward.

    Raises
    ------
    NotAllowed
        If `by` does not write for the trust.
    NotADecision
        If a level of another trust is named, a phase that there is not, or a review in the past.
    """
    with transaction.atomic():
        if trust.kind != Kind.TRUST:
            raise _refused("Decisions on alignment are a trust’s.", "Choose a trust.")
        require(May.WRITE, at=trust, by=by)
        made = Decision(owner=trust, trust=trust, author=by, keeper=by, exception=False)
        made.visibility = (Visibility.ME if draft else Visibility.TRUST).value
        _put(made, written, by=by)
        made.save()
        if not draft:
            versions.keep(made, content=made.content(), note="Proposed", by=by)
        note("decision.proposed", made, by=by, after=_told(made))
        return made


def put_forward(decision: Decision, *, by: Person) -> Decision:
    """Let the trust read a draft."""
    with transaction.atomic():
        locked = hold(decision, by=by)
        require_keeper(locked, by=by)
        if locked.visibility != Visibility.ME:
            return locked
        locked.visibility = Visibility.TRUST.value
        locked.save_over(locked.version, fields=["visibility"])
        versions.keep(locked, content=locked.content(), note="Proposed", by=by)
        note("decision.put_forward", locked, by=by, after=_told(locked))
        return locked


def revise(decision: Decision, *, written: Written, version: int, because: str = "", by: Person) -> Decision:
    """Change what a decision says; of one in force, only whoever decides, and the version before is kept.

    Raises
    ------
    NotAllowed
        If `by` neither keeps the proposal nor decides for the trust.
    Conflict
        If somebody else has saved it since; both texts are in the error, and nothing is lost.
    """
    with transaction.atomic():
        standing = hold(decision, by=by)
        require_keeper(standing, by=by)
        if standing.state == State.ENDED:
            raise _refused("It has ended, and stays as it was.", "Write a new decision on the item.")
        before = standing.content()
        _put(standing, written, by=by)
        standing.save_over(version, fields=FIELDS)
        after = standing.content()
        if after == before:
            return standing
        if standing.visibility != Visibility.ME:
            decided = standing.state == State.IN_FORCE
            versions.keep(standing, content=after, note=because.strip() or "Changed", decided=decided, by=by)
        changed = [name for name in after if after[name] != before[name]]
        told_before = {name: before[name] for name in changed} if standing.visibility != Visibility.ME else None
        told_after = {name: after[name] for name in changed} if standing.visibility != Visibility.ME else None
        note("decision.revised", standing, by=by, before=told_before, after=told_after)
        return standing


def decide(decision: Decision, *, starts_on: dt.date, by: Person) -> Decision:
    """Put a proposal in force from a day; trustees read it from now on.

    Raises
    ------
    NotAllowed
        If `by` does not decide for the trust.
    NotADecision
        If it is in force already or has ended, or its review would come before its start.
    """
    with transaction.atomic():
        standing = hold(decision, by=by)
        require(May.DECIDE, at=standing.owner, by=by)
        if standing.state != State.PROPOSED:
            raise _refused(f"It is {State(standing.state).label.lower()} already.", "Only a proposal is decided.")
        if starts_on >= standing.review_on:
            raise _refused(
                f"It would start on {starts_on:%-d %B %Y}, and be reviewed on {standing.review_on:%-d %B %Y}.",
                "Choose a later day for its review, or an earlier start.",
            )
        before = _told(standing)
        standing.state, standing.starts_on = State.IN_FORCE.value, starts_on
        standing.visibility, standing.exception = at_least_trust(standing.visibility).value, True
        standing.save_over(standing.version, fields=["state", "starts_on", "visibility", "exception"])
        step = f"In force from {starts_on:%-d %B %Y}"
        versions.keep(standing, content=standing.content(), note=step, decided=True, by=by)
        events.record(DecisionChanged(decision=standing.pk, what="decided", by=by.pk))
        note("decision.decided", standing, by=by, before=before, after=_told(standing))
        return standing


def end(decision: Decision, *, because: str, by: Person) -> Decision:
    """End what was in force, or lay a proposal aside; it stays in the register, with the reason."""
    with transaction.atomic():
        standing = hold(decision, by=by)
        if standing.state == State.IN_FORCE:
            require(May.DECIDE, at=standing.owner, by=by)
        else:
            require_keeper(standing, by=by)
        if standing.state == State.ENDED:
            return standing
        if not because.strip():
            raise _refused(
                "No reason is given.", "Say in a sentence why it ends; whoever asks later will want to know."
            )
        before, decided = _told(standing), standing.state == State.IN_FORCE
        standing.state, standing.ended_on = State.ENDED.value, clock.today()
        standing.ended_because = because.strip()
        standing.save_over(standing.version, fields=["state", "ended_on", "ended_because"])
        if standing.visibility != Visibility.ME:
            versions.keep(standing, content=standing.content(), note="Ended", decided=decided, by=by)
        if standing.visibility != Visibility.ME and decided:
            events.record(DecisionChanged(decision=standing.pk, what="ended", by=by.pk))
        note("decision.ended", standing, by=by, before=before, after=_told(standing))
        return standing


def hold(decision: Decision, *, by: Person) -> Decision:
    """The decision as it stands, its row held until the transaction ends, for somebody who may read it."""
    require_readable(decision, by=by)
    rows = Decision.objects.select_for_update(of=("self",)).select_related("owner", "trust", "level")
    return rows.get(pk=decision.pk)


def require_keeper(decision: Decision, *, by: Person) -> None:
    """Refuse whoever neither looks after a proposal nor decides for the trust."""
    keeps = decision.keeper_id == by.pk and decision.state == State.PROPOSED
    if keeps and may(May.WRITE, at=decision.owner, by=by):
        return
    require(May.DECIDE, at=decision.owner, by=by)


def note(
    action: str,
    decision: Decision,
    *,
    by: Person,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    organisation: int | None = None,
) -> None:
    """Write the trail: last in a service's transaction."""
    whose = organisation or decision.owner_id
    audit.record(action, on=(TYPE, decision.pk), by=by.pk, organisation=whose, before=before, after=after)


def _put(decision: Decision, written: Written, *, by: Person) -> None:
    level = AlignmentLevel.objects.filter(pk=written.level, trust=decision.owner_id).first()
    if level is None:
        raise _refused("Its level is not one of the trust’s.", "Choose one of the levels that the trust uses.")
    unknown = [each for each in written.phases if each not in _PHASES]
    if unknown:
        raise _refused(f"“{unknown[0]}” is not a phase.", f"Choose among {', '.join(sorted(_PHASES))}.")
    _check_review(decision, written)
    _check_shown(decision, written, by=by)
    if written.component != decision.component:  # what stays was filed under its own edition
        decision.edition = written.edition or get_edition_number() if written.component else None
    for name, value in asdict(written).items():
        if name not in {"level", "edition"}:
            setattr(decision, name, value.strip() if isinstance(value, str) else value)
    decision.phases, decision.shown = list(written.phases), list(written.shown)
    decision.level = level
    decision.full_clean(validate_constraints=False, exclude=["owner", "trust", "author", "keeper", "level"])


def _check_review(decision: Decision, written: Written) -> None:
    today = clock.today()
    if written.review_on == decision.review_on and decision.pk is not None:
        return
    if not today < written.review_on <= today + LONGEST:
        raise _refused(
            f"{written.review_on:%-d %B %Y} is not a day for its review.",
            "Choose a day from tomorrow to five years on.",
        )


def _check_shown(decision: Decision, written: Written, *, by: Person) -> None:
    """Refuse a figure that is newly named and that nobody of the trust could read; what stands already stays."""
    new = [each for each in written.shown if each not in decision.shown]
    unknown = list_unknown(scope_of(by), new, trust=decision.owner) if new else []
    if unknown:
        raise _refused(
            f"“{unknown[0]}” names no indicator, and no measure of the trust.", "Choose figures from the list."
        )


def _told(decision: Decision) -> dict[str, object]:
    """What the trail keeps: of a draft, only that it is one; it is its writer's alone."""
    if decision.visibility == Visibility.ME:
        return {"visibility": decision.visibility}
    return decision.content()


def _refused(why: str, mend: str) -> NotADecision:
    return NotADecision("The decision was not saved.", why=why, mend=mend)
