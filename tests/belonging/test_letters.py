"""The weekly letter: exceptions only, once, with a way out that needs no signing in."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from plait.organisations.models import Membership, Notice, Preference
from plait.organisations.notices import Kind
from plait.organisations.queries.notices import list_notices
from plait.organisations.services import letters, notices
from plait.organisations.services.authority import scope_of
from plait.organisations.services.letters import BadStop, NoSite
from tests.belonging.conftest import Cast, Enter
from tests.people import join

pytestmark = [pytest.mark.django_db, pytest.mark.database]
SITE = "https://plait.example.org"


@pytest.fixture
def write(django_capture_on_commit_callbacks):
    def run() -> int:
        with django_capture_on_commit_callbacks(execute=True):
            return letters.write_weekly(site=SITE)

    return run


def tell(*people, key: str = "k", text: str = "Something new.", kind: Kind = Kind.REGISTER, due=None) -> None:
    notices.tell(people, of=None, kind=kind, key=key, text=text, url="/roles", due=due)


def test_a_week_without_news_has_no_letter(cast: Cast, write):
    assert write() == 0
    assert mail.outbox == []


def test_each_person_gets_one_letter_and_none_when_it_runs_again(cast: Cast, write):
    tell(cast.head, cast.director)
    tell(cast.head, key="other", text="Somebody left.", kind=Kind.PEOPLE)
    assert write() == 2
    assert write() == 0
    to_head = next(message for message in mail.outbox if message.to == [cast.head.email])
    assert "Something new." in to_head.body
    assert "Somebody left." in to_head.body
    assert f"{SITE}/roles" in to_head.body
    assert to_head.subject == "2 things on Plait this week"
    assert len(mail.outbox) == 2


def test_what_was_read_inside_is_not_written_again(cast: Cast, write):
    tell(cast.head)
    notices.mark_read(by=cast.head)
    assert write() == 0


def test_who_wants_no_letter_of_a_kind_gets_none_and_later_wishes_bring_nothing_old(cast: Cast, write):
    notices.prefer(Kind.REGISTER, inside=True, letter=False, by=cast.head)
    tell(cast.head)
    assert write() == 0
    notices.prefer(Kind.REGISTER, inside=True, letter=True, by=cast.head)
    assert write() == 0
    assert Notice.objects.get().read_at is None


def test_who_wants_the_letter_alone_gets_it(cast: Cast, write):
    notices.prefer(Kind.REGISTER, inside=False, letter=True, by=cast.head)
    tell(cast.head)
    assert write() == 1


def test_what_has_a_day_is_reminded_of_with_a_calendar(cast: Cast, write):
    day = timezone.localdate() + dt.timedelta(days=10)
    join(cast.nobody, cast.school, "visitor", until=day)
    assert write() == 3  # the head, the director and the visitor
    message = next(each for each in mail.outbox if each.to == [cast.head.email])
    (calendar,) = message.attachments
    assert calendar.get_filename() == "dates.ics"
    text = calendar.get_payload(decode=True).decode()
    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}" in text
    assert f"By {day:%-d %B %Y}." in message.body
    assert write() == 0


def test_no_calendar_goes_with_a_letter_without_a_day(cast: Cast, write):
    tell(cast.head)
    write()
    assert mail.outbox[0].attachments == []
    assert mail.outbox[0].alternatives == []


def test_one_click_stops_the_letter_without_signing_in(cast: Cast, write, enter: Enter):
    tell(cast.head)
    write()
    header = mail.outbox[0].extra_headers["List-Unsubscribe"]
    assert mail.outbox[0].extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = re.fullmatch(rf"<{SITE}(/letters/stop/[^>]+)>", header)[1]
    client = Client(enforce_csrf_checks=True)
    page = client.get(path)
    assert "No more letters?" in page.content.decode()
    assert not Preference.objects.exists()
    answer = client.post(path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert set(Preference.objects.filter(person=cast.head, letter=False).values_list("kind", flat=True)) == set(Kind)
    assert not Preference.objects.filter(inside=False).exists()
    tell(cast.head, key="later")
    assert write() == 0


def test_the_link_of_a_kind_stops_that_kind_alone(cast: Cast):
    token = letters.make_stop(cast.head.pk, kind=Kind.PEOPLE)
    Client().post(f"/letters/stop/{token}")
    assert list(Preference.objects.values_list("person", "kind", "letter")) == [(cast.head.pk, "people", False)]


@pytest.mark.parametrize("token", ["nonsense", "WzEsIiJd:1abc:def"])
def test_a_link_that_this_site_did_not_make_stops_nothing(cast: Cast, token: str):
    with pytest.raises(BadStop):
        letters.read_stop(token)
    assert Client().post(f"/letters/stop/{token}").status_code == 404
    assert not Preference.objects.exists()


@pytest.mark.parametrize("site", ["plait.example.org", "ftp://plait.example.org", "https://plait.example.org/path", ""])
def test_a_site_without_a_whole_address_is_refused(cast: Cast, site: str):
    tell(cast.head)
    with pytest.raises(NoSite):
        letters.write_weekly(site=site)
    assert Notice.objects.get().letter_at is None


def test_whoever_belongs_nowhere_any_more_is_told_of_no_record(cast: Cast, write):
    """Their day may have come in the night, before anything has ended the membership."""
    tell(cast.head, kind=Kind.FINDINGS, text="What a record says.")
    Membership.objects.filter(person=cast.head).update(to_date=timezone.localdate())
    assert list_notices(scope_of(cast.head)) == []
    assert write() == 0
