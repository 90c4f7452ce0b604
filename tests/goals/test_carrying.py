"""Records of an earlier edition of the framework: what stays, what is gone, and carrying them forward."""

import datetime as dt
from dataclasses import replace

import pytest

from plait.core.errors import NotAllowed
from plait.core.models import AuditEntry
from plait.framework.domain import ComponentText, Link, LinkText
from plait.framework.files import MAIN
from plait.framework.models import Framework
from plait.framework.queries.carrying import find_ahead
from plait.framework.services import crosswalks
from plait.goals.evidence import EntrySaid, EvidenceKind, Form
from plait.goals.models import Decision, Definition, Entry, Goal, Kept
from plait.goals.quality_text import Whole
from plait.goals.queries import carrying as reading
from plait.goals.queries import versions
from plait.goals.services import aims, alignment, evidence, evidence_shipped
from plait.goals.services.carrying import NotCarried, carry_forward
from plait.organisations.services.authority import scope_of
from tests.framework.editions import bring_in_second
from tests.goals.aims_trust import make_goal
from tests.goals.aims_trust import say as say_goal
from tests.goals.alignment_trust import Trust, decide, make_alignment_trust, say
from tests.goals.definitions import WHOLE, make_definition, put_in_force

pytestmark = pytest.mark.django_db
COMMUNITIES = ComponentText("communities", "Communities")


@pytest.fixture
def place(db: None) -> Trust:
    return make_alignment_trust()


def under(component: str) -> Whole:
    """A definition whose first domain stands under a component."""
    reading_domain, *others = WHOLE.domains
    return replace(WHOLE, domains=(replace(reading_domain, component=component), *others))


def test_each_kind_is_carried_forward_and_the_version_before_is_kept(place: Trust):
    goal = make_goal(place, component="networks")
    decision = decide(place, component="networks")
    definition = put_in_force(place.trust, place.director, whole=under("networks"))
    assert reading.list_behind(scope_of(place.director)) == []
    bring_in_second(instead=COMMUNITIES)
    behind = reading.list_behind(scope_of(place.director))
    assert [(each.kind, each.record, each.ahead.before, each.ahead.number) for each in behind] == [
        ("definition", definition, 1, 2),
        ("goal", goal, 1, 2),
        ("decision", decision, 1, 2),
    ]
    (gone,) = behind[1].ahead.gone
    assert (gone.key, gone.name) == ("networks", "Networks and collective expertise")
    for record in (goal, decision, definition):
        carry_forward(record, moves={"networks": "communities"}, by=place.director)
        newest, before = versions.list_kept(scope_of(place.director), record=record)[:2]
        assert newest.note == "Carried forward to edition 2 of the framework"
        assert ("communities" in str(newest.content), "networks" in str(before.content)) == (True, True)
    assert {Goal.objects.get().component, Decision.objects.get().component} == {"communities"}
    assert {Goal.objects.get().edition, Decision.objects.get().edition, Definition.objects.get().edition} == {2}
    assert Definition.objects.get().domains.first().component == "communities"
    told = AuditEntry.objects.filter(action__endswith=".carried_forward").values_list("action", flat=True)
    assert set(told) == {"goal.carried_forward", "decision.carried_forward", "definition.carried_forward"}
    assert reading.list_behind(scope_of(place.director)) == []
    with pytest.raises(NotCarried, match="already"):
        carry_forward(Goal.objects.get(), moves={}, by=place.director)


def test_what_is_still_there_stays_and_what_is_gone_has_to_be_answered(place: Trust):
    goal = make_goal(place, component="networks")
    stays = make_goal(place, component="evidence-use", title="Nobody misses a day")
    bring_in_second()
    carry_forward(stays, moves={}, by=place.director)
    stays.refresh_from_db()
    assert (stays.component, stays.edition) == ("evidence-use", 2)
    for moves in ({}, {"networks": "nowhere-at-all"}):
        with pytest.raises(NotCarried):
            carry_forward(goal, moves=moves, by=place.director)
    goal.refresh_from_db()
    assert (goal.component, goal.edition) == ("networks", 1)
    carry_forward(goal, moves={"networks": ""}, by=place.director)
    goal.refresh_from_db()
    assert (goal.component, goal.edition) == ("", 2)


def test_a_counterpart_is_guessed_by_its_name_and_through_a_crosswalk(place: Trust):
    first, other = Framework.objects.get(key=MAIN), Framework.objects.get(key="trust-quality")
    theirs = crosswalks.read_edition(other.editions.first()).components[0].key
    links = [LinkText("networks", Link.SAME, theirs), LinkText("evidence-use", Link.OVERLAPS, theirs)]
    crosswalks.put(first, other=other, links=links, by=None)
    bring_in_second(instead=replace(COMMUNITIES, name="Networks and collective expertise"))
    ahead = find_ahead(scope_of(place.director), edition=1, keys={"networks", "communities"})
    assert ahead is not None
    assert [each.key for each in ahead.gone[0].counterparts] == ["communities", "evidence-use"]
    assert [each.key for each in ahead.stays] == ["communities"]
    assert find_ahead(scope_of(place.director), edition=2, keys={"communities"}) is None


