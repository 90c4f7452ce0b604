"""What measures of one's own are, as a table that comes back in."""

from typing import Final

from plait.core.tables_in import Column, Kind
from plait.indicators.models import OwnMeasure
from plait.indicators.own import Better, EnteredBy, Unit
from plait.indicators.periods import Cadence
from plait.indicators.queries.own_measures import list_measures
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation

SHEET: Final = "Measures"
_YES_NO: Final = ("yes", "no")
COLUMNS: Final = (
    Column("Number", Kind.WHOLE, lo=1),
    Column("URN", Kind.WHOLE, lo=1),
    Column("Name", required=True, longest=120),
    Column("Why", longest=2000),
    Column("Unit", choices=tuple(each.label for each in Unit), required=True),
    Column("Called", longest=40),
    Column("What is counted", longest=80),
    Column("Of what", longest=80),
    Column("For each", Kind.NUMBER, lo=0),
    Column("Which way", choices=tuple(each.label for each in Better), required=True),
    Column("How often", choices=tuple(each.label for each in Cadence), required=True),
    Column("Target", Kind.NUMBER),
    Column("In each school", choices=_YES_NO),
    Column("Who enters", choices=tuple(each.label for each in EnteredBy)),
    Column("About pupils", choices=_YES_NO),
    Column("Starts", Kind.DATE),
)
HEADING: Final = tuple(each.name for each in COLUMNS)


def definition_rows(scope: Scope, *, trust: Organisation) -> list[tuple[object, ...]]:
    """A row for each measure of a trust and of its schools that is still kept; the trust's own bear no URN."""
    return [_row(each, trust) for each in list_measures(scope, trust=trust.pk)]


def _row(one: OwnMeasure, trust: Organisation) -> tuple[object, ...]:
    return (
        *(one.pk, "" if one.owner_id == trust.pk else one.owner.urn, one.name, one.why, Unit(one.unit).label),
        *(one.unit_words, one.counted, one.denominator, one.per, Better(one.better).label),
        *(Cadence(one.cadence).label, one.target, "yes" if one.each_school else "no"),
        *(EnteredBy(one.entered_by).label, "yes" if one.of_pupils else "no", one.starts_on.isoformat()),
    )
