"""Proposing, deciding, changing and ending what a trust does alike."""

import datetime as dt
import json

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from plait.core.concurrency import Conflict
from plait.core.errors import NotAllowed
from plait.core.models import AuditEntry
from plait.goals.alignment import State, Tie, Travel, end_of_term, name_term
from plait.goals.alignment_starters import find_starter, list_starters
from plait.goals.models import AlignmentLevel
from plait.goals.queries import alignment as reading
from plait.goals.queries import versions
from plait.goals.services import alignment, alignment_levels
from plait.goals.services.alignment import NotADecision
from plait.goals.services.alignment_levels import Level, NotALevel
from plait.organisations.services.authority import scope_of
from tests.goals.alignment_trust import Trust, decide, make_alignment_trust, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Trust:
    return make_alignment_trust()


def last_entry() -> AuditEntry:
    entry = AuditEntry.objects.order_by("-id").first()
    assert entry is not None
    return entry


def test_an_item_a_level_a_reason_and_a_day_are_enough(place: Trust):
    made = alignment.propose(say(place), trust=place.trust, by=place.lead)
    assert (made.state, made.visibility, made.exception) == (State.PROPOSED, "trust", False)
    assert [each.name for each in place.levels] == ["Standardised", "Aligned", "Empowered"]
    assert [each.number for each in versions.list_kept(scope_of(place.director), record=made)] == [1]
    assert last_entry().action == "decision.proposed"


@pytest.mark.parametrize("who", ["trustee", "head", "colleague", "stranger"])
def test_nobody_proposes_for_a_trust_for_which_they_do_not_write(place: Trust, who: str):
    with pytest.raises(NotAllowed):
        alignment.propose(say(place), trust=place.trust, by=getattr(place, who))


def test_a_draft_is_its_writers_alone_until_it_is_put_forward(place: Trust):
    draft = alignment.propose(say(place), trust=place.trust, draft=True, by=place.lead)
    assert reading.list_decisions(scope_of(place.lead), trust=place.trust.pk) == [draft]
    for other in (place.director, place.head, place.trustee, place.stranger):
        assert reading.list_decisions(scope_of(other), trust=place.trust.pk) == []
    assert "sounds" not in str(last_entry().payload)
    with pytest.raises(NotAllowed):
        alignment.put_forward(draft, by=place.director)
    alignment.put_forward(draft, by=place.lead)
    assert reading.list_decisions(scope_of(place.head), trust=place.trust.pk) == [draft]


def test_a_trustee_reads_what_is_in_force_and_not_what_is_proposed(place: Trust):
    proposal = alignment.propose(say(place), trust=place.trust, by=place.lead)
    assert reading.list_decisions(scope_of(place.trustee), trust=place.trust.pk) == []
    alignment.decide(proposal, starts_on=timezone.localdate(), by=place.director)
    assert reading.list_decisions(scope_of(place.trustee), trust=place.trust.pk) == [proposal]
    assert [x.decided for x in versions.list_kept(scope_of(place.trustee), record=proposal)] == [True]


@pytest.mark.parametrize("who", ["lead", "analyst", "trustee", "head", "stranger"])
def test_only_whoever_decides_for_the_trust_puts_in_force(place: Trust, who: str):
    proposal = alignment.propose(say(place), trust=place.trust, by=place.lead)
    with pytest.raises(NotAllowed):
        alignment.decide(proposal, starts_on=timezone.localdate(), by=getattr(place, who))
    proposal.refresh_from_db()
    assert proposal.state == State.PROPOSED


def test_deciding_is_written_into_the_trail_with_before_and_after(place: Trust):
    decide(place)
    entry = last_entry()
    told = json.loads(entry.payload or "{}")
    assert (entry.action, entry.actor, entry.organisation) == ("decision.decided", place.director.pk, place.trust.pk)
    assert (told["before"]["state"], told["after"]["state"]) == ("Proposed", "In force")


def test_what_is_in_force_is_not_decided_twice(place: Trust):
    made = decide(place)
    with pytest.raises(NotADecision, match="not saved"):
        alignment.decide(made, starts_on=timezone.localdate(), by=place.director)


def test_a_review_comes_after_the_start(place: Trust):
    proposal = alignment.propose(say(place), trust=place.trust, by=place.director)
    with pytest.raises(NotADecision) as refused:
        alignment.decide(proposal, starts_on=proposal.review_on, by=place.director)
    assert "reviewed on" in refused.value.why


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"level": 0}, "level"),
        ({"phases": ("kindergarten",)}, "not a phase"),
        ({"review_on": dt.date(2026, 11, 21)}, "21 November 2026"),
        ({"review_on": dt.date(2036, 1, 1)}, "1 January 2036"),
    ],
)
def test_what_cannot_stand_is_refused_by_name(place: Trust, changed: dict[str, object], says: str):
    with pytest.raises(NotADecision) as refused:
        alignment.propose(say(place, **changed), trust=place.trust, by=place.director)
    assert says in refused.value.why
    assert refused.value.mend


def test_a_level_of_another_trust_is_none(place: Trust):
    elsewhere = make_alignment_trust()
    with pytest.raises(NotADecision):
        alignment.propose(say(place, level=elsewhere.levels[0].pk), trust=place.trust, by=place.director)


def test_an_empty_item_is_not_written(place: Trust):
    with pytest.raises(ValidationError):
        alignment.propose(say(place, item=" "), trust=place.trust, by=place.director)


