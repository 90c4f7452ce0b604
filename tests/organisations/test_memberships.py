"""Roles are given where they can be held, by who may; when one ends, nothing is orphaned."""

import datetime as dt

import pytest
from django.utils import timezone

from plait.core.errors import NotAllowed
from plait.core.models import AuditEntry
from plait.insight.models import Finding
from plait.organisations.invitation_lists import Wanted
from plait.organisations.models import Membership, Notice, Person, in_force
from plait.organisations.notices import Kind as Told
from plait.organisations.queries.visibility import limit
from plait.organisations.roles import ROLES, Kind, May, NoSuchRole, get_role
from plait.organisations.services import invitations, memberships, notices
from plait.organisations.services.authority import scope_of
from plait.organisations.services.memberships import NoSuccessor, WrongRole
from tests.organisations.conftest import Sector
from tests.organisations.records import keep
from tests.people import join, make_member, make_person, make_school, make_trust

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def held_by(person) -> list[str]:
    return [each.role.key for each in scope_of(person).standings]


def test_a_director_gives_a_role_in_a_school_of_the_trust(sector: Sector):
    person = make_person()
    made = memberships.give(person, organisation=sector.school, role="colleague", by=sector.director)
    assert held_by(person) == ["colleague"]
    entry = AuditEntry.objects.get(action="membership.given")
    assert (entry.actor, entry.record_id, entry.organisation) == (sector.director.pk, str(made.pk), sector.school.pk)


@pytest.mark.parametrize(("after_n", "found"), [(-1, False), (0, True), (4, True), (5, False)])
def test_a_membership_is_in_force_from_its_first_day_until_the_day_before_its_end(
    sector: Sector, after_n: int, found: bool
):
    first = dt.date(2026, 9, 1)
    ended = join(make_person(), sector.school, "colleague", since=first, until=first + dt.timedelta(days=5))
    lasting = join(make_person(), sector.school, "colleague", since=first)
    day, mine = first + dt.timedelta(days=after_n), Membership.objects.filter(pk__in=[ended.pk, lasting.pk])
    assert (ended in mine.filter(in_force(day)), lasting in mine.filter(in_force(day))) == (found, after_n >= 0)
    people = Person.objects.filter(in_force(day, of="memberships__"), memberships__in=mine)
    assert set(people) == {each.person for each in mine.filter(in_force(day))}


@pytest.mark.parametrize("actor", ["partner_director", "colleague", "lead"])
def test_who_may_not_invite_gives_nobody_a_role(sector: Sector, actor: str):
    with pytest.raises(NotAllowed, match="invite people"):
        memberships.give(make_person(), organisation=sector.school, role="colleague", by=getattr(sector, actor))
    assert Membership.objects.count() == 6


def test_a_head_gives_roles_in_the_school_and_not_in_the_trust(sector: Sector):
    memberships.give(make_person(), organisation=sector.school, role="colleague", by=sector.head)
    for place in (sector.trust, sector.other):
        with pytest.raises(NotAllowed):
            memberships.give(make_person(), organisation=place, role="analyst", by=sector.head)


def test_an_operator_invites_anywhere_and_reads_nothing(sector: Sector):
    memberships.give(make_person(), organisation=sector.partner, role="director", by=sector.operator)
    scope = scope_of(sector.operator)
    assert scope.trusts_where(May.READ_TRUST) == scope.schools_where(May.READ_SCHOOL) == frozenset()


@pytest.mark.parametrize("role", [role.key for role in ROLES])
def test_a_role_is_held_only_where_it_is_declared(sector: Sector, role: str):
    function = "finance" if get_role(role).has_function else ""
    until = timezone.localdate() + dt.timedelta(days=9)
    for place, kind in ((sector.trust, Kind.TRUST), (sector.school, Kind.SCHOOL)):
        if kind in get_role(role).where:
            memberships.check_role(place, role=role, function=function, to_date=until)
        else:
            with pytest.raises(WrongRole, match="is not held in a"):
                memberships.check_role(place, role=role, function=function, to_date=until)


def test_a_visitor_needs_a_last_day_and_one_to_come(sector: Sector):
    for day in (None, timezone.localdate()):
        with pytest.raises(WrongRole):
            memberships.give(make_person(), organisation=sector.school, role="visitor", to_date=day, by=sector.director)


def test_a_support_staff_lead_has_a_function(sector: Sector):
    with pytest.raises(WrongRole, match="function"):
        memberships.give(make_person(), organisation=sector.trust, role="support_lead", by=sector.director)


def test_a_role_that_is_not_declared_is_refused_with_those_that_are():
    with pytest.raises(NoSuchRole, match="headteacher"):
        get_role("emperor")


