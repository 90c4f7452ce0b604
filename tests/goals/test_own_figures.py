"""Measures of one's own wherever goals, decisions and self-evaluations name a figure; and none of somebody else's."""

from typing import Any

import pytest

from plait.goals.aims import NotAGoal
from plait.goals.alignment import Outcome
from plait.goals.alignment_written import Written
from plait.goals.models import Decision, ImpactReview, Judged, Kept, Priority
from plait.goals.models.quality import Domain, Shown
from plait.goals.quality_rules import NotADefinition
from plait.goals.quality_text import ShownSaid, StatementSaid
from plait.goals.queries.alignment_figures import gather, list_figures
from plait.goals.queries.evaluating_reading import read_evaluation
from plait.goals.services import (
    aims,
    aims_reviews,
    aims_schools,
    alignment,
    alignment_reviews,
    evaluating_steps,
    quality_parts,
)
from plait.goals.services.aims_reviews import WrittenReview
from plait.goals.services.alignment import NotADecision
from plait.indicators.models import OwnMeasure
from plait.indicators.own import EnteredBy
from plait.indicators.services import own_measures, own_values
from plait.indicators.services.own_values import Figure
from plait.insight.queries.shown_answers import NOTHING_NATIONAL
from plait.organisations.models import Organisation, Person
from plait.organisations.services.authority import scope_of
from tests.goals import alignment_trust, evaluations
from tests.goals.aims_trust import days, expect, make_goal, make_priority
from tests.goals.alignment_trust import Trust, make_alignment_trust
from tests.goals.definitions import make_definition
from tests.indicators.measured_trust import say, weeks_ago
from tests.people import make_member, make_school, make_trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Trust:
    return make_alignment_trust()


def make_measure(owner: Organisation, by: Person, schools: list[Organisation], **changed: Any) -> OwnMeasure:
    """A weekly measure with ten figures of each school."""
    made = own_measures.define(say(**{"entered_by": EnteredBy.TRUST, **changed}), owner=owner, by=by)
    figures = [
        Figure(school, weeks_ago(10 - at), counted_n=930 + at % 3, denominator_n=1000)
        for school in schools
        for at in range(10)
    ]
    own_values.enter(made, figures=figures, by=by)
    return made


def enter_later(measure: OwnMeasure, school: Organisation, by: Person) -> None:
    """A correction of the newest figure, far from what it was."""
    own_values.enter(measure, figures=[Figure(school, weeks_ago(1), counted_n=500, denominator_n=1000)], by=by)


@pytest.fixture
def key(place: Trust) -> str:
    return f"own:{make_measure(place.trust, place.director, [place.school, place.other]).pk}"


def strangers_key() -> str:
    trust = make_trust("Elsewhere")
    director = make_member(trust, "director", name="Owen Marsh")
    return f"own:{make_measure(trust, director, [make_school(trust)]).pk}"


def test_a_measure_of_ones_own_shows_a_goal_and_a_priority_and_its_figure_is_kept_with_each_review(
    place: Trust, key: str
):
    goal, told = make_goal(place), expect(key=key, name="", baseline=None)
    held = aims.measure_goal(goal, measure=told, store=None, by=place.director)
    assert (held.name, held.baseline) == ("Attendance", 93.0)
    assert held.baseline_told.startswith("Filled in from our own measure: 93.0% in the week of ")
    assert "2 schools together" in held.baseline_told
    priority = make_priority(place, goal)
    of_school = aims_schools.measure_priority(priority, measure=told, store=None, by=place.head)
    assert of_school.baseline == 93.0
    priority = Priority.objects.get()
    written = WrittenReview("As before.", "On course", days(90))
    made = aims_reviews.review_priority(priority, written=written, store=None, by=place.head)
    enter_later(OwnMeasure.objects.get(), place.school, place.director)
    made.refresh_from_db()
    figure = made.figures[0]["figure"]
    assert (figure["value"], figure["expected"], figure["spread"]) == (93.0, None, None)
    assert figure["beside_text"].startswith("Varies as it usually does: chance alone keeps it between ")
    assert figure["beside_text"].endswith(NOTHING_NATIONAL)
    assert len(figure["line"]) == 10


def test_a_goal_names_no_measure_of_another_trust_and_none_that_one_school_alone_reads(place: Trust):
    private = own_measures.define(say(name="Ours alone"), owner=place.school, by=place.head)
    goal, priority = make_goal(place), make_priority(place, None)
    for key in (strangers_key(), f"own:{private.pk}", "own:987654", "own:x"):
        told = expect(key=key)
        with pytest.raises(NotAGoal, match="names no indicator, and no measure"):
            aims.measure_goal(goal, measure=told, store=None, by=place.director)
        with pytest.raises(NotAGoal, match="names no indicator, and no measure"):
            aims_schools.measure_priority(priority, measure=told, store=None, by=place.head)
    assert not goal.measures.exists()


