"""Entering and correcting figures of one's own measures: nothing that stood is lost."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from plait.core import clock
from plait.core.errors import NotAllowed, PlaitError
from plait.core.services import audit
from plait.indicators.models import OwnMeasure, OwnValue
from plait.indicators.own import Unit, work_out
from plait.indicators.periods import Cadence, period_of
from plait.indicators.queries.own_measures import list_places, may_enter
from plait.organisations.models import Organisation, Person
from plait.organisations.services.authority import require_readable, scope_of


class NotAFigure(PlaitError, ValueError):
    """A figure that cannot stand; `column`: where it is to be mended."""

    def __init__(self, why: str, *, mend: str, column: str = "Value") -> None:
        super().__init__("The figure was not saved.", why=why, mend=mend)
        self.column = column


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a place for the period in which `day` lies: a value, or a count and what it is counted in."""

    place: Organisation
    day: dt.date
    value: float | None = None
    counted_n: float | None = None
    denominator_n: float | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """How many figures were new, corrected, and as they stood."""

    new_n: int = 0
    corrected_n: int = 0
    same_n: int = 0


def enter(measure: OwnMeasure, *, figures: Sequence[Figure], because: str = "", by: Person) -> Saved:
    """Enter figures, all or none. One that differs from what stands is a correction, which keeps what stood.

    Raises
    ------
    NotAllowed
        If `by` does not enter figures of one of the places.
    NotAFigure
        If one cannot stand, such as a share of more than all.
    """
    with transaction.atomic():
        require_readable(measure, by=by)
        _require_places(measure, {each.place for each in figures}, by=by)
        checked = [check(measure, each) for each in figures]
        standing = _standing(measure, checked)
        made = [_make(measure, each, standing.get((each.place.pk, each.day)), because, by) for each in checked]
        new = [each for each in made if each is not None]
        replaced = [standing[each.organisation_id, each.starts_on].pk for each in new if each.number > 1]
        OwnValue.objects.filter(pk__in=replaced).update(current=False)
        OwnValue.objects.bulk_create(new)
        saved = Saved(len(new) - len(replaced), len(replaced), len(checked) - len(new))
        if new:
            audit.record(
                "measure.figures_entered",
                on=("indicators.ownmeasure", str(measure.pk)),
                by=by.pk,
                organisation=measure.owner_id,
                after={"new": saved.new_n, "corrected": saved.corrected_n, "because": because[:300]},
            )
        return saved


def check(measure: OwnMeasure, figure: Figure) -> Figure:
    """The figure as it would be saved, on the first day of its period and worked out from its counts.

    Raises
    ------
    NotAFigure
        If it cannot stand.
    """
    period = period_of(figure.day, cadence=Cadence(measure.cadence))
    if period.start > clock.today():
        raise NotAFigure("The period lies in the future.", mend="Check the day.", column="Period")
    unit, up, down = Unit(measure.unit), figure.counted_n, figure.denominator_n
    value = figure.value
    if unit.of_counts and (up is not None or down is not None):
        value = _share(unit, up, down, per=measure.per)
    if value is None:
        raise NotAFigure("There is no figure.", mend="Write one, or leave the row out.")
    if unit is Unit.PERCENT and not 0 <= value <= 100:
        raise NotAFigure("A percentage lies between 0 and 100.", mend="Check the figure.")
    if unit in {Unit.COUNT, Unit.RATE} and value < 0:
        raise NotAFigure("A count is not below nought.", mend="Check the figure.")
    if unit is Unit.COUNT and value != int(value):
        raise NotAFigure("A count is a whole number.", mend="Check the figure.")
    counts = (up, down) if unit.of_counts else (None, None)
    return Figure(figure.place, period.start, value, *counts)


def _share(unit: Unit, up: float | None, down: float | None, *, per: float) -> float:
    if up is None or down is None:
        raise NotAFigure(
            "Only one of the two counts is there.",
            mend="Write both: how many, and of how many.",
            column="Count" if up is None else "Out of",
        )
    if up < 0 or down < 0 or down == 0:
        raise NotAFigure("Counts are not below nought, and nothing is a share of none.", mend="Check both counts.")
    if unit is Unit.PERCENT and up > down:
        raise NotAFigure(f"{up:g} is more than all there are, {down:g}.", mend="Check both counts.", column="Count")
    return work_out(up, down, unit=unit, per=per)


def _require_places(measure: OwnMeasure, places: Iterable[Organisation], *, by: Person) -> None:
    scope = scope_of(by)
    known = {each.pk for each in list_places(scope, measure=measure)}
    for each in places:
        if each.pk not in known or not may_enter(scope, measure, each):
            raise NotAllowed(
                "Nothing was saved.",
                why=f"You do not enter figures of {each.name} for this measure.",
                mend="Ask whoever does, or leave its rows out.",
            )


def _standing(measure: OwnMeasure, figures: Sequence[Figure]) -> dict[tuple[int, dt.date], OwnValue]:
    found = OwnValue.objects.select_for_update().filter(
        measure=measure,
        current=True,
        organisation__in={each.place.pk for each in figures},
        starts_on__in={each.day for each in figures},
    )
    return {(each.organisation_id, each.starts_on): each for each in found}


def _make(measure: OwnMeasure, figure: Figure, standing: OwnValue | None, because: str, by: Person) -> OwnValue | None:
    if standing is not None and _same(standing, figure):
        return None
    return OwnValue(
        measure=measure,
        organisation=figure.place,
        starts_on=figure.day,
        number=1 if standing is None else standing.number + 1,
        value=figure.value,
        counted_n=figure.counted_n,
        denominator_n=figure.denominator_n,
        because=because.strip()[:300] if standing is not None else "",
        by=by,
    )


def _same(standing: OwnValue, figure: Figure) -> bool:
    if figure.counted_n is None and standing.counted_n is not None:
        return round(standing.value or 0.0, 6) == round(figure.value or 0.0, 6)
    told = (standing.value, standing.counted_n, standing.denominator_n)
    return told == (figure.value, figure.counted_n, figure.denominator_n)
