"""The page of an organisation: its people for those within reach, the rest for those in charge."""

import re

import pytest
from django.utils import timezone

from plait.core.models import AuditEntry
from plait.organisations.invitation_lists import Wanted
from plait.organisations.models import EmailDomain, Invitation, Membership, RoleName
from plait.organisations.services import invitations, memberships
from tests.belonging.conftest import Cast, Enter, token_in
from tests.people import make_member, make_school

pytestmark = [pytest.mark.django_db, pytest.mark.database]
REACH = [
    ("director", 200),
    ("head", 200),
    ("colleague", 200),
    ("elsewhere", 200),
    ("operator", 200),
    ("stranger", 404),
    ("ended", 404),
    ("nobody", 404),
]


def open_invitation(cast: Cast) -> Invitation:
    wanted = [Wanted(1, "new@example.org")]
    (sent,) = invitations.invite(
        wanted,
        organisation=cast.school,
        role="colleague",
        link=lambda secret: f"https://x.example/{secret}",
        by=cast.head,
    )
    assert sent.invitation is not None
    return sent.invitation


@pytest.mark.parametrize(("who", "status"), REACH)
@pytest.mark.parametrize("rest", ["", "/people.csv"])
def test_people_are_shown_within_the_trust_alone(cast: Cast, enter: Enter, who: str, status: int, rest: str):
    answer = enter(getattr(cast, who)).get(f"/organisations/{cast.school.pk}{rest}")
    assert answer.status_code == status
    assert ("Hannah Brook" in answer.content.decode()) is (status == 200)


def test_nobody_is_asked_to_sign_in_first(cast: Cast, enter: Enter):
    answer = enter(None).get(f"/organisations/{cast.school.pk}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")


def test_what_is_out_of_reach_answers_as_what_is_not_there(cast: Cast, enter: Enter):
    client = enter(cast.stranger)
    pages = [client.get(f"/organisations/{number}").content.decode() for number in (cast.school.pk, 999_999)]
    there, nowhere = (re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page) for page in pages)
    assert there == nowhere
    assert 'href="/home">Go to your page</a>' in there
    assert "ask them who that is" in client.get("/no-such").content.decode()
    assert "ask them who that is" not in enter(None).get("/no-such").content.decode()


@pytest.mark.parametrize("who", ["colleague", "elsewhere"])
def test_others_see_people_and_neither_addresses_nor_invitations(cast: Cast, enter: Enter, who: str):
    open_invitation(cast)
    page = enter(getattr(cast, who)).get(f"/organisations/{cast.school.pk}").content.decode()
    assert cast.head.email not in page
    assert "new@example.org" not in page
    assert "Invite people" not in page
    assert (
        cast.head.email
        not in enter(getattr(cast, who)).get(f"/organisations/{cast.school.pk}/people.csv").content.decode()
    )


def test_those_in_charge_see_addresses_and_invitations(cast: Cast, enter: Enter):
    open_invitation(cast)
    page = enter(cast.director).get(f"/organisations/{cast.school.pk}").content.decode()
    assert cast.head.email in page
    assert "new@example.org" in page


def test_an_invitation_whose_sender_has_left_stands_there_as_one_that_opens_nothing(cast: Cast, enter: Enter):
    open_invitation(cast)
    path = f"/organisations/{cast.school.pk}"
    assert ", is good until" in enter(cast.director).get(path).content.decode()
    Membership.objects.filter(person=cast.head).update(to_date=timezone.localdate())
    page = enter(cast.director).get(path).content.decode()
    assert ", who can no longer invite people here: its link opens nothing" in page
    assert ", is good until" not in page


def test_a_visitor_of_one_school_sees_no_other(cast: Cast, enter: Enter):
    visitor = make_member(cast.other, "visitor", name="Vera Visit")
    assert enter(visitor).get(f"/organisations/{cast.school.pk}").status_code == 404


def test_roles_go_by_the_names_of_the_trust(cast: Cast, enter: Enter):
    memberships.name_role(cast.trust, role="headteacher", name="Principal", by=cast.director)
    page = enter(cast.colleague).get(f"/organisations/{cast.school.pk}").content.decode()
    assert "Principal" in page
    assert "Headteacher" not in page


