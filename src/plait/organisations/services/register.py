"""Schools and trusts, kept in step with the register of a data build."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from plait.core import events
from plait.core.services import audit
from plait.organisations.domain import Status
from plait.organisations.models import FormerNumber, Organisation
from plait.organisations.roles import Kind


@dataclass(frozen=True, slots=True)
class RegisteredTrust:
    """A trust as a build has it."""

    uid: int
    name: str
    status: Status


@dataclass(frozen=True, slots=True)
class RegisteredSchool:
    """A school as a build has it, with the trust it is in."""

    urn: int
    name: str
    status: Status
    phase: str
    trust: RegisteredTrust | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolMoved(events.Event):
    """A school is in another trust than before, or in none; numbers of organisations."""

    school: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterChanged(events.Event):
    """Something of an organisation changed with a new build: what, in one sentence."""

    organisation: int
    sentence: str


def adopt_trust(trust: RegisteredTrust, *, build: str) -> Organisation:
    """The organisation of a trust, added when somebody first belongs to it."""
    with transaction.atomic():
        made, _ = Organisation.objects.get_or_create(
            uid=trust.uid,
            defaults={
                "kind": Kind.TRUST.value,
                "name": trust.name,
                "status": trust.status.value,
                "followed_build": build,
            },
        )
        return made


def adopt_school(school: RegisteredSchool, *, build: str) -> Organisation:
    """The organisation of a school, added with its trust when somebody first belongs to it."""
    with transaction.atomic():
        parent = adopt_trust(school.trust, build=build) if school.trust is not None else None
        made, _ = Organisation.objects.get_or_create(
            urn=school.urn,
            defaults={
                "kind": Kind.SCHOOL.value,
                "name": school.name,
                "status": school.status.value,
                "phase": school.phase,
                "parent": parent,
                "followed_build": build,
            },
        )
        return made


def follow(
    *, build: str, schools: Mapping[int, RegisteredSchool], trusts: Mapping[int, RegisteredTrust]
) -> tuple[str, ...]:
    """Bring every school and trust that people belong to into step with a build.

    `schools` and `trusts` are keyed by the number that the organisation has now; a school that has become another one
    is given as that one, so people and records follow it. An organisation that the build does not know stays as it is.

    Returns
    -------
    What changed, one sentence each.
    """
    with transaction.atomic():
        # Every row is held before the first entry is written: entries of the trail wait for one another.
        held = list(Organisation.objects.select_for_update().exclude(followed_build=build).order_by("pk"))
        told: list[str] = []
        for trust in (each for each in held if each.kind == Kind.TRUST):
            told += _follow_trust(trust, trusts.get(trust.uid or 0), build=build)
        for school in (each for each in held if each.kind == Kind.SCHOOL):
            told += _follow_school(school, schools.get(school.urn or 0), build=build)
        return tuple(told)


def _follow_trust(trust: Organisation, now: RegisteredTrust | None, *, build: str) -> list[str]:
    if now is None:
        return []
    told = _note_common(trust, name=now.name, status=now.status)
    return _keep(trust, told, build=build)


def _follow_school(school: Organisation, now: RegisteredSchool | None, *, build: str) -> list[str]:
    if now is None:
        return []
    told = []
    if now.urn != school.urn:
        taken = Organisation.objects.filter(urn=now.urn).exclude(pk=school.pk).exists()
        if taken:  # two schools have become one: both stay, and a person decides
            told.append(f"{school.name} has become part of {now.name} (URN {now.urn}), which is here already.")
            return _keep(school, told, build=build)
        FormerNumber.objects.get_or_create(organisation=school, number=school.urn or 0, defaults={"until_build": build})
        told.append(f"{school.name} has a new URN: {now.urn}, before {school.urn}.")
        school.urn = now.urn
    told += _note_common(school, name=now.name, status=now.status)
    school.phase = now.phase
    told += _move(school, now.trust, build=build)
    return _keep(school, told, build=build)


def _note_common(organisation: Organisation, *, name: str, status: Status) -> list[str]:
    told = []
    if organisation.name != name:
        told.append(f"{organisation.name} is now called {name}.")
        organisation.name = name
    if organisation.status != status.value:
        told.append(f"{name} is now {status.value}; it was {organisation.status} before.")
        organisation.status = status.value
    return told


def _move(school: Organisation, trust: RegisteredTrust | None, *, build: str) -> list[str]:
    before = school.parent
    after = adopt_trust(trust, build=build) if trust is not None else None
    if (before.pk if before else None) == (after.pk if after else None):
        return []
    school.parent = after
    school.cluster = None
    events.record(
        SchoolMoved(school=school.pk, before=before.pk if before else None, after=after.pk if after else None)
    )
    there = after.name if after else "no trust"
    return [f"{school.name} is now in {there}; it was in {before.name if before else 'no trust'} before."]


def _keep(organisation: Organisation, told: list[str], *, build: str) -> list[str]:
    organisation.followed_build = build
    organisation.save()
    for sentence in told:
        on = ("organisations.organisation", str(organisation.pk))
        audit.record("register.followed", on=on, by=None, organisation=organisation.pk, note=sentence)
        events.record(RegisterChanged(organisation=organisation.pk, sentence=sentence))
    return told
