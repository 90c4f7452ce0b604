"""A trust with two schools, the people who decide there, and decisions for tests."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from plait.goals.alignment_written import Written
from plait.goals.models import AlignmentLevel, Decision
from plait.goals.services import alignment, alignment_levels
from plait.organisations.models import Organisation, Person
from tests.people import make_member, make_school, make_trust


@dataclass(frozen=True)
class Trust:
    trust: Organisation
    school: Organisation
    other: Organisation
    director: Person
    lead: Person
    analyst: Person
    trustee: Person
    head: Person
    colleague: Person
    stranger: Person
    levels: tuple[AlignmentLevel, ...]


def make_alignment_trust() -> Trust:
    trust = make_trust()
    school, other = make_school(trust), make_school(trust, "Orchard Vale Secondary School")
    Organisation.objects.filter(pk=other.pk).update(phase="secondary")
    other.refresh_from_db()
    director = make_member(trust, "director", name="Ama Osei")
    return Trust(
        trust=trust,
        school=school,
        other=other,
        director=director,
        lead=make_member(trust, "network_lead", name="Priya Nair"),
        analyst=make_member(trust, "analyst", name="Tom Ash"),
        trustee=make_member(trust, "trustee", name="Margaret Lowe"),
        head=make_member(school, "headteacher", name="Daniel Okafor"),
        colleague=make_member(school, "colleague", name="Hannah Brook"),
        stranger=make_member(make_trust("Another trust"), "director", name="Owen Marsh"),
        levels=alignment_levels.prepare(trust, by=director),
    )


def say(place: Trust, **changed: Any) -> Written:
    """What is written of a decision; `at` is the place of its level."""
    at = changed.pop("at", 0)
    told = Written(
        item="Early reading",
        domain="Teaching and curriculum",
        level=place.levels[at].pk,
        why="Children who move meet the same sounds in the same order.",
        review_on=timezone.localdate() + dt.timedelta(days=200),
    )
    return replace(told, **changed)


def decide(place: Trust, *, since: int = 10, **changed: Any) -> Decision:
    """A decision in force for some days."""
    made = alignment.propose(say(place, **changed), trust=place.trust, by=place.director)
    starts_on = timezone.localdate() - dt.timedelta(days=since)
    return alignment.decide(made, starts_on=starts_on, by=place.director)
