"""What people are told of decisions, consultations, self-evaluation and evidence: each thing once, and no more."""

import datetime as dt
from dataclasses import replace

import pytest
from django.core import mail
from django.utils import timezone

from plait.core import clock
from plait.goals.agreeing import Asked, Choice
from plait.goals.alignment import Outcome
from plait.goals.evaluating import Second
from plait.goals.evidence import Sure
from plait.goals.models import AgreeingResult, Bet, Consultation, Decision, Entry, Statement
from plait.goals.queries import agreeing as asking
from plait.goals.queries import evidence as reading
from plait.goals.queries import evidence_needing
from plait.goals.services import (
    agreeing,
    agreeing_saying,
    alignment,
    alignment_reviews,
    alignment_schools,
    evaluating_moderation,
    evidence,
    evidence_bets,
    evidence_notices,
    quality,
    quality_steps,
)
from plait.organisations.models import Notice, Person
from plait.organisations.notices import Kind
from plait.organisations.services import days, letters, notices
from plait.organisations.services.authority import scope_of
from plait.organisations.visibility import Visibility
from tests.goals.alignment_trust import Trust, decide, make_alignment_trust, say
from tests.goals.consultations import Asking, asked, make_asking, vote_all
from tests.goals.definitions import next_year, put_in_force
from tests.goals.evaluations import Place, begin, make_place, row_of
from tests.goals.test_evidence import READ
from tests.people import join, make_member

pytestmark = pytest.mark.django_db


def told(kind: Kind) -> dict[str, list[str]]:
    """What people were told of a kind, by name."""
    found: dict[str, list[str]] = {}
    for each in Notice.objects.filter(kind=kind.value).select_related("person").order_by("pk"):
        assert each.organisation_id is not None, f"It goes with whatever its reader leaves: {each.text}"
        found.setdefault(each.person.name, []).append(each.text)
    return found


def on(monkeypatch: pytest.MonkeyPatch, days_on: int) -> None:
    """Let it be a day some days from now, for services and queries."""
    day = timezone.localdate() + dt.timedelta(days=days_on)
    monkeypatch.setattr(clock, "today", lambda: day)


