"""What people found behind signals, as far as the viewer may read it."""

from plait.core.errors import NotThere
from plait.insight.models import Finding
from plait.organisations.domain import Scope
from plait.organisations.queries.visibility import limit


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
            mend="Go back to the school's page; the findings you may read are listed there.",
        )
    return one


def list_of_school(scope: Scope, *, urns: frozenset[int], outcome: str | None = None) -> list[Finding]:
    """Findings at a school, under any of its numbers, newest first."""
    found = limit(Finding.objects.select_related("owner", "author"), scope=scope).filter(urn__in=urns)
    return list(found if outcome is None else found.filter(outcome=outcome))


def list_kept(scope: Scope) -> list[Finding]:
    """The findings that the viewer looks after, drafts among them."""
    if scope.person is None:
        return []
    found = limit(Finding.objects.select_related("owner"), scope=scope)
    return list(found.filter(keeper=scope.person))
