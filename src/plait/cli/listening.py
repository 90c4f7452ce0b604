"""How one of several processes takes on requests: only while it is free to, so that no reader waits for a busy one.

All of them listen at the same sockets. A connection that stays open would tie its reader to one process, busy or not;
so each answer closes its connection, and the next waits at the socket for whichever process is free first.
"""

import socket
import time
from collections.abc import Callable, Sequence
from typing import Any

from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import MultiSocketServer, TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

_AT_ONCE = 1  # requests that a process has in work before it leaves others to whoever is free
_PATIENCE_S = 0.25  # after so long without a new request even a busy process takes one: those in work may be slow ones


class Workers(ThreadedTaskDispatcher):  # type: ignore[misc]
    """The threads of a process, which know how many requests they have in work."""

    def __init__(self) -> None:
        super().__init__()
        self._in_work = 0
        self._taken_at = 0.0

    def add_task(self, task: Any) -> None:
        """Put a request in the queue of the threads."""
        with self.lock:
            self._in_work += 1
            self._taken_at = time.monotonic()
        super().add_task(task)

    def note_done(self) -> None:
        """One request has its answer."""
        with self.lock:
            self._in_work -= 1

    def is_free(self) -> bool:
        """Whether another request would be begun soon."""
        with self.lock:
            if self._in_work < _AT_ONCE:
                return True
            return self._in_work < len(self.threads) and time.monotonic() - self._taken_at > _PATIENCE_S


class OneAnswer(HTTPChannel):  # type: ignore[misc]
    """A connection that ends with its answer."""

    def service(self) -> None:
        """Answer what was asked, as if it had asked for the connection to be closed."""
        for request in self.requests:
            request.headers["CONNECTION"] = "close"
        try:
            super().service()
        finally:
            self.server.task_dispatcher.note_done()
            self.server.pull_trigger()  # it may take on the next


class Listening(TcpWSGIServer):  # type: ignore[misc]
    """Takes a connection from the queue that all processes share, while this process is free."""

    channel_class = OneAnswer
    task_dispatcher: Workers

    def readable(self) -> bool:
        """Whether to take on a connection that waits."""
        return bool(super().readable()) and self.task_dispatcher.is_free()


def share(application: Callable[..., Any], *, sockets: Sequence[socket.socket], adjustments: dict[str, Any]) -> Any:
    """A server at sockets that other processes listen at too; `adjustments` are those of waitress.

    Returns what has `run` and `close`.
    """
    told = Adjustments(sockets=list(sockets), **adjustments)
    told.asyncore_loop_timeout = _PATIENCE_S  # given above it would be made a whole number: nought, and no rest
    workers = Workers()
    workers.set_thread_count(told.threads)
    every: dict[int, Any] = {}
    where = []
    for each in told.sockets:
        kind = (each.family, each.type, each.proto, each.getsockname())
        server = Listening(
            application, every, _sock=each, dispatcher=workers, adj=told, bind_socket=False, sockinfo=kind
        )
        where.append((server.effective_host, server.effective_port))
    return MultiSocketServer(every, told, where, workers, server.log_info)
