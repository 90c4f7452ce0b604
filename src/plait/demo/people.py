"""Seeding the demonstration with people in every role, and with what they have written: through services alone."""

import datetime as dt

import polars as pl
from django.db import transaction
from django.utils import timezone

from plait.core.errors import PlaitError
from plait.demo import findings, goals
from plait.demo.cast import CAST, PASSWORD, Place
from plait.indicators.services import register
from plait.indicators.store.reader import Store
from plait.organisations.invitation_lists import Wanted
from plait.organisations.models import Organisation, Person
from plait.organisations.services import accounts, invitations, memberships
from plait.organisations.services.accounts import SITE

_SMALLEST = 3  # schools that a trust of the cast has at least


class NoStage(PlaitError):
    """The build has not the trusts that the cast needs."""


def seed(store: Store, *, site_url: str) -> bool:
    """Put the cast on the stage, once; whether anything was done.

    Raises
    ------
    NoStage
        If the build has fewer than three trusts of three open schools.
    """
    if Person.objects.filter(email=CAST[0].email).exists():
        return False
    with transaction.atomic():
        operator = next(player for player in CAST if player.role == "operator")
        first = accounts.add_operator(operator.email, name=operator.name, password=PASSWORD).person
        places = _places(store)
        people = {operator.key: first}
        for player in CAST:
            if player is operator:
                continue
            person = accounts.open_account(player.email, name=player.name, password=PASSWORD, by=first)
            people[player.key] = person
            memberships.give(
                person,
                organisation=places[player.place],
                role=player.role,
                function=player.function,
                to_date=timezone.localdate() + dt.timedelta(days=player.days) if player.days else None,
                by=first,
            )
        _invite(places, people, site_url=site_url)
        findings.write_all(store, people=people, places=places)
        goals.write_all(people=people, places=places)
    return True


def _places(store: Store) -> dict[Place, Organisation]:
    """Three trusts of the build, the largest first, and two schools of each."""
    schools = store.table("schools").filter((pl.col("status") == "open") & pl.col("trust_uid").is_not_null())
    sizes = schools.group_by("trust_uid").len().filter(pl.col("len") >= _SMALLEST).sort("len", "trust_uid")
    uids = sizes["trust_uid"].to_list()
    if len(uids) < 3:
        raise NoStage(
            "The people of the demonstration were not added.",
            why=f"The build has {len(uids)} trusts of {_SMALLEST} schools or more, and three are needed.",
            mend="Use the fictional sector, which has them.",
        )
    first, second, third = uids[-1], uids[len(uids) // 2], uids[0]

    def school_of(uid: int, at: int) -> Organisation:
        urns = schools.filter(pl.col("trust_uid") == uid).sort("pupils_n", "urn", descending=True)["urn"].to_list()
        judged = [urn for urn in urns if findings.is_judged(store, urn)]
        rest = [urn for urn in urns if urn not in judged]
        return register.adopt_school(store, urn=(judged + rest)[at])

    body = Organisation.objects.get(name=SITE)
    return {
        Place.BODY: body,
        Place.FIRST: register.adopt_trust(store, uid=first),
        Place.SECOND: register.adopt_trust(store, uid=second),
        Place.THIRD: register.adopt_trust(store, uid=third),
        Place.FIRST_SCHOOL: school_of(first, 0),
        Place.FIRST_OTHER_SCHOOL: school_of(first, 1),
        Place.SECOND_SCHOOL: school_of(second, 0),
    }


def _invite(places: dict[Place, Organisation], people: dict[str, Person], *, site_url: str) -> None:
    """One invitation that nobody has taken up yet, so that the list of them has something to show."""
    invitations.invite(
        (Wanted(1, "new-colleague@plait.example"),),
        organisation=places[Place.FIRST_SCHOOL],
        role="colleague",
        link=lambda secret: f"{site_url}/invitations/{secret}",
        by=people["head"],
    )
