"""Where schools stand, who is let off, what reviews come to, and the questions that the register answers."""

import datetime as dt

import pytest
from django.utils import timezone

from plait.core.errors import NotAllowed
from plait.core.models import AuditEntry
from plait.goals.alignment import Asked, Heading, Outcome, State
from plait.goals.models import Decision, Exemption, ImpactReview, Position
from plait.goals.queries import alignment as reading
from plait.goals.queries import alignment_needing
from plait.goals.queries.alignment_public import NotPublished, get_public
from plait.goals.queries.alignment_register import Line, Register, get_register
from plait.goals.services import alignment, alignment_page, alignment_reviews
from plait.goals.services import alignment_schools as saying
from plait.goals.services.alignment_reviews import NotAReview
from plait.goals.services.alignment_schools import NotAnExemption, NotAPosition
from plait.organisations.domain import Scope
from plait.organisations.models import Membership, Organisation, Person
from plait.organisations.queries.organisations import list_trusts
from plait.organisations.roles import May
from plait.organisations.services.authority import scope_of
from tests.goals.alignment_trust import Trust, decide, make_alignment_trust, say

pytestmark = pytest.mark.django_db
NOBODY = Scope(open_data=True)


@pytest.fixture
def place(db: None) -> Trust:
    return make_alignment_trust()


def read(place: Trust, by: Person | None = None) -> Register:
    scope = scope_of(by or place.director)
    return get_register(scope, trust=place.trust, store=None, today=timezone.localdate())


def line_of(place: Trust, decision: Decision) -> Line:
    return next(each for each in read(place).lines if each.decision == decision)


def days(n: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=n)


def stand(place: Trust, decision: Decision, at: int, heading: Heading | None = None) -> Position:
    level = place.levels[at].pk
    return saying.state(decision, school=place.school, level=level, heading=heading, by=place.head)


def ask(place: Trust, decision: Decision, **changed: object) -> Exemption:
    told: dict[str, object] = {"reason": "A new building until summer.", "until": days(60)} | changed
    return saying.ask(decision, school=place.school, by=place.head, **told)  # type: ignore[arg-type]


def test_a_school_says_where_it_stands_and_its_history_stays(place: Trust):
    made = decide(place)
    first, second = stand(place, made, 2, Heading.TOWARDS), stand(place, made, 1, Heading.TOWARDS)
    (line,) = read(place).lines
    here = next(each for each in line.stands if each.school.number == place.school.pk)
    assert here.position == second
    assert reading.list_history(scope_of(place.colleague), decision=made) == [second, first]


def test_saying_the_same_again_adds_nothing(place: Trust):
    made = decide(place)
    first = stand(place, made, 0)
    n = AuditEntry.objects.count()
    assert stand(place, made, 0) == first
    assert (Position.objects.count(), AuditEntry.objects.count()) == (1, n)


@pytest.mark.parametrize("who", ["colleague", "lead", "trustee", "stranger"])
def test_nobody_speaks_for_a_school_at_which_they_do_not_decide(place: Trust, who: str):
    with pytest.raises(NotAllowed):
        saying.state(decide(place), school=place.school, level=place.levels[0].pk, by=getattr(place, who))


def test_a_head_does_not_speak_for_another_school(place: Trust):
    with pytest.raises(NotAllowed):
        saying.state(decide(place), school=place.other, level=place.levels[0].pk, by=place.head)


def test_a_school_has_no_position_on_what_is_not_about_it(place: Trust):
    secondary = decide(place, phases=("secondary",))
    with pytest.raises(NotAPosition) as refused:
        stand(place, secondary, 0)
    assert "phase" in refused.value.why
    ended = alignment.end(decide(place), because="Enough.", by=place.director)
    with pytest.raises(NotAPosition):
        stand(place, ended, 0)


def test_where_a_school_does_otherwise_is_told_unless_it_is_let_off(place: Trust):
    made = decide(place)
    assert read(place).apart == ()
    stand(place, made, 2, Heading.TOWARDS)
    (line,) = read(place).apart
    assert [(each.school.number, each.on_the_way) for each in line.apart] == [(place.school.pk, True)]
    saying.answer(ask(place, made), grant=True, because="Clear.", by=place.director)
    assert read(place).apart == ()
    assert [each.school.number for each in line_of(place, made).exempt] == [place.school.pk]
    stand(place, made, 0)
    assert line_of(place, made).there_n == 1


