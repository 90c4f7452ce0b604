"""A school judges itself: begun from last time, a domain at a time, only what changed needs a touch."""

import datetime as dt
from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction

from plait.core import clock
from plait.core.errors import NotAllowed
from plait.core.services import audit
from plait.goals.evaluating import Confidence, NotAnEvaluation, Said, State, Term
from plait.goals.models.evaluating import Judged, SelfEvaluation
from plait.goals.models.quality import Definition, Statement
from plait.goals.queries.evaluating import get_evaluation, list_of_school, may_begin, require_writing
from plait.goals.queries.quality import find_in_force
from plait.goals.queries.versions import find_latest_kept
from plait.organisations.models import Organisation, Person
from plait.organisations.services.authority import scope_of
from plait.organisations.visibility import Visibility

TYPE = "goals.selfevaluation"
_FIELDS = ("level", "confidence", "evidence", "changed", "help_wanted", "since", "looked_at", "by")


def begin(school: Organisation, *, by: Person) -> SelfEvaluation:
    """Begin a school's self-evaluation of this term, with what it said last time; nothing, where that was never.

    Raises
    ------
    NotAllowed
        If `by` does not write for the school by belonging to it.
    NotAnEvaluation
        If no definition is in force that can be judged by, the term's was begun, or an earlier one is still open.
    """
    with transaction.atomic():
        scope = scope_of(by)
        if not may_begin(scope, school):
            raise NotAllowed(
                "Nothing was begun.",
                why="A school’s self-evaluation is begun by its own people.",
                mend="Ask the headteacher.",
            )
        term = Term.of(clock.today())
        definition = _find_definition(school, by=by)
        earlier = list_of_school(scope, school=school.pk)
        _check_terms(earlier, term)
        kept = find_latest_kept(scope, record=definition, decided=True)
        made = SelfEvaluation(
            definition=definition,
            kept_number=kept.number if kept else 1,
            term_starts=term.starts,
            owner=school,
            trust=school.parent,
            author=by,
            keeper=by,
            visibility=Visibility.SCHOOL.value,
        )
        try:
            with transaction.atomic():
                made.save()
        except IntegrityError as fault:  # a colleague began it in the same moment
            raise _refuse(f"The {term.label} was begun already.", "Go on with it.") from fault
        fill(made, last=earlier[0] if earlier else None)
        note("evaluation.begun", made, by=by, after={"term": term.label, "definition": definition.pk})
        return made


def judge(evaluation: SelfEvaluation, *, said: Sequence[Said], domain: int | None = None, by: Person) -> int:
    """Save what is said of some statements; how many changed. Those that say what stood are noted as looked at.

    Parameters
    ----------
    said
        Each with the version of the row that was read. Rows that say nothing new are not written over.
    domain
        Where given, the whole domain was looked at: every judged statement in it counts as looked at.

    Raises
    ------
    NotAllowed
        If `by` does not write for the school, or the term is closed.
    NotAnEvaluation
        If a row, level or confidence is not one of the self-evaluation's.
    Conflict
        If somebody else saved one of the rows that differ since it was read; nothing is saved.
    """
    with transaction.atomic():
        held = hold(evaluation, by=by)
        require_writing(scope_of(by), held)
        rows = {each.pk: each for each in Judged.objects.filter(evaluation=held).select_related("level")}
        levels = set(held.definition.levels.values_list("pk", flat=True))
        changed = [each for each in said if _put(each, rows, levels, term=held.term_starts, by=by)]
        if domain is not None:
            looked = Judged.objects.filter(evaluation=held, statement__domain=domain, level__isnull=False)
            looked.filter(looked_at__isnull=True).update(looked_at=clock.now())
        if changed:
            after = {str(rows[each.row].statement_id): _tell(rows[each.row]) for each in changed}
            note("evaluation.judged", held, by=by, after={"statements": after})
        return len(changed)


def hold(evaluation: SelfEvaluation, *, by: Person) -> SelfEvaluation:
    """The self-evaluation as it stands, held until the transaction ends, for someone who may read it.

    Raises
    ------
    NotAllowed
        If `by` may not read it: the answer does not say whether it is there.
    """
    get_evaluation(scope_of(by), number=evaluation.pk)
    held = SelfEvaluation.objects.select_for_update(of=("self",)).select_related("owner", "trust", "definition")
    return held.get(pk=evaluation.pk)


