"""Letters on their way: kept until the mail server has taken them, sent again with growing pauses, given up in the end.

A letter is kept in the transaction of its reason and removed when it has left, so that a process which ends in between
loses none. Whoever sends it claims it first, for a quarter of an hour, so that nobody else does; should that process
end, it is sent after that. Should it end while the server takes the letter, it arrives twice, under one number.

A letter may hold a secret, such as the link of an invitation. So what waits lies in the database sealed with a key
that is made from the site's own secret, which is not in the database; it is removed as soon as it is sent or given up,
and given up after three days at the latest.
"""

import base64
import datetime as dt
import hashlib
import logging
import smtplib
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr
from functools import lru_cache
from typing import Any, Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Case, When

from plait.core import clock, events
from plait.core.happenings import LetterGivenUp
from plait.core.models import Letter

ACCOUNT: Final = "account"  # the kind of letters about one's own account: somebody sits and waits for them
_log = logging.getLogger("plait.mail")
# Before each further try: a server that is busy, one that restarts, one that somebody has to mend.
_PAUSES: Final = tuple(dt.timedelta(minutes=n) for n in (5, 30, 2 * 60, 6 * 60, 24 * 60, 24 * 60))
_LONGEST: Final = dt.timedelta(days=3)
_CLAIM: Final = dt.timedelta(minutes=15)  # while one process sends it, no other does; should that die, it is sent later
_FAULTS: Final = (smtplib.SMTPException, OSError, ValueError)  # the last: what cannot be written as mail
_NOT_YET: Final = "It has not been sent yet."
_TOLD: Final = 300
_NEVER: Final = range(500, 600)  # RFC 5321: the server will answer the same again


@dataclass(frozen=True, slots=True)
class Sending:
    """What came of sending again: how many have left, wait on, and were given up."""

    sent_n: int
    waiting_n: int
    given_up_n: int


@dataclass(frozen=True, slots=True)
class _Fault:
    """What the server answered, and whether it would answer the same again."""

    told: str
    final: bool


def keep(message: EmailMessage, *, kind: str, claimed: bool = True) -> int:
    """Write a letter down, in the transaction of its reason; returns its number.

    `claimed`: whoever keeps it will `deliver` it. Else it goes to whoever is the first to `send_next`.
    """
    now = clock.now()
    to = parseaddr(message.to[0])[1]
    next_at = now + _CLAIM if claimed else now
    told = {"state": Letter.WAITING, "tries": 0, "told": _NOT_YET, "at": now, "next_at": next_at}
    return Letter.objects.create(to=to, kind=kind, sealed=_seal(message), **told).pk


def deliver(number: int, message: EmailMessage) -> bool:
    """Send a letter now. What the server does not take is sent again later, or given up at once; False then."""
    fault = _try(message)
    _settle(number, fault)
    return fault is None


def send_again() -> Sending:
    """Send what waits and is due; run it as often as you like, by the clock."""
    done = Sending(0, 0, 0)
    while (one := send_next()) is not None:
        done = Sending(done.sent_n + one.sent_n, done.waiting_n + one.waiting_n, done.given_up_n + one.given_up_n)
    return done


def send_next() -> Sending | None:
    """Send one letter that is due, outside any transaction; None where none is."""
    letter = _claim()
    if letter is None:
        return None
    state = _send(letter)
    return Sending(int(state is None), int(state == Letter.WAITING), int(state == Letter.GIVEN_UP))


def forget(*, until: dt.datetime) -> int:
    """Give up what has waited too long, even where nothing sends again; remove what was given up before a moment."""
    late = Letter.objects.filter(state=Letter.WAITING, at__lt=clock.now() - _LONGEST)
    late.update(state=Letter.GIVEN_UP, sealed="")
    removed, _ = Letter.objects.filter(state=Letter.GIVEN_UP, at__lt=until).delete()
    return removed


def _claim() -> Letter | None:
    """Take a letter that is due, so that two processes do not send it twice.

    First what has not been tried yet, and of that what somebody waits for: a new password before invitations.
    """
    now = clock.now()
    later = Case(When(kind=ACCOUNT, then=0), default=1)
    due = Letter.objects.filter(state=Letter.WAITING, next_at__lte=now).order_by("tries", later, "at", "pk")
    if not due.exists():  # asked outside a transaction, which on SQLite would keep every other writer waiting
        return None
    with transaction.atomic():
        letter = due.select_for_update(skip_locked=True).first()  # what another process takes now is not waited for
        if letter is not None:
            letter.next_at = now + _CLAIM
            letter.save(update_fields=["next_at"])
        return letter


