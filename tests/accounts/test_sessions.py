"""What a session is worth: how it begins, how it ends, and what others may keep of it."""

import datetime as dt
import json
import os
import subprocess
import sys

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.utils import timezone

from plait.core.models import AuditEntry
from plait.organisations.services import memberships
from tests.accounts.conftest import Visitor, sign_in_as
from tests.people import PASSWORD, join, make_member, make_trust

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def is_in(client) -> bool:
    return client.get("/account/sessions/").status_code == 200


def test_signing_in_gives_another_session_than_the_one_before(client, ama):
    client.get("/account/2fa/webauthn/login/", headers={"accept": "application/json"})
    before = client.session.session_key
    assert before
    sign_in_as(client, ama)
    assert client.session.session_key != before
    assert not client.session.exists(before)


def test_signing_out_ends_the_session_on_the_server(client, ama):
    sign_in_as(client, ama)
    stolen = client.cookies["session"].value
    client.post("/account/logout/")
    thief = Visitor()
    thief.cookies["session"] = stolen
    assert not is_in(thief)


def test_a_link_alone_signs_nobody_out(client, ama):
    sign_in_as(client, ama)
    assert "Sign out" in client.get("/account/logout/").content.decode()
    assert is_in(client)


def test_the_cookie_goes_with_the_browser_and_scripts_do_not_read_it(client, ama):
    response = sign_in_as(client, ama)
    cookie = response.cookies["session"]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == ""
    assert cookie["expires"] == ""
    assert cookie["path"] == "/"
    assert cookie["domain"] == ""


def test_in_production_the_cookies_are_of_this_host_alone_and_encrypted(tmp_path):
    told = {
        **os.environ,
        "PLAIT_ENV": "production",
        "PLAIT_HOME": str(tmp_path),
        "PLAIT_SECRET_KEY": "k" * 60,
        "PLAIT_ALLOWED_HOSTS": "plait.example",
        "PLAIT_SMTP_HOST": "mail.example",
        "PLAIT_MAIL_FROM": "plait@trust.example",
    }
    wanted = {
        "SESSION_COOKIE_NAME": "__Host-session",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_DOMAIN": None,
        "SESSION_COOKIE_PATH": "/",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "ALLAUTH_TRUSTED_PROXY_COUNT": 1,
        "PLAIT_OIDC_ON_THIS_MACHINE": False,
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False,
    }
    program = (
        "import json, sys; from django.conf import settings as s; "
        "print(json.dumps({n: getattr(s, n) for n in sys.argv[1:]}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *wanted], env=told, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == wanted


def test_a_session_ends_twelve_hours_after_signing_in_however_busy_it_is(client, ama):
    began = timezone.now()
    sign_in_as(client, ama)
    for hours in range(1, 12):
        with time_machine.travel(began + dt.timedelta(hours=hours), tick=True):
            session = client.session
            session["busy"] = hours  # saved anew, which would put off its end
            session.save()
            assert is_in(client)
    with time_machine.travel(began + dt.timedelta(hours=12, minutes=1), tick=True):
        assert not is_in(client)


def test_the_list_names_each_browser_and_one_can_be_ended_from_afar_by_who_shows_again_who_it_is(ama):
    here = Visitor(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"})
    there = Visitor(headers={"user-agent": "Mozilla/5.0 (iPhone) AppleWebKit/605 Version/18.4 Safari/604.1"})
    sign_in_as(here, ama)
    sign_in_as(there, ama)
    page = here.get("/account/sessions/").content.decode()
    assert "Firefox on Windows" in page
    assert "Safari on iPhone" in page
    other = UserSession.objects.get(user=ama, session_key=there.session.session_key)
    end = f"/account/sessions/{other.pk}/end/"
    assert here.post(end)["Location"].startswith("/account/reauthenticate/")
    assert is_in(there)
    assert here.post("/account/reauthenticate/", {"password": PASSWORD, "next": end}).status_code == 302
    assert is_in(here)
    assert not is_in(there)
    assert AuditEntry.objects.filter(action="account.sessions_ended", actor=ama.pk).count() == 1


def test_nobody_ends_the_session_of_somebody_else(client, ama):
    sign_in_as(client, ama)
    mine = UserSession.objects.get(user=ama)
    stranger = Visitor()
    stranger.force_login(make_member(make_trust(), "director", name="Dee"))
    assert stranger.post(f"/account/sessions/{mine.pk}/end/").status_code == 404
    assert Visitor().post(f"/account/sessions/{mine.pk}/end/").status_code == 302
    assert is_in(client)


def test_signing_out_everywhere_else_leaves_this_browser_alone(ama):
    browsers = [Visitor() for _ in range(3)]
    for each in browsers:
        sign_in_as(each, ama)
    assert browsers[0].post("/account/sessions/")["Location"].startswith("/account/reauthenticate/")
    assert [is_in(each) for each in browsers] == [True, True, True]
    browsers[0].post("/account/reauthenticate/", {"password": PASSWORD, "next": "/account/sessions/"})
    assert [is_in(each) for each in browsers] == [True, False, False]


def test_a_new_password_ends_every_session(ama):
    here, there = Visitor(), Visitor()
    sign_in_as(here, ama)
    sign_in_as(there, ama)
    new = "another long sentence 8"
    response = here.post(
        "/account/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new}, follow=True
    )
    assert response.status_code == 200
    assert not is_in(there)
    assert not is_in(here)
    ama.refresh_from_db()
    assert sign_in_as(Visitor(), ama, password=new).status_code == 302


def test_a_new_password_by_letter_ends_every_session(client, ama, mailoutbox):
    sign_in_as(client, ama)
    other = Visitor()
    other.post("/account/password/reset/", {"email": ama.email})
    link = next(word for word in mailoutbox[-1].body.split() if "/reset/key/" in word).removeprefix("http://testserver")
    page = other.get(link, follow=True)
    new = "another long sentence 8"
    other.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert not is_in(client)
    ama.refresh_from_db()
    assert ama.check_password(new)


def test_somebody_whose_account_is_closed_is_out_at_the_next_request(client, ama):
    sign_in_as(client, ama)
    ama.is_active = False
    ama.save()
    assert not is_in(client)


def test_somebody_whose_membership_ends_reads_no_more_at_the_next_request(client, ama, settings):
    settings.PLAIT_OPEN_DATA = False
    trust = make_trust()
    director = make_member(trust, "director", name="Dee")
    held = join(ama, trust, "analyst")
    sign_in_as(client, ama)
    assert client.get("/schools").status_code != 403
    memberships.end(held, by=director)
    assert client.get("/schools").status_code == 403


@pytest.mark.parametrize("path", ["/", "/account/email/", "/accessibility", "/schools", "/no-such-page"])
def test_nobody_keeps_an_answer_to_somebody_who_has_signed_in(client, ama, path):
    before = client.get(path)
    sign_in_as(client, ama)
    after = client.get(path)
    assert after["Cache-Control"] == "private, no-store"
    if not path.startswith("/account"):
        assert "no-store" not in before.get("Cache-Control", "")


@pytest.mark.parametrize("path", ["/account/login/", "/account/signup/", "/invitations/x", "/account/password/reset/"])
def test_nobody_keeps_a_page_of_signing_in(client, path):
    assert client.get(path)["Cache-Control"] == "private, no-store"
