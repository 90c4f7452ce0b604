"""A person gets what is held about them, and has it erased; what they wrote stays with its organisation."""

import datetime as dt
import json
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone

from plait.core.errors import NotAllowed
from plait.core.home import Home
from plait.core.models import AuditEntry
from plait.core.personal import declarations
from plait.core.places import ELSEWHERE, PLACES
from plait.core.services import audit
from plait.insight.models import Finding
from plait.organisations import holding
from plait.organisations.models import Invitation, Membership, Notice, Person
from plait.organisations.services import memberships, personal_data, retention
from plait.organisations.services.authority import scope_of
from plait.organisations.services.personal_data import AlreadyErased
from tests.organisations.conftest import Sector
from tests.organisations.records import keep
from tests.people import join, make_member, make_person, make_trust

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def dress(person: Person) -> None:
    """Give a person what an account gathers."""
    person.set_password("a long enough sentence 7")
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "do not tell"})
    Notice.objects.create(person=person, kind="people", key="a", text="Somebody asks to join", at=timezone.now())


def test_a_person_gets_what_is_held_about_them_without_secrets(sector: Sector):
    dress(sector.head)
    record = keep(sector.head, owner=sector.school, visibility="school")
    told = personal_data.export(sector.head, by=sector.head)
    held = told["held"]
    assert held["organisations.Person"][0]["email"] == sector.head.email
    assert held["organisations.Membership"][0]["role"] == "headteacher"
    assert held["insight.Finding"][0]["seen"] == record.seen
    assert held["organisations.Notice"][0]["text"] == "Somebody asks to join"
    written = json.dumps(told)
    assert "do not tell" not in written
    assert sector.head.password not in written
    assert AuditEntry.objects.filter(action="person.exported", actor=sector.head.pk).count() == 1


def test_an_export_holds_nothing_of_anybody_else(sector: Sector):
    keep(sector.colleague, owner=sector.school, visibility="school")
    told = json.dumps(personal_data.export(sector.head, by=sector.head))
    assert sector.colleague.email not in told
    assert "reading aloud" not in told


@pytest.mark.parametrize("who", ["lead", "operator"])
def test_whoever_answers_a_request_gets_no_words_of_records_that_they_do_not_read(sector: Sector, who: str):
    """The operator reads nothing of what people write, and the lead no record that is not shared with them."""
    record = keep(sector.head, owner=sector.school, visibility="me")
    Finding.objects.filter(pk=record.pk).update(seen="Only the head reads this.")
    open_ = keep(sector.head, owner=sector.school, visibility="sector")
    note_in_the_trail(sector, on=("insight.finding", str(record.pk)), after={"seen": "Words of the trail."})
    Notice.objects.create(person=sector.head, kind="findings", key="a", text="A title of a draft", at=timezone.now())
    told = personal_data.export(sector.head, by=getattr(sector, who))
    written = json.dumps(told)
    for words in ("Only the head reads this.", "Words of the trail.", "A title of a draft"):
        assert words not in written
    draft, read = told["held"]["insight.Finding"]
    assert draft["author"] == sector.head.pk
    assert {"seen", "stance", "school_name"} <= set(draft["left_out"])
    assert (read["seen"], "left_out" in read) == (open_.seen, False)
    assert told["held"]["organisations.Person"][0]["email"] == sector.head.email
    assert "plait person export" in told["note"]


def test_somebody_who_has_left_gets_no_words_of_records_that_go_on_without_them(sector: Sector):
    record = keep(sector.colleague, owner=sector.school, visibility="school")
    memberships.end(Membership.objects.get(person=sector.colleague), by=sector.head)
    Finding.objects.filter(pk=record.pk).update(seen="Written by the head, a week later.")
    told = personal_data.export(sector.colleague, by=sector.colleague)
    (row,) = told["held"]["insight.Finding"]
    assert "Written by the head" not in json.dumps(told)
    assert (row["author"], row["created_at"]) == (sector.colleague.pk, record.created_at.isoformat())


def test_at_the_machine_the_export_is_whole(sector: Sector):
    record = keep(sector.head, owner=sector.school, visibility="me")
    told = personal_data.export(sector.head, by=None)
    assert told["held"]["insight.Finding"][0]["seen"] == record.seen
    assert "left_out" not in json.dumps(told)


def note_in_the_trail(sector: Sector, *, on: tuple[str, str], after: dict[str, str]) -> None:
    with transaction.atomic():
        audit.record("finding.revised", on=on, by=sector.head.pk, organisation=sector.school.pk, after=after)


@pytest.mark.parametrize("actor", ["director", "head", "partner_director"])
def test_nobody_else_asks_for_a_persons_data(sector: Sector, actor: str):
    for act in (
        lambda by: personal_data.export(sector.colleague, by=by),
        lambda by: personal_data.erase(sector.colleague, because="Asked", by=by),
    ):
        with pytest.raises(NotAllowed, match="answer for"):
            act(getattr(sector, actor))


def test_a_lead_answers_for_people_of_the_trust_alone(sector: Sector):
    personal_data.export(sector.colleague, by=sector.lead)
    elsewhere = make_trust("Stranger Trust")
    join(sector.colleague, elsewhere, "analyst")
    with pytest.raises(NotAllowed):
        personal_data.erase(sector.colleague, because="Asked", by=sector.lead)
    personal_data.erase(sector.colleague, because="Asked", by=sector.operator)


