"""Letters as a mail server receives them, and as the page of a demo opens them."""

import datetime as dt
import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.db import transaction
from django.test import TestCase

from plait.core import mailbox
from plait.core.calendars import Appointment
from plait.core.mailbox import NoLetter
from plait.core.models import Letter
from plait.core.services import mail
from plait.core.services.mail import Attachment, Calendar, CannotWrite
from tests.serving import run_mail_server

pytestmark = [pytest.mark.database, pytest.mark.django_db]
WAY_OUT = "https://plait.example/letters/stop?token=a&kind=weekly"
REVIEW = Appointment(
    uid="review-7@plait.example",
    start=dt.datetime(2027, 1, 31, 14, tzinfo=dt.UTC),
    end=dt.datetime(2027, 1, 31, 15, tzinfo=dt.UTC),
    summary="Peer review of reading – Ashby",
)


@dataclass
class Received:
    """What the server took in, and what it refuses."""

    letters: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    to: list[list[str]] = field(default_factory=list)
    refuses: str = ""

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refuses and self.refuses in address:
            return "550 No such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.raw.append(envelope.content)
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        self.to.append(envelope.rcpt_tos)
        return "250 Taken"


@pytest.fixture
def server(settings) -> Iterator[Received]:
    """A real mail server on this machine, to which the site sends."""
    received = Received()
    with run_mail_server(received, settings):
        yield received


@pytest.fixture
def folder(settings, monkeypatch, tmp_path) -> Path:
    """A demo's mail, in a home of its own."""
    monkeypatch.setenv("PLAIT_HOME", str(tmp_path))
    settings.EMAIL_BACKEND = "plait.core.mailbox.FolderBackend"
    settings.DEFAULT_FROM_EMAIL = "Plait <plait@trust.example>"
    return tmp_path / "mail"


def hand_in(to="amy@school.example", **given):
    mail.send(to, **{"subject": "You are invited", "text": "Come and see.\n", "kind": "invitation", **given})


