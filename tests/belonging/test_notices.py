"""What people are told: once, in the way they chose, on a page of their own."""

import pytest

from plait.organisations.models import Notice, Preference
from plait.organisations.notices import Kind
from plait.organisations.queries.notices import count_unread, list_notices
from plait.organisations.services import notices
from plait.organisations.services.authority import scope_of
from tests.belonging.conftest import Cast, Enter, token_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def tell(*people, key: str = "k", text: str = "Something new.", kind: Kind = Kind.REGISTER) -> None:
    notices.tell(people, of=None, kind=kind, key=key, text=text, url="/roles")


def test_the_same_thing_is_told_once(cast: Cast):
    for _ in range(3):
        tell(cast.head, cast.head, cast.director)
    assert Notice.objects.count() == 2


def test_a_long_text_is_cut_and_nobody_inactive_is_told(cast: Cast):
    cast.head.is_active = False
    tell(cast.head, cast.director, text="a" * 400)
    assert Notice.objects.get().person == cast.director
    assert len(Notice.objects.get().text) == 300


def test_who_wants_neither_is_told_nothing_and_who_wants_the_letter_sees_nothing_inside(cast: Cast):
    notices.prefer(Kind.REGISTER, inside=False, letter=False, by=cast.head)
    notices.prefer(Kind.REGISTER, inside=False, letter=True, by=cast.director)
    tell(cast.head, cast.director)
    assert Notice.objects.get().person == cast.director
    scope = scope_of(cast.director)
    assert (count_unread(scope), list_notices(scope)) == (0, [])


def test_a_person_reads_their_own_notices_and_no_one_elses(cast: Cast, enter: Enter):
    tell(cast.head)
    client = enter(cast.head)
    page = client.get("/notifications").content.decode()
    assert "Something new." in page
    assert "1 new" in page
    assert "Something new." not in enter(cast.director).get("/notifications").content.decode()
    assert enter(None).get("/notifications").status_code == 302


def test_notices_are_marked_as_read_one_by_one_or_all(cast: Cast, enter: Enter):
    for key in "abc":
        tell(cast.head, key=key)
    client, first = enter(cast.head), Notice.objects.last()
    assert first is not None
    assert client.post("/notifications/read", {"notice": first.pk})["Location"] == "/notifications"
    assert "Marked as read." in client.get("/notifications").content.decode()
    assert Notice.objects.filter(read_at=None).count() == 2
    client.post("/notifications/read")
    assert not Notice.objects.filter(read_at=None).exists()
    assert client.post("/notifications/read", {"notice": "x"}).status_code == 400


def test_a_notice_that_is_opened_is_read_and_leads_on(cast: Cast, enter: Enter):
    tell(cast.head)
    number = Notice.objects.get().pk
    other = enter(cast.director).post("/notifications/read", {"notice": number, "open": "1"})
    assert (other["Location"], Notice.objects.get().read_at) == ("/notifications", None)
    answer = enter(cast.head).post("/notifications/read", {"notice": number, "open": "1"})
    assert (answer.status_code, answer["Location"]) == (303, "/roles")
    assert Notice.objects.get().read_at is not None


def test_a_notice_leads_nowhere_but_on_this_site(cast: Cast, enter: Enter):
    notices.tell(
        [cast.head], of=cast.trust.pk, kind=Kind.REGISTER, key="k", text="Elsewhere", url="https://elsewhere.example/"
    )
    answer = enter(cast.head).post("/notifications/read", {"notice": Notice.objects.get().pk, "open": "1"})
    assert answer["Location"] == "/notifications"


def test_nobody_marks_anothers_notice(cast: Cast, enter: Enter):
    tell(cast.head)
    enter(cast.director).post("/notifications/read", {"notice": Notice.objects.get().pk})
    assert Notice.objects.get().read_at is None


def test_people_choose_what_they_want_to_hear_of(cast: Cast, enter: Enter):
    client = enter(cast.head)
    told = {"token": token_in(client, "/preferences"), "people-inside": "on", "sharing-letter": "on"}
    assert client.post("/preferences", told).status_code == 303
    chosen = {each.kind: (each.inside, each.letter) for each in Preference.objects.filter(person=cast.head)}
    assert chosen["people"] == (True, False)
    assert chosen["sharing"] == (False, True)
    assert chosen["signals"] == (False, False)
    form = client.get("/preferences").context["form"]
    assert (form["people-inside"].value(), form["people-letter"].value()) == (True, False)


def test_the_frame_counts_with_one_question_to_the_database(cast: Cast, enter: Enter, django_assert_max_num_queries):
    client = enter(cast.head)
    client.get("/roles")
    with django_assert_max_num_queries(20) as few:
        client.get("/roles")
    for key in "abcdefgh":
        tell(cast.head, key=key)
    with django_assert_max_num_queries(len(few)):
        assert "8 new" in client.get("/roles").content.decode()
    asked = [query["sql"] for query in few.captured_queries if "organisations_notice" in query["sql"]]
    assert len(asked) == 1
