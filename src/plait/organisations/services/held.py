"""What is held about a person, row by row: whole for whoever may read it, and else without its words."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from plait.core.models import AuditEntry
from plait.core.personal import Declaration, declarations
from plait.organisations.models import Notice, Person
from plait.organisations.models.records import TenantedRecord
from plait.organisations.queries.visibility import limit
from plait.organisations.services.authority import scope_of

LEFT_OUT: Final = "left_out"  # beside what is given of a row: the names of the fields that are not
_TYPE, _NUMBER = "record_type", "record_id"
_HIDDEN: Final = frozenset({"permissions", "secret"})
_OUTLINE: Final = (models.ForeignKey, models.DateField, models.AutoField)  # whose, to what, and when: no words
_FAR: Final = 3  # steps from a row to the record of which it is a part: a statement, its domain, its definition

Row = dict[str, Any]


def list_held(person: Person, *, by: Person | None) -> dict[str, list[Row]]:
    """The rows about a person by model, for whoever asks; `by` is None for whoever runs the machine itself.

    Of a record and its parts the words are given only to those who may read the record now: nobody reads by way of a
    request what they could not open. What a person wrote in a part of their own, such as a comment, they always get.
    """
    asked = {each.model: _rows(each, person, by=by) for each in declarations()}
    return {model: rows for model, rows in asked.items() if rows}


def count_left_out(held: Mapping[str, Iterable[Row]]) -> int:
    """Of how many rows something was left out."""
    return sum(LEFT_OUT in row for rows in held.values() for row in rows)


def _rows(declared: Declaration, person: Person, *, by: Person | None) -> list[Row]:
    model = apps.get_model(declared.model)
    lookups = sorted({(each.of, each.matched_by) for each in declared.personal.values() if each.of})
    rows: dict[Any, Row] = {}
    for of, matched_by in lookups:
        wanted = person.pk if matched_by == "id" else person.email
        found = model._default_manager.filter(**{of: wanted})  # noqa: SLF001 Django's own documented manager
        names = _given(declared, of)
        for row in found.values("pk", *names):
            rows.setdefault(row["pk"], {}).update({name: row[name] for name in names})
    closed = _find_closed(model, rows, by=by)
    kept = _find_kept(declared, model, person, by=by)
    return [
        _write(row, model, kept=kept if number in closed else None) for number, row in sorted(rows.items(), key=str)
    ]


def _given(declared: Declaration, of: str) -> list[str]:
    """The fields of a row that are given to the person whom `of` leads to, with what is not personal beside them."""
    own = [name for name, field in declared.personal.items() if field.of == of and field.export]
    return [*own, *sorted(declared.impersonal - _HIDDEN)]


def _find_closed(model: type[models.Model], rows: Mapping[Any, Row], *, by: Person | None) -> set[Any]:
    """The rows of records that whoever asks may not read."""
    if by is None or not rows:
        return set()
    if issubclass(model, TenantedRecord):
        return set(rows) - _list_readable(model, rows, by=by)
    if issubclass(model, Notice):
        return set(rows)  # tells of records by their titles; `_find_kept` keeps it whole for whom it was meant
    names = {each.name for each in model._meta.get_fields()}  # noqa: SLF001 Django's own documented interface
    if {_TYPE, _NUMBER} <= names:
        return _find_closed_by_pair(rows, by=by)
    path, record = _find_record(model, _FAR)
    if record is None:
        return set()
    found = model._default_manager.filter(pk__in=list(rows)).values_list("pk", path)  # noqa: SLF001
    of_row = dict(found)
    readable = _list_readable(record, set(of_row.values()), by=by)
    return {number for number in rows if of_row.get(number) not in readable}


def _find_closed_by_pair(rows: Mapping[Any, Row], *, by: Person) -> set[Any]:
    """Of rows that name a record by its type and number: those whose record may not be read, where it is one."""
    asked: dict[type[TenantedRecord], dict[Any, int]] = {}
    closed: set[Any] = set()
    for number, row in rows.items():
        model = _model_of(str(row[_TYPE]))
        if model is not None and not issubclass(model, TenantedRecord) and _find_record(model, _FAR)[1] is not None:
            closed.add(number)  # a part of a record, such as a statement
        elif model is not None and issubclass(model, TenantedRecord) and str(row[_NUMBER]).isdecimal():
            asked.setdefault(model, {})[number] = int(row[_NUMBER])
    for model, numbers in asked.items():
        readable = _list_readable(model, set(numbers.values()), by=by)
        closed |= {number for number, of in numbers.items() if of not in readable}
    return closed


def _find_kept(
    declared: Declaration, model: type[models.Model], person: Person, *, by: Person | None
) -> frozenset[str]:
    """The fields that are given of a closed row all the same: to a person, what nobody else can have written there."""
    if issubclass(model, AuditEntry):
        return declared.fields - {"payload"}  # who, what, when and on which record stand in every entry
    if by is None or by.pk != person.pk or issubclass(model, TenantedRecord):
        return frozenset()
    return frozenset(name for name, field in declared.personal.items() if field.export)


def _find_record(model: type[models.Model], far: int) -> tuple[str, type[TenantedRecord] | None]:
    """The path from a row to the record of which it is a part, and the kind of that."""
    links = [each for each in model._meta.concrete_fields if isinstance(each, models.ForeignKey)]  # noqa: SLF001
    for link in links:
        if issubclass(link.related_model, TenantedRecord):
            return f"{link.name}_id", link.related_model
    for link in links if far > 1 else ():
        path, record = _find_record(link.related_model, far - 1)
        if record is not None:
            return f"{link.name}__{path}", record
    return "", None


def _list_readable(model: type[TenantedRecord], numbers: Iterable[Any], *, by: Person) -> set[Any]:
    return set(limit(model.objects.filter(pk__in=list(numbers)), scope=scope_of(by)).values_list("pk", flat=True))


def _model_of(record_type: str) -> type[models.Model] | None:
    try:
        return apps.get_model(record_type)
    except (LookupError, ValueError):
        return None


def _write(row: Row, model: type[models.Model], *, kept: frozenset[str] | None) -> Row:
    """A row as it is given: whole, or, where it is closed, its outline and what is kept."""
    if kept is None:
        return {name: _plain(value) for name, value in row.items()}
    outline = {name for name in row if name in kept or isinstance(model._meta.get_field(name), _OUTLINE)}  # noqa: SLF001
    out = sorted(set(row) - outline)
    given = {name: _plain(value) for name, value in row.items() if name in outline}
    return given | ({LEFT_OUT: out} if out else {})


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    return (
        value
        if isinstance(value, str | int | float | bool | None | dict | list)
        else DjangoJSONEncoder().default(value)
    )
