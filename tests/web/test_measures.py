"""Pages of measures: begun from an example, entered on a phone, brought in after a look, and read as a trend."""

import datetime as dt
import html as markup
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from plait.core.errors import NotAllowed
from plait.core.tables_in import read_table
from plait.indicators.models import OwnLimit, OwnMeasure, OwnValue
from plait.indicators.own_tables import list_columns
from plait.indicators.services import own_measures
from plait.indicators.services.own_measures import NotAMeasure
from plait.organisations import attention
from plait.organisations.services.authority import scope_of
from tests.indicators.measured_trust import Measured, fill, make_measured_trust, say, weeks_ago
from tests.people import as_, make_member, make_trust
from tests.web.pages import get_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_build")]

STEADY = [930, 934, 928, 933, 929, 935, 931, 927, 936, 930, 932, 929]
RAISED = [952, 955, 950, 957, 951, 954, 953, 956]


@pytest.fixture
def place(db: None) -> Measured:
    return make_measured_trust(target=94.0)


def told(**changed: str) -> dict[str, str]:
    return {
        "token": "a token of the form",
        "name": "Lesson drop-ins",
        "unit": "count",
        "better": "0",
        "cadence": "weekly",
        "entered_by": "school",
        "each_school": "on",
        "starts_on": weeks_ago(10).isoformat(),
    } | changed


def test_an_empty_trust_is_taught_and_begins_from_an_example():
    trust = make_trust("An empty trust")
    browser = as_(make_member(trust, "director"))
    empty = get_page(browser, "/measures")
    assert "For example" in empty.text
    assert ("Attendance by week", "/measures/new?from=attendance") in empty.links
    form = get_page(browser, "/measures/new?from=attendance")
    assert "possible sessions" in form.html
    for _ in range(2):  # handed in twice
        answer = browser.post("/measures/new", told())
        assert answer.status_code == 303
    made = OwnMeasure.objects.get()
    assert (made.owner, made.name) == (trust, "Lesson drop-ins")
    assert "No figures yet" in get_page(browser, "/measures").text
    assert "Nobody has entered a figure yet" in get_page(browser, f"/measures/{made.pk}").text


def test_a_share_without_its_counts_is_asked_for_beside_the_form(place: Measured):
    answer = as_(place.director).post("/measures/new", told(unit="percent"))
    assert answer.status_code == 422
    assert "it does not say of what" in answer.content.decode()


def test_every_place_stands_on_one_scale_with_what_it_shows_in_words(place: Measured):
    fill(place, STEADY + RAISED)
    fill(place, STEADY, school=place.other)
    page = get_page(as_(place.colleague), f"/measures/{place.measure.pk}")
    assert "Of two places with figures, one shows a change just now." in page.text
    assert "Higher than chance, which is better" in page.text
    assert "Reaches the target at some times and not at others" in page.text
    assert "two places are watched at once" in page.text.lower()
    assert page.html.count("ch-trend--small") == 2


def test_a_place_says_its_trend_first_and_how_sure_that_is(place: Measured):
    fill(place, STEADY + RAISED)
    browser = as_(place.head)
    url = f"/measures/{place.measure.pk}/at/{place.school.pk}"
    page = get_page(browser, url)
    assert f"Attendance has shifted up since {weeks_ago(8):%-d %B %Y}: eight weeks above the centre line" in page.text
    assert "better than chance" in page.html
    assert "Laney" in page.text
    csv = browser.get(f"{url}?format=csv").content.decode("utf-8-sig").splitlines()
    assert csv[0].startswith("Period,Begins,Figure,Centre line")
    assert len(csv) == 21
    assert "median" in get_page(browser, f"{url}?chart=runs").text


