"""Measures of one's own as figures that records name: told in words with their limits, and hidden from strangers."""

import datetime as dt
import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plait.indicators.models import OwnMeasure
from plait.indicators.own import Better, EnteredBy, Unit
from plait.indicators.periods import Cadence
from plait.indicators.queries.measures import NoSuchMeasure
from plait.indicators.services import own_measures, own_values
from plait.indicators.services.own_values import Figure
from plait.insight.queries.shown import (
    figures_at,
    figures_of_schools,
    get_figure,
    list_choices,
    list_unknown,
    name_keys,
)
from plait.insight.queries.shown_answers import NOTHING_NATIONAL, ShownFigure, read_told
from plait.organisations.models import Organisation
from plait.organisations.services.authority import scope_of
from tests.indicators.measured_trust import Measured, fill, make_measured_trust, say, weeks_ago
from tests.people import make_school

pytestmark = pytest.mark.django_db
STEADY = [930, 934, 931, 929, 935, 932, 930, 934, 931, 933, 929, 932, 934, 930]


@pytest.fixture
def place(db: None) -> Measured:
    return make_measured_trust(entered_by=EnteredBy.TRUST)


def key_of(measure: OwnMeasure) -> str:
    return f"own:{measure.pk}"


def figure(place: Measured, at: Organisation | None = None, measure: OwnMeasure | None = None) -> ShownFigure:
    found = figures_at(scope_of(place.director), None, [key_of(measure or place.measure)], at=at or place.school)
    return next(iter(found.values()))


def another(place: Measured, **changed: Any) -> OwnMeasure:
    told = say(**{"entered_by": EnteredBy.TRUST, **changed})
    return own_measures.define(told, owner=place.trust, by=place.director)


def enter(place: Measured, measure: OwnMeasure, told: list[tuple[Organisation, dt.date, dict[str, float]]]) -> None:
    figures = [Figure(school, day, **values) for school, day, values in told]
    own_values.enter(measure, figures=figures, by=place.director)


def test_the_newest_figure_is_told_with_its_limits_and_nothing_national(place: Measured):
    fill(place, STEADY)
    found = figure(place)
    assert found.value_text.startswith("93.0% in the week of ")
    assert found.trend.startswith("Varies as it usually does: chance alone keeps it between 92.")
    assert found.trend.endswith("(from 14 figures)")
    assert found.beside_text.endswith(NOTHING_NATIONAL)
    assert (found.expected, found.difference, found.build, found.word) == (None, None, "", "")
    assert found.usual_lo is not None
    assert found.usual_hi is not None
    assert found.usual_lo < 93.0 < found.usual_hi
    assert len(found.line) == len(STEADY)


def test_a_change_says_why_it_is_unlike_chance_and_a_target_whether_it_is_reached(place: Measured):
    measure = another(place, name="Being there", target=95.0)
    days = [(place.school, weeks_ago(20 - at), 93.0 + 0.2 * (at % 2) + (1.5 if at > 10 else 0.0)) for at in range(20)]
    enter(place, measure, [(school, day, {"value": value}) for school, day, value in days])
    found = figure(place, measure=measure)
    assert found.trend.startswith("Higher than chance, which is better: ")
    assert "Its limits are between" in found.trend
    assert found.target.startswith("The target is 95.0%: ")
    assert found.beside_text == f"{found.trend}. {found.target}. {NOTHING_NATIONAL}"


def test_a_few_figures_yearly_ones_and_none_are_told_as_what_they_are(place: Measured):
    assert figure(place).value_text == "No figure: nobody has entered one"
    fill(place, [930, 940, 935])
    assert figure(place).trend == "Too few figures to tell: 3 of the six that limits need"
    yearly = another(place, name="A year", cadence=Cadence.YEARLY, starts_on=dt.date(2020, 9, 1))
    enter(place, yearly, [(place.school, dt.date(2024, 10, 1), {"value": 91.5})])
    found = figure(place, measure=yearly)
    assert found.value_text == "91.5% in 2024/25"
    assert found.trend.startswith("Yearly figures get no limits")


def test_small_numbers_of_pupils_are_withheld_also_where_the_trusts_figure_would_tell_them(place: Measured):
    measure = another(place, name="Reading at age", of_pupils=True)
    day = weeks_ago(1)
    few, many = {"counted_n": 2.0, "denominator_n": 30.0}, {"counted_n": 20.0, "denominator_n": 40.0}
    enter(place, measure, [(place.school, day, few), (place.other, day, many)])
    assert figure(place, measure=measure).value is None
    assert "No figure: " in figure(place, measure=measure).value_text
    assert figure(place, place.other, measure).value == 50.0
    together = figure(place, place.trust, measure)
    assert (together.value, "would tell it" in together.value_text) == (None, True)


