"""An operator is led to set a second step up, and comes back; who has lost it is helped at the machine itself."""

import os
import subprocess
import sys

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from typer.testing import CliRunner

from plait.cli.person import app
from plait.core.models import AuditEntry
from tests.accounts.conftest import Visitor, sign_in_as
from tests.accounts.test_second_steps import add_app, compute_code, read_codes
from tests.people import PASSWORD, join, make_body

pytestmark = [pytest.mark.django_db]
LED = "/account/second-step/"


@pytest.fixture(autouse=True)
def as_in_production(settings) -> None:
    settings.PLAIT_ASK_SECOND_STEP = True


@pytest.fixture
def operator(ama):
    """Ama runs the site."""
    join(ama, make_body(), "operator")
    return ama


def test_an_operator_sets_up_an_app_and_comes_back_to_where_they_were_going(client, operator):
    sign_in_as(client, operator)
    assert client.get("/data-protection/people?page=2")["Location"] == LED
    page = client.get(LED).content.decode()
    assert "Set up a second step" in page
    assert "/account/2fa/webauthn/add/" in page
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    add_app(client)
    assert f'href="{LED}">I have kept them: go on' in client.get("/account/2fa/recovery-codes/").content.decode()
    assert client.get(LED)["Location"] == "/data-protection/people?page=2"
    assert client.get("/data-protection/people?page=2").status_code == 200
    assert client.get(LED)["Location"] == "/account/2fa/"  # nowhere else to go


def test_what_was_posted_is_not_done_and_leads_home(client, operator):
    sign_in_as(client, operator)
    assert client.post("/organisations/add", {"kind": "trust", "number": "1"})["Location"] == LED
    assert client.session["second_step_for"] == "/home"


def test_signing_in_with_a_code_is_enough(client, operator):
    sign_in_as(client, operator)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    secret = add_app(client)
    other = Visitor()
    sign_in_as(other, operator)
    other.post("/account/2fa/authenticate/", {"code": compute_code(secret, steps=1)})
    assert other.get("/organisations").status_code == 200


def test_a_browser_in_which_one_signed_in_before_is_asked_for_the_code(client, operator):
    before = Visitor()
    sign_in_as(before, operator)
    sign_in_as(client, operator)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    secret = add_app(client)
    assert before.get("/organisations")["Location"] == LED
    page = before.get(LED).content.decode()
    assert "Show your second step" in page
    assert "Set up" not in page
    road = "/account/2fa/reauthenticate/?next=/account/second-step/"
    answer = before.post(road, {"code": compute_code(secret, steps=1), "next": LED})
    assert answer["Location"] == LED
    assert before.get(LED)["Location"] == "/organisations"
    assert before.get("/organisations").status_code == 200


def test_taking_it_away_closes_the_pages_again(client, operator):
    sign_in_as(client, operator)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    add_app(client)
    client.post("/account/2fa/totp/deactivate/")
    assert client.get("/organisations")["Location"] == LED


@pytest.mark.database
def test_a_lost_second_step_is_taken_off_at_the_machine(client, operator, mailoutbox, monkeypatch):
    monkeypatch.setattr("plait.cli.database.open_database", lambda: None)
    sign_in_as(client, operator)
    client.get("/home")
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    add_app(client)
    read_codes(client)
    run = CliRunner().invoke(
        app, ["reset-second-step", "--email", operator.email, "--because", "Telephone lost; known by voice"]
    )
    assert run.exit_code == 0, run.output
    assert "2 taken off" in run.output  # the app, and the recovery codes that came with it
    assert not Authenticator.objects.filter(user=operator).exists()
    assert not UserSession.objects.filter(user=operator).exists()
    assert client.get("/home")["Location"].startswith("/account/login/")
    entry = AuditEntry.objects.filter(action="account.second_step_reset").get()
    assert "known by voice" in str(entry.payload)
    again = Visitor()
    sign_in_as(again, operator)
    assert again.get("/organisations")["Location"] == LED


def test_a_production_site_asks_and_a_demonstration_does_not():
    told = {
        "PATH": os.environ["PATH"],
        "PLAIT_ENV": "production",
        "PLAIT_SECRET_KEY": "k" * 60,
        "PLAIT_ALLOWED_HOSTS": "plait.example.org",
        "PLAIT_SMTP_HOST": "mail.example.org",
        "PLAIT_MAIL_FROM": "plait@example.org",
        "PLAIT_HOME": os.environ["PLAIT_HOME"],
    }
    asked = "from plait.config import settings; print(settings.PLAIT_ASK_SECOND_STEP)"
    run = subprocess.run([sys.executable, "-c", asked], env=told, capture_output=True, text=True, check=False)
    assert run.stdout.strip() == "True", run.stderr
    told["PLAIT_ENV"] = "demo"
    run = subprocess.run([sys.executable, "-c", asked], env=told, capture_output=True, text=True, check=False)
    assert run.stdout.strip() == "False", run.stderr


def test_the_page_of_roles_says_of_which_roles_it_is_asked(client):
    page = client.get("/roles").content.decode()
    told = page.split("Its pages ask for a second step")
    assert len(told) == 3
    for before, role in zip(told, ("data_protection_lead", "operator"), strict=False):
        assert f'id="role-{role}"' in before.rpartition("<section")[2]
