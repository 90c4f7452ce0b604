"""Letters that a real mail server refuses, or that were on their way when the site ended: sent again, or given up."""

import datetime as dt
import logging
import smtplib
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.test import TestCase

from plait.core import clock
from plait.core.events import listening
from plait.core.happenings import LetterGivenUp
from plait.core.models import Letter
from plait.core.queries import letters
from plait.core.services import mail, outbox
from plait.core.services.outbox import Sending
from plait.organisations.models import Notice
from plait.organisations.services import personal_data, retention
from tests.people import make_body, make_member, make_person
from tests.serving import run_mail_server

pytestmark = [pytest.mark.django_db]
SECRET = "https://plait.example/invitations/k3y-that-opens-an-account"


@dataclass
class Server:
    """What the server answers to each letter in turn, and what it took; after the last answer it takes everything."""

    answers: list[str] = field(default_factory=list)
    taken: list[bytes] = field(default_factory=list)

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.taken.append(envelope.content)
        return "250 Taken"


@pytest.fixture
def server(settings) -> Iterator[Server]:
    """A real mail server on this machine, to which the site sends."""
    made = Server()
    with run_mail_server(made, settings):
        yield made


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch):
    """Let some time pass for whoever asks what time it is."""
    passed = [dt.timedelta()]
    now = clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + passed[0])

    def later(**time: float) -> None:
        passed[0] += dt.timedelta(**time)

    return later


def send(to: str = "amy@school.example") -> None:
    with TestCase.captureOnCommitCallbacks(execute=True):
        mail.send(to, subject="You are invited – come", text=f"Come and see “it”: {SECRET}\n", kind="invitation")


def test_a_letter_refused_for_now_is_sent_again_word_for_word_and_then_is_nowhere(server: Server, wait):
    server.answers = ["451 Greylisted, come again"]
    send()
    (waiting,) = letters.list_letters()
    assert (waiting.state, waiting.tries, waiting.told) == ("waiting", 1, "451 Greylisted, come again")
    assert outbox.send_again() == Sending(0, 0, 0)  # not yet
    wait(minutes=6)
    assert outbox.send_again() == Sending(1, 0, 0)
    assert letters.list_letters() == []
    send()
    first, fresh = (each.split(b"\r\n\r\n", 1) for each in server.taken)
    assert first[1] == fresh[1]  # the same text, and the same line ends, as a letter that was taken at once
    assert b"Message-ID: <" in first[0]


@pytest.mark.database
def test_what_waits_cannot_be_read_in_the_database_and_is_gone_once_it_is_given_up(server: Server, wait, settings):
    server.answers = ["451 Busy"] * 20
    send()
    kept = Letter.objects.get()
    assert SECRET not in str(vars(kept))
    assert "Come and see" not in kept.sealed
    settings.SECRET_KEY = "another site's key, quite as long as the first"
    wait(minutes=6)
    assert outbox.send_again() == Sending(0, 0, 1)
    kept.refresh_from_db()
    assert (kept.state, kept.sealed) == ("given up", "")


def test_a_server_that_is_never_free_is_tried_with_growing_pauses_and_given_up_within_three_days(server: Server, wait):
    server.answers = ["451 Busy"] * 20
    send()
    begun, pauses = Letter.objects.get().at, []
    while Letter.objects.get().state == "waiting":
        one = Letter.objects.get()
        pauses.append(round((one.next_at - clock.now()).total_seconds() / 60))
        wait(minutes=pauses[-1] + 1)
        outbox.send_again()
    assert pauses == sorted(pauses)
    assert 4 <= len(pauses) <= 6
    assert clock.now() - begun <= dt.timedelta(days=3)
    assert Letter.objects.get().sealed == ""
    assert outbox.send_again() == Sending(0, 0, 0)


def test_what_will_never_be_taken_is_given_up_at_once_and_whoever_runs_the_site_is_told_once_a_day(
    server: Server, caplog: pytest.LogCaptureFixture
):
    operator = make_member(make_body(), "operator", name="Rae Lind")
    server.answers = ["550 No such person here", "550 No such person here"]
    with caplog.at_level(logging.WARNING, logger="plait.mail"), listening(LetterGivenUp) as heard:
        send("gone@school.example")
        send("away@school.example")
    assert [each.told for each in heard] == ["550 No such person here"] * 2
    assert [(each.state, each.sealed) for each in Letter.objects.all()] == [("given up", "")] * 2
    assert letters.count_given_up() == 2
    (notice,) = Notice.objects.filter(person=operator)
    assert "plait mail list" in notice.text
    assert "gone" not in caplog.text
    assert outbox.send_again() == Sending(0, 0, 0)


