"""Taking schools' priorities in from a table, and why they have none: all of it, or nothing and every cell to mend."""

from dataclasses import dataclass
from typing import Final

from django.db import transaction

from plait.core.errors import NotAllowed, PlaitError
from plait.core.services.taking import BECAUSE, WrongCell, take_rows, tell
from plait.core.tables_in import Row, read_table
from plait.goals.aims import AimState
from plait.goals.aims_table import PRIORITIES, PRIORITY_COLUMNS
from plait.goals.models import Goal, Priority
from plait.goals.queries.aims import list_goals, list_priorities, list_without, may_fill_priorities
from plait.goals.services import aims_schools
from plait.goals.services.aims_schools import WrittenPriority
from plait.goals.services.aims_taking import Taking
from plait.indicators.services.register import adopt_school
from plait.indicators.store.reader import Store
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import Kind
from plait.organisations.services.authority import scope_of

_FIELDS: Final = {"title": "Priority", "reason": "Reason"}


@dataclass(frozen=True, slots=True)
class TakenPriorities:
    """How many priorities were set and changed, how many measures, and how many reasons for having none."""

    added_n: int
    changed_n: int
    measures_n: int
    reasons_n: int


def take_in_priorities(
    content: bytes | str,
    *,
    name: str,
    trust: Organisation,
    school: Organisation | None = None,
    store: Store | None = None,
    by: Person,
) -> TakenPriorities:
    """Take in priorities and their measures, as they were written out or filled in.

    A priority with a number is changed, one without is set once, however many rows tell of it. A row without a
    priority says why the school has none under the goal. Where a row names no school, it is `school`.

    Raises
    ------
    NotAllowed
        If `by` decides for no school of the trust.
    BadTable
        If anything cannot be taken in: nothing is, and every cell is named.
    """
    rows = read_table(content, name=name, columns=PRIORITY_COLUMNS, sheet=PRIORITIES)
    with transaction.atomic():
        _require(trust, by=by)
        work = _Priorities(trust, school, store, by=by)
        take_rows(rows, name=name, do=work.take, whole="Priority", fields=_FIELDS)
        return TakenPriorities(len(work.added), len(work.changed), work.measures_n, work.reasons_n)


def _require(trust: Organisation, *, by: Person) -> None:
    if may_fill_priorities(scope_of(by), trust=trust.pk):
        return
    raise NotAllowed(
        "Nothing was taken in.",
        why="A school’s priorities are set by those who decide for it.",
        mend="Ask the headteacher, or somebody who decides for the trust.",
    )


class _Priorities(Taking):
    """Rows of priorities, and of reasons for having none."""

    def __init__(self, trust: Organisation, school: Organisation | None, store: Store | None, *, by: Person) -> None:
        super().__init__(store, by=by)
        scope = scope_of(by)
        self.trust, self.school = trust, school
        self.known = {each.pk: each for each in list_priorities(scope, trust=trust.pk)}
        self.goals = {each.pk: each for each in list_goals(scope, trust=trust.pk)}
        self.reasons = {(each.school_id, each.goal_id): each.reason for each in list_without(scope, trust=trust.pk)}
        self.added: dict[tuple[int, str], Priority] = {}
        self.reasons_n = 0

    def find(self, row: Row) -> Priority | None:
        """The priority of a row, set or changed where that is asked; None where it gives a reason for having none."""
        school, goal = self._school(row), self._goal(row)
        if not row.text("Number") and not row.text("Priority"):
            self._say_without(row, school, goal)
            return None
        if not row.text("Priority"):
            raise WrongCell("Priority", "Say what the school works on.")
        review_on = row.day("Review")
        if review_on is None:
            raise WrongCell("Review", "Give the day on which it is looked at again.")
        written = WrittenPriority(
            row.text("Priority"), review_on, None if goal is None else goal.pk, row.text("Reason")
        )
        if row.text("Number"):
            return self._change(row, school, written)
        if row.text("State") not in {"", AimState.IN_FORCE.label}:
            raise WrongCell("State", "A new priority is in force. Leave the cell empty.")
        key = (school.pk, written.title)
        if key not in self.added:
            self.added[key] = aims_schools.set_priority(written, school=school, by=self.by)
        return self.added[key]

    def _change(self, row: Row, school: Organisation, written: WrittenPriority) -> Priority:
        one = self.known.get(int(row.text("Number")))
        if one is None or one.owner_id != school.pk:
            raise WrongCell("Number", "The school has no priority of this number. Leave the cell empty to set one.")
        state = AimState(one.state).label
        if row.text("State") not in {"", state}:
            raise WrongCell("State", f"It is “{state}”. That is changed on the page of the school’s priorities.")
        if written == WrittenPriority(one.title, one.review_on, one.goal_id, one.reason):
            return one
        told = aims_schools.revise_priority(one, written=written, version=one.version, because=BECAUSE, by=self.by)
        self.changed.add(one.pk)
        self.known[one.pk] = told
        return told

    def _say_without(self, row: Row, school: Organisation, goal: Goal | None) -> None:
        """Why the school has no priority under a goal; a row that says nothing new changes nothing."""
        reason = row.text("Reason")
        if goal is None:
            raise WrongCell("Priority", "Say what the school works on, or name the goal under which it has nothing.")
        if not reason or reason == self.reasons.get((school.pk, goal.pk)):
            return
        held = (*self.known.values(), *self.added.values())
        if any(each.owner_id == school.pk and each.goal_id == goal.pk and not each.ended_on for each in held):
            raise WrongCell("Reason", "The school has a priority under this goal. Remove the row, or end the priority.")
        try:
            aims_schools.say_without(goal, school=school, reason=reason, by=self.by)
        except PlaitError as refused:
            raise WrongCell("Reason", tell(refused)) from refused
        self.reasons_n += 1

    def _school(self, row: Row) -> Organisation:
        told = row.text("URN")
        if not told:
            if self.school is None:
                raise WrongCell("URN", "Give the number of the school.")
            return self.school
        found = Organisation.objects.filter(kind=Kind.SCHOOL.value, urn=int(told)).select_related("parent").first()
        if found is None and self.store is not None:
            try:
                found = adopt_school(self.store, urn=int(told))
            except PlaitError:
                found = None
        if found is None or found.parent_id != self.trust.pk:
            raise WrongCell("URN", "It is not the number of a school of the trust.")
        return found

    def _goal(self, row: Row) -> Goal | None:
        """The goal that a row names, by its number or, where that is empty, by its title."""
        number, title = row.text("Goal number"), row.text("Goal")
        if not number and not title:
            return None
        if number:
            found = self.goals.get(int(number))
            if found is None or (title and title != found.title):
                mend = "The number and the title are not of one goal. Empty one of the two cells."
                raise WrongCell("Goal number", mend if found else "The trust has no goal of this number.")
            return found
        named = [each for each in self.goals.values() if each.title.casefold() == title.casefold()]
        if len(named) != 1:
            raise WrongCell("Goal", "There is no such goal, or there are several. Give its number.")
        return named[0]
