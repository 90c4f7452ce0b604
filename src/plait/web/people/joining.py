"""How somebody comes to belong: whom they may ask, and what they have asked already."""

from dataclasses import dataclass

from plait.organisations.domain import Scope
from plait.organisations.models import JoinRequest, Organisation, Person
from plait.organisations.queries import belonging
from plait.organisations.queries.people import list_verified_domains
from plait.web import words


@dataclass(frozen=True, slots=True)
class JoiningPage:
    """Whom somebody may ask, whom they have asked, and the domains of their addresses."""

    may_ask: tuple[Organisation, ...]
    asked: tuple[JoinRequest, ...]
    domains: str


def present_joining(person: Person, *, scope: Scope) -> JoiningPage:
    """What the page on joining shows to one person."""
    asked = belonging.list_asked(scope)
    waiting = {each.organisation_id for each in asked}
    return JoiningPage(
        may_ask=tuple(each for each in belonging.list_to_ask(scope, person=person) if each.pk not in waiting),
        asked=tuple(asked),
        domains=words.listed(sorted(list_verified_domains(person))),
    )