@pytest.mark.database
def test_a_letter_whose_process_ended_before_it_left_is_sent_a_quarter_of_an_hour_later(server: Server, wait):
    with TestCase.captureOnCommitCallbacks(execute=False):  # what was to follow the transaction never came
        mail.send("amy@school.example", subject="You are invited", text=f"Come: {SECRET}\n", kind="invitation")
    kept = Letter.objects.get()
    assert (kept.state, kept.tries, kept.told) == ("waiting", 0, "It has not been sent yet.")
    assert SECRET not in kept.sealed
    assert outbox.send_again() == Sending(0, 0, 0)  # it may be on its way
    wait(minutes=16)
    assert outbox.send_again() == Sending(1, 0, 0)
    assert SECRET.encode() in server.taken[0]
    assert not Letter.objects.exists()


def test_a_letter_of_what_was_undone_is_nowhere(server: Server):
    def undo() -> None:
        with transaction.atomic():
            mail.send("amy@school.example", subject="You are invited", text="Come", kind="invitation")
            raise LookupError

    with TestCase.captureOnCommitCallbacks(execute=True), pytest.raises(LookupError):
        undo()
    assert (server.taken, Letter.objects.count()) == ([], 0)


def test_a_server_that_is_not_there_keeps_the_letter(settings, wait):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 5
    send()
    assert Letter.objects.get().state == "waiting"


def test_a_wrong_password_of_the_site_is_no_reason_to_give_letters_up(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        raise smtplib.SMTPAuthenticationError(535, b"Wrong password")

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)
    send()
    assert (Letter.objects.get().state, Letter.objects.get().told) == ("waiting", "535 Wrong password")


def test_two_jobs_at_once_send_it_once(server: Server, wait, monkeypatch: pytest.MonkeyPatch):
    server.answers = ["451 Busy"]
    send()
    wait(minutes=6)
    real = outbox._send

    def meanwhile(letter: Letter) -> str | None:
        assert outbox.send_again() == Sending(0, 0, 0)  # another process, while this one sends
        return real(letter)

    monkeypatch.setattr(outbox, "_send", meanwhile)
    assert outbox.send_again() == Sending(1, 0, 0)
    assert len(server.taken) == 1


def test_a_letter_whose_process_ended_once_it_was_claimed_is_sent_by_another(
    server: Server, wait, monkeypatch: pytest.MonkeyPatch
):
    server.answers = ["451 Busy"]
    send()
    wait(minutes=6)
    with monkeypatch.context() as ended:
        ended.setattr(outbox, "_send", lambda _: sys.exit())
        with pytest.raises(SystemExit):
            outbox.send_again()
    assert outbox.send_again() == Sending(0, 0, 0)  # it may be on its way
    wait(minutes=16)
    assert outbox.send_again() == Sending(1, 0, 0)
    assert (len(server.taken), Letter.objects.count()) == (1, 0)


def test_what_has_not_been_tried_goes_before_what_was_refused(server: Server, wait):
    server.answers = ["451 Busy"]
    send("first@school.example")
    with TestCase.captureOnCommitCallbacks(execute=False):
        mail.send("second@school.example", subject="Come", text="Come", kind="invitation")
    wait(minutes=16)
    assert outbox.send_again() == Sending(2, 0, 0)
    assert [b"second@" in each for each in server.taken] == [True, False]


def test_what_somebody_waits_for_goes_before_what_was_kept_earlier(server: Server, wait):
    with TestCase.captureOnCommitCallbacks(execute=False):
        mail.send("first@school.example", subject="Come", text="Come", kind="invitation")
        mail.send("second@school.example", subject="Your password", text="Choose another", kind=outbox.ACCOUNT)
    wait(minutes=16)
    assert outbox.send_again() == Sending(2, 0, 0)
    assert [b"second@" in each for each in server.taken] == [True, False]


def test_a_letter_to_somebody_who_is_erased_while_it_is_on_its_way_is_kept_no_more(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object, **__: object) -> None:
        Letter.objects.all().delete()
        raise smtplib.SMTPServerDisconnected

    with TestCase.captureOnCommitCallbacks(execute=False):
        mail.send("amy@school.example", subject="Come", text="Come", kind="invitation")
    Letter.objects.update(next_at=clock.now())
    monkeypatch.setattr(outbox._Again, "send", refuse)
    outbox.send_again()
    assert not Letter.objects.exists()


def test_where_nothing_sends_again_the_secret_goes_all_the_same(server: Server, wait):
    server.answers = ["451 Busy"]
    send()
    wait(days=2)
    retention.RULES["letters that could not be delivered"]()
    assert Letter.objects.get().sealed
    wait(days=2)
    retention.RULES["letters that could not be delivered"]()
    assert (Letter.objects.get().state, Letter.objects.get().sealed) == ("given up", "")


def test_what_was_given_up_goes_after_thirty_days_and_with_the_person(server: Server, wait):
    server.answers = ["550 Gone", "550 Gone"]
    person = make_person("Amy Ash", email="amy@school.example")
    send()
    personal_data.erase(person, because="Asked.", by=None)
    assert Letter.objects.count() == 0
    send()
    wait(days=29)
    retention.RULES["letters that could not be delivered"]()
    assert Letter.objects.count() == 1
    wait(days=2)
    assert retention.RULES["letters that could not be delivered"]() == 1
