"""Whether a failure is of a database that is away or busy, which passes, or a fault of the site's own."""

import sqlite3
from collections.abc import Iterator
from enum import Enum
from types import TracebackType
from typing import Final

from django.db import InterfaceError, OperationalError, connection

from plait.core import transactions

# What SQLite calls an operational error holds a statement that is wrong, too; its own numbers tell them apart.
_SQLITE_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL})
_SQLITE_AWAY: Final = frozenset({sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL})
_PRIMARY: Final = 0xFF  # the rest of the number says more of the same
# https://www.postgresql.org/docs/current/errcodes-appendix.html: a class, or one code of another class.
_POSTGRES_BUSY: Final = ("40", "55P03", "55006", "57014", "53300")  # deadlocks, locks, time over, too many connections
_POSTGRES_AWAY: Final = ("08", "28", "53", "57", "58")  # connection, password, resources, shut down, files
_ENDING: Final = frozenset({"_commit", "run_and_clear_commit_hooks"})  # Django's own, around the end of a transaction


class Outage(Enum):
    """Why the database cannot be used just now."""

    AWAY = "away"
    BUSY = "busy"


def recognise(failure: BaseException | None) -> Outage | None:
    """What of the database's own is behind a failure; None where the site is at fault."""
    if isinstance(failure, InterfaceError):
        return Outage.AWAY if _is_gone() else None
    if not isinstance(failure, OperationalError):
        return None
    cause = failure.__cause__ or failure
    number = getattr(cause, "sqlite_errorcode", None)
    if number is not None:
        return _among(number & _PRIMARY)
    code: str | None = getattr(cause, "sqlstate", None)
    if code is None:
        return None if connection.vendor == "sqlite" else Outage.AWAY  # no server answered, or it hung up
    if code.startswith(_POSTGRES_BUSY):
        return Outage.BUSY
    return Outage.AWAY if code.startswith(_POSTGRES_AWAY) else None


def may_be_kept(failure: BaseException | None, *, committed_before: int | None) -> bool:
    """Whether something that was sent may stand all the same: a transaction ended, or was just about to.

    Parameters
    ----------
    committed_before
        How many had ended in this thread when the request came to its view; None where it never did.
    """
    if committed_before is not None and transactions.count_committed() > committed_before:
        return True
    return any(name in _ENDING for name in _names(failure.__traceback__ if failure else None))


def _among(number: int) -> Outage | None:
    if number in _SQLITE_BUSY:
        return Outage.BUSY
    return Outage.AWAY if number in _SQLITE_AWAY else None


def _is_gone() -> bool:
    inner = connection.connection
    return inner is None or bool(getattr(inner, "closed", False))


def _names(traceback: TracebackType | None) -> Iterator[str]:
    while traceback is not None:
        yield traceback.tb_frame.f_code.co_name
        traceback = traceback.tb_next