def test_limits_are_begun_anew_with_their_reason_on_the_chart_and_taken_back(place: Measured):
    fill(place, STEADY + RAISED)
    browser = as_(place.head)
    url = f"/measures/{place.measure.pk}/at/{place.school.pk}"
    form = {"token": "once", "move": "rebase", "at": weeks_ago(8).isoformat(), "note": "New policy"}
    refused = browser.post(f"{url}/limits", form | {"note": ""})
    assert refused.status_code == 422
    for _ in range(2):
        assert browser.post(f"{url}/limits", form).status_code == 303
    page = get_page(browser, url)
    assert "New policy</text>" in page.html
    assert "Varies as it usually does" in page.text
    browser.post(f"{url}/limits", {"withdraw": str(OwnLimit.objects.get().pk)})
    assert "New policy" not in get_page(browser, url).html


def test_figures_are_entered_by_hand_on_one_screen_and_a_bad_one_is_named(place: Measured):
    browser = as_(place.head)
    page = get_page(browser, "/measures/enter")
    assert "Attendance: sessions attended" in page.text
    names = re.findall(r'name="((?:counted|of)_\d+)"', page.html)
    good = {"token": "by hand", names[0]: "1,900,000", names[1]: "2,000,000"}
    bad = browser.post("/measures/enter", good | {names[0]: "lots"})
    assert bad.status_code == 422
    assert "Write a number" in bad.content.decode()
    more = browser.post("/measures/enter", good | {names[0]: "2000001"})
    assert "more than all there are" in more.content.decode()
    assert browser.post("/measures/enter", good).status_code == 303
    one = OwnValue.objects.get()
    assert (one.value, one.organisation, one.by) == (95.0, place.school, place.head)
    assert 'value="1900000"' in get_page(browser, "/measures/enter").html


def test_a_table_is_looked_at_before_it_is_saved(place: Measured):
    fill(place, [930])
    browser = as_(place.director)
    url = f"/measures/{place.measure.pk}/in"
    rows = (
        f"URN,Period,Count,Out of\n{place.school.urn},{weeks_ago(1)},935,1000\n{place.other.urn},{weeks_ago(1)},9,10\n"
    )
    look = browser.post(url, {"file": SimpleUploadedFile("weeks.csv", rows.encode("cp1252"))})
    shown = look.content.decode()
    assert look.status_code == 200
    assert "One new figure and one correction" in shown
    assert OwnValue.objects.count() == 1
    held = re.search(r'name="held" value="([^"]*)"', shown)
    token = re.search(r'name="token" value="([^"]*)"', shown)
    assert held is not None
    assert token is not None
    form = {"held": markup.unescape(held[1]), "token": token[1], "because": "Late registers"}
    for _ in range(2):
        assert browser.post(url, form).status_code == 303
    assert OwnValue.objects.filter(current=True).count() == 2
    page = get_page(browser, f"/measures/{place.measure.pk}/at/{place.school.pk}")
    assert "Late registers" in page.text


def test_bad_cells_are_named_and_nothing_is_saved(place: Measured):
    browser = as_(place.head)
    rows = f"URN\tPeriod\tCount\tOut of\n{place.school.urn}\tsome day\t935\t1000\n"
    rows += f"{place.school.urn}\t{weeks_ago(1)}\t9\tx\n"
    answer = browser.post(f"/measures/{place.measure.pk}/in", {"pasted": rows})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "row 2: Period" in html
    assert "some day" in html
    assert "row 3: Out of" in html
    assert not OwnValue.objects.exists()


def test_the_template_as_a_workbook_has_a_row_for_each_period_and_comes_back(place: Measured):
    fill(place, STEADY)
    browser = as_(place.head)
    book = browser.get(f"/measures/{place.measure.pk}.xlsx").content
    rows = read_table(io.BytesIO(book).read(), name="x", columns=list_columns(place.measure), sheet="Figures")
    assert len(rows) > len(STEADY)
    assert {row.text("School") for row in rows} == {place.school.name}
    answer = browser.post(f"/measures/{place.measure.pk}/in", {"file": SimpleUploadedFile("x.xlsx", book)})
    assert "every figure stands already" in answer.content.decode()
    assert browser.get(f"/measures/{place.measure.pk}.pdf").status_code == 404


