"""What waits for somebody: asked of those sources alone that have something to tell of."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plait.insight.models import Finding
from plait.organisations import attention
from plait.organisations.attention import Item
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.queries.present import find_present
from plait.organisations.services.authority import scope_of
from tests.organisations.records import keep
from tests.people import make_body, make_member, make_person, make_school, make_trust

pytestmark = pytest.mark.django_db


@pytest.fixture
def trust() -> Organisation:
    return make_trust()


@pytest.fixture
def school(trust: Organisation) -> Organisation:
    return make_school(trust)


@pytest.mark.database
@pytest.mark.parametrize("role", ["headteacher", "director"])
def test_a_kind_is_present_for_those_whose_school_or_trust_holds_a_record_of_it(
    trust: Organisation, school: Organisation, role: str
) -> None:
    at = school if role == "headteacher" else trust
    scope = scope_of(make_member(at, role))
    assert find_present(scope, [Finding]) == frozenset()
    keep(make_member(school, "colleague"), owner=school, visibility="me")
    assert find_present(scope, [Finding, Finding]) == {Finding}


def test_records_of_a_stranger_trust_make_nothing_present(school: Organisation) -> None:
    keep(make_member(school, "colleague"), owner=school, visibility="public")
    for other in (make_trust("Stranger Trust"), make_school(make_trust("Further Trust"), "Far School"), make_body()):
        role = {"trust": "director", "school": "headteacher"}.get(other.kind, "curator")
        assert find_present(scope_of(make_member(other, role)), [Finding]) == frozenset()


def test_of_somebody_who_belongs_nowhere_nothing_is_asked() -> None:
    scope = scope_of(make_person())
    with CaptureQueriesContext(connection) as asked:
        assert find_present(scope, [Finding]) == frozenset()
    assert len(asked) == 0


def test_a_source_is_asked_where_its_kind_is_present_or_none_is_named(
    school: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def of_findings(_: Scope) -> list[Item]:
        return [Item("A finding waits.", "/", "Look")]

    def of_anything(_: Scope) -> list[Item]:
        return [Item("Something waits.", "/", "Look")]

    monkeypatch.setattr(attention, "_sources", {})
    attention.register({of_findings: (Finding,), of_anything: ()})
    attention.register({of_anything: ()})
    scope = scope_of(make_member(school, "headteacher"))
    assert [item.sentence for item in attention.list_items(scope)] == ["Something waits."]
    keep(make_member(school, "colleague"), owner=school, visibility="school")
    assert {item.sentence for item in attention.list_items(scope)} == {"A finding waits.", "Something waits."}


def test_the_page_of_a_person_whose_trust_holds_nothing_asks_few_questions(trust: Organisation) -> None:
    scope = scope_of(make_member(trust, "director"))
    with CaptureQueriesContext(connection) as asked:
        attention.list_items(scope)
    assert len(asked) <= 8
