"""Goals, priorities, measures and reviews: who may, what is kept, and what is refused."""

import datetime as dt

import pytest

from plait.core.concurrency import Conflict
from plait.core.errors import NotAllowed
from plait.core.home import Home
from plait.core.models import AuditEntry
from plait.goals import aims_attached
from plait.goals.aims import AimState, NotAGoal
from plait.goals.models import AimReview, Goal, Statement, WithoutPriority
from plait.goals.quality_starters import read_starter
from plait.goals.queries import aims as reading
from plait.goals.queries import versions
from plait.goals.queries.aims_coherence import get_coherence
from plait.goals.queries.aims_needing import list_goals_alone, list_measures_past, list_reviews_due
from plait.goals.services import aims, aims_measures, aims_reviews, aims_schools, quality
from plait.goals.services.aims_reviews import WrittenReview
from plait.goals.services.aims_schools import WrittenPriority
from plait.indicators.store.reader import open_current
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation, Person
from plait.organisations.services.authority import scope_of
from tests.goals.aims_trust import days, expect, make_goal, make_priority, say
from tests.goals.alignment_trust import Trust, make_alignment_trust
from tests.moves import move
from tests.people import make_member, make_trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Trust:
    return make_alignment_trust()


def test_a_goal_is_proposed_decided_changed_and_ended_and_every_version_is_kept(place: Trust):
    made = aims.propose(say(), trust=place.trust, by=place.lead)
    assert (made.state, made.exception) == (AimState.PROPOSED, False)
    made = aims.decide(made, starts_on=days(0), by=place.director)
    made = aims.revise(
        made, written=say(why="Because reading opens every door."), version=made.version, by=place.director
    )
    aims.end(made, because="We reached it.", by=place.director)
    kept = versions.list_kept(scope_of(place.director), record=made)
    assert [each.content["state"] for each in kept] == ["Ended", "In force", "In force", "Proposed"]
    assert kept[1].content["why"] == "Because reading opens every door."
    actions = list(AuditEntry.objects.filter(record_type="goals.goal").values_list("action", flat=True))
    assert actions == ["goal.proposed", "goal.decided", "goal.revised", "goal.ended"]


def test_a_draft_is_read_by_its_writer_alone_and_the_trail_keeps_nothing_of_it(place: Trust):
    made = aims.propose(say(), trust=place.trust, draft=True, by=place.lead)
    assert [each.pk for each in reading.list_goals(scope_of(place.lead), trust=place.trust.pk)] == [made.pk]
    for other in (place.director, place.head, place.trustee, place.stranger):
        assert reading.list_goals(scope_of(other), trust=place.trust.pk) == []
        with pytest.raises(reading.NoSuchGoal):
            reading.get_goal(scope_of(other), number=made.pk)
    (entry,) = AuditEntry.objects.filter(action="goal.proposed")
    assert "fluently" not in (entry.payload or "")
    aims.put_forward(made, by=place.lead)
    assert reading.get_goal(scope_of(place.head), number=made.pk) == made


def test_trustees_read_goals_once_they_are_in_force_and_with_their_reviews(place: Trust):
    made = aims.propose(say(), trust=place.trust, by=place.lead)
    assert reading.list_goals(scope_of(place.trustee), trust=place.trust.pk) == []
    made = aims.decide(made, starts_on=days(0), by=place.director)
    written = WrittenReview("It moved in four schools.", "On course", days(90))
    aims_reviews.review_goal(made, written=written, store=None, by=place.director)
    (read,) = reading.list_goals(scope_of(place.trustee), trust=place.trust.pk)
    assert [each.judgement for each in read.reviews.all()] == ["On course"]


@pytest.mark.parametrize("who", ["lead", "analyst", "head", "colleague", "trustee", "stranger"])
def test_only_whoever_decides_for_the_trust_puts_a_goal_in_force(place: Trust, who: str):
    made = aims.propose(say(), trust=place.trust, by=place.lead)
    with pytest.raises(NotAllowed):
        aims.decide(made, starts_on=days(0), by=getattr(place, who))
    assert Goal.objects.get().state == AimState.PROPOSED


