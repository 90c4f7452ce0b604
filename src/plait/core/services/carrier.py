"""The carrier of a serving process: a thread of its own that sends letters, so that no page waits for a mail server.

Commands, jobs and tests have none, and a demonstration, whose letters are files, needs none: there each letter is sent
as soon as its transaction stands. Which process sends a letter is decided in the database (`outbox`).
"""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.conf import settings
from django.db import Error, connections

from plait.core.errors import PlaitError
from plait.core.services import outbox

_LOOK_S: Final = 60.0  # between one look at what is to be tried again and the next
_END_S: Final = 9.0  # for a letter that is under way when the process ends; later it is sent again
_log = logging.getLogger("plait.mail")


class _Carrier:
    """The thread, and how it is told that there is something to send."""

    def __init__(self) -> None:
        self._woken = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="plait-letters", daemon=True)
        self._thread.start()

    def is_alive(self) -> bool:
        """Whether it will send what it is woken for."""
        return self._thread.is_alive() and not self._ended.is_set()

    def wake(self) -> None:
        """Let it look what there is to send."""
        self._woken.set()

    def end(self) -> None:
        """Let it finish the letter that is under way, and send no other."""
        self._ended.set()
        self._woken.set()
        self._thread.join(_END_S)

    def _run(self) -> None:
        while not self._ended.is_set():
            self._woken.clear()  # before it looks: what is kept while it does wakes it again
            self._send_due()
            self._woken.wait(_LOOK_S)

    def _send_due(self) -> None:
        try:
            while not self._ended.is_set() and outbox.send_next() is not None:
                pass
        except (Error, OSError, PlaitError):
            _log.warning("Letters were not sent; they are kept, and tried again.", exc_info=True)
        finally:
            connections.close_all()  # this thread's own


_carriers: list[_Carrier] = []  # of this process: one, or none


@contextmanager
def beside_pages() -> Iterator[None]:
    """Send letters in a thread of their own while a process serves; as ever where none leaves the machine."""
    if not settings.EMAIL_HOST:
        yield
        return
    _carriers.append(_Carrier())
    try:
        yield
    finally:
        _carriers.pop().end()


def is_on() -> bool:
    """Whether this process has a carrier, so that whoever keeps a letter need not send it."""
    return any(each.is_alive() for each in _carriers)


def wake() -> None:
    """Say that there is a letter to send; called once its transaction stands."""
    for each in _carriers:
        each.wake()
