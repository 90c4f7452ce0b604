"""The small sector of the matrix: made once for a module, each case undone."""

import gc
import os
import time
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings

from plait.core.home import Home
from plait.web import context
from tests.access import (
    swift,
    tries_agreeing,
    tries_aims,
    tries_alignment,
    tries_evaluating,
    tries_evidence,
    tries_framework,
    tries_measures,
    tries_quality,
)
from tests.access.actors import NOBODY, Sample, make_sample
from tests.conftest import TODAY


@pytest.fixture(scope="module")
def ready(request: pytest.FixtureRequest) -> Home:
    """The database and the fictional sector; of two workers, one makes the one while the other makes the other."""
    needed = ["django_db_setup", "fictional_home"]
    if os.environ.get("PYTEST_XDIST_WORKER", "gw0") != "gw0":
        needed.reverse()
    made = {each: request.getfixturevalue(each) for each in needed}
    return made["fictional_home"]


@pytest.fixture(scope="module")
def sample(ready: Home, django_db_blocker: Any) -> Iterator[Sample]:
    """The sector, inside one transaction that is never committed; every test's own lies within it."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setitem(os.environ, "PLAIT_HOME", str(ready.root))
        context.forget_served_builds()
        with time_machine.travel(TODAY):
            made = make_sample(ready)
            tries_evaluating.make_evaluations(made)
            tries_framework.make_model(made.trust, made.people["director"])
            tries_measures.make_measure(made.trust, made.people)
            tries_quality.make_definitions(made.trust, made.people["director"])
            tries_agreeing.make_consultation(made.trust, made.people)
            tries_aims.make_goals(made.trust, made.people)
            tries_alignment.make_decisions(made.trust, made.school, made.people)
            tries_evidence.make_evidence(made.trust, made.school, made.people)
        yield made
        context.forget_served_builds()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def clients(sample: Sample) -> Iterator[dict[str, Client]]:
    """A browser for each; they signed in a moment ago, so that nobody is asked for their password again.

    They share one handler: to load the middleware anew for each would take longer than all that is asked.
    """
    nobody = Client()
    with override_settings(MIDDLEWARE=swift.add_ours(settings.MIDDLEWARE)):
        nobody.handler.load_middleware()
    made = {NOBODY: nobody}
    for name, person in sample.people.items():
        made[name] = client = Client()
        client.handler = nobody.handler
        with time_machine.travel(TODAY):
            client.force_login(person)
            session = client.session
            session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
            session.save()
    gc.collect()
    gc.freeze()  # what was made stays: it is not looked through again
    with swift.everything_asked_once():
        yield made


@pytest.fixture
def unhurried(settings: Any) -> None:
    """One address asks for everybody here, so no road is closed for being asked often."""
    settings.ACCOUNT_RATE_LIMITS = False
    settings.MFA_RATE_LIMITS = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
