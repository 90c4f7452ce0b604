"""What stands beside a decision in the parts that are about agreeing and about evidence."""

from dataclasses import dataclass

from plait.goals.models import Decision
from plait.organisations.domain import Scope
from plait.web.addresses import address
from plait.web.parts import Link


@dataclass(frozen=True, slots=True)
class Beside:
    """Ways of agreeing on it, and the evidence it leans on; each empty where there is none yet."""

    consultations: tuple[Link, ...]
    consult_url: str
    evidence: tuple[Link, ...]
    evidence_url: str


def list_beside(scope: Scope, decision: Decision) -> Beside:
    """Links to what belongs to a decision elsewhere."""
    del scope
    return Beside((), address("consultation-write", decision=decision.pk), (), "")