def test_a_change_keeps_the_version_before_and_tells_what_changed(place: Trust):
    made = decide(place)
    written = say(place, at=1, loose="The books that children take home.", travel=Travel.LOOSEN.value)
    alignment.revise(made, written=written, version=made.version, because="Heads asked", by=place.director)
    kept = versions.list_kept(scope_of(place.director), record=made)
    assert (kept[0].number, kept[0].note) == (3, "Heads asked")
    assert (kept[1].content["level"], kept[0].content["level"]) == ("Standardised", "Aligned")
    told = json.loads(last_entry().payload or "{}")
    assert set(told["after"]) == {"level", "loose", "travel"}


def test_saving_the_same_again_adds_no_version(place: Trust):
    made = decide(place)
    n = len(versions.list_kept(scope_of(place.director), record=made))
    alignment.revise(made, written=say(place), version=made.version, by=place.director)
    assert len(versions.list_kept(scope_of(place.director), record=made)) == n


@pytest.mark.database
def test_two_people_at_the_same_decision_lose_nothing(place: Trust):
    made = decide(place)
    version = made.version
    alignment.revise(made, written=say(place, why="First."), version=version, by=place.director)
    with pytest.raises(Conflict) as conflict:
        alignment.revise(made, written=say(place, why="Second."), version=version, by=place.director)
    assert (conflict.value.theirs["why"], conflict.value.yours["why"]) == ("First.", "Second.")


def test_a_keeper_changes_a_proposal_and_not_what_is_in_force(place: Trust):
    proposal = alignment.propose(say(place), trust=place.trust, by=place.lead)
    alignment.revise(proposal, written=say(place, why="Better."), version=1, by=place.lead)
    alignment.decide(proposal, starts_on=timezone.localdate(), by=place.director)
    with pytest.raises(NotAllowed):
        alignment.revise(proposal, written=say(place, why="Again."), version=3, by=place.lead)


def test_ending_needs_a_reason_and_keeps_the_record(place: Trust):
    made = decide(place)
    with pytest.raises(NotADecision):
        alignment.end(made, because=" ", by=place.director)
    ended = alignment.end(made, because="It saved nobody time.", by=place.director)
    assert (ended.state, ended.ended_because) == (State.ENDED, "It saved nobody time.")
    with pytest.raises(NotADecision):
        alignment.revise(ended, written=say(place), version=ended.version, by=place.director)
    assert reading.list_decisions(scope_of(place.trustee), trust=place.trust.pk) == [ended]


def test_a_trust_calls_its_levels_as_it_wants(place: Trust):
    made = decide(place)
    first, second, third = place.levels
    chosen = [
        Level(first.pk, "Backbone", "Followed everywhere.", Tie.SAME),
        Level(third.pk, "Aligned", "", Tie.FRAME),  # takes over the name of the one that goes
        Level(None, "Branch", "Grown at each school.", Tie.FREE),
    ]
    levels = alignment_levels.choose(place.trust, levels=chosen, by=place.director)
    assert [(each.name, each.tie) for each in levels] == [
        ("Backbone", "same"),
        ("Aligned", "frame"),
        ("Branch", "free"),
    ]
    made.refresh_from_db()
    assert made.level.name == "Backbone"
    assert not AlignmentLevel.objects.filter(pk=second.pk).exists()


@pytest.mark.parametrize(
    ("names", "says"),
    [(["One"], "1"), (["One", "one "], "same name"), (["One", " "], "no name")],
)
def test_levels_that_nobody_could_keep_apart_are_refused(place: Trust, names: list[str], says: str):
    levels = [Level(None, name, "", Tie.FREE) for name in names]
    with pytest.raises(NotALevel) as refused:
        alignment_levels.choose(place.trust, levels=levels, by=place.director)
    assert says in refused.value.why


def test_a_level_in_use_is_not_removed(place: Trust):
    decide(place)
    rest = [Level(each.pk, each.name, "", Tie(each.tie)) for each in place.levels[1:]]
    with pytest.raises(NotALevel, match="not saved") as refused:
        alignment_levels.choose(place.trust, levels=rest, by=place.director)
    assert "Standardised" in refused.value.why


def test_a_head_does_not_name_the_trusts_levels(place: Trust):
    with pytest.raises(NotAllowed):
        alignment_levels.choose(place.trust, levels=[], by=place.head)


def test_the_items_to_begin_with_cover_teaching_and_the_services_that_support_it():
    items = list_starters()
    assert len(items) >= 30
    assert len({each.item for each in items}) == len(items)
    assert {"Finance", "Estates and catering", "People", "Teaching and curriculum"} <= {each.domain for each in items}
    assert {each.tie for each in items} == set(Tie)
    assert all(len(each.why) > 30 and each.loose for each in items)
    assert find_starter("1") == items[0]
    assert find_starter("none") is None


@pytest.mark.parametrize(
    ("day", "term", "ends"),
    [
        (dt.date(2026, 9, 1), "autumn term", dt.date(2026, 12, 31)),
        (dt.date(2027, 1, 6), "spring term", dt.date(2027, 4, 15)),
        (dt.date(2027, 4, 16), "summer term", dt.date(2027, 8, 31)),
    ],
)
def test_a_term_ends_where_the_next_begins(day: dt.date, term: str, ends: dt.date):
    assert (name_term(day), end_of_term(day)) == (term, ends)