def test_the_same_role_is_given_once(sector: Sector):
    person = make_person()
    first = memberships.give(person, organisation=sector.school, role="colleague", by=sector.director)
    assert memberships.give(person, organisation=sector.school, role="colleague", by=sector.head) == first


def test_access_ends_at_once_and_what_was_written_is_handed_on(sector: Sector):
    record = keep(sector.colleague, owner=sector.school, visibility="trust")
    held = Membership.objects.get(person=sector.colleague)
    memberships.end(held, by=sector.head)
    record.refresh_from_db()
    assert held_by(sector.colleague) == []
    assert record.keeper == sector.head
    assert record.author == sector.colleague


def test_whoever_leaves_by_themselves_hands_on_to_somebody_who_invites_there(sector: Sector):
    record = keep(sector.colleague, owner=sector.school, visibility="me")
    memberships.end(Membership.objects.get(person=sector.colleague), by=sector.colleague)
    record.refresh_from_db()
    assert record.keeper == sector.head


def test_the_last_head_hands_on_to_the_trust(sector: Sector):
    record = keep(sector.head, owner=sector.school, visibility="school")
    memberships.end(Membership.objects.get(person=sector.head), by=sector.head)
    record.refresh_from_db()
    assert record.keeper == sector.director


def test_whoever_is_handed_a_draft_can_read_it(sector: Sector):
    record = keep(sector.head, owner=sector.school, visibility="me")
    memberships.end(Membership.objects.get(person=sector.head), by=sector.head)
    readers = {
        name
        for name in ("director", "lead", "colleague", "operator", "head")
        if limit(Finding.objects.filter(pk=record.pk), scope=scope_of(getattr(sector, name))).exists()
    }
    assert readers == {"director"}


def test_what_was_kept_until_a_day_is_handed_on_when_the_day_has_come(sector: Sector):
    person = make_member(sector.school, "colleague", until=timezone.localdate())
    record = keep(person, owner=sector.school, visibility="me")
    assert memberships.hand_over_lapsed() == 1
    assert memberships.hand_over_lapsed() == 0
    record.refresh_from_db()
    assert (record.keeper, record.author) == (sector.head, person)
    assert AuditEntry.objects.get(action="membership.lapsed").actor is None
    assert Notice.objects.get(person=sector.head).text.endswith("You look after one record that they kept there.")


def test_a_day_that_comes_takes_nothing_from_whoever_still_writes_there(sector: Sector):
    join(sector.colleague, sector.school, "headteacher", until=timezone.localdate())
    record = keep(sector.colleague, owner=sector.school, visibility="me")
    assert memberships.hand_over_lapsed() == 0
    record.refresh_from_db()
    assert record.keeper == sector.colleague


def test_whoever_leaves_takes_nothing_along_of_what_they_were_told(sector: Sector):
    join(sector.colleague, sector.partner, "analyst")
    for person in (sector.colleague, sector.head):
        notices.tell([person], of=sector.school.pk, kind=Told.FINDINGS, key="a", text="What a record says.")
    memberships.end(Membership.objects.get(person=sector.colleague, role="colleague"), by=sector.head)
    (left,) = Notice.objects.filter(person=sector.colleague)
    assert left.text.startswith("Your membership of")
    assert Notice.objects.filter(person=sector.head, key="a").exists()


def test_whoever_leaves_one_of_two_trusts_keeps_what_the_other_told_them(sector: Sector):
    join(sector.colleague, sector.partner, "analyst")
    elsewhere, part = make_trust("Third Trust"), make_school(sector.partner, "Quay School")
    of = {
        "ours": (sector.school, Told.FINDINGS),
        "our trust’s": (sector.trust, Told.DECISIONS),
        "another school’s of ours": (sector.other, Told.PEOPLE),
        "theirs": (sector.partner, Told.DECISIONS),
        "a school’s of theirs": (part, Told.SIGNALS),
        "a record elsewhere": (elsewhere, Told.FINDINGS),
        "whom they asked elsewhere": (elsewhere, Told.PEOPLE),
    }
    for key, (place, kind) in of.items():
        notices.tell([sector.colleague], of=place.pk, kind=kind, key=key, text="Something new.")
    notices.tell([sector.colleague], of=None, kind=Told.EVIDENCE, key="of both", text="Something new.")
    memberships.end(Membership.objects.get(person=sector.colleague, role="colleague"), by=sector.colleague)
    left = set(Notice.objects.filter(person=sector.colleague).values_list("key", flat=True))
    assert left == {"theirs", "a school’s of theirs", "whom they asked elsewhere"}
    memberships.end(Membership.objects.get(person=sector.colleague, role="analyst"), by=sector.partner_director)
    (last,) = Notice.objects.filter(person=sector.colleague)
    assert last.text.startswith("Your membership of Partner Trust")


