"""What a password may be. What is kept of it: tests/web/test_hardening.py."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from plait.config.security import WrongSetting, demo_password
from plait.organisations.models import Person
from tests.accounts.conftest import sign_in_as
from tests.people import PASSWORD

SENTENCE = "quiet herons wade past noon and never hurry on "  # of 47 characters


@pytest.mark.parametrize("n", [12, 64, 128])
def test_a_password_of_12_to_128_characters_is_taken(n: int):
    validate_password((SENTENCE * 3)[:n])


@pytest.mark.parametrize(("n", "why"), [(11, "too short"), (129, "It can have 128"), (5_000, "It can have 128")])
def test_a_shorter_and_a_longer_one_are_refused(n: int, why: str):
    with pytest.raises(ValidationError, match=why):
        validate_password((SENTENCE * 200)[:n])


@pytest.mark.parametrize(
    "password",
    [
        "  a b c d e f ",
        "ねこねこねこねこねこねこ",
        "🦆🦆🦆🦆🦆🦆🦆🦆🦆🦆🦆🦆",
        "lowercasewordsonly",
        "''\"\"<<>>&&;;--",
    ],
)
def test_no_kind_of_character_is_asked_for_or_refused(password: str):
    validate_password(password)


def test_a_password_that_many_people_have_is_refused():
    with pytest.raises(ValidationError, match="too common"):
        validate_password("q1w2e3r4t5y6")


def test_a_production_site_has_no_password_that_its_pages_show(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PLAIT_DEMO_PASSWORD", PASSWORD)
    with pytest.raises(WrongSetting, match="PLAIT_DEMO_PASSWORD"):
        demo_password(production=True)


@pytest.mark.django_db
def test_a_password_with_spaces_and_pictures_signs_in_as_it_was_written(client, ama: Person):
    ama.set_password("  🦆 two ducks  ")
    ama.save()
    assert sign_in_as(client, ama, password="🦆 two ducks").status_code == 200
    assert sign_in_as(client, ama, password="  🦆 two ducks  ").status_code == 302


@pytest.mark.django_db
def test_a_new_password_asks_for_the_present_one(client, ama: Person):
    sign_in_as(client, ama)
    new = {"password1": SENTENCE, "password2": SENTENCE}
    refused = client.post("/account/password/change/", {"oldpassword": "something else 99", **new})
    ama.refresh_from_db()
    assert ama.check_password(PASSWORD)
    assert refused.status_code in {200, 422}
    client.post("/account/password/change/", {"oldpassword": PASSWORD, **new})
    ama.refresh_from_db()
    assert ama.check_password(SENTENCE)
