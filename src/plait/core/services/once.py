"""Doing what a form asks once, however often it is handed in: a double click, a resent page, a second worker."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from plait.core import clock
from plait.core.errors import PlaitError
from plait.core.models import DoneOnce

_TOKEN_BYTES = 18
_LONGEST_TOKEN = 100


class NoToken(PlaitError, ValueError):
    """A form came without the token that tells one handing-in from the next."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it, and whether it had been done before."""

    result: str
    again: bool


def make_token() -> str:
    """A token for a form's hidden field, one for each time that the form is shown."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def do(token: str, *, by: int | None, work: Callable[[], str]) -> Done:
    """Do the work in one transaction, unless this person has handed in this token before; then tell what came of it.

    `work` returns a short text that the answer needs again, such as an address or a record's number. If it raises,
    nothing is kept, the token neither, so that the person can mend the form and hand it in again.

    Raises
    ------
    NoToken
        If there is no token.
    """
    if not 0 < len(token) <= _LONGEST_TOKEN:
        raise NoToken(
            "Nothing was saved.",
            why="The form came without its token, so it cannot be told from one that was handed in before.",
            mend="Open the page again and hand the form in from there.",
        )
    key = hashlib.sha256(f"{by}\n{token}".encode()).hexdigest()
    with transaction.atomic():
        try:
            with transaction.atomic():  # a savepoint: PostgreSQL would otherwise refuse all that follows
                line = DoneOnce.objects.create(key=key, result="", at=clock.now())
        except IntegrityError:
            return Done(DoneOnce.objects.get(key=key).result, again=True)
        line.result = work()
        line.save(update_fields=["result"])
    return Done(line.result, again=False)


def forget(*, until: dt.datetime) -> int:
    """Remove what was handed in before a moment, and return how much; a day later nobody hands in the same page."""
    removed, _ = DoneOnce.objects.filter(at__lt=until).delete()
    return removed
