"""Writing to people: every letter has a plain text, says that a program wrote it, and leaves once its reason stands."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.mime.base import MIMEBase
from email.mime.text import MIMEText
from email.utils import make_msgid, parseaddr
from functools import partial
from html import escape
from typing import Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email
from django.forms import ValidationError

from plait.core import clock
from plait.core.calendars import Appointment, write_calendar
from plait.core.errors import PlaitError
from plait.core.services import carrier, outbox
from plait.core.transactions import after_commit

KIND_HEADER: Final = "X-Plait-Kind"
_KIND = re.compile(r"[a-z]+(?:_[a-z]+)*")
_ADDRESS = re.compile(r"https?://[^\s<>]+")


class CannotWrite(PlaitError, ValueError):
    """A letter was not made as it must be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    content: bytes
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Appointments that go with a letter, for the reader's own calendar."""

    name: str
    appointments: Sequence[Appointment]
    made_at: dt.datetime | None = None


def send(
    to: str | Sequence[str],
    *,
    subject: str,
    text: str,
    kind: str,
    html: str | None = None,
    attachments: Iterable[Attachment | Calendar] = (),
    unsubscribe_url: str | None = None,
) -> None:
    """Send a letter once the transaction is committed; after a rollback it is never sent.

    Several receivers get a letter each and do not see one another. A mail server that refuses undoes nothing: what
    was committed stands, and `outbox` sends the letter again; nor is it lost where this process ends before it left.
    Where pages are served the `carrier` sends it, so that nobody waits for the mail server.

    Parameters
    ----------
    kind
        What the letter is about, in a word (`invitation`, `weekly`), for whoever sorts or searches mail.
    unsubscribe_url
        A whole address that stops letters of this kind when it is posted to, without signing in (RFC 8058).

    Raises
    ------
    CannotWrite
        If there is no receiver, subject or text, an address is none, or the way out has no whole address.
    """
    receivers = [to] if isinstance(to, str) else list(to)
    _check(receivers, subject=subject, text=text, kind=kind, unsubscribe_url=unsubscribe_url)
    held, carried = tuple(attachments), carrier.is_on()
    for receiver in receivers:
        message = write(
            receiver,
            subject=subject,
            text=text,
            kind=kind,
            html=html,
            attachments=held,
            unsubscribe_url=unsubscribe_url,
        )
        number = outbox.keep(message, kind=kind, claimed=not carried)
        after_commit(carrier.wake if carried else partial(outbox.deliver, number, message))


def write(
    to: str,
    *,
    subject: str,
    text: str,
    kind: str,
    html: str | None = None,
    attachments: Iterable[Attachment | Calendar] = (),
    unsubscribe_url: str | None = None,
) -> EmailMultiAlternatives:
    """The letter as it will be sent."""
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),  # in one line: a line end would begin another header
        body=text
        if unsubscribe_url is None
        else f"{text.rstrip()}\n\n--\nNo more letters like this: {unsubscribe_url}\n",
        to=[to],
        headers=_write_headers(kind, unsubscribe_url=unsubscribe_url),
    )
    if html is not None:
        message.attach_alternative(_close(html, unsubscribe_url=unsubscribe_url), "text/html")
    for each in attachments:
        if isinstance(each, Calendar):
            message.attach(_write_calendar(each))
        else:
            message.attach(each.name, each.content, each.type)
    return message


def _write_headers(kind: str, *, unsubscribe_url: str | None) -> dict[str, str]:
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    headers = {
        # Ours, because Python's own would ask the network for the name of this machine.
        "Message-ID": make_msgid(domain=host),
        "Auto-Submitted": "auto-generated",  # RFC 3834: holiday notices do not answer
        "X-Auto-Response-Suppress": "All",  # the same, as Microsoft's servers know it
        KIND_HEADER: kind,
    }
    if unsubscribe_url is not None:
        headers["List-Unsubscribe"] = f"<{unsubscribe_url}>"  # RFC 2369
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    return headers


def _close(html: str, *, unsubscribe_url: str | None) -> str:
    if unsubscribe_url is None:
        return html
    way_out = f'<p><a href="{escape(unsubscribe_url)}">No more letters like this</a></p>'
    before, body_end, after = html.rpartition("</body>")
    return f"{before}{way_out}{body_end}{after}" if body_end else f"{html}{way_out}"


def _write_calendar(calendar: Calendar) -> MIMEBase:
    written = write_calendar(calendar.appointments, made_at=calendar.made_at or clock.now())
    part = MIMEText(written, "calendar", "utf-8")
    part.set_param("method", "PUBLISH")
    part.add_header("Content-Disposition", "attachment", filename=calendar.name)
    return part


def _is_address(receiver: str) -> bool:
    try:
        validate_email(parseaddr(receiver)[1])
    except ValidationError:
        return False
    return receiver.isprintable()  # a line end would begin another header


def _check(receivers: Sequence[str], *, subject: str, text: str, kind: str, unsubscribe_url: str | None) -> None:
    why = ""
    if not receivers:
        why = "It is addressed to nobody."
    elif not subject.strip() or not text.strip():
        why = "It has no subject or no plain text, and not everybody reads HTML."
    elif unsubscribe_url is not None and not _ADDRESS.fullmatch(unsubscribe_url):
        why = "The way to get no more of them is not a whole address."
    elif not _KIND.fullmatch(kind):
        why = f"“{kind}” is not a word that says what it is about."
    elif not all(_is_address(receiver) for receiver in receivers):
        why = "It is addressed to somebody without an e-mail address."
    if why:
        raise CannotWrite("A letter was not sent.", why=why, mend="Mend it, and send it again.")
