"""What stands on evidence: claims under decisions and statements, and who is told when their evidence changes."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db.models import F
from django.utils import timezone

from plait.core.concurrency import Conflict
from plait.core.errors import NotAllowed
from plait.core.models import AuditEntry
from plait.goals.evidence import Shaken, Sure
from plait.goals.models import Bet, Decision, Entry, Statement
from plait.goals.queries import evidence as reading
from plait.goals.queries import evidence_anchors, evidence_needing
from plait.goals.queries.evidence_anchors import NothingThere
from plait.goals.services import alignment, evidence, evidence_bets, quality
from plait.goals.services.evidence_bets import NotABet
from plait.organisations.models import Person
from plait.organisations.services.authority import scope_of
from plait.organisations.visibility import Visibility
from tests.goals.alignment_trust import Trust, decide, make_alignment_trust, say
from tests.goals.definitions import put_in_force
from tests.goals.test_evidence import READ

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Trust:
    return make_alignment_trust()


@pytest.fixture
def decision(place: Trust) -> Decision:
    return decide(place)


@pytest.fixture
def entry(place: Trust) -> Entry:
    return evidence.write(READ, owner=place.trust, by=place.lead)


def under(decision: Decision) -> tuple[str, str]:
    return "goals.decision", str(decision.pk)


def lean(entry: Entry, decision: Decision, by: Person, **told: object) -> Bet:
    return evidence_bets.lean(entry, under=under(decision), claim="It will widen words.", sure=Sure.BET, by=by, **told)


def leaning(person: Person, decision: Decision) -> list[reading.Leaning]:
    scope = scope_of(person)
    anchor = evidence_anchors.get_anchor(scope, kind="decision", number=decision.pk)
    return reading.list_leaning(scope, anchor=anchor, today=timezone.localdate())


def waits(person: Person) -> list[str]:
    return [each.sentence for each in evidence_needing.list_shaken(scope_of(person))]


def revise(entry: Entry, by: Person, says: str = "Fewer than we thought.") -> None:
    entry.refresh_from_db()
    said = replace(READ, says=says)
    evidence.revise(entry, said=said, visibility=Visibility.TRUST, version=entry.version, by=by)


def test_a_decision_stands_on_an_entry_with_a_claim_and_how_sure_it_is(place: Trust, decision: Decision, entry: Entry):
    made = lean(entry, decision, place.lead, mind="A term without any gain.")
    (found,) = leaning(place.colleague, decision)
    assert (found.bet, found.entry, found.shaken) == (made, entry, None)
    (standing,) = reading.list_standing(scope_of(place.analyst), entry=entry, today=timezone.localdate())
    assert (standing.anchor.title, standing.anchor.called) == ("Early reading", "Alignment decision")
    assert reading.count_standing(scope_of(place.analyst), entries=[entry]) == {entry.pk: 1}
    trail = AuditEntry.objects.get(action="evidence.attached")
    assert (trail.record_type, trail.record_id) == under(decision)
    assert "widen" not in (trail.payload or "")


def test_the_trustee_reads_the_claim_of_a_decision_and_not_an_entry_that_is_not_theirs(
    place: Trust, decision: Decision, entry: Entry
):
    lean(entry, decision, place.lead)
    lean(Entry.objects.get(shipped="phonics"), decision, place.lead)
    own, shipped = leaning(place.trustee, decision)
    assert (own.bet.claim, own.entry) == ("It will widen words.", None)
    assert shipped.entry is not None


def test_what_is_not_read_cannot_be_leant_upon_and_bears_nothing(place: Trust, decision: Decision, entry: Entry):
    with pytest.raises(NothingThere):
        leaning(place.stranger, decision)
    assert reading.list_standing(scope_of(place.stranger), entry=entry, today=timezone.localdate()) == []
    hidden = alignment.propose(say(place, item="Hidden"), trust=place.trust, draft=True, by=place.director)
    shipped = Entry.objects.get(shipped="phonics")
    for what, by in ((entry, place.stranger), (shipped, place.stranger), (shipped, place.colleague)):
        with pytest.raises(NotAllowed):
            lean(what, decision, by)
    with pytest.raises(NotAllowed):
        lean(shipped, hidden, place.lead)
    lean(shipped, hidden, place.director)
    assert reading.list_standing(scope_of(place.lead), entry=shipped, today=timezone.localdate()) == []


def test_nothing_stands_on_a_draft_or_on_what_was_withdrawn_or_twice_on_one_entry(
    place: Trust, decision: Decision, entry: Entry
):
    draft = evidence.write(READ, owner=place.trust, visibility=Visibility.ME, by=place.lead)
    gone = evidence.withdraw(evidence.write(READ, owner=place.trust, by=place.lead), because="Wrong.", by=place.lead)
    lean(entry, decision, place.lead)
    for what, why in ((draft, "draft"), (gone, "withdrawn"), (entry, "already")):
        with pytest.raises(NotABet, match=why):
            lean(what, decision, place.lead)
    with pytest.raises(NotABet, match="claim is missing"):
        evidence_bets.lean(
            Entry.objects.get(shipped="phonics"), under=under(decision), claim=" ", sure=Sure.SURE, by=place.lead
        )


def test_when_an_entry_is_revised_the_keeper_of_what_stands_on_it_is_told_until_they_look(
    place: Trust, decision: Decision, entry: Entry
):
    made = lean(entry, decision, place.lead)
    assert waits(place.director) == []
    revise(entry, place.lead)
    assert waits(place.director) == ["“Reading aloud every day”, on which “Early reading” stands, was revised."]
    assert waits(place.lead) == waits(place.colleague) == waits(place.stranger) == []
    made.refresh_from_db()
    evidence_bets.look_again(made, claim="It may.", sure=Sure.FAIRLY, version=made.version, by=place.director)
    assert waits(place.director) == []
    assert leaning(place.director, decision)[0].bet.claim == "It may."


def test_they_are_told_when_it_is_withdrawn_and_when_its_day_has_passed(place: Trust, decision: Decision, entry: Entry):
    made = lean(entry, decision, place.lead)
    evidence.withdraw(entry, because="The sample was wrong.", by=place.lead)
    assert waits(place.director)[0].endswith("was withdrawn.")
    assert leaning(place.director, decision)[0].shaken is Shaken.WITHDRAWN
    evidence_bets.remove(made, by=place.director)
    assert waits(place.director) == []
    shipped = Entry.objects.get(shipped="phonics")
    lean(shipped, decision, place.lead)
    Entry.objects.filter(pk=shipped.pk).update(expires_on=timezone.localdate())
    Bet.objects.update(looked_on=F("looked_on") - dt.timedelta(days=3))
    assert waits(place.director)[0].endswith("is past its day.")
    alignment.end(decision, because="No gain.", by=place.director)
    assert waits(place.director) == []


def test_whoever_keeps_an_entry_is_told_half_a_term_before_its_day(place: Trust, entry: Entry):
    def told(person: Person) -> list[str]:
        return [each.sentence for each in evidence_needing.list_expiring(scope_of(person))]

    Entry.objects.filter(pk=entry.pk).update(expires_on=timezone.localdate() + dt.timedelta(days=43))
    assert told(place.lead) == []
    Entry.objects.filter(pk=entry.pk).update(expires_on=timezone.localdate() + dt.timedelta(days=42))
    assert told(place.lead) == ["“Reading aloud every day” is to be looked at again."]
    assert told(place.director) == []


def test_a_claim_is_taken_away_by_its_writer_its_keeper_or_whoever_decides(
    place: Trust, decision: Decision, entry: Entry
):
    made = lean(entry, decision, place.lead)
    for who in (place.analyst, place.colleague, place.stranger):
        with pytest.raises(NotAllowed):
            evidence_bets.remove(made, by=who)
    evidence_bets.remove(made, by=place.lead)
    evidence_bets.remove(made, by=place.lead)
    assert not Bet.objects.exists()


@pytest.mark.database
def test_two_who_look_again_at_once_lose_nothing(place: Trust, decision: Decision, entry: Entry):
    made = lean(entry, decision, place.lead)
    evidence_bets.look_again(made, claim="One.", sure=Sure.SURE, version=1, by=place.lead)
    with pytest.raises(Conflict):
        evidence_bets.look_again(made, claim="Two.", sure=Sure.SURE, version=1, by=place.director)


def test_what_a_statement_stands_on_goes_with_it_when_its_definition_is_revised(place: Trust, entry: Entry):
    first = put_in_force(place.trust, place.director)
    statement = Statement.objects.get(domain__definition=first, key="daily")
    evidence_bets.lean(
        entry, under=("goals.statement", str(statement.pk)), claim="It pays.", sure=Sure.FAIRLY, by=place.lead
    )
    second = quality.revise(first, by=place.director)
    copy = Statement.objects.get(domain__definition=second, key="daily")
    other = Statement.objects.get(domain__definition=second, key="books")
    found = reading.list_leaning_on_statements(
        scope_of(place.director), statements=[copy.pk, other.pk], today=timezone.localdate()
    )
    assert [each.bet.claim for each in found[copy.pk]] == ["It pays."]
    assert found[other.pk] == ()
    assert (
        reading.list_leaning_on_statements(
            scope_of(place.stranger), statements=[statement.pk], today=timezone.localdate()
        )
        == {}
    )


def test_how_many_questions_are_asked_does_not_grow_with_what_is_there(
    place: Trust, decision: Decision, django_assert_num_queries
):
    scope, today = scope_of(place.director), timezone.localdate()
    for each in Entry.objects.exclude(shipped=""):
        lean(each, decision, place.lead)
    anchor = evidence_anchors.get_anchor(scope, kind="decision", number=decision.pk)
    with django_assert_num_queries(2):
        assert len(reading.list_leaning(scope, anchor=anchor, today=today)) == 9
    with django_assert_num_queries(1):
        found = reading.list_entries(scope)
    with django_assert_num_queries(2):
        assert sum(reading.count_standing(scope, entries=found).values()) == 9
    Entry.objects.update(revision=2)
    with django_assert_num_queries(3):
        assert len(evidence_needing.list_shaken(scope)) == 9
