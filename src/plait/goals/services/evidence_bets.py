"""Saying what stands on evidence, and how sure one is; looking again; taking it away."""

from django.db import transaction

from plait.core import clock
from plait.core.errors import NotAllowed, PlaitError
from plait.core.services import audit
from plait.goals.evidence import Sure
from plait.goals.models.evidence import Bet, Entry
from plait.goals.queries.evidence_anchors import Anchor, find_anchors, may_decide_on, may_lean
from plait.organisations.models import Person
from plait.organisations.services.authority import require_readable, scope_of
from plait.organisations.visibility import Visibility


class NotABet(PlaitError):
    """Something of the claim cannot stand like this."""


def lean(entry: Entry, *, under: tuple[str, str], claim: str, sure: Sure, mind: str = "", by: Person) -> Bet:
    """Say that a record stands on an entry: with which claim, and how sure one is.

    Parameters
    ----------
    under
        The record: its type (`goals.decision`) and its number.
    mind
        What would change one's mind.

    Raises
    ------
    NotAllowed
        If `by` does not write where the record belongs, or reads the one or the other not.
    NotABet
        If there is no claim, the entry is a draft or withdrawn, or the record stands on it already.
    """
    with transaction.atomic():
        require_readable(entry, by=by)
        anchor = _require(under, by=by)
        standing = Entry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
        if standing.visibility == Visibility.ME:
            raise _refused("The entry is a draft that nobody else reads.", "Let others read it first.")
        if standing.withdrawn_on is not None:
            raise _refused("The entry was withdrawn.", "Choose another.")
        if Bet.objects.filter(entry=standing, record_type=under[0], record_id=under[1]).exists():
            raise _refused("It stands on this entry already.", "Change the claim that is there.")
        made = Bet(entry=standing, record_type=under[0], record_id=under[1], by=by, at=clock.now())
        made.revision = standing.revision
        _put(made, claim=claim, sure=sure, mind=mind)
        made.save()
        _note("evidence.attached", anchor, by=by, after=_told(made))
        return made


def look_again(bet: Bet, *, claim: str, sure: Sure, version: int, mind: str = "", by: Person) -> Bet:
    """Say that a claim still stands on its entry as that is now, in the same words or in others.

    Raises
    ------
    Conflict
        If somebody else has saved it since.
    """
    with transaction.atomic():
        standing = Bet.objects.select_for_update(of=("self",)).select_related("entry").get(pk=bet.pk)
        anchor = _require((standing.record_type, standing.record_id), by=by)
        before = _told(standing)
        _put(standing, claim=claim, sure=sure, mind=mind)
        standing.revision = standing.entry.revision
        standing.save_over(version, fields=["claim", "sure", "mind", "revision", "looked_on"])
        _note("evidence.looked_again", anchor, by=by, before=before, after=_told(standing))
        return standing


def remove(bet: Bet, *, by: Person) -> None:
    """Take a claim away: whoever made it, keeps the record, or decides where it belongs."""
    with transaction.atomic():
        standing = Bet.objects.select_for_update(of=("self",)).filter(pk=bet.pk).first()
        if standing is None:
            return
        anchor = _require((standing.record_type, standing.record_id), by=by)
        if standing.by_id != by.pk and not may_decide_on(scope_of(by), anchor):
            raise NotAllowed(
                "Nothing was changed.",
                why="A claim is taken away by whoever made it, or whoever looks after what stands on it.",
                mend="Ask one of them.",
            )
        _note("evidence.removed", anchor, by=by, before=_told(standing))
        standing.delete()


def _require(under: tuple[str, str], *, by: Person) -> Anchor:
    scope = scope_of(by)
    anchor = find_anchors(scope, pairs=[under]).get(under)
    if anchor is None:
        raise NotAllowed(
            "Nothing was changed.",
            why="What should stand on the evidence is not there, or was not shared with you.",
            mend="Begin from the page of the decision, the goal or the statement.",
        )
    if not may_lean(scope, anchor):
        raise NotAllowed(
            "Nothing was changed.",
            why=f"It takes somebody who writes for {anchor.owner.name}.",
            mend="Ask somebody there.",
        )
    return anchor


def _put(bet: Bet, *, claim: str, sure: Sure, mind: str) -> None:
    if not claim.strip():
        raise _refused("The claim is missing.", "Say in a sentence what you take from the evidence.")
    bet.claim, bet.sure, bet.mind = claim.strip(), sure.value, mind.strip()
    bet.looked_on = clock.today()
    bet.full_clean(validate_constraints=False, exclude=["entry", "by"])


def _told(bet: Bet) -> dict[str, object]:
    """What the trail keeps. The words are those of the record, which may be a draft: they stay out."""
    return {"entry": bet.entry_id, "sure": bet.sure, "revision": bet.revision}


def _note(
    action: str,
    anchor: Anchor,
    *,
    by: Person,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    audit.record(action, on=anchor.pair, by=by.pk, organisation=anchor.owner.pk, before=before, after=after)


def _refused(why: str, mend: str) -> NotABet:
    return NotABet("The claim was not saved.", why=why, mend=mend)
