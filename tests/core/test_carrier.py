"""Letters of a process that serves pages leave in a thread of its own: no page waits for the mail server."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.db import OperationalError, transaction

from plait.cli import serve
from plait.core.models import Letter
from plait.core.services import carrier, mail, outbox
from tests.core.conftest import AtOnce
from tests.serving import PATIENCE, run_mail_server


@dataclass
class Server:
    """A mail server that answers a letter only once it is let go; it counts what it is given and what it has taken."""

    let_go: threading.Event = field(default_factory=threading.Event)
    begun: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    answers: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    async def handle_RCPT(self, server, session, envelope, address, options):
        self.begun.release()
        await asyncio.get_running_loop().run_in_executor(None, self.let_go.wait, PATIENCE)
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.taken += envelope.rcpt_tos
        return "250 Taken"


@pytest.fixture
def server(settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A real mail server on this machine, to which the site sends."""
    made = Server()
    monkeypatch.setattr(carrier, "_END_S", PATIENCE)
    with run_mail_server(made, settings):
        yield made
        made.let_go.set()


def send(to: str) -> None:
    with transaction.atomic():
        mail.send(to, subject="You are invited", text="Come and see.\n", kind="invitation")


def list_kept(at_once: AtOnce) -> list[tuple[str, str, int]]:
    """What the database that threads share holds of letters."""
    (kept,) = at_once(lambda _: list(Letter.objects.order_by("to").values_list("to", "state", "tries")), 1)
    return kept


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_whoever_asks_for_letters_waits_for_no_mail_server_and_each_leaves_by_and_by(at_once: AtOnce, server: Server):
    addresses = [f"p{n}@school.example" for n in range(3)]
    with carrier.beside_pages():
        at_once(lambda n: send(addresses[n]), 3)  # comes back, though the mail server has answered nothing
        assert server.begun.acquire(timeout=PATIENCE)
        assert list_kept(at_once) == [(each, "waiting", 0) for each in addresses]
        server.let_go.set()
        for _ in addresses[1:]:
            assert server.begun.acquire(timeout=PATIENCE)
    assert sorted(server.taken) == addresses
    assert list_kept(at_once) == []


@pytest.mark.django_db(transaction=True)
def test_what_the_server_refuses_is_tried_again_later_as_ever(at_once: AtOnce, server: Server):
    server.answers = ["451 Busy"]
    server.let_go.set()
    with carrier.beside_pages():
        at_once(lambda _: send("amy@school.example"), 1)
        assert server.begun.acquire(timeout=PATIENCE)
    assert list_kept(at_once) == [("amy@school.example", "waiting", 1)]


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_processes_that_send_at_once_send_each_letter_once(
    at_once: AtOnce, server: Server, monkeypatch: pytest.MonkeyPatch
):
    addresses = [f"p{n:02}@school.example" for n in range(12)]
    server.let_go.set()
    monkeypatch.setattr(carrier, "is_on", lambda: True)  # kept for whoever comes first, and nobody is woken
    at_once(lambda _: [send(each) for each in addresses], 1)
    done = at_once(lambda _: outbox.send_again(), 4)
    done += at_once(lambda _: outbox.send_again(), 1)  # who saw one being taken may have stopped early
    assert sum(each.sent_n for each in done) == len(addresses)
    assert sorted(server.taken) == addresses


@pytest.mark.django_db(transaction=True)
def test_what_a_process_left_behind_is_sent_when_the_next_one_begins(
    at_once: AtOnce, server: Server, monkeypatch: pytest.MonkeyPatch
):
    with monkeypatch.context() as ended:
        ended.setattr(carrier, "is_on", lambda: True)  # of a process that ends before its carrier looks
        at_once(lambda _: send("amy@school.example"), 1)
    server.let_go.set()
    with carrier.beside_pages():
        assert server.begun.acquire(timeout=PATIENCE)
    assert (server.taken, list_kept(at_once)) == (["amy@school.example"], [])


def test_a_database_that_is_away_for_a_while_does_not_end_the_carrier(settings, monkeypatch: pytest.MonkeyPatch):
    settings.EMAIL_HOST = "mail.school.example"
    looked = threading.Semaphore(0)
    answers = [OperationalError("The database is away"), None, None]

    def look() -> None:
        answer = answers.pop(0)
        looked.release()
        if answer is not None:
            raise answer

    monkeypatch.setattr(outbox, "send_next", look)
    with carrier.beside_pages():
        assert looked.acquire(timeout=PATIENCE)
        carrier.wake()
        assert looked.acquire(timeout=PATIENCE)
        assert carrier.is_on()
    assert not carrier.is_on()


def test_a_process_that_serves_has_a_carrier_while_it_does_and_a_demonstration_none(
    settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(outbox, "send_next", lambda: None)
    seen: list[bool] = []

    class Pages:
        def run(self) -> None:
            seen.append(carrier.is_on())

        def close(self) -> None:
            seen.append(carrier.is_on())

    for host in ("mail.school.example", ""):  # without a mail server letters are files
        settings.EMAIL_HOST = host
        serve.run(Pages())
        seen.append(carrier.is_on())
    assert seen == [True, True, False, False, False, False]