def test_what_has_not_begun_is_not_done_otherwise(place: Trust):
    made = alignment.propose(say(place), trust=place.trust, by=place.director)
    alignment.decide(made, starts_on=days(30), by=place.director)
    stand(place, made, 2)
    assert read(place).apart == ()


def test_an_exemption_ends_after_its_last_day(place: Trust):
    made = decide(place)
    stand(place, made, 2)
    exemption = saying.answer(ask(place, made), grant=True, because="Clear.", until=days(5), by=place.director)
    Exemption.objects.filter(pk=exemption.pk).update(until=days(0))
    assert line_of(place, made).apart == ()
    Exemption.objects.filter(pk=exemption.pk).update(until=days(-1))
    assert len(line_of(place, made).apart) == 1
    assert reading.list_exemptions(scope_of(place.head), decision=made) == [exemption]


def test_the_questions_are_answered_from_the_same_decisions(place: Trust):
    same = decide(place, item="Payroll", at=0, loose="")
    core = decide(place, item="Curriculum", at=1, loose="Local examples.")
    free = decide(place, item="Homework", at=2, review_on=days(20))
    proposed = alignment.propose(say(place, item="Uniform"), trust=place.trust, by=place.lead)
    told = read(place)
    assert {each.decision for each in told.must} == {same, core}
    assert {each.decision for each in told.may} == {core, free}
    assert [each.decision for each in told.due] == [free]
    assert [each.decision for each in told.proposed] == [proposed]
    assert [each.decision for each in read(place, place.trustee).lines] == [core, free, same]
    assert read(place, place.stranger).lines == ()
    assert read(place, place.stranger).schools == ()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"reason": " "}, "reason"),
        ({"until": dt.date(2026, 11, 21)}, "21 November"),
        ({"until": dt.date(2031, 1, 1)}, "2031"),
    ],
)
def test_a_request_needs_a_reason_and_a_day_that_can_be(place: Trust, changed: dict[str, object], says: str):
    with pytest.raises(NotAnExemption) as refused:
        ask(place, decide(place), **changed)
    assert says in refused.value.why


def test_there_is_nothing_to_be_let_off_where_schools_choose_or_nothing_is_decided(place: Trust):
    with pytest.raises(NotAnExemption):
        ask(place, decide(place, at=2))
    with pytest.raises(NotAnExemption):
        ask(place, alignment.propose(say(place), trust=place.trust, by=place.director))


@pytest.mark.database
def test_a_school_asks_once_until_it_is_answered(place: Trust):
    made = decide(place)
    ask(place, made)
    with pytest.raises(NotAnExemption) as refused:
        ask(place, made)
    assert "waits" in refused.value.why
    assert Exemption.objects.count() == 1


@pytest.mark.parametrize("who", ["head", "lead", "trustee", "stranger"])
def test_only_whoever_decides_for_the_trust_answers(place: Trust, who: str):
    request = ask(place, decide(place))
    with pytest.raises(NotAllowed):
        saying.answer(request, grant=True, because="Yes.", by=getattr(place, who))


def test_an_answer_has_its_reason_and_is_given_once(place: Trust):
    request = ask(place, decide(place))
    with pytest.raises(NotAnExemption):
        saying.answer(request, grant=False, because="", by=place.director)
    answered = saying.answer(request, grant=False, because="The others would follow.", by=place.director)
    assert (answered.state, answered.because, answered.decided_by) == (
        Asked.REFUSED,
        "The others would follow.",
        place.director,
    )
    with pytest.raises(NotAnExemption):
        saying.answer(request, grant=True, because="After all.", by=place.director)


def test_a_head_takes_a_request_back_and_a_director_ends_an_exemption(place: Trust):
    made = decide(place)
    assert saying.withdraw(ask(place, made), by=place.head).state == Asked.WITHDRAWN
    granted = saying.answer(ask(place, made), grant=True, because="Clear.", by=place.director)
    assert saying.withdraw(granted, because="The building is ready.", by=place.director).state == Asked.ENDED
    with pytest.raises(NotAnExemption):
        saying.withdraw(granted, by=place.head)
    with pytest.raises(NotAllowed):
        saying.withdraw(granted, by=place.stranger)


