"""Taking goals in from a table: all of it, or nothing and every cell that is to be mended."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction

from plait.core import clock
from plait.core.errors import PlaitError
from plait.core.tables_in import BadCell, BadTable, Row, read_table
from plait.goals.aims import Measure
from plait.goals.aims_table import COLUMNS
from plait.goals.models import Goal, SuccessMeasure
from plait.goals.queries.aims import list_goals
from plait.goals.services import aims
from plait.goals.services.aims import WrittenGoal
from plait.indicators.store.reader import Store
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import May
from plait.organisations.services.authority import require, scope_of


@dataclass(frozen=True, slots=True)
class TakenGoals:
    """How many goals and measures were added, and how many changed."""

    added_n: int
    changed_n: int
    measures_n: int


def take_in(
    content: bytes | str, *, name: str, trust: Organisation, store: Store | None = None, by: Person
) -> TakenGoals:
    """Take in goals and their measures, as they were written out or filled in.

    A goal with a number is changed, one without is added once, however many rows tell of it: proposed, a draft where
    its state says so, or in force where it says that. A measure is known by its name.

    Raises
    ------
    NotAllowed
        If `by` does not write for the trust.
    BadTable
        If anything cannot be taken in: nothing is, and every cell is named.
    """
    rows = read_table(content, name=name, columns=COLUMNS)
    with transaction.atomic():
        require(May.WRITE, at=trust, by=by)
        known = {each.pk: each for each in list_goals(scope_of(by), trust=trust.pk)}
        work = _Work(trust, store, by, known)
        for row in rows:
            work.take(row)
        if work.bad:
            raise BadTable(name, work.bad)
        return TakenGoals(len(work.added), len(work.changed), work.measures_n)


class _Work:
    """What a taking in works with, and what it has found wrong so far."""

    def __init__(self, trust: Organisation, store: Store | None, by: Person, known: dict[int, Goal]) -> None:
        self.trust, self.store, self.by, self.known = trust, store, by, known
        self.bad: list[BadCell] = []
        self.added: dict[str, Goal] = {}
        self.changed: set[int] = set()
        self.measures_n = 0

    def take(self, row: Row) -> None:
        """Do what a row asks, within a savepoint; a refusal becomes a cell to mend."""
        try:
            with transaction.atomic():
                goal = self._goal(row)
                if goal is not None and (row.text("Measure") or row.text("Figure")):
                    self._measure(goal, row)
        except PlaitError as refused:
            column = getattr(refused, "column", "Goal")
            self._refuse(row, column, " ".join(part for part in (refused.why, refused.mend) if part))
        except ValidationError as refused:
            for field, texts in refused.message_dict.items():
                self._refuse(row, {"title": "Goal", "why": "Why"}.get(field, field), " ".join(texts))

    def _refuse(self, row: Row, column: str, mend: str) -> None:
        self.bad.append(BadCell(row.sheet, row.number, column, row.text(column), mend))

    def _goal(self, row: Row) -> Goal | None:
        number, state = row.text("Number"), row.text("State")
        written = WrittenGoal(
            row.text("Goal"), row.text("Why"), row.day("Review") or clock.today(), row.text("Component")
        )
        if not number:
            return self.added.get(written.title) or self._add(written, state)
        goal = self.known.get(int(number))
        if goal is None:
            self._refuse(row, "Number", "There is no goal of this number. Leave the cell empty to add one.")
            return None
        if state and state != goal.standing:
            self._refuse(row, "State", f"It is “{goal.standing}”. That is changed on the page of the goal.")
            return None
        written = WrittenGoal(written.title, written.why, written.review_on, written.component, goal.statement_id)
        stands = WrittenGoal(goal.title, goal.why, goal.review_on, goal.component, goal.statement_id)
        if written == stands:
            return goal
        told = aims.revise(goal, written=written, version=goal.version, because="Taken in from a table", by=self.by)
        self.changed.add(goal.pk)
        self.known[goal.pk] = told
        return told

    def _add(self, written: WrittenGoal, state: str) -> Goal:
        made = aims.propose(written, trust=self.trust, draft=state == "Draft", by=self.by)
        if state == "In force":
            made = aims.decide(made, starts_on=clock.today(), by=self.by)
        self.added[written.title] = made
        return made

    def _measure(self, goal: Goal, row: Row) -> None:
        day = row.day("By")
        if day is None:
            self._refuse(row, "By", "Give the day by which it is expected.")
            return
        told = Measure(
            key=row.text("Figure"),
            name=row.text("Measure"),
            baseline=row.figure("Baseline"),
            expected_lo=row.figure("Expected from"),
            expected_hi=row.figure("Expected to"),
            by_when=day,
            stop_if=row.text("What would make us stop"),
            baseline_told=row.text("Where the baseline comes from"),
        )
        held = SuccessMeasure.objects.filter(goal=goal, name=told.name).first() if told.name else None
        if held is None:
            aims.measure_goal(goal, measure=told, store=self.store, by=self.by)
        elif _stands(held) != told:
            aims.remeasure(held, measure=told, store=self.store, by=self.by)
        else:
            return
        self.measures_n += 1


def _stands(held: SuccessMeasure) -> Measure:
    """What a measure says now, as a row would."""
    return Measure(
        key=held.key,
        name=held.name,
        baseline=held.baseline,
        expected_lo=held.expected_lo,
        expected_hi=held.expected_hi,
        by_when=held.by_when,
        stop_if=held.stop_if,
        baseline_told=held.baseline_told,
    )
