"""Agreeing together on pages: asked by a director, answered on a phone without scripts, read by the trust alone."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from plait.core.tables_cells import read_grids
from plait.goals.agreeing import Choice
from plait.goals.models import Claim, Comment, Compared, Consultation, Vote
from plait.goals.services import agreeing, agreeing_saying
from plait.web import context
from tests.goals.consultations import Asking, make_asking, vote_all
from tests.people import as_, make_member
from tests.web.pages import Page, get_page


@pytest.fixture
def place(db: None, tmp_path, monkeypatch) -> Asking:
    monkeypatch.setenv("PLAIT_HOME", str(tmp_path))
    context.forget_served_builds()
    return make_asking()


def url(place: Asking, part: str = "") -> str:
    return f"/consultations/{place.consultation.pk}{part}"


def hidden(page: Page, name: str, *, at: int = 0) -> str:
    return re.findall(rf'name="{name}" value="([^"]*)"', page.html)[at]


def test_a_director_asks_from_a_draft_with_its_statements_as_claims(place: Asking):
    client, address = as_(place.director), f"/consultations/new?definition={place.definition.pk}"
    page = get_page(client, address)
    assert "Questions make everybody think." in page.text
    fields = {
        "token": hidden(page, "token"),
        "definition": place.definition.pk,
        "title": "Questions",
        "question": "What would you change?",
        "closes_on": place.consultation.closes_on.isoformat(),
        "ways": ["comments", "votes", "comparing"],
        "claims": "Talk comes first.\nSilence helps.",
        "compare": "Which shows better questioning?",
        "statement": "",
    }
    answer = client.post("/consultations/new", fields)
    assert answer.status_code == 303
    again = client.post("/consultations/new", fields)
    assert again.headers["Location"] == answer.headers["Location"]
    made = Consultation.objects.latest("pk")
    assert Consultation.objects.count() == 2
    assert list(made.claims.values_list("text", flat=True)) == ["Talk comes first.", "Silence helps."]
    assert made.comparing.statement is None


def test_what_cannot_be_asked_is_said_on_the_form_with_its_words(place: Asking):
    client = as_(place.director)
    page = get_page(client, f"/consultations/new?definition={place.definition.pk}")
    fields = {
        "token": hidden(page, "token"),
        "definition": place.definition.pk,
        "title": "Q",
        "question": "Mine own words",
        "closes_on": "2020-01-01",
        "ways": ["comments"],
    }
    answer = client.post("/consultations/new", fields)
    assert answer.status_code == 422
    assert "no time in which people could answer" in answer.content.decode()
    assert "Mine own words" in answer.content.decode()


def test_without_a_subject_one_chooses_what_is_on_its_way(place: Asking):
    links = get_page(as_(place.director), "/consultations/new").links
    assert (place.definition.title, f"/consultations/new?definition={place.definition.pk}") in links


def test_a_colleague_votes_claim_by_claim_without_scripts_and_changes_a_vote(place: Asking):
    client = as_(place.colleague)
    for n in range(len(place.claims)):
        page = get_page(client, url(place, "/vote"))
        assert f"{len(place.claims) - n} of {len(place.claims)} left" in page.text
        told = {"claim": hidden(page, "claim"), "choice": "1"}
        assert client.post(url(place, "/vote"), told).status_code == 303
        client.post(url(place, "/vote"), told)  # the button pressed twice
    assert "That is all. Thank you." in get_page(client, url(place, "/vote")).text
    assert Vote.objects.filter(person=place.colleague).count() == len(place.claims)
    claim = place.claims[0]
    page = get_page(client, url(place, f"/vote?claim={claim.pk}"))
    assert "You said “agree”" in page.text
    client.post(url(place, "/vote"), {"claim": claim.pk, "choice": "-1"})
    assert Vote.objects.get(person=place.colleague, claim=claim).choice == Choice.DISAGREE


def test_a_vote_that_makes_no_sense_changes_nothing(place: Asking):
    client = as_(place.colleague)
    assert client.post(url(place, "/vote"), {"claim": place.claims[0].pk, "choice": "7"}).status_code == 422
    assert client.post(url(place, "/vote"), {"claim": 10**9, "choice": "1"}).status_code == 404
    assert not Vote.objects.exists()


def test_a_claim_is_added_accepted_by_the_lead_and_voted_on_by_another(place: Asking):
    colleague, director = as_(place.colleague), as_(place.director)
    page = get_page(colleague, url(place, "/vote"))
    fields = {"do": "add", "text": "Talk comes first.", "token": hidden(page, "token")}
    assert colleague.post(url(place, "/vote"), fields).status_code == 303
    colleague.post(url(place, "/vote"), fields)
    claim = Claim.objects.get(text="Talk comes first.")
    assert "Waits to be accepted" in get_page(colleague, url(place, "/vote")).text
    assert as_(place.head).get(url(place, f"/vote?claim={claim.pk}")).content.decode().count("Talk comes first.") == 0
    page = get_page(director, url(place, "/lead"))
    assert "Talk comes first." in page.text
    assert "Hannah Brook" not in page.text
    told = {"do": "accept", "claim": claim.pk, "token": hidden(page, "token")}
    assert director.post(url(place, "/lead"), told).status_code == 303
    assert "Talk comes first." in get_page(as_(place.head), url(place, f"/vote?claim={claim.pk}")).h1


def test_a_claim_that_looks_like_a_pupil_is_held_back(place: Asking):
    client = as_(place.colleague)
    page = get_page(client, url(place, "/vote"))
    fields = {"do": "add", "text": "UPN A123456789012 needs help.", "token": hidden(page, "token")}
    answer = client.post(url(place, "/vote"), fields)
    assert answer.status_code == 422
    assert Claim.objects.filter(added=True).count() == 0


def test_two_examples_are_compared_passed_over_and_only_a_pair_that_was_shown_is_taken(place: Asking):
    client = as_(place.colleague)
    page = get_page(client, url(place, "/compare"))
    assert page.h1 == "Which shows better questioning?"
    told = {"pair": hidden(page, "pair"), "winner": "left"}
    assert client.post(url(place, "/compare"), told).status_code == 303
    client.post(url(place, "/compare"), {**told, "winner": "right"})
    made = Compared.objects.get()
    assert made.winner_id == made.left_id
    page = get_page(client, url(place, "/compare"))
    client.post(url(place, "/compare"), {"pair": hidden(page, "pair"), "winner": "skip"})
    assert Compared.objects.filter(winner=None).count() == 1
    stolen = as_(place.head).post(url(place, "/compare"), {**told, "winner": "right"})
    assert stolen.status_code == 422
    assert Compared.objects.count() == 2


def test_a_comment_stands_beside_its_passage_with_a_name_and_an_answer(place: Asking):
    client, director = as_(place.colleague), as_(place.director)
    page = get_page(client, url(place, "/comments"))
    fields = {"token": hidden(page, "token"), "anchor": hidden(page, "anchor"), "text": "Say every pupil."}
    assert client.post(url(place, "/comments"), fields).status_code == 303
    client.post(url(place, "/comments"), fields)
    said = Comment.objects.get()
    page = get_page(director, url(place, "/comments"))
    assert "Hannah Brook" in page.text
    told = {"do": "answer", "comment": said.pk, "text": "We will.", "token": hidden(page, "token")}
    assert director.post(url(place, "/lead"), told).status_code == 303
    assert "Answered by Ama Osei" in get_page(client, url(place, "/comments")).text
    empty = client.post(url(place, "/comments"), {**fields, "token": "other", "text": ""})
    assert empty.status_code == 422


def test_results_show_what_all_said_and_why_there_are_no_groups(place: Asking):
    assert "until five people have voted" in get_page(as_(place.head), url(place)).text
    vote_all(place, [[1, 1, -1, 0], [1, -1, -1, 1], [1, 1, -1, 1], [1, 0, -1, 1], [1, 1, 1, 1], [1]])
    page = get_page(as_(place.head), url(place))
    assert "6 of 6 agree, 0 disagree, 0 not sure" in page.text
    assert "No groups are shown. Too few people" in page.text
    rows = list(csv.reader(io.StringIO(as_(place.head).get(url(place, "/votes.csv")).content.decode("utf-8-sig"))))
    assert rows[1] == ["We read aloud every day.", "6", "6", "0", "0", "61%", "100%"]
    assert as_(place.head).get(url(place, "/groups.csv")).content.decode("utf-8-sig").count("\n") == 1
    assert as_(place.head).get(url(place, "/other.csv")).status_code == 404


def test_groups_are_shown_with_what_unites_and_divides_and_without_names(place: Asking):
    for text in ("Marking matters.", "We rehearse.", "Silence helps.", "Talk helps."):
        agreeing_saying.add_claim(place.consultation, text=text, by=place.director)
    camp = [1, 1, -1, -1, 1, 1, -1, 1]
    rows = [[*(side * each for each in camp[:7]), 1] for side in [1] * 9 + [-1] * 9]
    rows[2][0] = rows[11][1] = rows[5][4] = rows[14][6] = 0
    people = vote_all(place, rows)
    page = get_page(as_(place.head), url(place))
    assert "The votes fall into 2 groups" in page.text or "The votes fall into two groups" in page.text
    assert {"What unites", "What divides", "Who thinks alike"} <= {text for _, text in page.headings}
    assert not any(each.name in page.text for each in people)
    told = as_(place.head).get(url(place, "/groups.csv")).content.decode("utf-8-sig").splitlines()
    assert len(told) == 1 + 2 * 8


def test_the_scale_is_shown_with_intervals_and_the_judges_to_whoever_leads(place: Asking):
    for n in range(6):
        client = as_(make_member(place.school, "colleague", name=f"Judge {n}"))
        for _ in range(5):
            page = client.get(url(place, "/compare")).content.decode()
            left, right = (int(each) for each in re.findall(r"Example (\d)</h2>", page))
            pair = re.search(r'name="pair" value="([^"]*)"', page)
            assert pair is not None
            client.post(url(place, "/compare"), {"pair": pair[1], "winner": "left" if left > right else "right"})
    page = get_page(as_(place.head), url(place))
    assert "Six people made 30 comparisons, as many as are wished for." in page.text
    assert "How sure is this?" in page.text
    assert "judges unlike" not in page.text
    assert "judges unlike the others" in get_page(as_(place.director), url(place)).text
    rows = list(csv.reader(io.StringIO(as_(place.head).get(url(place, "/scale.csv")).content.decode("utf-8-sig"))))
    assert rows[1][0] == "Example 5"
    assert float(rows[1][2]) < float(rows[1][1]) < float(rows[1][3])
    sheets = {
        each.name: each.rows for each in read_grids(as_(place.head).get(url(place, ".xlsx")).content, name="a.xlsx")
    }
    assert list(sheets) == ["Claims", "Votes", "Groups", "Scale", "Sure", "Comments"]
    assert "judges unlike" not in str(sheets["Sure"])


def test_claims_are_brought_back_in_by_whoever_leads_and_votes_by_nobody(place: Asking):
    director = as_(place.director)
    assert ("Bring claims or comments in", url(place, "/in")) in get_page(director, url(place, "/lead")).links
    book = director.get(url(place, ".xlsx")).content
    answer = director.post(url(place, "/in"), {"file": SimpleUploadedFile("consultation.xlsx", book)})
    assert (answer.status_code, answer.headers["Location"]) == (303, url(place, "/lead"))
    assert director.post(url(place, "/in"), {"pasted": "Claim\nWe sing."}).status_code == 303
    assert Claim.objects.get(text="We sing.").state == "accepted"
    page = get_page(director, url(place, "/in"))
    page.check()
    assert "never come back in" in page.text
    votes = director.get(url(place, "/votes.csv")).content.decode("utf-8-sig")
    answer = director.post(url(place, "/in"), {"pasted": votes})
    assert answer.status_code == 422
    assert "Ask people to vote" in answer.content.decode()
    answer = director.post(url(place, "/in"), {"pasted": "Claim\nWe sing."})
    assert "row 2: Claim" in answer.content.decode()


def test_ones_own_votes_are_a_file_for_oneself(place: Asking):
    agreeing_saying.vote(place.claims[0], choice=Choice.NOT_SURE, by=place.colleague)
    own = as_(place.colleague).get(url(place, "/mine.csv")).content.decode("utf-8-sig")
    assert "We read aloud every day.,Not sure" in own
    assert as_(place.director).get(url(place, "/mine.csv")).content.decode("utf-8-sig").count("\n") == 1


def test_whoever_leads_closes_it_and_gives_more_time(place: Asking):
    director = as_(place.director)
    page = get_page(director, url(place, "/lead"))
    assert director.post(url(place, "/lead"), {"do": "close"}).status_code == 303
    assert "Voting is closed" in get_page(as_(place.colleague), url(place, "/vote")).text
    stale = {"do": "move", "closes_on": place.consultation.closes_on, "version": 1, "token": hidden(page, "token")}
    assert director.post(url(place, "/lead"), stale).status_code == 422
    page = get_page(director, url(place, "/lead"))
    fresh = {**stale, "version": hidden(page, "version")}
    assert director.post(url(place, "/lead"), fresh).status_code == 303
    assert "Open until" in get_page(director, url(place)).text


@pytest.mark.parametrize(
    "part", ["", "/vote", "/compare", "/comments", "/lead", "/votes.csv", "/mine.csv", ".xlsx", "/in"]
)
def test_for_others_it_is_not_there(place: Asking, part: str):
    for person in (place.stranger, place.trustee):
        assert as_(person).get(url(place, part)).status_code == 404


def test_a_colleague_does_not_lead(place: Asking):
    assert as_(place.colleague).get(url(place, "/lead")).status_code == 403
    assert as_(place.colleague).get(f"/consultations/new?definition={place.definition.pk}").status_code == 403


def test_the_list_teaches_and_leads_to_what_is_open(place: Asking):
    page = get_page(as_(place.colleague), "/consultations")
    assert ("Is this what we mean?", url(place)) in page.links
    assert "Nothing has been asked yet" in get_page(as_(place.stranger), "/consultations").text
    agreeing.close(place.consultation, by=place.director)
    assert "Closed, and yet to open" in get_page(as_(place.colleague), "/consultations").text


@pytest.mark.parametrize(("part", "most"), [("", 26), ("/vote", 20), ("/compare", 20), ("/comments", 18)])
def test_pages_ask_the_database_as_much_for_many_votes_as_for_few(
    place: Asking, django_assert_max_num_queries, part: str, most: int
):
    vote_all(place, [[1, 1, -1, 0]] * 6)
    for n in range(4):
        agreeing_saying.comment(place.consultation, anchor="", text=f"Comment {n}.", by=place.head)
    client = as_(place.colleague)
    client.get(url(place))
    with django_assert_max_num_queries(most):
        assert client.get(url(place, part)).status_code == 200
