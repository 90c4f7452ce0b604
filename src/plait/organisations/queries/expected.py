"""Whether somebody is expected here: the question before an account is opened, and the only one asked of an address."""

from plait.core import clock
from plait.organisations.models import EmailDomain, Invitation


def is_expected(email: str) -> bool:
    """Whether an address has an open invitation, or is of a domain that an organisation has opened."""
    told = email.strip().lower()
    invited = Invitation.objects.filter(email=told, accepted_at=None, withdrawn_at=None, expires_at__gt=clock.now())
    return invited.exists() or EmailDomain.objects.filter(domain=told.rpartition("@")[2]).exists()
