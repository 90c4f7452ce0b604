"""What the page of a record says where it stands under an earlier edition of the framework.

In a view: `"behind": present_behind(scope, kind="goal", record=one)`; in its template:
`{% include "framework/behind.html" %}`.
"""

from dataclasses import dataclass
from typing import Final

from plait.goals.queries.carrying import Filed, find_ahead_of, may_carry
from plait.organisations.domain import Scope
from plait.web.addresses import address

_ROUTES: Final = {
    "definition": "quality-definition",
    "goal": "goal",
    "decision": "alignment-decision",
    "entry": "evidence-entry",
}
_CALLED: Final = {
    "definition": "Definition of quality",
    "goal": "Goal",
    "decision": "Alignment decision",
    "entry": "Evidence",
}


@dataclass(frozen=True, slots=True)
class Behind:
    """Under which edition a record was written, which is in use, and where it is carried forward."""

    before: int
    number: int
    url: str


def present_behind(scope: Scope, *, kind: str, record: Filed) -> Behind | None:
    """What to say of a record that the viewer may carry forward; None of any other."""
    ahead = find_ahead_of(scope, record=record) if may_carry(scope, record) else None
    return None if ahead is None else Behind(ahead.before, ahead.number, address("carry-record", kind, record.pk))


def name_kind(kind: str) -> str:
    """What a kind of record is called."""
    return _CALLED[kind]


def url_of(kind: str, number: int) -> str:
    """The page of a record."""
    return address(_ROUTES[kind], number)
