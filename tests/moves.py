"""A school goes to another trust, for tests: as a build tells it."""

from plait.organisations.domain import Status
from plait.organisations.models import Organisation
from plait.organisations.services import register
from plait.organisations.services.register import RegisteredSchool, RegisteredTrust


def move(school: Organisation, trust: Organisation | None) -> None:
    """From the trust in which a school is into another, or into none."""
    there = None if trust is None else RegisteredTrust(trust.uid or 0, trust.name, Status.OPEN)
    told = RegisteredSchool(school.urn or 0, school.name, Status.OPEN, school.phase, there)
    register.follow(build="the next", schools={told.urn: told}, trusts={there.uid: there} if there else {})
    school.refresh_from_db()
