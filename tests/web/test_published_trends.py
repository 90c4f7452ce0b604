"""A school's published outcomes year by year: beside what was expected, with ranges, and rules only where they hold."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from plait.core.home import Home
from plait.core.years import AcademicYear
from plait.indicators.store.reader import open_current
from plait.insight.outcomes.shelf import get_outcome
from plait.insight.queries import published_trends, signals
from plait.insight.queries.published_trends import ENOUGH, Apart, PublishedTrend, SchoolTrends, get_trends
from plait.organisations.domain import Scope
from plait.stats.spc import Variation
from plait.web.measures import published
from tests.insight import signals_england as england
from tests.web.pages import get_page

pytestmark = pytest.mark.django_db
STRANGER, ENTITLED = Scope(open_data=True), Scope(open_data=True, needs_everywhere=True)


def judged_school(home: Home) -> int:
    store = open_current(home)
    return next(
        urn
        for urn in store.table("schools")["urn"].to_list()
        if any(each.estimate is not None for each in signals.get_school(STRANGER, store, urn).signals)
    )


def years(values: list[float]) -> tuple[tuple[AcademicYear, Apart | None], ...]:
    return tuple(
        (year, Apart(year, 100_001, 60.0 + far, 60.0, far, far - 4.0, far + 4.0))
        for year, far in ((AcademicYear(2005 + at), far) for at, far in enumerate(values))
    )


def test_each_year_stands_beside_what_was_expected_with_its_range(with_england: Home):
    store, urn = open_current(with_england), judged_school(with_england)
    found = get_trends(STRANGER, store, urn)
    told = {each.outcome.key: each for each in signals.get_school(STRANGER, store, urn).signals}
    assert found.trends
    for each in found.trends:
        figures = {one.year: one for one in told[each.outcome.key].figures if one.expected is not None}
        assert [one.year for one in each.known] == sorted(figures, key=lambda year: year.start)
        for one in each.known:
            figure = figures[one.year]
            assert one.difference == pytest.approx(figure.observed - (figure.expected or 0.0))
            assert one.lo < one.difference < one.hi
        assert each.trend is None  # no outcome has twelve years


def test_rules_are_asked_of_years_enough_and_name_a_lasting_rise():
    outcome = get_outcome(england.RWM, group="primary")
    few, steady = years([1.0, -1.0] * 5), years([1.0, -1.0, 0.5, -0.5] * 3)
    assert published_trends.judge(outcome, few) is None
    judged = published_trends.judge(outcome, steady)
    assert judged is not None
    assert judged.variation is Variation.COMMON_CAUSE
    risen = published_trends.judge(outcome, years([1.0, -1.0, 0.5, -0.5] * 3 + [9.0]))
    assert risen is not None
    assert risen.variation is Variation.IMPROVEMENT_HIGH


def test_who_is_not_entitled_is_told_of_no_rule_at_all(with_england: Home, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(published_trends, "ENOUGH", 2)
    store, urn = open_current(with_england), judged_school(with_england)
    assert all(each.trend is None for each in get_trends(STRANGER, store, urn).trends)
    assert any(each.trend is not None for each in get_trends(ENTITLED, store, urn).trends)


def test_the_scale_of_an_outcome_is_the_same_for_every_school_unless_it_says_so(with_england: Home):
    store, urn = open_current(with_england), judged_school(with_england)
    first = get_trends(STRANGER, store, urn).trends[0]
    others = [each for each in store.table("schools")["urn"].to_list()[:6] if each != urn]
    found = [one for each in others for one in get_trends(STRANGER, store, each).trends]
    assert {one.reach for one in found if one.outcome.key == first.outcome.key} == {first.reach}
    far = replace(first, reach=0.01)
    page = published.present(SchoolTrends(urn, "A school", "b", (far,), judged=False), asked=urn)
    assert "The scale is wider than for other schools." in str(page.outcomes[0].figure["sentence"])


def test_the_page_says_the_latest_year_and_why_no_limits_are_drawn(
    with_england: Home, settings: object, client: Client
):
    urn = judged_school(with_england)
    url = f"/schools/{urn}/trends"
    page = get_page(client, url)
    assert "How did each year compare with what was expected?" in page.text
    assert "what was expected, probably between" in page.text
    assert "told to people of the school and its trust" in page.text
    assert page.html.count("ch-range") >= 2
    settings.PLAIT_SHOW_NEEDS = True  # type: ignore[attr-defined]
    assert f"rules of change need {ENOUGH}" in get_page(client, url).text
    assert ("Year by year, beside what was expected", url) in get_page(client, f"/schools/{urn}").links
    assert client.get("/schools/1/trends").status_code == 404
    rows = list(csv.reader(io.StringIO(client.get(f"{url}.csv").content.decode("utf-8-sig"))))
    assert tuple(rows[0]) == published.HEADING
    assert len(rows) - 1 == sum(
        len(each.known) for each in get_trends(STRANGER, open_current(with_england), urn).trends
    )


def test_the_page_asks_the_database_for_nothing_of_the_school(with_england: Home, client: Client):
    url = f"/schools/{judged_school(with_england)}/trends"
    client.get(url)
    with CaptureQueriesContext(connection) as held:
        assert client.get(url).status_code == 200
    assert len(held) <= 2


def test_a_chart_of_years_enough_shows_signs_with_words_and_limits():
    outcome = get_outcome(england.RWM, group="primary")
    told = years([1.0, -1.0, 0.5, -0.5] * 3 + [9.0])
    judge: Callable[..., object] = published_trends.judge
    one = PublishedTrend(outcome, told, judge(outcome, told), 12.0)  # type: ignore[arg-type]
    page = published.present(SchoolTrends(100_001, "A school", "b", (one,), judged=True), asked=100_001)
    (view,) = page.outcomes
    assert view.state == "Higher than chance, which is better"
    assert "better than chance" in str(view.figure["chart"])
    assert "One outcome with 12 years or more has limits" in " ".join(page.how)
