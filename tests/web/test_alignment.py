"""Pages of what a trust does alike: written in minutes, answered with a thumb, published, and only then read."""

import datetime as dt
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from plait.core.home import Home
from plait.goals.agreeing import Way
from plait.goals.alignment import Asked, Outcome, State
from plait.goals.alignment_rows import read_sheets
from plait.goals.evidence import EntrySaid, EvidenceKind, Form, Sure
from plait.goals.models import AlignmentLevel, Decision, Exemption, ImpactReview, Position
from plait.goals.services import alignment, alignment_page, alignment_reviews, evidence, evidence_bets
from plait.goals.services import alignment_schools as saying
from plait.goals.services.agreeing import Asked as Question
from plait.goals.services.agreeing import open_consultation
from plait.indicators.services import register
from plait.indicators.store.reader import open_current
from plait.organisations import attention
from plait.organisations.services.authority import scope_of
from tests.goals.alignment_trust import Trust, decide, make_alignment_trust, say
from tests.people import as_, make_member, make_trust
from tests.web.pages import Page, get_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_build")]


@pytest.fixture
def place(db: None) -> Trust:
    return make_alignment_trust()


def days(n: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=n)


def told(**changed: str) -> dict[str, str]:
    return {
        "token": "a token of the form",
        "item": "Homework",
        "domain": "Teaching and curriculum",
        "level": "-3",
        "why": "Families and journeys home differ too much for one rule.",
        "review_on": days(200).isoformat(),
        "standing": "decide",
    } | changed


def test_a_director_with_an_empty_trust_is_taught_and_writes_the_first_decision():
    trust = make_trust("An empty trust")
    browser = as_(make_member(trust, "director"))
    empty = get_page(browser, "/alignment")
    assert "For example" in empty.text
    assert ("Write the first decision", "/alignment/new") in empty.links
    assert get_page(browser, "/alignment/matrix").text.count("Nothing is in force yet") == 1
    form = get_page(browser, "/alignment/new?from=4")
    assert "Families and journeys home differ" in form.html
    assert "Payroll" in form.text
    assert not AlignmentLevel.objects.exists()  # reading writes nothing
    answer = browser.post("/alignment/new", told())
    made = Decision.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/alignment/{made.pk}")
    assert (made.state, made.level.name, made.owner) == (State.IN_FORCE, "Empowered", trust)
    assert "Homework" in get_page(browser, "/alignment").text


def test_handing_in_the_same_form_twice_writes_one_decision(place: Trust):
    browser = as_(place.director)
    form = told(level=str(place.levels[0].pk), standing="propose")
    first, second = (browser.post("/alignment/new", form) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Decision.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"item": ""}, "Answer “What is it about?”"),
        ({"review_on": "2020-01-01"}, "not a day for its review"),
        ({"level": "99999"}, "Select a valid choice"),
        ({"why": "We followed H801200001001 through a day."}, "unique pupil number"),
    ],
)
def test_a_form_that_cannot_be_taken_says_why_and_keeps_what_was_typed(
    place: Trust, changed: dict[str, str], says: str
):
    answer = as_(place.director).post("/alignment/new", told(level=str(place.levels[0].pk)) | changed)
    page = Page(answer.content.decode())
    assert answer.status_code == 422
    assert says in page.text
    assert 'value="Teaching and curriculum"' in page.html
    assert not Decision.objects.exists()


def test_a_network_lead_proposes_and_is_not_offered_to_decide(place: Trust):
    browser = as_(place.lead)
    assert "Put it in force from today" not in get_page(browser, "/alignment/new").text
    refused = browser.post("/alignment/new", told(level=str(place.levels[0].pk)))
    assert refused.status_code == 422
    assert browser.post("/alignment/new", told(level=str(place.levels[0].pk), standing="draft")).status_code == 303
    draft = Decision.objects.get()
    assert as_(place.director).get(f"/alignment/{draft.pk}").status_code == 404
    browser.post(f"/alignment/{draft.pk}/step", {"do": "forward"})
    page = get_page(as_(place.director), f"/alignment/{draft.pk}")
    assert "Decide it" in page.text
    step = {"do": "decide", "token": "t", "starts_on": days(1).isoformat()}
    assert as_(place.director).post(f"/alignment/{draft.pk}/step", step).status_code == 303
    assert "In force from 22 November 2026" in get_page(browser, f"/alignment/{draft.pk}").text


