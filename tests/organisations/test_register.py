"""People and records follow their school through the register: renamed, converted, moved, closed."""

import pytest

from plait.core import events
from plait.core.models import AuditEntry
from plait.organisations.domain import Status
from plait.organisations.models import FormerNumber, Organisation
from plait.organisations.services import register
from plait.organisations.services.authority import scope_of
from plait.organisations.services.register import RegisterChanged, RegisteredSchool, RegisteredTrust, SchoolMoved
from tests.people import make_member

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NORTH = RegisteredTrust(2001, "Northbridge Learning Trust", Status.OPEN)
SOUTH = RegisteredTrust(2002, "Southfield Trust", Status.OPEN)
SCHOOL = RegisteredSchool(100_001, "Harbour Lane Primary School", Status.OPEN, "primary", NORTH)


@pytest.fixture
def school() -> Organisation:
    return register.adopt_school(SCHOOL, build="first")


def follow(now: RegisteredSchool | None, *, at: int = SCHOOL.urn, trusts=(NORTH, SOUTH), build: str = "second"):
    schools = {at: now} if now else {}
    return register.follow(build=build, schools=schools, trusts={each.uid: each for each in trusts})


def changed(**what) -> RegisteredSchool:
    told = {each: getattr(SCHOOL, each) for each in ("urn", "name", "status", "phase", "trust")}
    return RegisteredSchool(**(told | what))


def test_a_school_is_added_once_with_its_trust(school: Organisation):
    assert register.adopt_school(SCHOOL, build="first") == school
    assert (school.parent.uid, school.parent.name) == (2001, "Northbridge Learning Trust")
    assert Organisation.objects.count() == 2


def test_nothing_is_told_where_nothing_changed(school: Organisation):
    assert follow(SCHOOL) == ()
    assert not AuditEntry.objects.exists()


def test_a_new_name_and_a_closing_are_followed_and_told(school: Organisation):
    with events.listening(RegisterChanged) as heard:
        told = follow(changed(name="Harbour Lane School", status=Status.CLOSED))
    school.refresh_from_db()
    assert (school.name, school.status) == ("Harbour Lane School", "closed")
    assert [each.sentence for each in heard] == list(told)
    assert "is now called Harbour Lane School" in told[0]
    assert AuditEntry.objects.filter(action="register.followed", organisation=school.pk).count() == 2


def test_a_school_that_converted_keeps_its_people_under_its_new_number(school: Organisation):
    head = make_member(school, "headteacher")
    told = follow(changed(urn=150_000))
    school.refresh_from_db()
    assert school.urn == 150_000
    assert FormerNumber.objects.get(organisation=school).number == 100_001
    assert "new URN: 150000" in told[0]
    assert scope_of(head).standings[0].school == school.pk


def test_a_school_that_moves_is_in_its_new_trust_and_its_people_with_it(school: Organisation):
    head = make_member(school, "headteacher")
    with events.listening(SchoolMoved) as heard:
        follow(changed(trust=SOUTH))
    school.refresh_from_db()
    assert school.parent.uid == 2002
    assert scope_of(head).standings[0].trust == school.parent.pk
    assert [(each.school, each.after) for each in heard] == [(school.pk, school.parent.pk)]


def test_a_school_that_leaves_every_trust_belongs_to_none(school: Organisation):
    follow(changed(trust=None))
    school.refresh_from_db()
    assert school.parent is None


def test_a_build_that_does_not_know_a_school_leaves_it_as_it_was(school: Organisation):
    assert follow(None) == ()
    school.refresh_from_db()
    assert school.name == SCHOOL.name


def test_two_schools_that_became_one_both_stay_for_a_person_to_decide(school: Organisation):
    other = register.adopt_school(changed(urn=150_000, name="Mill Road School"), build="second")
    told = follow(changed(urn=150_000, name="Mill Road School"))
    school.refresh_from_db()
    assert (school.urn, other.urn) == (100_001, 150_000)
    assert "is here already" in told[0]


def test_the_same_build_is_followed_once(school: Organisation):
    follow(changed(name="Harbour Lane School"))
    assert follow(changed(name="Another name")) == ()


def test_the_register_of_a_real_build_is_followed(fictional_home, monkeypatch: pytest.MonkeyPatch):
    from plait.indicators.services import register as from_build
    from plait.indicators.store.reader import open_current

    monkeypatch.setenv("PLAIT_HOME", str(fictional_home.root))
    store = open_current(fictional_home)
    chains = store.table("chains")
    old = chains.filter(chains["urn"] != chains["chain"]).row(0, named=True)
    made = from_build.adopt_school(store, urn=old["urn"])
    assert made.urn == old["chain"]
    made.urn, made.followed_build, made.name = old["urn"], "an earlier build", "As it was called"
    made.save()
    told = from_build.follow(store)
    made.refresh_from_db()
    assert made.urn == old["chain"]
    assert len(told) == 2
