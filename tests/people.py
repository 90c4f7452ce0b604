"""Trusts, schools and people for tests: made through the services where there is somebody to act, plainly otherwise."""

import datetime as dt
from itertools import count

from django.test import Client
from django.utils import timezone

from plait.organisations.models import Membership, Organisation, Person
from plait.organisations.roles import Kind

_numbers = count(950_001)  # beyond the schools of the fictional sector: a build would be followed into its trust
PASSWORD = "a long enough sentence 7"


def make_trust(name: str = "Northbridge Learning Trust") -> Organisation:
    """A trust with a UID of its own."""
    return Organisation.objects.create(kind=Kind.TRUST.value, name=name, uid=next(_numbers))


def make_school(trust: Organisation | None, name: str = "Harbour Lane Primary School") -> Organisation:
    """A school of a trust, or of none, with a URN of its own."""
    return Organisation.objects.create(
        kind=Kind.SCHOOL.value, name=name, urn=next(_numbers), parent=trust, phase="primary"
    )


def make_body(name: str = "Sector body") -> Organisation:
    """A sector body."""
    return Organisation.objects.create(kind=Kind.SECTOR_BODY.value, name=name)


def make_person(name: str = "Ama Osei", *, email: str = "") -> Person:
    """Someone with an account, who belongs nowhere yet and has no password."""
    return Person.objects.create_user(email or f"person{next(_numbers)}@example.org", name=name)


def join(
    person: Person,
    organisation: Organisation,
    role: str,
    *,
    until: dt.date | None = None,
    since: dt.date | None = None,
    function: str = "",
) -> Membership:
    """A membership in force, as if it had been given before."""
    return Membership.objects.create(
        person=person,
        organisation=organisation,
        role=role,
        function=function,
        from_date=since or timezone.localdate() - dt.timedelta(days=30),
        to_date=until,
    )


def make_member(
    organisation: Organisation, role: str, *, name: str = "Ama Osei", until: dt.date | None = None
) -> Person:
    """Someone who belongs to an organisation in a role."""
    person = make_person(name)
    join(person, organisation, role, until=until, function="finance" if role == "support_lead" else "")
    return person


def as_(person: Person | None) -> Client:
    """A browser of somebody who has signed in, or of nobody."""
    client = Client()
    if person is not None:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
