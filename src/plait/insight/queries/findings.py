"""What people found behind signals, as far as the viewer may read it."""

from plait.core.errors import NotAllowed, NotThere
from plait.insight.models import Finding
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.queries.visibility import limit
from plait.organisations.roles import May
from plait.organisations.visibility import Visibility


class NoSuchFinding(NotThere):
    """A finding that is not there, or that this viewer may not read: the answer is the same."""


def get_finding(scope: Scope, *, number: int) -> Finding:
    """One finding.

    Raises
    ------
    NoSuchFinding
        If there is none of this number that the viewer may read.
    """
    found = limit(Finding.objects.select_related("owner", "trust", "author", "keeper"), scope=scope).filter(pk=number)
    one = found.first()
    if one is None:
        raise NoSuchFinding(
            "There is no such finding here.",
            why="The number is not known, or it was not shared with you.",
            mend="Go back to the school’s page; the findings you may read are listed there.",
        )
    return one


def get_finding_to_revise(scope: Scope, *, number: int) -> Finding:
    """One finding, for whoever may change it.

    Raises
    ------
    NoSuchFinding
        If the viewer may not read it.
    NotAllowed
        If the viewer reads it, and does not change it.
    """
    one = get_finding(scope, number=number)
    if not may_revise(scope, one):
        raise NotAllowed(
            "You cannot change this finding.",
            why="It is changed by whoever looks after it, and by those who decide what leaves the organisation.",
            mend=f"Ask {one.keeper.name}, who looks after it.",
        )
    return one


def may_revise(scope: Scope, finding: Finding) -> bool:
    """Whether the viewer looks after a finding, or decides for the organisation whose it is."""
    if finding.keeper_id == scope.person and _may(scope, May.WRITE, finding):
        return True
    return may_share(scope, finding)


def may_share(scope: Scope, finding: Finding) -> bool:
    """Whether the viewer agrees on sharing for the organisation whose finding it is."""
    return _may(scope, May.SHARE, finding)


def may_be_told(scope: Scope, finding: Finding) -> bool:
    """Whether the viewer may know the word of the signal: that of a need, only if they are told of needs."""
    uid = finding.trust.uid if finding.trust is not None else None
    return not finding.needs or scope.may_see_needs_of(urn=finding.urn, trust_uid=uid)


def _may(scope: Scope, what: May, finding: Finding) -> bool:
    return scope.may_at(what, organisation=finding.owner_id, trust=finding.owner.trust_id)


def list_writing_for(scope: Scope, *, urn: int) -> list[Organisation]:
    """The organisations for which the viewer writes; the school itself first, if it is one of them."""
    mine = Organisation.objects.filter(pk__in=scope.organisations_where(May.WRITE)).order_by("name", "pk")
    return sorted(mine, key=lambda each: each.urn != urn)


def get_owner(scope: Scope, *, number: int) -> Organisation:
    """One of them."""
    return Organisation.objects.filter(pk__in=scope.organisations_where(May.WRITE)).get(pk=number)


def list_of_school(scope: Scope, *, urns: frozenset[int], outcome: str | None = None) -> list[Finding]:
    """Findings at a school, under any of its numbers, newest first."""
    found = limit(Finding.objects.select_related("owner", "author"), scope=scope).filter(urn__in=urns)
    return list(found if outcome is None else found.filter(outcome=outcome))


def find_latest(scope: Scope, *, urns: frozenset[int], outcome: str | None = None) -> dict[tuple[int, str], Finding]:
    """The newest finding that the viewer may read of each school and outcome: one question for a whole page.

    Drafts are left out: nobody has said yet what they make of it.
    """
    found = limit(Finding.objects.exclude(visibility=Visibility.ME.value), scope=scope).filter(urn__in=urns)
    if outcome is not None:
        found = found.filter(outcome=outcome)
    latest: dict[tuple[int, str], Finding] = {}
    for each in found:
        latest.setdefault((each.urn, each.outcome), each)
    return latest


def list_kept(scope: Scope) -> list[Finding]:
    """The findings that the viewer looks after, drafts among them."""
    if scope.person is None:
        return []
    found = limit(Finding.objects.select_related("owner"), scope=scope)
    return list(found.filter(keeper=scope.person))
