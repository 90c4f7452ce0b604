"""Whether somebody is expected here: the question before an account is opened, and the only one asked of an address."""

from collections.abc import Iterable

from plait.core import clock
from plait.organisations.models import EmailDomain, Invitation
from plait.organisations.queries.reach import get_scopes
from plait.organisations.roles import May


def is_expected(email: str) -> bool:
    """Whether an address has an open invitation, or is of a domain that an organisation has opened."""
    told = email.strip().lower()
    if EmailDomain.objects.filter(domain=told.rpartition("@")[2]).exists():
        return True
    open_now = Invitation.objects.filter(email=told, accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now())
    return bool(list_vouched(open_now.select_related("organisation")))


def list_vouched(invitations: Iterable[Invitation]) -> list[Invitation]:
    """Those of some invitations whose sender may still invite there today: nobody comes in by another."""
    found = list(invitations)
    if not found:
        return []
    scopes = get_scopes({each.invited_by_id for each in found}, open_data=False, today=clock.today())
    return [
        each
        for each in found
        if scopes[each.invited_by_id].may_at(
            May.INVITE, organisation=each.organisation_id, trust=each.organisation.trust_id
        )
    ]
