"""What stands beside a decision in the parts that are about agreeing and about evidence."""

import datetime as dt
from dataclasses import dataclass

from plait.goals.evidence import Sure
from plait.goals.models import Consultation, Decision
from plait.goals.queries.agreeing import list_consultations_on
from plait.goals.queries.evidence import Leaning, list_leaning
from plait.goals.queries.evidence_anchors import get_anchor
from plait.organisations.domain import Scope
from plait.web.addresses import address
from plait.web.templatetags.plait import day


@dataclass(frozen=True, slots=True)
class Asked:
    """A consultation on it."""

    title: str
    url: str
    told: str


@dataclass(frozen=True, slots=True)
class Bet:
    """A claim that stands on an entry of the library; the entry is empty where the reader may not read it."""

    claim: str
    sure: str
    entry: str
    entry_url: str
    shaken: str
    url: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Ways of agreeing on it, and the evidence it leans on."""

    consultations: tuple[Asked, ...]
    consult_url: str
    bets: tuple[Bet, ...]
    lean_url: str


def list_beside(scope: Scope, decision: Decision, *, today: dt.date) -> Beside:
    """What belongs to a decision elsewhere, as far as the reader may read it."""
    anchor = get_anchor(scope, kind="decision", number=decision.pk)
    return Beside(
        consultations=tuple(_asked(each, today) for each in list_consultations_on(scope, subject=decision)),
        consult_url=address("consultation-write", decision=decision.pk),
        bets=tuple(_bet(each) for each in list_leaning(scope, anchor=anchor, today=today)),
        lean_url=address("evidence-lean", "decision", decision.pk),
    )


def _asked(one: Consultation, today: dt.date) -> Asked:
    if one.is_over(today):
        told = f"closed {day(one.closed_at.date() if one.closed_at else one.closes_on)}"
    else:
        told = f"open until {day(one.closes_on)}" if one.is_open(today) else f"opens {day(one.opens_on)}"
    return Asked(one.title, address("consultation", one.pk), told)


def _bet(one: Leaning) -> Bet:
    return Bet(
        claim=one.bet.claim,
        sure=Sure(one.bet.sure).label,
        entry=one.entry.title if one.entry else "",
        entry_url=address("evidence-entry", one.entry.pk) if one.entry else "",
        shaken=f"{one.shaken.label} since. Look again." if one.shaken else "",
        url=address("evidence-bet", one.bet.pk),
    )
