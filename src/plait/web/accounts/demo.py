"""The people whom the sign-in page of a demonstration names."""

from dataclasses import dataclass

from django.conf import settings

from plait.organisations.queries import stage
from plait.organisations.roles import get_role


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody to sign in as."""

    name: str
    email: str
    told: str


@dataclass(frozen=True, slots=True)
class Demo:
    """Everybody to sign in as, and the password that they share."""

    password: str
    people: tuple[DemoPerson, ...]


def find_demo() -> Demo | None:
    """The people to try; None on any site but a demonstration."""
    if not settings.PLAIT_DEMO_PASSWORD:
        return None
    people = tuple(
        DemoPerson(each.person.name, each.person.email, f"{get_role(each.role).name}, {each.organisation.name}")
        for each in stage.list_people_to_try()
    )
    return Demo(settings.PLAIT_DEMO_PASSWORD, people)
