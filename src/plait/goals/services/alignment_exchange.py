"""Taking a register in from tables: all of it, or nothing and every cell that is to be mended."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction

from plait.core import clock
from plait.core.errors import PlaitError
from plait.goals.alignment import Asked, Heading, State
from plait.goals.alignment_rows import Cells, DecisionRow, read_decision, split
from plait.goals.alignment_tables import DECISIONS, EXEMPTIONS, LEVELS, POSITIONS, TEXTS, BadCell, BadCells
from plait.goals.alignment_written import FIELDS, Written
from plait.goals.models import AlignmentLevel, Decision, Exemption
from plait.goals.queries.alignment import list_decisions
from plait.goals.services import alignment, alignment_levels, alignment_schools
from plait.goals.services.alignment_exchange_levels import take_levels
from plait.indicators.services.register import adopt_school
from plait.indicators.store.reader import Store
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import Kind, May
from plait.organisations.services.authority import require, scope_of

_ORDER: Final = (LEVELS, DECISIONS, POSITIONS, EXEMPTIONS)
_COLUMNS: Final = {field: column for column, field in TEXTS.items()}


@dataclass(frozen=True, slots=True)
class Taken:
    """What was done: how many were added, changed, said, asked and answered."""

    added_n: int = 0
    changed_n: int = 0
    said_n: int = 0
    asked_n: int = 0
    answered_n: int = 0


@dataclass(slots=True)
class _Work:
    """What a taking in works with, and what it has found wrong so far."""

    trust: Organisation
    store: Store | None
    by: Person
    levels: Mapping[str, AlignmentLevel]
    known: dict[int, Decision]
    bad: list[BadCell]

    def find(self, cells: Cells, *, number: str = "Decision") -> Decision | None:
        """The decision that a row names, by its number or, where that is empty, by its item."""
        told = cells.get(number)
        if told:
            found = self.known.get(int(told)) if told.isdecimal() else None
        else:
            named = [each for each in self.known.values() if each.item.casefold() == cells.get("Item").casefold()]
            found = named[0] if len(named) == 1 else None
        if found is None:
            cells.refuse(number if told else "Item", "There is no such decision, or there are several of that name.")
        return found

    def find_school(self, cells: Cells) -> Organisation | None:
        """The school of a row; one that nobody belongs to yet is taken from the register of schools."""
        told = cells.get("URN")
        found = Organisation.objects.filter(kind=Kind.SCHOOL.value, urn=int(told)).first() if told.isdecimal() else None
        if found is None and told.isdecimal() and self.store is not None:
            try:
                found = adopt_school(self.store, urn=int(told))
            except PlaitError:
                found = None
        if found is None or found.parent_id != self.trust.pk:
            cells.refuse("URN", "It is not the number of a school of the trust.")
            return None
        return found


def take_in(
    sheets: Mapping[str, Sequence[Sequence[str]]], *, trust: Organisation, store: Store | None = None, by: Person
) -> Taken:
    """Take in levels, decisions, positions and exemptions, as they were written out or filled in.

    A decision with a number is changed, one without is added: in force where its state says so, a draft where it
    says that, else proposed. A position is said anew where it differs. An exemption without a number is asked for; one
    that waits is answered where its row has an answer, and one that was answered stays as it is.

    Parameters
    ----------
    sheets
        Rows of text by the name of the sheet; the first row is the heading.

    Raises
    ------
    NotAllowed
        If `by` does not write for the trust.
    BadCells
        If anything cannot be taken in: nothing is, and every cell is named.
    """
    with transaction.atomic():
        require(May.WRITE, at=trust, by=by)
        held = alignment_levels.prepare(trust, by=by)
        known = {each.pk: each for each in list_decisions(scope_of(by), trust=trust.pk)}
        bad: list[BadCell] = []
        parts = {name: split(name, rows, bad=bad) for name, rows in sheets.items()}
        levels = take_levels(parts.get(LEVELS, ()), held=held, trust=trust, by=by)
        work = _Work(trust, store, by, {each.name.casefold(): each for each in levels}, known, bad)
        added, changed = _take_decisions(work, parts.get(DECISIONS, ()))
        said = sum(_attempt(work, cells, _say) for cells in parts.get(POSITIONS, ()))
        requests = parts.get(EXEMPTIONS, ())
        asked = sum(_attempt(work, cells, _ask) for cells in requests if not cells.get("Number"))
        answered = sum(_attempt(work, cells, _answer) for cells in requests if cells.get("Number"))
        if not any(parts.values()) and not work.bad:
            work.bad.append(BadCell(DECISIONS, 1, "Heading", "", "There is nothing to take in."))
        if work.bad:
            raise BadCells(sorted(work.bad, key=lambda each: (_ORDER.index(each.sheet), each.row)))
        return Taken(added, changed, said, asked, answered)


def _take_decisions(work: _Work, rows: Sequence[Cells]) -> tuple[int, int]:
    added = changed = 0
    for cells in rows:
        if cells.get("Number"):
            changed += _attempt(work, cells, _change)
        else:
            added += _attempt(work, cells, _add)
    return added, changed


def _attempt(work: _Work, cells: Cells, do: Callable[[_Work, Cells], bool]) -> bool:
    """Do what a row asks, within a savepoint; a refusal becomes a cell to mend."""
    try:
        with transaction.atomic():
            return do(work, cells)
    except PlaitError as refused:
        cells.refuse("the row", " ".join(part for part in (refused.why, refused.mend) if part))
    except ValidationError as refused:
        for name, texts in refused.message_dict.items():
            cells.refuse(_COLUMNS.get(name, name), " ".join(texts))
    return False


def _add(work: _Work, cells: Cells) -> bool:
    row = _read(work, cells)
    if row is None:
        return False
    made = alignment.propose(row.written, trust=work.trust, draft=row.state == "Draft", by=work.by)
    work.known[made.pk] = made
    if row.state == State.IN_FORCE.label:
        starts_on = row.starts_on or clock.today()
        work.known[made.pk] = alignment.decide(made, starts_on=starts_on, by=work.by)
    return True


def _read(work: _Work, cells: Cells) -> DecisionRow | None:
    return read_decision(cells, levels={each.name: each.pk for each in work.levels.values()})


def _change(work: _Work, cells: Cells) -> bool:
    row, one = _read(work, cells), work.find(cells, number="Number")
    if row is None or one is None:
        return False
    if row.state and row.state != one.standing:
        cells.refuse("State", f"It is “{one.standing}”. That is changed on the page of the decision.")
        return False
    if _stands(one) == row.written:
        return False
    alignment.revise(one, written=row.written, version=one.version, because="Taken in from a table", by=work.by)
    return True


def _stands(one: Decision) -> Written:
    """What a decision says now, as a row would."""
    told = {name: getattr(one, name) for name in FIELDS if name not in {"level", "phases", "shown", "edition"}}
    return Written(**told, level=one.level_id, phases=tuple(one.phases), shown=tuple(one.shown))


def _say(work: _Work, cells: Cells) -> bool:
    one, school = work.find(cells), work.find_school(cells)
    level = work.levels.get(cells.get("Stands at").casefold())
    going = {each.label.casefold(): each for each in Heading}.get(cells.get("Going").casefold())
    if level is None:
        cells.refuse("Stands at", f"Use one of: {', '.join(each.name for each in work.levels.values())}.")
    if cells.get("Going") and going is None:
        cells.refuse("Going", f"Use one of: {'; '.join(each.label for each in Heading)}. Or leave it empty.")
    if one is None or school is None or level is None or cells.refused:
        return False
    before = one.positions.count()
    alignment_schools.state(one, school=school, level=level.pk, heading=going, text=cells.get("Note"), by=work.by)
    return one.positions.count() > before


def _ask(work: _Work, cells: Cells) -> bool:
    one, school, until = work.find(cells), work.find_school(cells), cells.day("Until")
    if one is None or school is None or until is None or cells.refused:
        return False
    alignment_schools.ask(
        one, school=school, reason=cells.get("Reason"), instead=cells.get("Instead"), until=until, by=work.by
    )
    return True


def _answer(work: _Work, cells: Cells) -> bool:
    """Grant or refuse what waits; a row that says what stands, or nothing, is no answer."""
    number = cells.get("Number")
    found = Exemption.objects.filter(decision__in=work.known, pk=int(number) if number.isdecimal() else 0).first()
    if found is None:
        cells.refuse("Number", "There is no such request. Leave the cell empty to ask for a new one.")
        return False
    told, stands = cells.get("State").casefold(), Asked(found.state).label
    if told in {"", stands.casefold()}:
        return False
    if found.state != Asked.WAITING:
        cells.refuse("State", f"It is “{stands}”. That is changed on the page of the decision.")
        return False
    answers = {each.label.casefold(): each for each in (Asked.GRANTED, Asked.REFUSED)}
    if told not in answers:
        cells.refuse("State", f"Use {' or '.join(f'“{each.label}”' for each in answers.values())}, or leave it.")
        return False
    grant, until = answers[told] is Asked.GRANTED, cells.day("Until")
    alignment_schools.answer(
        found, grant=grant, because=cells.get("Answer"), until=until if grant else None, by=work.by
    )
    return True
