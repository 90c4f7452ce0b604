"""Measures of one's own: defined, entered, corrected, withheld, and out as a table and back in."""

from typing import Any

import pytest

from plait.core.concurrency import Conflict
from plait.core.errors import NotAllowed
from plait.core.models import AuditEntry
from plait.core.spreadsheets import write_csv
from plait.core.tables_in import BadTable
from plait.indicators.models import OwnValue
from plait.indicators.own import Better, EnteredBy, Move, Unit
from plait.indicators.own_shown import show_point
from plait.indicators.periods import Cadence
from plait.indicators.queries import own_exchange as out
from plait.indicators.queries import own_measures as measures
from plait.indicators.services import own_exchange, own_measures, own_values
from plait.indicators.services.own_measures import NotAMeasure
from plait.indicators.services.own_values import Figure, NotAFigure
from plait.insight.queries.shown import list_choices
from plait.organisations.services.authority import scope_of
from tests.indicators.measured_trust import Measured, fill, make_measured_trust, say, weeks_ago
from tests.people import make_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Measured:
    return make_measured_trust()


def test_a_measure_is_of_each_school_and_is_read_within_its_trust_alone(place: Measured):
    scope = scope_of(place.head)
    assert measures.get_measure(scope, number=place.measure.pk) == place.measure
    assert measures.list_places(scope, measure=place.measure) == [place.school, place.other]
    assert [each.key for each in list_choices(scope, trust=place.trust)][:1] == [f"own:{place.measure.pk}"]
    for other in (place.stranger, place.trustee):
        with pytest.raises(measures.NoSuchMeasure):
            measures.get_measure(scope_of(other), number=place.measure.pk)
        assert measures.list_measures(scope_of(other), trust=place.trust.pk) == []
    assert AuditEntry.objects.filter(action="measure.defined").count() == 1


@pytest.mark.parametrize(
    "changed", [{"counted": ""}, {"denominator": " "}, {"unit": Unit.RATE, "per": 0.0}], ids=["count", "of", "per"]
)
def test_a_share_without_its_counts_is_refused(place: Measured, changed: dict[str, Any]):
    with pytest.raises(NotAMeasure):
        own_measures.define(say(**changed), owner=place.trust, by=place.director)


def test_who_writes_nothing_for_the_trust_defines_nothing(place: Measured):
    for person in (place.trustee, place.stranger, place.colleague):
        with pytest.raises(NotAllowed):
            own_measures.define(say(), owner=place.trust, by=person)


def test_what_a_figure_means_stays_once_there_are_figures(place: Measured):
    measure = own_measures.revise(
        place.measure, written=say(cadence=Cadence.MONTHLY), version=place.measure.version, by=place.director
    )
    with pytest.raises(Conflict):
        own_measures.revise(measure, written=say(), version=1, by=place.director)
    measure = own_measures.revise(measure, written=say(), version=measure.version, by=place.director)
    fill(place, [930])
    with pytest.raises(NotAMeasure):
        own_measures.revise(measure, written=say(unit=Unit.COUNT), version=measure.version, by=place.director)
    changed = own_measures.revise(measure, written=say(name="Being there"), version=measure.version, by=place.director)
    assert changed.name == "Being there"


def test_a_correction_keeps_what_stood_with_who_when_and_why(place: Measured):
    fill(place, [930, 940])
    figure = Figure(place.school, weeks_ago(1), counted_n=935, denominator_n=1000)
    saved = own_values.enter(place.measure, figures=[figure], because="Late registers", by=place.head)
    assert (saved.new_n, saved.corrected_n, saved.same_n) == (0, 1, 0)
    again = own_values.enter(place.measure, figures=[figure], by=place.head)
    assert again.same_n == 1
    history = measures.list_history(scope_of(place.director), measure=place.measure, place=place.school)
    assert [(each.value, each.current, each.by, each.because) for each in history] == [
        (93.5, True, place.head, "Late registers"),
        (94.0, False, place.director, ""),
    ]
    points = measures.list_points(scope_of(place.director), measure=place.measure)
    assert [(each.value, each.corrected) for each in points] == [(93.0, False), (93.5, True)]


