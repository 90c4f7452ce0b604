"""Trends of one's own measures: what is charted how, with which limits, and in which words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plait.indicators.own import Better, Move, Unit
from plait.indicators.periods import Cadence
from plait.indicators.services import own_measures, own_values
from plait.indicators.services.own_values import Figure
from plait.insight.queries import trends
from plait.organisations.models import Organisation
from plait.organisations.services.authority import scope_of
from plait.stats.spc import Assurance, Caution, Chart, Signal, Variation
from plait.web.measures import wording
from tests.indicators.measured_trust import Measured, fill, make_measured_trust, say, weeks_ago

pytestmark = pytest.mark.django_db

STEADY = [930, 934, 928, 933, 929, 935, 931, 927, 936, 930, 932, 929]
RAISED = [952, 955, 950, 957, 951, 954, 953, 956]


@pytest.fixture
def place(db: None) -> Measured:
    return make_measured_trust(target=90.0)


def get(place: Measured, *, runs: bool = False) -> trends.Series:
    return trends.get_trend(scope_of(place.head), measure=place.measure, place=place.school, runs=runs)


def test_a_shift_is_told_with_its_weeks_and_since_when(place: Measured):
    fill(place, STEADY + RAISED)
    series = get(place)
    trend = series.trend
    assert trend is not None
    assert (trend.kind, trend.variation) == (Chart.P_PRIME, Variation.IMPROVEMENT_HIGH)
    assert trend.assurance is Assurance.HITS
    told = wording.say(place.measure, series)
    assert told.startswith(
        f"Attendance has shifted up since {weeks_ago(8):%-d %B %Y}: eight weeks above the centre line."
    )
    assert "That is better." in told
    assert "95.6%" in told


def test_six_to_eleven_figures_give_limits_on_trial_and_fewer_give_none(place: Measured):
    fill(place, STEADY[:8])
    trend = get(place).trend
    assert trend is not None
    assert trend.newest.cautions & Caution.TRIAL
    assert "on trial" in wording.list_cautions(trend)[0]
    fill(place, STEADY[:4], school=place.other)
    few = trends.get_trend(scope_of(place.head), measure=place.measure, place=place.other)
    assert few.trend is not None
    assert few.trend.variation is Variation.NOT_ENOUGH_POINTS
    assert "too few to tell" in wording.say(place.measure, few)


def test_limits_begun_anew_take_the_shift_as_it_is_and_frozen_ones_hold_it_against_before(place: Measured):
    fill(place, STEADY + RAISED)
    own_measures.set_limits(
        place.measure, move=Move.REBASE, at=weeks_ago(8), note="New policy", place=place.school, by=place.head
    )
    series = get(place)
    assert series.trend is not None
    assert [each.points_n for each in series.trend.segments] == [12, 8]
    assert series.trend.variation is Variation.COMMON_CAUSE
    assert [(each.at, each.note) for each in series.moved] == [(12, "New policy")]
    (limit,) = place.measure.limits.all()
    own_measures.withdraw_limits(limit, by=place.head)
    own_measures.set_limits(place.measure, move=Move.FREEZE, at=weeks_ago(8), note="Before", by=place.director)
    frozen = get(place).trend
    assert frozen is not None
    assert (frozen.newest.baseline_n, frozen.newest.points_n) == (12, 20)
    assert frozen.signals[-1] & Signal.BEYOND


def test_a_figure_alone_gives_an_xmr_chart_and_a_run_chart_where_asked(place: Measured):
    figures = [Figure(place.school, weeks_ago(12 - at), value=value / 10) for at, value in enumerate(STEADY)]
    own_values.enter(place.measure, figures=figures, by=place.head)
    trend, runs = get(place).trend, get(place, runs=True).trend
    assert trend is not None
    assert runs is not None
    assert (trend.kind, runs.kind) == (Chart.XMR, Chart.RUN)
    assert trend.upper.max() <= 100


def test_yearly_figures_get_no_limits_and_the_page_says_why(place: Measured):
    measure = own_measures.define(say(cadence=Cadence.YEARLY), owner=place.trust, by=place.director)
    figures = [Figure(place.school, weeks_ago(52 * at), value=60.0 + at) for at in range(1, 9)]
    own_values.enter(measure, figures=figures, by=place.director)
    series = trends.get_trend(scope_of(place.head), measure=measure, place=place.school)
    assert series.trend is not None
    assert series.trend.kind is Chart.RUN
    assert "direction at most" in wording.say(measure, series)
    assert "would mislead" in wording.say_kind(series.trend.kind, yearly=True)


def test_a_withheld_figure_is_neither_drawn_nor_judged(place: Measured):
    measure = own_measures.define(
        say(unit=Unit.COUNT, better=Better.LOWER, of_pupils=True), owner=place.trust, by=place.director
    )
    figures = [Figure(place.school, weeks_ago(9 - at), value=[8, 3, 9, 7, 8, 10, 7, 9][at]) for at in range(8)]
    own_values.enter(measure, figures=figures, by=place.head)
    series = trends.get_trend(scope_of(place.head), measure=measure, place=place.school)
    assert series.trend is not None
    assert series.trend.newest.points_n == 7
    assert [each.because[:9] for each in series.points if each.value is None] == ["Not shown"]


def test_a_stranger_has_no_figures_of_it(place: Measured):
    fill(place, STEADY)
    found = trends.get_family(scope_of(place.stranger), measure=place.measure)
    assert found.series == ()


def test_sixty_schools_and_forty_weeks_are_judged_with_few_questions(place: Measured):
    schools = [
        Organisation(kind="school", name=f"School {n:02}", urn=700_000 + n, parent=place.trust) for n in range(60)
    ]
    Organisation.objects.bulk_create(schools)
    figures = [
        Figure(school, weeks_ago(40 - at), counted_n=900 + (school.urn * 7 + at * at * 31) % 60, denominator_n=1000)
        for school in schools
        for at in range(40)
    ]
    own_values.enter(place.measure, figures=figures, by=place.director)
    scope = scope_of(place.director)
    first = trends.get_family(scope, measure=place.measure)
    assert len(first.series) == 62
    assert first.expected is not None
    assert first.expected.series_n == 60
    told = wording.say_expected(first.expected, signals_n=3)
    assert "60 places are watched at once" in told
    with CaptureQueriesContext(connection) as asked:
        trends.get_family(scope, measure=place.measure)
    assert len(asked) == 3
