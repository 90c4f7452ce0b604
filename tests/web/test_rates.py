"""Whoever asks for far more files or forms than people do is refused for a while; a page to read is not counted."""

import re
import time
from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve

from plait.web import rates
from tests.conftest import TODAY
from tests.people import make_member, make_trust

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def still_calendar() -> Iterator[None]:
    """No time passes, however long the requests take: a count is of those of the last minute."""
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture(autouse=True)
def counted_anew(settings):
    settings.PLAIT_DOWNLOADS_A_MINUTE, settings.PLAIT_FORMS_A_MINUTE = 3, 4
    settings.PLAIT_PROXIES = settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def member() -> Client:
    return sign_in()


def sign_in() -> Client:
    client = Client()
    client.force_login(make_member(make_trust(), "director"))
    return client


def ask(client: Client, path: str = "/roles.csv", *, n: int = 1, address: str = "192.0.2.7") -> list[int]:
    return [client.get(path, headers={"x-forwarded-for": address}).status_code for _ in range(n)]


def test_somebody_downloads_so_many_files_and_is_told_when_there_are_more(member):
    assert ask(member, n=3) == [200, 200, 200]
    answer = member.get("/roles.csv")
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 60
    page = answer.content.decode()
    assert "That was asked for too often" in page
    assert f"Try again in <strong>{answer['Retry-After']} second" in page
    assert "Each person is counted alone" in page
    with time_machine.travel(time.time() + 61):
        assert ask(member) == [200]


def test_a_refusal_makes_nobody_wait_longer(member):
    ask(member, n=3)
    first = int(member.get("/roles.csv")["Retry-After"])
    ask(member, n=5)
    assert int(member.get("/roles.csv")["Retry-After"]) <= first


def test_everybody_is_counted_alone_however_many_come_from_one_address(member):
    assert ask(member, n=4)[-1] == 429
    assert ask(sign_in()) == [200]


def test_visitors_of_one_address_are_counted_together_with_more_room(client):
    assert ask(client, n=15) == [200] * 15
    assert ask(Client()) == [429]
    assert ask(Client(), address="198.51.100.4") == [200]
    answer = client.get("/roles.csv", headers={"x-forwarded-for": "192.0.2.7"})
    assert "Sign in, and you are counted alone" in answer.content.decode()


def test_nobody_chooses_by_which_address_they_are_counted(client):
    told = [{"x-forwarded-for": f"10.0.0.{n}, 192.0.2.7"} for n in range(16)]
    assert [client.get("/roles.csv", headers=each).status_code for each in told][-1] == 429


def test_pages_to_read_are_not_counted(member, monkeypatch):
    monkeypatch.setattr(rates, "consume", lambda *_: pytest.fail("A page was counted."))
    for path in ("/roles", "/home", "/health", "/data-protection", "/style"):
        assert ask(member, path) != [429]


def test_a_document_counts_for_three(rf, settings):
    settings.PLAIT_DOWNLOADS_A_MINUTE = 6
    for path, cost in (
        ("/schools/100001/page.pdf", 3),
        ("/trusts/1/summit.pptx", 3),
        ("/schools/100001.csv", 1),
        ("/goals/register.xlsx", 3),
        ("/goals/register.csv", 1),
        ("/framework/trust-led?as=xlsx", 3),
        ("/alignment/matrix?format=csv", 1),
        ("/quality/exemplars/7", 1),
    ):
        request = rf.get(path)
        request.resolver_match = resolve(path.partition("?")[0])
        asked = rates.weigh(request, request.resolver_match.kwargs)
        assert asked == rates.Asked("files", cost), path


def test_ones_own_data_and_what_is_brought_in_count_as_files(member):
    assert member.post("/data-protection/mine").status_code == 200
    assert ask(member) == [429]
    other = sign_in()
    file = SimpleUploadedFile("people.csv", b"address,name")
    assert [other.post("/join", {"file": file}).status_code == 429 for _ in range(2)] == [False, True]


def test_somebody_sends_so_many_forms(member):
    answers = [member.post("/preferences", {}) for _ in range(5)]
    assert [each.status_code == 429 for each in answers] == [False] * 4 + [True]
    assert "nothing of it was changed" in answers[-1].content.decode()
    assert ask(member) == [200]  # files are counted by themselves


def test_an_operator_can_turn_limits_off(member, settings):
    settings.PLAIT_DOWNLOADS_A_MINUTE = 0
    assert ask(member, n=8) == [200] * 8


@pytest.mark.parametrize("most", [1, 2])
def test_one_document_is_given_whatever_the_limit(member, settings, most):
    settings.PLAIT_DOWNLOADS_A_MINUTE = most
    assert [member.post("/data-protection/mine").status_code for _ in range(2)] == [200, 429]


def test_too_many_attempts_to_sign_in_are_refused_on_a_page_of_ours(client, settings):
    settings.PLAIT_FORMS_A_MINUTE = 0
    told = {"email": "nobody@northbridge.example"}
    answers = [client.post("/account/password/reset/", told) for _ in range(12)]
    refused = [each for each in answers if each.status_code == 429]
    assert refused
    assert refused[0]["Retry-After"] == "300"
    assert "nobody can guess them" in re.sub(r"\s+", " ", refused[0].content.decode())


def test_it_is_written_down_without_saying_who(member, caplog):
    ask(member, n=4)
    (line,) = [each for each in caplog.records if each.name == "plait.rates"]
    assert (line.what, line.signed_in) == ("files", True)
