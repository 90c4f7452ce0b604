"""Taking a self-evaluation in from a table: all of it, or nothing and every cell that is to be mended."""

from django.db import transaction

from plait.goals.evaluating import Said
from plait.goals.evaluating_tables import SHEET, Known, read_rows
from plait.goals.models.evaluating import Judged, SelfEvaluation
from plait.goals.quality_sheets import read_sheets
from plait.goals.queries.evaluating import require_writing
from plait.goals.services.evaluating import hold, judge
from plait.organisations.models import Person
from plait.organisations.services.authority import scope_of


def take_in(evaluation: SelfEvaluation, *, content: bytes, name: str, by: Person) -> int:
    """Take in what a table says of the statements; how many changed. Statements without a row stay as they are.

    Raises
    ------
    NotATable
        If the file cannot be read.
    BadCells
        With every cell that cannot be taken; nothing is then changed.
    NotAllowed
        If `by` does not write for the school, or the term is closed.
    """
    with transaction.atomic():
        held = hold(evaluation, by=by)
        require_writing(scope_of(by), held)
        sheets = read_sheets(content, name=name)
        rows = sheets.get(SHEET) or next(iter(sheets.values()), [])
        said = read_rows(rows, known=_read_known(held))
        return judge(held, said=said, by=by)


def _read_known(evaluation: SelfEvaluation) -> Known:
    levels = list(evaluation.definition.levels.all())
    rows = {
        each.statement.key: Said(
            each.pk, each.version, each.level_id, each.confidence, each.evidence, each.changed, each.help_wanted
        )
        for each in Judged.objects.filter(evaluation=evaluation).select_related("statement")
    }
    return Known(rows, {each.name.casefold(): each.pk for each in levels}, [each.name for each in levels])