def test_saving_over_what_somebody_else_saved_is_refused_with_both_texts(place: Trust):
    made = make_goal(place)
    version = made.version
    aims.revise(made, written=say(why="Theirs."), version=version, by=place.director)
    with pytest.raises(Conflict) as refused:
        aims.revise(made, written=say(why="Mine."), version=version, by=place.director)
    assert (refused.value.theirs["why"], refused.value.yours["why"]) == ("Theirs.", "Mine.")


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"review_on": dt.date(2020, 1, 1)}, "1 January 2020 is not a day"),
        ({"component": "no-such-thing"}, "no component of the framework"),
        ({"statement": 987_654}, "not one of the trust’s definition"),
    ],
)
def test_a_goal_that_cannot_stand_is_refused_by_name(place: Trust, changed: dict[str, object], told: str):
    with pytest.raises(NotAGoal, match=told):
        aims.propose(say(**changed), trust=place.trust, by=place.director)
    assert not Goal.objects.exists()


def test_a_goal_names_no_statement_of_somebodys_own_draft_or_of_another_trust(place: Trust):
    own = quality.begin(place.trust, whole=read_starter(), shared=False, by=place.director)
    elsewhere = make_trust("Elsewhere")
    theirs = quality.begin(elsewhere, whole=read_starter(), shared=True, by=make_member(elsewhere, "director"))
    for definition in (own, theirs):
        statement = Statement.objects.filter(domain__definition=definition).first()
        assert statement is not None
        with pytest.raises(NotAGoal, match="not one of the trust’s definition"):
            aims.propose(say(statement=statement.pk), trust=place.trust, by=place.lead)


def test_a_priority_goes_with_its_school_and_the_next_trust_reads_it_once_it_is_changed_there(place: Trust):
    made = make_priority(place, make_goal(place))
    move(place.school, Organisation.objects.get(name="Another trust"))

    def reads(person: Person) -> bool:
        return bool(reading.list_priorities(scope_of(person), school=place.school.pk))

    assert [reads(each) for each in (place.head, place.director, place.stranger)] == [True, False, False]
    written = WrittenPriority("Daily phonics", days(70), None, reason="We have only just joined.")
    made.refresh_from_db()
    aims_schools.revise_priority(made, written=written, version=made.version, by=place.head)
    assert [reads(each) for each in (place.head, place.director, place.stranger)] == [True, False, True]


def test_a_priority_serves_a_goal_in_force_or_says_why_it_serves_none(place: Trust):
    proposed = aims.propose(say(), trust=place.trust, by=place.lead)
    with pytest.raises(NotAGoal, match="not one that is in force"):
        make_priority(place, proposed)
    with pytest.raises(NotAGoal, match="serves no goal"):
        make_priority(place, None, reason=" ")
    with pytest.raises(NotAllowed):
        aims_schools.set_priority(
            WrittenPriority("Ours", days(50), reason="A reason."), school=place.school, by=place.colleague
        )
    made = make_priority(place, None)
    written = WrittenPriority("Moving house", days(60), reason="The building opens in June.")
    made = aims_schools.revise_priority(made, written=written, version=made.version, by=place.head)
    aims_schools.end_priority(made, because="We have moved.", by=place.head)
    with pytest.raises(NotAGoal, match="It has ended"):
        aims_schools.revise_priority(made, written=written, version=made.version, by=place.head)


def test_where_plans_connect_is_told_with_the_reasons_and_without_a_score(place: Trust):
    first, second = make_goal(place), make_goal(place, title="Nobody misses a day")
    make_priority(place, first)
    make_priority(place, None)
    aims_schools.say_without(second, school=place.school, reason="Few miss a day here.", by=place.head)
    found = get_coherence(scope_of(place.director), trust=place.trust, store=None)
    (here, other) = found.lines
    assert [bool(each.priorities) for each in here.crossings] == [True, False]
    assert here.crossings[1].reason == "Few miss a day here."
    assert [each.title for each in here.others] == ["Daily phonics until year 3"]
    assert all(each.silent for each in other.crossings)
    assert found.sentence.startswith(
        "Of 4 places where a goal meets a school, 1 has a priority, 1 a reason for none, and 2 are still open."
    )
    assert get_coherence(scope_of(place.trustee), trust=place.trust, store=None).lines == ()
    make_priority(place, second)  # what was said of having none is past
    assert not WithoutPriority.objects.exists()


