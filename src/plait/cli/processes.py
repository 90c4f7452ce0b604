"""Several processes behind one listening socket: they are started afresh, never forked, and a dead one is replaced."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from types import FrameType

from rich.console import Console

from plait.core.errors import PlaitError

_LOOK_SECONDS = 0.2  # between one look at the processes and the next
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 30.0  # seconds before a dead process is replaced; doubled while it keeps dying
_LIVED_SECONDS = 20.0  # a process that has lived so long had started well
_STOP_SECONDS = 15.0  # to finish the answers that are being written
_BACKLOG = 1024

console = Console(highlight=False)


class NotOnWindows(PlaitError):
    """More than one process was asked for where a socket cannot be handed on."""


def refuse_on_windows(processes: int) -> None:
    """Say kindly that there can be one process only."""
    if processes > 1 and os.name == "nt":
        raise NotOnWindows(
            f"The site was not started with {processes} processes.",
            why="On Windows a listening socket cannot be handed on to another process in the way that this needs.",
            mend="Leave --processes out: one process serves with several threads.",
        )


def open_sockets(host: str, port: int) -> list[socket.socket]:
    """Listen at every address that the host name means, as the server itself would."""
    from waitress.adjustments import Adjustments

    opened: list[socket.socket] = []
    try:
        for family, kind, protocol, address in Adjustments(host=host, port=port).listen:
            opened.append(socket.socket(family, kind, protocol))
            opened[-1].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                opened[-1].setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            opened[-1].bind(address)
            opened[-1].listen(_BACKLOG)
    except BaseException:
        for each in opened:
            each.close()
        raise
    return opened


@dataclass(slots=True)
class _Place:
    """One of the processes there are to be: the one that runs now, and how it went with those before it."""

    running: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    wait: float = _FIRST_WAIT


class Group:
    """So many processes that answer at the same sockets; they end with this one, even where it is killed."""

    def __init__(self, sockets: Sequence[socket.socket], *, processes: int, proxy: str) -> None:
        self._handed_on = tuple(each.fileno() for each in sockets)
        told = ",".join(str(number) for number in self._handed_on)
        self._command = [sys.executable, "-m", "plait.cli.worker", told, proxy]
        self._places = [_Place() for _ in range(processes)]
        self._stopping = False

    def run(self) -> None:
        """Keep them running until SIGTERM or SIGINT comes; then let them finish."""
        before = {each: signal.signal(each, self._stop) for each in (signal.SIGTERM, signal.SIGINT)}
        try:
            while not self._stopping:
                for place in self._places:
                    self._see_to(place, now=time.monotonic())
                time.sleep(_LOOK_SECONDS)
        finally:
            self._end()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _see_to(self, place: _Place, *, now: float) -> None:
        """Start a process where none runs and it is time to."""
        if place.running is not None:
            code = place.running.poll()
            if code is None:
                return
            lived = now - place.started
            place.wait = _FIRST_WAIT if lived >= _LIVED_SECONDS else min(2 * place.wait, _LONGEST_WAIT)
            place.due = now + place.wait
            console.print(f"A process of the site ended ({_how(code)}); another starts in {place.wait:.0f} s.")
            _close(place.running)
            place.running = None
        if now >= place.due and not self._stopping:
            place.running, place.started = self._start(), now

    def _start(self) -> subprocess.Popen[bytes]:
        """A session of its own keeps Ctrl-C from it; its input ends when this process does, and so does it."""
        return subprocess.Popen(  # noqa: S603 our own module, by this interpreter
            self._command, stdin=subprocess.PIPE, pass_fds=self._handed_on, start_new_session=True
        )

    def _end(self) -> None:
        """Pass the signal on, wait, and end what does not end by itself."""
        running = [place.running for place in self._places if place.running is not None]
        for each in running:
            each.terminate()
        latest = time.monotonic() + _STOP_SECONDS
        for each in running:
            try:
                each.wait(max(0.0, latest - time.monotonic()))
            except subprocess.TimeoutExpired:
                each.kill()
                each.wait()
            _close(each)


def _close(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()


def _how(code: int) -> str:
    """In which way a process ended."""
    return f"signal {-code}" if code < 0 else f"code {code}"