@pytest.mark.parametrize(
    ("changed", "values", "told"),
    [
        ({}, [{"counted_n": 90.0, "denominator_n": 100.0}, {"counted_n": 285.0, "denominator_n": 300.0}], "93.8%"),
        ({"unit": Unit.COUNT}, [{"value": 4.0}, {"value": 5.0}], "9"),
        ({"unit": Unit.NUMBER, "unit_words": "days"}, [{"value": 4.0}, {"value": 5.0}], "4.5 days"),
    ],
    ids=["counts are added up", "counts alone are added up", "averages give the middle"],
)
def test_the_trusts_figure_is_that_of_its_schools_together(
    place: Measured, changed: dict[str, Any], values: list[dict[str, float]], told: str
):
    measure = another(place, name="Together", **changed)
    enter(place, measure, [(place.school, weeks_ago(1), values[0]), (place.other, weeks_ago(1), values[1])])
    enter(place, measure, [(place.school, weeks_ago(2), values[0])])  # of one school alone: no part of the line
    found = figure(place, place.trust, measure)
    assert found.value_text.startswith(f"{told} in the week of ")
    assert "2 schools" in found.value_text
    assert len(found.line) == 1


def test_a_measure_of_the_trust_as_a_whole_is_no_figure_of_a_school(place: Measured):
    whole = another(place, name="Finance", each_school=False, unit=Unit.NUMBER)
    enter(place, whole, [(place.trust, weeks_ago(1), {"value": 12.0})])
    assert figure(place, place.trust, whole).value == 12.0
    assert figure(place, measure=whole).value_text == "No figure: it is kept for the trust as a whole"


def test_what_was_kept_is_told_as_it_stood_whatever_is_entered_later(place: Measured):
    fill(place, STEADY)
    found = figure(place)
    kept = json.loads(json.dumps(found.freeze()))
    figures = [Figure(place.school, weeks_ago(1), counted_n=500, denominator_n=1000)]
    own_values.enter(place.measure, figures=figures, by=place.director)
    assert figure(place).value == 50.0
    assert read_told(kept) == found.told
    assert len(kept["line"]) == len(STEADY)


def test_a_measure_is_as_if_it_were_not_there_for_other_trusts_and_beyond_the_one_school_that_reads_it(place: Measured):
    private = own_measures.define(say(name="Ours alone"), owner=place.school, by=place.head)
    common, hidden = key_of(place.measure), key_of(private)
    for person in (place.stranger, place.trustee):
        scope = scope_of(person)
        assert figures_at(scope, None, [common, hidden], at=place.school) == {}
        assert name_keys(scope, [common, hidden]) == {}
        assert list_unknown(scope, [common, hidden], trust=place.trust) == [common, hidden]
        assert not [each for each in list_choices(scope, trust=place.trust) if each.own]
        with pytest.raises(NoSuchMeasure):
            get_figure(scope, None, common, urn=place.school.urn)
    for person in (place.director, place.head):  # what the trust reads may not name what it may not read
        scope = scope_of(person)
        assert list_unknown(scope, [common, hidden], trust=place.trust, school=place.school) == [hidden]
        own = [each.key for each in list_choices(scope, trust=place.trust, school=place.school) if each.own]
        assert own == [common]
        assert hidden not in figures_at(scope, None, [hidden], at=place.school)
    strangers_trust = scope_of(place.stranger)
    elsewhere = Organisation.objects.exclude(pk=place.trust.pk).get(kind="trust")
    assert list_unknown(strangers_trust, [common], trust=elsewhere) == [common]


def test_the_number_of_questions_does_not_grow_with_schools_and_measures(place: Measured):
    def asked(keys: list[str]) -> int:
        schools = Organisation.objects.filter(kind="school", parent=place.trust)
        urns = [each.urn or 0 for each in schools]
        with CaptureQueriesContext(connection) as held:
            found = figures_of_schools(scope, None, keys, urns=urns)
        assert all(len(each) == len(keys) for each in found.values())
        return len(held)

    scope = scope_of(place.director)
    fill(place, STEADY)
    before = asked([key_of(place.measure)])
    more = [another(place, name=f"More {at}", better=Better.LOWER) for at in range(3)]
    for at in range(3):
        fill(place, STEADY, school=make_school(place.trust, f"School {at}"))
    assert asked([key_of(each) for each in (place.measure, *more)]) == before <= 4