def test_a_review_keeps_the_word_and_the_measures_as_they_stood(place: Trust):
    goal = make_goal(place)
    held = aims.measure_goal(goal, measure=expect(), store=None, by=place.director)
    goal.refresh_from_db()
    written = WrittenReview("It moved.", "Not yet", days(90))
    made = aims_reviews.review_goal(goal, written=written, store=None, by=place.director)
    aims_measures.change(held, measure=expect(expected_lo=10.0), version=1, store=None, by=place.director)
    aims.choose_words(place.trust, words=["Going well", "Stop"], by=place.director)
    made.refresh_from_db()
    assert (made.judgement, made.figures[0]["measure"]["expected_lo"]) == ("Not yet", 70.0)
    with pytest.raises(NotAGoal, match="not one of the trust’s words"):
        aims_reviews.review_goal(goal, written=written, store=None, by=place.director)
    assert AimReview.objects.count() == 1


def test_a_baseline_is_filled_from_the_published_figure_and_says_so(place: Trust, fictional_home: Home):
    store = open_current(fictional_home)
    row = store.values_of_indicator("fsm_ever6", 2024).drop_nulls("value").row(0, named=True)
    Organisation.objects.filter(pk=place.school.pk).update(urn=row["urn"])
    place.school.refresh_from_db()
    priority = make_priority(place, make_goal(place))
    told = expect(key="indicator:fsm_ever6", name="", baseline=None)
    held = aims_schools.measure_priority(priority, measure=told, store=store, by=place.head)
    assert held.baseline == pytest.approx(row["value"])
    assert held.baseline_told.startswith("Filled in from the published figure: ")
    assert store.name in held.baseline_told
    written = WrittenReview("As before.", "On course", days(90))
    priority.refresh_from_db()
    made = aims_reviews.review_priority(priority, written=written, store=store, by=place.head)
    figure = made.figures[0]["figure"]
    assert (figure["value"], figure["build"]) == (pytest.approx(row["value"]), store.name)
    with pytest.raises(NotAGoal, match="names no indicator"):
        aims_schools.measure_priority(priority, measure=expect(key="indicator:nothing"), store=store, by=place.head)


def test_what_waits_is_said_to_whoever_decides_there(place: Trust):
    goal = make_goal(place, review_on=days(5))
    assert [each.due for each in list_reviews_due(scope_of(place.director))] == [days(5)]
    assert "No school has a priority" in list_goals_alone(scope_of(place.director))[0].sentence
    priority = make_priority(place, goal, review_on=days(5))
    aims_schools.measure_priority(priority, measure=expect(by_when=days(-1)), store=None, by=place.head)
    assert list_goals_alone(scope_of(place.director)) == []
    assert "termly update" in list_reviews_due(scope_of(place.head))[0].sentence
    assert "has passed" in list_measures_past(scope_of(place.head))[0].sentence
    for other in (place.colleague, place.stranger):
        assert not list_reviews_due(scope_of(other))
        assert not list_measures_past(scope_of(other))


def test_what_contexts_above_attach_is_asked_of_them(place: Trust):
    goal = make_goal(place)

    def initiatives(scope: Scope, kind: str, numbers: object) -> dict[int, list[aims_attached.Attached]]:
        assert kind == "goals.goal"
        return {goal.pk: [aims_attached.Attached("Paired reading", "/initiatives/1")]}

    aims_attached.register(initiatives)
    try:
        found = aims_attached.list_attached(scope_of(place.head), record_type="goals.goal", numbers=[goal.pk])
    finally:
        aims_attached.forget(initiatives)
    assert [each.label for each in found[goal.pk]] == ["Paired reading"]
