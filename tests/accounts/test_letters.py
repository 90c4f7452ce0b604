"""Letters that a real mail server takes in, and what their links do."""

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from plait.core.models import AuditEntry
from plait.organisations.invitation_lists import Wanted
from plait.organisations.models import EmailDomain, Invitation, Membership, Person
from plait.organisations.services import invitations
from tests.accounts.conftest import Visitor, open_account, sign_in_as
from tests.people import PASSWORD, make_member, make_trust

pytestmark = [pytest.mark.database, pytest.mark.django_db]
NEW = "another long sentence 8"


@pytest.fixture
def trust():
    """A trust that takes people of its domain."""
    return make_trust()


@pytest.fixture
def director(trust):
    """Somebody who may invite there."""
    return make_member(trust, "director", name="Dee Lowe")


@pytest.fixture
def invite(trust, director, django_capture_on_commit_callbacks):
    """Invite somebody, by letter."""

    def send(address: str = "ama@northbridge.example") -> Invitation:
        with django_capture_on_commit_callbacks(execute=True):
            sent = invitations.invite(
                [Wanted(line=1, email=address, role="analyst", function="")],
                organisation=trust,
                role="analyst",
                link=lambda secret: f"http://testserver/invitations/{secret}",
                by=director,
            )
        made = sent[0].invitation
        assert made is not None, sent[0].why_not
        return made

    return send


def test_signing_up_is_finished_by_the_link_in_a_letter(client, post, trust, director):
    EmailDomain.objects.create(organisation=trust, domain="northbridge.example", added_by=director)
    told = {"name": "Ama Osei", "email": "ama@northbridge.example", "password1": PASSWORD}
    assert client.post("/account/signup/", told)["Location"] == "/account/confirm-email/"
    person = Person.objects.get(email="ama@northbridge.example")
    assert person.name == "Ama Osei"
    assert sign_in_as(Visitor(), person)["Location"] == "/account/confirm-email/"

    text = post.read(to=person.email)
    assert "Ama Osei gave this e-mail address for an account on Plait" in text
    assert "example.com" not in text
    link = post.find_link(to=person.email, holding="/confirm-email/")
    assert "Is <strong>ama@northbridge.example</strong>" in client.get(link).content.decode()
    assert not EmailAddress.objects.get(user=person).verified
    client.post(link)
    assert EmailAddress.objects.get(user=person).verified
    assert sign_in_as(Visitor(), person)["Location"] != "/account/confirm-email/"


def test_a_password_that_somebody_else_chose_opens_no_account_once_its_owner_confirms_the_address(
    client, post, trust, director
):
    EmailDomain.objects.create(organisation=trust, domain="northbridge.example", added_by=director)
    told = {"name": "Ama Osei", "email": "ama@northbridge.example", "password1": PASSWORD}
    assert client.post("/account/signup/", told)["Location"] == "/account/confirm-email/"
    owner = Visitor()
    answer = owner.post(post.find_link(to="ama@northbridge.example", holding="/confirm-email/"), follow=True)
    assert "and set one by letter" in answer.content.decode()
    person = Person.objects.get(email="ama@northbridge.example")
    assert EmailAddress.objects.get(user=person).verified
    assert not person.has_usable_password()
    for browser in (client, Visitor()):
        assert sign_in_as(browser, person).status_code == 200  # the form again
        assert browser.get("/home").status_code == 302
    owner.post("/account/password/reset/", {"email": person.email})
    page = owner.get(post.find_link(to=person.email, holding="/reset/key/"), follow=True)
    owner.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    assert sign_in_as(Visitor(), person, password=NEW).status_code == 302


def test_letters_of_accounts_say_who_writes_and_that_a_program_does(client, post, ama):
    client.post("/account/password/reset/", {"email": ama.email})
    letter = post.letters[-1]
    assert letter["From"] == "Plait <plait@trust.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Message-ID"].endswith("@trust.example>")
    assert letter["Subject"] == "Set a new Plait password"


def test_a_new_password_is_set_by_the_link_in_a_letter_which_works_once(client, post, ama):
    client.post("/account/password/reset/", {"email": ama.email})
    link = post.find_link(to=ama.email, holding="/reset/key/")
    page = client.get(link, follow=True)
    client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    ama.refresh_from_db()
    assert ama.check_password(NEW)
    assert "a new password was set for your account" in post.read(to=ama.email)
    assert "cannot be used" in Visitor().get(link, follow=True).content.decode()


def test_an_invitation_leads_to_an_account_and_a_membership_without_another_letter(client, post, invite, trust):
    invite()
    link = post.find_link(to="ama@northbridge.example", holding="/invitations/")
    page = client.get(link).content.decode()
    assert "Dee Lowe invites you to Northbridge Learning Trust" in page
    assert 'value="ama@northbridge.example"' in page

    n_letters = len(post.letters)
    answer = client.post(f"{link}/open-account", {"name": "Ama Osei", "password1": PASSWORD})
    assert answer.status_code == 302
    person = Person.objects.get(email="ama@northbridge.example")
    assert client.session["_auth_user_id"] == str(person.pk)
    assert EmailAddress.objects.get(user=person, primary=True).verified
    assert Membership.objects.get(person=person, organisation=trust).role == "analyst"
    assert len(post.letters) == n_letters
    actions = list(AuditEntry.objects.filter(actor=person.pk).values_list("action", flat=True))
    assert "invitation.accepted" in actions
    assert "account.signed_in" in actions
    assert AuditEntry.objects.filter(action="account.opened", record_id=str(person.pk)).exists()


