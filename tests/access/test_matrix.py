"""Every address × everybody × reading, reading a fragment, and writing; expectations stand beside the addresses.

Some 250 addresses, asked in some 340 ways as 19 actors, three times each: over 19,000 cases.
A fragment is asked for where the page looked whether one was wanted. Where nothing looked, asking is the same again.
"""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve

from plait.web import rates
from plait.web.access import Address, Rule, Who
from tests.access.actors import ACTORS, ANYWHERE, BELONGING, NOBODY, Sample
from tests.access.swift import asked_for_a_part
from tests.access.tries import ADDRESSES, NONE, Try, admitted, cases, list_tries, path_of

pytestmark = [pytest.mark.django_db]
_ASKED = ("GET", "fragment", "POST")
_REACHED = frozenset({200, 302, 303, 400, 409, 422, 503})
_REFUSED = frozenset({403, 404, 405})
# Tried on PostgreSQL too: where rows decide who reads.
_ON_BOTH = {"finding", "sharing-end", "organisation", "organisation-people-csv", "audit", "data-export", "join-request"}
_DRAWN = {
    "GET": {NOBODY, "headteacher", "director of a stranger trust", "ended visitor"},
    "fragment": {NOBODY, "ended member"},
    "POST": {NOBODY, "headteacher", "ended visitor"},
}


def ask(client: Client, how: str, path: str, *, stop: bool = False) -> HttpResponse:
    """Ask, and leave nothing behind; `stop`: at the view, when all that is asked before it has been."""
    kept = dict(client.cookies)
    with transaction.atomic():
        answer = client.post(path) if how == "POST" else client.get(path, headers=_headers(how, stop=stop))
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.update(kept)
    return answer


def _headers(how: str, *, stop: bool) -> dict[str, str]:
    told = {"hx-request": "true"} if how == "fragment" else {}
    return told | ({"x-stop-at-the-view": "1"} if stop else {})


def is_drawn(who: Who | None, told: frozenset[str] | None, actor: str, how: str) -> bool:
    """Whether a page is drawn for this actor: where it differs for nobody, for one of each standing only."""
    if who is None or told is not None or who.rule not in {Rule.OPEN_DATA, Rule.ANYONE, Rule.SIGNED_IN}:
        return True
    return actor in _DRAWN[how]


def is_sent_to_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code in {302, 303} and answer.headers["Location"].startswith("/account/login/?next=")


def gives_uncounted_file(answer: HttpResponse) -> bool:
    """Whether an answer is a file to keep of which nobody counts how many are asked for."""
    asked = answer.wsgi_request  # type: ignore[attr-defined]
    return answer.has_header("Content-Disposition") and rates.weigh(asked, asked.resolver_match.kwargs) is None


def judge(answer: HttpResponse, *, reached: bool, who: Who | None, known: bool, also: frozenset[int]) -> str:
    """What is wrong with an answer; empty if nothing is."""
    told = f"{answer.status_code} {answer.headers.get('Location', '')}".strip()
    if who is None:  # not done here at all
        return (
            "" if answer.status_code in _REFUSED or is_sent_to_sign_in(answer) else f"answered {told}, done for nobody"
        )
    if reached:
        well = answer.status_code in _REACHED | also and (not is_sent_to_sign_in(answer) or not who.must_sign_in)
        return "" if well else f"refused by {told}"
    if is_sent_to_sign_in(answer):
        return "" if not known else "sent to sign in, though signed in"
    return "" if answer.status_code in _refusals(who) else f"answered {told}"


def _refusals(who: Who) -> frozenset[int]:
    """What may not be read is not there. What may be read, but not changed, says so."""
    return frozenset({403, 404}) if who.rule in {Rule.KEEPERS, Rule.SIDES, Rule.MAY, Rule.NEEDS} else frozenset({404})


def deviations(address: Address, one: Try, sample: Sample, clients: dict[str, Client]) -> Iterator[str]:
    """Each answer at an address that is not as declared."""
    access = address.access
    assert access is not None
    path = path_of(address, one, sample)
    the_same: set[str] = set()  # whose fragment is the page that they had a moment ago
    for how in _ASKED:
        who, told = (access.write, one.writers) if how == "POST" else (access.read, one.readers)
        allowed = NONE if who is None else admitted(who, told)
        for actor in ACTORS:
            if how == "fragment" and actor in the_same:
                continue
            drawn = is_drawn(who, told, actor, how)
            answer = ask(clients[actor], how, path, stop=not drawn)
            if not asked_for_a_part(answer) and (drawn or not is_drawn(who, told, actor, "fragment")):
                the_same.add(actor)
            wrong = judge(answer, reached=actor in allowed, who=who, known=actor != NOBODY, also=one.also)
            if wrong:
                yield f"{how} {path} {one.note} as {actor}: {wrong}"
            if gives_uncounted_file(answer):
                yield f"{how} {path}: gives a file that is not counted; say so in web/rates.py"


@pytest.mark.parametrize(
    "address",
    [
        pytest.param(each, id=each.key, marks=[pytest.mark.database] if each.key in _ON_BOTH else [])
        for each in ADDRESSES
    ],
)
def test_an_address_answers_each_as_it_declares(
    address: Address, sample: Sample, clients: dict[str, Client], unhurried: None
):
    wrong = [each for one in list_tries(address, sample) for each in deviations(address, one, sample, clients)]
    assert wrong == []


def test_the_matrix_is_more_than_a_thousand_cases_and_every_path_leads_to_its_address(sample: Sample):
    tried = list(cases(sample))
    counted = len(tried) * len(ACTORS) * len(_ASKED)
    print(f"{len(ADDRESSES)} addresses, asked in {len(tried)} ways, as {len(ACTORS)} actors: {counted} cases")
    assert counted >= 1_000
    for address, one in tried:
        match = resolve(path_of(address, one, sample).partition("?")[0])
        assert (match.url_name or match.route) == address.key


def test_on_a_closed_site_only_those_who_belong_read_what_was_open(
    sample: Sample, clients: dict[str, Client], settings: object
):
    settings.PLAIT_OPEN_DATA = False  # type: ignore[attr-defined]
    wrong = []
    for address in ADDRESSES:
        assert address.access is not None
        if address.access.read is None or address.access.read.rule not in {Rule.OPEN_DATA, Rule.NEEDS}:
            continue
        for one in list_tries(address, sample):
            path = path_of(address, one, sample)
            for actor in sorted(set(ACTORS) - BELONGING):
                wrong += [
                    f"{how} {path} as {actor}: {answer.status_code}"
                    for how in ("GET", "fragment")
                    if (answer := ask(clients[actor], how, path)).status_code != 403
                ]
    assert wrong == []


def test_the_table_of_who_may_do_a_thing_somewhere_is_what_the_roles_say(sample: Sample):
    from plait.organisations.services.authority import scope_of

    for what, told in ANYWHERE.items():
        held = {name for name, person in sample.people.items() if scope_of(person).organisations_where(what)}
        assert held == told, what
