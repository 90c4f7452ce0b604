"""Joining by the domain of one's address: asked for by the person, decided by somebody in charge."""

import pytest
from allauth.account.models import EmailAddress

from plait.organisations.models import JoinRequest, Membership, Notice, Person
from plait.organisations.services import joining
from tests.belonging.conftest import Cast, Enter, token_in
from tests.people import make_person, make_school

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def verify(person: Person) -> None:
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)


@pytest.fixture
def asker(cast: Cast) -> Person:
    joining.open_to_domain(cast.school, domain="example.org", by=cast.head)
    verify(cast.nobody)
    return cast.nobody


@pytest.fixture
def asked(cast: Cast, asker: Person) -> JoinRequest:
    return joining.ask(cast.school, message="I teach Year 4.", by=asker)


def test_somebody_asks_once_and_those_in_charge_are_told(cast: Cast, enter: Enter, asker: Person):
    client = enter(asker)
    told = {"token": token_in(client, "/join"), "organisation": cast.school.pk, "message": "I teach Year 4."}
    for _ in range(2):
        assert client.post("/join", told).status_code == 303
    assert JoinRequest.objects.count() == 1
    assert set(Notice.objects.values_list("person", flat=True)) == {cast.head.pk, cast.director.pk}


def test_a_message_that_looks_like_a_pupils_number_is_asked_about_before_it_is_saved(
    cast: Cast, enter: Enter, asker: Person
):
    client = enter(asker)
    told = {"token": token_in(client, "/join"), "organisation": cast.school.pk, "message": "About H801200001001."}
    answer = client.post("/join", told)
    assert answer.status_code == 422
    assert "H8…01" in answer.content.decode()
    assert not JoinRequest.objects.exists()
    assert client.post("/join", {**told, "no_pupil": "on"}).status_code == 303


def test_nobody_asks_a_place_whose_domain_they_do_not_have(cast: Cast, enter: Enter, asker: Person):
    answer = enter(asker).post("/join", {"token": "t", "organisation": cast.partner.pk})
    assert answer.status_code == 422
    assert not JoinRequest.objects.exists()


def test_an_address_that_was_not_verified_opens_nothing(cast: Cast, enter: Enter):
    joining.open_to_domain(cast.school, domain="example.org", by=cast.head)
    page = enter(cast.nobody).get("/join").content.decode()
    assert "You have not confirmed an e-mail address yet." in page
    assert cast.school.name not in page


def test_who_has_not_signed_in_is_asked_to(enter: Enter):
    assert enter(None).get("/join").status_code == 302


@pytest.mark.parametrize("who", ["colleague", "elsewhere", "stranger", "ended", "nobody"])
def test_a_request_is_there_for_those_in_charge_alone(cast: Cast, enter: Enter, asked: JoinRequest, who: str):
    client = enter(getattr(cast, who))
    told = {"token": "t", "accepted": "yes", "role": "colleague"}
    assert client.get(f"/requests/{asked.pk}").status_code == 404
    assert client.post(f"/requests/{asked.pk}", told).status_code == 404
    assert not Membership.objects.filter(person=asked.person).exists()


def test_a_request_is_accepted_in_a_role_once(cast: Cast, enter: Enter, asked: JoinRequest):
    client, path = enter(cast.director), f"/requests/{asked.pk}"
    assert "I teach Year 4." in client.get(path).content.decode()
    told = {"token": token_in(client, path), "accepted": "yes", "role": "colleague"}
    for _ in range(2):
        assert client.post(path, told).status_code == 303
    made = Membership.objects.get(person=asked.person)
    assert (made.organisation, made.role) == (cast.school, "colleague")
    assert Notice.objects.get(person=asked.person).text == f"You belong to {cast.school.name} now."
    assert "Accepted by Ama Osei" in client.get(path).content.decode()


def test_who_decides_second_is_told_what_the_first_decided(cast: Cast, enter: Enter, asked: JoinRequest):
    enter(cast.head).post(f"/requests/{asked.pk}", {"token": "a", "accepted": "yes", "role": "colleague"})
    late = enter(cast.director).post(f"/requests/{asked.pk}", {"token": "b", "accepted": "no"}, follow=True)
    assert f"Nia Newcome belongs to {cast.school.name}" in late.content.decode()


def test_a_request_is_declined(cast: Cast, enter: Enter, asked: JoinRequest):
    answer = enter(cast.head).post(f"/requests/{asked.pk}", {"token": "t", "accepted": "no"})
    assert answer.status_code == 303
    asked.refresh_from_db()
    assert asked.accepted is False
    assert not Membership.objects.filter(person=asked.person).exists()
    assert "declined" in Notice.objects.get(person=asked.person).text


def test_a_role_that_lacks_something_is_refused_in_words_and_nothing_is_decided(
    cast: Cast, enter: Enter, asked: JoinRequest
):
    told = {"token": "t", "accepted": "yes", "role": "support_lead"}
    answer = enter(cast.head).post(f"/requests/{asked.pk}", told)
    assert answer.status_code == 422
    assert "leads a function" in answer.content.decode()
    asked.refresh_from_db()
    assert asked.decided_at is None
    again = enter(cast.head).post(f"/requests/{asked.pk}", told | {"function": "finance"})
    assert again.status_code == 303


def test_a_role_that_only_ends_is_not_among_the_choices(cast: Cast, enter: Enter, asked: JoinRequest):
    form = enter(cast.head).get(f"/requests/{asked.pk}").context["form"]
    assert "visitor" not in dict(form.fields["role"].choices)


def test_many_places_to_ask_are_a_list_that_opens(cast: Cast, enter: Enter, asker: Person):
    for n in range(9):
        school = make_school(cast.trust, f"School {n}")
        joining.open_to_domain(school, domain="example.org", by=cast.director)
    client = enter(asker)
    page = client.get("/join")
    assert '<select name="organisation"' in page.content.decode()
    assert "10 schools and trusts here know people by an address such as yours" in client.get("/home").content.decode()
    told = {"token": token_in(client, "/join"), "organisation": "", "message": ""}
    assert "Choose where you work" in client.post("/join", told).content.decode()
    assert client.post("/join", told | {"organisation": cast.school.pk}).status_code == 303
    assert JoinRequest.objects.get().organisation == cast.school


def test_a_person_who_belongs_somewhere_may_ask_elsewhere(cast: Cast, enter: Enter):
    joining.open_to_domain(cast.partner, domain="example.org", by=cast.stranger)
    verify(cast.colleague)
    page = enter(cast.colleague).get("/join").content.decode()
    assert cast.partner.name in page
    assert make_person().email.endswith("@example.org")
