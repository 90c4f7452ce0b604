"""Claims and comments go out as tables and come back in; votes go out as counts, and never come back."""

import pytest

from plait.core.errors import NotAllowed
from plait.core.spreadsheets import write_csv
from plait.core.tables_in import BadTable, NotATable
from plait.goals.agreeing import ClaimState
from plait.goals.agreeing_table import CLAIM_HEADING, COMMENT_HEADING
from plait.goals.models import Claim, Comment, Vote
from plait.goals.queries.agreeing_exchange import claim_rows, comment_rows
from plait.goals.services import agreeing_saying
from plait.goals.services.agreeing_exchange import TakenSayings, take_in
from plait.organisations.models import Person
from plait.organisations.services.authority import scope_of
from tests.goals.consultations import CLAIMS, Asking, make_asking, vote_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Asking:
    return make_asking()


def claims(place: Asking, by: Person | None = None) -> str:
    rows = claim_rows(scope_of(by or place.director), consultation=place.consultation)
    return write_csv(CLAIM_HEADING, rows)


def comments(place: Asking) -> str:
    return write_csv(COMMENT_HEADING, comment_rows(scope_of(place.director), consultation=place.consultation))


def take(place: Asking, content: str, by: Person | None = None) -> TakenSayings:
    return take_in(content, consultation=place.consultation, name="a table", by=by or place.director)


def named(refused: BadTable) -> list[tuple[int, str]]:
    return [(each.row, each.column) for each in refused.cells]


def test_claims_come_back_in_unchanged_and_those_that_wait_are_settled_in_the_sheet(place: Asking):
    first = agreeing_saying.add_claim(place.consultation, text="=We sing.", by=place.colleague)
    second = agreeing_saying.add_claim(place.consultation, text="We dance.", by=place.colleague)
    out = claims(place)
    assert take(place, out) == TakenSayings(0, 0, 0, 0)
    assert claims(place) == out
    waits, votes, declined = (each.label for each in ClaimState)
    told = out.replace(f"We dance.,{waits},", f"We dance.,{declined},It says two things.")
    told = told.replace(f"We sing.,{waits}", f"We sing.,{votes}") + ",We paint.,,\r\n"
    assert take(place, told) == TakenSayings(1, 2, 0, 0)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, second.because) == ("accepted", "declined", "It says two things.")
    assert Claim.objects.get(text="We paint.").state == ClaimState.ACCEPTED


def test_a_colleague_reads_the_claims_that_are_voted_on_alone_and_takes_none_in(place: Asking):
    agreeing_saying.add_claim(place.consultation, text="We sing.", by=place.colleague)
    assert claims(place, place.colleague).count("\r\n") == 1 + len(CLAIMS)
    assert "We sing." in claims(place)
    for person in (place.colleague, place.head, place.stranger, place.trustee):
        with pytest.raises(NotAllowed):
            take(place, claims(place), by=person)


def test_every_bad_claim_is_named_and_nothing_is_taken(place: Asking):
    one = place.claims[0]
    rows = [
        ("", "We sing.", "", ""),
        ("", one.text, "", ""),
        (one.pk, "Other words.", "", ""),
        (one.pk, one.text, ClaimState.DECLINED.label, "No."),
        (one.pk, one.text, "", "A new reason."),
        (987_654, "Not ours.", "", ""),
        ("", "Waits.", ClaimState.WAITING.label, ""),
    ]
    with pytest.raises(BadTable) as refused:
        take(place, write_csv(CLAIM_HEADING, rows))
    assert named(refused.value) == [
        *((3, "Claim"), (4, "Claim"), (5, "State"), (6, "Why it is not taken up"), (7, "Number"), (8, "State")),
    ]
    assert Claim.objects.count() == len(CLAIMS)


def test_comments_come_back_in_unchanged_and_are_answered_in_the_sheet(place: Asking):
    agreeing_saying.comment(place.consultation, anchor="", text="Too long.", by=place.colleague)
    out = comments(place)
    assert take(place, out) == TakenSayings(0, 0, 0, 0)
    anchor = f"statement:{place.definition.domains.get().statements.get().pk}"
    more = write_csv(COMMENT_HEADING, [("", anchor, "", "", "Said at the meeting.", "Ama Osei", "", "Thank you.", "")])
    told = out.replace("Too long.,Hannah Brook", "Too long.,Hannah Brook").rstrip("\r\n")
    told = told.removesuffix(",").removesuffix(",") + ",We will shorten it.,\r\n" + more.partition("\r\n")[2]
    assert take(place, told) == TakenSayings(0, 0, 1, 2)
    first, second = Comment.objects.all()
    assert (first.answer, first.author, second.author) == ("We will shorten it.", place.colleague, place.director)
    assert (second.anchor, second.passage) == (anchor, "Questions make everybody think.")


def test_nobodys_words_are_changed_and_nobody_is_spoken_for(place: Asking):
    said = agreeing_saying.comment(place.consultation, anchor="", text="Too long.", by=place.colleague)
    agreeing_saying.answer(said, text="We know.", by=place.director)
    rest = ("", "", "")
    rows = [
        (said.pk, *rest, "Fine.", "", "", "We know.", ""),
        (said.pk, *rest, "Too long.", "", "", "", ""),
        (987_654, *rest, "Not ours.", "", "", "", ""),
        ("", *rest, "I agree.", "Hannah Brook", "", "", ""),
        ("", "statement:987654", "", "", "Nowhere.", "", "", "", ""),
    ]
    with pytest.raises(BadTable) as refused:
        take(place, write_csv(COMMENT_HEADING, rows))
    assert named(refused.value) == [(2, "Comment"), (3, "Answer"), (4, "Number"), (5, "By"), (6, "Comment")]
    assert Comment.objects.get().text == "Too long."


def test_votes_and_comparisons_never_come_back_in(place: Asking):
    vote_all(place, [[1, 1, 0, -1]])
    for heading in (("Claim", "Voted", "Agree"), ("Claim", "You said"), ("Example", "Place", "Judgements")):
        with pytest.raises(NotATable, match="never come back in"):
            take(place, write_csv(heading, [("We read aloud every day.", 12, 12)]))
    assert Vote.objects.count() == 4
