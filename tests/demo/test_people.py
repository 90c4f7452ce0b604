"""The people of the demonstration, seeded through services into the fictional sector."""

import pytest

from plait.core.home import Home
from plait.core.services import audit
from plait.demo import people
from plait.demo.cast import CAST, PASSWORD
from plait.goals.models import Decision, Definition, Goal, SelfEvaluation, Vote
from plait.indicators.store.reader import open_current
from plait.insight.models import Finding
from plait.insight.queries import findings
from plait.organisations.models import Membership, Person, Share
from plait.organisations.roles import ROLES
from plait.organisations.services.authority import scope_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def stage(fictional_home: Home, monkeypatch: pytest.MonkeyPatch, settings) -> bool:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fifteen people, quickly
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    monkeypatch.setenv("PLAIT_HOME", str(fictional_home.root))
    return people.seed(open_current(fictional_home), site_url="http://127.0.0.1:8000")


def test_there_is_somebody_in_every_role_and_everybody_can_sign_in(stage: bool):
    assert stage
    assert {each.role for each in Membership.objects.all()} == {role.key for role in ROLES}
    assert all(Person.objects.get(email=player.email).check_password(PASSWORD) for player in CAST)


def test_putting_the_cast_on_the_stage_again_changes_nothing(stage: bool, fictional_home: Home):
    before = (Person.objects.count(), Membership.objects.count(), Finding.objects.count(), Share.objects.count())
    assert not people.seed(open_current(fictional_home), site_url="http://127.0.0.1:8000")
    after = (Person.objects.count(), Membership.objects.count(), Finding.objects.count(), Share.objects.count())
    assert after == before


def test_what_was_written_is_read_by_those_whom_it_is_for(stage: bool):
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


def test_everything_stands_in_an_unbroken_audit_trail(stage: bool):
    found = audit.verify()
    assert found.why == ""
    assert found.n > len(CAST)


def test_three_trusts_stand_at_different_points_of_clear_goals(stage: bool):
    def states(key: str) -> set[str]:
        trust = Membership.objects.get(person__email=f"{key}@plait.example").organisation
        return set(Definition.objects.filter(owner=trust).values_list("state", flat=True))

    assert states("director") == {"in_force", "consulting"}
    assert states("second-director") == {"consulting"}
    assert states("third-director") == {"draft"}
    assert Decision.objects.filter(state="in_force").count() == 4
    assert Decision.objects.filter(state="proposed").count() == 2
    assert Vote.objects.count() == 6 * 5
    assert SelfEvaluation.objects.count() == 1
    assert Goal.objects.filter(state="in_force").count() == 2
