"""Consultations: opened on what is on its way, answered once by each, kept from those who need not know."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from plait.core.concurrency import Conflict
from plait.core.errors import NotAllowed
from plait.core.models import AuditEntry
from plait.goals.agreeing import MOST_CLAIMS, Choice, ClaimState, NotAConsultation, NotOpen, Way
from plait.goals.models import Claim, Comment, Compared, Consultation, Vote
from plait.goals.queries import agreeing as reading
from plait.goals.queries import agreeing_needing
from plait.goals.services import agreeing, agreeing_saying, alignment, quality_steps
from plait.organisations import attention
from plait.organisations.services.authority import scope_of
from tests.goals.alignment_trust import decide, make_alignment_trust, say
from tests.goals.consultations import Asking, asked, make_asking
from tests.goals.definitions import make_definition, next_year
from tests.people import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Asking:
    return make_asking()


def today() -> dt.date:
    return timezone.localdate()


def test_the_people_of_the_trust_read_it_and_nobody_else_does(place: Asking):
    number = place.consultation.pk
    for person in (place.director, place.head, place.colleague):
        scope = scope_of(person)
        assert reading.may_take_part(scope, reading.get_consultation(scope, number=number))
    for person in (place.stranger, place.trustee):
        with pytest.raises(reading.NoSuchConsultation):
            reading.get_consultation(scope_of(person), number=number)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"ways": ()}, "No way"),
        ({"claims": ()}, "nothing to vote on"),
        ({"claims": ("x" * 301,)}, "too long"),
        ({"claims": tuple(f"Claim {n}" for n in range(MOST_CLAIMS + 1))}, "61 claims"),
        ({"closes_on": dt.date(2020, 1, 1)}, "no time"),
        ({"statement": 10**9}, "not one of the trust’s"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_nothing_is_kept(place: Asking, changed: dict[str, object], why: str):
    with pytest.raises(NotAConsultation, match=why):
        agreeing.open_consultation(asked(**changed), on=place.definition, by=place.director)
    assert Consultation.objects.count() == 1


def test_a_draft_that_one_person_reads_and_what_is_in_force_are_not_asked_about(place: Asking):
    alone = make_definition(place.trust, place.director, shared=False)
    with pytest.raises(NotAConsultation, match="draft"):
        agreeing.open_consultation(asked(ways=(Way.COMMENTS,)), on=alone, by=place.director)
    quality_steps.agree(place.definition, by=place.director)
    quality_steps.put_in_force(place.definition, review_on=next_year(), by=place.director)
    with pytest.raises(NotAConsultation, match="in force"):
        agreeing.open_consultation(asked(ways=(Way.COMMENTS,)), on=place.definition, by=place.director)


def test_only_whoever_writes_for_the_trust_opens_one(place: Asking):
    with pytest.raises(NotAllowed):
        agreeing.open_consultation(asked(), on=place.definition, by=place.colleague)
    with pytest.raises(NotAllowed):
        agreeing.open_consultation(asked(), on=place.definition, by=place.stranger)


def test_a_proposal_is_asked_about_by_the_same_ways_and_a_decision_in_force_is_not():
    trust = make_alignment_trust()
    proposal = alignment.propose(say(trust), trust=trust.trust, by=trust.director)
    ways = (Way.COMMENTS, Way.VOTES)
    made = agreeing.open_consultation(asked(ways=ways), on=proposal, by=trust.director)
    passages = reading.list_passages(scope_of(trust.head), consultation=made)
    assert [each.anchor for each in passages] == ["field:why", ""]
    assert reading.list_consultations_on(scope_of(trust.head), subject=proposal) == [made]
    with pytest.raises(NotAConsultation, match="decided"):
        agreeing.open_consultation(asked(ways=ways), on=decide(trust), by=trust.director)


def test_a_comment_keeps_the_passage_as_it_was_and_is_answered_by_whoever_leads(place: Asking):
    passages = reading.list_passages(scope_of(place.colleague), consultation=place.consultation)
    said = agreeing_saying.comment(
        place.consultation, anchor=passages[0].anchor, text="Say “every pupil”.", by=place.colleague
    )
    assert said.passage == "Questions make everybody think."
    with pytest.raises(NotAllowed):
        agreeing_saying.answer(said, text="No.", by=place.head)
    agreeing_saying.answer(said, text="We will.", by=place.director)
    (read,) = reading.list_comments(scope_of(place.head), consultation=place.consultation)
    assert (read.author.name, read.answer, read.answered_by) == ("Hannah Brook", "We will.", place.director)
    with pytest.raises(NotAConsultation, match="passage"):
        agreeing_saying.comment(place.consultation, anchor="statement:1000000", text="Hm.", by=place.colleague)


def test_a_claim_that_a_colleague_adds_is_seen_once_it_is_accepted_and_a_refusal_gives_its_reason(place: Asking):
    one = agreeing_saying.add_claim(place.consultation, text="Talk comes first.", by=place.colleague)
    two = agreeing_saying.add_claim(place.consultation, text="Buses are late.", by=place.colleague)
    head, lead = scope_of(place.head), scope_of(place.director)
    assert one not in reading.list_claims(head, consultation=place.consultation)
    assert reading.list_waiting(head, consultation=place.consultation) == []
    with pytest.raises(reading.NoSuchConsultation):
        reading.get_claim(head, consultation=place.consultation, number=one.pk)
    with pytest.raises(NotAConsultation, match="not vote"):
        agreeing_saying.vote(one, choice=Choice.AGREE, by=place.head)
    assert reading.list_waiting(lead, consultation=place.consultation) == [one, two]
    agreeing_saying.settle_claim(one, accept=True, by=place.director)
    with pytest.raises(NotAConsultation, match="reason"):
        agreeing_saying.settle_claim(two, accept=False, by=place.director)
    agreeing_saying.settle_claim(two, accept=False, because="Not about teaching.", by=place.director)
    assert one in reading.list_claims(head, consultation=place.consultation)
    own = reading.list_own_claims(scope_of(place.colleague), consultation=place.consultation)
    assert [(each.state, each.because) for each in own] == [("accepted", ""), ("declined", "Not about teaching.")]
    with pytest.raises(NotAConsultation, match="already"):
        agreeing_saying.add_claim(place.consultation, text="talk  comes first.", by=place.head)
    with pytest.raises(NotAllowed):
        agreeing_saying.settle_claim(one, accept=True, by=place.head)


def test_what_whoever_leads_adds_stands_at_once(place: Asking):
    made = agreeing_saying.add_claim(place.consultation, text="Talk comes first.", by=place.director)
    assert made.state == ClaimState.ACCEPTED


def test_a_person_has_one_vote_which_they_change_until_it_closes_and_alone_they_read_it(place: Asking):
    claim = place.claims[0]
    first = agreeing_saying.vote(claim, choice=Choice.AGREE, by=place.colleague)
    again = agreeing_saying.vote(claim, choice=Choice.AGREE, by=place.colleague)
    assert (again.pk, again.at) == (first.pk, first.at)
    agreeing_saying.vote(claim, choice=Choice.NOT_SURE, by=place.colleague)
    assert reading.list_own_votes(scope_of(place.colleague), consultation=place.consultation) == {claim.pk: 0}
    for person in (place.director, place.head, place.stranger):
        assert reading.list_own_votes(scope_of(person), consultation=place.consultation) == {}
    agreeing.close(place.consultation, by=place.director)
    with pytest.raises(NotOpen, match="closed"):
        agreeing_saying.vote(claim, choice=Choice.AGREE, by=place.colleague)
    assert Vote.objects.get().choice == Choice.NOT_SURE


@pytest.mark.database
def test_the_database_takes_one_vote_and_one_judgement_of_a_pair_from_each(place: Asking):
    claim, at = place.claims[0], timezone.now()
    Vote.objects.create(claim=claim, person=place.head, choice=1, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.create(claim=claim, person=place.head, choice=0, at=at)
    comparing = place.consultation.comparing
    one, two = comparing.statement.exemplars.all()[:2]
    Compared.objects.create(comparing=comparing, judge=place.head, left=one, right=two, winner=one, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Compared.objects.create(comparing=comparing, judge=place.head, left=two, right=one, at=at)


def test_a_vote_leaves_no_line_in_the_trail(place: Asking):
    before = AuditEntry.objects.count()
    agreeing_saying.vote(place.claims[0], choice=Choice.AGREE, by=place.colleague)
    assert AuditEntry.objects.count() == before


def test_a_visitor_of_the_trust_reads_it_and_is_not_asked(place: Asking):
    visitor = make_member(place.consultation.owner, "visitor", until=today() + dt.timedelta(days=30))
    scope = scope_of(visitor)
    found = reading.get_consultation(scope, number=place.consultation.pk)
    assert not reading.may_take_part(scope, found)
    assert reading.list_open(scope, today=today()) == []
    assert agreeing_needing.list_waiting_for_me(scope) == []


def test_a_stranger_a_trustee_and_a_visitor_say_nothing(place: Asking):
    visitor = make_member(place.consultation.owner, "visitor", until=today() + dt.timedelta(days=30))
    for person in (place.stranger, place.trustee, visitor):
        with pytest.raises(NotAllowed):
            agreeing_saying.vote(place.claims[0], choice=Choice.AGREE, by=person)
        with pytest.raises(NotAllowed):
            agreeing_saying.comment(place.consultation, anchor="", text="Hm.", by=person)
        with pytest.raises(NotAllowed):
            agreeing_saying.add_claim(place.consultation, text="Hm.", by=person)
    assert not Vote.objects.exists()
    assert not Comment.objects.exists()
    assert Claim.objects.count() == len(place.claims)


def test_it_opens_on_its_day_and_is_answered_only_in_its_ways(place: Asking):
    later = agreeing.open_consultation(
        asked(ways=(Way.COMMENTS,), opens_on=today() + dt.timedelta(days=2)), on=place.definition, by=place.director
    )
    with pytest.raises(NotOpen, match="begins on"):
        agreeing_saying.comment(later, anchor="", text="Hm.", by=place.colleague)
    with pytest.raises(NotOpen, match="not answered by"):
        agreeing_saying.add_claim(later, text="Hm.", by=place.colleague)


def test_whoever_leads_gives_more_time_and_opens_again_what_was_closed(place: Asking):
    agreeing.close(place.consultation, by=place.director)
    closed = Consultation.objects.get(pk=place.consultation.pk)
    assert closed.is_over(today())
    with pytest.raises(Conflict):
        agreeing.move_closing(closed, closes_on=today(), version=closed.version - 1, by=place.director)
    closed.refresh_from_db()
    with pytest.raises(NotAllowed):
        agreeing.move_closing(closed, closes_on=today(), version=closed.version, by=place.head)
    agreeing.move_closing(closed, closes_on=today(), version=closed.version, by=place.director)
    assert Consultation.objects.get(pk=closed.pk).is_open(today())
    told = AuditEntry.objects.filter(record_type=agreeing.TYPE).order_by("pk").values_list("action", flat=True)
    assert list(told) == ["consultation.opened", "consultation.closed", "consultation.moved"]


def test_it_waits_on_a_colleagues_page_until_they_have_said_something(place: Asking):
    def waiting(person) -> list[attention.Item]:
        return agreeing_needing.list_waiting_for_me(scope_of(person))

    (item,) = waiting(place.colleague)
    assert item.sentence == "Northbridge Learning Trust asks what you think: “Is this what we mean?”."
    assert item.due == place.consultation.closes_on
    assert waiting(place.stranger) == waiting(place.trustee) == waiting(place.director) == []
    agreeing.move_closing(place.consultation, closes_on=today(), version=1, by=place.director)
    assert "It closes on" in waiting(place.colleague)[0].sentence
    agreeing_saying.vote(place.claims[0], choice=Choice.AGREE, by=place.colleague)
    assert waiting(place.colleague) == []
    agreeing.close(place.consultation, by=place.director)
    assert waiting(place.head) == []


def test_whoever_leads_is_told_what_waits_for_them(place: Asking):
    agreeing_saying.add_claim(place.consultation, text="Talk comes first.", by=place.colleague)
    agreeing_saying.comment(place.consultation, anchor="", text="Good.", by=place.head)
    (item,) = agreeing_needing.list_to_lead(scope_of(place.director))
    assert item.sentence == (
        "In “Is this what we mean?”, 1 claim waits to be accepted and 1 comment waits for an answer."
    )
    assert agreeing_needing.list_to_lead(scope_of(place.head)) == []
