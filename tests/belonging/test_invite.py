"""Inviting: shown before it is sent, each bad line named, sent once."""

import datetime as dt

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from plait.organisations.models import Invitation
from plait.organisations.queries import belonging
from plait.organisations.services import memberships
from plait.web.people.invite_forms import LARGEST
from tests.belonging.conftest import Cast, Enter, token_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def path_of(cast: Cast) -> str:
    return f"/organisations/{cast.school.pk}/invite"


def upload(content: bytes, name: str = "people.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="text/csv")


@pytest.mark.parametrize("who", ["colleague", "elsewhere", "stranger", "ended", "nobody"])
def test_nobody_invites_but_those_in_charge(cast: Cast, enter: Enter, who: str):
    client = enter(getattr(cast, who))
    refused = 403 if who == "elsewhere" else 404  # a head may invite, but not to another school
    assert client.get(path_of(cast)).status_code == refused
    told = {"token": "t", "people": "new@example.org", "role": "colleague", "send": "1"}
    assert client.post(path_of(cast), told).status_code == refused
    assert not Invitation.objects.exists()


def test_a_list_is_shown_before_anything_is_sent(cast: Cast, enter: Enter):
    client = enter(cast.head)
    told = {"token": "t", "people": "Ravi <ravi@example.org>\nnot an address\nmei@example.org", "role": "colleague"}
    answer = client.post(path_of(cast), told | {"check": "1"})
    page = answer.content.decode()
    assert "2 people will be invited" in page
    assert "Line 2" in page
    assert "not an address" in page
    assert not Invitation.objects.exists()


def test_a_list_is_sent_once_however_often_it_is_handed_in(
    cast: Cast, enter: Enter, django_capture_on_commit_callbacks
):
    client = enter(cast.head)
    told = {
        "token": token_in(client, path_of(cast)),
        "people": "ravi@example.org\nmei@example.org",
        "role": "colleague",
    }
    with django_capture_on_commit_callbacks(execute=True):
        first = client.post(path_of(cast), told | {"send": "1"})
        again = client.post(path_of(cast), told | {"send": "1"})
    assert sorted(message.to[0] for message in mail.outbox) == ["mei@example.org", "ravi@example.org"]
    assert Invitation.objects.count() == 2
    assert [each.done for each in first.context["lines"]] == [True, True]
    assert [each.email for each in again.context["lines"]] == ["ravi@example.org", "mei@example.org"]
    assert "nothing was sent twice" in again.content.decode()
    assert "/invitations/" in mail.outbox[0].body


def test_who_is_there_already_is_named_before_anything_is_sent(cast: Cast, enter: Enter):
    told = {"token": "t", "people": f"{cast.colleague.email}\nnew@example.org", "role": "colleague", "check": "1"}
    shown = enter(cast.head).post(path_of(cast), told).context["shown"]
    assert [each.email for each in shown.lines] == ["new@example.org"]
    assert [(each.typed, each.why) for each in shown.faults] == [
        (cast.colleague.email, "They are there already: School colleague.")
    ]


def test_the_answer_says_line_by_line_who_was_not_invited_and_why(
    cast: Cast, enter: Enter, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(belonging, "list_held", lambda *_, **__: set())  # somebody joins while the list is looked at
    client = enter(cast.head)
    told = {"token": "t", "people": f"{cast.colleague.email}\nnew@example.org", "role": "colleague", "send": "1"}
    lines = {each.email: each for each in client.post(path_of(cast), told).context["lines"]}
    assert lines["new@example.org"].done
    assert not lines[cast.colleague.email].done
    assert "there already" in lines[cast.colleague.email].why_not


def test_a_file_names_roles_as_people_write_them(cast: Cast, enter: Enter):
    memberships.name_role(cast.trust, role="colleague", name="Teacher", by=cast.director)
    rows = "email,role,function\na@example.org,Teacher,\nb@example.org,support_lead,finance\nc@example.org,king,\n"
    client = enter(cast.head)
    told = {"token": "t", "role": "headteacher", "file": upload(("\ufeff" + rows).encode())}
    shown = client.post(path_of(cast), told).context["shown"]
    assert [(each.email, each.role) for each in shown.lines] == [
        ("a@example.org", "Teacher"),
        ("b@example.org", "Support-staff lead, finance"),
    ]
    (fault,) = shown.faults
    assert (fault.line, "king" in fault.why) == (4, True)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"PK\x03\x04\x00\x00\x01\x02", "not text"),
        (b"a" * (LARGEST + 1), "200 kB at most"),
    ],
    ids=["empty", "a workbook", "too large"],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(cast: Cast, enter: Enter, content: bytes, words: str):
    answer = enter(cast.head).post(path_of(cast), {"token": "t", "role": "colleague", "file": upload(content)})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Invitation.objects.exists()


def test_nothing_typed_and_no_file_is_refused_in_words(cast: Cast, enter: Enter):
    answer = enter(cast.head).post(path_of(cast), {"token": "t", "role": "colleague", "people": " "})
    assert answer.status_code == 422
    assert "Enter at least one e-mail address" in answer.content.decode()


def test_nothing_typed_is_lost_when_something_is_wrong(cast: Cast, enter: Enter):
    told = {"token": "t", "people": "new@example.org", "role": "visitor"}
    answer = enter(cast.head).post(path_of(cast), told)
    assert answer.status_code == 422
    assert "needs a last day" in answer.content.decode()
    assert answer.context["form"]["people"].value() == "new@example.org"


def test_a_list_can_be_changed_after_it_was_shown(cast: Cast, enter: Enter):
    until = (timezone.localdate() + dt.timedelta(days=30)).isoformat()
    told = {"token": "t", "people": "a@example.org\nb@example.org", "role": "visitor", "until": until, "change": "1"}
    form = enter(cast.head).post(path_of(cast), told).context["form"]
    assert form["people"].value() == "a@example.org\nb@example.org"
    assert form["role"].value() == "visitor"


def test_a_visitor_is_invited_until_a_day(cast: Cast, enter: Enter):
    until = timezone.localdate() + dt.timedelta(days=30)
    told = {"token": "t", "people": "v@example.org", "role": "visitor", "until": until.isoformat(), "send": "1"}
    enter(cast.head).post(path_of(cast), told)
    assert Invitation.objects.get().until == until
