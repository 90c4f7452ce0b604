"""Joining by the domain of a verified e-mail address: asked for, and decided by somebody who may invite."""

import re
from collections.abc import Mapping
from typing import Final

from django.db import transaction

from plait.core import clock, events
from plait.core.errors import PlaitError
from plait.core.services import audit
from plait.organisations.happenings import JoiningAsked, JoiningDecided
from plait.organisations.models import EmailDomain, JoinRequest, Organisation, Person
from plait.organisations.queries import people
from plait.organisations.roles import May
from plait.organisations.services import memberships
from plait.organisations.services.authority import require

_DOMAIN: Final = re.compile(r"^(?!-)[a-z0-9-]+(\.[a-z0-9-]+)+$")
# Anyone can have an address there, so it proves nothing about where a person works.
_OPEN_TO_ALL: Final = frozenset(
    {
        "aol.com",
        "btinternet.com",
        "gmail.com",
        "googlemail.com",
        "hotmail.co.uk",
        "hotmail.com",
        "icloud.com",
        "live.co.uk",
        "live.com",
        "mail.com",
        "me.com",
        "msn.com",
        "outlook.com",
        "proton.me",
        "protonmail.com",
        "sky.com",
        "talktalk.net",
        "virginmedia.com",
        "yahoo.co.uk",
        "yahoo.com",
    }
)


class NotJoined(PlaitError):
    """A request to join, or a domain, that cannot be accepted."""


def open_to_domain(organisation: Organisation, *, domain: str, by: Person) -> EmailDomain:
    """Let people with an address of a domain ask to join. Each is still decided by a person."""
    told = domain.strip().lower().lstrip("@")
    if not _DOMAIN.match(told) or told in _OPEN_TO_ALL:
        raise NotJoined(
            f"“{domain.strip()}” was not added.",
            why="Anyone can have an address there." if told in _OPEN_TO_ALL else "It is not the name of a domain.",
            mend="Give the part after the @ of your organisation’s own addresses, such as northbridge.example.",
        )
    with transaction.atomic():
        require(May.INVITE, at=organisation, by=by)
        made, new = EmailDomain.objects.get_or_create(organisation=organisation, domain=told, defaults={"added_by": by})
        if new:
            _note("domain.opened", organisation, by=by, after={"domain": told})
        return made


def close_to_domain(domain: EmailDomain, *, by: Person) -> None:
    """Take a domain away again; who has joined stays."""
    with transaction.atomic():
        require(May.INVITE, at=domain.organisation, by=by)
        _note("domain.closed", domain.organisation, by=by, before={"domain": domain.domain})
        domain.delete()


def ask(organisation: Organisation, *, by: Person, message: str = "") -> JoinRequest:
    """Ask to join an organisation whose domain the person's verified address has."""
    with transaction.atomic():
        domains = set(EmailDomain.objects.filter(organisation=organisation).values_list("domain", flat=True))
        if not domains & people.list_verified_domains(by):
            raise NotJoined(
                f"You cannot ask to join {organisation.name}.",
                why="It takes requests only from people with an e-mail address of its own, which they have verified.",
                mend="Add and verify your work address, or ask somebody there to invite you.",
            )
        found = JoinRequest.objects.filter(person=by, organisation=organisation, decided_at=None).first()
        if found is not None:
            return found
        made = JoinRequest(person=by, organisation=organisation, asked_at=clock.now(), message=message.strip())
        made.full_clean(exclude=["accepted"], validate_constraints=False)  # not decided yet
        made.save()
        _note("joining.asked", organisation, by=by, after={"person": by.pk})
        events.record(JoiningAsked(request=made.pk))
        return made


def decide(request: JoinRequest, *, accepted: bool, role: str, by: Person, function: str = "") -> JoinRequest:
    """Accept somebody in a role, or decline. A request is decided once."""
    with transaction.atomic():
        require(May.INVITE, at=request.organisation, by=by)
        locked = JoinRequest.objects.select_for_update().get(pk=request.pk)
        if locked.decided_at is not None:
            return locked
        locked.decided_at, locked.decided_by, locked.accepted = clock.now(), by, accepted
        locked.save(update_fields=["decided_at", "decided_by", "accepted"])
        if accepted:
            memberships.write_down(locked.person, organisation=locked.organisation, role=role, by=by, function=function)
        after = {"person": locked.person_id, "accepted": accepted, "role": role if accepted else None}
        _note("joining.decided", locked.organisation, by=by, after=after)
        events.record(JoiningDecided(request=locked.pk))
        return locked


def _note(
    action: str,
    organisation: Organisation,
    *,
    by: Person,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    on = ("organisations.organisation", str(organisation.pk))
    audit.record(action, on=on, by=by.pk, organisation=organisation.pk, before=before, after=after)