def fill(evaluation: SelfEvaluation, *, last: SelfEvaluation | None) -> None:
    """A row for each statement, with what was said of it last time; called by services that have asked."""
    before = read_last(last)
    levels = {each.key: each for each in evaluation.definition.levels.all()}
    made = []
    for statement in Statement.objects.filter(domain__definition=evaluation.definition_id):
        old = before.get(statement.key)
        level = levels.get(old.level.key) if old is not None and old.level is not None else None
        row = Judged(evaluation=evaluation, statement=statement, level=level)
        if old is not None:
            row.confidence = old.confidence if level else ""
            row.evidence, row.help_wanted, row.by_id = old.evidence, old.help_wanted, old.by_id
            row.since = old.since if level else None
        made.append(row)
    Judged.objects.bulk_create(made)


def read_last(last: SelfEvaluation | None) -> Mapping[str, Judged]:
    """What was said in an earlier self-evaluation, by the key of the statement."""
    if last is None:
        return {}
    found = Judged.objects.filter(evaluation=last).select_related("statement", "level")
    return {each.statement.key: each for each in found}


def note(
    action: str,
    evaluation: SelfEvaluation,
    *,
    by: Person,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    because: str = "",
) -> None:
    """Add a line to the trail: who did what, and judgements by level; never the words of a school's draft."""
    audit.record(
        action,
        on=(TYPE, str(evaluation.pk)),
        by=by.pk,
        organisation=evaluation.owner_id,
        before=before,
        after=after,
        note=because,
    )


def _put(said: Said, rows: Mapping[int, Judged], levels: set[int], *, term: dt.date, by: Person) -> bool:
    """Put what is said into its row, if it says anything new."""
    row = rows.get(said.row)
    if row is None or (said.level is not None and said.level not in levels):
        raise _refuse("A statement or a level is not of this self-evaluation.", "Open the page again.")
    if said.confidence and said.confidence not in set(Confidence):
        raise _refuse("Nobody can be as sure as that.", "Choose sure, fairly sure or not sure.")
    confidence = (said.confidence or Confidence.FAIRLY.value) if said.level is not None else ""
    told = (said.level, confidence, said.evidence.strip(), said.changed.strip(), said.help_wanted)
    if told == (row.level_id, row.confidence, row.evidence, row.changed, row.help_wanted):
        return False
    if row.level_id != said.level:
        row.since = term
    row.level_id, row.confidence, row.evidence, row.changed, row.help_wanted = told
    row.looked_at, row.by = clock.now(), by
    row.full_clean(exclude=["evaluation", "statement", "level", "by"], validate_constraints=False)
    row.save_over(said.version, fields=_FIELDS)
    return True


def _find_definition(school: Organisation, *, by: Person) -> Definition:
    found = find_in_force(scope_of(by), trust=school.parent_id) if school.parent_id else None
    if found is None:
        raise _refuse(
            "No definition of quality is in force at the trust.", "Once one is, a school can say where it stands."
        )
    if not found.levels.exists() or not Statement.objects.filter(domain__definition=found).exists():
        raise _refuse(
            f"“{found.title}” has no statements, or no levels to judge them by.",
            "Ask those who write for the trust to begin a revision with both.",
        )
    return found


def _check_terms(earlier: Sequence[SelfEvaluation], term: Term) -> None:
    for each in earlier:
        if each.term_starts == term.starts:
            raise _refuse(f"The {term.label} was begun already.", "Go on with it.")
        if each.state == State.OPEN:
            raise _refuse(f"The {Term(each.term_starts).label} is still open.", "Close it first: it takes one tap.")


def _tell(row: Judged) -> dict[str, object]:
    return {"level": row.level_id, "confidence": row.confidence, "help_wanted": row.help_wanted}


def _refuse(why: str, mend: str) -> NotAnEvaluation:
    return NotAnEvaluation("Nothing was saved.", why=why, mend=mend)
