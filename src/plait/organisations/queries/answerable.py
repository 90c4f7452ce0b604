"""The people for whose data a viewer answers."""

from collections.abc import Iterable

from plait.core import clock
from plait.core.errors import NotAllowed, NotThere
from plait.organisations.domain import Scope
from plait.organisations.models import Membership, Person, in_force
from plait.organisations.queries.audits import places_of
from plait.organisations.roles import May


class NobodyThere(NotThere):
    """A person who is not there, or for whose data this viewer does not answer."""


def may_answer(scope: Scope) -> bool:
    """Whether the viewer answers for anybody's data."""
    return bool(scope.organisations_where(May.PROTECT_DATA) or scope.organisations_where(May.OPERATE))


def list_people(scope: Scope) -> list[Person]:
    """Who belongs, or has belonged, where the viewer answers for data; by name. Everybody, for an operator.

    Raises
    ------
    NotAllowed
        If the viewer answers for nobody's.
    """
    if not may_answer(scope):
        raise NotAllowed(
            "You cannot see requests about personal data.",
            why="That is for whoever answers for personal data in a trust, and for operators.",
            mend="You can download what is held about yourself from the page on data protection.",
        )
    people = Person.objects.filter(erased_at=None)
    if not scope.organisations_where(May.OPERATE):
        people = people.filter(memberships__organisation__in=places_of(scope))
    return list(people.distinct().order_by("name", "pk"))


def find_gone(scope: Scope, *, people: Iterable[Person]) -> frozenset[int]:
    """Those of some people who belong today, and nowhere where the viewer answers: their address is not theirs to know.

    Where somebody works now, and by which address, is not for the trust that they have left. An operator sees all.
    """
    if scope.organisations_where(May.OPERATE):
        return frozenset()
    held = Membership.objects.filter(in_force(clock.today()), person__in=list(people))
    here = held.filter(organisation__in=places_of(scope)).values_list("person", flat=True)
    return frozenset(held.values_list("person", flat=True)) - frozenset(here)


def get_person(scope: Scope, *, number: int) -> Person:
    """One of them.

    Raises
    ------
    NobodyThere
        If the viewer does not answer for this person's data.
    """
    found = next((each for each in list_people(scope) if each.pk == number), None) if may_answer(scope) else None
    if found is None:
        raise NobodyThere(
            "There is nobody of this number here.",
            why="The number is not known, or you do not answer for this person’s data.",
            mend="Go back to the list of people.",
        )
    return found