def send(*arguments, **given):
    """Send, and do at once what waits for the commit, because the test itself is a transaction that never commits."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        hand_in(*arguments, **given)


def body(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body(preferencelist=(kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_letter_arrives_with_its_plain_text_and_says_that_a_program_wrote_it(server):
    send(subject="You are invited – come", text="Come and see “reading”.\nBring £5.\n")
    (letter,) = server.letters
    assert server.to == [["amy@school.example"]]
    assert letter["To"] == "amy@school.example"
    assert letter["From"] == "Plait <plait@trust.example>"
    assert letter["Subject"] == "You are invited – come"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["X-Plait-Kind"] == "invitation"
    assert letter["Message-ID"].endswith("@trust.example>")
    assert letter["Date"].datetime.year == 2026
    assert letter["List-Unsubscribe"] is None
    assert letter.get_content_type() == "text/plain"
    assert body(letter, "plain") == "Come and see “reading”.\nBring £5.\n"


def test_a_letter_with_html_has_both_and_the_plain_text_first(server):
    send(html="<html><body><p>Come &amp; see</p></body></html>")
    (letter,) = server.letters
    assert letter.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in letter.iter_parts()] == ["text/plain", "text/html"]
    assert "Come &amp; see" in body(letter, "html")


def test_a_letter_that_can_be_stopped_says_how_to_programs_and_to_people(server):
    send(html="<html><body><p>Three things</p></body></html>", unsubscribe_url=WAY_OUT)
    (letter,) = server.letters
    assert letter["List-Unsubscribe"] == f"<{WAY_OUT}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert body(letter, "plain") == f"Come and see.\n\n--\nNo more letters like this: {WAY_OUT}\n"
    assert body(letter, "html").strip() == (
        '<html><body><p>Three things</p><p><a href="https://plait.example/letters/stop?token=a&amp;kind=weekly">'
        "No more letters like this</a></p></body></html>"
    )


def test_html_without_a_body_has_its_way_out_at_the_end(server):
    send(html="<p>Three things</p>", unsubscribe_url=WAY_OUT)
    assert body(server.letters[0], "html").strip().endswith("No more letters like this</a></p>")


def test_a_date_comes_as_a_calendar_that_a_mail_program_reads(server):
    send(attachments=[Calendar(name="review.ics", appointments=[REVIEW])])
    (part,) = server.letters[0].iter_attachments()
    assert part.get_content_type() == "text/calendar"
    assert part.get_param("method") == "PUBLISH"
    assert part.get_content_charset() == "utf-8"
    assert part.get_filename() == "review.ics"
    lines = part.get_payload(decode=True).decode().split("\r\n")
    assert "SUMMARY:Peer review of reading – Ashby" in lines
    assert "DTSTART:20270131T140000Z" in lines
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_a_file_arrives_as_it_was(server):
    content = bytes(range(256))
    send(attachments=[Attachment(name="pack – Ashby.pdf", content=content, type="application/pdf")])
    (part,) = server.letters[0].iter_attachments()
    assert (part.get_filename(), part.get_content_type()) == ("pack – Ashby.pdf", "application/pdf")
    assert part.get_payload(decode=True) == content


def test_every_line_fits_what_mail_servers_take(server):
    send(text="Long words without an end " * 200, html="<p>" + "x" * 5_000 + "</p>")
    assert max(len(line) for line in server.raw[0].splitlines()) <= 998


def test_several_receivers_get_a_letter_each_and_do_not_see_one_another(server):
    send(["amy@school.example", "Ben <ben@school.example>"])
    assert server.to == [["amy@school.example"], ["ben@school.example"]]
    assert [letter["To"] for letter in server.letters] == ["amy@school.example", "Ben <ben@school.example>"]
    assert len({letter["Message-ID"] for letter in server.letters}) == 2


@pytest.mark.django_db(transaction=True)
def test_a_letter_leaves_once_the_transaction_stands(server):
    with transaction.atomic():
        hand_in()
        assert server.letters == []
    assert len(server.letters) == 1


@pytest.mark.django_db(transaction=True)
def test_after_a_rollback_no_letter_leaves(server):
    with transaction.atomic():
        hand_in()
        transaction.set_rollback(True)
    assert server.letters == []


@pytest.mark.django_db(transaction=True)
def test_a_server_that_refuses_undoes_nothing_and_the_others_get_their_letters(server):
    server.refuses = "gone"
    with transaction.atomic():
        hand_in(["gone@school.example", "amy@school.example"])
    assert server.to == [["amy@school.example"]]
    assert [(each.to, each.told) for each in Letter.objects.all()] == [
        ("gone@school.example", "550 No such person here")
    ]


def test_a_subject_stays_in_its_line(server):
    send(subject="You are\r\nBcc: all@school.example\n invited")
    (letter,) = server.letters
    assert letter["Subject"] == "You are Bcc: all@school.example invited"
    assert letter["Bcc"] is None


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"to": []}, "addressed to nobody"),
        ({"to": "amy"}, "without an e-mail address"),
        ({"to": ["amy@school.example", ""]}, "without an e-mail address"),
        ({"to": "amy@school.example\nBcc: all@school.example"}, "without an e-mail address"),
        ({"to": "Amy\r\nBcc: x <amy@school.example>"}, "without an e-mail address"),
        ({"subject": " \n"}, "no subject"),
        ({"text": ""}, "no plain text"),
        ({"kind": "Weekly\nBcc: x"}, "is not a word"),
        ({"unsubscribe_url": "/letters/stop"}, "not a whole address"),
        ({"unsubscribe_url": "https://a.example>\nBcc: x"}, "not a whole address"),
        ({"unsubscribe_url": "javascript:alert(1)"}, "not a whole address"),
    ],
)
def test_a_letter_that_is_not_one_is_refused_before_anything_is_sent(server, wrong, why):
    with pytest.raises(CannotWrite, match=why):
        send(**wrong)
    assert server.letters == []


def test_a_demo_keeps_its_letters_in_a_folder_and_opens_them(folder):
    send(
        subject="Three things – this week",
        kind="weekly",
        html="<p>Three things</p>",
        unsubscribe_url=WAY_OUT,
        attachments=[
            Calendar(name="review.ics", appointments=[REVIEW]),
            Attachment(name="pack.pdf", content=b"%PDF", type="application/pdf"),
        ],
    )
    (envelope,) = mailbox.list_messages()
    assert (envelope.subject, envelope.to, envelope.kind) == (
        "Three things – this week",
        "amy@school.example",
        "weekly",
    )
    assert envelope.sender == "Plait <plait@trust.example>"
    assert envelope.at.year == 2026
    letter = mailbox.read_message(envelope.name)
    assert letter.envelope == envelope
    assert letter.text.startswith("Come and see.")
    assert "<p>Three things</p>" in letter.html
    assert [(each.name, each.type) for each in letter.enclosures] == [
        ("review.ics", "text/calendar"),
        ("pack.pdf", "application/pdf"),
    ]
    assert letter.enclosures[1].content == b"%PDF"
    assert letter.unsubscribe_url == WAY_OUT
    assert ("Auto-Submitted", "auto-generated") in letter.headers


def test_what_a_demo_keeps_is_the_letter_that_a_server_would_have_received(folder, server, settings):
    send(text="Naïve £5\n")
    settings.EMAIL_BACKEND = "plait.core.mailbox.FolderBackend"
    send(text="Naïve £5\n")
    (file,) = folder.glob("*.eml")
    kept, sent = (
        [line for line in raw.splitlines() if not line.startswith((b"Message-ID", b"Date", b"X-Peer", b"X-MailFrom"))]
        for raw in (file.read_bytes(), server.raw[0])
    )
    assert [line for line in kept if line] == [line for line in sent if line and not line.startswith(b"X-RcptTo")]


def test_letters_are_listed_newest_first_and_by_receiver(folder):
    for subject, to in [
        ("First", "amy@school.example"),
        ("Second", "ben@school.example"),
        ("Third", "AMY@school.example"),
    ]:
        send(to, subject=subject)
    assert [each.subject for each in mailbox.list_messages()] == ["Third", "Second", "First"]
    assert [each.subject for each in mailbox.list_messages(to="amy@school.example")] == ["Third", "First"]


def test_of_very_many_letters_the_newest_are_listed(folder, monkeypatch):
    monkeypatch.setattr(mailbox, "NEWEST", 2)
    for number in range(4):
        send(subject=f"Letter {number}")
    assert [each.subject for each in mailbox.list_messages()] == ["Letter 3", "Letter 2"]


def test_a_letter_without_html_or_enclosures_opens_too(folder):
    send()
    letter = mailbox.read_message(mailbox.list_messages()[0].name)
    assert (letter.html, letter.enclosures, letter.unsubscribe_url) == ("", (), "")


def test_where_no_letter_was_written_the_list_is_empty(folder):
    assert mailbox.list_messages() == ()


@pytest.mark.parametrize(
    "name", ["", "../secret_key", "/etc/passwd", "20261121T093000.000000-00000000.eml", "..%2fplait.sqlite3", "a.eml"]
)
def test_only_letters_can_be_opened(folder, name):
    send()
    (folder.parent / "secret_key").write_text("secret")
    (folder / "a.eml").write_text("Subject: Not ours\n\n")
    with pytest.raises(NoLetter, match="no such letter"):
        mailbox.read_message(name)
    assert len(mailbox.list_messages()) == 1


def test_only_the_owner_can_look_into_the_folder(folder):
    send()
    assert folder.stat().st_mode & 0o077 == 0