def test_in_force_whoever_decides_carries_it_and_on_its_way_whoever_may_change_it(place: Trust):
    goal = aims.propose(say_goal(component="networks"), trust=place.trust, by=place.lead)
    decision = decide(place, component="networks")
    draft = make_definition(place.trust, place.director, whole=under("networks"))
    bring_in_second()
    to_none = {"networks": ""}
    for record in (goal, decision, draft):
        for person in (place.head, place.trustee, place.stranger):
            with pytest.raises(NotAllowed):
                carry_forward(record, moves=to_none, by=person)
    with pytest.raises(NotAllowed):
        carry_forward(decision, moves=to_none, by=place.lead)
    assert {each.kind for each in reading.list_behind(scope_of(place.lead))} == {"goal", "definition"}
    (item,) = reading.list_waiting(scope_of(place.lead))
    assert (item.sentence, item.url) == (
        "2 records stand under an earlier edition of the framework.",
        "/framework/carry-forward",
    )
    for record in (goal, draft):
        carry_forward(record, moves=to_none, by=place.lead)
    assert reading.list_waiting(scope_of(place.lead)) == reading.list_waiting(scope_of(place.stranger)) == []


def test_of_a_draft_no_version_is_kept_and_what_has_ended_stays_as_it_was(place: Trust):
    draft = aims.propose(say_goal(component="networks"), trust=place.trust, draft=True, by=place.lead)
    ended = alignment.end(decide(place, component="networks"), because="Done.", by=place.director)
    bring_in_second()
    kept_n = Kept.objects.count()
    carry_forward(draft, moves={"networks": ""}, by=place.lead)
    assert Kept.objects.count() == kept_n
    with pytest.raises(NotCarried, match="ended"):
        carry_forward(ended, moves={"networks": ""}, by=place.director)
    assert reading.list_behind(scope_of(place.director)) == []


def test_what_is_changed_in_other_ways_stays_under_its_component_and_edition(place: Trust):
    goal = make_goal(place, component="networks")
    decision = decide(place, component="networks")
    bring_in_second()
    goal = aims.revise(
        goal, written=say_goal(component="networks", why="Otherwise."), version=goal.version, by=place.director
    )
    written = say(place, component="networks", why="Otherwise.")
    decision = alignment.revise(decision, written=written, version=decision.version, by=place.director)
    assert {(each.component, each.edition) for each in (goal, decision)} == {("networks", 1)}


def write(place: Trust) -> Entry:
    """Evidence of the school under a component that the second edition has not."""
    said = EntrySaid(
        title="Reading aloud",
        says="They read more.",
        kind=EvidenceKind.INTERNAL.value,
        form=Form.EVALUATION.value,
        looked_on=dt.date(2026, 6, 1),
        component="networks",
    )
    return evidence.write(said, owner=place.school, by=place.colleague)


def test_evidence_is_carried_forward_by_whoever_may_change_it_and_nobody_has_to_look_at_it_again(place: Trust):
    evidence_shipped.load_shipped()
    made = write(place)
    bring_in_second(instead=COMMUNITIES)
    assert [each.kind for each in reading.list_behind(scope_of(place.colleague))] == ["entry"]
    assert reading.list_behind(scope_of(place.trustee)) == []
    for person in (place.trustee, place.stranger, place.lead):
        with pytest.raises(NotAllowed):
            carry_forward(made, moves={"networks": ""}, by=person)
    with pytest.raises(NotCarried):
        carry_forward(made, moves={}, by=place.colleague)
    carry_forward(made, moves={"networks": "communities"}, by=place.colleague)
    made.refresh_from_db()
    assert (made.component, made.edition, made.revision) == ("communities", 2, 1)
    newest, before = versions.list_kept(scope_of(place.director), record=made)
    assert (newest.content["component"], before.content["component"]) == ("communities", "networks")
    assert AuditEntry.objects.get(action="entry.carried_forward").organisation == place.school.pk


def test_evidence_that_was_withdrawn_and_what_ships_stay_under_their_edition(place: Trust):
    evidence_shipped.load_shipped()
    made = write(place)
    evidence.withdraw(made, because="It was counted twice.", by=place.colleague)
    bring_in_second(instead=COMMUNITIES)
    with pytest.raises(NotCarried, match="withdrawn"):
        carry_forward(made, moves={"networks": ""}, by=place.colleague)
    shipped = Entry.objects.exclude(shipped="").first()
    assert reading.list_behind(scope_of(place.colleague)) == []
    with pytest.raises(NotAllowed):
        carry_forward(shipped, moves={}, by=place.director)
