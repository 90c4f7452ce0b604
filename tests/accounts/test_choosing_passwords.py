"""A password can be shown, and while one is chosen it is said in words how hard it is to guess."""

from itertools import pairwise

import pytest

from plait.web.accounts.strength import count_new, judge
from tests.accounts.conftest import Visitor, sign_in_as
from tests.people import PASSWORD

ROAD = "/account/password/strength/"
SHOWN = 'aria-controls="id_{}" aria-label="Show password" hidden>Show</button>'


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("short", "Too short"),
        ("eleven char", "Too short"),
        ("harbour blue", "Fair"),
        ("aaaaaaaaaaaaaaaa", "Easier to guess than it looks"),
        ("abcdefghijklmnop", "Easier to guess than it looks"),
        ("1234567890123456", "Easier to guess than it looks"),
        ("poiuytrewqlkjhgf", "Easier to guess than it looks"),
        ("wave wave wave wave wave", "Easier to guess than it looks"),
        ("a calm page from a friend", "Strong"),
        ("Ŵyllt môr a phont ☂ glas", "Strong"),
    ],
)
def test_a_password_is_judged_by_what_is_new_in_it(password: str, word: str):
    assert judge(password, refusals=[]).word == word


@pytest.mark.parametrize(
    ("password", "n"), [("", 0), ("aa", 1), ("abab", 4), ("ababab", 2), ("abcx", 3), ("4321", 2), ("xyza", 3)]
)
def test_what_comes_again_and_what_follows_a_row_adds_nothing(password: str, n: int):
    assert count_new(password) == n


def test_a_longer_password_of_the_same_beginning_never_counts_for_less():
    text = "north gate 1234 harbour harbour 9"
    counts = [count_new(text[:n]) for n in range(len(text) + 1)]
    assert [b - a for a, b in pairwise(counts) if b < a - len("harbour ")] == []
    assert counts[-1] > counts[12]


@pytest.mark.django_db
def test_what_would_be_refused_is_said_to_be_and_why(client):
    told = client.post(ROAD, {"password": "northbridge.example", "email": "head@northbridge.example"}).content.decode()
    assert "<strong>Not taken.</strong>" in told
    assert "too similar to the email" in told
    told = client.post(ROAD, {"password": "qwerty123456"}).content.decode()
    assert "Not taken" in told
    assert "common" in told
    assert "can have 128" in client.post(ROAD, {"password": "x" * 5000}).content.decode()
    assert client.post(ROAD, {"password": ""}).content.decode().strip() == ""


@pytest.mark.django_db
def test_a_password_like_ones_own_name_is_refused_for_whoever_has_signed_in(client, ama):
    sign_in_as(client, ama)
    assert "Not taken" in client.post(ROAD, {"password": "ama.osei@northbridge"}).content.decode()
    new = {"oldpassword": PASSWORD, "password1": "Ama Osei 2026", "password2": "Ama Osei 2026"}
    assert "too similar to the name" in client.post("/account/password/change/", new).content.decode()


@pytest.mark.django_db
def test_what_is_said_of_a_password_is_not_kept_and_not_repeated(client, caplog, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.post(ROAD, {"password": "a calm page from a friend"})
    assert "calm" not in answer.content.decode() + caplog.text + answer.serialize().decode()
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert client.get(ROAD).status_code == 405


@pytest.mark.django_db
def test_every_page_on_which_a_password_is_typed_can_show_it(client, ama):
    other = Visitor()
    sign_in_as(other, ama)
    asked = {
        "/account/login/": (client, ["password"], []),
        "/account/signup/": (client, ["password1"], ["password1"]),
        "/account/reauthenticate/": (other, ["password"], []),
        "/account/password/change/": (other, ["oldpassword", "password1", "password2"], ["password1"]),
    }
    for path, (who, fields, chosen) in asked.items():
        page = who.get(path).content.decode()
        assert page.count('type="password"') == len(fields), path
        assert [name for name in fields if SHOWN.format(name) not in page] == [], path
        assert [name for name in fields if f'id="id_{name}_strength" role="status"' in page] == chosen, path
        assert page.count('data-module="govuk-password-input"') == len(fields), path
