"""Opening an account without a letter: the first operator of a site, and the people of a demonstration."""

from typing import Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from plait.core import clock
from plait.core.errors import PlaitError
from plait.core.services import audit, mail, outbox
from plait.organisations.models import Membership, Organisation, Person
from plait.organisations.roles import Kind
from plait.organisations.services import memberships

_TOLD: Final = """Hello,

whoever runs Plait took your passkeys, your authenticator app and your recovery codes off your account,
and signed you out everywhere. The reason given: {because}

Sign in with your password, and set up a new second step under “Passkeys and codes”.

If you did not ask for this, tell whoever runs the site at once, and set a new password.
"""
SITE: Final = "The people who run this site"


class NoAccount(PlaitError):
    """An account that cannot be opened like this."""


def open_account(email: str, *, name: str, password: str | None, by: Person | None = None) -> Person:
    """Open an account whose address counts as verified. Without a password it is set by e-mail.

    Raises
    ------
    NoAccount
        If the address is none or has an account, the name is empty, or the password is too weak.
    """
    told = email.strip().lower()
    with transaction.atomic():
        _check(told, name=name, password=password)
        person = Person.objects.create_user(told, password, name=name.strip(), joined_at=clock.now())
        EmailAddress.objects.create(user=person, email=told, verified=True, primary=True)
        audit.record(
            "account.opened",
            on=("organisations.person", str(person.pk)),
            by=by.pk if by else None,
            note="Without a letter.",
        )
        return person


def add_operator(email: str, *, name: str, password: str | None) -> Membership:
    """Make somebody an operator of this site: from the machine it runs on, so nobody has to be there before.

    Somebody who has an account keeps it.
    """
    with transaction.atomic():
        person = Person.objects.filter(email=email.strip().lower()).first()
        if person is None:
            person = open_account(email, name=name, password=password)
        body, _ = Organisation.objects.get_or_create(kind=Kind.SECTOR_BODY.value, name=SITE)
        return memberships.write_down(person, organisation=body, role="operator", by=None)


def reset_second_step(person: Person, *, because: str) -> int:
    """Take every passkey, app and recovery code off an account, and sign the person out everywhere: from the machine.

    For somebody who has lost all of them and has shown who they are in another way; they are told by letter. Returns
    how many were taken off.
    """
    with transaction.atomic():
        held = int(Authenticator.objects.filter(user=person).delete()[0])
        for session in UserSession.objects.filter(user=person):
            session.end()
        audit.record(
            "account.second_step_reset", on=("organisations.person", str(person.pk)), by=None, note=because.strip()
        )
        mail.send(
            person.email,
            subject="Your second step on Plait was taken off",
            text=_TOLD.format(because=because.strip()),
            kind=outbox.ACCOUNT,
        )
        return held


def _check(email: str, *, name: str, password: str | None) -> None:
    try:
        validate_email(email)
        if password is not None:
            validate_password(password)
    except ValidationError as fault:
        raise NoAccount(
            "The account was not opened.", why=" ".join(fault.messages), mend="Change it and try again."
        ) from fault
    if not name.strip():
        raise NoAccount("The account was not opened.", why="There is no name.", mend="Give the person’s name.")
    if Person.objects.filter(email=email).exists():
        raise NoAccount(
            "The account was not opened.",
            why=f"{email} has one already.",
            mend="Sign in with it, or set a new password by e-mail.",
        )
