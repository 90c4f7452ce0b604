"""The versions of a record that were kept, as far as the viewer may read them."""

from django.db.models import QuerySet

from plait.core.errors import NotThere
from plait.goals.models.versions import Kept
from plait.organisations.domain import Scope
from plait.organisations.models.records import TenantedRecord
from plait.organisations.queries.visibility import limit, type_of
from plait.organisations.roles import May


class NoSuchVersion(NotThere):
    """A version that was not kept, or that this viewer may not read."""


def list_kept(scope: Scope, *, record: TenantedRecord) -> list[Kept]:
    """The versions of a record, newest first; to whoever reads decisions alone, those that were in force."""
    return list(_of_record(scope, record).select_related("by"))


def get_kept(scope: Scope, *, record: TenantedRecord, number: int) -> Kept:
    """One version of a record.

    Raises
    ------
    NoSuchVersion
        If there is none of this number that the viewer may read.
    """
    found = _of_record(scope, record).select_related("by").filter(number=number).first()
    if found is None:
        raise NoSuchVersion(
            "There is no such version here.",
            why="The number is not known, or it was not shared with you.",
            mend="Go back to the record; the versions you may read are listed there.",
        )
    return found


def find_latest_kept(scope: Scope, *, record: TenantedRecord, decided: bool = False) -> Kept | None:
    """The newest version of a record, or the newest that was put in force."""
    found = _of_record(scope, record)
    return (found.filter(decided=True) if decided else found).first()


def _of_record(scope: Scope, record: TenantedRecord) -> QuerySet[Kept]:
    model = type(record)
    readable = limit(model._default_manager.filter(pk=record.pk), scope=scope)  # noqa: SLF001 documented by Django
    if not readable.exists():
        return Kept.objects.none()
    found = Kept.objects.filter(record_type=type_of(model), record_id=str(record.pk))
    return found if _reads_all(scope, record) else found.filter(decided=True)


def _reads_all(scope: Scope, record: TenantedRecord) -> bool:
    """Whether the viewer takes part where the record was written, and so reads the way to it too."""
    return (
        record.keeper_id == scope.person
        or record.trust_id in scope.trusts_where(May.READ_TRUST)
        or record.owner_id in scope.schools_where(May.READ_SCHOOL)
    )
