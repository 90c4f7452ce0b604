"""A school judges itself: begun from last time, saved a domain at a time, closed with its figures, read by few."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from django.utils import timezone

from plait.core.concurrency import Conflict
from plait.core.errors import NotAllowed, PlaitError
from plait.core.models import AuditEntry
from plait.goals.evaluating import Confidence, NotAnEvaluation, Second, State, Term, summarise
from plait.goals.models import Judged, Kept, SelfEvaluation
from plait.goals.queries import evaluating as reading
from plait.goals.queries import evaluating_needing
from plait.goals.queries.aims_coherence import get_coherence
from plait.goals.queries.evaluating_exchange import write_trust
from plait.goals.queries.evaluating_reading import Line, read_evaluation
from plait.goals.queries.evaluating_trust import read_trust
from plait.goals.services import evaluating, evaluating_moderation, evaluating_steps
from plait.indicators.store.reader import open_current
from plait.organisations.models import Membership, Organisation, Person
from plait.organisations.services.authority import scope_of
from plait.web.evaluating.across import present_across
from tests.goals.evaluations import Place, begin, close_last_term, make_place, row_of, say
from tests.moves import move
from tests.people import make_member, make_school

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(db: None) -> Place:
    return make_place()


def lines(one: SelfEvaluation, by: Person) -> dict[str, Line]:
    found = read_evaluation(scope_of(by), evaluation=one)
    return {each.statement.key: each for each in found.lines}


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (dt.date(2026, 9, 1), "autumn term 2026/27"),
        (dt.date(2026, 12, 31), "autumn term 2026/27"),
        (dt.date(2027, 1, 1), "spring term 2026/27"),
        (dt.date(2027, 4, 1), "summer term 2026/27"),
        (dt.date(2027, 8, 31), "summer term 2026/27"),
    ],
)
def test_a_day_lies_in_a_term(day: dt.date, label: str):
    term = Term.of(day)
    assert term.label == label
    assert term.starts <= term.ends


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        (["Secure", "Secure", "Beginning"], "Beginning in 1, Secure in 2"),
        (["Secure", "Secure"], "Secure in all 2"),
        (["Secure", None], "Secure in 1; 1 not judged yet"),
        ([None, None], "Not judged yet"),
    ],
)
def test_a_domain_is_told_in_words_and_never_summed(levels: list[str | None], told: str):
    assert summarise(levels, order=("Beginning", "Secure")) == told


def test_a_first_self_evaluation_has_a_row_for_each_statement_and_says_nothing_yet(place: Place):
    made = evaluating.begin(place.school, by=place.head)
    assert (made.visibility, made.kept_number) == ("school", Kept.objects.get(decided=True).number)
    found = lines(made, place.head)
    assert set(found) == {"daily", "books", "known"} or len(found) == 3
    assert all(each.level is None and not each.looked for each in found.values())


def test_what_is_saved_is_read_back_and_saying_the_same_again_writes_nothing(place: Place):
    made = evaluating.begin(place.school, by=place.head)
    said = say(made, "daily", help_wanted=True, changed="Two classes joined.")
    assert evaluating.judge(made, said=[said], by=place.colleague) == 1
    line = lines(made, place.head)["daily"]
    assert (line.level and line.level.key, line.confidence, line.help_wanted) == ("two", Confidence.SURE, True)
    assert (line.evidence, line.changed, line.since) == ("Every class, each day.", "Two classes joined.", line.since)
    assert line.since == Term(made.term_starts)
    again = replace(said, version=line.version)
    assert evaluating.judge(made, said=[again], by=place.head) == 0


def test_two_who_save_the_same_statement_are_told_and_other_statements_do_not_matter(place: Place):
    made = evaluating.begin(place.school, by=place.head)
    first, other = say(made, "daily"), say(made, "books", "one")
    evaluating.judge(made, said=[first], by=place.colleague)
    with pytest.raises(Conflict):
        evaluating.judge(made, said=[other, say(made, "daily", "one", version=first.version)], by=place.head)
    assert row_of(made, "books").level is None
    assert evaluating.judge(made, said=[other], by=place.head) == 1


def test_the_next_term_begins_with_what_was_said_last_time(place: Place):
    last = close_last_term(place)
    made = evaluating.begin(place.school, by=place.head)
    line = lines(made, place.head)["daily"]
    assert (line.level and line.level.name, line.evidence) == ("Secure", "Every class, each day.")
    assert (line.changed, line.looked, line.since) == ("", False, Term(last.term_starts))
    assert [(each.term, each.level) for each in line.before] == [(Term(last.term_starts), "Secure")]
    domain = row_of(made, "daily").statement.domain_id
    assert evaluating.judge(made, said=[], domain=domain, by=place.head) == 0
    line = lines(made, place.head)["daily"]
    assert (line.looked, line.since) == (True, Term(last.term_starts))
    assert lines(made, place.head)["books"].looked is False  # nobody has judged it yet


def test_one_is_begun_in_a_term_and_none_while_an_earlier_one_is_open(place: Place):
    made = evaluating.begin(place.school, by=place.head)
    with pytest.raises(NotAnEvaluation, match="begun already"):
        evaluating.begin(place.school, by=place.colleague)
    SelfEvaluation.objects.filter(pk=made.pk).update(term_starts=dt.date(2020, 1, 1))
    with pytest.raises(NotAnEvaluation, match="still open"):
        evaluating.begin(place.school, by=place.head)


def test_without_a_definition_in_force_there_is_nothing_to_judge_by(place: Place):
    type(place.definition).objects.filter(pk=place.definition.pk).update(state="retired")
    with pytest.raises(NotAnEvaluation, match="No definition"):
        evaluating.begin(place.school, by=place.head)


def test_the_trusts_director_reads_no_schools_draft_and_writes_in_none(place: Place):
    made = begin(place)
    scope = scope_of(place.director)
    with pytest.raises(reading.NoSuchEvaluation):
        reading.get_evaluation(scope, number=made.pk)
    assert reading.list_of_school(scope, school=place.school.pk) == []
    across = read_trust(scope, trust=place.trust, store=None)
    assert all(each.evaluation is None and not each.squares for each in across.rows)
    for write in (
        lambda: evaluating.judge(made, said=[say(made, "books")], by=place.director),
        lambda: evaluating_steps.share(made, shared=True, by=place.director),
        lambda: evaluating_steps.close(made, shared=True, by=place.director),
        lambda: evaluating.begin(place.partner, by=place.director),
    ):
        with pytest.raises(PlaitError):
            write()
    assert SelfEvaluation.objects.get().visibility == "school"


def test_once_shared_the_trust_reads_it_and_still_does_not_write(place: Place):
    made = begin(place)
    evaluating_steps.share(made, shared=True, by=place.head)
    for reader in (place.director, place.partner_head):
        assert reading.get_evaluation(scope_of(reader), number=made.pk) == made
    for other in (place.trustee, place.stranger):
        with pytest.raises(reading.NoSuchEvaluation):
            reading.get_evaluation(scope_of(other), number=made.pk)
    with pytest.raises(NotAllowed):
        evaluating.judge(made, said=[say(made, "books")], by=place.director)
    with pytest.raises(NotAllowed):
        evaluating_steps.close(made, shared=True, by=place.director)
    evaluating_steps.share(made, shared=False, by=place.head)
    with pytest.raises(reading.NoSuchEvaluation):
        reading.get_evaluation(scope_of(place.director), number=made.pk)


@pytest.mark.parametrize("who", ["colleague", "partner_head", "stranger", "director"])
def test_only_the_head_decides_what_becomes_of_it(place: Place, who: str):
    made, by = begin(place), getattr(place, who)
    for do in (
        lambda: evaluating_steps.share(made, shared=True, by=by),
        lambda: evaluating_steps.close(made, shared=False, by=by),
        lambda: evaluating_moderation.ask(made, person=place.partner_head.pk, by=by),
    ):
        with pytest.raises(PlaitError):
            do()
    assert SelfEvaluation.objects.get().state == State.OPEN


def test_a_closed_term_is_kept_and_frozen_and_opened_again_only_with_a_reason(place: Place):
    made = evaluating_steps.close(begin(place), shared=True, by=place.head)
    assert (made.state, made.visibility, made.closed_on) == ("closed", "trust", timezone.localdate())
    kept = Kept.objects.get(record_type="goals.selfevaluation", record_id=str(made.pk))
    first = kept.content["domains"][0]["statements"][0]
    assert (first["level"], first["evidence"]) == ("Secure", "Every class, each day.")
    with pytest.raises(NotAllowed, match="closed"):
        evaluating.judge(made, said=[say(made, "books")], by=place.head)
    with pytest.raises(NotAnEvaluation, match="read it"):
        evaluating_steps.share(made, shared=False, by=place.head)
    with pytest.raises(NotAnEvaluation, match="reason"):
        evaluating_steps.reopen(made, because=" ", by=place.head)
    evaluating_steps.reopen(made, because="A level was mistyped.", by=place.head)
    assert evaluating.judge(made, said=[say(made, "books", "one")], by=place.head) == 1
    evaluating_steps.close(made, shared=False, by=place.head)
    assert Kept.objects.filter(record_type="goals.selfevaluation").count() == 2
    actions = set(AuditEntry.objects.filter(record_type="goals.selfevaluation").values_list("action", flat=True))
    assert {"evaluation.begun", "evaluation.judged", "evaluation.closed", "evaluation.opened"} <= actions


def test_an_earlier_term_is_not_opened_once_a_later_one_stands_on_it(place: Place):
    last = close_last_term(place)
    evaluating.begin(place.school, by=place.head)
    with pytest.raises(NotAnEvaluation, match="later term"):
        evaluating_steps.reopen(last, because="Mistyped.", by=place.head)


def test_nothing_is_closed_before_anything_is_judged(place: Place):
    with pytest.raises(NotAnEvaluation, match="Nothing is judged"):
        evaluating_steps.close(evaluating.begin(place.school, by=place.head), shared=True, by=place.head)


def test_the_trail_tells_levels_and_never_the_words_of_a_draft(place: Place):
    begin(place)
    told = str(list(AuditEntry.objects.filter(action="evaluation.judged").values()))
    assert "confidence" in told
    assert "Every class" not in told


def test_a_colleague_asked_by_name_reads_the_draft_and_says_what_they_see(place: Place):
    made = begin(place)
    asked = evaluating_moderation.ask(made, person=place.partner_head.pk, ask="Look at reading.", by=place.head)
    assert reading.get_evaluation(scope_of(place.partner_head), number=made.pk) == made
    other = make_member(place.partner, "colleague", name="Somebody else")
    with pytest.raises(reading.NoSuchEvaluation):
        reading.get_evaluation(scope_of(other), number=made.pk)
    row, one = row_of(made, "daily"), made.definition.levels.get(key="one")
    seconds = [Second(row.pk, one.pk, "I saw it in three of seven classes.")]
    evaluating_moderation.moderate(made, seconds=seconds, told="Thank you.", done=True, by=place.partner_head)
    (opinion,) = lines(made, place.head)["daily"].others
    assert (opinion.who, opinion.level, opinion.differs) == ("Priya Nair", "Beginning", True)
    assert "three of seven" in opinion.note
    with pytest.raises(NotAllowed):
        evaluating.judge(made, said=[say(made, "books")], by=place.partner_head)
    evaluating_moderation.end(asked, by=place.head)
    with pytest.raises(reading.NoSuchEvaluation):
        reading.get_evaluation(scope_of(place.partner_head), number=made.pk)
    with pytest.raises(PlaitError):
        evaluating_moderation.moderate(made, seconds=seconds, by=place.partner_head)
    assert len(lines(made, place.head)["daily"].others) == 1


def test_moderating_ends_with_the_term_with_the_membership_and_with_the_trust(place: Place):
    def reads() -> bool:
        try:
            return bool(reading.get_evaluation(scope_of(place.partner_head), number=made.pk))
        except reading.NoSuchEvaluation:
            return False

    made = begin(place)
    evaluating_moderation.ask(made, person=place.partner_head.pk, by=place.head)
    assert reads()
    Organisation.objects.filter(pk=place.partner.pk).update(parent=None)
    assert not reads()
    Organisation.objects.filter(pk=place.partner.pk).update(parent=place.trust)
    Membership.objects.filter(person=place.partner_head).update(to_date=timezone.localdate())
    assert not reads()
    Membership.objects.filter(person=place.partner_head).update(to_date=None)
    evaluating_steps.close(made, shared=False, by=place.head)
    assert not reads()


def test_a_school_that_moves_takes_its_self_evaluation_along_from_trust_and_colleagues(place: Place):
    made = begin(place)
    evaluating_moderation.ask(made, person=place.partner_head.pk, by=place.head)
    evaluating_steps.share(made, shared=True, by=place.head)
    joined = place.stranger  # who directs another trust
    move(place.school, Organisation.objects.get(name="Another trust"))
    for person in (place.director, place.partner_head, joined):
        with pytest.raises(reading.NoSuchEvaluation):
            reading.get_evaluation(scope_of(person), number=made.pk)
    one = reading.get_evaluation(scope_of(place.head), number=made.pk)
    assert reading.list_colleagues(scope_of(place.head), evaluation=one) == []
    evaluating_steps.share(one, shared=True, by=place.head)
    assert reading.get_evaluation(scope_of(joined), number=made.pk) == made


def test_a_school_that_is_in_no_trust_any_more_asks_nobody_of_other_schools_in_none(place: Place):
    made = begin(place)
    make_member(make_school(None, "A school in no trust"), "headteacher", name="Una Stone")
    move(place.school, None)
    one = reading.get_evaluation(scope_of(place.head), number=made.pk)
    assert reading.list_colleagues(scope_of(place.head), evaluation=one) == []


def test_only_people_of_another_school_of_the_trust_are_asked(place: Place):
    made = begin(place)
    choices = [each.person for each in reading.list_colleagues(scope_of(place.head), evaluation=made)]
    assert choices == [place.partner_head]
    assert reading.list_colleagues(scope_of(place.colleague), evaluation=made) == []
    for person in (place.colleague, place.stranger, place.director):
        with pytest.raises(NotAnEvaluation):
            evaluating_moderation.ask(made, person=person.pk, by=place.head)


def test_what_waits_is_told_to_the_head_and_to_whoever_was_asked(place: Place):
    def told(by: Person) -> list[str]:
        return [item.sentence for source in evaluating_needing.SOURCES for item in source(scope_of(by))]

    assert "is not begun" in told(place.head)[0]
    made = begin(place)
    assert "1 of 3 statements looked at" in told(place.head)[0]
    evaluating_moderation.ask(made, person=place.partner_head.pk, by=place.head)
    assert any("asks you to read" in each for each in told(place.partner_head))
    evaluating_moderation.moderate(made, seconds=[], done=True, by=place.partner_head)
    assert not any("asks you" in each for each in told(place.partner_head))
    evaluating_steps.close(made, shared=False, by=place.head)
    for other in (place.head, place.colleague, place.director, place.trustee, place.stranger):
        assert told(other) == []


def test_the_trust_reads_schools_side_by_side_in_words_where_they_shared(place: Place):
    made = begin(place)
    unsure = say(made, "books", "one", confidence="unsure", help_wanted=True)
    evaluating.judge(made, said=[unsure], by=place.head)
    evaluating_steps.share(made, shared=True, by=place.head)
    across = read_trust(scope_of(place.director), trust=place.trust, store=None)
    first, second = across.rows
    assert across.domains == ("Reading", "Belonging")
    assert first.squares[0].told == "Beginning in 1, Secure in 1"
    assert first.squares[0].help_on == first.squares[0].unsure_of == ("Books are chosen with care.",)
    assert first.squares[1].told == "Not judged yet"
    assert second.evaluation is None
    assert read_trust(scope_of(place.stranger), trust=place.trust, store=None).rows == ()


@pytest.mark.parametrize("schools", [1, 6])
def test_the_trusts_page_asks_the_same_number_of_questions_however_many_schools(
    place: Place, schools: int, django_assert_num_queries: Callable[[int], object]
):
    for n in range(schools):
        school = Organisation.objects.create(kind="school", name=f"S{n}", urn=870_000 + n, parent=place.trust)
        head = make_member(school, "headteacher")
        one = evaluating.begin(school, by=head)
        evaluating_steps.share(one, shared=True, by=head)
    scope = scope_of(place.director)
    with django_assert_num_queries(10):  # type: ignore[attr-defined]
        rows = read_trust(scope, trust=place.trust, store=None).rows
    assert sum(each.evaluation is not None for each in rows) == schools


def test_the_schools_told_of_are_those_of_the_register_whether_or_not_anybody_has_joined(
    place: Place, fictional_home: Path
):
    store = open_current(fictional_home)
    uid, several = store.table("trusts").filter(pl.col("schools_n") > 3).select("uid", "schools_n").row(0)
    place.trust.uid = uid
    place.trust.save()
    scope = scope_of(place.director)
    told = read_trust(scope, trust=place.trust, store=store).rows
    away = [each.school.name for each in told if each.school.number is None]
    assert len(told) == several + 2  # the two to which people belong are in no build
    assert len(away) == several
    assert [each.school for each in told] == [
        each.school for each in get_coherence(scope, trust=place.trust, store=store).lines
    ]
    page = present_across(read_trust(scope, trust=place.trust, store=store))
    assert page.lede.startswith(f"0 of {len(told)} schools shared")
    assert (len(page.quiet), len(page.away)) == (2, several)
    rows = write_trust(scope, trust=place.trust, store=store).rows
    assert sum(row[1] == "not begun: nobody of the school has joined" for row in rows) == several


def test_a_reading_asks_the_same_number_of_questions_with_and_without_history(
    place: Place, django_assert_max_num_queries: Callable[[int], object]
):
    close_last_term(place)
    made = evaluating.begin(place.school, by=place.head)
    scope = scope_of(place.head)
    with django_assert_max_num_queries(13):  # type: ignore[attr-defined]
        read_evaluation(scope, evaluation=made)
    assert Judged.objects.filter(evaluation=made).count() == 3
