"""Nobody learns from a page, its status, its cookies or its time who has an account, or who is expected."""

import json
import re
from unittest.mock import patch

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher

from plait.organisations.models import EmailDomain, Person
from tests.accounts.conftest import Visitor, open_account
from tests.people import PASSWORD, make_member, make_trust

pytestmark = [pytest.mark.database, pytest.mark.django_db]
STRANGER = "stranger@elsewhere.example"


@pytest.fixture(autouse=True)
def expected_domain():
    """A domain whose people may open accounts."""
    trust = make_trust()
    director = make_member(trust, "director", name="Dee Lowe")
    EmailDomain.objects.create(organisation=trust, domain="northbridge.example", added_by=director)


def see(method: str, path: str, told: dict[str, str]) -> tuple:
    """Everything that a stranger sees of an answer, without what is random in every answer."""
    client = Visitor()
    response = getattr(client, method)(path, told)
    seen = [response.status_code, response.get("Location", ""), sorted(response.cookies)]
    if response.status_code == 302:
        response = client.get(response["Location"])
    body = re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", response.content.decode())
    for said in told.values():
        body = body.replace(said, "…")
    return (*seen, response.status_code, body)


def count_hashes(path: str, told: dict[str, str]) -> int:
    """How often a password was hashed to answer: each takes as long as all else together."""
    hasher = Argon2PasswordHasher
    with (
        patch.object(hasher, "encode", autospec=True, side_effect=hasher.encode) as encode,
        patch.object(hasher, "verify", autospec=True, side_effect=hasher.verify) as verify,
    ):
        Visitor().post(path, told)
    return int(encode.call_count + verify.call_count)


def test_signing_in_answers_a_wrong_password_and_an_unknown_address_alike(ama):
    wrong = see("post", "/account/login/", {"login": ama.email, "password": "not this one at all"})
    unknown = see("post", "/account/login/", {"login": STRANGER, "password": "not this one at all"})
    assert wrong == unknown
    assert "do not go together" in wrong[-1]


def test_signing_in_hashes_a_password_whether_or_not_there_is_an_account(ama):
    told = {"password": "not this one at all"}
    known = count_hashes("/account/login/", {**told, "login": ama.email})
    assert known == count_hashes("/account/login/", {**told, "login": STRANGER}) == 1


def test_signing_in_answers_an_account_without_a_password_as_an_unknown_address():
    person = open_account("federated@northbridge.example")
    person.set_unusable_password()
    person.save()
    told = {"password": "not this one at all"}
    without = see("post", "/account/login/", {**told, "login": person.email})
    assert without == see("post", "/account/login/", {**told, "login": STRANGER})
    assert count_hashes("/account/login/", {**told, "login": person.email}) >= 1


def test_opening_an_account_answers_the_expected_the_known_and_strangers_alike(ama):
    told = {"name": "Zed", "password1": PASSWORD}
    answers = [
        see("post", "/account/signup/", {**told, "email": email})
        for email in ("new@northbridge.example", ama.email, STRANGER)
    ]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][1] == "/account/confirm-email/"
    assert Person.objects.filter(email="new@northbridge.example").exists()
    assert not Person.objects.filter(email=STRANGER).exists()


def test_opening_an_account_hashes_a_password_for_everybody(ama):
    told = {"name": "Zed", "password1": PASSWORD}
    counts = {
        count_hashes("/account/signup/", {**told, "email": email})
        for email in ("new@northbridge.example", ama.email, STRANGER)
    }
    assert counts == {1}


def test_each_of_them_gets_a_letter_that_says_what_is_so(ama, mailoutbox):
    for email in ("new@northbridge.example", ama.email, STRANGER):
        Visitor().post("/account/signup/", {"name": "Zed", "password1": PASSWORD, "email": email})
    new, known, stranger = (letter.body for letter in mailoutbox)
    assert "open this address to confirm it" in new
    assert "There is one already" in known
    assert "no account was opened" in stranger


def test_a_new_password_is_promised_to_everybody_alike(ama, mailoutbox):
    known = see("post", "/account/password/reset/", {"email": ama.email})
    assert known == see("post", "/account/password/reset/", {"email": STRANGER})
    assert [letter.to for letter in mailoutbox] == [[ama.email], [STRANGER]]


def test_a_link_for_a_new_password_answers_every_wrong_one_alike(ama):
    answers = [see("get", f"/account/password/reset/key/{who}-abc-def/", {}) for who in ("1", "zzzz", "0")]
    assert answers[0] == answers[1] == answers[2]


def test_asking_for_a_passkey_tells_of_nobody(client, ama):
    options = client.get("/account/2fa/webauthn/login/", headers={"accept": "application/json"}).json()
    assert options["request_options"]["publicKey"].get("allowCredentials", []) == []


@pytest.mark.parametrize("handle", ["MQ", "OTk5OTk5", "", "!!"])
def test_a_passkey_of_nobody_and_a_wrong_one_are_answered_alike(client, ama, handle):
    client.get("/account/2fa/webauthn/login/", headers={"accept": "application/json"})
    answer = {"clientDataJSON": "e30", "authenticatorData": "A" * 50, "signature": "AAAA", "userHandle": handle}
    told = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "clientExtensionResults": {}, "response": answer}
    response = client.post("/account/2fa/webauthn/login/", {"credential": json.dumps(told)})
    assert response.status_code == 302
    assert response["Location"] == "/account/login/"
    assert "_auth_user_id" not in client.session


def test_an_invitation_that_never_was_is_answered_as_one_whose_link_is_broken():
    assert see("get", "/invitations/nothing", {})[0] == 404
    assert see("get", "/invitations/nothing", {})[-1].replace("nothing", "…") == see("get", "/invitations/other", {})[
        -1
    ].replace("other", "…")


def test_adding_an_address_of_somebody_else_is_answered_as_any_other(client, ama):
    tom = open_account("tom@northbridge.example", name="Tom")
    client.force_login(ama)
    pages = []
    for email in (tom.email, STRANGER):
        response = client.post("/account/email/", {"email": email, "action_add": ""}, follow=True)
        body = re.sub(r'(csrfmiddlewaretoken" value=")[^"]+', r"\1", response.content.decode())
        pages.append((response.status_code, body.count(email) > 0))
    assert pages[0] == pages[1]
