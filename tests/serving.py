"""Servers in tests: a port that nobody else takes before they listen, and the patience to wait for them."""

import fcntl
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

# Seconds until a test gives up on a process. On a machine with other work one takes many times as long as by itself,
# and a test that passes never waits for the end of this.
PATIENCE = 120
# The system gives out no port below these by itself, as it does to every connection that goes out.
_PORTS = range(20_000, 32_000)


def find_port() -> int:
    """A port at which nobody listens, and which no other test is given until this process ends."""
    folder = Path(tempfile.gettempdir()) / f"plait-ports-of-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    for port in _PORTS:
        lock = os.open(folder / str(port), os.O_CREAT | os.O_RDWR)  # left open: the lock ends with the process
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", port))
        except OSError:
            os.close(lock)
        else:
            return port
    raise AssertionError("Every port is taken.")


@contextmanager
def run_mail_server(handler: Any, settings: Any) -> Iterator[None]:
    """A real mail server on this machine, to which the site sends."""
    port = find_port()
    controller = Controller(
        handler, hostname="127.0.0.1", port=port, server_hostname="mail.test", ready_timeout=PATIENCE
    )
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, PATIENCE
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.DEFAULT_FROM_EMAIL = "Plait <plait@trust.example>"
    try:
        yield
    finally:
        controller.stop()
