"""The way from a record to where it is shared with another trust, and what is shown to those with whom it is."""

from plait.organisations import shareable
from plait.organisations.domain import Scope
from plait.organisations.models.records import TenantedRecord
from plait.organisations.queries.shared_records import may_share
from plait.organisations.queries.visibility import type_of
from plait.organisations.roles import May
from plait.organisations.visibility import Visibility
from plait.web import addresses

_SHARED_WITHIN = (Visibility.TRUST, Visibility.PARTNERS)


def share_link(scope: Scope, record: TenantedRecord) -> str:
    """Where the viewer shares a record; empty where they do not agree on sharing, or there is nothing to agree on."""
    kind = shareable.find_kind(type_of(type(record)))
    if kind is None or record.visibility not in _SHARED_WITHIN or not may_share(scope, record):
        return ""
    return addresses.address("record-share", kind.word, record.pk)


def is_lent(scope: Scope, record: TenantedRecord) -> bool:
    """Whether the viewer reads a record from outside: of what stands beside it they may read nothing.

    Its page shows them no way to there.
    """
    within = scope.trusts_where(May.READ_TRUST) | scope.trusts_where(May.READ_EXCEPTIONS)
    return record.trust_id not in within and record.owner_id not in {each.organisation for each in scope.standings}
