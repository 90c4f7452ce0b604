"""Who administers reaches what a role opens with a second step only; tried at every address of the site."""

from collections.abc import Iterator

import pytest
from django.test import Client

from plait.organisations.domain import Scope, Standing
from plait.organisations.roles import ROLES, Kind, May, Role
from plait.web.access import Address, Rule, Who
from tests.access.actors import ANYWHERE, BELONGING, Sample
from tests.access.test_matrix import ask
from tests.access.tries import ADDRESSES, list_tries, path_of

pytestmark = [pytest.mark.django_db]
ADMINISTERING = ("operator", "data protection lead")
# Written out by hand: by these rules a role opens the page; all else is published, or the person's own.
OPENED_BY_A_ROLE = {Rule.BELONGING, Rule.MAY, Rule.KEEPERS, Rule.SIDES}


def list_asked(sample: Sample) -> Iterator[tuple[str, str, Who, Address]]:
    """How, and at which path, of every address that a role opens; both ways where both are done."""
    for address in ADDRESSES:
        assert address.access is not None
        for how, who in (("GET", address.access.read), ("POST", address.access.write)):
            if who is not None and who.rule in OPENED_BY_A_ROLE:
                yield how, path_of(address, list_tries(address, sample)[0], sample), who, address


def reach(who: Who, actor: str) -> bool:
    """Whether somebody comes as far as the view by their role, going by the table of the matrix."""
    return actor in (frozenset().union(*(ANYWHERE[each] for each in who.what)) if who.what else BELONGING)


@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize("actor", ADMINISTERING)
def test_without_a_second_step_no_page_that_a_role_opens_is_reached(
    actor: str, sample: Sample, clients: dict[str, Client], settings: object
):
    settings.PLAIT_ASK_SECOND_STEP = True  # type: ignore[attr-defined]
    wrong, led = [], 0
    for how, path, who, _ in list_asked(sample):
        answer = ask(clients[actor], how, path)
        told = (answer.status_code, answer.headers.get("Location", ""))
        meant = (302, "/account/second-step/") if reach(who, actor) else (404, "")
        led += told == meant == (302, "/account/second-step/")
        wrong += [f"{how} {path}: {told}"] if told != meant else []
    assert wrong == []
    assert led > 30


@pytest.mark.usefixtures("unhurried")
def test_what_is_published_and_what_is_ones_own_needs_none(
    sample: Sample, clients: dict[str, Client], settings: object
):
    settings.PLAIT_ASK_SECOND_STEP = True  # type: ignore[attr-defined]
    for path in ("/", "/schools", "/home", "/notifications", "/account/2fa/", "/account/second-step/", "/roles"):
        assert ask(clients["operator"], "GET", path).status_code == 200, path


@pytest.mark.usefixtures("unhurried")
def test_nobody_else_is_asked(sample: Sample, clients: dict[str, Client], settings: object):
    settings.PLAIT_ASK_SECOND_STEP = True  # type: ignore[attr-defined]
    for actor in ("director", "headteacher", "trustee", "curator"):
        assert ask(clients[actor], "GET", f"/organisations/{sample.trust.pk}").status_code in {200, 404}


@pytest.mark.parametrize("role", ROLES, ids=lambda each: each.key)
def test_a_role_that_runs_the_site_or_searches_what_others_did_administers(role: Role):
    scope = Scope(open_data=True, person=1, standings=(Standing(1, Kind.TRUST, role, trust=1, school=None),))
    assert scope.administers is (role.key in {"operator", "data_protection_lead"})
    assert Who(Rule.MAY, (May.INVITE,)).asks_second_step(scope) is scope.administers
    assert not Who(Rule.SIGNED_IN).asks_second_step(scope)
