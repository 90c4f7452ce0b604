"""The site's secret key is changed, and nobody sets a second step up anew."""

import pytest
from typer.testing import CliRunner

from plait.cli import operator
from tests.accounts.conftest import Visitor, sign_in_as
from tests.accounts.test_second_steps import add_app, compute_code, read_codes
from tests.people import PASSWORD

pytestmark = [pytest.mark.django_db]
NEW = "another key " * 6


def enter(person, code: str) -> bool:
    """Whether somebody comes in with a code."""
    other = Visitor()
    sign_in_as(other, person)
    other.post("/account/2fa/authenticate/", {"code": code})
    return "_auth_user_id" in other.session


@pytest.mark.database
def test_after_a_change_of_key_second_steps_are_encrypted_anew_and_the_former_one_can_go(
    client, ama, settings, monkeypatch
):
    monkeypatch.setattr("plait.cli.database.open_database", lambda: None)
    sign_in_as(client, ama)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    secret = add_app(client)
    first, second, third = read_codes(client)[:3]
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [settings.SECRET_KEY]
    assert enter(ama, first)  # the former key still reads it
    told = CliRunner().invoke(operator.app, ["encrypt-anew"])
    assert told.exit_code == 0, told.output
    assert "2 encrypted with the present key" in told.output
    assert "cannot be read" not in told.output
    settings.SECRET_KEY_FALLBACKS = []
    assert enter(ama, compute_code(secret, steps=1))
    assert enter(ama, second)
    settings.SECRET_KEY = "a third key " * 6
    assert not enter(ama, third)
    assert "2 cannot be read" in CliRunner().invoke(operator.app, ["encrypt-anew"]).output


def test_keys_of_before_come_from_the_environment(monkeypatch):
    from plait.config import security

    monkeypatch.setenv("PLAIT_SECRET_KEYS_BEFORE", " one , two,")
    assert security.former_keys() == ["one", "two"]
    monkeypatch.delenv("PLAIT_SECRET_KEYS_BEFORE")
    assert security.former_keys() == []
