"""Measures that trusts and schools keep themselves, their figures and limits, as far as the viewer may read them."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from plait.core.errors import NotThere
from plait.indicators.models import OwnLimit, OwnMeasure, OwnValue
from plait.indicators.own import EnteredBy
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.queries.visibility import limit
from plait.organisations.roles import Kind, May


class NoSuchMeasure(NotThere):
    """A measure that is not there, or that this viewer may not read: the answer is the same."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A measure, how many places have a figure, and the first day of the newest period with one."""

    measure: OwnMeasure
    places_n: int
    newest: dt.date | None


@dataclass(frozen=True, slots=True)
class Point:
    """A current figure, and whether an earlier one was corrected."""

    place: int
    starts_on: dt.date
    value: float | None
    counted_n: float | None
    denominator_n: float | None
    corrected: bool


def get_measure(scope: Scope, *, number: int) -> OwnMeasure:
    """One measure.

    Raises
    ------
    NoSuchMeasure
        If there is none of this number that the viewer may read.
    """
    found = limit(OwnMeasure.objects.select_related("owner", "trust", "keeper"), scope=scope).filter(pk=number).first()
    if found is None:
        raise NoSuchMeasure(
            "There is no such measure here.",
            why="The number is not known, or it is of a trust or school to which you do not belong.",
            mend="Go back to the list of measures.",
        )
    return found


def list_measures(scope: Scope, *, trust: int, ended: bool = False) -> list[OwnMeasure]:
    """The measures of a trust and of its schools that the viewer may read; those that ended only if asked for."""
    found = limit(OwnMeasure.objects.select_related("owner"), scope=scope).filter(Q(trust=trust) | Q(owner=trust))
    return list(found if ended else found.filter(ended_on__isnull=True))


def list_numbered(scope: Scope, *, numbers: Collection[int]) -> list[OwnMeasure]:
    """Those of some measures that the viewer may read, whosever they are."""
    if not numbers:
        return []
    found = limit(OwnMeasure.objects.select_related("owner"), scope=scope)
    return list(found.filter(pk__in=numbers))


def list_summaries(scope: Scope, *, trust: int) -> list[Summary]:
    """Each measure with how far its figures go."""
    found = limit(OwnMeasure.objects.select_related("owner"), scope=scope).filter(Q(trust=trust) | Q(owner=trust))
    current = Q(values__current=True)
    told = found.annotate(
        places_n=Count("values__organisation", filter=current, distinct=True),
        newest=Max("values__starts_on", filter=current),
    )
    return [Summary(each, each.places_n, each.newest) for each in told]


def list_places(scope: Scope, *, measure: OwnMeasure) -> list[Organisation]:
    """The organisations of which a measure is kept: the schools of the trust, or whoever keeps it."""
    readable = limit(OwnMeasure.objects.filter(pk=measure.pk), scope=scope)
    if not measure.each_school:
        return list(Organisation.objects.filter(pk__in=readable.values("owner")))
    return list(
        Organisation.objects.filter(kind=Kind.SCHOOL.value, parent__in=readable.values("owner")).exclude(
            status="closed"
        )
    )


def may_change(scope: Scope, measure: OwnMeasure) -> bool:
    """Whether the viewer may change what a measure is."""
    return scope.may_at(May.WRITE, organisation=measure.owner_id, trust=measure.owner.trust_id)


def may_enter(scope: Scope, measure: OwnMeasure, place: Organisation) -> bool:
    """Whether the viewer enters the figures of a place."""
    if measure.entered_by == EnteredBy.TRUST:
        return may_change(scope, measure)
    return scope.may_at(May.WRITE, organisation=place.pk, trust=place.trust_id)


def list_to_enter(scope: Scope, *, place: Organisation) -> list[OwnMeasure]:
    """The measures of which the viewer enters figures of a place."""
    found = limit(OwnMeasure.objects.select_related("owner"), scope=scope).filter(ended_on__isnull=True)
    of_place = found.filter(Q(owner=place.pk, each_school=False) | Q(owner=place.parent_id, each_school=True))
    return [each for each in of_place if may_enter(scope, each, place)]


def list_writing_places(scope: Scope) -> list[Organisation]:
    """Schools and trusts for which the viewer enters figures: their own first, then the schools of their trusts."""
    own = scope.organisations_where(May.WRITE)
    trusts = scope.trusts_where(May.WRITE) & own
    found = Organisation.objects.filter(Q(pk__in=own) | Q(parent__in=trusts)).filter(
        kind__in=[Kind.SCHOOL.value, Kind.TRUST.value]
    )
    return sorted(found.exclude(status="closed"), key=lambda each: (each.pk not in own, each.name, each.pk))


def list_own_schools(scope: Scope) -> list[Organisation]:
    """The schools in which the viewer measures something by belonging to them, by name."""
    found = Organisation.objects.filter(pk__in=scope.organisations_where(May.WRITE), kind=Kind.SCHOOL.value)
    return list(found.exclude(status="closed").order_by("name", "pk"))


