"""Signing in through a real OpenID provider: discovery, PKCE, code, token, userinfo, over HTTP."""

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.core import mail

from plait.core.models import AuditEntry
from plait.organisations.models import EmailDomain, Person
from tests.accounts.conftest import Visitor, open_account, sign_in_as
from tests.accounts.openid_servers import name_account, read_query, sign_in_at_provider
from tests.accounts.test_second_steps import add_app, compute_code
from tests.people import PASSWORD, make_member, make_trust

pytestmark = [pytest.mark.database, pytest.mark.django_db]
BEGIN = "/account/oidc/work/login/"


@pytest.fixture(autouse=True)
def clock_of_the_provider():
    """The provider is another program and has the clock of the machine, so this site has it too."""
    with time_machine.travel(time_machine.escape_hatch.time.time(), tick=True):
        yield


@pytest.fixture
def trust():
    """A trust whose colleagues may open accounts with their address at work."""
    trust = make_trust()
    director = make_member(trust, "director", name="Dee Lowe")
    EmailDomain.objects.create(organisation=trust, domain="northbridge.example", added_by=director)
    return trust


def begin(client: Visitor, **posted: str) -> str:
    """Ask to be sent to the provider: the address there."""
    response = client.post(BEGIN, posted)
    assert response.status_code == 200
    leads_to: str = response.context["leads_to"]
    assert leads_to.replace("&", "&amp;") in response.content.decode()
    return leads_to


def come_by(client: Visitor, account: str, **posted: str):
    """The whole way: there, and back to the site."""
    return client.get(sign_in_at_provider(begin(client, **posted), account=account))


def who(client: Visitor) -> str:
    """The address of whoever is signed in."""
    number = client.session.get("_auth_user_id")
    return Person.objects.get(pk=number).email if number else ""


def test_the_way_to_the_provider_bears_a_state_a_nonce_and_a_challenge(client, name_provider, issuer):
    name_provider(issuer)
    first, second = read_query(begin(client)), read_query(begin(client))
    assert first["response_type"] == "code"
    assert first["code_challenge_method"] == "S256"
    assert set(first["scope"].split()) == {"openid", "email", "profile"}
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name]) >= 16
        assert first[name] != second[name]


def test_somebody_who_is_expected_comes_in_and_has_an_account(client, name_provider, issuer, trust):
    name_provider(issuer)
    response = come_by(client, name_account("ama@northbridge.example", name="Ama Osei"))
    assert response.status_code == 302
    assert who(client) == "ama@northbridge.example"
    person = Person.objects.get(email="ama@northbridge.example")
    assert person.name == "Ama Osei"
    assert not person.has_usable_password()
    assert EmailAddress.objects.get(user=person).verified
    actions = set(AuditEntry.objects.filter(actor=person.pk).values_list("action", flat=True))
    assert {"account.opened", "account.signed_in"} <= actions


def test_whoever_came_once_comes_again_to_the_same_account(client, name_provider, issuer, trust):
    name_provider(issuer)
    account = name_account("ama@northbridge.example")
    come_by(client, account)
    other = Visitor()
    come_by(other, account)
    assert who(other) == who(client) == "ama@northbridge.example"
    assert Person.objects.filter(email="ama@northbridge.example").count() == 1


def test_somebody_whom_nobody_expects_is_told_kindly(client, name_provider, issuer):
    name_provider(issuer)
    response = come_by(client, name_account("stranger@elsewhere.example"))
    assert "No account was opened" in response.content.decode()
    assert who(client) == ""
    assert not Person.objects.filter(email="stranger@elsewhere.example").exists()


def test_an_expected_address_that_the_provider_has_not_checked_opens_nothing(client, name_provider, issuer, trust):
    name_provider(issuer)
    come_by(client, name_account("ama@northbridge.example", verified=False))
    assert who(client) == ""
    assert not Person.objects.filter(email="ama@northbridge.example").exists()


def test_a_verified_address_opens_the_account_that_has_it_where_the_operator_trusts_the_provider(
    client, name_provider, issuer, ama
):
    name_provider(issuer, trust_email=True)
    come_by(client, name_account(ama.email))
    assert who(client) == ama.email
    assert SocialAccount.objects.get(user=ama).provider == "work"


@pytest.mark.parametrize(("trust_email", "verified"), [(False, True), (True, False), (False, False)])
def test_an_address_opens_nobodys_account_without_that_trust(
    client, name_provider, issuer, ama, trust, trust_email, verified
):
    name_provider(issuer, trust_email=trust_email)
    come_by(client, name_account(ama.email, verified=verified))
    assert who(client) == ""
    assert not SocialAccount.objects.exists()


def test_whoever_goes_back_at_the_provider_is_not_signed_in(client, name_provider, issuer):
    name_provider(issuer)
    response = client.get(sign_in_at_provider(begin(client)), follow=True)
    assert "You did not sign in" in response.content.decode()
    assert who(client) == ""


def test_the_provider_does_not_go_around_the_second_step(client, name_provider, issuer, ama):
    name_provider(issuer, trust_email=True)
    sign_in_as(client, ama)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    secret = add_app(client)
    other = Visitor()
    assert come_by(other, name_account(ama.email))["Location"] == "/account/2fa/authenticate/"
    assert who(other) == ""
    other.post("/account/2fa/authenticate/", {"code": compute_code(secret, steps=1)})
    assert who(other) == ama.email


