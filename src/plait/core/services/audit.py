"""The audit trail: entries are added inside the transaction of what they tell, one after another."""

import datetime as dt
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from plait.core import chain, clock
from plait.core.chain import Head, Link, Verified
from plait.core.errors import PlaitError
from plait.core.models import HEAD, RECORD_ID_LENGTH, AuditEntry, AuditHead
from plait.core.queries import audit
from plait.core.transactions import count_when_committed, require_transaction

OF_ENTRIES: Final = "core.auditentry"  # the record type of entries about entries
_ACTION = re.compile(r"[a-z][a-z_]*\.[a-z][a-z_]*")
_SALT_BYTES = 16
_AT_ONCE = 500  # numbers in one statement: SQLite and PostgreSQL both take as many
_encode = DjangoJSONEncoder().default
Behalf = Callable[[int, int], int | None]
_behalf: list[Behalf] = []


class WrongEntry(PlaitError, ValueError):
    """An entry was not written as the trail asks."""


class HeadIsGone(PlaitError):
    """There are entries, but the row that says where they end is missing."""


def say_behalf_by(find: Behalf) -> None:
    """Let `find(person, organisation)` say for whom somebody acts upon a record of an organisation, if for another.

    The floor above knows who belongs where; called once, when the site starts.
    """
    _behalf[:] = [find]


def record(
    action: str,
    *,
    on: tuple[str, str | int],
    by: int | None,
    organisation: int | None = None,
    on_behalf_of: int | None = None,
    before: Any = None,
    after: Any = None,
    note: str = "",
    at: dt.datetime | None = None,
) -> AuditEntry:
    """Add an entry. Call it last in a service: others who write entries wait until the transaction ends.

    Parameters
    ----------
    action
        A noun and a past verb with a dot between them: `sharing.offered`.
    on
        The record: its type (`insight.finding`) and its number.
    by
        Who did it, by number; None for the site itself.
    organisation
        Whose record it is.
    on_behalf_of
        The organisation for which it was done, where that is another; worked out from who belongs where unless given.
    before, after
        What a decision changed: anything that JSON can hold, and dates, times and decimals.

    Raises
    ------
    NotInTransaction
        Outside a transaction.
    WrongEntry
        If the action, the record or the moment is not as asked.
    HeadIsGone
        If somebody removed the end of the chain.
    """
    require_transaction(f"“{action}”")
    record_type, record_id = on[0], str(on[1])
    moment = at or clock.now()
    _check(action, record_type=record_type, record_id=record_id, at=moment)
    given = {"before": before, "after": after, "note": note or None}
    payload = chain.write_payload({k: v for k, v in given.items() if v is not None}, default=_encode)
    salt = secrets.token_hex(_SALT_BYTES)
    if on_behalf_of is None and by is not None and organisation is not None and _behalf:
        on_behalf_of = _behalf[0](by, organisation)
    count_when_committed()
    head = _lock_head()
    link = Link(
        id=head.count + 1,
        at=moment,
        actor=by,
        on_behalf_of=on_behalf_of,
        action=action,
        record_type=record_type,
        record_id=record_id,
        organisation=organisation,
        payload=payload,
        salt=salt,
        payload_digest=chain.digest_payload(payload, salt=salt),
        previous=head.hash,
    )
    return _append(replace(link, hash=chain.hash_link(link)), head=head)


def verify(*, noted: Iterable[Head] = ()) -> Verified:
    """Check the whole chain; `noted` are ends that were written down elsewhere, which it must still pass through.

    A change, removal, insertion or exchange of entries is found, and so is a tail that was cut off, by the stored
    head. Somebody who may rewrite everything, entries and head together, is found only by a head noted outside the
    database.
    """
    before = audit.get_head()
    return chain.verify_links(
        audit.iterate_links(), expected=[before, *noted], count_now=lambda: audit.get_head().count
    )


def erase_payloads(
    *,
    by: int | None,
    because: str,
    actor: int | None = None,
    on: tuple[str, str | int] | None = None,
    organisation: int | None = None,
    until: dt.datetime | None = None,
) -> int:
    """Erase what chosen entries hold of before, after and note, say so in the trail, and return how many.

    Every condition that is given must hold. Who, what, when and on which record stay, and the chain stays whole.
    """
    if actor is None and on is None and organisation is None and until is None:
        raise WrongEntry(
            "Nothing was erased from the audit trail.",
            why="It was not said which entries are meant.",
            mend="Name who did them, the record, the organisation, or until when.",
        )
    with transaction.atomic():
        _lock_head()
        found = _all().filter(payload__isnull=False)
        if actor is not None:
            found = found.filter(actor=actor)
        if on is not None:
            found = found.filter(record_type=on[0], record_id=str(on[1]))
        if organisation is not None:
            found = found.filter(organisation=organisation)
        if until is not None:
            found = found.filter(at__lt=until)
        numbers = list(found.order_by("id").values_list("id", flat=True))
        for start in range(0, len(numbers), _AT_ONCE):
            _all().filter(id__in=numbers[start : start + _AT_ONCE]).update(payload=None, salt=None)
        for ranges in chain.write_ranges(numbers, longest=RECORD_ID_LENGTH):
            record(chain.ERASED, on=(OF_ENTRIES, ranges), by=by, organisation=organisation, note=because)
    return len(numbers)


def _check(action: str, *, record_type: str, record_id: str, at: dt.datetime) -> None:
    faults: Mapping[str, bool] = {
        f"“{action}” is not a noun and a past verb, such as “sharing.offered”.": not _ACTION.fullmatch(action),
        f"“{record_type}” is not an application and a model, such as “insight.finding”.": "." not in record_type,
        "The record has no number, or too long a one.": not 0 < len(record_id) <= RECORD_ID_LENGTH,
        "The moment has no time zone.": at.tzinfo is None,
    }
    for why, wrong in faults.items():
        if wrong:
            raise WrongEntry("Nothing was recorded.", why=why, mend="Mend the call; nothing was saved.")


def _all() -> models.QuerySet[AuditEntry]:
    """Entries without the refusal that everybody else gets; the database's own still stands."""
    return models.QuerySet(AuditEntry)


def _lock_head() -> AuditHead:
    """Hold the end of the chain until the transaction ends, so that entries come one after another."""
    head = _find_head()
    if head is not None:
        return head
    if AuditEntry.objects.exists():
        head = _find_head()  # again: another may have begun the chain between the two questions
        if head is None:
            raise HeadIsGone(
                "Nothing was recorded, and nothing saved.",
                why="The audit trail has entries, but the row that says where it ends is missing.",
                mend="Run `plait audit verify`, find out who removed it, and restore a backup.",
            )
        return head
    AuditHead.objects.get_or_create(pk=HEAD)
    return AuditHead.objects.select_for_update().get(pk=HEAD)


def _find_head() -> AuditHead | None:
    return AuditHead.objects.select_for_update().filter(pk=HEAD).first()


def _append(link: Link, *, head: AuditHead) -> AuditEntry:
    entry = AuditEntry(**{name: getattr(link, name) for name in Link.__dataclass_fields__})
    models.Model.save(entry, force_insert=True)  # past the model's own refusal, which is for everybody else
    head.count, head.hash = link.id, link.hash
    head.save(update_fields=["count", "hash"])
    return entry
