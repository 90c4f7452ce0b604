"""The people of the demonstration, seeded through services into the fictional sector."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from plait.core.home import Home
from plait.core.services import audit
from plait.demo import people
from plait.demo.cast import CAST, PASSWORD
from plait.demo.stage import SHORT
from plait.indicators.store.reader import open_current
from plait.insight.models import Finding
from plait.insight.queries import findings
from plait.organisations.models import Membership, Person, Share
from plait.organisations.roles import ROLES
from plait.organisations.services.authority import scope_of
from tests.demo.stage import set_stage

pytestmark = [pytest.mark.django_db, pytest.mark.database]
# The first days of the story fall on a weekend, and are told on the Friday before, one after the other.
SPRING = dt.datetime(2027, 2, 10, 9, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def still_calendar() -> Iterator[None]:
    """The story is told in another term than in test_story.py."""
    with time_machine.travel(SPRING, tick=True):
        yield


@pytest.fixture(scope="module", autouse=True)
def _stage(django_db_setup: None, django_db_blocker: Any, fictional_home: Home) -> Iterator[None]:
    with set_stage(fictional_home, size=SHORT, blocker=django_db_blocker, on=SPRING):
        yield


def test_there_is_somebody_in_every_role_and_everybody_can_sign_in():
    assert {each.role for each in Membership.objects.all()} == {role.key for role in ROLES}
    assert all(Person.objects.get(email=player.email).check_password(PASSWORD) for player in CAST)


def test_putting_the_cast_on_the_stage_again_changes_nothing(fictional_home: Home):
    before = (Person.objects.count(), Membership.objects.count(), Finding.objects.count(), Share.objects.count())
    assert not people.seed(open_current(fictional_home), site_url="http://127.0.0.1:8000")
    after = (Person.objects.count(), Membership.objects.count(), Finding.objects.count(), Share.objects.count())
    assert after == before


def test_what_was_written_is_read_by_those_whom_it_is_for():
    def read(key: str) -> set[str]:
        person = Person.objects.get(email=f"{key}@plait.example")
        return {each.visibility for each in Finding.objects.filter(pk__in=readable(person))}

    def readable(person: Person) -> list[int]:
        scope = scope_of(person)
        urns = frozenset(Finding.objects.values_list("urn", flat=True))
        return [each.pk for each in findings.list_of_school(scope, urns=urns)]

    assert read("head") == {"school", "partners", "trust"}
    assert read("director") == {"me", "partners", "trust"}
    assert read("second-director") == {"partners"}
    assert read("third-director") == set()
    assert read("trustee") == set()
    assert read("operator") == set()


def test_everything_stands_in_an_unbroken_audit_trail():
    found = audit.verify()
    assert found.why == ""
    assert found.n > len(CAST)