def test_an_account_is_connected_and_taken_away_again(client, name_provider, issuer, ama):
    name_provider(issuer)
    sign_in_as(client, ama)
    asked = come_by(client, name_account("ama@elsewhere.example"), process="connect")
    assert asked["Location"] == "/account/reauthenticate/"
    assert not SocialAccount.objects.exists()
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert SocialAccount.objects.get(user=ama).provider == "work"
    assert who(client) == ama.email
    assert any("Another way into" in letter.subject for letter in mail.outbox)

    other = Visitor()
    come_by(other, name_account("ama@elsewhere.example"))
    assert who(other) == ama.email

    held = SocialAccount.objects.get(user=ama)
    client.post("/account/3rdparty/", {"account": held.pk})
    assert not SocialAccount.objects.exists()
    third = Visitor()
    come_by(third, name_account("ama@elsewhere.example"))
    assert who(third) == ""
    actions = list(AuditEntry.objects.filter(actor=ama.pk).values_list("action", flat=True))
    assert actions.count("account.provider_linked") == 1
    assert actions.count("account.provider_unlinked") == 1


def test_the_last_way_into_an_account_cannot_be_taken_away(client, name_provider, issuer, trust):
    name_provider(issuer)
    come_by(client, name_account("ama@northbridge.example"))
    held = SocialAccount.objects.get()
    response = client.post("/account/3rdparty/", {"account": held.pk})
    assert "Set a password first" in response.content.decode()
    assert SocialAccount.objects.filter(pk=held.pk).exists()


def test_nobody_takes_an_account_that_opens_anothers(client, name_provider, issuer, ama):
    name_provider(issuer)
    sign_in_as(client, ama)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    come_by(client, name_account("shared@elsewhere.example"), process="connect")
    other = Visitor()
    tom = open_account("tom@northbridge.example", name="Tom")
    sign_in_as(other, tom)
    other.post("/account/reauthenticate/", {"password": PASSWORD})
    come_by(other, name_account("shared@elsewhere.example"), process="connect")
    assert SocialAccount.objects.get().user == ama


def test_connecting_asks_for_somebody_who_has_signed_in(client, name_provider, issuer):
    name_provider(issuer)
    assert client.post(BEGIN, {"process": "connect"}).status_code == 404


def test_the_provider_sends_people_back_to_where_they_were_going(client, name_provider, issuer, trust):
    name_provider(issuer)
    response = come_by(client, name_account("ama@northbridge.example"), next="/account/sessions/")
    assert response.url == "/account/sessions/"


def test_a_callback_of_another_browser_is_refused(client, name_provider, issuer, trust):
    name_provider(issuer)
    back = sign_in_at_provider(begin(client), account=name_account("ama@northbridge.example"))
    other = Visitor()
    assert other.get(back).status_code == 401
    assert who(other) == ""


def test_a_state_that_was_changed_or_used_is_refused(client, name_provider, issuer, trust):
    name_provider(issuer)
    back = sign_in_at_provider(begin(client), account=name_account("ama@northbridge.example"))
    state = read_query(back)["state"]
    assert client.get(back.replace(state, state[::-1])).status_code == 401
    assert who(client) == ""
    client.get(back)
    assert who(client) == "ama@northbridge.example"
    client.post("/account/logout/")
    assert client.get(back).status_code == 401
    assert who(client) == ""


def test_a_nonce_that_was_changed_on_the_way_is_refused(client, name_provider, issuer, trust):
    name_provider(issuer)
    there = begin(client)
    back = sign_in_at_provider(
        there.replace(read_query(there)["nonce"], "another"), account=name_account("ama@northbridge.example")
    )
    assert client.get(back).status_code == 401
    assert who(client) == ""


def test_a_challenge_that_was_changed_on_the_way_is_refused(client, name_provider, issuer, trust):
    name_provider(issuer)
    there = begin(client)
    other = read_query(begin(Visitor()))["code_challenge"]
    back = sign_in_at_provider(
        there.replace(read_query(there)["code_challenge"], other), account=name_account("ama@northbridge.example")
    )
    assert client.get(back).status_code == 401
    assert who(client) == ""


def test_an_answer_in_the_name_of_another_provider_is_refused(client, name_provider, issuer, trust):
    name_provider(issuer)
    back = sign_in_at_provider(begin(client), account=name_account("ama@northbridge.example"))
    assert "iss=" in back
    assert client.get(back.replace("iss=http", "iss=https")).status_code == 401
    assert who(client) == ""


def test_a_provider_that_nobody_named_is_not_there(client, name_provider, issuer):
    name_provider(issuer)
    assert client.post("/account/oidc/other/login/").status_code == 404
    assert client.get("/account/oidc/other/login/callback/").status_code == 404


def test_nobody_is_sent_to_a_provider_by_a_link_alone(client, name_provider, issuer):
    name_provider(issuer)
    assert client.get(BEGIN).status_code == 405
    strict = Visitor(enforce_csrf_checks=True)
    assert strict.post(BEGIN).status_code == 403
