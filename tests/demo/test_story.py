"""What the demonstration promises of two years of clear goals, in a smaller cast."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from plait.core.home import Home
from plait.core.models import AuditEntry
from plait.core.services import audit
from plait.demo.stage import TERMS, Size
from plait.framework.models import ModelVersion
from plait.goals.agreeing import Way
from plait.goals.models import (
    AgreeingResult,
    AimReview,
    Bet,
    Decision,
    Definition,
    Entry,
    Exemption,
    Goal,
    ImpactReview,
    Judged,
    Moderated,
    Position,
    SelfEvaluation,
)
from plait.goals.quality_text import describe_change
from plait.goals.queries.versions import list_kept
from plait.indicators.models import OwnLimit, OwnMeasure, OwnValue
from plait.insight.queries.trends import get_trend
from plait.organisations.models import Membership, Organisation, Person
from plait.organisations.services.authority import scope_of
from tests.demo.stage import set_stage

pytestmark = pytest.mark.django_db
FEWER = Size(schools=3, voters=26, judges=8, pairs=9, weeks=90, terms=TERMS, decisions=7, colleagues=6)
TWO_YEARS = dt.timedelta(days=2 * 365)


@pytest.fixture(scope="module", autouse=True)
def _stage(django_db_setup: None, django_db_blocker: Any, fictional_home: Home) -> Iterator[None]:
    with set_stage(fictional_home, size=FEWER, blocker=django_db_blocker):
        yield


def person(key: str) -> Person:
    return Person.objects.get(email=f"{key}@plait.example")


def trust_of(key: str) -> Organisation:
    return Membership.objects.get(person=person(key)).organisation


def test_the_trail_spans_two_years_goes_forward_and_is_whole():
    at = list(AuditEntry.objects.order_by("id").values_list("at", flat=True))
    assert at == sorted(at)
    assert at[-1] - at[0] > TWO_YEARS
    assert at[-1] <= timezone.now() + dt.timedelta(minutes=10)  # each test begins at the same moment
    assert audit.verify().why == ""


def test_a_definition_was_revised_after_a_year_and_its_difference_is_told_in_words():
    trust, scope = trust_of("director"), scope_of(person("director"))
    retired, standing = (Definition.objects.get(owner=trust, state=state) for state in ("retired", "in_force"))
    assert (retired.in_force_until, standing.supersedes_id) == (standing.in_force_from, retired.pk)
    assert timezone.localdate() - retired.in_force_from > TWO_YEARS
    before, after = (list_kept(scope, record=each)[0].content for each in (retired, standing))
    told = [str(each) for each in describe_change(before, after)]
    assert len(told) > 5
    assert any("taught, practised and kept" in each for each in told)


def test_opinion_groups_are_found_in_one_consultation_and_refused_in_another():
    votes = AgreeingResult.objects.filter(way=Way.VOTES.value, consultation__owner=trust_of("director"))
    found = [each.content for each in votes if each.content["groups"]]
    refused = [each.content["refused"] for each in votes if not each.content["groups"]]
    assert found
    assert all(size >= 5 for each in found for size in each["groups"]["sizes"])
    assert any(each["groups"]["divides"] for each in found)
    assert [each for each in refused if each]


def test_examples_stand_on_a_scale_with_reliability_and_levels_are_anchored_by_it():
    (kept,) = AgreeingResult.objects.filter(way=Way.COMPARING.value, consultation__owner=trust_of("director"))
    reliability, lo, hi = kept.content["reliability"]
    assert lo < reliability < hi <= 1
    assert reliability > 0.6
    order = [each["title"] for each in kept.content["exemplars"]]
    assert order.index("Common wrong answers, planned for, Year 10 mathematics") < order.index(
        "Three hands up, Year 9 history"
    )
    standing = Definition.objects.get(owner=trust_of("director"), state="in_force")
    exemplars = [each for one in standing.domains.all() for two in one.statements.all() for each in two.exemplars.all()]
    assert len(exemplars) == 12
    assert sum(each.level is not None for each in exemplars) > 5


def test_six_terms_are_judged_closed_with_figures_that_were_known_and_read_by_a_partner():
    schools = Organisation.objects.filter(parent=trust_of("director"), kind="school")
    closed = SelfEvaluation.objects.filter(owner__in=schools, state="closed")
    assert len(set(closed.values_list("term_starts", flat=True))) == TERMS
    assert Moderated.objects.filter(judged__evaluation__in=closed).exists()
    first = closed.order_by("term_starts").first()
    figures = [each for row in Judged.objects.filter(evaluation=first) for each in row.figures]
    years = {each["year"] for each in figures if each["key"].startswith("indicator:") and each["year"]}
    assert years
    assert all(int(str(year)[:4]) < first.term_starts.year - 1 for year in years)
    assert SelfEvaluation.objects.filter(owner__in=schools, state="open").exists()


def test_a_goal_is_reviewed_each_term_and_one_has_ended():
    goal = Goal.objects.get(title="Fewer pupils who miss a tenth of school")
    reviews = AimReview.objects.filter(goal=goal)
    assert len(set(reviews.values_list("term", flat=True))) == TERMS + 1  # this term too
    frozen = [told["figure"]["value"] for each in reviews for told in each.figures if "figure" in told]
    assert len(frozen) == len(reviews)
    assert all(value > 50 for value in frozen)
    assert len(set(frozen)) > TERMS // 2
    assert any(each.baseline_told.startswith("Our schools together") for each in goal.measures.all())
    assert {each.state for each in Goal.objects.filter(owner=trust_of("director"))} == {"in_force", "ended"}


def test_decisions_were_loosened_and_dropped_and_schools_moved():
    assert {each.outcome for each in ImpactReview.objects.all()} >= {"keep", "loosen", "drop"}
    assert Decision.objects.filter(item="Homework", state="ended").exists()
    days = {each.at.date() for each in Position.objects.filter(decision__item="Following up absence")}
    assert max(days) - min(days) > dt.timedelta(days=300)
    assert {each.state for each in Exemption.objects.all()} == {"waiting", "granted", "refused", "withdrawn"}
    granted = Exemption.objects.filter(state="granted")
    assert granted.filter(until__lt=timezone.localdate()).exists()
    assert granted.filter(until__gt=timezone.localdate()).exists()


def test_claims_stand_on_evidence_and_one_is_to_be_looked_at_again():
    assert Entry.objects.filter(owner=trust_of("director")).count() == 3
    assert Bet.objects.count() == 8
    assert [each for each in Bet.objects.select_related("entry") if each.revision < each.entry.revision]


def test_limits_are_set_anew_where_the_office_began_to_call_and_a_figure_was_put_right():
    limit = OwnLimit.objects.get()
    director = person("director")
    (school,) = Membership.objects.filter(person=person("head")).values_list("organisation", flat=True)
    trend = get_trend(scope_of(director), measure=limit.measure, place=Organisation.objects.get(pk=school))
    assert [each.note for each in trend.moved] == ["The office makes the first call home, before half past nine"]
    before = [each.value for each in trend.points if each.value and each.period.start < limit.starts_on]
    after = [each.value for each in trend.points if each.value and each.period.start >= limit.starts_on]
    assert min(len(before), len(after)) >= 12
    assert sum(after) / len(after) > sum(before) / len(before) + 0.5
    assert OwnValue.objects.filter(number=2, current=True).exclude(because="").exists()


def test_three_trusts_stand_at_different_points():
    def states(key: str) -> set[str]:
        return set(Definition.objects.filter(owner=trust_of(key)).values_list("state", flat=True))

    def versions(key: str) -> int:
        return ModelVersion.objects.filter(model__owner=trust_of(key)).count()

    assert states("director") == {"retired", "in_force", "consulting"}
    assert states("second-director") == {"in_force", "consulting"}
    assert states("third-director") == {"draft"}
    assert [versions(key) for key in ("director", "second-director", "third-director")] == [3, 2, 1]
    begun = OwnMeasure.objects.get(owner=trust_of("third-director"))
    assert 0 < begun.values.values("starts_on").distinct().count() < 12
