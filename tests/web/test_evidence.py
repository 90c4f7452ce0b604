"""The library of evidence on pages: written, looked for, leant upon, looked at again, taken out and back in."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from plait.goals.evidence import Sure
from plait.goals.models import Bet, Decision, Entry, Statement
from plait.goals.services import aims, evidence, evidence_bets
from plait.goals.services.aims import WrittenGoal
from plait.organisations.visibility import Visibility
from plait.web import context
from tests.goals.alignment_trust import Trust, decide, make_alignment_trust
from tests.goals.definitions import next_year, put_in_force
from tests.goals.test_evidence import READ
from tests.goals.test_evidence_bets import lean, revise
from tests.people import as_, make_body, make_member
from tests.web.pages import get_page
from tests.web.test_quality import fields_of


@pytest.fixture
def place(db: None, tmp_path, monkeypatch) -> Trust:
    monkeypatch.setenv("PLAIT_HOME", str(tmp_path))
    context.forget_served_builds()
    return make_alignment_trust()


@pytest.fixture
def decision(place: Trust) -> Decision:
    return decide(place)


@pytest.fixture
def entry(place: Trust) -> Entry:
    return evidence.write(READ, owner=place.trust, by=place.lead)


def test_the_library_shows_what_came_with_plait_and_says_that_it_is_to_be_checked(place: Trust):
    page = get_page(as_(place.director), "/evidence")
    assert page.h1 == "What do we know, and how well?"
    assert "Nine entries, none of your own." in page.text
    assert "+8 months, strong evidence, very low cost" in page.text
    assert "figure to be checked against its source" in page.text
    assert ("Write an entry", "/evidence/new") in page.links
    assert "Write an entry" not in get_page(as_(place.trustee), "/evidence").text


def test_the_library_is_filtered_and_a_part_is_sent_to_scripts(place: Trust, entry: Entry):
    client = as_(place.lead)
    page = get_page(client, "/evidence?q=reading&kind=internal")
    assert [text for level, text in page.headings if level == "h3"] == [READ.title]
    assert "Nothing in the library fits" in get_page(client, "/evidence?q=quidditch").text
    assert "+5 months" in get_page(client, "/evidence?strength=strong&component=nonsense&page=99").text
    part = client.get("/evidence?kind=internal", headers={"HX-Request": "true", "HX-Target": "list"})
    assert b"<html" not in part.content


def test_an_entry_is_written_from_a_decision_and_the_claim_follows(place: Trust, decision: Decision):
    client = as_(place.lead)
    url = f"/evidence/new?for=decision:{decision.pk}"
    fields = fields_of(get_page(client, url))
    told = {"kind": "internal", "title": "Drop-ins", "says": "Most.", "looked_on": "2026-06-01", "visibility": "trust"}
    answer = client.post(url, {**fields, **told})
    made = Entry.objects.get(title="Drop-ins")
    assert (answer.status_code, answer.url) == (303, f"/evidence/under/decision/{decision.pk}?entry={made.pk}")
    fields = fields_of(get_page(client, answer.url))
    answer = client.post(answer.url, {**fields, "entry": made.pk, "claim": "Most will do it.", "sure": "bet"})
    assert (answer.status_code, answer.url) == (303, f"/alignment/{decision.pk}")
    assert Bet.objects.get().claim == "Most will do it."
    assert client.post(url, {**fields_of(get_page(client, url)), **told, "says": ""}).status_code == 422


def test_what_is_missing_is_said_at_its_field(place: Trust):
    client = as_(place.lead)
    fields = fields_of(get_page(client, "/evidence/new"))
    told = {"kind": "external", "title": "A study", "says": "It says.", "visibility": "trust", "effect_lo": "1"}
    answer = client.post("/evidence/new", {**fields, **told})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Say where it comes from" in text
    assert "Give both ends of the interval" in text
    pupil = {**told, "source": "X", "effect_lo": "", "says": "H801200001001 did well."}
    assert "looks like" in client.post("/evidence/new", {**fields, **pupil}).content.decode()
    assert Entry.objects.filter(shipped="").count() == 0


def test_handing_an_entry_in_twice_writes_one(place: Trust):
    client = as_(place.lead)
    fields = fields_of(get_page(client, "/evidence/new"))
    told = {"kind": "internal", "title": "Once", "says": "One.", "looked_on": "2026-06-01", "visibility": "trust"}
    first, second = (client.post("/evidence/new", {**fields, **told}) for _ in range(2))
    assert first.url == second.url
    assert Entry.objects.filter(title="Once").count() == 1


def test_an_entry_says_what_it_bears_what_stands_on_it_and_how_it_changed(
    place: Trust, decision: Decision, entry: Entry
):
    lean(entry, decision, place.lead)
    revise(entry, place.lead)
    page = get_page(as_(place.colleague), f"/evidence/{entry.pk}")
    assert page.h1 == READ.title
    assert "It will widen words." in page.text
    assert "Alignment decision: Early reading" in page.text
    assert "It was revised since somebody last looked." in page.text
    assert "What it says: “Children in three schools read more at home.” became “Fewer than we thought.”" in page.text
    assert as_(place.stranger).get(f"/evidence/{entry.pk}").status_code == 404
    assert as_(place.colleague).get(f"/evidence/{entry.pk}/change").status_code == 403


def test_two_who_change_an_entry_at_once_see_both_texts(place: Trust, entry: Entry):
    client = as_(place.lead)
    url = f"/evidence/{entry.pk}/change"
    fields = fields_of(get_page(client, url)) | {"kind": "internal", "visibility": "trust"}
    assert client.post(url, {**fields, "says": "First."}).status_code == 303
    answer = client.post(url, {**fields, "says": "Second."})
    assert answer.status_code == 409
    assert "First." in answer.content.decode()
    entry.refresh_from_db()
    assert (entry.says, entry.revision) == ("First.", 2)


def test_an_entry_is_withdrawn_with_a_reason_and_a_shipped_one_confirmed_by_a_curator(place: Trust, entry: Entry):
    client = as_(place.lead)
    fields = fields_of(get_page(client, f"/evidence/{entry.pk}"))
    step = f"/evidence/{entry.pk}/step"
    assert client.post(step, {**fields, "do": "withdraw", "because": ""}).status_code == 422
    assert client.post(step, {**fields, "do": "withdraw", "because": "A slip."}).status_code == 303
    assert "A slip." in get_page(client, f"/evidence/{entry.pk}").text
    shipped = Entry.objects.get(shipped="class-size")
    assert client.post(f"/evidence/{shipped.pk}/step", {"do": "confirm"}).status_code == 403
    curator = as_(make_member(make_body(), "curator", name="Rae Lind"))
    assert "I have checked it" in get_page(curator, f"/evidence/{shipped.pk}").text
    assert curator.post(f"/evidence/{shipped.pk}/step", {"do": "confirm"}).status_code == 303
    assert "I have checked it" not in get_page(curator, f"/evidence/{shipped.pk}").text


def test_a_claim_is_looked_at_again_with_what_has_changed_and_taken_away(
    place: Trust, decision: Decision, entry: Entry
):
    made = lean(entry, decision, place.lead)
    revise(entry, place.lead)
    client = as_(place.director)
    assert "Look whether it still stands" in get_page(client, "/home").text
    url = f"/evidence/bets/{made.pk}"
    page = get_page(client, url)
    assert page.h1 == "Does it still stand?"
    assert "became “Fewer than we thought.”" in page.text
    assert client.post(url, {**fields_of(page), "sure": "fairly"}).status_code == 303
    assert get_page(client, url).h1 == "What we take from it"
    assert client.post(url, {**fields_of(page), "sure": "bet"}).status_code == 422  # read at an earlier version
    assert as_(place.stranger).get(url).status_code == 404
    assert as_(place.colleague).get(url).status_code == 403
    assert client.post(url, {"do": "remove"}).status_code == 303
    assert not Bet.objects.exists()


def test_evidence_is_leant_upon_by_whoever_writes_for_the_trust_and_a_draft_is_not_offered(
    place: Trust, decision: Decision
):
    draft = evidence.write(READ, owner=place.trust, visibility=Visibility.ME, by=place.lead)
    url = f"/evidence/under/decision/{decision.pk}"
    page = get_page(as_(place.lead), url)
    assert draft.title not in page.text
    assert "phonics" in get_page(as_(place.lead), f"{url}?q=phonics").text
    assert as_(place.colleague).get(url).status_code == 403
    assert as_(place.stranger).get(url).status_code == 404
    assert as_(place.lead).get(f"/evidence/under/nonsense/{decision.pk}").status_code == 404


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_library_goes_out_and_comes_back_in(place: Trust, entry: Entry, form: str):
    client = as_(place.lead)
    sent = client.get(f"/evidence/library.{form}")
    assert sent.status_code == 200
    fields = fields_of(get_page(client, "/evidence/in"))
    file = SimpleUploadedFile(f"evidence.{form}", sent.content)
    answer = client.post("/evidence/in", {**fields, "owner": place.trust.pk, "file": file}, follow=True)
    assert "No entries added" in answer.content.decode() or "0 entries added" in answer.content.decode()
    entry.refresh_from_db()
    assert entry.revision == 1
    assert client.get("/evidence/library.pdf").status_code == 404


def test_cells_that_cannot_be_taken_in_are_named_on_the_page(place: Trust, entry: Entry):
    client = as_(place.lead)
    sent = client.get("/evidence/library.csv?kind=internal").content.decode("utf-8-sig")
    heading, row = list(csv.reader(io.StringIO(sent)))
    row[heading.index("Strength")] = "nine"
    pasted = "\n".join("\t".join(each) for each in (heading, row))
    answer = client.post("/evidence/in", {"owner": place.trust.pk, "pasted": pasted})
    assert answer.status_code == 422
    assert "Row 2: Strength" in answer.content.decode()
    toml = SimpleUploadedFile("a.toml", b"not toml")
    assert client.post("/evidence/in", {"owner": place.trust.pk, "file": toml}).status_code == 422
    assert as_(place.trustee).get("/evidence/in").status_code == 404


def test_a_page_asks_no_more_where_there_is_more(place: Trust, decision: Decision, django_assert_max_num_queries):
    client = as_(place.director)
    for each in Entry.objects.exclude(shipped=""):
        lean(each, decision, place.lead)
    for number in range(20):
        evidence.write(
            READ.__class__(title=f"Entry {number}", says="It.", source="S"), owner=place.trust, by=place.lead
        )
    get_page(client, "/evidence")
    with django_assert_max_num_queries(18):
        get_page(client, "/evidence")
    with django_assert_max_num_queries(18):
        get_page(client, f"/evidence/{Entry.objects.get(shipped='phonics').pk}")
    with django_assert_max_num_queries(20):
        get_page(client, f"/evidence/under/decision/{decision.pk}")


def test_a_statement_and_a_goal_show_what_they_rest_on(place: Trust, entry: Entry):
    definition = put_in_force(place.trust, place.director)
    statement = Statement.objects.get(domain__definition=definition, key="daily")
    url = f"/quality/{definition.pk}/domains/{statement.domain_id}"
    page = get_page(as_(place.lead), url)
    assert ("Add evidence", f"/evidence/under/statement/{statement.pk}") in page.links
    evidence_bets.lean(
        entry, under=("goals.statement", str(statement.pk)), claim="It pays.", sure=Sure.FAIRLY, by=place.lead
    )
    page = get_page(as_(place.trustee), url)
    assert "It pays. Fairly sure Evidence that was not shared with you" in page.text
    assert "Add evidence" not in page.text
    written = WrittenGoal(title="Reading", why="It opens the rest.", review_on=next_year())
    goal = aims.propose(written, trust=place.trust, by=place.director)
    evidence_bets.lean(entry, under=("goals.goal", str(goal.pk)), claim="It helps.", sure=Sure.BET, by=place.lead)
    page = get_page(as_(place.lead), f"/goals/{goal.pk}")
    assert "It helps. A bet Reading aloud every day" in page.text


def test_what_rests_on_the_library_is_downloaded_and_brought_back_in(place: Trust, decision: Decision, entry: Entry):
    lean(entry, decision, place.lead)
    browser = as_(place.lead)
    links = get_page(browser, "/evidence").links
    assert ("What rests on it, as Excel", "/evidence/bets.xlsx") in links
    assert ("Bring in what rests on it", "/evidence/bets/in") in links
    book = SimpleUploadedFile("bets.xlsx", browser.get("/evidence/bets.xlsx").content)
    answer = browser.post("/evidence/bets/in", {"file": book})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/evidence")
    told = browser.get("/evidence/bets.csv").content.decode("utf-8-sig")
    answer = browser.post("/evidence/bets/in", {"pasted": told.replace("It will widen words.", "It widens words.")})
    assert answer.status_code == 303
    assert Bet.objects.get().claim == "It widens words."
    answer = browser.post("/evidence/bets/in", {"pasted": told.replace("A bet", "Quite")})
    assert answer.status_code == 422
    assert "row 2: How sure" in answer.content.decode()
    assert Bet.objects.get().sure == Sure.BET


def test_a_number_that_no_database_knows_is_that_of_nothing(place: Trust):
    for kind in ("goal", "statement", "decision", "priority"):
        assert as_(place.director).get(f"/evidence/under/{kind}/{'9' * 25}").status_code == 404
