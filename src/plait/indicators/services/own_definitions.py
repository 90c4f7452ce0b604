"""Taking in what measures of one's own are, from a table: all of it, or nothing and every cell to mend."""

from dataclasses import asdict, dataclass, field
from enum import Enum
from functools import partial
from typing import Final, TypeVar

from django.db import transaction

from plait.core.services.taking import WrongCell, take_rows
from plait.core.tables_in import Row, read_table
from plait.indicators.models import OwnMeasure
from plait.indicators.own import Better, EnteredBy, Unit
from plait.indicators.periods import Cadence
from plait.indicators.queries.own_definitions import COLUMNS, SHEET
from plait.indicators.queries.own_measures import list_measures
from plait.indicators.services import own_measures
from plait.indicators.services.own_measures import Written
from plait.indicators.store.reader import Store
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import Kind
from plait.organisations.services.authority import scope_of

_Choice = TypeVar("_Choice", bound=Enum)
_FIELDS: Final = {"name": "Name", "why": "Why", "target": "Target", "starts_on": "Starts", "per": "For each"}


@dataclass(frozen=True, slots=True)
class TakenMeasures:
    """How many measures were begun, and how many changed."""

    added_n: int
    changed_n: int


@dataclass(slots=True)
class _Work:
    trust: Organisation
    store: Store | None
    by: Person
    known: dict[int, OwnMeasure]
    added: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)


def take_in_definitions(
    content: bytes | str, *, name: str, trust: Organisation, store: Store | None = None, by: Person
) -> TakenMeasures:
    """Take in measures, as they were written out or filled in; one with a number is changed, one without is begun.

    Raises
    ------
    BadTable
        If anything cannot be taken in, as where `by` does not write for whoever keeps a measure: nothing is, and every
        cell is named.
    """
    rows = read_table(content, name=name, columns=COLUMNS, sheet=SHEET)
    with transaction.atomic():
        known = {each.pk: each for each in list_measures(scope_of(by), trust=trust.pk)}
        work = _Work(trust, store, by, known)
        take_rows(rows, name=name, do=partial(_take, work), whole="Name", fields=_FIELDS)
        return TakenMeasures(len(work.added), len(work.changed))


def _take(work: _Work, row: Row) -> None:
    owner, number = _owner(work, row), row.text("Number")
    if not number:
        written = _read(row, owner)
        made = own_measures.define(written, owner=owner, store=work.store, by=work.by)
        work.added.add(made.pk)
        return
    one = work.known.get(int(number))
    if one is None:
        raise WrongCell("Number", "There is no measure of this number. Leave the cell empty to begin one.")
    if one.owner_id != owner.pk:
        raise WrongCell("URN", "A measure stays whose it is. Empty the cell “Number” to begin one elsewhere.")
    written = _read(row, owner)
    if any(getattr(one, key) != value for key, value in asdict(written).items()):
        own_measures.revise(one, written=written, version=one.version, by=work.by)
        work.changed.add(one.pk)


def _read(row: Row, owner: Organisation) -> Written:
    per = row.figure("For each")
    return Written(
        name=row.text("Name"),
        unit=_choose(Unit, row, "Unit"),
        better=_choose(Better, row, "Which way"),
        cadence=_choose(Cadence, row, "How often"),
        why=row.text("Why"),
        unit_words=row.text("Called"),
        counted=row.text("What is counted"),
        denominator=row.text("Of what"),
        per=100.0 if per is None else per,
        target=row.figure("Target"),
        each_school=owner.kind == Kind.TRUST and row.text("In each school") != "no",
        entered_by=_choose(EnteredBy, row, "Who enters") if row.text("Who enters") else EnteredBy.SCHOOL,
        of_pupils=row.text("About pupils") == "yes",
        starts_on=row.day("Starts"),
    )


def _choose(kind: type[_Choice], row: Row, column: str) -> _Choice:
    """The choice whose words stand in a cell; the reader has refused others."""
    return next(each for each in kind if getattr(each, "label", "") == row.text(column))


def _owner(work: _Work, row: Row) -> Organisation:
    urn = row.text("URN")
    if not urn:
        return work.trust
    found = Organisation.objects.filter(kind=Kind.SCHOOL.value, urn=int(urn), parent=work.trust).first()
    if found is None:
        raise WrongCell("URN", "It is not the number of a school of the trust. Leave it empty for the trust’s own.")
    return found
