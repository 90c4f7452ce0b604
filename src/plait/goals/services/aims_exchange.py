"""Taking goals in from a table: all of it, or nothing and every cell that is to be mended."""

from dataclasses import dataclass
from typing import Final

from django.db import transaction

from plait.core import clock
from plait.core.services.taking import BECAUSE, WrongCell, take_rows
from plait.core.tables_in import Row, read_table
from plait.goals.aims_table import COLUMNS
from plait.goals.models import Goal
from plait.goals.queries.aims import list_goals
from plait.goals.services import aims
from plait.goals.services.aims import WrittenGoal
from plait.goals.services.aims_taking import Taking
from plait.indicators.store.reader import Store
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import May
from plait.organisations.services.authority import require, scope_of

_FIELDS: Final = {"title": "Goal", "why": "Why"}


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
        work = _Goals(trust, store, by=by)
        take_rows(rows, name=name, do=work.take, whole="Goal", fields=_FIELDS)
        return TakenGoals(len(work.added), len(work.changed), work.measures_n)


class _Goals(Taking):
    """Rows of goals."""

    def __init__(self, trust: Organisation, store: Store | None, *, by: Person) -> None:
        super().__init__(store, by=by)
        self.trust = trust
        self.known = {each.pk: each for each in list_goals(scope_of(by), trust=trust.pk)}
        self.added: dict[str, Goal] = {}

    def find(self, row: Row) -> Goal:
        """The goal of a row, added or changed where that is asked."""
        number, state = row.text("Number"), row.text("State")
        written = WrittenGoal(
            row.text("Goal"), row.text("Why"), row.day("Review") or clock.today(), row.text("Component")
        )
        if not number:
            return self.added.get(written.title) or self._add(written, state)
        goal = self.known.get(int(number))
        if goal is None:
            raise WrongCell("Number", "There is no goal of this number. Leave the cell empty to add one.")
        if state and state != goal.standing:
            raise WrongCell("State", f"It is “{goal.standing}”. That is changed on the page of the goal.")
        written = WrittenGoal(written.title, written.why, written.review_on, written.component, goal.statement_id)
        stands = WrittenGoal(goal.title, goal.why, goal.review_on, goal.component, goal.statement_id)
        if written == stands:
            return goal
        told = aims.revise(goal, written=written, version=goal.version, because=BECAUSE, by=self.by)
        self.changed.add(goal.pk)
        self.known[goal.pk] = told
        return told

    def _add(self, written: WrittenGoal, state: str) -> Goal:
        made = aims.propose(written, trust=self.trust, draft=state == "Draft", by=self.by)
        if state == "In force":
            made = aims.decide(made, starts_on=clock.today(), by=self.by)
        self.added[written.title] = made
        return made
