"""A provider that lies, or that somebody has taken over: each lie is refused, and nobody is signed in."""

import base64
import datetime as dt
import json
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from plait.organisations.models import EmailDomain, Person
from tests.accounts.openid_servers import CLIENT_SECRET, Liar, read_query
from tests.people import make_member, make_trust

pytestmark = [pytest.mark.database, pytest.mark.django_db, pytest.mark.filterwarnings("ignore:The HMAC key is")]
ANOTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
Lie = Callable[[Liar], None]


@pytest.fixture(autouse=True)
def expected():
    """Whoever comes would be let in, were it not for the lie."""
    trust = make_trust()
    director = make_member(trust, "director", name="Dee Lowe")
    EmailDomain.objects.create(organisation=trust, domain="northbridge.example", added_by=director)


def come_by(client: Client, liar: Liar):
    """The whole way: there, and back with a code."""
    response = client.post("/account/oidc/work/login/")
    if "leads_to" not in (response.context or {}):
        return response
    asked = read_query(response.context["leads_to"])
    liar.nonce = liar.nonce or asked["nonce"]
    return client.get("/account/oidc/work/login/callback/", {"code": "c", "state": asked["state"]})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_liar_that_tells_the_truth_lets_people_in(client, liar, name_provider):
    name_provider(liar.issuer)
    come_by(client, liar)
    assert is_in(client)


def says(**claims: object) -> Lie:
    return lambda liar: liar.claims.update(claims)


def signs(key: object, algorithm: str = "RS256") -> Lie:
    def lie(liar: Liar) -> None:
        liar.sign_with, liar.algorithm = key, algorithm

    return lie


def unsigned(liar: Liar) -> None:
    def part(content: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")

    write = liar.write_token

    def without() -> str:
        _, claims, _ = write().split(".")
        return f"{part({'alg': 'none', 'kid': 'k'})}.{claims}."

    liar.write_token = without  # type: ignore[method-assign]


def changed_after_signing(liar: Liar) -> None:
    write = liar.write_token

    def changed() -> str:
        head, claims, signature = write().split(".")
        told = json.loads(base64.urlsafe_b64decode(claims + "=="))
        told["sub"] = "1"
        return f"{head}.{base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip('=')}.{signature}"

    liar.write_token = changed  # type: ignore[method-assign]
    liar.userinfo["sub"] = "1"


LONG_AGO = int(dt.datetime(2026, 1, 1, tzinfo=dt.UTC).timestamp())


@pytest.mark.parametrize(
    "lie",
    [
        pytest.param(says(iss="https://another.example"), id="issuer"),
        pytest.param(says(aud="another-site"), id="audience"),
        pytest.param(says(aud=None), id="no audience"),
        pytest.param(says(azp="another-site"), id="made for another"),
        pytest.param(says(nonce="of another attempt"), id="nonce"),
        pytest.param(says(nonce=None), id="no nonce"),
        pytest.param(says(exp=LONG_AGO), id="too late"),
        pytest.param(says(exp=None), id="for ever"),
        pytest.param(says(sub=None), id="nobody"),
        pytest.param(signs(ANOTHER_KEY), id="another key"),
        pytest.param(signs(CLIENT_SECRET, "HS256"), id="the shared secret as key"),
        pytest.param(unsigned, id="no signature"),
        pytest.param(changed_after_signing, id="changed after signing"),
        pytest.param(lambda liar: liar.userinfo.update(sub="8"), id="userinfo of another person"),
        pytest.param(lambda liar: liar.userinfo.update(sub=None), id="userinfo of nobody"),
        pytest.param(lambda liar: liar.discovery.update(issuer="https://another.example"), id="issuer in discovery"),
        pytest.param(lambda liar: liar.discovery.update(jwks_uri="http://169.254.169.254/keys"), id="inner keys"),
        pytest.param(lambda liar: liar.discovery.update(token_endpoint="http://10.0.0.1/token"), id="inner token"),
        pytest.param(lambda liar: liar.discovery.update(userinfo_endpoint="file:///etc/passwd"), id="a file"),
        pytest.param(lambda liar: setattr(liar, "size", 1_000_001), id="oversize"),
        pytest.param(lambda liar: setattr(liar, "redirect", "http://169.254.169.254/"), id="redirect"),
    ],
)
def test_a_lie_is_refused(client, liar, name_provider, lie: Lie):
    name_provider(liar.issuer)
    before = Person.objects.count()
    lie(liar)
    response = come_by(client, liar)
    assert response.status_code == 401
    assert "That did not work" in response.content.decode()
    assert not is_in(client)
    assert Person.objects.count() == before


@pytest.mark.parametrize(
    ("said", "trusted", "opens"),
    [
        (True, False, True),
        ("true", False, True),
        (False, True, False),
        ("false", True, False),
        (None, False, False),
        (None, True, True),
    ],
)
def test_an_address_counts_as_checked_as_the_provider_says_and_else_as_the_operator_does(
    client, liar, name_provider, said, trusted, opens
):
    name_provider(liar.issuer, trust_email=trusted)
    liar.userinfo["email_verified"] = said
    come_by(client, liar)
    assert is_in(client) is opens


def test_a_provider_that_does_not_answer_is_told_kindly(client, liar, name_provider):
    name_provider("http://127.0.0.1:9")
    response = client.post("/account/oidc/work/login/")
    assert response.status_code == 401
    assert "That did not work" in response.content.decode()