class TestDecisions:
    @pytest.fixture
    def place(self, db: None) -> Trust:
        place = make_alignment_trust()
        make_member(place.other, "headteacher", name="Priya Shah")
        return place

    def test_a_decision_in_force_is_told_to_the_heads_of_its_phase_and_to_no_one_else(self, place: Trust):
        decide(place, phases=("primary",))
        (text,) = told(Kind.DECISIONS).pop("Daniel Okafor")
        assert text.startswith("“Early reading” is in force at Northbridge Learning Trust from ")
        assert text.endswith(f", as {place.levels[0].name.lower()}.")
        assert set(told(Kind.DECISIONS)) == {"Daniel Okafor"}

    def test_a_proposal_and_a_draft_laid_aside_are_told_to_nobody(self, place: Trust):
        draft = alignment.propose(say(place), trust=place.trust, draft=True, by=place.lead)
        alignment.end(draft, because="No use.", by=place.lead)
        alignment.end(alignment.propose(say(place), trust=place.trust, by=place.lead), because="No.", by=place.lead)
        assert told(Kind.DECISIONS) == {}

    def test_its_review_and_its_end_are_told_once_each_with_what_they_came_to(self, place: Trust):
        made = alignment.propose(say(place), trust=place.trust, by=place.lead)
        alignment.decide(made, starts_on=timezone.localdate(), by=place.director)
        later = timezone.localdate() + dt.timedelta(days=300)
        alignment_reviews.review(made, outcome=Outcome.KEEP, because="It holds.", next_on=later, by=place.director)
        alignment.end(made, because="The programme is over.", by=place.director)
        heads = told(Kind.DECISIONS)
        assert set(heads) == {"Daniel Okafor", "Priya Shah", "Priya Nair"}  # Priya Nair looks after it
        first, second, third = heads["Daniel Okafor"]
        assert "reviewed “Early reading” by its impact: keep" in second
        assert f"{later:%-d %B %Y}" in second
        assert third == "“Early reading” of Northbridge Learning Trust has ended: The programme is over."
        assert first != second

    def test_a_request_goes_to_who_decides_and_its_answer_to_who_asked(self, place: Trust):
        made = decide(place)
        Notice.objects.all().delete()
        until = timezone.localdate() + dt.timedelta(days=90)
        request = alignment_schools.ask(made, school=place.school, reason="Building.", until=until, by=place.head)
        assert set(told(Kind.DECISIONS)) == {"Ama Osei"}
        (notice,) = Notice.objects.all()
        assert notice.url == f"/alignment/{made.pk}#exemption-{request.pk}"
        alignment_schools.answer(request, grant=True, because="A term is fair.", by=place.director)
        assert told(Kind.DECISIONS)["Daniel Okafor"] == [
            f"Harbour Lane Primary School is let off “Early reading” until {until:%-d %B %Y}: A term is fair."
        ]
        alignment_schools.withdraw(request, because="Done.", by=place.head)
        assert told(Kind.DECISIONS)["Ama Osei"][1:] == [
            "The exemption of Harbour Lane Primary School from “Early reading” has ended."
        ]
        assert Notice.objects.count() == 3

    def test_an_exemption_that_ends_soon_is_told_to_the_school_and_the_trust_once_with_its_day(
        self, place: Trust, monkeypatch: pytest.MonkeyPatch
    ):
        made = decide(place)
        until = timezone.localdate() + dt.timedelta(days=90)
        request = alignment_schools.ask(made, school=place.school, reason="Building.", until=until, by=place.head)
        alignment_schools.answer(request, grant=True, because="A term is fair.", by=place.director)
        days.run()
        assert not Notice.objects.filter(due=until).exists()
        on(monkeypatch, 70)
        days.run()
        on(monkeypatch, 71)
        days.run()
        found = Notice.objects.filter(due=until, kind=Kind.DECISIONS.value).select_related("person")
        assert {each.person.name for each in found} == {"Ama Osei", "Daniel Okafor"}
        assert found.count() == 2

    def test_who_left_or_belongs_elsewhere_hears_nothing(self, place: Trust):
        made = decide(place)
        until = timezone.localdate() + dt.timedelta(days=90)
        request = alignment_schools.ask(made, school=place.school, reason="Building.", until=until, by=place.head)
        place.head.memberships.update(to_date=timezone.localdate())
        Notice.objects.all().delete()
        alignment_schools.answer(request, grant=False, because="No.", by=place.director)
        assert told(Kind.DECISIONS) == {}

    def test_who_wants_to_hear_of_none_is_told_of_none(self, place: Trust):
        notices.prefer(Kind.DECISIONS, inside=False, letter=False, by=place.head)
        decide(place)
        assert set(told(Kind.DECISIONS)) == {"Priya Shah"}


