"""Self-evaluations as tables: one school's statement by statement, and a trust's schools side by side."""

from plait.goals.evaluating_tables import COLUMNS, SHEET
from plait.goals.models.evaluating import SelfEvaluation
from plait.goals.quality_tables import Sheet
from plait.goals.queries.evaluating_reading import Reading, read_evaluation
from plait.goals.queries.evaluating_trust import Across, read_trust
from plait.indicators.store.reader import Store
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation

BESIDE = ("Domain", "Statement", "Indicator", "Figure", "Year", "Expected", "Difference")
OPINIONS = ("Domain", "Statement", "Who", "School", "Judgement", "Note")


def write_evaluation(scope: Scope, *, evaluation: SelfEvaluation, store: Store | None = None) -> tuple[Sheet, ...]:
    """What is judged, the figures beside it, and second opinions. The first sheet is what comes back in."""
    reading = read_evaluation(scope, evaluation=evaluation, store=store)
    return (_judgements(reading), _figures(reading), _opinions(reading))


def write_trust(scope: Scope, *, trust: Organisation, store: Store | None = None) -> Sheet:
    """A row for each school and domain, as far as it was shared; schools that have not come are told so."""
    across: Across = read_trust(scope, trust=trust, store=store)
    rows = [
        (
            each.school.name,
            each.term.label if each.term else "not shared",
            one.domain,
            one.told,
            "; ".join(one.help_on),
            "; ".join(one.unsure_of),
        )
        for each in across.rows
        for one in each.squares
    ]
    for each in across.rows:
        if each.evaluation is None:
            told = "not shared" if each.school.number else "not begun: nobody of the school has joined"
            rows.append((each.school.name, told, "", "", "", ""))
    return Sheet(
        "Schools", ("School", "Term", "Domain", "Judgements", "Asks for help with", "Not sure of"), tuple(rows)
    )


def _judgements(reading: Reading) -> Sheet:
    rows = tuple(
        (
            line.statement.key,
            part.domain.name,
            line.statement.text,
            line.level.name if line.level else "",
            line.confidence.label if line.confidence else "",
            line.evidence,
            line.changed,
            "yes" if line.help_wanted else "no",
        )
        for part in reading.parts
        for line in part.lines
    )
    return Sheet(SHEET, COLUMNS, rows)


def _figures(reading: Reading) -> Sheet:
    rows = tuple(
        (part.domain.name, line.statement.text, each.name, each.value, each.period, each.expected, each.beside)
        for part in reading.parts
        for line in part.lines
        for each in line.figures
    )
    return Sheet("Figures beside", BESIDE, rows)


def _opinions(reading: Reading) -> Sheet:
    rows = tuple(
        (part.domain.name, line.statement.text, each.who, each.school, each.level, each.note)
        for part in reading.parts
        for line in part.lines
        for each in line.others
    )
    return Sheet("Second opinions", OPINIONS, rows)
