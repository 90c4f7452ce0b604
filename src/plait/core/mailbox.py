"""The mail of a demo site: each letter is a file under PLAIT_HOME/mail, and a page of the site can open it."""

import datetime as dt
import email
import email.policy
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage as ReadMessage
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import Final

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from plait.core import clock
from plait.core.errors import PlaitError
from plait.core.files import write_whole
from plait.core.home import find_home
from plait.core.services.mail import KIND_HEADER

NEWEST: Final = 200  # letters in a list; older ones stay on the disk
_PRIVATE = 0o600  # a letter may hold a way to a new password
_NAME = re.compile(r"\d{8}T\d{6}\.\d{6}-[0-9a-f]{8}\.eml")


class NoLetter(PlaitError):
    """No letter of this name is there."""


class FolderBackend(BaseEmailBackend):
    """Django's mail backend of a demo: every letter becomes a file, and none leaves the machine."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each letter as it would be sent."""
        folder = find_home().mail
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            name = f"{clock.now().astimezone(dt.UTC):%Y%m%dT%H%M%S.%f}-{secrets.token_hex(4)}.eml"
            content = b"\r\n".join(message.message().as_bytes().splitlines()) + b"\r\n"  # as it travels
            write_whole(folder / name, partial(_fill, content=content), mode=_PRIVATE)
        return len(email_messages)


def _fill(path: Path, *, content: bytes) -> None:
    path.write_bytes(content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A letter in a list."""

    name: str
    at: dt.datetime
    sender: str
    to: str
    subject: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file that came with a letter."""

    name: str
    type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter that was opened."""

    envelope: Envelope
    text: str
    html: str
    enclosures: tuple[Enclosure, ...]
    unsubscribe_url: str
    headers: tuple[tuple[str, str], ...]


def list_messages(*, to: str = "", folder: Path | None = None) -> tuple[Envelope, ...]:
    """The newest letters, newest first; with `to`, those to one address."""
    found: list[Envelope] = []
    for path in sorted((folder or find_home().mail).glob("*.eml"), reverse=True):
        if not _NAME.fullmatch(path.name):
            continue
        with path.open("rb") as file:
            envelope = _read_envelope(path.name, email.message_from_binary_file(file, policy=email.policy.default))
        if not to or to.lower() in envelope.to.lower():
            found.append(envelope)
        if len(found) == NEWEST:
            break
    return tuple(found)


def read_message(name: str, *, folder: Path | None = None) -> Letter:
    """Open a letter by its name.

    Raises
    ------
    NoLetter
        If there is none of this name.
    """
    path = (folder or find_home().mail) / name
    if not _NAME.fullmatch(name) or not path.is_file():  # the name comes from an address, so it may name no other file
        raise NoLetter("There is no such letter.", mend="Go back to the list and choose one.")
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return Letter(
        envelope=_read_envelope(name, message),
        text=_read_body(message, "plain"),
        html=_read_body(message, "html"),
        enclosures=tuple(_read_enclosure(part) for part in message.iter_attachments()),
        unsubscribe_url=str(message.get("List-Unsubscribe", "")).strip("<> "),
        headers=tuple((key, str(value)) for key, value in message.items()),
    )


def _read_envelope(name: str, message: ReadMessage) -> Envelope:
    return Envelope(
        name=name,
        at=parsedate_to_datetime(str(message["Date"])),
        sender=str(message["From"]),
        to=str(message["To"]),
        subject=str(message["Subject"]),
        kind=str(message.get(KIND_HEADER, "")),
    )


def _read_body(message: ReadMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return "" if part is None else "\n".join(str(part.get_content()).splitlines())


def _read_enclosure(part: ReadMessage) -> Enclosure:
    return Enclosure(
        name=part.get_filename() or "attachment",
        type=part.get_content_type(),
        content=bytes(part.get_payload(decode=True) or b""),
    )
