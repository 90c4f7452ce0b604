"""Keeping what a record says at a step."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from plait.core import clock
from plait.core.transactions import require_transaction
from plait.goals.models.versions import Kept
from plait.organisations.models import Person
from plait.organisations.models.records import TenantedRecord
from plait.organisations.queries.visibility import type_of


def keep(
    record: TenantedRecord, *, content: Mapping[str, Any], note: str = "", decided: bool = False, by: Person
) -> Kept:
    """Keep what a record says now, as its next version.

    Called by the service that brought the record to the step, in its transaction, once the row of the record is saved
    there: so two who do it at once come one after the other. That service has asked whether `by` may.

    Parameters
    ----------
    record
        The record, saved.
    content
        All that it says: texts, numbers, lists and mappings as JSON holds them (see `goals.differences`).
    note
        What the step was, for people: “In force from 1 January 2027”.
    decided
        Whether the step put it in force; only such versions are shown to those who read decisions alone.

    Raises
    ------
    NotInTransaction
        Outside a transaction.
    """
    require_transaction("The version")
    kind, number = type_of(type(record)), str(record.pk)
    last = Kept.objects.filter(record_type=kind, record_id=number).aggregate(last=Max("number"))["last"]
    made = Kept(
        record_type=kind,
        record_id=number,
        number=(last or 0) + 1,
        at=clock.now(),
        by=by,
        note=note[:300],
        decided=decided,
        content=dict(content),
    )
    made.save()
    return made