def test_each_question_is_answered_by_its_decisions(place: Trust):
    decide(place, item="Payroll", at=0)
    decide(place, item="Curriculum", at=1, loose="Local examples.", review_on=days(20))
    decide(place, item="Names and uniforms", at=2)
    apart = decide(place, item="Early reading", at=0, phases=("primary",))
    saying.state(apart, school=place.school, level=place.levels[2].pk, by=place.head)
    alignment.propose(say(place, item="A later start"), trust=place.trust, by=place.lead)
    browser = as_(place.colleague)

    def listed(query: str) -> set[str]:
        found = get_page(browser, f"/alignment?{query}").links
        return {text for text, url in found if re.fullmatch(r"/alignment/\d+", url)}

    assert listed("show=must") == {"Payroll", "Curriculum", "Early reading"}
    assert listed("show=may") == {"Curriculum", "Names and uniforms"}
    assert listed("show=review") == {"Curriculum"}
    assert listed("show=apart") == {"Early reading"}
    assert listed("show=proposed") == {"A later start"}
    assert listed("phase=secondary") == {"Payroll", "Curriculum", "Names and uniforms"}
    assert listed(f"level={place.levels[2].pk}") == {"Names and uniforms"}
    assert "Otherwise: Harbour Lane Primary School." in get_page(browser, "/alignment?show=apart").text
    part = browser.get("/alignment?show=may", headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    assert "Curriculum" in part


def test_the_register_of_a_trust_is_not_there_for_strangers(place: Trust):
    made = decide(place)
    assert as_(place.stranger).get(f"/alignment/{made.pk}").status_code == 404
    assert as_(place.stranger).get(f"/alignment?trust={place.trust.pk}").status_code == 404
    assert "Early reading" not in get_page(as_(place.stranger), "/alignment").text
    assert as_(None).get("/alignment").status_code == 302


def test_a_trustee_reads_decisions_in_force_and_changes_nothing(place: Trust):
    made = decide(place)
    proposed = alignment.propose(say(place, item="A later start"), trust=place.trust, by=place.lead)
    browser = as_(place.trustee)
    page = get_page(browser, f"/alignment/{made.pk}")
    assert "Change or deepen it" not in page.text
    assert "Proposed" not in page.text.split("Its history")[1]
    assert browser.get(f"/alignment/{proposed.pk}").status_code == 404
    assert browser.post(f"/alignment/{made.pk}/step", {"do": "end"}).status_code == 404 or not Decision.objects.filter(
        state=State.ENDED
    )
    assert browser.get("/alignment/new").status_code == 404


def test_a_head_says_where_the_school_stands_in_two_taps(place: Trust):
    made = decide(place)
    browser, url = as_(place.head), f"/schools/{place.school.urn}/alignment"
    page = get_page(browser, url)
    assert "One decision of the trust, and nothing said yet" in page.text
    tap = {"token": "one", "decision": str(made.pk), "level": str(place.levels[1].pk)}
    answer = browser.post(url, tap)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{url}#decision-{made.pk}")
    after = get_page(browser, url)
    assert "And where are you going?" in after.text
    browser.post(url, tap | {"token": "two", "heading": "towards"})
    assert [each.heading for each in Position.objects.all()] == ["towards", "staying"]
    assert 'aria-pressed="true"' in get_page(browser, url).html
    assert "Moving towards what was decided" in get_page(as_(place.director), f"/alignment/{made.pk}").text


def test_a_colleague_reads_where_the_school_stands_and_says_nothing_for_it(place: Trust):
    made = decide(place)
    url = f"/schools/{place.school.urn}/alignment"
    assert "al-tap" not in get_page(as_(place.colleague), url).html
    answer = as_(place.colleague).post(url, {"token": "x", "decision": made.pk, "level": place.levels[0].pk})
    assert answer.status_code == 404
    assert as_(place.stranger).get(url).status_code == 404
    assert not Position.objects.exists()


def test_a_head_asks_to_be_let_off_and_a_director_answers_with_a_reason(place: Trust):
    made = decide(place)
    ask = {"token": "t", "school": place.school.pk, "reason": "A new building.", "until": days(60).isoformat()}
    answer = as_(place.head).post(f"/alignment/{made.pk}/exemption", ask)
    assert answer.headers["Location"] == f"/alignment/{made.pk}#exemptions"
    request = Exemption.objects.get()
    director = as_(place.director)
    (item,) = [each for each in attention.list_items(scope_of(place.director)) if "let off" in each.sentence]
    assert item.url == f"/alignment/{made.pk}#exemption-{request.pk}"
    assert "Grant it" in get_page(director, f"/alignment/{made.pk}").text
    assert "Grant it" not in get_page(as_(place.head), f"/alignment/{made.pk}").text
    url = f"/alignment/exemptions/{request.pk}"
    assert director.post(url, {"token": "a", "do": "grant", "because": ""}).status_code == 422
    assert director.post(url, {"token": "b", "do": "grant", "because": "Clear until the move."}).status_code == 303
    page = get_page(as_(place.head), f"/alignment/{made.pk}")
    assert "Granted until 20 January 2027" in page.text
    assert "Clear until the move." in page.text
    assert as_(place.head).post(url, {"token": "c", "do": "end"}).status_code == 303
    request.refresh_from_db()
    assert request.state == Asked.ENDED


def test_a_review_stands_with_its_figures_beside_the_decision(place: Trust):
    made = decide(place)
    saying.state(made, school=place.school, level=place.levels[0].pk, by=place.head)
    browser = as_(place.director)
    assert "1 of 2" in get_page(browser, f"/alignment/{made.pk}/review").text
    form = {
        "token": "t",
        "outcome": "loosen",
        "because": "Two heads of three want room.",
        "level": str(place.levels[1].pk),
        "next_on": days(300).isoformat(),
    }
    wrong = browser.post(f"/alignment/{made.pk}/review", form | {"outcome": "tighten"})
    assert wrong.status_code == 422
    assert "firmer level" in wrong.content.decode()
    assert browser.post(f"/alignment/{made.pk}/review", form | {"token": "u"}).status_code == 303
    page = get_page(browser, f"/alignment/{made.pk}")
    assert "Loosen it, from Standardised to Aligned" in page.text
    assert "1 of 2 schools had said where they stood; 1 where it was decided" in page.text
    assert ImpactReview.objects.count() == 1
    assert as_(place.head).get(f"/alignment/{made.pk}/review").status_code == 403


def test_two_people_at_the_same_decision_see_both_texts(place: Trust):
    made = decide(place)
    browser, url = as_(place.director), f"/alignment/{made.pk}/change"
    page = get_page(browser, url)
    version = re.search(r'name="version" value="(\d+)"', page.html)
    assert version is not None
    form = told(level=str(place.levels[0].pk), travel="hold", version=version[1])
    assert browser.post(url, form | {"why": "The first."}).status_code == 303
    second = browser.post(url, form | {"why": "The second."})
    assert second.status_code == 409
    assert "The first." in second.content.decode()
    assert "The second." in second.content.decode()
    history = get_page(browser, f"/alignment/{made.pk}").text
    assert "became “The first.”" in history


def test_the_matrix_sets_items_beside_phases(place: Trust):
    decide(place, item="Payroll", at=0)
    decide(place, item="Homework", at=2, phases=("primary",))
    decide(place, item="Homework", at=1, phases=("secondary",), travel="tighten")
    page = get_page(as_(place.colleague), "/alignment/matrix")
    assert page.html.count('<th scope="row">Homework') == 1
    assert "Payroll" in page.text
    assert 'colspan="2"' in page.html
    assert "growing more alike" in page.text
    assert "Publish it" not in page.text


def test_one_switch_publishes_the_matrix_and_takes_it_back(place: Trust):
    made = decide(place, told="One way of teaching to read.", risk="A secret worry.")
    saying.state(made, school=place.school, level=place.levels[0].pk, by=place.head)
    public, browser = f"/trusts/{place.trust.uid}/alignment", as_(place.director)
    nothing = as_(None).get("/trusts/999999/alignment").content
    closed = as_(None).get(public)
    assert closed.status_code == 404
    assert closed.content.replace(str(place.trust.uid).encode(), b"999999")[:500] == nothing[:500]
    assert as_(place.head).post("/alignment/matrix", {"on": "on"}).status_code == 403
    assert browser.post("/alignment/matrix", {"on": "on", "introduction": "Why we do this."}).status_code == 303
    page = get_page(as_(None), public)
    assert "Why we do this." in page.text
    assert "One way of teaching to read." in page.text
    for never in ("secret", made.why, "Harbour Lane", "Daniel", "Ama"):
        assert never not in page.text
    csv = as_(None).get(f"{public}?format=csv").content.decode()
    assert "Early reading" in csv
    assert made.why not in csv
    assert browser.post("/alignment/matrix", {"introduction": ""}).status_code == 303
    assert as_(None).get(public).status_code == 404


def test_a_trust_calls_its_levels_as_it_wants(place: Trust):
    browser = as_(place.director)
    page = get_page(browser, "/alignment/levels")
    assert "Standardised" in page.html
    form: dict[str, Any] = {}
    for at, (level, name) in enumerate(zip(place.levels, ("Backbone", "Shared", "Free"), strict=True)):
        form |= {f"number_{at}": level.pk, f"name_{at}": name, f"description_{at}": "", f"tie_{at}": level.tie}
    form |= {"number_3": "", "name_3": "", "description_3": "", "tie_3": "free"}
    assert browser.post("/alignment/levels", form).status_code == 303
    assert [each.name for each in AlignmentLevel.objects.all()] == ["Backbone", "Shared", "Free"]
    refused = browser.post("/alignment/levels", form | {"name_1": "backbone"})
    assert "same name" in refused.content.decode()
    assert as_(place.head).get("/alignment/levels").status_code == 403


@pytest.mark.database
def test_a_workbook_that_was_downloaded_comes_back_in(place: Trust):
    made = decide(place, loose="=1+1 is a text")
    saying.state(made, school=place.school, level=place.levels[1].pk, by=place.head)
    browser = as_(place.director)
    book = browser.get("/alignment/register.xlsx")
    assert set(read_sheets(book.content, name="a")) == {"Decisions", "Positions", "Exemptions", "Levels"}
    file = SimpleUploadedFile("alignment.xlsx", book.content)
    assert browser.post("/alignment/in", {"file": file}).status_code == 303
    assert "No decisions added, no changed" in browser.get("/alignment").content.decode()
    text = browser.get("/alignment/decisions.csv").content
    assert b"'=1+1 is a text" in text
    changed = text.replace(b"Standardised", b"Aligned")
    assert browser.post("/alignment/in", {"file": io.BytesIO(changed)}).status_code == 303
    made.refresh_from_db()
    assert (made.level.name, made.loose) == ("Aligned", "=1+1 is a text")
    wrong = browser.post("/alignment/in", {"pasted": text.decode().replace("Standardised", "Loose")})
    assert wrong.status_code == 422
    assert "Decisions, row 2: Level" in Page(wrong.content.decode()).text
    assert browser.get("/alignment/nonsense.csv").status_code == 404
    assert as_(place.head).get("/alignment/in").status_code == 403


def test_a_page_asks_few_questions_of_the_database_however_much_there_is(
    place: Trust, django_assert_max_num_queries: Any
):
    for number in range(4):
        made = decide(place, item=f"Item {number}")
        for school in (place.school, place.other):
            saying.state(made, school=school, level=place.levels[1].pk, by=place.director)
    saying.ask(made, school=place.school, reason="A building.", until=days(50), by=place.head)
    alignment_reviews.review(made, outcome=Outcome.KEEP, because="Good.", next_on=days(90), by=place.director)
    alignment_page.publish(place.trust, on=True, by=place.director)
    browser = as_(place.director)
    get_page(browser, "/alignment/levels")  # the first visit opens the session
    most = {
        "/alignment": 13,
        "/alignment/matrix": 14,
        f"/alignment/{made.pk}": 20,
        f"/schools/{place.school.urn}/alignment": 15,
        f"/trusts/{place.trust.uid}/alignment": 9,
    }
    for path, n in most.items():
        with django_assert_max_num_queries(n):
            get_page(browser, path)


def test_with_a_build_schools_stand_there_before_anybody_of_them_came(with_sector: Home):
    store = open_current(with_sector)
    uid = store.table("schools")["trust_uid"].drop_nulls().mode()[0]
    trust = register.adopt_trust(store, uid=uid)
    director = make_member(trust, "director")
    as_(director).post("/alignment/new", told())
    made = Decision.objects.get()
    page = get_page(as_(director), f"/alignment/{made.pk}")
    assert "No school has said where it stands yet." in page.text
    assert page.text.count("has not said") >= 3
    change = get_page(as_(director), f"/alignment/{made.pk}/change")
    assert "In which figures would its impact be seen?" in change.text


def test_what_a_decision_leans_on_and_who_is_asked_stand_beside_it(place: Trust):
    made = alignment.propose(say(place), trust=place.trust, by=place.lead)
    said = EntrySaid(
        title="Letters and sounds, three schools",
        says="Readers caught up by Easter.",
        kind=EvidenceKind.INTERNAL.value,
        form=Form.EVALUATION.value,
        looked_on=timezone.localdate(),
    )
    entry = evidence.write(said, owner=place.trust, by=place.lead)
    evidence_bets.lean(
        entry, under=("goals.decision", str(made.pk)), claim="One order helps who moves.", sure=Sure.BET, by=place.lead
    )
    asked = Question(
        title="One order of sounds?",
        question="Could you live with it?",
        opens_on=timezone.localdate(),
        closes_on=days(20),
        ways=(Way.COMMENTS,),
    )
    open_consultation(asked, on=made, by=place.lead)
    page = get_page(as_(place.colleague), f"/alignment/{made.pk}")
    assert "One order helps who moves. A bet Stands on Letters and sounds, three schools" in page.text
    assert "One order of sounds? open until 11 December 2026" in page.text


def test_a_review_keeps_the_named_figures_with_their_intervals_as_they_stood(with_sector: Home):
    store = open_current(with_sector)
    schools = store.table("schools").filter(store.table("schools")["phase"] == "primary")
    uid = schools["trust_uid"].drop_nulls().mode()[0]
    trust = register.adopt_trust(store, uid=uid)
    director = make_member(trust, "director")
    browser = as_(director)
    browser.post("/alignment/new", told(phases="primary"))
    made = Decision.objects.get()
    form = told(level=str(made.level_id), travel="hold", phases="primary", version=str(made.version))
    figures = {"shown": ["indicator:ks2_maths_score"]}
    assert browser.post(f"/alignment/{made.pk}/change", form | figures).status_code == 303
    ahead = get_page(browser, f"/alignment/{made.pk}/review").text
    assert "what was expected in like circumstances (between" in ahead
    done = {"token": "r", "outcome": "keep", "because": "It holds.", "next_on": days(300).isoformat()}
    assert browser.post(f"/alignment/{made.pk}/review", done).status_code == 303
    kept = ImpactReview.objects.get().figures
    assert kept["build"] == store.name
    (one,) = kept["shown"]
    assert len(one["rows"]) >= 1
    assert all(re.fullmatch(r"[\d.]+ in 20\d\d/\d\d", row["value"]) for row in one["rows"])
    assert "maths, as it stood" in get_page(browser, f"/alignment/{made.pk}").text
