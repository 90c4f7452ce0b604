"""People who sign in, letters that arrive, and providers that answer."""

import email
import email.policy
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.cache import cache
from django.test import Client, TestCase

from plait.config import sign_in
from plait.organisations.models import Person
from tests.accounts.openid_servers import CLIENT_ID, CLIENT_SECRET, Liar, run_liar, run_provider
from tests.people import PASSWORD
from tests.serving import run_mail_server

CALLBACK = "http://testserver/account/oidc/work/login/callback/"


class Visitor(Client):
    """A browser. At the end of each request what waits for the transaction happens, as on a site."""

    def request(self, **request):
        with TestCase.captureOnCommitCallbacks(execute=True):
            return super().request(**request)


@pytest.fixture
def client() -> Visitor:
    """Somebody who has not signed in."""
    return Visitor()


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch) -> None:
    """The site's own way to hash a password, at the least cost that it can have."""
    monkeypatch.setattr(Argon2PasswordHasher, "time_cost", 1)
    monkeypatch.setattr(Argon2PasswordHasher, "memory_cost", 8)
    monkeypatch.setattr(Argon2PasswordHasher, "parallelism", 1)


@pytest.fixture(autouse=True)
def no_attempts_yet() -> Iterator[None]:
    """Attempts are counted anew in each test."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ama() -> Person:
    """Somebody with a password and a confirmed address."""
    return open_account("ama@northbridge.example", name="Ama Osei")


def open_account(address: str, *, name: str = "Ama Osei", verified: bool = True) -> Person:
    """An account as signing up leaves it."""
    person = Person.objects.create_user(address, PASSWORD, name=name)
    EmailAddress.objects.create(user=person, email=address, verified=verified, primary=True)
    return person


def sign_in_as(client: Client, person: Person, *, password: str = PASSWORD, **posted: str):
    """Sign in by the page."""
    return client.post("/account/login/", {"login": person.email, "password": password, **posted})


@dataclass
class Post:
    """The letters that a mail server took in."""

    letters: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 Taken"

    def read(self, *, to: str) -> str:
        """The text of the newest letter to an address."""
        found = [letter for letter in self.letters if letter["To"] == to]
        assert found, f"No letter to {to}, but to {[letter['To'] for letter in self.letters]}"
        return found[-1].get_body(("plain",)).get_content()

    def find_link(self, *, to: str, holding: str) -> str:
        """The path of the first address in the newest letter to somebody that holds some words."""
        words = self.read(to=to).split()
        return next(word for word in words if holding in word).removeprefix("http://testserver")


@pytest.fixture
def post(settings) -> Iterator[Post]:
    """A real mail server on this machine, to which the site sends."""
    taken = Post()
    with run_mail_server(taken, settings):
        yield taken


@pytest.fixture(scope="session")
def issuer() -> Iterator[str]:
    """The certified provider."""
    with run_provider([CALLBACK]) as found:
        yield found


@pytest.fixture
def liar() -> Iterator[Liar]:
    """A provider that lies as it is told."""
    with run_liar() as found:
        yield found


NameProvider = Callable[..., None]


@pytest.fixture
def name_provider(settings, monkeypatch) -> NameProvider:
    """Name a provider in the environment, as an operator does."""

    def name(issuer: str, *, trust_email: bool = False) -> None:
        monkeypatch.setenv("PLAIT_OIDC", "work")
        monkeypatch.setenv("PLAIT_OIDC_WORK_ISSUER", issuer)
        monkeypatch.setenv("PLAIT_OIDC_WORK_CLIENT_ID", CLIENT_ID)
        monkeypatch.setenv("PLAIT_OIDC_WORK_CLIENT_SECRET", CLIENT_SECRET)
        monkeypatch.setenv("PLAIT_OIDC_WORK_TRUST_EMAIL", "on" if trust_email else "off")
        settings.SOCIALACCOUNT_PROVIDERS = sign_in.providers(production=False)

    return name
