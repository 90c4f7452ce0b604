"""Whoever signs in is sent on within this site, and nowhere else."""

import re

import pytest

from tests.accounts.conftest import sign_in_as
from tests.people import PASSWORD

pytestmark = [pytest.mark.database, pytest.mark.django_db]
ELSEWHERE = [
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "///elsewhere.example/",
    "/\\elsewhere.example/",
    "\\\\elsewhere.example/",
    "https:elsewhere.example",
    "https:///elsewhere.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://testserver@elsewhere.example/",
    "http://testserver.elsewhere.example/",
    " //elsewhere.example/",
    "\t//elsewhere.example/",
    "http://elsewhere.example\\@testserver/",
]


@pytest.mark.parametrize("there", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(client, ama, there):
    assert sign_in_as(client, ama, next=there)["Location"].startswith("/")
    assert "elsewhere" not in sign_in_as(client, ama, next=there)["Location"]


@pytest.mark.parametrize("there", ELSEWHERE)
@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/account/logout/", {}),
        ("/account/reauthenticate/", {"password": PASSWORD}),
        ("/account/login/", {"login": "ama@northbridge.example", "password": PASSWORD}),
    ],
)
def test_no_form_of_somebody_who_has_signed_in_leads_to_another_site(client, ama, path, told, there):
    client.force_login(ama)
    answer = client.post(path, {**told, "next": there})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith(("//", "/\\"))
    assert "elsewhere" not in answer["Location"]


@pytest.mark.parametrize("there", ELSEWHERE)
@pytest.mark.parametrize("path", ["/account/login/", "/account/signup/", "/account/password/reset/"])
def test_no_page_links_to_another_site(client, path, there):
    page = client.get(path, {"next": there}).content.decode()
    links = re.findall(r'(?:href|action|content)="([^"]*)"', page)
    assert links
    assert not [link for link in links if "elsewhere" in link or "alert" in link or "data:text" in link]


@pytest.mark.parametrize("there", ELSEWHERE[:6])
def test_coming_back_from_a_provider_leads_to_no_other_site(client, ama, name_provider, liar, there):
    name_provider(liar.issuer)
    answer = client.post("/account/oidc/work/login/", {"next": there})
    assert "elsewhere" not in answer.context["leads_to"]
    states = client.session["socialaccount_states"]
    assert all("next" not in state[0] for state in states.values())


def test_a_page_of_this_site_is_gone_on_to(client, ama):
    assert sign_in_as(client, ama, next="/account/sessions/")["Location"] == "/account/sessions/"


def test_whoever_has_to_sign_in_first_comes_back_to_where_they_were_going(client, ama):
    answer = client.get("/account/sessions/")
    assert answer["Location"] == "/account/login/?next=/account/sessions/"