def test_nothing_of_it_is_there_for_a_stranger(place: Measured):
    fill(place, STEADY)
    browser = as_(place.stranger)
    number = place.measure.pk
    for path in ("", "/change", "/in", ".csv", f"/at/{place.school.pk}"):
        assert browser.get(f"/measures/{number}{path}").status_code == 404, path
    limits = {"move": "rebase", "at": "2026-01-01", "note": "x", "token": "t"}
    assert browser.post(f"/measures/{number}/at/{place.school.pk}/limits", limits).status_code == 404
    assert as_(place.colleague).get(f"/measures/{number}/change").status_code == 403


def test_a_measure_is_changed_and_ended(place: Measured):
    browser, url = as_(place.director), f"/measures/{place.measure.pk}/change"
    form = told(unit="percent", counted="a", denominator="b", better="1", version=str(place.measure.version))
    assert browser.post(url, form).status_code == 303
    assert "Lesson drop-ins" in get_page(browser, url).text
    assert browser.post(url, {"end": "1"}).status_code == 303
    assert "Measured no longer" in get_page(browser, "/measures").text


def test_values_that_are_due_wait_on_the_page_of_who_enters_them(place: Measured):
    items = attention.list_items(scope_of(place.head))
    (item,) = [each for each in items if "/measures/enter" in each.url]
    assert "Attendance" in item.sentence
    assert not [each for each in attention.list_items(scope_of(place.stranger)) if "measures" in each.url]
    own_measures.end(place.measure, on=timezone.localdate() - dt.timedelta(days=1), by=place.director)
    assert not [each for each in attention.list_items(scope_of(place.head)) if "measures" in each.url]


def test_a_page_asks_few_questions_however_many_schools_there_are(place: Measured):
    for n in range(3):
        own_measures.define(say(name=f"Another {n}"), owner=place.trust, by=place.director)
    fill(place, STEADY)
    browser = as_(place.director)
    for path, most in (("/measures", 14), (f"/measures/{place.measure.pk}", 16), ("/measures/enter", 16)):
        browser.get(path)
        with CaptureQueriesContext(connection) as asked:
            browser.get(path)
        assert len(asked) <= most, path


def test_a_head_measures_something_at_the_school_alone_and_says_whether_the_trust_reads_it(place: Measured):
    browser, url = as_(place.head), f"/schools/{place.school.urn}/measures/new"
    assert (f"Measure something at {place.school.name} alone", url) in get_page(browser, "/measures").links
    page = get_page(browser, url)
    assert "People of the trust read it too" in page.text
    assert "Who enters it?" not in page.text
    answer = browser.post(url, told(name="Clubs", unit="count"))
    made = OwnMeasure.objects.get(name="Clubs")
    assert answer.headers["Location"] == f"/measures/{made.pk}"
    assert (made.owner, made.visibility, made.each_school) == (place.school, "school", False)
    assert "Clubs" in get_page(browser, "/measures/enter").text
    assert as_(place.director).get(f"/measures/{made.pk}").status_code == 404
    change = f"/measures/{made.pk}/change"
    form = told(name="Clubs", unit="count", version=str(made.version), shared="on")
    assert browser.post(change, form | {"token": "two"}).status_code == 303
    assert "Clubs" in get_page(as_(place.director), "/measures").text
    made.refresh_from_db()
    form = told(name="Clubs", unit="count", version=str(made.version))
    assert browser.post(change, form | {"token": "three"}).status_code == 303
    assert as_(place.director).get(f"/measures/{made.pk}").status_code == 404


def test_nobody_from_outside_the_school_measures_there_or_says_who_reads_it(place: Measured):
    url = f"/schools/{place.school.urn}/measures/new"
    for person in (place.director, place.stranger):
        assert as_(person).post(url, told()).status_code == 404
    page = get_page(as_(place.colleague), url)
    assert "People of the trust read it too" not in page.text
    as_(place.colleague).post(url, told(name="Ours", shared="on"))
    made = OwnMeasure.objects.get(name="Ours")
    assert made.visibility == "school"
    for person in (place.director, place.colleague):
        with pytest.raises(NotAllowed):
            own_measures.share(made, shared=True, by=person)
    with pytest.raises(NotAMeasure):
        own_measures.share(place.measure, shared=False, by=place.director)
