"""Everybody who tries each address, the small sector they live in, and what each is allowed: by hand, as a table."""

import datetime as dt
import hashlib
from dataclasses import dataclass

import polars as pl
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import MD5PasswordHasher
from django.utils import timezone

from plait.core.home import Home
from plait.indicators.store.reader import open_current
from plait.insight.findings import Stance
from plait.insight.models import Finding
from plait.insight.queries import signals
from plait.organisations.domain import Scope
from plait.organisations.models import EmailDomain, Invitation, JoinRequest, Membership, Organisation, Person, Share
from plait.organisations.roles import Kind, May
from plait.organisations.visibility import Visibility
from tests.people import make_body, make_member, make_person

SECRET = "an-invitation-that-was-sent"
NOBODY = "anonymous"
ACTORS = (
    NOBODY,
    "director",
    "analyst",
    "trustee",
    "network lead",
    "support lead of the trust",
    "data protection lead",
    "headteacher",
    "colleague",
    "support lead of the school",
    "visitor",
    "colleague at another school of the trust",
    "director of the partner trust",
    "director of a stranger trust",
    "ended member",
    "ended visitor",
    "somebody who belongs nowhere",
    "operator",
    "curator",
)
_OUTSIDE = frozenset({NOBODY, "ended member", "ended visitor", "somebody who belongs nowhere"})
SIGNED_IN = frozenset(ACTORS) - {NOBODY}
BELONGING = frozenset(ACTORS) - _OUTSIDE
_OTHERS = frozenset({"director of the partner trust", "director of a stranger trust"})
# Who may do a thing at the trust of the sample, and at its school.
AT_TRUST: dict[May, frozenset[str]] = {
    May.WRITE: frozenset({"director", "analyst", "network lead", "support lead of the trust"}),
    May.SHARE: frozenset({"director"}),
    May.DECIDE: frozenset({"director"}),
    May.INVITE: frozenset({"director", "operator"}),
    May.NAME_ROLES: frozenset({"director"}),
    May.PROTECT_DATA: frozenset({"data protection lead"}),
    May.OPERATE: frozenset(),
    May.SEE_NEEDS: frozenset({"director", "analyst", "trustee"}),
}
AT_SCHOOL: dict[May, frozenset[str]] = {
    May.WRITE: AT_TRUST[May.WRITE] | {"headteacher", "colleague", "support lead of the school"},
    May.SHARE: AT_TRUST[May.SHARE] | {"headteacher"},
    May.DECIDE: AT_TRUST[May.DECIDE] | {"headteacher"},
    May.INVITE: AT_TRUST[May.INVITE] | {"headteacher"},
    May.PROTECT_DATA: AT_TRUST[May.PROTECT_DATA],
}
# Who may do a thing anywhere at all: pages that begin with the viewer's own organisations.
ANYWHERE: dict[May, frozenset[str]] = {
    May.WRITE: BELONGING - {"trustee", "data protection lead", "visitor", "operator"},
    May.SHARE: frozenset({"director", "headteacher"}) | _OTHERS,
    May.DECIDE: frozenset({"director", "headteacher"}) | _OTHERS,
    May.INVITE: frozenset({"director", "headteacher", "operator"}) | _OTHERS,
    May.NAME_ROLES: frozenset({"director"}) | _OTHERS,
    May.PROTECT_DATA: frozenset({"data protection lead"}),
    May.OPERATE: frozenset({"operator"}),
}
# Who sees the page of the school: its people and those of its trust. The trust's own: all but the school's visitor.
AT_HOME = frozenset(
    {
        "director",
        "analyst",
        "trustee",
        "network lead",
        "support lead of the trust",
        "data protection lead",
        "headteacher",
        "colleague",
        "support lead of the school",
        "visitor",
        "colleague at another school of the trust",
        "operator",
    }
)
# Who reads the headteacher's finding at each visibility; the partner trust has agreed to the one for partners.
_WITHIN = frozenset(
    {
        "director",
        "analyst",
        "network lead",
        "support lead of the trust",
        "headteacher",
        "colleague",
        "support lead of the school",
        "visitor",
        "colleague at another school of the trust",
    }
)
READERS: dict[Visibility, frozenset[str]] = {
    Visibility.ME: frozenset({"headteacher"}),
    Visibility.SCHOOL: frozenset({"headteacher", "colleague", "visitor"}),
    Visibility.TRUST: _WITHIN,
    Visibility.PARTNERS: _WITHIN | {"director of the partner trust"},
    Visibility.SECTOR: BELONGING,
    Visibility.PUBLIC: frozenset(ACTORS),
}


@dataclass(frozen=True)
class Sample:
    """What the addresses are about: one trust and school of the fictional sector, and what people wrote there."""

    people: dict[str, Person]
    trust: Organisation
    school: Organisation
    partner: Organisation
    findings: dict[Visibility, Finding]
    offered: Share
    agreed: Share
    outcome: str
    session: int
    passkey: int
    asked: int
    invitation: int
    domain: int