def test_somebody_with_an_account_signs_in_and_takes_the_invitation_up(client, post, invite, trust, ama):
    invite()
    link = post.find_link(to=ama.email, holding="/invitations/")
    assert f"/account/login/?next={link}".encode() in client.get(link).content
    assert sign_in_as(client, ama, next=link)["Location"] == link
    assert "Join" in client.get(link).content.decode()
    assert not Membership.objects.filter(person=ama).exists()
    assert client.post(link).status_code == 303
    assert Membership.objects.get(person=ama).organisation == trust
    assert "taken up already" in client.get(link).content.decode()


def test_an_invitation_does_not_open_the_account_that_its_address_has(client, post, invite, ama):
    invite()
    link = post.find_link(to=ama.email, holding="/invitations/")
    answer = client.post(f"{link}/open-account", {"name": "Somebody else", "password1": NEW})
    assert answer.status_code == 422
    assert "has one already" in answer.content.decode()
    ama.refresh_from_db()
    assert ama.name == "Ama Osei"
    assert ama.check_password(PASSWORD)
    assert "_auth_user_id" not in client.session


def test_a_weak_password_opens_nothing(client, post, invite):
    invite()
    link = post.find_link(to="ama@northbridge.example", holding="/invitations/")
    answer = client.post(f"{link}/open-account", {"name": "Ama", "password1": "short"})
    assert answer.status_code == 422
    assert "too short" in answer.content.decode()
    assert not Person.objects.filter(email="ama@northbridge.example").exists()


def test_somebody_else_who_has_signed_in_is_told_to_sign_out_and_joins_nothing(client, post, invite):
    invite()
    tom = open_account("tom@northbridge.example", name="Tom")
    link = post.find_link(to="ama@northbridge.example", holding="/invitations/")
    sign_in_as(client, tom)
    assert "signed in with another address" in client.get(link).content.decode()
    answer = client.post(link)
    assert answer.status_code == 404
    assert "sent to another e-mail address" in answer.content.decode()
    assert not Membership.objects.filter(person=tom).exists()


def test_invitations_that_were_taken_back_or_are_too_old_say_so(client, post, invite, director):
    made = invite()
    link = post.find_link(to="ama@northbridge.example", holding="/invitations/")
    invitations.withdraw(made, by=director)
    answer = client.get(link)
    assert answer.status_code == 404
    assert "It was taken back" in answer.content.decode()
    Invitation.objects.filter(pk=made.pk).update(withdrawn_at=None)
    Membership.objects.filter(person=director).update(to_date=timezone.localdate())
    assert "Dee Lowe, who sent it, can no longer invite people" in client.get(link).content.decode()
    assert client.post(f"{link}/open-account", {"name": "Ama", "password1": PASSWORD}).status_code == 404
    Invitation.objects.filter(pk=made.pk).update(expires_at=made.sent_at)
    assert "It was good until" in client.get(link).content.decode()
    assert client.post(f"{link}/open-account", {"name": "Ama", "password1": PASSWORD}).status_code == 404
    assert not Person.objects.filter(email="ama@northbridge.example").exists()


def test_looking_at_an_invitation_does_not_take_it_up(client, post, invite):
    made = invite()
    link = post.find_link(to="ama@northbridge.example", holding="/invitations/")
    for _ in range(3):  # a mail filter follows links before the person does
        client.get(link)
    made.refresh_from_db()
    assert made.accepted_at is None


def test_the_letters_of_a_demonstration_can_be_read_there_and_nowhere_else(
    client, settings, ama, monkeypatch, tmp_path
):
    monkeypatch.setenv("PLAIT_HOME", str(tmp_path))
    settings.EMAIL_BACKEND = "plait.core.mailbox.FolderBackend"
    settings.PLAIT_DEMO_PASSWORD = PASSWORD
    client.post("/account/password/reset/", {"email": ama.email})
    page = client.get("/demo/mail")
    assert "Set a new Plait password" in page.content.decode()
    name = page.context["letters"][0].name
    letter = client.get(f"/demo/mail/{name}").content.decode()
    assert '<a href="http://testserver/account/password/reset/key/' in letter
    assert client.get("/demo/mail/..%2Fsecret_key").status_code == 404
    assert client.get("/demo/mail?to=tom@elsewhere.example").context["letters"] == ()
    settings.PLAIT_DEMO_PASSWORD = ""
    assert client.get("/demo/mail").status_code == 404
    assert client.get(f"/demo/mail/{name}").status_code == 404
    assert "Letters of this demonstration" not in client.get("/account/login/").content.decode()
