"""Who did what, as far as the viewer answers for it, or may read the record."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from django.apps import apps
from django.db.models import Q

from plait.core.errors import NotAllowed
from plait.core.queries import audit
from plait.core.queries.audit import Entries, Entry
from plait.organisations.domain import Scope
from plait.organisations.models import Organisation
from plait.organisations.models.records import TenantedRecord
from plait.organisations.queries.people import list_called
from plait.organisations.queries.visibility import limit
from plait.organisations.roles import May
from plait.organisations.visibility import Visibility

NOT_SHOWN = "The contents are shown to those who may read the record."
_WIDTHS: Final = {each.value: width for width, each in enumerate(Visibility)}  # from the narrowest on


@dataclass(frozen=True, slots=True)
class Asked:
    """What a search asks for; empty parts ask for everything. `who` is a part of a name, `until` is the last day."""

    action: str = ""
    who: str = ""
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    page: int = 1


def may_search(scope: Scope) -> bool:
    """Whether the viewer answers for personal data somewhere."""
    return bool(scope.organisations_where(May.PROTECT_DATA))


def search(scope: Scope, *, asked: Asked, page_size: int = audit.PAGE_SIZE) -> Entries:
    """Entries of the organisations for which the viewer answers, newest first.

    What an entry holds of a record is left out where the viewer could not read the record itself, and where it is of
    a time when fewer people might read it than today.

    Raises
    ------
    NotAllowed
        If the viewer answers for none.
    """
    if not may_search(scope):
        raise NotAllowed(
            "You cannot search who did what.",
            why="That is for whoever answers for personal data in a trust.",
            mend="Ask your data protection lead. What was done to a record you may read stands on its own page.",
        )
    found = audit.list_entries(
        organisations=places_of(scope),
        action=asked.action,
        actors=list_called(asked.who) if asked.who else None,
        since=asked.since,
        until=asked.until,
        page=asked.page,
        page_size=page_size,
    )
    return replace(found, rows=_without_what_is_not_read(scope, found.rows))


def list_of_record(scope: Scope, *, record_type: str, record_id: int) -> tuple[Entry, ...]:
    """What was done to a record, newest first; none for who may not read it."""
    model = apps.get_model(record_type)
    if not issubclass(model, TenantedRecord) or record_id not in _readable(scope, model, {record_id}):
        return ()
    return audit.list_entries(organisations=None, record=(record_type, record_id)).rows


def places_of(scope: Scope) -> frozenset[int]:
    """The organisations for which the viewer answers: their trust, and all that is in it."""
    mine = scope.organisations_where(May.PROTECT_DATA)
    return frozenset(Organisation.objects.filter(Q(pk__in=mine) | Q(parent__in=mine)).values_list("pk", flat=True))


def _without_what_is_not_read(scope: Scope, rows: Iterable[Entry]) -> tuple[Entry, ...]:
    rows = tuple(rows)
    asked: defaultdict[str, set[int]] = defaultdict(set)
    for row in rows:
        if row.record_id.isdigit():
            asked[row.record_type].add(int(row.record_id))
    read = {kind: _readable(scope, model, numbers) for kind, numbers in asked.items() if (model := _tenanted(kind))}
    return tuple(
        row if row.record_type not in read or _may_show(row, read[row.record_type]) else _without_contents(row)
        for row in rows
    )


def _may_show(row: Entry, read: Mapping[int, str]) -> bool:
    """Whether the viewer reads the record, and it was not kept from more people when the entry was written."""
    now = read.get(int(row.record_id)) if row.record_id.isdigit() else None
    if now is None:
        return False
    held = [part.get("visibility") for part in (row.before, row.after) if isinstance(part, dict)]
    return all(_WIDTHS[then] >= _WIDTHS[now] for then in held if then in _WIDTHS)


def _without_contents(row: Entry) -> Entry:
    return replace(row, before=None, after=None, note=NOT_SHOWN)


def _tenanted(record_type: str) -> type[TenantedRecord] | None:
    try:
        model = apps.get_model(record_type)
    except (LookupError, ValueError):
        return None
    return model if issubclass(model, TenantedRecord) else None


def _readable(scope: Scope, model: type[TenantedRecord], numbers: set[int]) -> dict[int, str]:
    """Those of the records that the viewer may read, with how far each may be read."""
    return dict(limit(model.objects.filter(pk__in=numbers), scope=scope).values_list("pk", "visibility"))
