"""Asking what people found behind the signals of a page: one question, whoever reads."""

from collections.abc import Iterable

from plait.insight.queries import findings
from plait.organisations.domain import Scope
from plait.organisations.roles import May
from plait.web.signals import looked
from plait.web.signals.looked import Findings


def find_findings(scope: Scope, *, urns: Iterable[int], outcome: str | None = None) -> Findings:
    """What this reader may know of what was found at these schools, and whether they write findings themselves."""
    found = findings.find_latest(scope, urns=frozenset(urns), outcome=outcome)
    return looked.present(found, may_write=bool(scope.organisations_where(May.WRITE)))
