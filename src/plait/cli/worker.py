"""One process of `plait serve --processes N`: it answers at sockets that it was handed, until it is told to stop."""

import os
import signal
import socket
import sys
import threading
from types import FrameType
from typing import Never

from plait.cli.serve import load_site, make_server, run, warm
from plait.core.errors import PlaitError


def main(told: str, proxy: str) -> None:
    """Serve at the sockets of these numbers."""
    signal.signal(signal.SIGTERM, _stop)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    application = load_site()
    sockets = [socket.socket(fileno=int(number)) for number in told.split(",")]
    server = make_server(application, proxy=proxy, sockets=sockets, shared=True)
    threading.Thread(target=warm, args=(application,), daemon=True).start()
    run(server)


def _stop(_number: int, _frame: FrameType | None) -> Never:
    raise SystemExit(0)


def _end_with_parent() -> None:
    """The parent holds the other end of the input and writes nothing: its end is the parent's."""
    while os.read(sys.stdin.fileno(), 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except PlaitError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
