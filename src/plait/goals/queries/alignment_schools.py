"""A school beside its trust's decisions."""

from plait.core.errors import NotThere
from plait.goals.alignment import Asked
from plait.goals.models import Exemption
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.queries.organisations import list_trusts
from plait.organisations.roles import Kind, May


class NoSuchPlace(NotThere):
    """A school that is not there, or whose trust's decisions this viewer does not read: the answer is the same."""


def get_school(scope: Scope, *, urn: int) -> Organisation:
    """A school of a trust whose decisions the viewer reads.

    Raises
    ------
    NoSuchPlace
        If there is none of this URN within the viewer's reach.
    """
    trusts = list_trusts(scope, May.READ_TRUST, May.READ_EXCEPTIONS)
    found = Organisation.objects.filter(kind=Kind.SCHOOL.value, urn=urn, parent__in=trusts).first()
    if found is None:
        raise NoSuchPlace(
            "There is no such school here.",
            why="It is not of your trust, or nobody belongs to it yet.",
            mend="Go to the register; its tabs lead to the schools for which you speak.",
        )
    return found


def list_waiting(scope: Scope, *, school: Organisation) -> list[Exemption]:
    """Its requests that wait for an answer."""
    if school.parent_id not in {each.pk for each in list_trusts(scope, May.READ_TRUST, May.READ_EXCEPTIONS)}:
        return []
    return list(Exemption.objects.filter(school=school, state=Asked.WAITING.value))
