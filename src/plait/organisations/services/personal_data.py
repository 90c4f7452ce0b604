"""What a person may ask for: everything that is held about them, and its erasure."""

from typing import Any, Final

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import models, transaction
from django.db.models import Value
from django.db.models.functions import Replace

from plait.core import clock
from plait.core.errors import NotAllowed, PlaitError
from plait.core.models import Letter
from plait.core.services import audit
from plait.organisations.models import Invitation, JoinRequest, Membership, Notice, Organisation, Person, Preference
from plait.organisations.roles import May
from plait.organisations.services import memberships
from plait.organisations.services.authority import may, scope_of
from plait.organisations.services.held import count_left_out, list_held

_ON = "organisations.person"
_NOTE: Final = "Secrets, such as the hash of a password, are held and not given out."
_WITHOUT: Final = (
    "Words of records that whoever asked for this file may not read are left out; “left_out” names the fields. Whoever"
    " runs this site gives out the whole with “plait person export”."
)


class AlreadyErased(PlaitError):
    """The person's data was erased before."""


def export(person: Person, *, by: Person | None) -> dict[str, Any]:
    """Everything that is held about a person, by model and row, but for secrets; the export itself is audited.

    Words of records that whoever asks may not read are left out, and the file says where. `by` is None for the
    operator at the machine itself, who gets all of it.

    Raises
    ------
    NotAllowed
        If somebody asks for another person's data who does not answer for it.
    """
    with transaction.atomic():
        if by is None or by.pk != person.pk:
            _require(person, by=by)
        held = list_held(person, by=by)
        _note("person.exported", person, by=by, because=_count(held))
        return {
            "person": person.pk,
            "at": clock.now().isoformat(),
            "held": held,
            "note": _NOTE if not count_left_out(held) else f"{_NOTE} {_WITHOUT}",
        }


def erase(person: Person, *, because: str, by: Person | None) -> None:
    """Erase a person's data. What they wrote stays with its organisation, under a pseudonym.

    Memberships end and what the person keeps is handed on, as when they leave; every way to sign in is removed.

    Raises
    ------
    NotAllowed
        If `by` does not answer for the person's data in every organisation they belong to.
    AlreadyErased
        If it was done before.
    NoSuccessor
        If nobody could look after what the person keeps.
    """
    with transaction.atomic():
        _require(person, by=by)
        locked = Person.objects.select_for_update().get(pk=person.pk)
        if locked.erased_at is not None:
            raise AlreadyErased(
                "Nothing was erased.",
                why=f"It was done on {locked.erased_at:%-d %B %Y}.",
                mend="Nothing is left to do.",
            )
        memberships.end_all(locked, by=by)
        addresses = {locked.email, *EmailAddress.objects.filter(user=locked).values_list("email", flat=True)}
        _remove(locked, addresses)
        _give_pseudonym(locked)
        audit.erase_payloads(by=by.pk if by else None, because="A person’s data was erased.", actor=locked.pk)
        audit.erase_payloads(by=by.pk if by else None, because="A person’s data was erased.", on=(_ON, locked.pk))
        _note("person.erased", locked, by=by, because=because)


def pseudonym(number: int) -> str:
    """The name under which the records of an erased person stand."""
    return f"Former colleague {number}"


def _give_pseudonym(person: Person) -> None:
    renamed = Replace("text", Value(person.name), Value(pseudonym(person.pk)))
    Notice.objects.filter(text__contains=person.name).update(text=renamed)  # what colleagues were told of the person
    person.name = pseudonym(person.pk)
    person.email = _nobody(person.pk)
    person.is_active = False
    person.last_login = None
    person.erased_at = clock.now()
    person.set_unusable_password()
    person.save()


def _note(action: str, person: Person, *, by: Person | None, because: str) -> None:
    """One line for each organisation of the person, so that whoever answers for data there finds what others did."""
    own = by is not None and by.pk == person.pk
    held = Membership.objects.filter(person=person).values_list("organisation", flat=True)
    places: list[int | None] = [] if own else [*sorted(set(held))]
    for place in places or [None]:
        audit.record(action, on=(_ON, person.pk), by=by.pk if by else None, organisation=place, note=because)


def _nobody(number: int) -> str:
    return f"erased-{number}@plait.invalid"  # RFC 2606: an address there can never be anybody's


def _remove(person: Person, addresses: set[str]) -> None:
    for session in UserSession.objects.filter(user=person):
        session.end()
    own: tuple[type[models.Model], ...] = (EmailAddress, Authenticator, SocialAccount, UserSession)
    for model in own:
        model._default_manager.filter(user=person).delete()  # noqa: SLF001 Django's own documented manager
    Notice.objects.filter(person=person).delete()
    Preference.objects.filter(person=person).delete()
    JoinRequest.objects.filter(person=person).update(message="")
    Letter.objects.filter(to__in=addresses).delete()
    sent = Invitation.objects.filter(email__in=[address.lower() for address in addresses])
    sent.filter(accepted_at=None).delete()
    sent.update(email=_nobody(person.pk))


def _require(person: Person, *, by: Person | None) -> None:
    """Who answers for the data: the data protection lead of every trust that the person belongs to, or an operator."""
    if by is None or scope_of(by).organisations_where(May.OPERATE):
        return
    held = Membership.objects.filter(person=person).select_related("organisation")
    places = {each.organisation for each in held}
    if places and all(_answers(by, place) for place in places):
        return
    raise NotAllowed(
        "Nothing was done.",
        why="You do not answer for this person’s data everywhere they belong.",
        mend="Ask the data protection lead of each of their trusts, or an operator of this site.",
    )


def _answers(person: Person, place: Organisation) -> bool:
    return may(May.PROTECT_DATA, at=place, by=person)


def _count(held: dict[str, list[dict[str, Any]]]) -> str:
    return f"{sum(map(len, held.values()))} rows of {len(held)} kinds."
