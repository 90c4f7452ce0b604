"""Two trusts and the people of both, each signed in as they come to a page."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from plait.core.home import Home
from plait.organisations.models import Membership, Organisation, Person
from plait.web import context
from tests.people import join, make_body, make_member, make_person, make_school, make_trust


@dataclass(frozen=True)
class Cast:
    """Who comes to the pages: `elsewhere` is a head of another school of the trust, `ended` has left the school."""

    trust: Organisation
    school: Organisation
    other: Organisation
    partner: Organisation
    director: Person
    head: Person
    colleague: Person
    elsewhere: Person
    stranger: Person
    ended: Person
    operator: Person
    nobody: Person

    def membership(self, person: Person) -> Membership:
        return Membership.objects.get(person=person)


@pytest.fixture(autouse=True)
def no_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No data has been imported, but where a test says so."""
    monkeypatch.setenv("PLAIT_HOME", str(tmp_path))


@pytest.fixture
def with_sector(fictional_home: Home, no_build: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """Serve the small fictional sector."""
    monkeypatch.setenv("PLAIT_HOME", str(fictional_home.root))
    context.forget_served_builds()
    yield fictional_home
    context.forget_served_builds()


@pytest.fixture
def cast(db: None) -> Cast:
    trust, partner, body = make_trust(), make_trust("Tidewater Trust"), make_body()
    school, other = make_school(trust), make_school(trust, "Mill Road Primary School")
    ended = make_person("Ewa Former")
    today = timezone.localdate()
    join(ended, school, "headteacher", since=today - dt.timedelta(days=90), until=today)
    return Cast(
        trust=trust,
        school=school,
        other=other,
        partner=partner,
        director=make_member(trust, "director", name="Ama Osei"),
        head=make_member(school, "headteacher", name="Daniel Okafor"),
        colleague=make_member(school, "colleague", name="Hannah Brook"),
        elsewhere=make_member(other, "headteacher", name="Mei Lin"),
        stranger=make_member(partner, "director", name="Owen Marsh"),
        ended=ended,
        operator=make_member(body, "operator", name="Jo Penrose"),
        nobody=make_person("Nia Newcome"),
    )


@pytest.fixture
def enter() -> Callable[[Person | None], Client]:
    """A browser in which somebody has signed in, or nobody."""

    def signed_in(person: Person | None) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person)
        return client

    return signed_in


Enter = Callable[[Person | None], Client]


def token_in(client: Client, path: str) -> str:
    """The token of the form on a page, as a browser sends it back."""
    form = client.get(path).context["form"]
    return str(form["token"].value())