def review(place: Trust, made: Decision, outcome: Outcome, **changed: object) -> ImpactReview:
    told: dict[str, object] = {"because": "Six heads of seven would keep it.", "next_on": days(300)} | changed
    return alignment_reviews.review(made, outcome=outcome, by=place.director, **told)  # type: ignore[arg-type]


def test_a_review_keeps_the_figures_as_they_stood(place: Trust):
    made = decide(place)
    stand(place, made, 0)
    done = review(place, made, Outcome.KEEP)
    stand(place, made, 2)
    done.refresh_from_db()
    made.refresh_from_db()
    told = {name: done.figures[name] for name in ("schools_n", "stated_n", "there_n", "apart_n")}
    assert told == {"schools_n": 2, "stated_n": 1, "there_n": 1, "apart_n": 0}
    assert (made.review_on, made.level) == (days(300), place.levels[0])


def test_loosening_and_tightening_change_the_level_and_dropping_ends_it(place: Trust):
    made = decide(place, at=1)
    loose, firm = place.levels[2], place.levels[0]
    assert review(place, made, Outcome.LOOSEN, level=loose.pk).level_after == loose
    assert review(place, made, Outcome.TIGHTEN, level=firm.pk).level_before == loose
    assert review(place, made, Outcome.DROP, next_on=None).level_after is None
    made.refresh_from_db()
    assert (made.state, made.level) == (State.ENDED, firm)
    numbers = [each.number for each in reading.list_reviews(scope_of(place.trustee), decision=made)]
    assert numbers == [3, 2, 1]


@pytest.mark.parametrize(
    ("outcome", "changed"),
    [
        (Outcome.LOOSEN, {}),
        (Outcome.TIGHTEN, {"level": -1}),
        (Outcome.KEEP, {"next_on": None}),
        (Outcome.KEEP, {"because": " "}),
    ],
)
def test_a_review_that_does_not_say_what_follows_is_refused(place: Trust, outcome: Outcome, changed: dict[str, object]):
    made = decide(place)
    with pytest.raises(NotAReview) as refused:
        review(place, made, outcome, **changed)
    assert refused.value.mend
    assert not ImpactReview.objects.exists()


def test_a_head_reviews_nothing_for_the_trust(place: Trust):
    with pytest.raises(NotAllowed):
        alignment_reviews.review(decide(place), outcome=Outcome.KEEP, because="Good.", next_on=days(90), by=place.head)


def test_nothing_is_public_until_the_switch_is_on_and_nothing_after_it_is_off(place: Trust):
    decide(place, told="One way of teaching to read.")
    uid = place.trust.uid or 0
    with pytest.raises(NotPublished):
        get_public(NOBODY, uid=uid)
    alignment_page.publish(place.trust, on=True, introduction="Why we do this.", by=place.director)
    page = get_public(NOBODY, uid=uid)
    assert [(each.item, each.level, each.told) for each in page.decisions] == [
        ("Early reading", "Standardised", "One way of teaching to read.")
    ]
    alignment_page.publish(place.trust, on=False, by=place.director)
    with pytest.raises(NotPublished):
        get_public(NOBODY, uid=uid)


def test_the_public_page_holds_only_what_is_meant_for_it(place: Trust):
    made = decide(place, evidence="What Priya saw.", consulted_said="Two heads were against.")
    decide(place, item="Held back", published=False)
    alignment.propose(say(place, item="Only proposed"), trust=place.trust, by=place.lead)
    alignment.propose(say(place, item="A draft"), trust=place.trust, draft=True, by=place.lead)
    stand(place, made, 2)
    ask(place, made)
    alignment_page.publish(place.trust, on=True, with_schools=True, by=place.director)
    page = get_public(NOBODY, uid=place.trust.uid or 0)
    assert [each.item for each in page.decisions] == ["Early reading"]
    text = str(page)
    for never in (place.school.name, "Daniel", "Priya", "Ama", "against", "building", made.why):
        assert never not in text
    assert (page.decisions[0].there_n, page.decisions[0].stated_n) == (None, None)  # of one school, a count is a name


