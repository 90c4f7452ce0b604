"""Taking rows of goals and priorities in: each within a savepoint, a refusal becomes a cell to mend."""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction

from plait.core.errors import PlaitError
from plait.core.tables_in import BadCell, Row
from plait.goals.aims import Measure
from plait.goals.models import Goal, Priority, SuccessMeasure
from plait.goals.services import aims, aims_measures, aims_schools
from plait.indicators.store.reader import Store
from plait.organisations.models import Person

BECAUSE = "Taken in from a table"


class WrongCell(PlaitError):
    """A cell that cannot stand, with its column."""

    def __init__(self, column: str, mend: str) -> None:
        self.column = column
        super().__init__("The row was not taken in.", mend=mend)


class Taking:
    """What a taking in works with, and what it has found wrong so far. `fields`: under which column a field stands."""

    whole: ClassVar[str]
    fields: ClassVar[Mapping[str, str]]

    def __init__(self, store: Store | None, *, by: Person) -> None:
        self.store, self.by = store, by
        self.bad: list[BadCell] = []
        self.changed: set[int] = set()
        self.measures_n = 0

    def find(self, row: Row) -> Goal | Priority | None:
        """Add or change what a row tells of; None where it tells of nothing that could be measured."""
        raise NotImplementedError

    def take_all(self, rows: Iterable[Row]) -> None:
        """Do what each row asks."""
        for row in rows:
            self._take(row)

    def _take(self, row: Row) -> None:
        try:
            with transaction.atomic():
                aim = self.find(row)
                if aim is not None and (row.text("Measure") or row.text("Figure")):
                    self._measure(aim, row)
        except PlaitError as refused:
            column = getattr(refused, "column", self.whole)
            self._refuse(row, column, " ".join(part for part in (refused.why, refused.mend) if part))
        except ValidationError as refused:
            for field, texts in refused.message_dict.items():
                self._refuse(row, self.fields.get(field, field), " ".join(texts))

    def _refuse(self, row: Row, column: str, mend: str) -> None:
        self.bad.append(BadCell(row.sheet, row.number, column, row.text(column), mend))

    def _measure(self, aim: Goal | Priority, row: Row) -> None:
        """Add or change the measure of a row; it is known by its name."""
        day = row.day("By")
        if day is None:
            raise WrongCell("By", "Give the day by which it is expected.")
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
        held = aim.measures.filter(name=told.name).first() if told.name else None
        if held is not None and _stands(held) == told:
            return
        try:
            self._put(aim, held, told)
        except PlaitError as refused:
            raise WrongCell("Measure", " ".join(part for part in (refused.why, refused.mend) if part)) from refused
        self.measures_n += 1

    def _put(self, aim: Goal | Priority, held: SuccessMeasure | None, told: Measure) -> None:
        if held is not None:
            aims_measures.change(
                held, measure=told, version=held.version, store=self.store, because=BECAUSE, by=self.by
            )
        elif isinstance(aim, Priority):
            aims_schools.measure_priority(aim, measure=told, store=self.store, by=self.by)
        else:
            aims.measure_goal(aim, measure=told, store=self.store, by=self.by)


def _stands(held: SuccessMeasure) -> Measure:
    """What a measure says now, as a row would."""
    names = ("key", "name", "baseline", "expected_lo", "expected_hi", "by_when", "stop_if", "baseline_told")
    return Measure(**{name: getattr(held, name) for name in names})
