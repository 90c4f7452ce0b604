"""Which kinds of record a viewer's own trusts hold at all: what they hold none of needs no further question."""

from collections.abc import Iterable

from django.db import connection

from plait.organisations.domain import Scope
from plait.organisations.models.records import TenantedRecord

Kind = type[TenantedRecord]


def find_present(scope: Scope, kinds: Iterable[Kind]) -> frozenset[Kind]:
    """Those kinds of which the viewer's trusts or organisations hold a record, whoever may read it; one question."""
    asked = list(dict.fromkeys(kinds))
    owners = sorted({standing.organisation for standing in scope.standings})
    trusts = sorted({standing.trust for standing in scope.standings if standing.trust is not None})
    if not asked or not owners:
        return frozenset()
    within = {"owner_id": owners, "trust_id": trusts}
    where = " OR ".join(_in(column, len(values)) for column, values in within.items() if values)
    each = ", ".join(f"EXISTS(SELECT 1 FROM {_table(kind)} WHERE {where})" for kind in asked)  # noqa: S608 no value in it
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {each}", (owners + trusts) * len(asked))
        found = cursor.fetchone()
    return frozenset(kind for kind, there in zip(asked, found, strict=True) if there)


def _table(kind: Kind) -> str:
    return connection.ops.quote_name(kind._meta.db_table)  # noqa: SLF001 Django's own documented interface


def _in(column: str, n: int) -> str:
    return f"{connection.ops.quote_name(column)} IN ({', '.join(['%s'] * n)})"
