"""The small sector of the matrix: made once for a module, each case undone."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from plait.core.home import Home
from plait.web import context
from tests.access.actors import Sample, make_sample


@pytest.fixture(scope="module")
def sample(django_db_setup: None, django_db_blocker: Any, fictional_home: Home) -> Iterator[Sample]:
    """The sector, inside one transaction that is never committed; every test's own lies within it."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setitem(os.environ, "PLAIT_HOME", str(fictional_home.root))
        context.forget_served_builds()
        yield make_sample(fictional_home)
        context.forget_served_builds()
        transaction.set_rollback(True)


@pytest.fixture
def unhurried(settings: Any) -> None:
    """One address asks for everybody here, so no road is closed for being asked often."""
    settings.ACCOUNT_RATE_LIMITS = False
    settings.MFA_RATE_LIMITS = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
