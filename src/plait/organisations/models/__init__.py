"""Tables of people and organisations."""

from plait.organisations.models.joining import EmailDomain, Invitation, JoinRequest
from plait.organisations.models.memberships import Membership, RoleName, in_force, within_trust
from plait.organisations.models.notices import Notice, Preference
from plait.organisations.models.organisations import FormerNumber, Organisation
from plait.organisations.models.people import Person
from plait.organisations.models.sharing import Share

__all__ = [
    "EmailDomain",
    "FormerNumber",
    "Invitation",
    "JoinRequest",
    "Membership",
    "Notice",
    "Organisation",
    "Person",
    "Preference",
    "RoleName",
    "Share",
    "in_force",
    "within_trust",
]
