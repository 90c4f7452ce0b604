"""Whether the person who acts may do so: asked by every service, before anything is written."""

from plait.core import clock
from plait.core.errors import NotAllowed
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation, Person
from plait.organisations.models.records import TenantedRecord
from plait.organisations.queries.reach import get_scope
from plait.organisations.queries.visibility import limit
from plait.organisations.roles import May


def scope_of(person: Person) -> Scope:
    """The reach of a person today, whatever asks for it."""
    return get_scope(person.pk, open_data=False, today=clock.today())


def may(what: May, *, at: Organisation, by: Person) -> bool:
    """Whether someone may do something in an organisation."""
    return scope_of(by).may_at(what, organisation=at.pk, trust=at.trust_id)


def require_readable(record: TenantedRecord, *, by: Person) -> None:
    """Refuse unless the person may read the record as it stands in the database.

    Raises
    ------
    NotAllowed
        If they may not.
    """
    if not limit(type(record).objects.filter(pk=record.pk), scope=scope_of(by)).exists():
        raise NotAllowed(
            "Nothing was changed.",
            why="The record is not there, or it was not shared with you.",
            mend="Ask whoever looks after it.",
        )


def require(what: May, *, at: Organisation, by: Person) -> None:
    """Refuse unless the person may do this here.

    Raises
    ------
    NotAllowed
        If no membership of theirs allows it.
    """
    if not may(what, at=at, by=by):
        raise NotAllowed(
            "Nothing was changed.",
            why=f"Your role does not let you do this at {at.name}: {what.label[0].lower()}{what.label[1:]}.",
            mend="Ask somebody there who may. The page on roles says which roles may.",
        )