def test_a_review_of_a_decision_keeps_each_schools_figure_of_a_measure_of_ones_own(place: Trust, key: str):
    decision = alignment_trust.decide(place, shown=(key,))
    assert (key, "Attendance (our own)") == list_figures(scope_of(place.director), decision=decision)[0]
    kept = gather(scope_of(place.director), decision=decision, store=None, today=days(0))
    (told,) = kept["shown"]
    assert [row["school"] for row in told["rows"]] == ["Harbour Lane Primary School", "Orchard Vale Secondary School"]
    assert {row["value"].split(" in ")[0] for row in told["rows"]} == {"93.0%"}
    assert all(row["difference"].startswith("Varies as it usually does") for row in told["rows"])
    assert told["note"] == NOTHING_NATIONAL
    alignment_reviews.review(
        decision, outcome=Outcome.KEEP, because="It holds.", next_on=days(200), store=None, by=place.director
    )
    enter_later(OwnMeasure.objects.get(), place.school, place.director)
    (stood,) = ImpactReview.objects.get().figures["shown"]
    assert stood == told


def test_a_decision_names_no_measure_of_another_trust_and_keeps_what_it_named(place: Trust, key: str):
    for wrong in (strangers_key(), "own:987654", "indicator:nothing"):
        with pytest.raises(NotADecision):
            alignment_trust.decide(place, shown=(wrong,))
    decision = alignment_trust.decide(place, shown=(key,))
    Decision.objects.filter(pk=decision.pk).update(shown=["own:987654", key])
    decision.refresh_from_db()
    assert ("own:987654", "own:987654") in list_figures(scope_of(place.director), decision=decision)
    told: Written = alignment_trust.say(place, shown=("own:987654",), why="Because.")
    changed = alignment.revise(decision, written=told, version=decision.version, by=place.director)
    assert changed.shown == ["own:987654"]


@pytest.fixture
def judging(db: None) -> evaluations.Place:
    return evaluations.make_place()


def test_a_self_evaluation_tells_a_measure_of_ones_own_and_keeps_it_as_it_stood(judging: evaluations.Place):
    measure = make_measure(judging.trust, judging.director, [judging.school])
    made = evaluations.begin(judging)
    statement = evaluations.row_of(made, "daily").statement
    Shown.objects.create(statement=statement, measure=f"own:{measure.pk}", position=0)
    hidden = own_measures.define(say(name="Ours alone"), owner=judging.school, by=judging.head)
    Shown.objects.create(statement=statement, measure=f"own:{hidden.pk}", position=1)
    (line, *_) = read_evaluation(scope_of(judging.head), evaluation=made).lines
    (told,) = line.figures  # what the school alone reads would be read by the trust, once it is shared
    assert told.sentence.startswith("Attendance: 93.0% in the week of ")
    assert NOTHING_NATIONAL in told.sentence
    evaluating_steps.close(made, shared=True, by=judging.head)
    enter_later(measure, judging.school, judging.director)
    (stood, *_) = read_evaluation(scope_of(judging.partner_head), evaluation=type(made).objects.get()).lines
    assert stood.figures == (told,)
    kept = Kept.objects.get(record_type="goals.selfevaluation").content["domains"][0]["statements"][0]
    assert kept["figures"] == Judged.objects.get(pk=line.row).figures
    assert kept["figures"][0]["value"] == 93.0


def test_a_self_evaluation_that_was_closed_before_is_read_as_it_was_kept(judging: evaluations.Place):
    made = evaluating_steps.close(evaluations.begin(judging), shared=True, by=judging.head)
    words = {"key": "indicator:x", "name": "Reading", "value": "63.0%", "year": "2024/25", "expected": "61.0%"}
    row = evaluations.row_of(made, "daily")
    Judged.objects.filter(pk=row.pk).update(figures=[words | {"difference": "2.0 above what was expected"}])
    (line, *_) = read_evaluation(scope_of(judging.head), evaluation=made).lines
    (told,) = line.figures
    assert told.text == "63.0% in 2024/25"
    assert told.sentence.endswith("As best we can tell, it lies 2.0 above what was expected.")


def test_a_statement_newly_names_only_what_the_trust_reads(place: Trust, key: str):
    draft = make_definition(place.trust, place.director)
    statement = draft.domains.get(key="reading").statements.get(key="books")

    def name(key: str) -> None:
        said = StatementSaid(text=statement.text, key=statement.key, shown=(ShownSaid(key),))
        version = Domain.objects.get(pk=statement.domain_id).version
        quality_parts.change_statement(statement, said=said, version=version, by=place.director)

    with pytest.raises(NotADefinition):
        name(strangers_key())
    name(key)
    assert statement.shown.get().measure == key
