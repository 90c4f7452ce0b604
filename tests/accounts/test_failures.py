"""Who could not show who they are is in the log, by the road and not by name; a code that comes again is told of."""

import json
import logging

import pytest
import time_machine
from django.utils import timezone

from plait.config.logs import JsonLines
from plait.core.models import AuditEntry
from tests.accounts.conftest import Visitor, sign_in_as
from tests.accounts.test_second_steps import add_app, compute_code
from tests.people import PASSWORD

pytestmark = [pytest.mark.django_db]


def read(caplog: pytest.LogCaptureFixture, *, of: str) -> list[dict[str, object]]:
    """The lines of a logger as they stand in the file."""
    return [json.loads(JsonLines().format(each)) for each in caplog.records if each.name == of]


@pytest.fixture
def shown(client, ama) -> Visitor:
    sign_in_as(client, ama)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


def test_a_wrong_password_is_in_the_log_without_the_address(client, ama, caplog):
    sign_in_as(client, ama, password="not this one 9")
    (line,) = read(caplog, of="plait.accounts")
    assert (line["message"], line["why"], line["level"]) == ("sign-in refused", "password", "warning")
    assert ama.email not in json.dumps(line)
    assert "not this one" not in caplog.text


def test_a_wrong_password_where_it_is_asked_for_again_is_in_the_log(client, ama, caplog):
    sign_in_as(client, ama)
    client.post("/account/reauthenticate/", {"password": "not this one 9"})
    assert [line["why"] for line in read(caplog, of="plait.accounts")] == ["password"]


def test_a_wrong_code_is_in_the_log(shown, ama, caplog):
    add_app(shown)
    other = Visitor()
    sign_in_as(other, ama)
    other.post("/account/2fa/authenticate/", {"code": "000000"})
    assert [line["why"] for line in read(caplog, of="plait.accounts")] == ["second step or passkey"]
    assert not AuditEntry.objects.filter(action="account.code_again").exists()


@pytest.mark.database
def test_a_code_that_comes_again_is_refused_logged_and_told_to_its_holder(shown, ama, caplog, mailoutbox):
    code = compute_code(add_app(shown), steps=1)
    for _ in range(2):
        other = Visitor()
        sign_in_as(other, ama)
        other.post("/account/2fa/authenticate/", {"code": code})
    assert "_auth_user_id" not in other.session
    assert "a code came again" in [line["why"] for line in read(caplog, of="plait.accounts")]
    assert AuditEntry.objects.filter(action="account.code_again", actor=ama.pk).count() == 1
    letter = mailoutbox[-1]
    assert letter.to == [ama.email]
    assert letter.subject == "A code for your Plait account was entered twice"
    assert "somebody saw your code" in letter.body
    assert code not in letter.body


def test_a_code_does_not_come_again_while_it_would_still_fit(shown, ama):
    secret, now = add_app(shown), timezone.now()
    code = compute_code(secret, steps=1)
    for seconds, wanted in ((0, True), (45, False)):  # the clocks of telephones may be a step off
        with time_machine.travel(now.timestamp() + seconds):
            other = Visitor()
            sign_in_as(other, ama)
            other.post("/account/2fa/authenticate/", {"code": code})
            assert ("_auth_user_id" in other.session) is wanted, seconds


def test_what_was_refused_to_a_viewer_is_in_the_log_by_its_rule(client, ama, caplog):
    caplog.set_level(logging.INFO)
    sign_in_as(client, ama)
    caplog.clear()
    assert client.get("/audit").status_code == 404
    assert client.get("/findings/999999").status_code == 404
    told = [{name: line[name] for name in ("message", "path")} for line in read(caplog, of="plait.access")]
    assert told == [
        {"message": "access refused", "path": "/audit"},
        {"message": "access refused", "path": "/findings/999999"},
    ]
    assert [line.get("rule") for line in read(caplog, of="plait.access")] == ["MAY", None]
    assert "ama" not in json.dumps(told)
