"""Self-evaluation on pages: a headteacher's ten minutes, a partner's second opinion, and what the trust reads."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from plait.goals.evaluating import Second
from plait.goals.models import Judged, SelfEvaluation
from plait.goals.services import evaluating, evaluating_moderation, evaluating_steps
from plait.web import context
from tests.goals.evaluations import Place, begin, close_last_term, make_place, row_of, say
from tests.people import as_
from tests.web.pages import Page, get_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None, tmp_path, monkeypatch) -> Place:
    monkeypatch.setenv("PLAIT_HOME", str(tmp_path))
    context.forget_served_builds()
    return make_place()


def sent_by(page: Page, **changed: str) -> dict[str, str]:
    """What a browser hands in from the form of a domain, with some fields changed; by the start of their names."""
    form = re.findall(r'<form[^>]*class="se-form"[^>]*>(.*?)</form>', page.html, re.DOTALL)[0]
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        held = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        chosen = held.get("type") in {"radio", "checkbox"}
        if not chosen or " checked" in tag:
            found[held["name"]] = held.get("value", "on" if chosen else "")
    for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[name] = text.strip()
    return found | changed


def domain_url(one: SelfEvaluation, key: str = "daily") -> str:
    return f"/self-evaluations/{one.pk}/domains/{row_of(one, key).statement.domain_id}"


def test_a_head_begins_where_last_term_ended_and_saves_a_domain_with_one_tap(place: Place):
    last = close_last_term(place)
    head = as_(place.head)
    page = get_page(head, f"/schools/{place.school.urn}/self-evaluation")
    assert "Begin with what we said last time" in page.text
    answer = head.post(f"/schools/{place.school.urn}/self-evaluation")
    made = SelfEvaluation.objects.exclude(pk=last.pk).get()
    assert (answer.status_code, answer["Location"]) == (303, f"/self-evaluations/{made.pk}")
    page = get_page(head, domain_url(made))
    assert "What you leave untouched stays as it was last time." in page.text
    assert "What you said before" in page.text
    answer = head.post(domain_url(made), sent_by(page))
    following = row_of(made, "known").statement.domain_id
    assert answer["Location"] == f"/self-evaluations/{made.pk}/domains/{following}"
    row = row_of(made, "daily")
    assert (row.level and row.level.key, row.looked_at is not None, row.since) == ("two", True, last.term_starts)


def test_what_a_head_changes_is_saved_and_sending_it_twice_does_one_thing(place: Place):
    made, head = begin(place), as_(place.head)
    row, level = row_of(made, "books"), made.definition.levels.get(key="one").pk
    told = {f"level_{row.pk}": str(level), f"confidence_{row.pk}": "unsure", f"evidence_{row.pk}": "Two shelves."}
    data = sent_by(get_page(head, domain_url(made)), **told, **{f"help_{row.pk}": "on"})
    assert head.post(domain_url(made), data).status_code == 303
    assert head.post(domain_url(made), data).status_code == 303
    row.refresh_from_db()
    assert (row.level_id, row.confidence, row.evidence, row.help_wanted) == (level, "unsure", "Two shelves.", True)
    assert row.version == 2
    page = get_page(head, f"/self-evaluations/{made.pk}")
    assert "Beginning in 1, Secure in 1" in page.text
    assert "Asks for help" in page.text


def test_two_at_once_lose_nothing(place: Place):
    made, head = begin(place), as_(place.head)
    row = row_of(made, "daily")
    mine = sent_by(get_page(head, domain_url(made)), **{f"evidence_{row.pk}": "My words."})
    evaluating.judge(made, said=[say(made, "daily", evidence="Hannah’s words.")], by=place.colleague)
    answer = head.post(domain_url(made), mine)
    assert answer.status_code == 422
    page = Page(answer.content.decode())
    assert "My words." in page.html
    assert "As it stands now: Secure, sure. Hannah’s words." in page.text
    assert head.post(domain_url(made), sent_by(page)).status_code == 303
    row.refresh_from_db()
    assert row.evidence == "My words."


def test_words_that_lead_to_a_pupil_are_asked_about_before_they_are_saved(place: Place):
    made, head = begin(place), as_(place.head)
    row = row_of(made, "daily")
    told = {f"evidence_{row.pk}": "As H801200001001 shows."}
    answer = head.post(domain_url(made), sent_by(get_page(head, domain_url(made)), **told))
    assert answer.status_code == 422
    row.refresh_from_db()
    assert "A1234" not in row.evidence


def test_the_director_sees_no_draft_anywhere_and_is_told_only_that_nothing_is_shared(place: Place):
    made, director = begin(place), as_(place.director)
    for url in (f"/self-evaluations/{made.pk}", domain_url(made), f"/self-evaluations/{made.pk}/table.csv"):
        assert director.get(url).status_code == 404
    page = get_page(director, f"/schools/{place.school.urn}/self-evaluation")
    assert "has not shared" in page.text
    assert "Secure" not in page.text
    assert "Nothing is shared yet" in get_page(director, "/self-evaluations").text
    assert "Every class" not in director.get("/self-evaluations.csv").content.decode()


def test_the_trust_reads_words_side_by_side_and_first_where_schools_ask_for_help(place: Place):
    made = begin(place)
    evaluating.judge(made, said=[say(made, "books", "one", confidence="unsure", help_wanted=True)], by=place.head)
    evaluating_steps.close(made, shared=True, by=place.head)
    director = as_(place.director)
    page = get_page(director, "/self-evaluations")
    assert page.text.index("Where schools ask for help") < page.text.index("School by school")
    assert "Beginning in 1, Secure in 1" in page.text
    assert "Not shared: Orchard Vale Primary School." in page.text
    rows = list(csv.reader(io.StringIO(director.get("/self-evaluations.csv").content.decode("utf-8-sig"))))
    assert rows[1][3:] == ["Beginning in 1, Secure in 1", "Books are chosen with care.", "Books are chosen with care."]
    page = get_page(director, f"/self-evaluations/{made.pk}")
    assert "Close the term" not in page.text
    assert "Closed on" in page.text
    assert "<form" not in get_page(director, domain_url(made)).html.split("<main")[1].split("</main")[0]


def test_a_partner_says_what_they_see_and_both_judgements_stand_side_by_side(place: Place):
    made, head = begin(place), as_(place.head)
    step = f"/self-evaluations/{made.pk}/step"
    page = get_page(head, f"{step}?to=ask")
    token = re.findall(r'name="token" value="([^"]+)"', page.html)[-1]
    asked = {"token": token, "person": place.partner_head.pk, "text": "Is reading as we say?"}
    assert head.post(f"{step}?to=ask", asked).status_code == 303
    partner = as_(place.partner_head)
    assert "Is reading as we say?" in get_page(partner, f"/self-evaluations/{made.pk}").text
    assert "asks you to read" in get_page(partner, "/home").text
    row, level = row_of(made, "daily"), made.definition.levels.get(key="one").pk
    page = get_page(partner, domain_url(made))
    told = {f"level_{row.pk}": str(level), f"note_{row.pk}": "In three of seven."}
    assert partner.post(domain_url(made), sent_by(page, **told)).status_code == 303
    row.refresh_from_db()
    assert row.level == made.definition.levels.get(key="two")
    page = get_page(head, f"/self-evaluations/{made.pk}")
    assert "Priya Nair of Orchard Vale Primary School sees Beginning" in page.text
    assert "In three of seven." in get_page(head, domain_url(made)).text
    moderator = made.moderators.get()
    assert head.post(step, {"end": moderator.pk}).status_code == 303
    assert partner.get(f"/self-evaluations/{made.pk}").status_code == 404


def test_a_term_is_closed_in_one_step_and_opened_with_a_reason(place: Place):
    made, head = begin(place), as_(place.head)
    step = f"/self-evaluations/{made.pk}/step"

    def do(to: str, **told: str) -> int:
        page = get_page(head, f"{step}?to={to}")
        token = re.findall(r'name="token" value="([^"]+)"', page.html)[-1]
        return int(head.post(f"{step}?to={to}", {"token": token, **told}).status_code)

    assert do("close", shared="on") == 303
    made.refresh_from_db()
    assert (made.state, made.visibility) == ("closed", "trust")
    assert head.get(f"{step}?to=keep").status_code == 404
    assert do("open") == 422
    assert do("open", text="A level was mistyped.") == 303
    made.refresh_from_db()
    assert made.state == "open"


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_downloaded_comes_back_the_same(place: Place, form: str):
    made, head = begin(place), as_(place.head)
    evaluating.judge(
        made, said=[say(made, "books", "one", evidence="=1+1, two\nlines", help_wanted=True)], by=place.head
    )
    held = head.get(f"/self-evaluations/{made.pk}/table.{form}").content
    kept = list(Judged.objects.filter(evaluation=made).values_list("level", "confidence", "evidence", "help_wanted"))
    rows = Judged.objects.filter(evaluation=made)
    page = get_page(head, f"/self-evaluations/{made.pk}/in")
    token = re.findall(r'name="token" value="([^"]+)"', page.html)[-1]
    rows.update(level=None, confidence="", evidence="", help_wanted=False)
    file = SimpleUploadedFile(f"mine.{form}", held)
    answer = head.post(f"/self-evaluations/{made.pk}/in", {"token": token, "file": file})
    assert answer.status_code == 303
    assert list(rows.values_list("level", "confidence", "evidence", "help_wanted")) == kept


def test_every_bad_cell_is_named_and_nothing_is_changed(place: Place):
    made, head = begin(place), as_(place.head)
    page = get_page(head, f"/self-evaluations/{made.pk}/in")
    token = re.findall(r'name="token" value="([^"]+)"', page.html)[-1]
    pasted = (
        "Key,Judgement,How sure,Asks for help\nbooks,Splendid,Very,perhaps\nnobody,Secure,Sure,no\ndaily,Beginning,,"
    )
    answer = head.post(f"/self-evaluations/{made.pk}/in", {"token": token, "pasted": pasted})
    assert answer.status_code == 422
    text = Page(answer.content.decode()).text
    for cell in ("row 2, Judgement", "row 2, How sure", "row 2, Asks for help", "row 3, Key"):
        assert cell in text
    row = row_of(made, "daily")
    assert row.level == made.definition.levels.get(key="two")


def test_pages_ask_the_same_number_of_questions_however_much_stands_there(
    place: Place, django_assert_max_num_queries: Callable[[int], object]
):
    close_last_term(place)
    made = evaluating.begin(place.school, by=place.head)
    evaluating_moderation.ask(made, person=place.partner_head.pk, by=place.head)
    seconds = [Second(each.pk, None, "Seen.") for each in Judged.objects.filter(evaluation=made)]
    evaluating_moderation.moderate(made, seconds=seconds, by=place.partner_head)
    head = as_(place.head)
    for url in (f"/self-evaluations/{made.pk}", domain_url(made), "/self-evaluations"):
        head.get(url)
        with django_assert_max_num_queries(27):  # type: ignore[attr-defined]
            assert head.get(url).status_code == 200
