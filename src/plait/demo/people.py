"""Seeding the demonstration with people in every role, and with what they have written: through services alone."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

import polars as pl
from django.db import transaction

from plait.core import clock
from plait.core.errors import PlaitError
from plait.demo import findings, story
from plait.demo.cast import CAST, PASSWORD, Place, Player
from plait.demo.stage import WHOLE, Calendar, Size, Stage
from plait.demo.telling import Happening, tell
from plait.demo.texts import read
from plait.indicators.services import register
from plait.indicators.store.reader import Store
from plait.organisations.domain import Phase
from plait.organisations.invitation_lists import Wanted
from plait.organisations.models import Organisation, Person
from plait.organisations.services import accounts, invitations, memberships
from plait.organisations.services.accounts import SITE

_SMALLEST = 3  # schools that a trust of the cast has at least
_LARGEST: Final = 12  # schools of the trust that is far on, so that all of them take part
_FEWER: Final = {Place.FIRST: 0, Place.SECOND: 1, Place.THIRD: 2}  # colleagues at a school of each trust
_HEADS: Final = {Place.FIRST_SCHOOL: "head", Place.FIRST_OTHER_SCHOOL: "other-head", Place.SECOND_SCHOOL: "second-head"}
_NOBODYS = "schools.example"  # not the cast's: the sign-in page names the cast alone


class NoStage(PlaitError):
    """The build has not the trusts that the cast needs."""


def seed(store: Store, *, site_url: str, size: Size = WHOLE, say: Callable[[int, int], None] | None = None) -> bool:
    """Put the cast on the stage and tell two years of their story, once; whether anything was done.

    `say` hears how many things have happened, of how many.

    Raises
    ------
    NoStage
        If the build has fewer than three trusts of three open schools.
    """
    if Person.objects.filter(email=CAST[0].email).exists():
        return False
    with transaction.atomic():
        calendar = Calendar(clock.today())
        standing: list[Stage] = []
        tell([Happening(calendar.begins, lambda: standing.append(_set(store, calendar=calendar, size=size)))])
        (stage,) = standing
        tell(story.tell_all(stage), say=say)
        people = {**stage.people, **_give_roles(stage, [each for each in CAST if each.days])}
        _invite(stage, site_url=site_url)
        findings.write_all(store, people=people, places=stage.places)
    return True


def _set(store: Store, *, calendar: Calendar, size: Size) -> Stage:
    """The cast and their colleagues, each where they belong."""
    operator = next(player for player in CAST if player.role == "operator")
    first = accounts.add_operator(operator.email, name=operator.name, password=PASSWORD).person
    places = _places(store)
    schools = {place: _take_part(store, places, place=place, size=size) for place in _FEWER}
    bare = Stage(store, calendar, size, {operator.key: first}, places, schools, {}, {})
    people = {operator.key: first} | _give_roles(
        bare, [each for each in CAST if each is not operator and not each.days]
    )
    heads = {places[place].pk: people[key] for place, key in _HEADS.items()}
    names = iter(read("people")["names"])
    colleagues = {}
    for place, fewer in _FEWER.items():
        for school in schools[place]:
            if school.pk not in heads:
                heads[school.pk] = _join(names, school, role="headteacher", by=first)
        wanted = max(1, size.colleagues - fewer)
        colleagues[place] = tuple(
            _join(names, school, role="colleague", by=first) for school in schools[place] for _ in range(wanted)
        )
    return Stage(store, calendar, size, people, places, schools, heads, colleagues)


def _give_roles(stage: Stage, players: list[Player]) -> dict[str, Person]:
    by = stage.people["operator"]
    made = {}
    for player in players:
        made[player.key] = accounts.open_account(player.email, name=player.name, password=PASSWORD, by=by)
        memberships.give(
            made[player.key],
            organisation=stage.places[player.place],
            role=player.role,
            function=player.function,
            to_date=stage.calendar.ahead(player.days) if player.days else None,
            by=by,
        )
    return made


def _join(names: Iterator[str], school: Organisation, *, role: str, by: Person) -> Person:
    """Somebody who votes and writes, and with whom nobody signs in: there is no password."""
    name = next(names)
    person = accounts.open_account(f"{name.lower().replace(' ', '.')}@{_NOBODYS}", name=name, password=None, by=by)
    memberships.give(person, organisation=school, role=role, by=by)
    return person


def _places(store: Store) -> dict[Place, Organisation]:
    """Three trusts of the build: one of both phases and middling size, an ordinary one, and the smallest."""
    schools = store.table("schools").filter((pl.col("status") == "open") & pl.col("trust_uid").is_not_null())
    sizes = schools.group_by("trust_uid").len().filter(pl.col("len") >= _SMALLEST).sort("len", "trust_uid")
    uids = sizes["trust_uid"].to_list()
    if len(uids) < 3:
        raise NoStage(
            "The people of the demonstration were not added.",
            why=f"The build has {len(uids)} trusts of {_SMALLEST} schools or more, and three are needed.",
            mend="Use the fictional sector, which has them.",
        )
    first = _find_first(schools) or uids[-1]
    second = uids[len(uids) // 2] if uids[len(uids) // 2] != first else uids[len(uids) // 2 + 1]
    third = next(uid for uid in uids if uid not in {first, second})
    school_of = partial(_school_of, store, schools)
    return {
        Place.BODY: Organisation.objects.get(name=SITE),
        Place.FIRST: register.adopt_trust(store, uid=first),
        Place.SECOND: register.adopt_trust(store, uid=second),
        Place.THIRD: register.adopt_trust(store, uid=third),
        Place.FIRST_SCHOOL: school_of(first, at=0),
        Place.FIRST_OTHER_SCHOOL: school_of(first, at=1),
        Place.SECOND_SCHOOL: school_of(second, at=0),
    }


def _find_first(schools: pl.DataFrame) -> int | None:
    """The trust of at most twelve schools that has most of both phases; None where no trust has both."""
    both = schools.group_by("trust_uid").agg(
        pl.len().alias("n"),
        pl.min_horizontal(
            (pl.col("phase") == Phase.PRIMARY.value).sum(), (pl.col("phase") == Phase.SECONDARY.value).sum()
        ).alias("both"),
    )
    found = both.filter((pl.col("n") <= _LARGEST) & (pl.col("n") >= _SMALLEST) & (pl.col("both") > 0))
    ordered = found.sort("both", "n", "trust_uid", descending=[True, True, False])
    return None if ordered.is_empty() else int(ordered["trust_uid"][0])


def _school_of(store: Store, schools: pl.DataFrame, uid: int, *, at: int) -> Organisation:
    """A school of a trust: those that can be judged first, the largest first."""
    urns = _urns(schools, uid)
    judged = [urn for urn in urns if findings.is_judged(store, urn)]
    rest = [urn for urn in urns if urn not in judged]
    return register.adopt_school(store, urn=(judged + rest)[at])


def _urns(schools: pl.DataFrame, uid: int | None) -> list[int]:
    ordered = schools.filter(pl.col("trust_uid") == uid).sort("pupils_n", "urn", descending=True)
    return [int(urn) for urn in ordered["urn"]]


def _take_part(
    store: Store, places: Mapping[Place, Organisation], *, place: Place, size: Size
) -> tuple[Organisation, ...]:
    """The schools of a trust that take part, the cast's own first."""
    schools = store.table("schools").filter(pl.col("status") == "open")
    own = [places[each] for each in _HEADS if places[each].parent_id == places[place].pk]
    urns = [urn for urn in _urns(schools, places[place].uid) if urn not in {each.urn for each in own}]
    rest = [register.adopt_school(store, urn=urn) for urn in urns[: size.schools - len(own)]]
    return (*own, *rest)


def _invite(stage: Stage, *, site_url: str) -> None:
    """One invitation that nobody has taken up yet, so that the list of them has something to show."""
    invitations.invite(
        (Wanted(1, "new-colleague@plait.example"),),
        organisation=stage.places[Place.FIRST_SCHOOL],
        role="colleague",
        link=lambda secret: f"{site_url}/invitations/{secret}",
        by=stage.people["head"],
    )