def test_erasure_leaves_the_record_under_a_pseudonym_and_nothing_to_sign_in_with(sector: Sector):
    person = sector.colleague
    dress(person)
    address, name = person.email, person.name
    record = keep(person, owner=sector.school, visibility="trust")
    memberships.give(person, organisation=sector.school, role="support_lead", function="office", by=sector.head)
    personal_data.erase(person, because="Asked on 3 November", by=sector.lead)
    person.refresh_from_db()
    record.refresh_from_db()
    assert person.name == f"Former colleague {person.pk}"
    assert not person.is_active
    assert not person.has_usable_password()
    assert scope_of(person).standings == ()
    assert (record.author, record.keeper) == (person, sector.head)
    for model in (EmailAddress, Authenticator):
        assert not model.objects.exists()
    assert not Notice.objects.filter(person=person).exists()
    assert Notice.objects.filter(text__contains=person.name).exists()  # what the head was told, without the name
    whole = " ".join(str(row) for row in Person.objects.values()) + " ".join(
        str(each.content) for each in AuditEntry.objects.all()
    )
    whole += " ".join(Notice.objects.values_list("text", flat=True))
    assert address not in whole
    assert name not in whole
    assert audit.verify().whole


def test_erasing_twice_says_so(sector: Sector):
    personal_data.erase(sector.colleague, because="Asked", by=sector.lead)
    with pytest.raises(AlreadyErased):
        personal_data.erase(sector.colleague, because="Asked", by=sector.operator)


def test_an_erasure_that_would_orphan_a_record_erases_nothing(sector: Sector):
    alone = make_trust("A trust of one person")
    person = make_member(alone, "director")
    keep(person, owner=alone, visibility="trust")
    with pytest.raises(memberships.NoSuccessor):
        personal_data.erase(person, because="Asked", by=sector.operator)
    person.refresh_from_db()
    assert person.erased_at is None
    assert Finding.objects.get().keeper == person


def long_ago(days: int) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=days)


def invite(sector: Sector, email: str, *, days: int, **told) -> Invitation:
    return Invitation.objects.create(
        email=email,
        organisation=sector.school,
        role="colleague",
        token_hash=email,
        invited_by=sector.head,
        sent_at=long_ago(days),
        expires_at=long_ago(days - 14),
        **told,
    )


def test_invitations_go_after_ninety_days_and_not_before(sector: Sector):
    invite(sector, "old@example.org", days=91)
    young = invite(sector, "young@example.org", days=89)
    used = invite(sector, "used@example.org", days=200, accepted_at=long_ago(199), accepted_by=sector.colleague)
    retention.run()
    assert set(Invitation.objects.all()) == {young, used}
    used.refresh_from_db()
    assert used.email == ""


def test_notices_go_after_a_year(sector: Sector):
    for key, days in (("old", 366), ("young", 364)):
        Notice.objects.create(person=sector.head, kind="people", key=key, text="x", at=long_ago(days))
    retention.run()
    assert [each.key for each in Notice.objects.all()] == ["young"]


@pytest.mark.parametrize(("days", "seen", "erased"), [(366, 400, True), (364, 400, False), (366, 10, False)])
def test_who_has_belonged_nowhere_and_not_signed_in_for_a_year_is_erased(
    sector: Sector, days: int, seen: int, erased: bool
):
    person = make_person("Kit Long")
    Person.objects.filter(pk=person.pk).update(joined_at=long_ago(900), last_login=long_ago(seen))
    join(person, sector.school, "colleague", since=long_ago(800).date(), until=long_ago(days).date())
    retention.run()
    person.refresh_from_db()
    assert (person.erased_at is not None) == erased


def test_nobody_who_belongs_somewhere_is_erased(sector: Sector):
    Person.objects.update(joined_at=long_ago(900), last_login=None)
    retention.run()
    assert not Person.objects.exclude(erased_at=None).exists()
    assert Membership.objects.filter(to_date=None).count() == 6


def test_every_rule_that_deletes_rows_is_carried_out():
    """A retention that is declared and that nobody carries out would be a promise that is not kept."""
    carried_out = {
        "core.Letter",
        "organisations.Invitation",
        "organisations.Notice",
        "sessions.Session",
        "usersessions.UserSession",
    }
    declared = {
        each.model
        for each in declarations()
        if any(field.retention.then == "delete" for field in each.personal.values())
    }
    assert declared == carried_out


def test_what_is_kept_after_leaving_goes_when_the_account_does():
    """One job carries these rules out, so none may promise another day."""
    leaving = [
        (each.model, name, field.retention.days)
        for each in declarations()
        for name, field in each.personal.items()
        if field.retention.after == "leaving"
    ]
    assert len(leaving) > 20
    assert [told for told in leaving if told[-1] != holding.ACCOUNT.days] == []


def test_every_place_to_which_the_site_writes_says_what_it_holds_of_people(tmp_path: Path, settings):
    home = Home(tmp_path)
    written = {getattr(home, name).name for name, made in vars(Home).items() if isinstance(made, property)}
    written.add(Path(settings.CACHES["default"].get("LOCATION") or "cache").name)
    assert {each.name for each in PLACES} == written
    assert all(each.kept for each in (*PLACES, *ELSEWHERE) if each.holds)
    assert all(each.holds and each.kept for each in ELSEWHERE)
