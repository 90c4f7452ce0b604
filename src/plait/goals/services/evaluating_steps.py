"""What becomes of a term's self-evaluation: shared with the trust, closed with its figures, opened again."""

from collections.abc import Mapping

from django.db import transaction

from plait.core import clock
from plait.goals.evaluating import NotAnEvaluation, State, Term
from plait.goals.models.evaluating import Judged, Moderator, SelfEvaluation
from plait.goals.queries.evaluating import require_deciding
from plait.goals.queries.evaluating_reading import list_beside, read_evaluation
from plait.goals.services import versions
from plait.goals.services.evaluating import hold, note
from plait.indicators.store.reader import Store
from plait.organisations.models import Person
from plait.organisations.services.authority import scope_of
from plait.organisations.visibility import Visibility, at_least_trust


def share(evaluation: SelfEvaluation, *, shared: bool, by: Person) -> SelfEvaluation:
    """Let the trust and its schools read it, or, while it is open, the school alone again.

    Raises
    ------
    NotAllowed
        If `by` does not decide at the school.
    NotAnEvaluation
        If it is closed and was shared: what others have read is not taken back.
    """
    with transaction.atomic():
        held = hold(evaluation, by=by)
        require_deciding(scope_of(by), held)
        to = at_least_trust(held.visibility) if shared else Visibility.SCHOOL
        if held.visibility == to:
            return held
        if not shared and held.state == State.CLOSED:
            raise _refuse("It is closed, and others have read it.", "Open it again first, with a reason.")
        before = {"visibility": held.visibility}
        held.visibility = to.value
        held.save_over(held.version, fields=["visibility"])
        note("evaluation.shared", held, by=by, before=before, after={"visibility": held.visibility})
        return held


def close(evaluation: SelfEvaluation, *, shared: bool, store: Store | None = None, by: Person) -> SelfEvaluation:
    """Close the term: judgements stay as they are, with the figures beside them as they stand today.

    What is not shared stays the school's. Colleagues who moderated read it no longer, unless the trust does.

    Raises
    ------
    NotAllowed
        If `by` does not decide at the school.
    NotAnEvaluation
        If it is closed already, or nothing is judged yet.
    """
    with transaction.atomic():
        held = hold(evaluation, by=by)
        require_deciding(scope_of(by), held)
        if held.state == State.CLOSED:
            raise _refuse("It is closed already.", "Open it again if something is wrong, with a reason.")
        rows = list(Judged.objects.filter(evaluation=held).prefetch_related("statement__shown"))
        if not any(each.level_id for each in rows):
            raise _refuse("Nothing is judged yet.", "Judge what you can; what you cannot may stay open.")
        keys = {one.measure for each in rows for one in each.statement.shown.all()}
        figures = list_beside(scope_of(by), evaluation=held, store=store, keys=keys)
        for each in rows:
            each.figures = [
                figures[one.measure].freeze() for one in each.statement.shown.all() if one.measure in figures
            ]
        Judged.objects.bulk_update(rows, ["figures"])
        Moderator.objects.filter(evaluation=held, ended_at=None).update(ended_at=clock.now())
        before = {"state": held.state, "visibility": held.visibility}
        held.state, held.closed_on, held.build = State.CLOSED.value, clock.today(), store.name if store else ""
        if shared:
            held.visibility = at_least_trust(held.visibility).value
        held.save_over(held.version, fields=["state", "closed_on", "build", "visibility"])
        return _keep(held, "evaluation.closed", f"{Term(held.term_starts).label.capitalize()} closed", before, by=by)


def reopen(evaluation: SelfEvaluation, *, because: str, by: Person) -> SelfEvaluation:
    """Open a closed term again to mend something; what was closed stays among its versions.

    Raises
    ------
    NotAllowed
        If `by` does not decide at the school.
    NotAnEvaluation
        If it is open, no reason is given, or a later term was begun from it.
    """
    with transaction.atomic():
        held = hold(evaluation, by=by)
        require_deciding(scope_of(by), held)
        later = SelfEvaluation.objects.filter(owner=held.owner_id, term_starts__gt=held.term_starts).exists()
        faults = {
            "It is open.": held.state == State.OPEN,
            "No reason is given.": not because.strip(),
            "A later term stands on it.": later,
        }
        for why, wrong in faults.items():
            if wrong:
                raise _refuse(why, "Say why in a line." if "reason" in why else "Write in the one that is open.")
        before = {"state": held.state}
        Judged.objects.filter(evaluation=held).update(figures=[])
        held.state, held.closed_on, held.build = State.OPEN.value, None, ""
        held.save_over(held.version, fields=["state", "closed_on", "build"])
        note("evaluation.opened", held, by=by, before=before, after={"state": held.state}, because=because.strip())
        return held


def _keep(held: SelfEvaluation, action: str, told: str, before: Mapping[str, object], *, by: Person) -> SelfEvaluation:
    reading = read_evaluation(scope_of(by), evaluation=held)
    versions.keep(held, content=reading.content, note=told, by=by)
    after: dict[str, object] = {"state": held.state, "visibility": held.visibility, "build": held.build}
    note(action, held, by=by, before=before, after=after)
    return held


def _refuse(why: str, mend: str) -> NotAnEvaluation:
    return NotAnEvaluation("Nothing was changed.", why=why, mend=mend)
