"""Taking rows of goals and priorities in: the measure that each tells of."""

from abc import ABC, abstractmethod

from plait.core.errors import PlaitError
from plait.core.services.taking import BECAUSE, WrongCell, tell
from plait.core.tables_in import Row
from plait.goals.aims import Measure
from plait.goals.models import Goal, Priority, SuccessMeasure
from plait.goals.services import aims, aims_measures, aims_schools
from plait.indicators.store.reader import Store
from plait.organisations.models import Person


class Taking(ABC):
    """What a taking in works with, and what it has done so far."""

    def __init__(self, store: Store | None, *, by: Person) -> None:
        self.store, self.by = store, by
        self.changed: set[int] = set()
        self.measures_n = 0

    @abstractmethod
    def find(self, row: Row) -> Goal | Priority | None:
        """Add or change what a row tells of; None where it tells of nothing that could be measured."""

    def take(self, row: Row) -> None:
        """Do what a row asks."""
        aim = self.find(row)
        if aim is not None and (row.text("Measure") or row.text("Figure")):
            self._measure(aim, row)

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
            raise WrongCell("Measure", tell(refused)) from refused
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