def test_counts_of_three_schools_stand_on_the_public_page_where_the_trust_says_so(place: Trust):
    made = decide(place)
    third = Organisation.objects.create(kind="school", name="Third", urn=880_001, parent=place.trust, phase="primary")
    for school, at in ((place.school, 0), (place.other, 0), (third, 2)):
        saying.state(made, school=school, level=place.levels[at].pk, by=place.director)
    alignment_page.publish(place.trust, on=True, with_schools=True, by=place.director)
    (one,) = get_public(NOBODY, uid=place.trust.uid or 0).decisions
    assert (one.there_n, one.stated_n) == (2, 3)
    alignment_page.publish(place.trust, on=True, with_schools=False, by=place.director)
    assert get_public(NOBODY, uid=place.trust.uid or 0).decisions[0].stated_n is None


@pytest.mark.parametrize("who", ["head", "lead", "trustee", "stranger"])
def test_only_whoever_decides_for_the_trust_publishes(place: Trust, who: str):
    with pytest.raises(NotAllowed):
        alignment_page.publish(place.trust, on=True, by=getattr(place, who))


def test_what_waits_for_somebody_is_told_to_them_and_to_nobody_else(place: Trust):
    made = decide(place, review_on=days(30))
    (unstated,) = alignment_needing.list_unstated(scope_of(place.head))
    assert unstated.url == f"/schools/{place.school.urn}/alignment"
    stand(place, made, 2)
    assert alignment_needing.list_unstated(scope_of(place.head)) == []
    request = ask(place, made, until=days(20))
    (item,) = alignment_needing.list_requests(scope_of(place.director))
    assert "asks to be let off" in item.sentence
    assert alignment_needing.list_requests(scope_of(place.head)) == []
    saying.answer(request, grant=True, because="Clear.", by=place.director)
    assert [each.due for each in alignment_needing.list_ending(scope_of(place.head))] == [days(20)]
    assert [each.due for each in alignment_needing.list_ending(scope_of(place.director))] == [days(20)]
    assert [each.due for each in alignment_needing.list_reviews_due(scope_of(place.director))] == [days(30)]
    for other in (place.colleague, place.trustee, place.stranger, place.lead):
        told = [item for source in alignment_needing.SOURCES for item in source(scope_of(other))]
        assert told == []


def test_a_draft_that_lay_for_a_fortnight_waits_for_its_writer(place: Trust):
    draft = alignment.propose(say(place), trust=place.trust, draft=True, by=place.lead)
    assert alignment_needing.list_drafts(scope_of(place.lead)) == []
    Decision.objects.filter(pk=draft.pk).update(changed_at=timezone.now() - dt.timedelta(days=15))
    assert [each.url for each in alignment_needing.list_drafts(scope_of(place.lead))] == [f"/alignment/{draft.pk}"]


def test_what_ends_with_a_membership_ends_at_once(place: Trust):
    made = decide(place)
    Membership.objects.filter(person=place.head).update(to_date=timezone.localdate())
    with pytest.raises(NotAllowed):
        stand(place, made, 0)
    assert list_trusts(scope_of(place.head), May.READ_TRUST, May.READ_EXCEPTIONS) == []


def test_a_school_that_moved_stands_beside_its_new_trusts_decisions_alone(place: Trust):
    made = decide(place)
    stand(place, made, 2)
    elsewhere = make_alignment_trust()
    Organisation.objects.filter(pk=place.school.pk).update(parent=elsewhere.trust)
    place.school.refresh_from_db()
    assert [each.school.number for each in line_of(place, made).stands] == [place.other.pk]
    with pytest.raises(NotAllowed):
        stand(place, made, 0)


@pytest.mark.parametrize("schools", [2, 12])
def test_the_register_asks_the_same_number_of_questions_however_many_schools_there_are(
    place: Trust, schools: int, django_assert_num_queries: object
):
    for number in range(schools):
        made = decide(place, item=f"Item {number}")
        Organisation.objects.create(
            kind="school", name=f"S{number}", urn=870_000 + number, parent=place.trust, phase="primary"
        )
        stand(place, made, 1)
    scope = scope_of(place.director)
    with django_assert_num_queries(5):  # type: ignore[operator]
        told = get_register(scope, trust=place.trust, store=None, today=timezone.localdate())
        assert len([each.decision.level.name for each in told.apart]) == schools
