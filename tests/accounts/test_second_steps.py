"""Codes of an app, recovery codes, and what the database keeps of them."""

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest
from allauth.mfa.models import Authenticator

from plait.core.models import AuditEntry
from plait.core.services import audit
from tests.accounts.conftest import Visitor, sign_in_as
from tests.people import PASSWORD

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def compute_code(secret: str, *, steps: int = 0) -> str:
    """The code of RFC 6238 for a secret, as an app on a telephone shows it."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


@pytest.fixture
def shown(client, ama) -> Visitor:
    """A browser in which Ama has signed in and shown again that it is she."""
    sign_in_as(client, ama)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


def add_app(client: Visitor) -> str:
    """Add an authenticator app; its secret."""
    page = client.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r'pl-secret">([A-Z2-7]+)<', page)[1]
    answer = client.post("/account/2fa/totp/activate/", {"code": compute_code(secret)})
    assert answer.status_code == 302
    return secret


def read_codes(client: Visitor) -> list[str]:
    """The recovery codes that the page shows."""
    return re.findall(r"<li><code>(\d+)</code>", client.get("/account/2fa/recovery-codes/").content.decode())


def test_signing_in_asks_for_the_code_once_an_app_is_added(shown, ama):
    secret = add_app(shown)
    other = Visitor()
    assert sign_in_as(other, ama)["Location"] == "/account/2fa/authenticate/"
    assert "_auth_user_id" not in other.session
    other.post("/account/2fa/authenticate/", {"code": compute_code(secret, steps=1)})
    assert other.session["_auth_user_id"] == str(ama.pk)


@pytest.mark.parametrize("steps", [-20, 20])
def test_a_code_of_another_time_is_refused(shown, ama, steps):
    secret = add_app(shown)
    other = Visitor()
    sign_in_as(other, ama)
    other.post("/account/2fa/authenticate/", {"code": compute_code(secret, steps=steps)})
    assert "_auth_user_id" not in other.session


def test_a_code_works_once(shown, ama):
    secret = add_app(shown)
    code = compute_code(secret, steps=1)
    for wanted in (True, False):
        other = Visitor()
        sign_in_as(other, ama)
        other.post("/account/2fa/authenticate/", {"code": code})
        assert ("_auth_user_id" in other.session) is wanted


def test_a_wrong_first_code_adds_no_app(shown, ama):
    shown.get("/account/2fa/totp/activate/")
    answer = shown.post("/account/2fa/totp/activate/", {"code": "000000"})
    assert "That is not right" in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_adding_a_second_step_asks_again_who_it_is(client, ama):
    sign_in_as(client, ama)
    for path in ("totp/activate/", "recovery-codes/generate/", "webauthn/add/"):
        assert client.get(f"/account/2fa/{path}")["Location"].startswith("/account/reauthenticate/")


def test_recovery_codes_are_shown_once(shown, ama):
    add_app(shown)
    assert len(read_codes(shown)) == 10
    assert read_codes(shown) == []
    assert "10 of 10 are left" in shown.get("/account/2fa/recovery-codes/").content.decode()


def test_a_recovery_code_lets_somebody_in_once(shown, ama):
    add_app(shown)
    code = read_codes(shown)[3]
    for wanted in (True, False):
        other = Visitor()
        sign_in_as(other, ama)
        other.post("/account/2fa/authenticate/", {"code": code})
        assert ("_auth_user_id" in other.session) is wanted
    assert "9 of 10 are left" in shown.get("/account/2fa/recovery-codes/").content.decode()


def test_new_recovery_codes_put_the_old_ones_out_of_use(shown, ama):
    add_app(shown)
    old = read_codes(shown)[0]
    shown.post("/account/2fa/recovery-codes/generate/")
    assert old not in read_codes(shown)
    other = Visitor()
    sign_in_as(other, ama)
    other.post("/account/2fa/authenticate/", {"code": old})
    assert "_auth_user_id" not in other.session


def test_the_database_alone_opens_no_second_step(shown, ama, settings):
    secret = add_app(shown)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    settings.SECRET_KEY = "another key " * 6
    totp = Authenticator.objects.get(type=Authenticator.Type.TOTP).wrap()
    assert not totp.validate_code(compute_code(secret))


def test_the_database_alone_holds_no_recovery_code(shown, ama, settings):
    add_app(shown)
    codes = read_codes(shown)
    row = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    assert row.wrap().get_unused_codes() == codes
    kept = str(row.data)
    assert not any(code in kept for code in codes)
    settings.SECRET_KEY = "another key " * 6
    stolen = Authenticator.objects.get(pk=row.pk).wrap()
    assert not any(stolen.validate_code(code) for code in codes)


def test_a_second_step_cannot_be_left_out_by_asking_for_another_page(shown, ama):
    add_app(shown)
    other = Visitor()
    sign_in_as(other, ama)
    assert other.get("/account/sessions/")["Location"].startswith("/account/login/")


def test_a_new_password_by_letter_does_not_go_around_the_second_step(shown, ama, mailoutbox):
    add_app(shown)
    other = Visitor()
    other.post("/account/password/reset/", {"email": ama.email})
    link = next(word for word in mailoutbox[-1].body.split() if "/reset/key/" in word).removeprefix("http://testserver")
    page = other.get(link, follow=True)
    new = "another long sentence 8"
    other.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    ama.refresh_from_db()
    assert sign_in_as(other, ama, password=new)["Location"] == "/account/2fa/authenticate/"


def test_what_happens_to_an_account_stands_in_the_audit_trail_and_in_letters(shown, ama, mailoutbox):
    add_app(shown)
    shown.post("/account/2fa/recovery-codes/generate/")
    shown.post("/account/2fa/totp/deactivate/")
    shown.post("/account/email/", {"email": "ama@elsewhere.example", "action_add": ""})
    shown.post("/account/email/", {"email": "ama@elsewhere.example", "action_remove": ""})
    new = "another long sentence 8"
    shown.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    actions = list(AuditEntry.objects.filter(actor=ama.pk).order_by("pk").values_list("action", flat=True))
    assert actions[0] == "account.signed_in"
    for action in (
        "account.second_step_added",
        "account.recovery_codes_made",
        "account.second_step_removed",
        "account.email_added",
        "account.email_removed",
        "account.password_changed",
    ):
        assert action in actions
    kept = str(list(AuditEntry.objects.values_list("payload", flat=True)))
    assert "elsewhere.example" not in kept
    assert new not in kept
    assert audit.verify().first_broken is None
    subjects = [letter.subject for letter in mailoutbox if letter.to == [ama.email]]
    assert "Your Plait account asks for a code now" in subjects
    assert "Your Plait password was changed" in subjects


def test_a_change_whose_audit_entry_fails_is_not_made(shown, ama, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("The trail cannot be written.")

    monkeypatch.setattr(audit, "record", fail)
    new = "another long sentence 8"
    with pytest.raises(RuntimeError):
        shown.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    ama.refresh_from_db()
    assert ama.check_password(PASSWORD)
