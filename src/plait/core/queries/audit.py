"""Reading the audit trail. Whose entries a viewer may see is decided above and comes in as `organisations`."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from plait.core.chain import Head, Link
from plait.core.models import HEAD, AuditEntry, AuditHead

PAGE_SIZE = 50
_READ_AT_ONCE = 2_000  # rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry to be shown; `erased` says that its contents were erased, `before` and `after` are then None."""

    id: int
    at: dt.datetime
    actor: int | None
    on_behalf_of: int | None
    action: str
    record_type: str
    record_id: str
    organisation: int | None
    before: Any
    after: Any
    note: str
    erased: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """A page of entries, newest first, and how many there are in all."""

    rows: tuple[Entry, ...]
    n: int
    page: int
    pages_n: int


def list_entries(
    *,
    organisations: Collection[int] | None,
    record: tuple[str, str | int] | None = None,
    actors: Collection[int] | None = None,
    action: str = "",
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    text: str = "",
    page: int = 1,
    page_size: int = PAGE_SIZE,
) -> Entries:
    """Entries about records of these organisations (None: of all, and of none), newest first.

    `action` is a whole action or its noun with the dot (`sharing.`); `since` is included, `until` is not.
    `text` is looked for in the contents, the action and the record's number.
    """
    found = _choose(organisations, record=record, actors=actors, action=action, since=since, until=until, text=text)
    n = found.count()
    pages_n = max(1, -(-n // page_size))
    page = min(max(1, page), pages_n)
    rows = found.order_by("-id")[(page - 1) * page_size : page * page_size]
    return Entries(rows=tuple(_show(row) for row in rows), n=n, page=page, pages_n=pages_n)


def iterate_entries(*, organisations: Collection[int] | None, actor: int | None = None) -> Iterator[Entry]:
    """Every entry within reach, oldest first, a few at a time: for exports."""
    found = _choose(organisations, actors=None if actor is None else (actor,)).order_by("id")
    return (_show(row) for row in found.iterator(chunk_size=_READ_AT_ONCE))


def iterate_links() -> Iterator[Link]:
    """The whole chain as it is hashed, oldest first: for checking and for an export that can be checked."""
    names = tuple(Link.__dataclass_fields__)
    rows = AuditEntry.objects.order_by("id").values(*names).iterator(chunk_size=_READ_AT_ONCE)
    return (Link(**row) for row in rows)


def get_head() -> Head:
    """The stored end of the chain."""
    row = AuditHead.objects.filter(pk=HEAD).first()
    return Head() if row is None else Head(row.count, row.hash)


def _choose(
    organisations: Collection[int] | None,
    *,
    record: tuple[str, str | int] | None = None,
    actors: Collection[int] | None = None,
    action: str = "",
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    text: str = "",
) -> QuerySet[AuditEntry]:
    chosen = Q() if organisations is None else Q(organisation__in=sorted(organisations))
    if record is not None:
        chosen &= Q(record_type=record[0], record_id=str(record[1]))
    if actors is not None:
        chosen &= Q(actor__in=sorted(actors))
    if action:
        chosen &= Q(action__startswith=action) if action.endswith(".") else Q(action=action)
    if since is not None:
        chosen &= Q(at__gte=since)
    if until is not None:
        chosen &= Q(at__lt=until)
    if text:
        chosen &= Q(payload__icontains=text) | Q(action__icontains=text) | Q(record_id__icontains=text)
    return AuditEntry.objects.filter(chosen)


def _show(row: AuditEntry) -> Entry:
    content: Mapping[str, Any] = row.content or {}
    return Entry(
        id=row.id,
        at=row.at,
        actor=row.actor,
        on_behalf_of=row.on_behalf_of,
        action=row.action,
        record_type=row.record_type,
        record_id=row.record_id,
        organisation=row.organisation,
        before=content.get("before"),
        after=content.get("after"),
        note=content.get("note", ""),
        erased=row.payload is None,
    )
