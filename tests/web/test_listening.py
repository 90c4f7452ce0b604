"""How processes that share a socket take requests from it: here as two servers in one process."""

import contextlib
import http.client
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from plait.cli import listening
from plait.cli.processes import open_sockets
from tests.serving import PATIENCE, find_port

Site = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class House:
    """Servers at one socket; what is asked for at `/slow` waits until it is let go."""

    def __init__(self) -> None:
        self.port = find_port()
        (self.socket,) = open_sockets("127.0.0.1", self.port)
        self.let_go = threading.Event()
        self.begun = threading.Semaphore(0)
        self.servers: list[Any] = []
        self.loops: list[threading.Thread] = []
        self.readers = ThreadPoolExecutor(8)

    def open(self, name: str) -> None:
        """One more server, which signs its answers."""

        def site(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
            if environ["PATH_INFO"] == "/slow":
                self.begun.release()
                assert self.let_go.wait(PATIENCE)
            start("200 OK", [("Content-Length", str(len(name)))])
            return [name.encode()]

        server = listening.share(site, sockets=[self.socket.dup()], adjustments={"threads": 4})
        self.servers.append(server)
        self.loops.append(threading.Thread(target=server.run, daemon=True))
        self.loops[-1].start()

    def ask(self, path: str) -> Future[tuple[str, str | None]]:
        """Who answers, and what is said of the connection."""
        return self.readers.submit(self._ask, path)

    def _ask(self, path: str) -> tuple[str, str | None]:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as line:
            line.request("GET", path)
            answer = line.getresponse()
            return answer.read().decode(), answer.getheader("Connection")


@pytest.fixture
def house() -> Iterator[House]:
    made = House()
    with made.socket:
        yield made
        made.let_go.set()
        made.readers.shutdown()
        for each in made.servers:
            each.task_dispatcher.shutdown()
            (door,) = (one for one in list(each.map.values()) if isinstance(one, listening.Listening))
            door.trigger.pull_trigger(partial(each.asyncore.close_all, each.map))  # in its own thread, whose loop ends
        for loop in made.loops:
            loop.join(PATIENCE)
            assert not loop.is_alive()


def test_every_answer_closes_its_connection(house: House):
    house.open("first")
    assert house.ask("/").result(PATIENCE) == ("first", "close")


def test_what_a_busy_process_has_not_begun_is_left_to_another(house: House, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(listening, "_PATIENCE_S", 1_000)
    house.open("first")
    slow = house.ask("/slow")
    assert house.begun.acquire(timeout=PATIENCE)
    waits = house.ask("/")
    with pytest.raises(TimeoutError):
        waits.result(0.3)
    house.open("second")
    assert waits.result(PATIENCE)[0] == "second"
    house.let_go.set()
    assert slow.result(PATIENCE)[0] == "first"
    assert house.ask("/").result(PATIENCE)[0] in {"first", "second"}


def test_slow_answers_do_not_keep_a_lone_process_from_quick_ones(house: House):
    house.open("first")
    slow = [house.ask("/slow") for _ in range(2)]
    for _ in slow:
        assert house.begun.acquire(timeout=PATIENCE)
    assert house.ask("/").result(PATIENCE)[0] == "first"
    assert not any(each.done() for each in slow)


def test_a_process_takes_on_the_next_as_soon_as_one_is_answered(house: House, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(listening, "_PATIENCE_S", 1_000)
    house.open("first")
    slow = [house.ask("/slow") for _ in range(6)]
    house.let_go.set()
    assert [each.result(PATIENCE)[0] for each in slow] == ["first"] * 6


def test_a_process_that_nobody_asks_rests(house: House, monkeypatch: pytest.MonkeyPatch):
    looks: list[float] = []
    readable = listening.Listening.readable

    def count(server: listening.Listening) -> bool:
        looks.append(time.monotonic())
        return readable(server)

    monkeypatch.setattr(listening.Listening, "readable", count)
    house.open("first")
    assert house.ask("/").result(PATIENCE)[0] == "first"
    answered = time.monotonic()
    time.sleep(0.5)
    waited = time.monotonic() - answered
    # A few around the answer and four a second; a loop that does not rest looks thousands of times.
    assert len(looks) < 20 + 20 * waited
