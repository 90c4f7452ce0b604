"""Invitations by e-mail: one person, a pasted list, or a CSV file."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from plait.core import clock, events
from plait.core.errors import PlaitError
from plait.core.services import audit, mail, outbox
from plait.organisations.happenings import InvitationAccepted
from plait.organisations.invitation_lists import Wanted
from plait.organisations.models import Invitation, Membership, Organisation, Person
from plait.organisations.queries.expected import list_vouched
from plait.organisations.roles import May, get_role
from plait.organisations.services import memberships
from plait.organisations.services.authority import require

GOOD_FOR: Final = dt.timedelta(days=14)
_SECRET_BYTES: Final = 32


class NoInvitation(PlaitError):
    """An invitation that is not open: unknown, used, withdrawn, out of date, or meant for somebody else."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one line of a list: invited, or why not."""

    line: int
    email: str
    invitation: Invitation | None
    why_not: str = ""


def invite(
    wanted: Iterable[Wanted],
    *,
    organisation: Organisation,
    role: str,
    link: Callable[[str], str],
    by: Person,
    function: str = "",
    until: dt.date | None = None,
) -> tuple[Sent, ...]:
    """Invite people. Each line stands alone: one that cannot be invited keeps nobody else from it.

    Parameters
    ----------
    role, function
        Used for those whose own line names none.
    link
        Makes the address to follow from the secret of an invitation.

    Raises
    ------
    NotAllowed
        If `by` may not invite people there.
    """
    with transaction.atomic():
        require(May.INVITE, at=organisation, by=by)
        return tuple(
            _one(each, organisation=organisation, role=role, link=link, by=by, function=function, until=until)
            for each in wanted
        )


def accept(secret: str, *, by: Person) -> Membership:
    """Take up an invitation. The person who has signed in must have the address that was invited, verified.

    Raises
    ------
    NoInvitation
        If it is not open any more, or was sent to another address.
    """
    with transaction.atomic():
        found = get_open(secret, locked=True)
        if found.email.lower() != by.email.lower():
            raise NoInvitation(
                "This invitation was sent to another e-mail address.",
                why=f"You are signed in as {by.email}.",
                mend="Sign out, and sign in with the address to which it was sent, or ask for a new invitation.",
            )
        found.accepted_at, found.accepted_by = clock.now(), by
        found.save(update_fields=["accepted_at", "accepted_by"])
        made = memberships.write_down(
            by,
            organisation=found.organisation,
            role=found.role,
            by=found.invited_by,
            function=found.function,
            to_date=found.until,
        )
        _note("invitation.accepted", found, by=by)
        events.record(InvitationAccepted(invitation=found.pk))
        return made


def tell_uninvited(email: str) -> None:
    """Write to somebody who tried to open an account without being expected: the page tells nobody who is."""
    with transaction.atomic():
        mail.send(
            to=email,
            subject="You asked for an account on Plait",
            text=render_to_string("organisations/mail/not_expected.txt"),
            kind=outbox.ACCOUNT,
        )


def withdraw(invitation: Invitation, *, by: Person) -> None:
    """Take an invitation back: its link opens nothing from now on."""
    with transaction.atomic():
        require(May.INVITE, at=invitation.organisation, by=by)
        locked = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if locked.accepted_at is None and locked.withdrawn_at is None:
            locked.withdrawn_at = clock.now()
            locked.save(update_fields=["withdrawn_at"])
            _note("invitation.withdrawn", locked, by=by)


def get_open(secret: str, *, locked: bool = False) -> Invitation:
    """The invitation that a link names, while it can be taken up.

    Raises
    ------
    NoInvitation
        If it cannot.
    """
    rows = Invitation.objects.select_related("organisation", "invited_by")
    if locked:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(token_hash=_hash(secret)).first()
    if found is None:
        why = "The link is not complete, or the invitation is not known."
    elif found.accepted_at is not None:
        why = "It has been taken up already. Sign in to see where you belong."
    elif found.withdrawn_at is not None:
        why = "It was taken back."
    elif found.expires_at <= clock.now():
        why = f"It was good until {timezone.localtime(found.expires_at):%-d %B %Y}."
    elif found.until is not None and found.until <= clock.today():
        why = f"It was for a visit until {found.until:%-d %B %Y}."
    elif not list_vouched([found]):
        raise NoInvitation(
            "This invitation cannot be used.",
            why=f"{found.invited_by.name}, who sent it, can no longer invite people to {found.organisation.name}.",
            mend="Ask somebody who is in charge there for a new one.",
        )
    else:
        return found
    raise NoInvitation("This invitation cannot be used.", why=why, mend="Ask whoever invited you for a new one.")


def _one(
    wanted: Wanted,
    *,
    organisation: Organisation,
    role: str,
    link: Callable[[str], str],
    by: Person,
    function: str,
    until: dt.date | None,
) -> Sent:
    told_role, told_function = wanted.role or role, wanted.function or function
    try:
        memberships.check_role(organisation, role=told_role, function=told_function, to_date=until)
    except PlaitError as refused:
        return Sent(wanted.line, wanted.email, None, f"{refused.what} {refused.why}")
    held = Membership.objects.filter(
        person__email=wanted.email, organisation=organisation, role=told_role, to_date__isnull=True
    )
    if held.exists():
        return Sent(wanted.line, wanted.email, None, f"They are {get_role(told_role).name.lower()} there already.")
    now = clock.now()
    earlier = Invitation.objects.filter(
        email=wanted.email, organisation=organisation, role=told_role, accepted_at=None, withdrawn_at=None
    )
    earlier.update(withdrawn_at=now)  # a new message replaces the one before
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    made = Invitation.objects.create(
        email=wanted.email,
        organisation=organisation,
        role=told_role,
        function=told_function,
        until=until,
        token_hash=_hash(secret),
        invited_by=by,
        sent_at=now,
        expires_at=now + GOOD_FOR,
    )
    _note("invitation.sent", made, by=by)
    _write(made, address=link(secret))
    return Sent(wanted.line, wanted.email, made)


def _write(invitation: Invitation, *, address: str) -> None:
    role = get_role(invitation.role)
    told = {"invitation": invitation, "role": role, "address": address, "good_until": invitation.expires_at}
    mail.send(
        to=invitation.email,
        subject=f"{invitation.invited_by.name} invites you to {invitation.organisation.name} on Plait",
        text=render_to_string("organisations/mail/invitation.txt", told),
        kind="invitation",
    )


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _note(action: str, invitation: Invitation, *, by: Person) -> None:
    audit.record(
        action,
        on=("organisations.invitation", str(invitation.pk)),
        by=by.pk,
        organisation=invitation.organisation_id,
        after={"role": invitation.role, "until": invitation.until.isoformat() if invitation.until else None},
    )
