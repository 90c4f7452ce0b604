"""Invitations go out one by one or by list, open once, for one address, for a while."""

import datetime as dt
import re

import pytest
from django.core import mail as outbox
from django.utils import timezone

from plait.core.errors import NotAllowed
from plait.organisations.invitation_lists import MOST, Wanted, read_list
from plait.organisations.models import Invitation, Membership
from plait.organisations.queries.expected import is_expected
from plait.organisations.services import invitations
from plait.organisations.services.authority import scope_of
from plait.organisations.services.invitations import NoInvitation
from tests.organisations.conftest import Sector
from tests.people import join, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.database]
ADDRESS = "kit.long@northbridge.example"


@pytest.fixture(autouse=True)
def letters(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def invite(sector: Sector, *addresses: str, **told) -> tuple[invitations.Sent, ...]:
    asked = {"organisation": sector.school, "role": "colleague", "by": sector.head} | told
    wanted = [Wanted(line, address) for line, address in enumerate(addresses or (ADDRESS,), start=1)]
    return invitations.invite(wanted, link=lambda secret: f"https://plait.example/invitations/{secret}", **asked)


def secret_of(letter) -> str:
    return re.search(r"/invitations/(\S+)", letter.body)[1]


def test_an_invitation_is_taken_up_once_by_whom_it_was_sent_to(sector: Sector, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        invite(sector)
    letter = outbox.outbox[0]
    assert letter.to == [ADDRESS]
    assert "Daniel Okafor invites you" in letter.subject
    secret = secret_of(letter)
    assert secret not in str(Invitation.objects.values())
    person = make_person("Kit Long", email=ADDRESS)
    invitations.accept(secret, by=person)
    assert [each.role.key for each in scope_of(person).standings] == ["colleague"]
    with pytest.raises(NoInvitation, match="taken up already"):
        invitations.accept(secret, by=person)


def test_an_invitation_is_not_taken_up_by_somebody_else(sector: Sector, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        invite(sector)
    with pytest.raises(NoInvitation, match="another e-mail address"):
        invitations.accept(secret_of(outbox.outbox[0]), by=make_person())
    assert Invitation.objects.get().accepted_at is None


@pytest.mark.parametrize("sender", ["head", "director", "operator"])
def test_an_invitation_lapses_with_the_membership_of_whoever_sent_it(
    sector: Sector, sender: str, django_capture_on_commit_callbacks
):
    by, person = getattr(sector, sender), make_person("Kit Long", email=ADDRESS)
    with django_capture_on_commit_callbacks(execute=True):
        invite(sector, by=by)
    secret = secret_of(outbox.outbox[0])
    assert (invitations.get_open(secret).invited_by, is_expected(ADDRESS)) == (by, True)
    Membership.objects.filter(person=by).update(to_date=timezone.localdate())  # its day has come; nobody ended it
    with pytest.raises(NoInvitation, match=f"{by.name}, who sent it, can no longer invite people to Harbour Lane"):
        invitations.accept(secret, by=person)
    assert not is_expected(ADDRESS)
    assert scope_of(person).standings == ()
    assert Invitation.objects.get().accepted_at is None


def test_an_invitation_stands_while_its_sender_may_invite_there_by_another_membership(
    sector: Sector, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        invite(sector)
    Membership.objects.filter(person=sector.head).update(to_date=timezone.localdate())
    join(sector.head, sector.trust, "director")
    person = make_person(email=ADDRESS)
    assert invitations.accept(secret_of(outbox.outbox[0]), by=person).organisation == sector.school


def test_an_invitation_runs_out_and_can_be_taken_back(sector: Sector, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        invite(sector)
        invite(sector, "other@northbridge.example")
    first, second = (secret_of(letter) for letter in outbox.outbox)
    Invitation.objects.filter(email=ADDRESS).update(expires_at=timezone.now())
    invitations.withdraw(Invitation.objects.get(email="other@northbridge.example"), by=sector.head)
    for secret, why in ((first, "good until"), (second, "taken back"), ("nonsense", "not known")):
        with pytest.raises(NoInvitation, match=why):
            invitations.get_open(secret)
    assert not is_expected(ADDRESS)


def test_a_new_invitation_replaces_the_one_before(sector: Sector, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        invite(sector)
        invite(sector)
    with pytest.raises(NoInvitation):
        invitations.get_open(secret_of(outbox.outbox[0]))
    assert invitations.get_open(secret_of(outbox.outbox[1])).email == ADDRESS


def test_a_line_that_cannot_be_invited_keeps_nobody_else_from_it(sector: Sector):
    sent = invite(sector, sector.colleague.email, ADDRESS)
    assert [bool(each.invitation) for each in sent] == [False, True]
    assert "already" in sent[0].why_not


def test_who_may_not_invite_sends_nothing(sector: Sector):
    with pytest.raises(NotAllowed):
        invite(sector, by=sector.colleague)
    assert not Invitation.objects.exists()


def test_a_visitor_is_invited_until_a_day(sector: Sector, django_capture_on_commit_callbacks):
    day = timezone.localdate() + dt.timedelta(days=20)
    assert invite(sector, role="visitor")[0].invitation is None
    with django_capture_on_commit_callbacks(execute=True):
        invite(sector, role="visitor", until=day)
    person = make_person(email=ADDRESS)
    assert invitations.accept(secret_of(outbox.outbox[0]), by=person).to_date == day


def test_an_invitation_until_a_day_that_has_come_is_closed_like_any_other(
    sector: Sector, client, django_capture_on_commit_callbacks
):
    day = timezone.localdate() + dt.timedelta(days=2)
    with django_capture_on_commit_callbacks(execute=True):
        invite(sector, role="visitor", until=day)
    Invitation.objects.update(until=timezone.localdate())
    secret, person = secret_of(outbox.outbox[0]), make_person(email=ADDRESS)
    for asked in (lambda: invitations.get_open(secret), lambda: invitations.accept(secret, by=person)):
        with pytest.raises(NoInvitation, match="It was for a visit until"):
            asked()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(f"/invitations/{secret}").status_code == 404
    assert scope_of(person).standings == ()


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("a@x.example\nb@x.example", ["a@x.example", "b@x.example"]),
        ("a@x.example; b@x.example, C@X.example", ["a@x.example", "b@x.example", "c@x.example"]),
        ("Ann Bell <a@x.example>\r\n\r\nb@x.example\r\n", ["a@x.example", "b@x.example"]),
        ("email,role\na@x.example,headteacher\nb@x.example,", ["a@x.example", "b@x.example"]),
        ("\ufeffName,E-mail\nAnn,a@x.example\n", ["a@x.example"]),
        ("a@x.example\nA@x.example", ["a@x.example"]),
    ],
)
def test_a_list_is_read_as_people_paste_it(text: str, addresses: list[str]):
    found = read_list(text)
    assert [each.email for each in found.wanted] == addresses
    assert found.faults == ()


def test_a_bad_line_is_named_as_it_was_typed():
    found = read_list("a@x.example\nnot an address\nb@x.example")
    assert [(fault.line, fault.typed) for fault in found.faults] == [(2, "not an address")]
    assert [each.email for each in found.wanted] == ["a@x.example", "b@x.example"]


def test_a_table_gives_each_person_a_role_of_their_own(sector: Sector):
    found = read_list("email,role,function\na@x.example,headteacher,\nb@x.example,support_lead,Estates")
    assert [(each.role, each.function) for each in found.wanted] == [("headteacher", ""), ("support_lead", "Estates")]


def test_a_list_of_thousands_is_cut_and_says_so():
    found = read_list("\n".join(f"p{n}@x.example" for n in range(MOST + 2)))
    assert len(found.wanted) == MOST
    assert len(found.faults) == 2
