"""A trust with two schools and a measure, for tests."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from plait.indicators.models import OwnMeasure
from plait.indicators.own import Better, Unit
from plait.indicators.periods import Cadence, period_of
from plait.indicators.services import own_measures, own_values
from plait.indicators.services.own_measures import Written
from plait.indicators.services.own_values import Figure
from plait.organisations.models import Organisation, Person
from tests.people import make_member, make_school, make_trust

WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Measured:
    trust: Organisation
    school: Organisation
    other: Organisation
    director: Person
    trustee: Person
    head: Person
    colleague: Person
    stranger: Person
    measure: OwnMeasure


def say(**changed: Any) -> Written:
    told: dict[str, Any] = {
        "name": "Attendance",
        "unit": Unit.PERCENT,
        "better": Better.HIGHER,
        "cadence": Cadence.WEEKLY,
        "counted": "sessions attended",
        "denominator": "possible sessions",
        "starts_on": weeks_ago(40),
    }
    return Written(**told | changed)


def weeks_ago(n: int) -> dt.date:
    """The Monday of a week."""
    return period_of(timezone.localdate(), cadence=Cadence.WEEKLY).start - n * WEEK


def make_measured_trust(**changed: Any) -> Measured:
    trust = make_trust()
    school, other = make_school(trust), make_school(trust, "Orchard Vale Secondary School")
    director = make_member(trust, "director", name="Ama Osei")
    return Measured(
        trust=trust,
        school=school,
        other=other,
        director=director,
        trustee=make_member(trust, "trustee", name="Margaret Lowe"),
        head=make_member(school, "headteacher", name="Daniel Okafor"),
        colleague=make_member(school, "colleague", name="Hannah Brook"),
        stranger=make_member(make_trust("Another trust"), "director", name="Owen Marsh"),
        measure=own_measures.define(say(**changed), owner=trust, by=director),
    )


def fill(place: Measured, values: list[int], *, school: Organisation | None = None, out_of: int = 1000) -> None:
    """Weekly counts of a school, the last of them of last week."""
    where = school or place.school
    figures = [
        Figure(where, weeks_ago(len(values) - at), counted_n=value, denominator_n=out_of)
        for at, value in enumerate(values)
    ]
    own_values.enter(place.measure, figures=figures, by=place.director)
