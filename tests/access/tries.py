"""With what each address is tried, and who is to reach it: by the declarations beside the addresses."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.conf import settings

from plait.organisations.roles import May
from plait.organisations.services import letters
from plait.web import access
from plait.web.access import Address, Rule, Who
from tests.access import (
    tries_agreeing,
    tries_aims,
    tries_alignment,
    tries_board,
    tries_evaluating,
    tries_evidence,
    tries_framework,
    tries_measures,
    tries_quality,
)
from tests.access.actors import (
    ACTORS,
    ANYWHERE,
    AT_HOME,
    AT_SCHOOL,
    AT_TRUST,
    BELONGING,
    READERS,
    SECRET,
    SIGNED_IN,
    Sample,
    membership_of,
)

ADDRESSES = access.list_addresses(settings.ROOT_URLCONF)
EVERYBODY = frozenset(ACTORS)
NONE: frozenset[str] = frozenset()
_SPEAKERS = AT_SCHOOL[May.SHARE]


@dataclass(frozen=True)
class Try:
    """One way of asking at an address. `readers`, `writers`: who reaches it; None takes the declaration's word."""

    values: dict[str, str] = field(default_factory=dict)
    readers: frozenset[str] | None = None
    writers: frozenset[str] | None = None
    query: str = ""
    note: str = ""
    also: frozenset[int] = frozenset()  # what else may be answered to those who reach it


def _own(sample: Sample) -> dict[str, str]:
    """The values of parameters that mean the same wherever they stand."""
    return {
        "urn": str(sample.school.urn),
        "uid": str(sample.trust.uid),
        "key": sample.outcome,
        "indicator_id": "fsm_ever6",
        "recipe": "open-primary",
        "kind": "pptx",
    }


def _of_records(sample: Sample, *, by: frozenset[str] = EVERYBODY) -> list[Try]:
    return [
        Try({"number": str(one.pk)}, readers=READERS[each] & by, writers=READERS[each] & by, note=each.value)
        for each, one in sample.findings.items()
    ]


def _numbers(number: int, who: frozenset[str]) -> list[Try]:
    return [Try({"number": str(number)}, readers=who, writers=who)]


def _places(sample: Sample) -> list[Try]:
    return [
        Try({"number": str(sample.school.pk)}, readers=AT_HOME),
        Try({"number": str(sample.trust.pk)}, readers=AT_HOME - {"visitor"}),
        Try({"number": str(sample.partner.pk)}, readers=frozenset({"director of the partner trust", "operator"})),
    ]


