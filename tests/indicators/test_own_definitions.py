"""What measures are goes out as a table and comes back in, and every bad cell is named."""

import pytest

from plait.core.spreadsheets import write_csv
from plait.core.tables_in import BadTable
from plait.indicators.models import OwnMeasure
from plait.indicators.own import Better, EnteredBy, Unit
from plait.indicators.periods import Cadence
from plait.indicators.queries.own_definitions import HEADING, definition_rows
from plait.indicators.services import own_measures
from plait.indicators.services.own_definitions import TakenMeasures, take_in_definitions
from plait.indicators.services.own_measures import Written
from plait.organisations.models import Person
from plait.organisations.services.authority import scope_of
from tests.goals.alignment_trust import Trust, make_alignment_trust

pytestmark = pytest.mark.django_db
WRITTEN = Written(
    name="=Attendance",
    unit=Unit.PERCENT,
    better=Better.HIGHER,
    cadence=Cadence.WEEKLY,
    counted="sessions attended",
    denominator="possible sessions",
    target=95.5,
    of_pupils=True,
)


@pytest.fixture
def place(db: None) -> Trust:
    return make_alignment_trust()


def write(place: Trust) -> str:
    return write_csv(HEADING, definition_rows(scope_of(place.director), trust=place.trust))


def take(place: Trust, content: str, by: Person | None = None) -> TakenMeasures:
    return take_in_definitions(content, name="measures.csv", trust=place.trust, by=by or place.director)


def test_what_goes_out_comes_back_in_and_changes_only_what_was_changed(place: Trust):
    own_measures.define(WRITTEN, owner=place.trust, by=place.director)
    drop_ins = Written("Drop-ins", Unit.COUNT, Better.NEUTRAL, Cadence.TERMLY, each_school=False)
    own_measures.define(drop_ins, owner=place.school, shared=True, by=place.head)
    out = write(place)
    assert take(place, out) == TakenMeasures(0, 0)
    assert write(place) == out
    assert take(place, out.replace("95.5", "96.5")) == TakenMeasures(0, 1)
    assert OwnMeasure.objects.get(owner=place.trust).target == 96.5


def test_an_empty_trust_is_filled_from_what_went_out(place: Trust):
    made = own_measures.define(WRITTEN, owner=place.trust, by=place.director)
    out = write(place).replace(f"\r\n{made.pk},", "\r\n,")
    OwnMeasure.objects.all().delete()
    assert take(place, out) == TakenMeasures(1, 0)
    made = OwnMeasure.objects.get()
    assert (made.name, made.unit, made.target, made.entered_by) == ("=Attendance", "percent", 95.5, EnteredBy.SCHOOL)
    assert write(place).replace(f"\r\n{made.pk},", "\r\n,") == out


def test_every_bad_cell_is_named_and_nothing_is_taken(place: Trust):
    made = own_measures.define(WRITTEN, owner=place.trust, by=place.director)
    good = definition_rows(scope_of(place.director), trust=place.trust)[0][2:]
    counts = (*good[:4], "", *good[5:])
    rows = [
        (987_654, "", *good),
        (made.pk, place.school.urn, *good),
        ("", 999_999, *good),
        ("", "", *counts),
    ]
    with pytest.raises(BadTable) as refused:
        take(place, write_csv(HEADING, rows))
    assert [(each.row, each.column) for each in refused.value.cells] == [
        *((2, "Number"), (3, "URN"), (4, "URN"), (5, "Name")),
    ]
    with pytest.raises(BadTable):
        take(place, write_csv(HEADING, [("", "", *good)]), by=place.head)
    assert OwnMeasure.objects.count() == 1
