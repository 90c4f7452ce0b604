"""Which records a viewer may read: the one place where it is decided."""

from typing import TypeVar

from django.db.models import Q, QuerySet

from plait.organisations.domain import Scope
from plait.organisations.models.records import TenantedRecord
from plait.organisations.roles import May
from plait.organisations.visibility import Visibility

Record = TypeVar("Record", bound=TenantedRecord)


def limit(records: QuerySet[Record], *, scope: Scope) -> QuerySet[Record]:
    """Those of the records that the viewer may read."""
    return records.filter(readable(scope, record_type=type_of(records.model)))


def type_of(model: type[TenantedRecord]) -> str:
    """What a kind of record is called in agreements and in the record of who did what, such as `insight.finding`."""
    return str(model._meta.label_lower)  # noqa: SLF001 Django's own documented interface


def readable(scope: Scope, *, record_type: str) -> Q:
    """The condition under which a record of a kind may be read.

    Whoever keeps a record reads it while they belong to the organisation whose it is, or to its trust.
    """
    allowed = Q(visibility=Visibility.PUBLIC.value)
    if not scope.belongs:
        return allowed
    allowed |= Q(visibility=Visibility.SECTOR.value)
    within = Q(visibility__in=[Visibility.TRUST.value, Visibility.PARTNERS.value])
    schools, trusts = scope.schools_where(May.READ_SCHOOL), scope.trusts_where(May.READ_TRUST)
    exceptions = scope.trusts_where(May.READ_EXCEPTIONS) - trusts
    if own := scope.organisations_where(May.WRITE):  # where the viewer writes, and so may keep records
        above = {each.trust for each in scope.standings if each.trust and each.school is None and each.may(May.WRITE)}
        kept_for = Q(owner__in=own) | Q(trust__in=above) if above else Q(owner__in=own)
        allowed |= Q(keeper=scope.person) & kept_for
    if schools:
        allowed |= (Q(visibility=Visibility.SCHOOL.value) | within) & Q(owner__in=schools)
    if trusts:
        allowed |= within & Q(trust__in=trusts)
    if exceptions:
        allowed |= within & Q(exception=True, trust__in=exceptions)
    lent = [number for kind, number in scope.shared if kind == record_type]
    if lent:
        allowed |= Q(visibility=Visibility.PARTNERS.value, pk__in=lent)
    return allowed