def test_names_are_given_on_a_page_and_once(cast: Cast, enter: Enter):
    client, path = enter(cast.director), f"/organisations/{cast.trust.pk}/names-of-roles"
    told = {"token": token_in(client, path), "headteacher": "Principal"}
    for _ in range(2):
        answer = client.post(path, told)
        assert (answer.status_code, answer["Location"]) == (303, f"/organisations/{cast.trust.pk}")
    assert list(RoleName.objects.values_list("role", "name")) == [("headteacher", "Principal")]
    assert AuditEntry.objects.filter(action="role.named").count() == 1
    assert enter(cast.head).get(path).status_code == 404
    assert enter(cast.stranger).get(path).status_code == 404


def test_an_invitation_is_taken_back_by_those_in_charge_alone(cast: Cast, enter: Enter):
    found = open_invitation(cast)
    path = f"/open-invitations/{found.pk}/withdraw"
    for person in (cast.colleague, cast.elsewhere, cast.stranger, cast.ended):
        assert enter(person).post(path).status_code == 404
    found.refresh_from_db()
    assert found.withdrawn_at is None
    for _ in range(2):
        assert enter(cast.head).post(path).status_code == 303
    found.refresh_from_db()
    assert found.withdrawn_at is not None
    assert AuditEntry.objects.filter(action="invitation.withdrawn").count() == 1
    assert enter(cast.head).get(path).status_code == 405


def test_a_domain_is_added_and_removed_by_those_in_charge_alone(cast: Cast, enter: Enter):
    path = f"/organisations/{cast.school.pk}/domains"
    assert enter(cast.colleague).post(path, {"token": "t", "domain": "school.example"}).status_code == 404
    assert enter(cast.head).post(path, {"token": "t", "domain": "@School.example"}).status_code == 303
    domain = EmailDomain.objects.get()
    assert domain.domain == "school.example"
    remove = f"{path}/{domain.pk}/remove"
    for person in (cast.elsewhere, cast.colleague, cast.stranger):
        assert enter(person).post(remove).status_code == 404
    for _ in range(2):
        assert enter(cast.head).post(remove).status_code == 303
    assert not EmailDomain.objects.exists()


def test_a_domain_that_anyone_can_have_is_refused_in_words(cast: Cast, enter: Enter):
    answer = enter(cast.head).post(
        f"/organisations/{cast.school.pk}/domains", {"token": "t", "domain": "gmail.com"}, follow=True
    )
    assert "Anyone can have an address there." in answer.content.decode()
    assert not EmailDomain.objects.exists()


def test_the_trust_lists_its_schools_with_how_many_belong(cast: Cast, enter: Enter):
    page = enter(cast.director).get(f"/organisations/{cast.trust.pk}")
    parts = {each.organisation.name: each.people_n for each in page.context["parts"]}
    assert parts == {cast.school.name: 2, cast.other.name: 1}


def test_a_long_list_is_searched_by_a_part_of_a_name(cast: Cast, enter: Enter):
    client, path = enter(cast.director), f"/organisations/{cast.trust.pk}"
    assert 'name="q" type="search" value=""' not in client.get(path).content.decode().split("<main")[1]
    for n in range(22):
        make_school(cast.trust, f"{'Oak' if n % 2 else 'Elm'} School {n:02}")
    page = client.get(path)
    assert "Find a person or a school by name" in page.content.decode()
    listed = [each.organisation.name for each in page.context["parts"]]
    assert listed == sorted(listed)
    found = client.get(path, {"q": "school OAK"})
    assert len(found.context["parts"]) == 11
    assert "Nobody with “school OAK” in their name or role." in found.content.decode()
    assert "Add a domain" not in found.content.decode()
    assert len(client.get(path, {"q": "director"}).context["members"]) == 1


def test_the_page_asks_the_database_no_more_for_many_people(cast: Cast, enter: Enter, django_assert_max_num_queries):
    client, path = enter(cast.head), f"/organisations/{cast.school.pk}"
    client.get(path)
    with django_assert_max_num_queries(24) as few:
        client.get(path)
    for n in range(20):
        make_member(cast.school, "colleague", name=f"Colleague {n}")
    with django_assert_max_num_queries(len(few)):
        assert len(client.get(path).context["members"]) == 22
