"""Readers for the load: people of many trusts, with their sessions, and the pages that each may ask for."""

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.pages import is_shown

if TYPE_CHECKING:
    from plait.indicators.store.reader import Store
    from plait.organisations.models import Organisation, Person

SEED = 2026
TEAM = 10  # readers of one trust: a director, an analyst, and heads
SMALLEST = 4  # schools of a trust whose people read
PAGES_EACH = 12  # addresses of a kind that one reader may ask for: half of the own trust, half of anywhere
OUTCOMES = {"primary": "primary.ks2_rwm_expected", "secondary": "secondary.attainment8"}
# How often each page is asked for, in parts.
MIX = {
    "home": 2,
    "school": 3,
    "school on a page": 1,
    "neighbours": 2,
    "bright spots": 2,
    "trust": 1,
    "trust, signals": 1,
    "finding": 1,
    "notifications": 1,
}


@dataclass(frozen=True, slots=True)
class Trust:
    """A trust whose people read, its schools, and the finding that one of them wrote."""

    uid: int
    schools: list[dict[str, Any]]
    finding: int | None


def make_readers(store: "Store", *, users: int) -> list[dict[str, Any]]:
    """As many people as are to read, each with a session and addresses; the same addresses for the same build."""
    from plait.organisations.services import accounts

    rng = random.Random(SEED)
    operator = accounts.add_operator("operator@plait.example", name="Jo Penrose", password=None).person
    schools = store.table("schools").filter(is_shown()).select("urn", "phase", "trust_uid").to_dicts()
    own: dict[int, list[dict[str, Any]]] = {}
    for school in schools:
        if school["trust_uid"] is not None:
            own.setdefault(school["trust_uid"], []).append(school)
    uids = sorted(uid for uid, held in own.items() if len(held) >= SMALLEST)
    chosen = rng.sample(uids, min(len(uids), -(-users // TEAM)))
    readers: list[dict[str, Any]] = []
    for uid in chosen:
        team, trust = _make_team(store, uid, schools=own[uid], users=min(TEAM, users - len(readers)), by=operator)
        readers += [
            {"session": sign_in(person), "pages": choose(trust, anywhere=schools, trusts=uids, rng=rng)}
            for person in team
        ]
    return readers


def _make_team(
    store: "Store", uid: int, *, schools: list[dict[str, Any]], users: int, by: "Person"
) -> tuple[list["Person"], Trust]:
    from plait.indicators.services import register
    from plait.organisations.services import accounts, memberships

    organisation = register.adopt_trust(store, uid=uid)
    team = []
    for number in range(users):
        person = accounts.open_account(
            f"reader{uid}-{number}@plait.example", name=f"Reader {number}", password=None, by=by
        )
        role = {0: "director", 1: "analyst"}.get(number, "headteacher")
        at = organisation
        if role == "headteacher":
            at = register.adopt_school(store, urn=schools[number % len(schools)]["urn"])
        memberships.give(person, organisation=at, role=role, by=by)
        team.append(person)
    found = _write_finding(store, schools=schools, owner=organisation, by=team[0])
    return team, Trust(uid=uid, schools=schools, finding=found)


def _write_finding(store: "Store", *, schools: list[dict[str, Any]], owner: "Organisation", by: "Person") -> int | None:
    """A finding of the trust, for all its people, behind the first signal there is; none where there are no signals."""
    from django.utils import timezone

    from plait.insight.findings import Stance
    from plait.insight.queries import signals
    from plait.insight.services import findings
    from plait.organisations.services.authority import scope_of
    from plait.organisations.visibility import Visibility

    written = findings.Written(
        stance=Stance.OPEN,
        seen="Two of us sat in on reading lessons in four classes. The routine is the same, the choice of texts not.",
        learn="",
        looked_on=timezone.localdate(),
        visibility=Visibility.TRUST,
    )
    for school in schools:
        told = signals.get_school(scope_of(by), store, school["urn"])
        for each in told.signals:
            if each.estimate is not None:
                signal = findings.name_signal(each, school=told)
                return int(findings.write(signal, written=written, owner=owner, by=by).pk)
    return None


def sign_in(person: "Person") -> str:
    """A session as signing in leaves it, without the password's hash, which is slow on purpose."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def choose(
    trust: Trust, *, anywhere: list[dict[str, Any]], trusts: list[int], rng: random.Random
) -> dict[str, list[str]]:
    """Addresses of each kind for one reader."""
    half = PAGES_EACH // 2
    schools = rng.choices(trust.schools, k=half) + rng.choices(anywhere, k=half)
    uids = [trust.uid] * half + rng.choices(trusts, k=half)
    asked = [f"outcome={OUTCOMES[each['phase']]}&near={each['urn']}" for each in schools]
    return {
        "home": ["/", "/home"],
        "school": [f"/schools/{each['urn']}" for each in schools],
        "school on a page": [f"/schools/{each['urn']}/page" for each in schools],
        "neighbours": [f"/schools/{each['urn']}/neighbours" for each in schools],
        "bright spots": [f"/bright-spots?{each}" for each in asked],
        "trust": [f"/trusts/{uid}" for uid in uids],
        "trust, signals": [f"/trusts/{uid}/signals" for uid in uids],
        "finding": [f"/findings/{trust.finding}"] if trust.finding else ["/sharing"],
        "notifications": ["/notifications"],
    }