def get_own_school(scope: Scope, *, urn: int) -> Organisation:
    """A school in which the viewer measures something by belonging to it.

    Raises
    ------
    NoSuchMeasure
        If there is none.
    """
    found = next((each for each in list_own_schools(scope) if each.urn == urn), None)
    if found is None:
        raise NoSuchMeasure(
            "There is nothing to measure here.",
            why="You do not write for this school by belonging to it.",
            mend="Go to your own page, and choose from where you belong.",
        )
    return found


def may_share(scope: Scope, school: Organisation) -> bool:
    """Whether the viewer decides who reads a school's measures: by belonging to the school."""
    return school.kind == Kind.SCHOOL and school.pk in scope.organisations_where(May.DECIDE)


def list_points(scope: Scope, *, measure: OwnMeasure, place: Organisation | None = None) -> list[Point]:
    """Current figures of a measure, of one place or of all, by place and time."""
    found = _of_measures(scope, [measure.pk])
    if place is not None:
        found = found.filter(organisation=place)
    told = found.order_by("organisation", "starts_on").values_list(
        "organisation", "starts_on", "value", "counted_n", "denominator_n", "number"
    )
    return [Point(org, day, value, up, down, number > 1) for org, day, value, up, down, number in told]


def points_by_measure(
    scope: Scope, *, measures: Collection[OwnMeasure], places: Collection[int] | None = None
) -> dict[int, list[Point]]:
    """Current figures of several measures by the measure's number, of some places or of all, by place and time."""
    found = _of_measures(scope, [each.pk for each in measures])
    if places is not None:
        found = found.filter(organisation__in=places)
    told = found.order_by("measure", "organisation", "starts_on").values_list(
        "measure", "organisation", "starts_on", "value", "counted_n", "denominator_n", "number"
    )
    held: dict[int, list[Point]] = {}
    for measure, org, day, value, up, down, number in told:
        held.setdefault(measure, []).append(Point(org, day, value, up, down, number > 1))
    return held


def limits_by_measure(scope: Scope, *, measures: Collection[OwnMeasure]) -> dict[int, list[OwnLimit]]:
    """Changes of limits in force of several measures, by the measure's number."""
    readable = limit(OwnMeasure.objects.filter(pk__in=[each.pk for each in measures]), scope=scope)
    held: dict[int, list[OwnLimit]] = {}
    for each in OwnLimit.objects.filter(measure__in=readable.values("pk"), withdrawn_at__isnull=True):
        held.setdefault(each.measure_id, []).append(each)
    return held


def list_history(scope: Scope, *, measure: OwnMeasure, place: Organisation) -> list[OwnValue]:
    """Every figure of a place that was corrected, and what stood before, newest first, with who and why."""
    readable = limit(OwnMeasure.objects.filter(pk=measure.pk), scope=scope)
    found = OwnValue.objects.filter(measure__in=readable, organisation=place)
    corrected = found.filter(number__gt=1).values("starts_on")
    return list(found.filter(starts_on__in=corrected).select_related("by").order_by("-starts_on", "-number")[:100])


def list_limits(scope: Scope, *, measure: OwnMeasure, place: Organisation | None = None) -> list[OwnLimit]:
    """Changes of limits in force: those for all places and, where `place` is given, its own."""
    readable = limit(OwnMeasure.objects.filter(pk=measure.pk), scope=scope)
    found = OwnLimit.objects.filter(measure__in=readable, withdrawn_at__isnull=True).select_related("by")
    return list(found if place is None else found.filter(Q(organisation=None) | Q(organisation=place)))


def get_limit(scope: Scope, *, number: int, measure: OwnMeasure) -> OwnLimit:
    """One change of limits of a measure.

    Raises
    ------
    NoSuchMeasure
        If it is not there for this viewer.
    """
    found = next((each for each in list_limits(scope, measure=measure) if each.pk == number), None)
    if found is None:
        raise NoSuchMeasure("There is no such change of limits.", mend="Open the chart again.")
    return found


def list_entered(scope: Scope, *, measures: Iterable[OwnMeasure], place: Organisation) -> set[tuple[int, dt.date]]:
    """For which measures and periods a place has figures."""
    numbers = [each.pk for each in measures]
    found = _of_measures(scope, numbers).filter(organisation=place).values_list("measure", "starts_on")
    return set(found)


def list_current(scope: Scope, *, measures: Iterable[OwnMeasure], place: Organisation) -> list[OwnValue]:
    """The newest figures of a place, for a form."""
    return list(_of_measures(scope, [each.pk for each in measures]).filter(organisation=place))


def _of_measures(scope: Scope, numbers: list[int]) -> QuerySet[OwnValue]:
    readable = limit(OwnMeasure.objects.filter(pk__in=numbers), scope=scope)
    return OwnValue.objects.filter(measure__in=readable.values("pk"), current=True)
