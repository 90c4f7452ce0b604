"""The report to trustees: by exception, for those who may read it, the same on page, in document and as data."""

import datetime as dt
import io
import zipfile

import pytest
from django.utils import timezone
from docx import Document

from plait.core.home import Home
from plait.goals.alignment import Heading, Outcome
from plait.goals.services import alignment, alignment_reviews
from plait.goals.services import alignment_schools as saying
from plait.indicators.services import register
from plait.indicators.store.reader import open_current
from tests.goals.alignment_trust import Trust, decide, make_alignment_trust, say
from tests.people import as_, make_member
from tests.web.pages import get_page
from tests.web.paper_files import open_paper

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def place(db: None) -> Trust:
    return make_alignment_trust()


def day(n: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=n)


@pytest.mark.usefixtures("without_build")
def test_trustees_read_what_was_decided_reviewed_and_stopped_and_what_to_ask(place: Trust):
    reading = decide(place, item="Early reading")
    homework = decide(place, item="Homework", review_on=day(3))
    alignment.end(homework, because="It cost families more than it gave.", by=place.director)
    alignment_reviews.review(
        reading, outcome=Outcome.KEEP, because="Every school is there or nearly.", next_on=day(90), by=place.director
    )
    marking = decide(place, item="Marking")
    free = place.levels[2].pk
    saying.state(marking, school=place.school, level=free, heading=Heading.STAYING, by=place.head)
    page = get_page(as_(place.trustee), "/board-report")
    for told in ("Every school is there or nearly.", "It cost families more than it gave.", "Marking"):
        assert told in page.text
    assert "One school stands apart from “Marking” without an exemption" in page.text
    assert "No definition of quality is in force." in page.text
    assert "one thing stopped" in page.text


@pytest.mark.usefixtures("without_build")
def test_of_many_decisions_with_schools_apart_one_question_is_asked(place: Trust):
    for item in ("Marking", "Homework", "Uniform"):
        made = decide(place, item=item)
        saying.state(made, school=place.school, level=place.levels[2].pk, heading=Heading.STAYING, by=place.head)
    page = get_page(as_(place.trustee), "/board-report")
    assert page.text.count("without an exemption") == 1
    assert "Schools stand apart from three decisions without an exemption, most from “" in page.text


@pytest.mark.usefixtures("without_build")
def test_an_empty_trust_is_told_so_and_not_that_all_is_well(place: Trust):
    page = get_page(as_(place.director), "/board-report")
    assert "Nothing was decided or reviewed in this time." in page.text
    assert "Nothing was stopped in this time." in page.text
    assert "No published figures can be read here." in page.text


@pytest.mark.usefixtures("without_build")
def test_what_lies_outside_the_days_or_is_a_draft_is_not_in_it(place: Trust):
    decide(place, item="Long ago", since=400)
    alignment.propose(say(place, item="A secret draft"), trust=place.trust, draft=True, by=place.director)
    page = get_page(as_(place.director), "/board-report")
    assert "Long ago" not in page.text
    assert "A secret draft" not in page.text
    earlier = get_page(as_(place.director), f"/board-report?since={day(-410)}&until={day(-390)}")
    assert "In force from" in earlier.text


@pytest.mark.usefixtures("without_build")
@pytest.mark.parametrize(
    "asked", ["since=yesterday", "since=2026-12-01&until=2026-11-01", "until=2031-01-01", "since=2001-01-01"]
)
def test_days_that_make_no_span_are_refused_with_the_reason(place: Trust, asked: str):
    answer = as_(place.director).get(f"/board-report?{asked}")
    assert answer.status_code == 400
    assert "2026-09-01" in answer.content.decode() or "is no span" in answer.content.decode()


@pytest.mark.usefixtures("without_build")
def test_however_much_was_decided_a_board_reads_three_sides_and_is_told_what_was_left_out(place: Trust):
    why = "Families asked for it, and every school saw it work. " * 30
    for number in range(13):
        made = decide(place, item=f"Decision {number} on a matter that takes a good many words to name", why=why)
        alignment.end(made, because=why[:900], by=place.director)
    browser = as_(place.trustee)
    page = get_page(browser, "/board-report")
    assert page.text.count("And 1 more, which the data have.") == 2
    assert len(open_paper(browser.get("/board-report.pdf").content).pages) <= 3
    with zipfile.ZipFile(io.BytesIO(browser.get("/board-report.zip").content)) as data:
        whole = data.read("csv/decisions.csv").decode("utf-8-sig")
    assert all(f"Decision {number} on" in whole for number in range(13))
    assert why.strip() in whole


@pytest.mark.usefixtures("without_build")
def test_another_trusts_report_is_not_there(place: Trust):
    assert as_(place.stranger).get(f"/board-report?trust={place.trust.pk}").status_code == 404
    for kind in ("docx", "pdf", "zip"):
        assert as_(place.stranger).get(f"/board-report.{kind}?trust={place.trust.pk}").status_code == 404


def test_figures_come_with_their_range_and_the_files_say_the_same(fictional_home: Home, monkeypatch, settings):
    monkeypatch.setenv("PLAIT_HOME", str(fictional_home.root))
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    store = open_current(fictional_home)
    largest = store.table("trusts").sort("schools_n", descending=True, nulls_last=True)["uid"].to_list()
    trust = register.adopt_trust(store, uid=largest[0])
    browser = as_(make_member(trust, "director"))
    page = get_page(browser, "/board-report")
    assert f"build {store.name}" in page.text
    assert page.headings.count(("h2", "What changed")) == 1
    answer = browser.get("/board-report.docx")
    written = "\n".join(each.text for each in Document(io.BytesIO(answer.content)).paragraphs)
    for heading in ("What changed", "What was decided", "What stopped", "Questions for trustees", "What this report"):
        assert heading in written
        assert heading in page.text
    with zipfile.ZipFile(io.BytesIO(browser.get("/board-report.zip").content)) as data:
        names = {name.rsplit("/", 1)[-1] for name in data.namelist()}
        changes = data.read("csv/changes.csv").decode("utf-8-sig").splitlines()
    assert {"decisions.csv", "reviews.csv", "goals.csv", "changes.csv"} <= names
    assert page.html.count("ch-best") <= len(changes)
    assert len(changes) == 1 or "probably lies between" in page.html


@pytest.mark.usefixtures("without_build")
def test_however_much_was_decided_the_database_is_asked_as_often(place: Trust, django_assert_max_num_queries):
    decide(place, item="First")
    browser = as_(place.director)
    browser.get("/board-report")
    for number in range(6):
        decide(place, item=f"Item {number}")
    with django_assert_max_num_queries(28):
        assert browser.get("/board-report").status_code == 200
