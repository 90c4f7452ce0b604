"""A person's own page: what needs them, where they belong, and how to join for who belongs nowhere."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from plait.organisations.models import EmailDomain, Invitation, Notice
from plait.organisations.notices import Kind as NoticeKind
from plait.organisations.roles import ROLES, Kind
from plait.organisations.services import joining, memberships, notices
from tests.belonging.conftest import Cast, Enter
from tests.organisations.records import keep
from tests.people import join, make_body, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def ask_to_join(cast: Cast) -> int:
    EmailDomain.objects.get_or_create(organisation=cast.school, domain="example.org", added_by=cast.head)
    asker = make_person("Ravi Shah")
    EmailAddress.objects.create(user=asker, email=asker.email, verified=True, primary=True)
    return joining.ask(cast.school, by=asker).pk


@pytest.mark.parametrize("role", [role.key for role in ROLES])
def test_everybody_sees_where_they_belong_in_whichever_role(cast: Cast, enter: Enter, role: str):
    declared = next(each for each in ROLES if each.key == role)
    places = {Kind.TRUST: cast.trust, Kind.SCHOOL: cast.school, Kind.SECTOR_BODY: make_body("Body of the sector")}
    where = next(place for kind, place in places.items() if kind in declared.where)
    until = timezone.localdate() + dt.timedelta(days=60) if declared.must_end else None
    join(cast.nobody, where, role, until=until, function="finance" if declared.has_function else "")
    answer = enter(cast.nobody).get("/home")
    assert answer.status_code == 200
    assert where.name in answer.content.decode()
    assert declared.name in answer.content.decode()
    assert "Nothing needs you today." in answer.content.decode()
    assert answer.context["page"].cards


def test_a_visitor_from_nowhere_is_asked_to_sign_in(cast: Cast, enter: Enter):
    answer = enter(None).get("/home")
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/home")


def test_a_request_to_join_needs_those_who_may_decide_and_nobody_else(cast: Cast, enter: Enter):
    number = ask_to_join(cast)
    for person in (cast.head, cast.director):
        page = enter(person).get("/home")
        assert [item.url for item in page.context["page"].items] == [f"/requests/{number}"]
        assert "One thing needs you." in page.content.decode()
    for person in (cast.colleague, cast.elsewhere, cast.stranger, cast.ended, cast.nobody):
        assert "Ravi Shah" not in enter(person).get("/home").content.decode()


def test_many_who_ask_to_join_one_place_are_told_in_one_line(cast: Cast, enter: Enter):
    for _ in range(4):
        ask_to_join(cast)
    (item,) = enter(cast.head).get("/home").context["page"].items
    assert item.sentence == f"4 people ask to join {cast.school.name}."
    assert item.url == f"/organisations/{cast.school.pk}#requests"
    assert 'id="requests"' in enter(cast.head).get(item.url).content.decode()


def test_where_nothing_waits_the_page_says_what_could(cast: Cast, enter: Enter):
    told = [enter(who).get("/home").content.decode() for who in (cast.director, cast.colleague)]
    assert "Requests to join, offers to share and dates that come near stand here" in told[0]
    assert "Dates that come near stand here" in told[1]


def test_memberships_that_end_soon_need_the_person_and_those_in_charge(cast: Cast, enter: Enter):
    soon = timezone.localdate() + dt.timedelta(days=9)
    join(cast.nobody, cast.school, "visitor", until=soon)
    join(make_person("Late Visitor"), cast.school, "visitor", until=soon + dt.timedelta(days=30))
    for person in (cast.head, cast.director):
        (item,) = enter(person).get("/home").context["page"].items
        assert (item.due, item.sentence.startswith("Nia Newcome")) == (soon, True)
    (own,) = enter(cast.nobody).get("/home").context["page"].items
    assert own.sentence == f"You are visitor of {cast.school.name} until then."
    assert enter(cast.elsewhere).get("/home").context["page"].items == ()


def test_invitations_unanswered_for_a_week_need_those_who_may_invite(cast: Cast, enter: Enter):
    now = timezone.now()
    for age, name in ((8, "old"), (2, "new")):
        Invitation.objects.create(
            email=f"{name}@example.org",
            organisation=cast.school,
            role="colleague",
            token_hash=name,
            invited_by=cast.head,
            sent_at=now - dt.timedelta(days=age),
            expires_at=now + dt.timedelta(days=14 - age),
        )
    (item,) = enter(cast.head).get("/home").context["page"].items
    assert item.sentence.startswith("One invitation was")
    assert enter(cast.colleague).get("/home").context["page"].items == ()


def test_drafts_and_news_stand_there_for_their_person_alone(cast: Cast, enter: Enter):
    keep(cast.colleague, owner=cast.school, visibility="me")
    notices.tell(
        [cast.colleague], of=cast.school.pk, kind=NoticeKind.REGISTER, key="k", text="Harbour Lane has a new name."
    )
    page = enter(cast.colleague).get("/home")
    assert len(page.context["page"].drafts) == 1
    assert "Harbour Lane has a new name." in page.content.decode()
    assert "1 new" in page.content.decode()
    other = enter(cast.head).get("/home")
    assert other.context["page"].drafts == ()
    assert "new name" not in other.content.decode()


def test_who_belongs_nowhere_is_told_to_ask_for_an_invitation(cast: Cast, enter: Enter):
    page = enter(cast.nobody).get("/home").content.decode()
    assert "belong to no school or trust yet" in page
    assert cast.nobody.email in page
    assert 'href="/join"' not in page


def test_who_has_an_address_of_a_school_may_ask_it(cast: Cast, enter: Enter):
    EmailAddress.objects.create(user=cast.nobody, email=cast.nobody.email, verified=True, primary=True)
    joining.open_to_domain(cast.school, domain="example.org", by=cast.head)
    page = enter(cast.nobody).get("/home").content.decode()
    assert cast.school.name in page
    assert 'href="/join"' in page


def test_a_membership_that_has_ended_opens_nothing_from_the_next_page_on(cast: Cast, enter: Enter):
    client = enter(cast.colleague)
    assert cast.school.name in client.get("/home").content.decode()
    memberships.end(cast.membership(cast.colleague), by=cast.head)
    page = client.get("/home").content.decode()
    assert "belong to no school or trust yet" in page
    assert client.get(f"/organisations/{cast.school.pk}").status_code == 404


def test_the_page_asks_the_database_no_more_for_many_items(cast: Cast, enter: Enter, django_assert_max_num_queries):
    client = enter(cast.director)
    client.get("/home")
    with django_assert_max_num_queries(40) as few:  # each part of the site asks what of it waits for her
        client.get("/home")
    for _ in range(15):
        ask_to_join(cast)
        join(make_person(), cast.school, "visitor", until=timezone.localdate() + dt.timedelta(days=3))
    assert Notice.objects.filter(person=cast.director).count() == 15
    with django_assert_max_num_queries(len(few)):
        page = client.get("/home").context["page"]
    assert len(page.items) + len(page.more) == 16
