"""A colleague of a partner school reads a self-evaluation, asked by name, and says what they see."""

from collections.abc import Sequence

from django.db import transaction

from plait.core import clock, events
from plait.core.errors import NotAllowed
from plait.goals.evaluating import LONGEST_NOTE, NotAnEvaluation, Second, State
from plait.goals.happenings import ModerationChanged
from plait.goals.models.evaluating import Judged, Moderated, Moderator, SelfEvaluation
from plait.goals.queries.evaluating import find_moderator, list_colleagues, require_deciding
from plait.goals.services.evaluating import hold, note
from plait.organisations.models import Person
from plait.organisations.services.authority import scope_of


def ask(evaluation: SelfEvaluation, *, person: int, ask: str = "", by: Person) -> Moderator:
    """Ask a colleague of another school of the trust to moderate; from now on they read this one self-evaluation.

    Raises
    ------
    NotAllowed
        If `by` does not decide at the school.
    NotAnEvaluation
        If it is closed, or the person is not one of the colleagues who may be asked.
    """
    with transaction.atomic():
        held = hold(evaluation, by=by)
        scope = scope_of(by)
        require_deciding(scope, held)
        _require_open(held)
        chosen = next((each for each in list_colleagues(scope, evaluation=held) if each.person_id == person), None)
        if chosen is None:
            raise _refuse("They are not of another school of the trust, or were asked already.", "Choose another.")
        made, _ = Moderator.objects.update_or_create(
            evaluation=held,
            person=chosen.person,
            defaults={
                "school": chosen.organisation,
                "asked_by": by,
                "asked_at": clock.now(),
                "ask": ask.strip()[:LONGEST_NOTE],
                "done_at": None,
                "ended_at": None,
            },
        )
        events.record(ModerationChanged(moderator=made.pk, what="asked", by=by.pk))
        note("moderation.asked", held, by=by, after={"person": person, "school": chosen.organisation_id})
        return made


def end(moderator: Moderator, *, by: Person) -> Moderator:
    """End a colleague's reading; what they said stays. The school may, and they themselves.

    Raises
    ------
    NotAllowed
        If `by` does neither decide at the school nor moderate it.
    """
    with transaction.atomic():
        held = hold(moderator.evaluation, by=by)
        if moderator.person_id != by.pk:
            require_deciding(scope_of(by), held)
        row = Moderator.objects.select_for_update().get(pk=moderator.pk)
        if row.ended_at is None:
            row.ended_at = clock.now()
            row.save(update_fields=["ended_at"])
            note("moderation.ended", held, by=by, after={"person": row.person_id})
        return row


def moderate(
    evaluation: SelfEvaluation, *, seconds: Sequence[Second], told: str | None = None, done: bool = False, by: Person
) -> Moderator:
    """Say what a colleague sees in some statements, and, at the end, that they have read it all.

    Parameters
    ----------
    seconds
        A statement without level and note is one of which nothing is said.

    Raises
    ------
    NotAllowed
        If `by` was not asked, or not any more.
    NotAnEvaluation
        If it is closed, or a row or level is not of it.
    """
    with transaction.atomic():
        held = hold(evaluation, by=by)
        found = find_moderator(scope_of(by), evaluation=held)
        if found is None:
            raise NotAllowed(
                "Nothing was saved.", why="You were not asked to moderate it.", mend="Ask the school’s headteacher."
            )
        _require_open(held)
        rows = set(Judged.objects.filter(evaluation=held).values_list("pk", flat=True))
        levels = set(held.definition.levels.values_list("pk", flat=True))
        for each in seconds:
            if each.row not in rows or (each.level is not None and each.level not in levels):
                raise _refuse("A statement or a level is not of this self-evaluation.", "Open the page again.")
            _put(found, each)
        if told is not None:
            found.told = told.strip()[:LONGEST_NOTE]
        first = done and found.done_at is None
        if done:
            found.done_at = clock.now()
        found.save(update_fields=["told", "done_at"])
        if first:
            events.record(ModerationChanged(moderator=found.pk, what="done", by=by.pk))
        after = {"levels": {str(each.row): each.level for each in seconds}, "done": found.done_at is not None}
        note("evaluation.moderated", held, by=by, after=after)
        return found


def _put(moderator: Moderator, said: Second) -> None:
    if said.level is None and not said.note.strip():
        Moderated.objects.filter(moderator=moderator, judged=said.row).delete()
        return
    Moderated.objects.update_or_create(
        moderator=moderator,
        judged_id=said.row,
        defaults={"level_id": said.level, "note": said.note.strip()[:LONGEST_NOTE], "at": clock.now()},
    )


def _require_open(evaluation: SelfEvaluation) -> None:
    if evaluation.state != State.OPEN:
        raise _refuse("The term is closed.", "Wait for the next one.")


def _refuse(why: str, mend: str) -> NotAnEvaluation:
    return NotAnEvaluation("Nothing was saved.", why=why, mend=mend)
