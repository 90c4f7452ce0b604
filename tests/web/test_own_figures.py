"""Measures of one's own on the pages that name figures: offered, told with limits, kept, and never a stranger's."""

import io
import re
import zipfile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from plait.core.home import Home
from plait.goals.models import AimReview, Decision, ImpactReview, SuccessMeasure
from plait.goals.models.quality import Shown
from plait.goals.services import aims, aims_schools
from plait.indicators.store.reader import open_current
from plait.organisations.models import Organisation
from tests.goals import evaluations
from tests.goals.aims_trust import days, expect, make_goal, make_priority
from tests.goals.alignment_trust import Trust, decide, make_alignment_trust
from tests.goals.definitions import make_definition
from tests.goals.test_own_figures import make_measure, strangers_key
from tests.people import as_
from tests.web.pages import get_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_build")]


@pytest.fixture
def place(db: None) -> Trust:
    return make_alignment_trust()


@pytest.fixture
def key(place: Trust) -> str:
    return f"own:{make_measure(place.trust, place.director, [place.school, place.other]).pk}"


def test_a_goal_offers_the_trusts_measure_and_tells_it_with_its_limits(place: Trust, key: str):
    goal, browser = make_goal(place), as_(place.director)
    url = f"/goals/{goal.pk}"
    page = get_page(browser, url)
    assert f'<option value="{key}">Attendance</option>' in page.html
    assert page.html.index("Measures of our own") < page.html.index("Attainment")
    form = {"do": "measure", "token": "t", "by_when": days(300).isoformat()}
    assert browser.post(f"{url}/step", form | {"key": strangers_key()}).status_code == 422
    assert browser.post(f"{url}/step", form | {"key": key}).status_code == 303
    page = get_page(browser, url)
    assert re.search(r"93\.\d% in the week of .* \(2 schools together\)", page.text)
    assert "chance alone keeps it between" in page.text
    assert "nothing is expected of it nationally" in page.text
    review = {"token": "r", "judgement": "On course", "narrative": "It moved.", "review_on": days(90).isoformat()}
    assert browser.post(f"{url}/review", review).status_code == 303
    assert AimReview.objects.get().figures[0]["figure"]["key"] == key
    assert "As it stood then: Attendance : 93." in get_page(as_(place.trustee), url).text
    assert "Now" not in get_page(as_(place.trustee), url).text  # trustees read the decision, and no measure
    report = get_page(as_(place.trustee), "/board-report")
    assert re.search(r"Attendance 93\.\d% in the week of .* Varies as it usually does", report.text)
    data = as_(place.director).get("/board-report.zip")
    with zipfile.ZipFile(io.BytesIO(data.content)) as held:
        assert "Attendance" in held.read("csv/goal figures.csv").decode()


def test_the_questions_of_a_page_do_not_grow_with_its_measures(place: Trust, key: str):
    def asked(url: str, browser: Client) -> int:
        browser.get(url)
        with CaptureQueriesContext(connection) as held:
            assert browser.get(url).status_code == 200
        return len(held)

    goal = make_goal(place)
    priority = make_priority(place, goal)
    pages = ((f"/goals/{goal.pk}", as_(place.director)), (f"/schools/{place.school.urn}/priorities", as_(place.head)))

    def name(measure: str) -> None:
        aims.measure_goal(goal, measure=expect(key=measure), store=None, by=place.director)
        aims_schools.measure_priority(priority, measure=expect(key=measure), store=None, by=place.head)

    name(key)
    before = [asked(*each) for each in pages]
    for at in range(2):
        more = make_measure(place.trust, place.director, [place.school], name=f"More {at}")
        name(f"own:{more.pk}")
    assert [asked(*each) for each in pages] == before
    assert SuccessMeasure.objects.count() == 6
    assert max(before) <= 40


def test_a_priority_keeps_where_its_figure_lay_among_all_schools(place: Trust, with_sector: Home):
    row = open_current(with_sector).values_of_indicator("ks2_maths_score", 2024).drop_nulls("value").row(0, named=True)
    Organisation.objects.filter(pk=place.school.pk).update(urn=row["urn"])
    place.school.refresh_from_db()
    made = make_priority(place, make_goal(place))
    browser, url = as_(place.head), f"/schools/{row['urn']}/priorities"
    form = {"number": str(made.pk), "token": "t", "key": "indicator:ks2_maths_score", "by_when": days(300).isoformat()}
    assert browser.post(url, form | {"do": "measure"}).status_code == 303
    said = {"judgement": "On course", "narrative": "It moved.", "review_on": days(90).isoformat()}
    assert browser.post(url, {"do": "review", "number": str(made.pk), "token": "r"} | said).status_code == 303
    kept = AimReview.objects.get().figures[0]["figure"]
    assert (kept["spread"]["phase"], kept["spread"]["year"]) == ("primary", 2024)
    assert "50" in kept["spread"]["percentiles"]
    page = get_page(browser, url)
    assert "Half of primary schools are between" in page.text
    assert 'class="am-stood"' in page.html
    figure = AimReview.objects.get()
    figure.figures[0]["figure"].pop("spread")  # as reviews were kept before
    figure.save()
    assert 'class="am-stood"' not in get_page(browser, url).html


def test_a_decision_offers_the_trusts_measure_and_keeps_every_schools_figure_with_its_review(place: Trust, key: str):
    decision, browser = decide(place), as_(place.director)
    url = f"/alignment/{decision.pk}"
    assert "Attendance (our own)" in get_page(browser, f"{url}/change").text
    Decision.objects.filter(pk=decision.pk).update(shown=[key])
    assert ("Attendance", f"/measures/{key.removeprefix('own:')}") in get_page(browser, url).links
    done = {"token": "r", "outcome": "keep", "because": "It holds.", "next_on": days(300).isoformat()}
    assert "Varies as it usually does" in get_page(browser, f"{url}/review").text
    assert browser.post(f"{url}/review", done).status_code == 303
    assert len(ImpactReview.objects.get().figures["shown"][0]["rows"]) == 2
    page = get_page(browser, url)
    assert "Attendance, as it stood: 2 schools" in page.text
    assert "What its own limits show" in page.text


def test_a_statement_offers_the_trusts_measure_and_a_self_evaluation_tells_it(place: Trust, key: str):
    draft, browser = make_definition(place.trust, place.director), as_(place.director)
    statement = draft.domains.get(key="reading").statements.get(key="books")
    url = f"/quality/{draft.pk}/statements/{statement.pk}"
    page = get_page(browser, url)
    assert f'<option value="{key}">Attendance</option>' in page.html
    judged = evaluations.make_place()
    measure = make_measure(judged.trust, judged.director, [judged.school])
    made = evaluations.begin(judged)
    row = evaluations.row_of(made, "daily")
    Shown.objects.create(statement=row.statement, measure=f"own:{measure.pk}", position=0)
    page = get_page(as_(judged.head), f"/self-evaluations/{made.pk}/domains/{row.statement.domain_id}")
    assert "Attendance: 93." in page.text
    assert "nothing is expected of it nationally" in page.text
