"""Adding a trust or a school of the register, so that its first people can be invited."""

from django.db import transaction

from plait.core.errors import NotAllowed
from plait.core.services import audit
from plait.indicators.services import register
from plait.indicators.store.reader import Store
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import May
from plait.organisations.services.authority import may, scope_of


def adopt_trust(store: Store, *, uid: int, by: Person) -> Organisation:
    """Add a trust, as an operator; one that is here already is left as it is.

    Raises
    ------
    NotAllowed
        If `by` runs no site.
    NotInBuild
        If the build does not know the trust.
    """
    if not scope_of(by).organisations_where(May.OPERATE):
        raise _refuse("trust")
    with transaction.atomic():
        return _note(register.adopt_trust(store, uid=uid), by=by)


def adopt_school(store: Store, *, urn: int, by: Person) -> Organisation:
    """Add a school, as an operator or as somebody who may invite people to the trust it is in.

    Raises
    ------
    NotAllowed
        If `by` is neither.
    NotInBuild
        If the build does not know the school.
    """
    with transaction.atomic():  # a refusal takes back what was added
        made = register.adopt_school(store, urn=urn)
        if not may(May.INVITE, at=made, by=by):
            raise _refuse("school")
        return _note(made, by=by)


def _note(made: Organisation, *, by: Person) -> Organisation:
    """One line in the trail for the first who adds it."""
    on = ("organisations.organisation", str(made.pk))
    if not made.memberships.exists() and not made.invitations.exists():
        audit.record("organisation.added", on=on, by=by.pk, organisation=made.pk, after={"name": made.name})
    return made


def _refuse(what: str) -> NotAllowed:
    return NotAllowed(
        f"The {what} was not added.",
        why="An operator of this site adds trusts; whoever may invite people to a trust adds its schools.",
        mend="Ask one of them. The page on roles says who may.",
    )