def make_sample(home: Home) -> Sample:
    """Everything, made plainly: what may be made by whom is tried elsewhere."""
    urn, uid, outcome = _find_place(home)
    trust = Organisation.objects.create(kind=Kind.TRUST.value, name="The trust", uid=uid)
    school = Organisation.objects.create(kind=Kind.SCHOOL.value, name="The school", urn=urn, parent=trust)
    other = Organisation.objects.create(kind=Kind.SCHOOL.value, name="Another school", urn=899_001, parent=trust)
    partner = Organisation.objects.create(kind=Kind.TRUST.value, name="Partner trust", uid=899_002)
    stranger = Organisation.objects.create(kind=Kind.TRUST.value, name="Stranger trust", uid=899_003)
    people = _make_people(trust, school, other, partner, stranger)
    for person in people.values():
        person.password = MD5PasswordHasher().encode("a long enough sentence 7", "salt")
        person.save()
    findings = {each: _write(people["headteacher"], school, each, outcome) for each in Visibility}
    agreed = _share(findings[Visibility.PARTNERS], partner, people, accepted=True)
    offered = _share(findings[Visibility.PARTNERS], stranger, people, accepted=False)
    invitation = _invite(school, people["headteacher"])
    return Sample(
        people,
        trust,
        school,
        partner,
        findings,
        offered,
        agreed,
        outcome,
        session=_open_session(people["headteacher"]),
        passkey=_add_passkey(make_person("Somebody else")),
        asked=_ask_to_join(people["somebody who belongs nowhere"], school),
        invitation=invitation,
        domain=_open_to(trust, people["director"]),
    )


def _find_place(home: Home) -> tuple[int, int, str]:
    """A school with a signal, in a trust of several schools."""
    store, scope = open_current(home), Scope(open_data=True)
    schools = store.table("schools").filter(
        (pl.col("status").cast(pl.String) == "open")
        & (pl.col("phase").cast(pl.String) == "primary")
        & pl.col("trust_uid").is_not_null()
    )
    for urn, uid in schools.filter(pl.len().over("trust_uid") > 2).select("urn", "trust_uid").iter_rows():
        found = signals.get_school(scope, store, urn)
        if found.signals:
            return urn, uid, found.signals[0].outcome.key
    msg = "The fictional sector has no school with signals in a trust of several."
    raise AssertionError(msg)


def _make_people(
    trust: Organisation, school: Organisation, other: Organisation, partner: Organisation, stranger: Organisation
) -> dict[str, Person]:
    today = timezone.localdate()
    body, soon = make_body(), today + dt.timedelta(days=30)
    return {
        "director": make_member(trust, "director"),
        "analyst": make_member(trust, "analyst"),
        "trustee": make_member(trust, "trustee"),
        "network lead": make_member(trust, "network_lead"),
        "support lead of the trust": make_member(trust, "support_lead"),
        "data protection lead": make_member(trust, "data_protection_lead"),
        "headteacher": make_member(school, "headteacher"),
        "colleague": make_member(school, "colleague"),
        "support lead of the school": make_member(school, "support_lead"),
        "visitor": make_member(school, "visitor", until=soon),
        "colleague at another school of the trust": make_member(other, "colleague"),
        "director of the partner trust": make_member(partner, "director"),
        "director of a stranger trust": make_member(stranger, "director"),
        "ended member": make_member(school, "colleague", until=today),
        "ended visitor": make_member(school, "visitor", until=today),
        "somebody who belongs nowhere": make_person(),
        "operator": make_member(body, "operator"),
        "curator": make_member(body, "curator"),
    }


def _write(keeper: Person, owner: Organisation, visibility: Visibility, outcome: str) -> Finding:
    return Finding.objects.create(
        owner=owner,
        trust_id=owner.trust_id,
        author=keeper,
        keeper=keeper,
        visibility=visibility.value,
        urn=owner.urn or 0,
        school_name=owner.name,
        outcome=outcome,
        build="2024_a",
        stance=Stance.HOLDS.value,
        seen="Every morning begins with reading aloud.",
        looked_on=timezone.localdate(),
    )


def _invite(school: Organisation, by: Person) -> int:
    now = timezone.now()
    made = Invitation.objects.create(
        email="new.colleague@example.org",
        organisation=school,
        role="colleague",
        token_hash=hashlib.sha256(SECRET.encode()).hexdigest(),
        invited_by=by,
        sent_at=now,
        expires_at=now + dt.timedelta(days=7),
    )
    return int(made.pk)


def _ask_to_join(person: Person, school: Organisation) -> int:
    return int(JoinRequest.objects.create(person=person, organisation=school, asked_at=timezone.now()).pk)


def _open_to(trust: Organisation, by: Person) -> int:
    return int(EmailDomain.objects.create(organisation=trust, domain="trust.example.org", added_by=by).pk)


def _open_session(person: Person) -> int:
    kept = UserSession.objects.create(
        user=person, session_key="somewhere-else", ip="127.0.0.1", user_agent="A browser", last_seen_at=timezone.now()
    )
    return int(kept.pk)


def _add_passkey(person: Person) -> int:
    data = {"name": "Telephone", "credential": {}, "passwordless": False}
    return int(Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=data).pk)


def membership_of(person: Person) -> int:
    """The one membership of somebody."""
    return int(Membership.objects.get(person=person).pk)


def _share(record: Finding, partner: Organisation, people: dict[str, Person], *, accepted: bool) -> Share:
    now = timezone.now()
    answered = {"accepted_by": people["director of the partner trust"], "accepted_at": now} if accepted else {}
    return Share.objects.create(
        record_type="insight.finding",
        record_id=str(record.pk),
        label="Reading aloud",
        owner_id=record.trust_id,
        partner=partner,
        purpose="Peer review",
        until=timezone.localdate() + dt.timedelta(days=30),
        offered_by=people["headteacher"],
        offered_at=now,
        **answered,
    )
