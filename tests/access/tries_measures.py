"""With what the addresses of measures are tried, and who is to reach them."""

import datetime as dt
from collections.abc import Callable

from django.utils import timezone

from plait.indicators.models import OwnMeasure
from plait.indicators.own import Better, Unit
from plait.indicators.periods import Cadence
from plait.indicators.services import own_measures
from plait.indicators.services.own_measures import Written
from plait.organisations.models import Organisation, Person
from plait.organisations.roles import May
from plait.organisations.visibility import Visibility
from tests.access.actors import AT_SCHOOL, AT_TRUST, READERS, Sample

_OTHERS = frozenset({"director of the partner trust", "director of a stranger trust"})
_READING = READERS[Visibility.TRUST] - {"visitor"}  # who reaches a school alone does not read what is of its trust


def make_measure(trust: Organisation, people: dict[str, Person]) -> None:
    """A measure of each school."""
    written = Written(
        name="Days lost to sickness",
        unit=Unit.COUNT,
        better=Better.LOWER,
        cadence=Cadence.MONTHLY,
        starts_on=timezone.localdate() - dt.timedelta(days=90),
    )
    own_measures.define(written, owner=trust, by=people["director"])


def list_tries(make: Callable[..., object]) -> dict[str, Callable[[Sample], list[object]]]:
    """By route; `make` makes one try."""

    def number() -> dict[str, str]:
        return {"number": str(OwnMeasure.objects.get().pk)}

    def at(sample: Sample) -> dict[str, str]:
        return number() | {"place": str(sample.school.pk)}

    at_trust = AT_TRUST[May.WRITE] & _READING
    at_school = AT_SCHOOL[May.WRITE] | at_trust
    own = AT_SCHOOL[May.WRITE] - AT_TRUST[May.WRITE]
    # Whoever writes for a school of the trust enters that school's figures.
    entering = (at_school & _READING) | {"colleague at another school of the trust"}
    return {
        "measures": lambda _: [make(readers=_READING | _OTHERS)],
        "measure-new": lambda _: [make(readers=at_trust | _OTHERS, writers=at_trust | _OTHERS)],
        "school-measure-new": lambda sample: [make({"urn": str(sample.school.urn)}, readers=own, writers=own)],
        "measures-file": lambda _: [make({"kind": "csv"}, readers=_READING | _OTHERS)],
        "measures-in": lambda _: [make(readers=entering | _OTHERS, writers=entering | _OTHERS)],
        "measures-enter": lambda _: [make(readers=entering | _OTHERS, writers=entering | _OTHERS)],
        "measure": lambda _: [make(number(), readers=_READING)],
        "measure-file": lambda _: [make(number() | {"kind": "csv"}, readers=_READING)],
        "measure-change": lambda _: [make(number(), readers=at_trust, writers=at_trust)],
        "measure-in": lambda _: [make(number(), readers=entering, writers=entering)],
        "measure-at": lambda sample: [make(at(sample), readers=_READING)],
        "measure-limits": lambda sample: [make(at(sample), writers=at_school & _READING)],
    }
