"""The stage of the demonstration, set once for the tests of a module and taken away after them."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings

from plait.core.home import Home
from plait.demo import people
from plait.demo.stage import Size
from plait.indicators.store.reader import open_current
from tests.conftest import TODAY


@contextmanager
def set_stage(fictional: Home, *, size: Size, blocker: Any, on: dt.datetime = TODAY) -> Iterator[None]:
    """Tell the story as `make demo` does, with passwords hashed quickly and letters kept in memory."""
    quick = {
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
    }
    with pytest.MonkeyPatch.context() as patch, blocker.unblock(), transaction.atomic():
        patch.setenv("PLAIT_HOME", str(fictional.root))
        with override_settings(**quick), time_machine.travel(on, tick=True):
            assert people.seed(open_current(fictional), site_url="http://127.0.0.1:8000", size=size)
        with override_settings(**quick):
            yield
        transaction.set_rollback(True)