_ANSWERING = frozenset({"data protection lead", "operator"})
# Addresses whose parameters mean something of their own.
BY_HAND: dict[str, Callable[[Sample], list[Try]]] = {
    "finding": _of_records,
    "finding-revise": lambda sample: _of_records(sample, by=_SPEAKERS),
    "finding-offer": lambda sample: _of_records(sample, by=_SPEAKERS),
    "finding-write": lambda sample: [Try(query=f"outcome={sample.outcome}")],
    "record-share": lambda sample: [
        Try({"record": "finding", **one.values}, readers=one.readers, writers=one.writers, note=one.note)
        for one in _of_records(sample, by=_SPEAKERS)
    ],
    "sharing-accept": lambda sample: _numbers(sample.offered.pk, frozenset({"director of a stranger trust"})),
    "sharing-end": lambda sample: _numbers(
        sample.agreed.pk, frozenset({"director", "headteacher", "director of the partner trust"})
    ),
    "data-export": lambda sample: _numbers(sample.people["colleague"].pk, _ANSWERING),
    "data-erase": lambda sample: _numbers(sample.people["colleague"].pk, _ANSWERING),
    "school-page-file": lambda sample: [Try({"kind": "pdf"})],
    "compare": lambda sample: [Try(query=f"urn={sample.school.urn}")],
    "invitation": lambda sample: [
        Try({"secret": SECRET}, also=frozenset({404})),
        Try({"secret": "made-up"}, readers=NONE, writers=NONE),
    ],
    "invitation-open-account": lambda sample: [Try({"secret": SECRET})],
    "account_confirm_email": lambda sample: [Try({"key": "made-up"}, also=frozenset({404}))],
    "account_reset_password_from_key": lambda sample: [Try({"uidb36": "1", "key": "made-up"})],
    "session-end": lambda sample: _numbers(sample.session, frozenset({"headteacher"})),
    # Somebody else's; and everybody is asked again who they are before they are told that it is not there.
    "mfa_remove_webauthn": lambda sample: [Try({"pk": str(sample.passkey)}, also=frozenset({404}))],
    "mfa_edit_webauthn": lambda sample: [Try({"pk": str(sample.passkey)}, also=frozenset({404}))],
    # Nobody who tries it has a second step.
    "mfa_reauthenticate": lambda sample: [Try(also=frozenset({403}))],
    "mfa_reauthenticate_webauthn": lambda sample: [Try(also=frozenset({403}))],
    "mfa_deactivate_totp": lambda sample: [Try(also=frozenset({404}))],
    "mfa_view_recovery_codes": lambda sample: [Try(also=frozenset({404}))],
    "mfa_generate_recovery_codes": lambda sample: [Try(also=frozenset({403, 404}))],
    "socialaccount_login_error": lambda sample: [Try(also=frozenset({401}))],
    "bright-spots-csv": lambda sample: [Try(query=f"outcome={sample.outcome}")],
    "changed-csv": lambda sample: [Try(query=f"outcome={sample.outcome}")],
    "funnel-csv": lambda sample: [Try(query=f"outcome={sample.outcome}")],
    "organisation": _places,
    "organisation-people-csv": _places,
    "join-request": lambda sample: _numbers(sample.asked, AT_SCHOOL[May.INVITE]),
    "invite": lambda sample: _numbers(sample.school.pk, AT_SCHOOL[May.INVITE]),
    "invitation-withdraw": lambda sample: _numbers(sample.invitation, AT_SCHOOL[May.INVITE]),
    "domain-add": lambda sample: _numbers(sample.trust.pk, AT_TRUST[May.INVITE]),
    "domain-remove": lambda sample: [
        Try({"number": str(sample.trust.pk), "domain": str(sample.domain)}, writers=AT_TRUST[May.INVITE])
    ],
    "role-names": lambda sample: _numbers(sample.trust.pk, AT_TRUST[May.NAME_ROLES]),
    "membership-end": lambda sample: _numbers(
        membership_of(sample.people["colleague"]), AT_SCHOOL[May.INVITE] | {"colleague"}
    ),
    "letters-stop": lambda sample: [
        Try({"token": letters.make_stop(sample.people["colleague"].pk, kind=None)}),
        Try({"token": "made-up"}, readers=NONE, writers=NONE),
    ],
    # No provider is named on the site that is tried, and it is no demonstration: nothing is there for anybody.
    "openid_connect_login": lambda sample: [Try({"provider_id": "none"}, readers=NONE, writers=NONE)],
    "openid_connect_callback": lambda sample: [Try({"provider_id": "none"}, readers=NONE, writers=NONE)],
    "mailbox": lambda sample: [Try(readers=NONE)],
    "mailbox-letter": lambda sample: [Try({"name": "20261121-1.eml"}, readers=NONE)],
}


BY_HAND |= tries_agreeing.list_tries(Try)
BY_HAND |= tries_aims.list_tries(Try)
BY_HAND |= tries_alignment.list_tries(Try)
BY_HAND |= tries_board.list_tries(Try)
BY_HAND |= tries_evaluating.list_tries(Try)
BY_HAND |= tries_evidence.list_tries(Try)
BY_HAND |= tries_framework.list_tries(Try)
BY_HAND |= tries_measures.list_tries(Try)
BY_HAND |= tries_quality.list_tries(Try)


def list_tries(address: Address, sample: Sample) -> list[Try]:
    """How an address is tried."""
    known = BY_HAND.get(address.key)
    return [Try()] if known is None else known(sample)


def path_of(address: Address, one: Try, sample: Sample) -> str:
    """The path to ask for."""
    values = {**_own(sample), **one.values}
    pattern = address.route
    if pattern.startswith("^") or "(?P<" in pattern:
        path = re.sub(r"\(\?P<(\w+)>(?:\[[^\]]*\]|\.)\+\)", lambda m: values[m[1]], pattern).strip("^$")
        path = path.replace("^", "")
    else:
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: values[m[1]], pattern)
    return f"/{path}" + (f"?{one.query}" if one.query else "")


def admitted(who: Who, told: frozenset[str] | None) -> frozenset[str]:
    """Who is to reach it, on a site that shows published figures to visitors."""
    if told is not None:
        return told if who.rule is Rule.DEMO else told & _by_rule(who)
    return _by_rule(who)


def _by_rule(who: Who) -> frozenset[str]:
    match who.rule:
        case Rule.SIGNED_IN:
            return SIGNED_IN
        case Rule.BELONGING | Rule.KEEPERS | Rule.SIDES:
            return BELONGING
        case Rule.NEEDS:
            return frozenset({"director", "analyst", "trustee"})
        case Rule.MAY:
            return frozenset().union(*(ANYWHERE[what] for what in who.what))
        case _:
            return EVERYBODY


def cases(sample: Sample) -> Iterator[tuple[Address, Try]]:
    """Every address with every way of asking."""
    for address in ADDRESSES:
        for one in list_tries(address, sample):
            yield address, one
