"""Ending a membership: access ends at once, and what was kept passes to somebody."""

import pytest

from plait.organisations.models import Membership, Notice
from tests.belonging.conftest import Cast, Enter, token_in
from tests.organisations.records import keep
from tests.people import make_member

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def path_of(membership: Membership) -> str:
    return f"/memberships/{membership.pk}/end"


@pytest.mark.parametrize("who", ["elsewhere", "stranger", "ended", "nobody"])
def test_nobody_ends_a_membership_but_the_person_and_those_in_charge(cast: Cast, enter: Enter, who: str):
    held = cast.membership(cast.colleague)
    client = enter(getattr(cast, who))
    assert client.get(path_of(held)).status_code == 404
    assert client.post(path_of(held), {"token": "t"}).status_code == 404
    held.refresh_from_db()
    assert held.to_date is None


def test_a_colleague_does_not_end_the_heads_membership(cast: Cast, enter: Enter):
    assert enter(cast.colleague).post(path_of(cast.membership(cast.head)), {"token": "t"}).status_code == 404
    assert cast.membership(cast.head).to_date is None


def test_who_has_not_signed_in_is_asked_to(cast: Cast, enter: Enter):
    assert enter(None).get(path_of(cast.membership(cast.colleague))).status_code == 302


def test_people_leave_by_themselves_and_at_once(cast: Cast, enter: Enter):
    client, held = enter(cast.colleague), cast.membership(cast.colleague)
    assert "Access ends at once." in client.get(path_of(held)).content.decode()
    answer = client.post(path_of(held), {"token": token_in(client, path_of(held))})
    assert (answer.status_code, answer["Location"]) == (303, "/home")
    assert client.get(f"/organisations/{cast.school.pk}").status_code == 404
    told = set(Notice.objects.values_list("person", flat=True))
    assert told == {cast.head.pk, cast.director.pk}


def test_what_is_kept_goes_to_the_successor_who_was_chosen(cast: Cast, enter: Enter):
    other = make_member(cast.school, "colleague", name="Ivo Neal")
    record = keep(cast.colleague, owner=cast.school, visibility="school")
    client, held = enter(cast.head), cast.membership(cast.colleague)
    page = client.get(path_of(held))
    assert "keeps one record" in page.content.decode()
    names = [name for _, name in page.context["form"].fields["successor"].choices]
    assert {"Ama Osei", "Daniel Okafor", "Ivo Neal"} < set(names)
    assert "Mei Lin" not in names
    told = {"token": "t", "successor": other.pk}
    for _ in range(2):
        answer = client.post(path_of(held), told)
        assert (answer.status_code, answer["Location"]) == (303, f"/organisations/{cast.school.pk}")
    record.refresh_from_db()
    assert record.keeper == other
    assert "You look after one record" in Notice.objects.get(person=other).text
    assert "has ended" in Notice.objects.get(person=cast.colleague).text


def test_nobody_chosen_is_whoever_is_in_charge(cast: Cast, enter: Enter):
    record = keep(cast.colleague, owner=cast.school, visibility="me")
    enter(cast.colleague).post(path_of(cast.membership(cast.colleague)), {"token": "t", "successor": "0"})
    record.refresh_from_db()
    assert record.keeper == cast.head


def test_the_last_who_could_look_after_records_is_told_why_they_cannot_leave(cast: Cast, enter: Enter):
    keep(cast.stranger, owner=cast.partner, visibility="trust")
    held = cast.membership(cast.stranger)
    answer = enter(cast.stranger).post(path_of(held), {"token": "t"})
    assert answer.status_code == 422
    assert "Invite somebody first" in answer.content.decode()
    held.refresh_from_db()
    assert held.to_date is None


def test_a_successor_from_elsewhere_is_no_choice(cast: Cast, enter: Enter):
    keep(cast.colleague, owner=cast.school, visibility="school")
    told = {"token": "t", "successor": cast.stranger.pk}
    answer = enter(cast.head).post(path_of(cast.membership(cast.colleague)), told)
    assert answer.status_code == 422
    assert cast.membership(cast.colleague).to_date is None
