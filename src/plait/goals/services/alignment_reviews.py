"""Reviewing a decision by its impact: keep, loosen, tighten or drop, with the figures as they stood."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from plait.core import clock, events
from plait.core.errors import PlaitError
from plait.goals.alignment import Outcome, State
from plait.goals.happenings import DecisionChanged
from plait.goals.models import AlignmentLevel, Decision, ImpactReview
from plait.goals.queries.alignment_figures import gather
from plait.goals.services import versions
from plait.goals.services.alignment import LONGEST, hold, note
from plait.indicators.store.reader import Store
from plait.organisations.models import Person
from plait.organisations.roles import May
from plait.organisations.services.authority import require, scope_of


class NotAReview(PlaitError):
    """The review cannot stand like this."""


def review(
    decision: Decision,
    *,
    outcome: Outcome,
    because: str,
    next_on: dt.date | None = None,
    level: int | None = None,
    store: Store | None = None,
    by: Person,
) -> ImpactReview:
    """Write down what a review by impact came to, and let it have its way with the decision.

    Keeping sets the next review. Loosening and tightening set another level too. Dropping ends the decision. The
    figures that the decision names, and where the schools stand, are kept with the review as they are today.

    Raises
    ------
    NotAllowed
        If `by` does not decide for the trust.
    NotAReview
        If the decision is not in force, no reason is given, the level does not go the way of the outcome, or the next
        review is no day to come.
    """
    with transaction.atomic():
        held = hold(decision, by=by)
        require(May.DECIDE, at=held.owner, by=by)
        _check(held, because=because)
        before, level_before, today = held.content(), held.level, clock.today()
        figures = gather(scope_of(by), decision=held, store=store, today=today)  # as it stands before anything changes
        level_after = _put(held, outcome=outcome, level=level, next_on=next_on, because=because)
        made = ImpactReview(
            decision=held,
            number=ImpactReview.objects.filter(decision=held).count() + 1,
            outcome=outcome.value,
            because=because.strip(),
            level_before=level_before,
            level_after=level_after,
            figures=figures,
            reviewed_on=today,
            by=by,
        )
        made.full_clean(exclude=["decision", "level_before", "level_after", "by"], validate_constraints=False)
        made.save()
        step = f"Reviewed by impact: {outcome.label[0].lower()}{outcome.label[1:]}"
        versions.keep(held, content=held.content(), note=step, decided=True, by=by)
        events.record(DecisionChanged(decision=held.pk, what="reviewed", by=by.pk))
        _tell(held, before=before, outcome=outcome, by=by)
        return made


def _tell(decision: Decision, *, before: Mapping[str, object], outcome: Outcome, by: Person) -> None:
    after = decision.content()
    changed = [name for name in after if after[name] != before[name]]
    told = {name: after[name] for name in changed} | {"outcome": outcome.value}
    note("decision.reviewed", decision, by=by, before={name: before[name] for name in changed}, after=told)


def _check(decision: Decision, *, because: str) -> None:
    if decision.state != State.IN_FORCE:
        raise _refused("It is not in force.", "Only what is in force is reviewed by its impact.")
    if not because.strip():
        raise _refused("No reason is given.", "Say what you saw, and what follows from it.")


def _put(
    decision: Decision, *, outcome: Outcome, level: int | None, next_on: dt.date | None, because: str
) -> AlignmentLevel | None:
    """Change the held decision as the outcome asks; the level after it, or None where it was dropped."""
    today = clock.today()
    if outcome is Outcome.DROP:
        decision.state, decision.ended_on = State.ENDED.value, today
        decision.ended_because = because.strip()[:1000]
        decision.save_over(decision.version, fields=["state", "ended_on", "ended_because"])
        return None
    if next_on is None or not today < next_on <= today + LONGEST:
        raise _refused("There is no day for the next review.", "Choose a day from tomorrow to five years on.")
    decision.level = _find_level(decision, outcome=outcome, level=level)
    decision.review_on = next_on
    decision.save_over(decision.version, fields=["level", "review_on"])
    return decision.level


def _find_level(decision: Decision, *, outcome: Outcome, level: int | None) -> AlignmentLevel:
    if outcome is Outcome.KEEP:
        return decision.level
    chosen = AlignmentLevel.objects.filter(pk=level or 0, trust=decision.trust_id).first()
    firmer = chosen is not None and chosen.position < decision.level.position
    freer = chosen is not None and chosen.position > decision.level.position
    if chosen is None or not (firmer if outcome is Outcome.TIGHTEN else freer):
        way = "firmer" if outcome is Outcome.TIGHTEN else "freer"
        raise _refused(
            f"“{outcome.label}” needs a {way} level than “{decision.level.name}”.",
            f"Choose a {way} level, or another outcome.",
        )
    return chosen


def _refused(why: str, mend: str) -> NotAReview:
    return NotAReview("The review was not saved.", why=why, mend=mend)