class TestConsultations:
    @pytest.fixture
    def place(self, db: None) -> Asking:
        return make_asking()

    def test_opening_is_told_to_those_who_may_take_part_with_the_last_day_and_to_nobody_else(self, place: Asking):
        asks = ["Northbridge Learning Trust asks what you think: “Is this what we mean?”."]
        everybody = {"Daniel Okafor": asks, "Hannah Brook": asks}  # neither trustee nor stranger, nor who opened it
        assert told(Kind.CONSULTATIONS) == everybody
        day, url = place.consultation.closes_on, f"/consultations/{place.consultation.pk}/vote"
        assert Notice.objects.filter(due=day, url=url).count() == 2
        days.run()
        assert told(Kind.CONSULTATIONS) == everybody

    def test_another_last_day_is_told_to_those_who_have_said_nothing(self, place: Asking):
        agreeing_saying.vote(place.claims[0], choice=Choice.AGREE, by=place.colleague)
        Notice.objects.all().delete()
        closing = timezone.localdate() + dt.timedelta(days=10)
        held = Consultation.objects.get(pk=place.consultation.pk)
        agreeing.move_closing(held, closes_on=closing, version=held.version, by=place.director)
        (notice,) = Notice.objects.all()
        assert (notice.person, notice.due) == (place.head, closing)

    def test_what_opens_later_is_told_of_on_its_day(self, place: Asking, monkeypatch: pytest.MonkeyPatch):
        later = timezone.localdate() + dt.timedelta(days=5)
        agreeing.open_consultation(
            replace(_asked(place), title="Later", opens_on=later), on=place.definition, by=place.director
        )
        days.run()
        assert not Notice.objects.filter(text__contains="Later").exists()
        on(monkeypatch, 5)
        days.run()
        assert Notice.objects.filter(text__contains="Later").count() == 2

    def test_who_said_nothing_is_told_again_when_it_is_about_to_close_and_who_spoke_is_not(
        self, place: Asking, monkeypatch: pytest.MonkeyPatch
    ):
        agreeing_saying.vote(place.claims[0], choice=Choice.AGREE, by=place.head)
        for day in (11, 12, 13):
            on(monkeypatch, day)
            days.run()
        found = Notice.objects.filter(text__contains="It closes on").select_related("person")
        assert [each.person.name for each in found] == ["Hannah Brook"]

    @pytest.mark.database
    def test_its_last_day_closes_it_and_the_daily_job_keeps_results_and_tells(
        self, place: Asking, monkeypatch: pytest.MonkeyPatch
    ):
        vote_all(place, [[1, -1, 1, 0]] * 6)
        Notice.objects.all().delete()
        on(monkeypatch, 14)
        days.run()
        held = Consultation.objects.get(pk=place.consultation.pk)
        assert (held.closed_at, asking.list_open(scope_of(place.head), today=clock.today())) == (None, [held])
        on(monkeypatch, 15)
        assert asking.list_open(scope_of(place.head), today=clock.today()) == []  # also before the job has run
        done = days.run()
        held.refresh_from_db()
        assert done["consultations closed"] == 1
        assert timezone.localdate(held.closed_at) == held.closes_on
        last = AgreeingResult.objects.filter(consultation=held, last=True)
        assert last.get(way="votes").people_n == 6
        closed = {
            name for name, texts in told(Kind.CONSULTATIONS).items() if any("is closed" in each for each in texts)
        }
        assert closed == {"Ama Osei", "Daniel Okafor", *(f"Colleague {n}" for n in range(6))}
        n = Notice.objects.count()
        assert days.run()["consultations closed"] == 0
        assert Notice.objects.count() == n

    def test_the_weekly_letter_brings_it_with_one_calendar_and_only_to_whom_it_concerns(
        self, place: Asking, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            letters.write_weekly(site="https://plait.example.org")
        written = {each.to[0]: each for each in mail.outbox}
        assert set(written) >= {place.head.email, place.colleague.email}
        assert not {place.trustee.email, place.stranger.email, place.director.email} & set(written)
        letter = written[place.head.email]
        assert f"https://plait.example.org/consultations/{place.consultation.pk}/vote" in letter.body
        (calendar,) = letter.attachments
        assert f"{place.consultation.closes_on:%Y%m%d}" in calendar.get_payload(decode=True).decode()

    def test_more_time_opens_it_again(self, place: Asking, monkeypatch: pytest.MonkeyPatch):
        on(monkeypatch, 15)
        days.run()
        held = Consultation.objects.get(pk=place.consultation.pk)
        later = clock.today() + dt.timedelta(days=5)
        agreeing.move_closing(held, closes_on=later, version=held.version, by=place.director)
        assert asking.list_open(scope_of(place.head), today=clock.today()) == [held]

    def test_who_closes_it_by_hand_is_not_told_and_votes_stay_unknown(self, place: Asking):
        vote_all(place, [[1, 1, 1, 1]])
        Notice.objects.all().delete()
        agreeing.close(place.consultation, by=place.director)
        found = told(Kind.CONSULTATIONS)
        assert set(found) == {"Daniel Okafor", "Colleague 0"}
        assert found["Daniel Okafor"] == found["Colleague 0"]


class TestSelfEvaluation:
    def test_a_colleague_is_told_that_they_are_asked_and_the_school_that_it_was_read(self, db: None):
        place: Place = make_place()
        made = begin(place)
        evaluating_moderation.ask(made, person=place.partner_head.pk, by=place.head)
        assert told(Kind.EVALUATIONS) == {
            "Priya Nair": [
                f"Daniel Okafor asks you to read what {place.school.name} says of itself, and to say what you see."
            ]
        }
        row = row_of(made, "daily")
        seconds = [Second(row.pk, None, "I saw it too.")]
        evaluating_moderation.moderate(made, seconds=seconds, by=place.partner_head)
        assert set(told(Kind.EVALUATIONS)) == {"Priya Nair"}
        for _ in range(2):
            evaluating_moderation.moderate(made, seconds=seconds, done=True, by=place.partner_head)
        assert told(Kind.EVALUATIONS)["Daniel Okafor"] == [
            "Priya Nair of Orchard Vale Primary School has read the self-evaluation of Harbour Lane Primary School."
        ]


class TestEvidence:
    @pytest.fixture
    def place(self, db: None) -> Trust:
        return make_alignment_trust()

    def test_whoever_looks_after_what_stands_on_it_is_told_of_a_revision_once(self, place: Trust):
        entry = evidence.write(READ, owner=place.trust, by=place.lead)
        one, other = decide(place), decide(place, item="Marking")
        for each in (one, other):
            _lean(entry, each, by=place.lead)
        Notice.objects.all().delete()
        entry.refresh_from_db()
        said = replace(READ, says="Fewer than we thought.")
        evidence.revise(entry, said=said, visibility=Visibility.TRUST, version=entry.version, by=place.lead)
        (text,) = told(Kind.EVIDENCE)["Ama Osei"]
        assert text.startswith(f"“{READ.title}” was revised, and 2 records that you look after stand on it")
        assert set(told(Kind.EVIDENCE)) == {"Ama Osei"}

    def test_who_withdraws_it_is_not_told_themselves(self, place: Trust):
        entry = evidence.write(READ, owner=place.trust, by=place.director)
        _lean(entry, decide(place), by=place.lead)
        evidence.withdraw(entry, because="A slip.", by=place.director)
        assert told(Kind.EVIDENCE) == {}

    def test_its_day_is_told_by_the_daily_job_once(self, place: Trust):
        entry = evidence.write(READ, owner=place.trust, by=place.lead)
        bet = _lean(entry, decide(place), by=place.lead)
        Entry.objects.filter(pk=entry.pk).update(expires_on=timezone.localdate())
        type(bet).objects.filter(pk=bet.pk).update(looked_on=timezone.localdate() - dt.timedelta(days=9))
        assert [evidence_notices.tell_expired() for _ in range(2)] == [1, 1]
        assert told(Kind.EVIDENCE) == {
            "Ama Osei": [
                f"“{READ.title}” is past its day, and “Early reading” stands on it. Look whether it still does."
            ]
        }
        assert Notice.objects.get(kind=Kind.EVIDENCE.value).url == f"/evidence/bets/{bet.pk}"

    def test_an_entry_that_they_may_not_read_is_not_named(self, place: Trust):
        both = make_member(place.trust, "network_lead", name="Rae Lind")
        join(both, place.school, "colleague")
        entry = evidence.write(READ, owner=place.school, visibility=Visibility.SCHOOL, by=place.head)
        _lean(entry, decide(place), by=both)
        evidence.withdraw(entry, because="It was another class.", by=place.head)
        assert told(Kind.EVIDENCE) == {
            "Ama Osei": ["Evidence was withdrawn, and “Early reading” stands on it. Look whether it still does."]
        }

    def test_what_stands_under_a_statement_follows_it_into_the_definition_in_force(self, place: Trust):
        first = put_in_force(place.trust, place.director)
        statement = Statement.objects.get(domain__definition=first, key="daily")
        entry = evidence.write(READ, owner=place.trust, by=place.lead)
        evidence_bets.lean(
            entry, under=("goals.statement", str(statement.pk)), claim="Daily.", sure=Sure.BET, by=place.lead
        )
        second = quality.revise(first, by=place.director)
        quality_steps.agree(second, by=place.director)
        quality_steps.put_in_force(second, review_on=next_year(), by=place.director)
        evidence.withdraw(entry, because="A slip.", by=place.lead)
        assert set(told(Kind.EVIDENCE)) == {"Ama Osei"}
        assert len(evidence_needing.list_shaken(scope_of(place.director))) == 1
        (standing,) = reading.list_standing(scope_of(place.analyst), entry=entry, today=timezone.localdate())
        assert (standing.anchor.over, f"/quality/{second.pk}/" in standing.anchor.url) == (False, True)


def _asked(place: Asking) -> Asked:
    return asked(statement=Statement.objects.get(domain__definition=place.definition).pk)


def _lean(entry: Entry, decision: Decision, *, by: Person) -> Bet:
    under = ("goals.decision", str(decision.pk))
    return evidence_bets.lean(entry, under=under, claim="It will widen words.", sure=Sure.BET, by=by)
