"""A trust with people, and an improvement model of it."""

from dataclasses import dataclass

import pytest

from plait.framework.answers import Part
from plait.framework.models import ImprovementModel
from plait.framework.services import improvement
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation, Person
from plait.organisations.services.authority import scope_of
from tests.people import make_member, make_school, make_trust


@dataclass(frozen=True)
class Trust:
    """A trust, who decides and who writes there, a head and a trustee, and its model."""

    trust: Organisation
    director: Person
    analyst: Person
    head: Person
    trustee: Person
    model: ImprovementModel

    @property
    def scope(self) -> Scope:
        return scope_of(self.director)


@pytest.fixture
def trust(db: None) -> Trust:
    """Northbridge, whose model has two parts."""
    made = make_northbridge()
    improvement.write(
        made.model,
        parts={
            "evidence-use": Part(words="Read, then ask.", how="We read the studies."),
            "networks": Part(how="Fourteen networks."),
        },
        by=made.analyst,
    )
    return made


def make_northbridge(name: str = "Northbridge Learning Trust") -> Trust:
    """A trust whose model is begun and empty."""
    trust = make_trust(name)
    school = make_school(trust)
    director = make_member(trust, "director")
    model = improvement.begin(trust, by=director)
    return Trust(
        trust,
        director,
        make_member(trust, "analyst", name="Ben Ali"),
        make_member(school, "headteacher", name="Daniel Okafor"),
        make_member(trust, "trustee", name="Margaret Lowe"),
        model,
    )
