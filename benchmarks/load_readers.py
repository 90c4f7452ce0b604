"""Readers for locust (`python -m benchmarks load` runs it): each has a session, asks for a page, and reads for a while.

What they ask for stands in the file that PLAIT_LOAD_PLAN names; how long each answer took goes to PLAIT_LOAD_RESULTS.
"""

import itertools
import json
import os
import random
import time
from pathlib import Path

from locust import FastHttpUser, between, events, task

PLAN = json.loads(Path(os.environ["PLAIT_LOAD_PLAN"]).read_text(encoding="utf-8"))
RESULTS = Path(os.environ["PLAIT_LOAD_RESULTS"])
_numbers = itertools.count()
_began = time.time()
_taken: list[tuple[str, float, str]] = []  # kind of page, milliseconds, what went wrong


class Reader(FastHttpUser):
    """Somebody who has signed in and thinks for five seconds, more or less, over each page."""

    wait_time = between(PLAN["think_s"] * 0.5, PLAN["think_s"] * 1.5)
    network_timeout = connection_timeout = 30.0

    def on_start(self) -> None:
        """Take a session."""
        self.number = next(_numbers)
        self.random = random.Random(self.number)
        self.reader = PLAN["readers"][self.number % len(PLAN["readers"])]
        self.headers = {"Cookie": f"{PLAN['cookie']}={self.reader['session']}", "Accept-Encoding": "gzip"}

    @task
    def read(self) -> None:
        """Ask for a page of one of the kinds."""
        kinds = list(PLAN["mix"])
        (kind,) = self.random.choices(kinds, weights=[PLAN["mix"][each] for each in kinds])
        path = self.random.choice(self.reader["pages"][kind])
        with self.client.get(
            path, name=kind, headers=self.headers, allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code != 200:  # a redirect would be the way to the sign-in page
                answer.failure(f"{path}: {answer.status_code}")


@events.test_start.add_listener
def begin(**_: object) -> None:
    global _began  # noqa: PLW0603 locust's listeners are plain functions
    _began = time.time()


@events.request.add_listener
def note(*, name: str, response_time: float, exception: object, start_time: float, **_: object) -> None:
    if start_time - _began >= PLAN["left_out_s"]:
        _taken.append((name, response_time, str(exception) if exception else ""))


@events.quitting.add_listener
def write(**_: object) -> None:
    RESULTS.write_text(json.dumps(_taken), encoding="utf-8")
