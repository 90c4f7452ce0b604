"""Records of any kind that may be shared, as far as the viewer may read them."""

from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps

from plait.core.errors import NotThere
from plait.organisations import shareable
from plait.organisations.domain import Scope
from plait.organisations.models.records import TenantedRecord
from plait.organisations.queries.visibility import limit
from plait.organisations.roles import May

Pair = tuple[str, str]


class NoSuchRecord(NotThere):
    """A record that is not there, or that this viewer may not read: the answer is one."""


def get_record(scope: Scope, *, kind: str, number: int) -> TenantedRecord:
    """One record, by the word of its kind (`decision`) and its number.

    Raises
    ------
    NoSuchRecord
        If there is none that the viewer may read.
    """
    known = shareable.find_by_word(kind)
    model = None if known is None else _model_of(known.record_type)
    found = None
    if model is not None:
        owned = model.objects.filter(owner__isnull=False)  # what comes with Plait belongs to nobody, who shares it
        found = limit(owned.select_related("owner__parent", "trust"), scope=scope).filter(pk=number).first()
    if found is None:
        raise NoSuchRecord(
            "There is no such record here.",
            why="The number is not known, or it was not shared with you.",
            mend="Go to the record itself, and begin from there.",
        )
    return found


def find_readable(scope: Scope, *, pairs: Iterable[Pair]) -> frozenset[Pair]:
    """Those of some records, by type and number, that the viewer may read; one question for each type."""
    asked: defaultdict[str, set[int]] = defaultdict(set)
    for record_type, number in pairs:
        if number.isdecimal():
            asked[record_type].add(int(number))
    found: set[Pair] = set()
    for record_type, numbers in asked.items():
        model = _model_of(record_type)
        if model is not None:
            rows = limit(model.objects.filter(pk__in=numbers), scope=scope)
            found |= {(record_type, str(number)) for number in rows.order_by().values_list("pk", flat=True)}
    return frozenset(found)


def may_share(scope: Scope, record: TenantedRecord) -> bool:
    """Whether the viewer agrees on sharing where a record belongs; what Plait ships belongs to nobody."""
    owner: int | None = record.owner_id
    return owner is not None and scope.may_at(May.SHARE, organisation=owner, trust=record.trust_id)


def _model_of(record_type: str) -> type[TenantedRecord] | None:
    if shareable.find_kind(record_type) is None:
        return None
    model = apps.get_model(record_type)
    return model if issubclass(model, TenantedRecord) else None