def _send(letter: Letter) -> str | None:
    """Send a letter that is claimed; how it stands after it, None where it has left."""
    try:
        fault = _try(_Again(_open(letter.sealed), to=letter.to))
    except InvalidToken:
        fault = _Fault("It was sealed with another secret key, and cannot be opened any more.", final=True)
    return _settle(letter.pk, fault)


def _settle(number: int, fault: _Fault | None) -> str | None:
    """Write down what came of sending a letter; how it stands after it, None where it has left."""
    with transaction.atomic():
        letter = Letter.objects.select_for_update().filter(pk=number).first()
        if letter is None:  # it goes with the person to whom it was written
            return None
        if fault is None:
            letter.delete()
            return None
        return _put_off(letter, fault)


def _put_off(letter: Letter, fault: _Fault) -> str:
    """Write down when a letter is to be tried again, or that it is given up."""
    letter.tries += 1
    letter.told = fault.told
    pause = _PAUSES[min(letter.tries, len(_PAUSES)) - 1]
    letter.next_at = clock.now() + pause
    if fault.final or letter.tries > len(_PAUSES) or letter.next_at > letter.at + _LONGEST:
        letter.state, letter.sealed = Letter.GIVEN_UP, ""
    letter.save()
    _tell(letter)
    return letter.state


def _tell(letter: Letter) -> None:
    """Say in the log that it did not leave, without whom it was for, and to those above that it was given up."""
    _log.warning("A letter (%s) was not taken: %s", letter.kind, letter.state)
    if letter.state == Letter.GIVEN_UP:
        events.record(LetterGivenUp(letter=letter.pk, kind=letter.kind, told=letter.told))


def _try(message: EmailMessage) -> _Fault | None:
    try:
        message.send()
    except _FAULTS as fault:
        return _read(fault)
    return None


def _read(fault: Exception) -> _Fault:
    """What a failure means: the server's own code tells whether to try again."""
    code, told = 0, str(fault) or type(fault).__name__
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(fault.recipients.values()))
        told = f"{code} {_plain(said)}"
    elif isinstance(fault, smtplib.SMTPResponseException):
        code = fault.smtp_code
        told = f"{code} {_plain(fault.smtp_error)}"
    # A wrong password of the site's own is mended by whoever runs it, and the letters wait meanwhile.
    final = code in _NEVER and not isinstance(fault, smtplib.SMTPAuthenticationError)
    return _Fault(" ".join(told.split())[:_TOLD], final=final)


def _plain(said: bytes | str) -> str:
    return said.decode(errors="replace") if isinstance(said, bytes) else said


class _Whole(Message):
    """A letter as it was written the first time, with the same number: what arrives twice is seen to be one."""

    def as_bytes(self, unixfrom: bool = False, linesep: str = "\n") -> bytes:  # type: ignore[override] # noqa: FBT001, FBT002 as Django asks for it
        """The letter with the line ends that are asked for."""
        return super().as_bytes(unixfrom, policy=self.policy.clone(linesep=linesep))


class _Again(EmailMessage):
    def __init__(self, raw: bytes, *, to: str) -> None:
        super().__init__(to=[to])
        self._raw = raw

    def message(self, **_policy: Any) -> Any:
        """The letter, word for word."""
        return message_from_bytes(self._raw, _class=_Whole)


@lru_cache(maxsize=4)
def _key_of(secret: str) -> Fernet:
    made = hashlib.scrypt(secret.encode(), salt=b"plait.outbox", n=2**12, r=8, p=1, dklen=32)
    return Fernet(base64.urlsafe_b64encode(made))


def _seal(message: EmailMessage) -> str:
    return _key_of(settings.SECRET_KEY).encrypt(message.message().as_bytes()).decode("ascii")


def _open(sealed: str) -> bytes:
    keys = [_key_of(each) for each in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet(keys).decrypt(sealed.encode("ascii"))


def shorten(receiver: str) -> str:
    """An address as the operator's list shows it to whoever looks over a shoulder: the domain, and one letter."""
    name, _, domain = parseaddr(receiver)[1].rpartition("@")
    return f"{name[:1]}…@{domain}"