@pytest.mark.database
def test_one_figure_of_a_period_is_current_whatever_is_written(place: Measured):
    from django.db import IntegrityError, transaction

    fill(place, [930])
    one = OwnValue.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        OwnValue.objects.create(
            measure=one.measure, organisation=one.organisation, starts_on=one.starts_on, number=2, by=one.by
        )


@pytest.mark.parametrize(
    "told",
    [
        {"value": 101.0},
        {"counted_n": 11.0, "denominator_n": 10.0},
        {"counted_n": 1.0},
        {"counted_n": 0.0, "denominator_n": 0.0},
        {},
    ],
    ids=["more than all", "count more than all", "half", "of none", "nothing"],
)
def test_a_figure_that_cannot_be_is_refused(place: Measured, told: dict[str, float]):
    with pytest.raises(NotAFigure):
        own_values.enter(place.measure, figures=[Figure(place.school, weeks_ago(1), **told)], by=place.head)
    with pytest.raises(NotAFigure):
        own_values.enter(place.measure, figures=[Figure(place.school, weeks_ago(-2), value=90.0)], by=place.head)


def test_a_school_enters_its_own_and_the_central_team_where_it_is_theirs(place: Measured):
    elsewhere = Figure(place.other, weeks_ago(1), value=90.0)
    with pytest.raises(NotAllowed):
        own_values.enter(place.measure, figures=[elsewhere], by=place.head)
    own_values.enter(place.measure, figures=[elsewhere], by=place.director)
    foreign = Figure(make_school(None, "Far away"), weeks_ago(1), value=90.0)
    with pytest.raises(NotAllowed):
        own_values.enter(place.measure, figures=[foreign], by=place.director)
    central = own_measures.define(say(entered_by=EnteredBy.TRUST), owner=place.trust, by=place.director)
    with pytest.raises(NotAllowed):
        own_values.enter(central, figures=[Figure(place.school, weeks_ago(1), value=90.0)], by=place.head)


@pytest.mark.parametrize(
    ("unit", "counted", "of", "shown"),
    [
        (Unit.PERCENT, 5, 30, False),
        (Unit.PERCENT, 6, 30, True),
        (Unit.PERCENT, 25, 30, False),
        (Unit.PERCENT, 0, 5, False),
        (Unit.RATE, 5, 300, False),
        (Unit.RATE, 6, 300, True),
    ],
)
def test_small_numbers_of_pupils_are_withheld(place: Measured, unit: Unit, counted: int, of: int, *, shown: bool):
    told = say(unit=unit, of_pupils=True, counted="pupils suspended", denominator="pupils")
    measure = own_measures.define(told, owner=place.trust, by=place.director)
    figure = Figure(place.school, weeks_ago(1), counted_n=counted, denominator_n=of)
    own_values.enter(measure, figures=[figure], by=place.head)
    (point,) = measures.list_points(scope_of(place.head), measure=measure)
    assert (show_point(measure, point).value is not None) is shown
    heading, rows = out.list_rows(scope_of(place.head), measure=measure, today=weeks_ago(0), empty=False)
    assert (rows[0][3] == "withheld") is not shown
    told_out = write_csv(heading, rows)
    assert own_exchange.preview(measure, content=told_out, name="x", by=place.head) == () or shown


def test_a_count_of_pupils_below_six_is_withheld_and_one_of_jobs_is_not(place: Measured):
    for of_pupils in (True, False):
        measure = own_measures.define(
            say(unit=Unit.COUNT, better=Better.LOWER, of_pupils=of_pupils), owner=place.trust, by=place.director
        )
        own_values.enter(measure, figures=[Figure(place.school, weeks_ago(1), value=3)], by=place.head)
        (point,) = measures.list_points(scope_of(place.head), measure=measure)
        assert (show_point(measure, point).value is None) is of_pupils


