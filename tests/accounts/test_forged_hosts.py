"""Letters lead to the site's own name: whoever asks for one by another name, this machine's among them, gets none."""

import re

import pytest
from django.core import mail
from django.core.handlers.wsgi import WSGIHandler

from plait.cli import serve
from plait.core.models import Letter
from plait.organisations.models import EmailDomain, Invitation
from tests.accounts.conftest import Visitor, open_account, sign_in_as
from tests.people import PASSWORD, join, make_trust

pytestmark = [pytest.mark.django_db]
OWN = "plait.example"
FORGED = ("localhost", "LOCALHOST.:8000", "127.0.0.1:9", "[::1]:9", "elsewhere.example")
NEW = "another long sentence 8"
NAMED = {"name": "Bo Lee", "password1": NEW}
# By what a letter is asked for: the address, what is posted there, and whether one has signed in.
ROADS = {
    "a password that was lost": ("/account/password/reset/", {"email": "ama@northbridge.example"}, False),
    "a password of nobody": ("/account/password/reset/", {"email": "nobody@northbridge.example"}, False),
    "an account": ("/account/signup/", NAMED | {"email": "bo@northbridge.example"}, False),
    "an account that is there": ("/account/signup/", NAMED | {"email": "ama@northbridge.example"}, False),
    "an account of a stranger": ("/account/signup/", NAMED | {"email": "bo@unknown.example"}, False),
    "an unconfirmed address": ("/account/login/", {"login": "dee@northbridge.example", "password": PASSWORD}, False),
    "one more address": ("/account/email/", {"action_add": "", "email": "ama@home.example"}, True),
    "an address once more": ("/account/email/", {"action_send": "", "email": "ama@mill.example"}, True),
    "an address taken off": ("/account/email/", {"action_remove": "", "email": "ama@quay.example"}, True),
    "another password": (
        "/account/password/change/",
        {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW},
        True,
    ),
    "an invitation": (
        "/organisations/{trust}/invite",
        {"people": "eve@northbridge.example", "role": "analyst", "send": "1", "token": "t"},
        True,
    ),
}


@pytest.fixture(autouse=True)
def in_production(settings) -> None:
    """The site as it answers in production, by one name."""
    settings.ALLOWED_HOSTS = [OWN, "127.0.0.1", "localhost", "[::1]"]
    settings.PLAIT_HOSTS_OF_HEALTH = frozenset(settings.ALLOWED_HOSTS[1:])
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.mark.parametrize("road", ROADS)
def test_a_letter_leads_to_the_name_of_the_site_and_by_a_forged_one_none_is_written(road: str):
    path, told, signed_in = ROADS[road]
    trust, ama = make_trust(), open_account("ama@northbridge.example")
    open_account("dee@northbridge.example", verified=False)
    join(ama, trust, "director")
    for email in told.get("email", "").split():
        if email in {"ama@mill.example", "ama@quay.example"}:
            ama.emailaddress_set.create(email=email, verified=email == "ama@quay.example", primary=False)
    EmailDomain.objects.create(organisation=trust, domain="northbridge.example", added_by=ama)
    client = Visitor(headers={"host": OWN})
    if signed_in:
        assert sign_in_as(client, ama).status_code == 302
        assert client.post("/account/reauthenticate/", {"password": PASSWORD}).status_code == 302
    mail.outbox.clear()
    for host in FORGED:
        answer = client.post(path.format(trust=trust.pk), told, headers={"host": host})
        assert answer.status_code == 400, host
    assert (mail.outbox, Letter.objects.count(), Invitation.objects.count()) == ([], 0, 0)
    client.post(path.format(trust=trust.pk), told)
    (letter,) = mail.outbox
    hosts = re.findall(r"https?://([^/\s]+)", letter.body)
    assert set(hosts) <= {OWN}
    assert hosts or road == "an account of a stranger"  # who is told that nobody expects them, and led nowhere


def test_by_this_machines_name_a_site_in_production_says_how_it_is_and_nothing_else():
    client = Visitor()
    for host in FORGED[:4]:
        assert client.get("/health", headers={"host": host}).status_code in {200, 503}
        for path in ("/", "/health/", "/account/login/", "/invitations/x", "/nothing-here"):
            assert client.get(path, headers={"host": host}).status_code == 400, (host, path)
    assert client.get("/account/login/", headers={"host": OWN}).status_code == 200


def test_a_site_in_production_may_still_ask_itself_for_pages():
    told: list[str] = []
    site = WSGIHandler()

    def note(environ, start):
        return site(environ, lambda status, headers: told.append(status))

    serve._ask_within(note, "/account/login/")
    assert told == ["200 OK"]


def test_a_demonstration_answers_by_this_machines_name(settings):
    settings.PLAIT_HOSTS_OF_HEALTH = frozenset()
    assert Visitor().get("/account/login/", headers={"host": "localhost"}).status_code == 200