def test_what_a_trust_told_goes_too_where_the_last_day_there_came_by_itself(sector: Sector):
    today = timezone.localdate()
    join(sector.colleague, sector.partner, "analyst")
    for key, place in (("ours", sector.school), ("theirs", sector.partner)):
        notices.tell([sector.colleague], of=place.pk, kind=Told.FINDINGS, key=key, text="Something new.")
    Notice.objects.update(at=timezone.now() - dt.timedelta(days=3))
    held = Membership.objects.get(person=sector.colleague, role="colleague")
    for last_n, left in ((1, {"ours", "theirs"}), (0, {"theirs"})):
        Membership.objects.filter(pk=held.pk).update(to_date=today + dt.timedelta(days=last_n))
        assert notices.forget_lapsed() == 2 - len(left)
        assert set(Notice.objects.filter(person=sector.colleague).values_list("key", flat=True)) == left
    memberships.end(Membership.objects.get(person=sector.colleague, role="analyst"), by=sector.partner_director)
    assert notices.forget_lapsed() == 0  # that it has ended they read still
    assert Notice.objects.get(person=sector.colleague).text.startswith("Your membership of Partner Trust")


def test_no_invitation_of_somebody_who_has_left_lets_anybody_in(sector: Sector):
    secrets: list[str] = []

    def link(secret: str) -> str:
        secrets.append(secret)
        return secret

    for by, email in ((sector.director, "their-other-address@example.org"), (sector.head, "new@example.org")):
        invitations.invite([Wanted(1, email)], organisation=sector.school, role="headteacher", link=link, by=by)
    memberships.end(Membership.objects.get(person=sector.director), by=sector.operator)
    with pytest.raises(invitations.NoInvitation, match="taken back"):
        invitations.accept(secrets[0], by=make_person(email="their-other-address@example.org"))
    assert invitations.accept(secrets[1], by=make_person(email="new@example.org")).role == "headteacher"
    entry = AuditEntry.objects.get(action="membership.ended")
    assert entry.content["after"]["invitations_taken_back"] == 1


def test_another_membership_in_the_trust_keeps_what_one_was_told(sector: Sector):
    join(sector.colleague, sector.other, "colleague")
    notices.tell([sector.colleague], of=sector.school.pk, kind=Told.FINDINGS, key="a", text="What a record says.")
    held = Membership.objects.get(person=sector.colleague, organisation=sector.school)
    memberships.end(held, by=sector.head)
    assert Notice.objects.filter(person=sector.colleague, key="a").exists()


def test_nobody_leaves_records_behind_that_nobody_could_look_after(sector: Sector):
    alone = make_school(None, "A school in no trust")
    person = make_member(alone, "headteacher")
    keep(person, owner=alone, visibility="school")
    with pytest.raises(NoSuccessor, match="Invite somebody first"):
        memberships.end(Membership.objects.get(person=person), by=person)
    assert held_by(person) == ["headteacher"]


def test_a_successor_is_somebody_who_writes_there(sector: Sector):
    keep(sector.colleague, owner=sector.school, visibility="trust")
    held = Membership.objects.get(person=sector.colleague)
    with pytest.raises(NotAllowed, match="look after"):
        memberships.end(held, by=sector.head, successor=sector.partner_director)
    memberships.end(held, by=sector.head, successor=sector.director)
    assert Finding.objects.get().keeper == sector.director


def test_a_stranger_ends_nobodys_membership(sector: Sector):
    with pytest.raises(NotAllowed):
        memberships.end(Membership.objects.get(person=sector.head), by=sector.partner_director)


def test_another_role_at_the_same_place_keeps_what_is_kept(sector: Sector):
    join(sector.colleague, sector.school, "support_lead", function="finance")
    record = keep(sector.colleague, owner=sector.school, visibility="trust")
    memberships.end(Membership.objects.get(person=sector.colleague, role="colleague"), by=sector.head)
    record.refresh_from_db()
    assert record.keeper == sector.colleague


def test_a_trust_renames_a_role_and_widens_nothing(sector: Sector):
    before = get_role("director").may
    memberships.name_role(sector.trust, role="director", name="Head of education", by=sector.director)
    assert sector.trust.role_names.get().name == "Head of education"
    assert get_role("director").may == before
    memberships.name_role(sector.trust, role="director", name=" ", by=sector.director)
    assert not sector.trust.role_names.exists()
    with pytest.raises(NotAllowed):
        memberships.name_role(sector.trust, role="director", name="King", by=sector.head)