@pytest.mark.parametrize("cadence", Cadence)
def test_what_goes_out_as_a_table_comes_back_in_and_changes_nothing(place: Measured, cadence: Cadence):
    measure = own_measures.define(say(cadence=cadence, starts_on=weeks_ago(120)), owner=place.trust, by=place.director)
    for n, school in ((60, place.school), (120, place.other)):
        figure = Figure(school, weeks_ago(n), counted_n=900 + n, denominator_n=1100)
        own_values.enter(measure, figures=[figure], by=place.director)
    heading, rows = out.list_rows(scope_of(place.director), measure=measure, today=weeks_ago(0))
    assert len(rows) > 2  # with a row to fill in for each period
    content = write_csv(heading, rows)
    assert [each.is_same for each in own_exchange.preview(measure, content=content, name="x", by=place.director)] == [
        True,
        True,
    ]
    assert own_exchange.take_in(measure, content=content.encode(), name="x.csv", by=place.director).same_n == 2
    OwnValue.objects.all().delete()
    assert own_exchange.take_in(measure, content=content, name="x.csv", by=place.director).new_n == 2


def test_a_table_names_each_bad_cell_and_changes_nothing(place: Measured):
    content = (
        "School\tURN\tPeriod\tCount\tOut of\tValue\n"
        f"{place.school.name}\t\tWeek of {weeks_ago(2):%-d %B %Y}\t930\t1000\t\n"
        f"\t1\t{weeks_ago(2):%d/%m/%Y}\t930\t1000\t\n"
        f"\t{place.school.urn}\tsome day\t930\t1000\t\n"
        f"\t{place.other.urn}\t{weeks_ago(3):%d/%m/%Y}\t1001\t1000\t\n"
        f"\t{place.school.urn}\t{weeks_ago(2):%Y-%m-%d}\t\t\t93%\n"
        f"\t{place.school.urn}\t{weeks_ago(-5):%Y-%m-%d}\t\t\t93%\n"
        f"\t{place.school.urn}\t{weeks_ago(9):%Y-%m-%d}\t\t\t\n"
    )
    with pytest.raises(BadTable) as refused:
        own_exchange.take_in(place.measure, content=content, name="Pasted", by=place.director)
    told = [(cell.row, cell.column) for cell in refused.value.cells]
    assert told == [(3, "URN"), (4, "Period"), (5, "Count"), (6, "Period"), (7, "Period")]
    assert not OwnValue.objects.exists()
    with pytest.raises(BadTable, match="do not enter"):
        own_exchange.preview(
            place.measure,
            content=f"URN,Period,Value\n{place.other.urn},{weeks_ago(1)},93",
            name="x",
            by=place.head,
        )


def test_limits_are_set_anew_for_a_reason_and_that_is_taken_back(place: Measured):
    fill(place, [930] * 8)
    for person in (place.stranger, place.trustee):
        with pytest.raises(NotAllowed):
            own_measures.set_limits(place.measure, move=Move.REBASE, at=weeks_ago(3), note="x", by=person)
    with pytest.raises(NotAllowed):  # for all schools
        own_measures.set_limits(place.measure, move=Move.REBASE, at=weeks_ago(3), note="x", by=place.head)
    for at, note in ((weeks_ago(3), " "), (weeks_ago(-2), "New rules")):
        with pytest.raises(NotAMeasure):
            own_measures.set_limits(place.measure, move=Move.REBASE, at=at, note=note, by=place.director)
    made = own_measures.set_limits(
        place.measure, move=Move.FREEZE, at=weeks_ago(3), note="New rules", place=place.school, by=place.head
    )
    scope = scope_of(place.head)
    assert measures.list_limits(scope, measure=place.measure, place=place.school) == [made]
    assert measures.list_limits(scope, measure=place.measure, place=place.other) == []
    own_measures.withdraw_limits(made, by=place.head)
    assert measures.list_limits(scope, measure=place.measure) == []
    actions = AuditEntry.objects.filter(action__startswith="measure.limits").values_list("action", flat=True)
    assert sorted(actions) == ["measure.limits_set", "measure.limits_withdrawn"]
